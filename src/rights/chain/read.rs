//! The chain of title of a series, from what the house knows and what it was told.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use provenance::consent::{Register, Use};
use rights::chain::{Kind, Made, Need, Paper, Scope, needs};
use rights::{MediaSet, MediaTree, Moment, Reach, Territory, TerritorySet, Universe, Window};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::consents;
use crate::errors::{AppError, AppResult};
use crate::rights::block::{moment, windows_of_days};
use crate::rights::book;
use crate::studio::made;

/// A series with the documents that it must have.
#[derive(Serialize, ToSchema)]
#[schema(as = TitleChain)]
pub struct Chain {
    pub series_id: Uuid,
    pub title: String,
    /// `live_action`, `animation`, `generated`, `licensed`
    pub kind: String,
    pub adapted: bool,
    pub music: bool,
    /// Whether the house has said so; otherwise it is told from where the series came from.
    pub said: bool,
    pub missing: usize,
    /// What is missing comes first.
    pub needs: Vec<Required>,
}

/// A document that must exist.
#[derive(Serialize, ToSchema)]
#[schema(as = TitleNeed)]
pub struct Required {
    /// `writer`, `underlying`, `director`, `producer`, `performers`, `likeness`, `voice`, `artwork`, `composition`, `master`,
    /// `provider`, `contract_in`, `other`
    pub paper: String,
    /// A person, a provider, a name; empty where there is one for the series.
    pub subject: String,
    /// `missing`, `provided`, `checked`, `waived`
    pub state: String,
    /// Why the house asks for it or does without it, where it departs from the rule.
    pub exception: Option<Exception>,
    pub documents: Vec<Document>,
    #[serde(skip)]
    pub(super) need: Need,
}

#[derive(Clone, Serialize, ToSchema)]
#[schema(as = TitleException)]
pub struct Exception {
    pub id: Uuid,
    /// `added` or `waived`
    pub change: String,
    pub reason: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// What there is.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = TitleDocument)]
pub struct Document {
    pub id: Uuid,
    /// `document`; `consent`: of the register; `contract`: a contract in
    pub source: String,
    pub reference: String,
    pub file_name: Option<String>,
    /// SHA-256 of the file.
    pub file_digest: Option<String>,
    pub starts: Option<NaiveDate>,
    /// The last day, which is inside. Both are days as each territory lives them.
    pub ends: Option<NaiveDate>,
    /// Null: everywhere.
    pub territories: Option<String>,
    /// Null: all media.
    pub media: Option<Vec<String>>,
    /// Whether it holds now, anywhere.
    pub holds: bool,
    pub by: Option<String>,
    pub at: Option<DateTime<Utc>>,
    pub checked_by: Option<String>,
    pub checked_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    #[schema(ignore)]
    pub(super) scopes: Vec<Scope>,
}

/// The chains of these series, or of all of the house; those of which most is missing first.
pub async fn of(
    db: &mut PgConnection,
    house_id: Uuid,
    some: Option<&[Uuid]>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Chain>> {
    let series = sqlx::query!(
        r#"select s.id, s.title, t.kind as "kind?", t.adapted as "adapted?", t.music as "music?"
           from series s left join title_chains t on t.series_id = s.id
           where s.house_id = $1 and ($2::uuid[] is null or s.id = any ($2)) order by s.title, s.id limit 2000"#,
        house_id,
        some
    )
    .fetch_all(&mut *db)
    .await?;
    let ids: Vec<Uuid> = series.iter().map(|row| row.id).collect();
    let licensed = book::licensed_in(db, house_id, None).await?;
    let mut from_studio: HashMap<Uuid, made::Made> = HashMap::new();
    for one in made::of_series(db, house_id, &ids).await? {
        from_studio.insert(one.series_id, one);
    }
    let register = consents::register_in(db, house_id).await?;
    let exceptions = exceptions(db, house_id, &ids).await?;
    let mut provided = provided(db, house_id, &ids, now).await?;
    contracts_in(db, house_id, &ids, now, &mut provided).await?;
    let mut chains = Vec::with_capacity(series.len());
    for row in series {
        let studio = from_studio.get(&row.id);
        let kind = match row.kind.as_deref().and_then(Kind::of) {
            // Whatever the house says: what came by a contract stands and falls with it.
            _ if licensed.contains(&row.id) => Kind::Licensed,
            Some(kind) => kind,
            None if studio.is_some() => Kind::Generated,
            None => Kind::LiveAction,
        };
        let about = Made {
            kind,
            adapted: row.adapted.unwrap_or(false),
            music: row.music.unwrap_or(true),
            likenesses: studio.map_or_else(Vec::new, |made| made.likenesses.clone()),
            voices: studio.map_or_else(Vec::new, |made| made.voices.clone()),
            providers: studio.map_or_else(Vec::new, |made| made.providers.clone()),
        };
        let mut wanted = needs(&about);
        let known = |need: &Need| exceptions.get(&(row.id, need.clone()));
        let added = exceptions
            .keys()
            .filter(|(id, need)| *id == row.id && !wanted.contains(need));
        let mut added: Vec<Need> = added.map(|(_, need)| need.clone()).collect();
        added.sort_unstable();
        wanted.extend(added);
        let titles: Vec<&str> = std::iter::once(row.title.as_str())
            .chain(studio.map(|made| made.title.as_str()))
            .collect();
        let mut all: Vec<Required> = wanted
            .into_iter()
            .map(|need| {
                let mut documents = provided.remove(&(row.id, need.clone())).unwrap_or_default();
                documents.extend(agreed(&register, &need, &titles, now));
                required(known(&need).cloned(), need, documents)
            })
            .collect();
        all.sort_by_key(|one| one.state != "missing");
        chains.push(Chain {
            series_id: row.id,
            title: row.title,
            kind: kind.code().to_owned(),
            adapted: about.adapted,
            music: about.music,
            said: row.kind.is_some(),
            missing: all.iter().filter(|one| one.state == "missing").count(),
            needs: all,
        });
    }
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.missing));
    Ok(chains)
}

