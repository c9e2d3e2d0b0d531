//! What an episode sounds like over time.

use axum::extract::State;
use uuid::Uuid;

use super::{episodes, theirs};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::lanes::{self, Lanes};

/// Show an episode's sound: waveforms of its lines and mix, music, effects.
#[utoipa::path(get, operation_id = "show_sound_lanes", path = "/api/v1/studio/productions/{id}/episodes/{number}/lanes", tag = "studio", params(("id" = Uuid, Path), ("number" = u32, Path)), responses((status = 200, body = Lanes), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, number)): Path<(Uuid, u32)>,
) -> AppResult<Json<Lanes>> {
    let production = theirs(&app, &person, id).await?;
    let episode = episodes::episode(&app, &production, number).await?;
    Ok(Json(lanes::of(&app, &production, &episode).await?))
}
