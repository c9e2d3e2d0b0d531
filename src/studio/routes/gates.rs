//! Gates: shown, opened, closed again.

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::gates::{self, GateView};
use crate::studio::run;
use crate::studio::settings::Gate;

/// Show the gates of a production, in their order.
#[utoipa::path(get, operation_id = "list_gates", path = "/api/v1/studio/productions/{id}/gates", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<GateView>), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<GateView>>> {
    let production = theirs(&app, &person, id).await?;
    let tools = app.studio.tools(&app, |_| {}).await?;
    Ok(Json(run::standing(&app, &production, &tools).await?.gates))
}

/// Open a gate for what there is now: what comes after it may be made.
#[utoipa::path(put, operation_id = "open_gate", path = "/api/v1/studio/productions/{id}/gates/{gate}", tag = "studio", params(("id" = Uuid, Path), ("gate" = Gate, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn open(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, gate)): Path<(Uuid, Gate)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    let tools = app.studio.tools(&app, |_| {}).await?;
    let standing = run::standing(&app, &production, &tools).await?;
    gates::open(&app, &production, Some(person.id), gate, &standing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Close a gate again.
#[utoipa::path(delete, operation_id = "close_gate", path = "/api/v1/studio/productions/{id}/gates/{gate}", tag = "studio", params(("id" = Uuid, Path), ("gate" = Gate, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn close(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, gate)): Path<(Uuid, Gate)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    gates::withdraw(&app, &production, gate).await?;
    Ok(StatusCode::NO_CONTENT)
}