fn required(exception: Option<Exception>, need: Need, documents: Vec<Document>) -> Required {
    let waived = exception.as_ref().is_some_and(|one| one.change == "waived");
    let mut holding = documents.iter().filter(|one| one.holds).peekable();
    let state = match (waived, holding.peek().is_some()) {
        (true, _) => "waived",
        (false, false) => "missing",
        (false, true) if holding.all(|one| one.checked_at.is_some()) => "checked",
        (false, true) => "provided",
    };
    Required {
        paper: need.paper.code().to_owned(),
        subject: need.subject.clone(),
        state: state.to_owned(),
        exception,
        documents,
        need,
    }
}

async fn exceptions(
    db: &mut PgConnection,
    house_id: Uuid,
    ids: &[Uuid],
) -> AppResult<HashMap<(Uuid, Need), Exception>> {
    let rows = sqlx::query!(
        r#"select e.id, e.series_id, e.paper, e.subject, e.change, e.reason, e.at, coalesce(p.display_name, p.email) as by
           from title_exceptions e left join people p on p.id = e.person_id
           where e.house_id = $1 and e.series_id = any ($2) and e.lifted_at is null"#,
        house_id,
        ids
    )
    .fetch_all(&mut *db)
    .await?;
    let mut found = HashMap::new();
    for row in rows {
        let Some(paper) = Paper::of(&row.paper) else {
            continue;
        };
        let need = Need {
            paper,
            subject: row.subject,
        };
        let exception = Exception {
            id: row.id,
            change: row.change,
            reason: row.reason,
            by: row.by,
            at: row.at,
        };
        found.insert((row.series_id, need), exception);
    }
    Ok(found)
}

type Provided = HashMap<(Uuid, Need), Vec<Document>>;

