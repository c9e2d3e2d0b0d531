//! Somebody's own file as a take.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::takes::ArtifactQuery;
use super::theirs;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::bring::{self, BroughtTake};

/// Bring a file as a take: a sound for lines and mixes, a picture for stills, panels, thumbnails and the poster, a video for
/// clips, shots, films and the trailer, a subtitle file for captions.
#[utoipa::path(post, operation_id = "bring_take", path = "/api/v1/studio/productions/{id}/takes", tag = "studio", params(("id" = Uuid, Path), ArtifactQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = BroughtTake), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn bring(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<ArtifactQuery>,
    body: Body,
) -> AppResult<(StatusCode, Json<BroughtTake>)> {
    let production = theirs(&app, &person, id).await?;
    let body = axum::body::to_bytes(body, bring::FILE_MAX)
        .await
        .map_err(|_| bring::too_large())?;
    let taken = bring::bring(&app, &production, Some(person.id), &query.key, &body).await?;
    Ok((StatusCode::CREATED, Json(taken)))
}
