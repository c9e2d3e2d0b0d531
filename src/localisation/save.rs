//! Texts of a track are saved by hand, from a file, or out of an earlier version. Each is kept beside those before it, and
//! is refused where somebody else was faster.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use media::subtitles::{self, Cue};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Jsonb;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::lines::{Kept, LINES_MAX, Line, taken};
use super::track::{Track, live, read};
use super::{Medium, Place, State as Stage, Work, not_found};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::Person;
use crate::people::policy::Operator;

/// Texts of one track that are kept; older ones go, save what viewers have.
const KEPT_MAX: i64 = 100;

/// Where a text is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = LocalisationOrigin)]
pub enum Origin {
    Hand,
    File,
    Machine,
    Earlier,
    Film,
}

/// A track's text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationText)]
pub struct Text {
    /// The version that it changes.
    pub version: i32,
    pub lines: Vec<Line>,
    /// Whether a machine's draft is in it.
    #[serde(default)]
    pub by_machine: bool,
}

/// Which version is changed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The version that it changes.
    pub version: i32,
}

/// Which text is to be the latest again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationRestore)]
pub struct Restore {
    /// The version that it changes.
    pub version: i32,
    /// The text that comes back.
    pub restore: i32,
}

/// Save a text. It is a draft, whatever was approved before: viewers go on having that.
#[utoipa::path(put, operation_id = "save_localisation_track", path = "/api/v1/desk/localisation/episodes/{id}/{language}", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = Text,
    responses((status = 200, body = Track), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn save(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(text): Json<Text>,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let cues = taken(&text.lines)?;
    let origin = if text.by_machine {
        Origin::Machine
    } else {
        Origin::Hand
    };
    put(&app, &operator, &place, text.version, cues, origin).await?;
    read(&app, &place).await.map(Json)
}

/// Take a subtitle file in: SRT, WebVTT or ASS, in any encoding. It becomes the latest text.
#[utoipa::path(post, operation_id = "upload_localisation_track", path = "/api/v1/desk/localisation/episodes/{id}/{language}/file", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path), Seen),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Track), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub async fn upload(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Query(seen): Query<Seen>,
    body: Body,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let bytes = axum::body::to_bytes(body, subtitles::MAX_BYTES).await;
    let bytes = bytes.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "subtitle_too_large",
            "This file did not arrive whole, or is larger than 4 MB.",
            "Choose the subtitles of one episode.",
        )
    })?;
    let (cues, _) = subtitles::parse(&bytes, &place.language).map_err(|why| {
        AppError::bad_request(
            "subtitle_unreadable",
            format!("This file cannot be read as subtitles: {why}."),
            "Save it as SRT, WebVTT or ASS, and choose it again. Nothing has been changed.",
        )
    })?;
    if cues.len() > LINES_MAX {
        return Err(AppError::bad_request(
            "subtitle_unreadable",
            format!("This file has more than {LINES_MAX} captions."),
            "Choose the subtitles of one episode. Nothing has been changed.",
        ));
    }
    let lines: Vec<Line> = cues.iter().map(Line::of).collect();
    let cues = taken(&lines)?;
    put(&app, &operator, &place, seen.version, cues, Origin::File).await?;
    read(&app, &place).await.map(Json)
}

/// Make an earlier text the latest again. Those between stay.
#[utoipa::path(post, operation_id = "restore_localisation_track", path = "/api/v1/desk/localisation/episodes/{id}/{language}/restore", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = Restore,
    responses((status = 200, body = Track), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn restore(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(wanted): Json<Restore>,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let earlier = sqlx::query_scalar!(
        r#"select v.cues as "cues: Jsonb<Vec<Kept>>" from localisation_versions v join localisation_tracks t on t.id = v.track_id
           where t.house_id = $1 and t.episode_id = $2 and t.language = $3 and t.medium = 'text' and v.version = $4"#,
        place.house_id,
        place.episode_id,
        place.language,
        wanted.restore
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("version"))?;
    let cues = earlier.0.into_iter().map(Cue::from).collect();
    put(
        &app,
        &operator,
        &place,
        wanted.version,
        cues,
        Origin::Earlier,
    )
    .await?;
    read(&app, &place).await.map(Json)
}

async fn put(
    app: &App,
    operator: &Person,
    place: &Place,
    seen: i32,
    cues: Vec<Cue>,
    origin: Origin,
) -> AppResult<()> {
    let film = live(app, place, &place.language).await?;
    let mut tx = app.db.begin().await?;
    let mut work = Work::hold(app, &mut tx, place, Medium::Text, seen).await?;
    if work.version == 0 {
        // What came with the film is the first of its versions.
        if let Some(film) = film.filter(|film| !film.cues.is_empty()) {
            work.version = 1;
            add(app, &mut tx, place, &work, &film.cues, (Origin::Film, None)).await?;
            work.shown_version = Some(1);
        }
    }
    work.version += 1;
    work.state = Stage::Draft;
    work.keep(app, &mut tx, place.house_id).await?;
    add(
        app,
        &mut tx,
        place,
        &work,
        &cues,
        (origin, Some(operator.id)),
    )
    .await?;
    sqlx::query!(
        "delete from localisation_versions where track_id = $1 and house_id = $2 and version is distinct from $4 and version <=
            (select version from localisation_versions where track_id = $1 order by version desc offset $3 limit 1)",
        work.id,
        place.house_id,
        KEPT_MAX,
        work.shown_version
    )
    .execute(&mut *tx)
    .await?;
    let detail = json!({ "episode": place.number, "language": place.language, "version": work.version, "captions": cues.len() });
    audit::note(
        &mut *tx,
        app,
        operator,
        "localisation.saved",
        "series",
        place.series_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn add(
    app: &App,
    db: &mut PgConnection,
    place: &Place,
    work: &Work,
    cues: &[Cue],
    (origin, person_id): (Origin, Option<Uuid>),
) -> AppResult<()> {
    let kept: Vec<Kept> = cues.iter().cloned().map(Kept::from).collect();
    sqlx::query!(
        "insert into localisation_versions (track_id, house_id, version, cues, origin, person_id, made_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        work.id,
        place.house_id,
        work.version,
        Jsonb(&kept) as _,
        origin as _,
        person_id,
        app.clock.now()
    )
    .execute(db)
    .await?;
    Ok(())
}
