//! The table of a series: each episode's subtitles and dubs by language, and what the series is called there.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Medium, State as Stage, Status, not_found};
use crate::app::App;
use crate::catalog::cards::{Image, image};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::Operator;

/// Every series of the house, and what waits in it.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationDesk)]
pub struct Desk {
    pub series: Vec<Entry>,
}

/// A series in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationEntry)]
pub struct Entry {
    pub id: Uuid,
    pub title: String,
    /// The language that is spoken.
    pub language: String,
    pub episodes: i64,
    /// Tracks that wait for a reviewer, and of those how many for whoever asks.
    pub in_review: i64,
    pub for_me: i64,
    pub drafts: i64,
}

/// A series, by language.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationSeries)]
pub struct Series {
    pub id: Uuid,
    pub title: String,
    /// The language that is spoken.
    pub language: String,
    /// Of the house, and every other in which there is something; what is spoken comes first.
    pub languages: Vec<String>,
    pub texts: Vec<Texts>,
    pub episodes: Vec<Episode>,
    /// Who runs the house, and so may approve.
    pub reviewers: Vec<Reviewer>,
}

/// What a series is called in a language, and its cover there.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationTexts)]
pub struct Texts {
    pub language: String,
    /// Null: viewers read those of the series' own language.
    pub title: Option<String>,
    pub synopsis: Option<String>,
    /// Null: viewers see the series' own.
    pub cover: Option<Image>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationEpisode)]
pub struct Episode {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    /// What it is called in each language, in their order; null: viewers read its own.
    pub titles: Vec<Option<String>>,
    /// In the order of the languages.
    pub subtitles: Vec<Cell>,
    pub dubs: Vec<Cell>,
}

/// How a track stands.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = LocalisationCell)]
pub struct Cell {
    pub language: String,
    pub status: Status,
    /// Whether viewers have something in this language.
    pub live: bool,
    pub version: i32,
    pub reviewer_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationPerson)]
pub struct Reviewer {
    pub id: Uuid,
    pub name: Option<String>,
    /// Whether that is who asks.
    pub me: bool,
}

