//! Subtitles of one episode in one language, as the editor shows them.

use axum::extract::State;
use chrono::{DateTime, Utc};
use media::subtitles::{self, Cue};
use serde::Serialize;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use super::lines::{Judgement, Kept, Line, judged};
use super::picture::{Playable, playable};
use super::{Medium, Place, Status, Work};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// Subtitles of one episode in one language.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationTrack)]
pub struct Track {
    pub series_id: Uuid,
    pub series_title: String,
    pub episode_id: Uuid,
    pub number: i32,
    /// Its own.
    pub title: Option<String>,
    /// What it is called in this language; null: viewers read its own.
    pub local_title: Option<String>,
    pub duration_ms: Option<i32>,
    pub language: String,
    /// The language that is spoken.
    pub spoken: String,
    pub status: Status,
    /// Whether viewers have subtitles in this language; not always these.
    pub live: bool,
    /// Counts every change; send it with yours.
    pub version: i32,
    pub reviewer_id: Option<Uuid>,
    /// What the reviewer said when it was sent back.
    pub note: String,
    /// What is worked on; where nothing is, what viewers have; else the source's times without a text.
    pub lines: Vec<Line>,
    pub judgement: Judgement,
    /// What is translated, and its language.
    pub source: Option<Source>,
    /// Texts that were saved, latest first.
    pub versions: Vec<Version>,
    /// What the editor plays.
    pub media: Playable,
}

/// Captions that a translation is made of.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationSource)]
pub struct Source {
    pub language: String,
    pub lines: Vec<Line>,
}

/// A text that was saved.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationVersion)]
pub struct Version {
    pub version: i32,
    /// `hand`, `file`, `machine`, `earlier`, or `film`: as it came with it.
    pub origin: String,
    pub by: Option<String>,
    pub made_at: DateTime<Utc>,
    pub lines: i32,
    /// Whether viewers have this one.
    pub shown: bool,
}

/// Show subtitles of an episode with all that their editor needs.
#[utoipa::path(get, operation_id = "show_localisation_track", path = "/api/v1/desk/localisation/episodes/{id}/{language}", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)),
    responses((status = 200, body = Track), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    read(&app, &place).await.map(Json)
}

pub(super) async fn read(app: &App, place: &Place) -> AppResult<Track> {
    let work = Work::read(&app.db, place, Medium::Text).await?;
    let live = live(app, place, &place.language).await?;
    let source = source(app, place).await?;
    let cues = match &work {
        Some(work) => latest(app, place.house_id, work.id)
            .await?
            .map(|(_, cues)| cues),
        None => None,
    };
    let cues = cues
        .or_else(|| live.as_ref().map(|live| live.cues.clone()))
        .or_else(|| source.as_ref().map(|source| without_text(&source.cues)))
        .unwrap_or_default();
    let versions = match &work {
        Some(work) => versions(app, place.house_id, work).await?,
        None => Vec::new(),
    };
    Ok(Track {
        series_id: place.series_id,
        series_title: place.series_title.clone(),
        episode_id: place.episode_id,
        number: place.number,
        title: place.title.clone(),
        local_title: super::title::of(app, place).await?,
        duration_ms: place.duration_ms,
        language: place.language.clone(),
        spoken: place.spoken.clone(),
        status: Status::of(work.as_ref().map(|work| work.state), live.is_some()),
        live: live.is_some(),
        version: work.as_ref().map_or(0, |work| work.version),
        reviewer_id: work.as_ref().and_then(|work| work.reviewer_id),
        note: work.map(|work| work.note).unwrap_or_default(),
        lines: cues.iter().map(Line::of).collect(),
        judgement: judged(&cues, &place.language),
        source: source.map(|source| Source {
            language: source.language,
            lines: source.cues.iter().map(Line::of).collect(),
        }),
        versions,
        media: playable(app, place).await?,
    })
}

/// A track that viewers have.
pub(super) struct Live {
    pub language: String,
    pub kind: String,
    pub cues: Vec<Cue>,
}

/// What viewers have in a language.
pub(super) async fn live(app: &App, place: &Place, language: &str) -> AppResult<Option<Live>> {
    let row = sqlx::query!(
        "select language, kind, blob_key from text_tracks
         where house_id = $1 and episode_id = $2 and language = $3 and kind <> 'chapters'
         order by (origin = 'desk') desc, kind desc limit 1",
        place.house_id,
        place.episode_id,
        language
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bytes = app.storage.read(&row.blob_key).await?;
    // What cannot be read any more is begun anew.
    let cues = subtitles::parse(&bytes, &row.language).map_or(Vec::new(), |(cues, _)| cues);
    Ok(Some(Live {
        language: row.language,
        kind: row.kind,
        cues,
    }))
}

/// What a translation is made of: the captions of what is spoken, else those of another language that viewers have.
pub(super) async fn source(app: &App, place: &Place) -> AppResult<Option<Live>> {
    if place.language == place.spoken {
        return Ok(None);
    }
    let other = sqlx::query_scalar!(
        "select language from text_tracks
         where house_id = $1 and episode_id = $2 and language <> $3 and kind <> 'chapters'
         order by (language = $4) desc, (split_part(language, '-', 1) = split_part($4, '-', 1)) desc,
                  (split_part(language, '-', 1) = 'en') desc, language limit 1",
        place.house_id,
        place.episode_id,
        place.language,
        place.spoken
    )
    .fetch_optional(&app.db)
    .await?;
    match other {
        Some(language) => live(app, place, &language).await,
        None => Ok(None),
    }
}

fn without_text(cues: &[Cue]) -> Vec<Cue> {
    let empty = |cue: &Cue| Cue {
        text: String::new(),
        ..cue.clone()
    };
    cues.iter().map(empty).collect()
}

/// The text that was saved last, with its version.
pub(super) async fn latest(
    app: &App,
    house_id: Uuid,
    track_id: Uuid,
) -> AppResult<Option<(i32, Vec<Cue>)>> {
    let row = sqlx::query!(
        r#"select version, cues as "cues: Jsonb<Vec<Kept>>" from localisation_versions
           where house_id = $1 and track_id = $2 order by version desc limit 1"#,
        house_id,
        track_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| (row.version, row.cues.0.into_iter().map(Cue::from).collect())))
}

async fn versions(app: &App, house_id: Uuid, work: &Work) -> AppResult<Vec<Version>> {
    let rows = sqlx::query!(
        r#"select v.version, v.origin, coalesce(p.display_name, p.email) as by, v.made_at,
                  jsonb_array_length(v.cues) as "lines!"
           from localisation_versions v left join people p on p.id = v.person_id
           where v.house_id = $1 and v.track_id = $2 order by v.version desc"#,
        house_id,
        work.id
    )
    .fetch_all(&app.db)
    .await?;
    let versions = rows.into_iter().map(|row| Version {
        version: row.version,
        origin: row.origin,
        by: row.by,
        made_at: row.made_at,
        lines: row.lines,
        shown: work.shown_version == Some(row.version),
    });
    Ok(versions.collect())
}
