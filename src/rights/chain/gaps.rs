//! What a licence lacks of its documents, in sentences.

use chrono::{DateTime, Utc};
use rights::chain::{Gap, Scope, gap};
use rights::{MediaTree, TerritorySet, Universe, Window};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::{Chain, Required, of};
use super::{Policy, policy};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::rights::block::{BlockKind, Direction, Frozen, moment};
use crate::rights::contracts::codes;

/// Territories that a sentence lists.
const LISTED: usize = 12;

/// A document that a licence lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TitleGap)]
pub struct Lacking {
    pub series_id: Uuid,
    pub series: String,
    pub paper: String,
    pub subject: String,
    /// `missing`; narrower than the grant in `time`, `media` or `territories`
    pub gap: String,
    /// ISO 3166-1 alpha-2, or media: where it does not reach.
    pub beyond: Vec<String>,
    pub sentence: String,
}

/// What grants to somebody else lack, each once.
pub async fn find(
    db: &mut PgConnection,
    house_id: Uuid,
    direction: Direction,
    blocks: &[Frozen],
    now: DateTime<Utc>,
) -> AppResult<Vec<Lacking>> {
    let given: Vec<&Frozen> = blocks
        .iter()
        .filter(|one| direction == Direction::Out && one.block.kind == BlockKind::Grant)
        .collect();
    let mut ids: Vec<Uuid> = given
        .iter()
        .flat_map(|one| one.block.series_ids.iter().copied())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let universe = Universe::new(MediaTree::standard());
    let chains = of(db, house_id, Some(&ids), now).await?;
    let mut found: Vec<Lacking> = Vec::new();
    for frozen in given {
        let media = frozen.media(&universe)?;
        for (window, territories) in frozen.windows()? {
            // What is over already needs no document.
            let Ok(window) = Window::new(window.start().max(moment(now)), window.end()) else {
                continue;
            };
            let wanted = Scope {
                window,
                territories,
                media,
            };
            let about = chains
                .iter()
                .filter(|chain| frozen.block.series_ids.contains(&chain.series_id));
            for chain in about {
                for need in chain.needs.iter().filter(|need| need.state != "waived") {
                    let held: Vec<Scope> = need
                        .documents
                        .iter()
                        .flat_map(|one| one.scopes.iter().copied())
                        .collect();
                    if let Some(gap) = gap(&held, &wanted) {
                        let lacking = lacking(&universe, chain, need, gap);
                        if !found.contains(&lacking) {
                            found.push(lacking);
                        }
                    }
                }
            }
        }
    }
    Ok(found)
}

fn lacking(universe: &Universe, chain: &Chain, need: &Required, gap: Gap) -> Lacking {
    let name = need.need.paper.named(&need.subject);
    let (code, beyond, says) = match gap {
        Gap::Missing => ("missing", Vec::new(), format!("{name} is missing")),
        Gap::Time => (
            "time",
            Vec::new(),
            format!("{name} does not hold for the whole time"),
        ),
        Gap::Media(set) => {
            let names: Vec<String> = universe
                .media
                .names(set)
                .iter()
                .map(ToString::to_string)
                .collect();
            let says = format!("{name} is not for {}", names.join(", "));
            ("media", names, says)
        }
        Gap::Territories(set) => {
            let all = codes(set);
            let says = format!("{name} does not reach {}", listed(&all, set));
            ("territories", all, says)
        }
    };
    Lacking {
        series_id: chain.series_id,
        series: chain.title.clone(),
        paper: need.paper.clone(),
        subject: need.subject.clone(),
        gap: code.to_owned(),
        beyond,
        sentence: says,
    }
}

fn listed(all: &[String], set: TerritorySet) -> String {
    if all.len() <= LISTED {
        return all.join(", ");
    }
    format!(
        "{} and {} more territories",
        all[..LISTED].join(", "),
        set.len().min(all.len()) - LISTED
    )
}

/// Refuses grants whose documents are missing, where the house says so.
pub async fn refuse(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    direction: Direction,
    blocks: &[Frozen],
) -> AppResult<()> {
    if direction == Direction::In || policy(db, house_id).await? != Policy::Block {
        return Ok(());
    }
    let found = find(db, house_id, direction, blocks, app.clock.now()).await?;
    let Some(first) = found.first() else {
        return Ok(());
    };
    let of_it: Vec<&str> = found
        .iter()
        .filter(|one| one.series_id == first.series_id)
        .map(|one| one.sentence.as_str())
        .collect();
    let mut others: Vec<Uuid> = found.iter().map(|one| one.series_id).collect();
    others.sort_unstable();
    others.dedup();
    let more = match others.len() {
        1 => String::new(),
        2 => " One more series lacks documents.".to_owned(),
        count => format!(" {} more series lack documents.", count - 1),
    };
    Err(AppError::conflict(
        "title_incomplete",
        format!(
            "“{}” may not be licensed yet: {}.{more}",
            first.series,
            of_it.join("; ")
        ),
        format!(
            "Add them to its chain of title, or waive them there with a reason: Rights, Chain of title (/desk/titles/{}).",
            first.series_id
        ),
    ))
}
