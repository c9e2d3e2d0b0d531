//! Dubs: which of the sounds that came with an episode viewers hear. One that the desk works on is heard once it is
//! approved; one that nobody has looked at is heard as it came.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::review::{may_approve, runs_the_house};
use super::table::{self, Series};
use super::{Medium, Place, State as Stage, Work};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// How a dub stands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationDub)]
pub struct DubBody {
    /// The version that it changes.
    pub version: i32,
    pub state: Stage,
    /// Who is to approve it; null: any operator.
    pub reviewer_id: Option<Uuid>,
}

/// Say how a dub stands, and who reviews it. Viewers hear it once it is approved.
#[utoipa::path(put, operation_id = "set_localisation_dub", path = "/api/v1/desk/localisation/episodes/{id}/{language}/dub", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = DubBody,
    responses((status = 200, body = Series), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<DubBody>,
) -> AppResult<Json<Series>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    if place.language == place.spoken {
        return Err(AppError::bad_request(
            "not_a_dub",
            "This is the language that the series is spoken in.",
            "Choose a dub.",
        ));
    }
    let sounds = sqlx::query_scalar!(
        "select language from renditions where house_id = $1 and episode_id = $2 and codec = 'aac'",
        place.house_id,
        place.episode_id
    )
    .fetch_all(&app.db)
    .await?;
    let is_there = sounds.contains(&place.language);
    if !is_there && body.state != Stage::Draft {
        return Err(AppError::conflict(
            "no_such_dub",
            "This episode has no sound in that language yet.",
            "Bring in the film with it, then have it reviewed.",
        ));
    }
    if is_there && sounds.len() == 1 && body.state != Stage::Approved {
        return Err(AppError::conflict(
            "only_sound",
            "This is the only sound of the episode, which would be silent without it.",
            "Bring in the film with the original sound first.",
        ));
    }
    let mut tx = app.db.begin().await?;
    runs_the_house(&mut tx, place.house_id, body.reviewer_id).await?;
    let mut work = Work::hold(&app, &mut tx, &place, Medium::Sound, body.version).await?;
    if body.state == Stage::Approved && work.state != Stage::Approved {
        may_approve(&mut tx, &work, operator.id).await?;
    }
    work.state = body.state;
    work.reviewer_id = body.reviewer_id;
    work.version += 1;
    work.keep(&app, &mut tx, place.house_id).await?;
    let detail = json!({ "episode": place.number, "language": place.language, "state": format!("{:?}", body.state).to_lowercase() });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.dub",
        "series",
        place.series_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    table::read(&app, &operator, place.series_id)
        .await
        .map(Json)
}