async fn provided(
    db: &mut PgConnection,
    house_id: Uuid,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<Provided> {
    let rows = sqlx::query!(
        r#"select d.id, d.series_id, d.paper, d.subject, d.reference, d.file_name, d.file_digest, d.starts, d.ends, d.territory_words,
                  d.territories, d.media, d.at, d.checked_at, coalesce(p.display_name, p.email) as by,
                  coalesce(c.display_name, c.email) as checked_by
           from title_documents d left join people p on p.id = d.person_id left join people c on c.id = d.checked_by
           where d.house_id = $1 and d.series_id = any ($2) and d.removed_at is null order by d.at, d.id"#,
        house_id,
        ids
    )
    .fetch_all(&mut *db)
    .await?;
    let universe = Universe::new(MediaTree::standard());
    let mut found = Provided::new();
    let mut days = Days::new();
    for row in rows {
        let Some(paper) = Paper::of(&row.paper) else {
            continue;
        };
        let territories = match &row.territories {
            None => TerritorySet::ALL,
            Some(codes) => {
                Territory::set(codes.iter().map(String::as_str)).map_err(AppError::internal)?
            }
        };
        let media = match &row.media {
            None => MediaSet::ALL,
            Some(names) => media(&universe, names)?,
        };
        let windows = windows(&mut days, (row.starts, row.ends), territories)?;
        let scope = |&(window, territories): &(Window, TerritorySet)| Scope {
            window,
            territories,
            media,
        };
        let scopes: Vec<Scope> = windows.iter().map(scope).collect();
        let need = Need {
            paper,
            subject: row.subject,
        };
        let document = Document {
            id: row.id,
            source: "document".to_owned(),
            reference: row.reference,
            file_name: row.file_name,
            file_digest: row.file_digest,
            starts: row.starts,
            ends: row.ends,
            territories: row.territory_words,
            media: row.media,
            holds: scopes.iter().any(|one| one.window.has(moment(now))),
            by: row.by,
            at: Some(row.at),
            checked_by: row.checked_by,
            checked_at: row.checked_at,
            scopes,
        };
        found
            .entry((row.series_id, need))
            .or_default()
            .push(document);
    }
    Ok(found)
}

/// Names of the media tree as a set.
pub fn media(universe: &Universe, names: &[String]) -> AppResult<rights::MediaSet> {
    let mut set = rights::MediaSet::EMPTY;
    for name in names {
        let cover = universe
            .media
            .find(name)
            .and_then(|id| universe.media.cover(id, Reach::AndLater).ok());
        let shown: String = name.chars().take(40).collect();
        set = set.or(cover.ok_or_else(|| {
            AppError::bad_request(
                "rights_unknown_media",
                format!("`{shown}` is no kind of media."),
                "Use names such as VOD, SVOD, Coins, AVOD or Free TV.",
            )
        })?);
    }
    Ok(set)
}

/// First and last day.
type Span = (Option<NaiveDate>, Option<NaiveDate>);
/// Windows of days that were looked up: many documents share theirs.
type Days = HashMap<(Span, TerritorySet), Vec<(Window, TerritorySet)>>;

/// When and where a document holds: its days are read as those of a grant are.
fn windows(
    days: &mut Days,
    span: Span,
    territories: TerritorySet,
) -> AppResult<Vec<(Window, TerritorySet)>> {
    if span == (None, None) {
        return Ok(vec![(Window::OPEN, territories)]);
    }
    if let Some(known) = days.get(&(span, territories)) {
        return Ok(known.clone());
    }
    let found = windows_of_days(span.0, span.1, territories)?;
    days.insert((span, territories), found.clone());
    Ok(found)
}

/// Contracts in that are in force, as the documents of the series that came by them. How far they reach, the rights
/// themselves say.
async fn contracts_in(
    db: &mut PgConnection,
    house_id: Uuid,
    ids: &[Uuid],
    now: DateTime<Utc>,
    found: &mut Provided,
) -> AppResult<()> {
    let rows = sqlx::query!(
        r#"select distinct c.id, c.reference, c.signed_on, c.activated_at, c.ended_at, s as "series_id!"
           from rights_contracts c join rights_blocks b on b.contract_id = c.id and b.version = c.version, unnest(b.series_ids) s
           where c.house_id = $1 and c.direction = 'in' and b.kind = 'grant' and s = any ($2)
             and (c.status = 'active' or c.status = 'ended' and c.ended_at > $3)
           order by c.reference"#,
        house_id,
        ids,
        now
    )
    .fetch_all(&mut *db)
    .await?;
    for row in rows {
        let document = Document {
            id: row.id,
            source: "contract".to_owned(),
            reference: row.reference,
            file_name: None,
            file_digest: None,
            starts: row.signed_on,
            ends: row.ended_at.map(|at| at.date_naive()),
            territories: None,
            media: None,
            holds: true,
            by: None,
            at: row.activated_at,
            checked_by: None,
            checked_at: row.activated_at,
            scopes: vec![Scope::ALL],
        };
        let need = Need::of(Paper::ContractIn);
        found
            .entry((row.series_id, need))
            .or_default()
            .push(document);
    }
    Ok(())
}

/// Consents of the register that are what is asked for.
fn agreed(register: &Register, need: &Need, titles: &[&str], now: DateTime<Utc>) -> Vec<Document> {
    let using = match need.paper {
        Paper::Likeness => Use::Likeness,
        Paper::Voice => Use::Voice,
        _ => return Vec::new(),
    };
    let about = register.consents.iter().filter(|consent| {
        consent.person == need.subject
            && consent.uses.contains(&using)
            && (consent.series.is_empty()
                || consent
                    .series
                    .iter()
                    .any(|one| titles.contains(&one.as_str())))
    });
    about
        .filter_map(|consent| {
            let until = [consent.until, consent.withdrawn];
            let until = until.into_iter().flatten().min();
            let window = Window::new(moment(consent.from), until.map_or(Moment::FOREVER, moment));
            let mut scope = Scope {
                window: window.ok()?,
                ..Scope::ALL
            };
            if !consent.territories.is_empty() {
                let codes = consent.territories.iter().map(String::as_str);
                scope.territories = Territory::set(codes).ok()?;
            }
            Some(Document {
                id: consent.id.parse().ok()?,
                source: "consent".to_owned(),
                reference: consent.person.clone(),
                file_name: None,
                file_digest: Some(consent.document.clone()),
                starts: Some(consent.from.date_naive()),
                ends: until.map(|at| at.date_naive()),
                territories: (!consent.territories.is_empty())
                    .then(|| consent.territories.join(", ")),
                media: None,
                holds: scope.window.has(moment(now)),
                by: None,
                at: Some(consent.from),
                checked_by: None,
                // Whoever entered it held the signed document.
                checked_at: Some(consent.from),
                scopes: vec![scope],
            })
        })
        .collect()
}
