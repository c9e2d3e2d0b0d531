//! Takes: compared, selected, locked.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::{Production, make, run, shelves};
use crate::watch::media;

/// One way in which an artifact came out.
#[derive(Serialize, ToSchema)]
pub struct TakeView {
    pub id: Uuid,
    pub made_by: String,
    pub created_at: DateTime<Utc>,
    pub selected: bool,
    pub locked: bool,
    /// What was measured.
    #[schema(value_type = Vec<crate::studio::make::Check>)]
    pub checks: serde_json::Value,
    /// What a check has against it, in a sentence: it is used only if somebody selects it.
    pub against: Option<String>,
    pub seconds: f32,
    pub cost_micros: i64,
}

/// An artifact with its takes.
#[derive(Serialize, ToSchema)]
pub struct ArtifactView {
    pub key: String,
    /// `current`, `stale`, `missing`, `blocked` or `failed`
    pub state: String,
    /// Why, in sentences.
    pub why: Vec<String>,
    pub takes: Vec<TakeView>,
}

#[derive(Deserialize, IntoParams)]
pub struct ArtifactQuery {
    /// `e01/shot/t03`
    pub key: String,
}

/// Show an artifact and its takes.
#[utoipa::path(get, operation_id = "show_artifact", path = "/api/v1/studio/productions/{id}/artifact", tag = "studio", params(("id" = Uuid, Path), ArtifactQuery), responses((status = 200, body = ArtifactView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<ArtifactQuery>,
) -> AppResult<Json<ArtifactView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&app, &production, &query.key).await?))
}

/// An artifact with its takes.
pub async fn view(app: &App, production: &Production, key: &str) -> AppResult<ArtifactView> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let state = states.get(key).ok_or_else(|| {
        AppError::not_found(
            "artifact_not_found",
            "The production has no such artifact.",
            "Load the episode anew.",
        )
    })?;
    let takes = sqlx::query!(
        "select id, made_by, created_at, selected, locked, checks, seconds, cost_micros from production_takes
         where production_id = $1 and key = $2 order by created_at desc, id limit 200",
        production.id,
        key
    )
    .fetch_all(&app.db)
    .await?;
    let takes = takes.into_iter().map(|row| TakeView {
        id: row.id,
        made_by: row.made_by,
        created_at: row.created_at,
        selected: row.selected,
        locked: row.locked,
        against: make::against(&row.checks),
        checks: row.checks,
        seconds: row.seconds,
        cost_micros: row.cost_micros,
    });
    Ok(ArtifactView {
        state: state.name().to_owned(),
        why: standing.graph.why(key, &standing.shelves, &standing.closed),
        key: key.to_owned(),
        takes: takes.collect(),
    })
}

/// Use another take.
#[utoipa::path(put, operation_id = "select_take", path = "/api/v1/studio/productions/{id}/takes/{take_id}/selected", tag = "studio", params(("id" = Uuid, Path), ("take_id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn select(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, take_id)): Path<(Uuid, Uuid)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    shelves::select(&app, &production, take_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockBody {
    pub key: String,
    pub locked: bool,
}

/// Keep the selected take of an artifact whatever changes, or let it go.
#[utoipa::path(put, operation_id = "lock_artifact", path = "/api/v1/studio/productions/{id}/lock", tag = "studio", params(("id" = Uuid, Path)), request_body = LockBody, responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn lock(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<LockBody>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    if shelves::lock(&app, production.id, &body.key, body.locked).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::not_found(
            "take_not_found",
            "Nothing of this artifact is selected.",
            "Make it first.",
        ))
    }
}

/// The bytes of a take.
#[utoipa::path(get, operation_id = "take_file", path = "/api/v1/studio/productions/{id}/takes/{take_id}/file", tag = "studio", params(("id" = Uuid, Path), ("take_id" = Uuid, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub async fn file(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, take_id)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let key = sqlx::query_scalar!(
        "select blob_key from production_takes where production_id = $1 and id = $2",
        production.id,
        take_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "take_not_found",
            "There is no such take.",
            "Load the takes of this artifact anew.",
        )
    })?;
    served(&app, &key, &headers).await
}

/// A blob of the studio, or the range of it that is asked for, with the type that its name says.
pub async fn served(app: &App, key: &str, headers: &HeaderMap) -> AppResult<Response> {
    let size = app.storage.size(key).await.map_err(AppError::internal)?;
    let kind = match key.rsplit_once('.').map(|(_, extension)| extension) {
        Some("mp4") => "video/mp4",
        Some("wav") => "audio/wav",
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("vtt") => "text/vtt",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    };
    let kept = HeaderValue::from_static("private, max-age=31536000, immutable");
    let mut answer = media::serve(app, key.to_owned(), size, kind, kept, headers).await?;
    answer.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    Ok(answer)
}