/// List the house's series, those first in which something waits.
#[utoipa::path(get, operation_id = "list_localisation", path = "/api/v1/desk/localisation", tag = "localisation",
    responses((status = 200, body = Desk), (status = 403, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Desk>> {
    let series = sqlx::query_as!(
        Entry,
        r#"select s.id, s.title, s.language, count(distinct e.id) as "episodes!",
                  count(t.id) filter (where t.state = 'review') as "in_review!",
                  count(t.id) filter (where t.state = 'review' and coalesce(t.reviewer_id, $2) = $2) as "for_me!",
                  count(t.id) filter (where t.state = 'draft') as "drafts!"
           from series s left join episodes e on e.series_id = s.id left join localisation_tracks t on t.episode_id = e.id
           where s.house_id = $1 group by s.id
           order by count(t.id) filter (where t.state = 'review') > 0 desc, s.updated_at desc, s.id"#,
        operator.house_id,
        operator.id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Desk { series }))
}

/// Show how a series stands in every language.
#[utoipa::path(get, operation_id = "show_localisation", path = "/api/v1/desk/localisation/series/{id}", tag = "localisation", params(("id" = Uuid, Path)),
    responses((status = 200, body = Series), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Series>> {
    read(&app, &operator, id).await.map(Json)
}

/// The language that a series of the house is spoken in.
pub(super) async fn spoken(app: &App, house_id: Uuid, id: Uuid) -> AppResult<String> {
    sqlx::query_scalar!(
        "select language from series where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("series"))
}

pub(super) async fn read(app: &App, operator: &Person, id: Uuid) -> AppResult<Series> {
    let house_id = operator.house_id;
    let series = sqlx::query!(
        r#"select s.title, s.synopsis, s.language, s.poster, h.languages from series s join houses h on h.id = s.house_id
           where s.id = $1 and s.house_id = $2"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("series"))?;
    let shown = sqlx::query!(
        r#"select t.episode_id as "episode_id!", t.language as "language!", 'text' as "medium!: Medium" from text_tracks t
             join episodes e on e.id = t.episode_id
             where e.series_id = $1 and t.house_id = $2 and t.kind <> 'chapters'
           union select r.episode_id, r.language, 'sound' from renditions r join episodes e on e.id = r.episode_id
             where e.series_id = $1 and r.house_id = $2 and r.codec = 'aac' and r.language <> ''"#,
        id,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let works = sqlx::query!(
        r#"select t.episode_id, t.language, t.medium as "medium: Medium", t.state as "state: Stage", t.reviewer_id, t.version
           from localisation_tracks t join episodes e on e.id = t.episode_id where e.series_id = $1 and t.house_id = $2"#,
        id,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let translated = sqlx::query!(
        r#"select coalesce(t.language, c.language) as "language!", t.title as "title?", t.synopsis as "synopsis?", c.picture as "picture?"
           from (select * from series_translations where series_id = $1 and house_id = $2) t
           full join (select * from series_covers where series_id = $1 and house_id = $2) c on c.language = t.language"#,
        id,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let called = sqlx::query!(
        "select t.episode_id, t.language, t.title from episode_translations t join episodes e on e.id = t.episode_id
         where e.series_id = $1 and t.house_id = $2",
        id,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let languages: BTreeSet<String> = (series.languages.iter().cloned())
        .chain(shown.iter().map(|row| row.language.clone()))
        .chain(works.iter().map(|row| row.language.clone()))
        .chain(translated.iter().map(|row| row.language.clone()))
        .chain(called.iter().map(|row| row.language.clone()))
        .filter(|language| *language != series.language)
        .collect();
    let languages: Vec<String> = std::iter::once(series.language.clone())
        .chain(languages)
        .collect();
    let mut texts: HashMap<String, Texts> = HashMap::new();
    let own = Texts {
        language: series.language.clone(),
        title: Some(series.title.clone()),
        synopsis: Some(series.synopsis),
        cover: image(series.poster),
    };
    texts.insert(series.language.clone(), own);
    for row in translated {
        texts.entry(row.language.clone()).or_insert(Texts {
            language: row.language,
            title: row.title,
            synopsis: row.synopsis,
            cover: image(row.picture),
        });
    }
    let mut cells: HashMap<(Uuid, &str, bool), Cell> = HashMap::new();
    for row in &shown {
        let key = (row.episode_id, &*row.language, row.medium == Medium::Sound);
        cells.insert(
            key,
            Cell {
                language: row.language.clone(),
                status: Status::Published,
                live: true,
                version: 0,
                reviewer_id: None,
            },
        );
    }
    for row in &works {
        let sound = row.medium == Medium::Sound;
        let key = (row.episode_id, &*row.language, sound);
        let there = cells.contains_key(&key);
        cells.insert(
            key,
            Cell {
                language: row.language.clone(),
                status: Status::of(Some(row.state), there),
                // A dub that is not approved is not heard.
                live: there && (!sound || row.state == Stage::Approved),
                version: row.version,
                reviewer_id: row.reviewer_id,
            },
        );
    }
    let episodes = sqlx::query!(
        "select id, number, title from episodes where series_id = $1 and house_id = $2 order by number",
        id,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let cell = |episode_id: Uuid, language: &String, sound: bool| {
        let found = cells.get(&(episode_id, &**language, sound)).cloned();
        found.unwrap_or_else(|| Cell {
            language: language.clone(),
            status: Status::Missing,
            live: false,
            version: 0,
            reviewer_id: None,
        })
    };
    let episodes = episodes.into_iter().map(|row| Episode {
        id: row.id,
        number: row.number,
        titles: languages
            .iter()
            .map(|language| {
                let mut there = called.iter();
                let there = there.find(|one| one.episode_id == row.id && one.language == *language);
                match there {
                    _ if *language == series.language => row.title.clone(),
                    there => there.map(|one| one.title.clone()),
                }
            })
            .collect(),
        title: row.title,
        subtitles: languages
            .iter()
            .map(|language| cell(row.id, language, false))
            .collect(),
        dubs: languages
            .iter()
            .map(|language| cell(row.id, language, true))
            .collect(),
    });
    Ok(Series {
        id,
        title: series.title,
        language: series.language.clone(),
        episodes: episodes.collect(),
        texts: languages
            .iter()
            .map(|language| {
                texts.remove(language).unwrap_or_else(|| Texts {
                    language: language.clone(),
                    title: None,
                    synopsis: None,
                    cover: None,
                })
            })
            .collect(),
        languages,
        reviewers: reviewers(app, operator).await?,
    })
}

async fn reviewers(app: &App, operator: &Person) -> AppResult<Vec<Reviewer>> {
    let rows = sqlx::query!(
        "select id, coalesce(display_name, email) as name from people
         where house_id = $1 and role = 'operator' order by created_at, id limit 200",
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    let people = rows.into_iter().map(|row| Reviewer {
        me: row.id == operator.id,
        id: row.id,
        name: row.name,
    });
    Ok(people.collect())
}
