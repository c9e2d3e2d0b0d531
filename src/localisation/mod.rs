//! The localisation desk: what a house makes of its episodes in other languages, from the first draft to what viewers have.
//!
//! | part | what |
//! |---|---|
//! | [`table`] | a series: each language's subtitles, dubs, texts, and how they stand |
//! | [`track`] | subtitles of one episode: the text, its source, its earlier versions |
//! | [`lines`] | captions as they are sent in and kept; each one judged |
//! | `limits` | by what: the house's one table of what can be read |
//! | [`save`] | by hand, from a file, out of an earlier version; never over what somebody has not seen |
//! | [`review`] | sent, approved, sent back, taken back: an approval alone puts text before viewers |
//! | [`dubs`] | which dubs are heard |
//! | [`sound`] | a dub that comes as a sound file |
//! | [`machine`] | a draft by the model that writes for the house |
//! | [`texts`] | titles, synopses and covers |
//! | [`title`] | what an episode is called |
//! | [`picture`] | what the editor plays |
//!
//! What is worked on stands in `localisation_tracks` and their versions, which no viewer's request reads. Viewers have
//! `text_tracks`, which `ingest::sidecars` alone writes.

pub mod dubs;
mod limits;
pub mod lines;
pub mod machine;
pub mod picture;
pub mod review;
pub mod save;
pub mod sound;
pub mod table;
#[cfg(test)]
pub mod tests;
pub mod texts;
pub mod title;
pub mod track;

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::catalog::studio::language_of;
use crate::errors::{AppError, AppResult};

/// How far work on a track is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = LocalisationState)]
pub enum State {
    Draft,
    Review,
    Approved,
}

/// How a track stands in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LocalisationStatus)]
pub enum Status {
    /// There is nothing yet.
    Missing,
    Draft,
    /// Waits for its reviewer.
    Review,
    /// Reviewed here; viewers have it.
    Approved,
    /// As it came with the film; viewers have it.
    Published,
}

impl Status {
    fn of(state: Option<State>, is_there: bool) -> Self {
        match state {
            Some(State::Draft) => Self::Draft,
            Some(State::Review) => Self::Review,
            Some(State::Approved) => Self::Approved,
            None if is_there => Self::Published,
            None => Self::Missing,
        }
    }
}

/// Subtitles, or a dub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum Medium {
    Text,
    Sound,
}

/// An episode of the house, and the language that is worked on.
#[derive(Clone, Debug)]
struct Place {
    house_id: Uuid,
    episode_id: Uuid,
    series_id: Uuid,
    series_title: String,
    number: i32,
    title: Option<String>,
    duration_ms: Option<i32>,
    /// The language that is spoken.
    spoken: String,
    language: String,
}

impl Place {
    async fn find(app: &App, house_id: Uuid, episode_id: Uuid, language: &str) -> AppResult<Self> {
        let language = language_of(language)?;
        let row = sqlx::query!(
            r#"select e.series_id, e.number, e.title, s.title as series_title, s.language, p.duration_ms as "duration_ms?"
               from episodes e join series s on s.id = e.series_id left join packages p on p.episode_id = e.id
               where e.id = $1 and e.house_id = $2"#,
            episode_id,
            house_id
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(|| not_found("episode"))?;
        Ok(Self {
            house_id,
            episode_id,
            series_id: row.series_id,
            series_title: row.series_title,
            number: row.number,
            title: row.title,
            duration_ms: row.duration_ms,
            spoken: row.language,
            language,
        })
    }

    /// What the editor's track is for: what is heard, or what is said in another language.
    fn kind(&self) -> &'static str {
        if self.language == self.spoken {
            "captions"
        } else {
            "subtitles"
        }
    }
}

/// A track's row.
#[derive(Clone, Debug)]
struct Work {
    id: Uuid,
    state: State,
    reviewer_id: Option<Uuid>,
    note: String,
    version: i32,
    shown_version: Option<i32>,
}

impl Work {
    async fn read(
        db: impl PgExecutor<'_>,
        place: &Place,
        medium: Medium,
    ) -> AppResult<Option<Self>> {
        Ok(sqlx::query_as!(
            Self,
            r#"select id, state as "state: State", reviewer_id, note, version, shown_version from localisation_tracks
               where house_id = $1 and episode_id = $2 and language = $3 and medium = $4"#,
            place.house_id,
            place.episode_id,
            place.language,
            medium as _
        )
        .fetch_optional(db)
        .await?)
    }

    /// Holds the track for a change by somebody who has seen `seen`; makes it where there is none, at version 0.
    async fn hold(
        app: &App,
        db: &mut PgConnection,
        place: &Place,
        medium: Medium,
        seen: i32,
    ) -> AppResult<Self> {
        sqlx::query!(
            "insert into localisation_tracks (id, house_id, episode_id, language, medium, state, version, updated_at)
             values ($1, $2, $3, $4, $5, 'draft', 0, $6) on conflict do nothing",
            app.random.id(),
            place.house_id,
            place.episode_id,
            place.language,
            medium as _,
            app.clock.now()
        )
        .execute(&mut *db)
        .await?;
        let work = sqlx::query_as!(
            Self,
            r#"select id, state as "state: State", reviewer_id, note, version, shown_version from localisation_tracks
               where house_id = $1 and episode_id = $2 and language = $3 and medium = $4 for update"#,
            place.house_id,
            place.episode_id,
            place.language,
            medium as _
        )
        .fetch_one(&mut *db)
        .await?;
        if work.version == seen {
            return Ok(work);
        }
        Err(AppError::conflict(
            "track_changed",
            format!(
                "Somebody has changed this track since you opened it: it is at version {}, and you have seen version {seen}.",
                work.version
            ),
            "Nothing of yours is lost here: look at the newer version, then put your changes in again.",
        ))
    }

    /// Keeps what has changed, under the next version.
    async fn keep(&self, app: &App, db: &mut PgConnection, house_id: Uuid) -> AppResult<()> {
        sqlx::query!(
            "update localisation_tracks set state = $3, reviewer_id = $4, note = $5, version = $6, shown_version = $7, updated_at = $8
             where id = $1 and house_id = $2",
            self.id,
            house_id,
            self.state as _,
            self.reviewer_id,
            self.note,
            self.version,
            self.shown_version,
            app.clock.now()
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "not_in_localisation",
        format!("There is no such {what} in this house."),
        "Go back to the table, and choose another.",
    )
}
