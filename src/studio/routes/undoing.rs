//! Undo of whatever was changed last, and redo of whatever was taken back last.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::changes::{self, Way, What};
use crate::studio::undo;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoBody {
    /// Only of this kind; nothing: whatever was changed last.
    pub what: Option<What>,
    /// Only of this thing: number of an episode, id of a character, key of an artifact, tag of a language.
    pub which: Option<String>,
}

/// What was taken back or done again, or would be next.
#[derive(Serialize, ToSchema)]
pub struct UndoView {
    pub what: What,
    pub which: String,
}

/// Show what undo would take back.
#[utoipa::path(get, operation_id = "show_undo", path = "/api/v1/studio/productions/{id}/undo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Option<UndoView>), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Option<UndoView>>> {
    let production = theirs(&app, &person, id).await?;
    let last = changes::last(&app, production.id, Way::Back, None).await?;
    Ok(Json(last.map(|(what, which)| UndoView { what, which })))
}

/// Take the last change back: of a script, a storyboard, the cast, the take that is used, settings, a translation or the bible.
#[utoipa::path(post, operation_id = "undo_change", path = "/api/v1/studio/productions/{id}/undo", tag = "studio", params(("id" = Uuid, Path)), request_body = UndoBody, responses((status = 200, body = UndoView), (status = 409, body = ErrorBody)))]
pub async fn undo_last(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<UndoBody>,
) -> AppResult<Json<UndoView>> {
    let production = theirs(&app, &person, id).await?;
    let change = undo::undo(&app, &production, body.what, body.which.as_deref()).await?;
    Ok(Json(UndoView {
        what: change.what,
        which: change.which,
    }))
}

/// Show what redo would do again.
#[utoipa::path(get, operation_id = "show_redo", path = "/api/v1/studio/productions/{id}/redo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Option<UndoView>), (status = 404, body = ErrorBody)))]
pub async fn show_redo(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Option<UndoView>>> {
    let production = theirs(&app, &person, id).await?;
    let last = changes::last(&app, production.id, Way::Forth, None).await?;
    Ok(Json(last.map(|(what, which)| UndoView { what, which })))
}

/// Do again what was taken back last; whatever a person changes in between ends that.
#[utoipa::path(post, operation_id = "redo_change", path = "/api/v1/studio/productions/{id}/redo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = UndoView), (status = 409, body = ErrorBody)))]
pub async fn redo_last(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<UndoView>> {
    let production = theirs(&app, &person, id).await?;
    let change = undo::redo(&app, &production, None).await?;
    Ok(Json(UndoView {
        what: change.what,
        which: change.which,
    }))
}
