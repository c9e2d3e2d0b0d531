//! What an episode is called in one language: what viewers of that language read.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Place;
use crate::app::App;
use crate::audit;
use crate::catalog::studio;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// What an episode is to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationTitleBody)]
pub struct Body {
    /// Empty: viewers read the episode's own.
    pub title: String,
    /// What stood there when it was opened; empty: nothing did.
    pub before: String,
}

/// What an episode is called in a language.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationTitle)]
pub struct Title {
    pub language: String,
    /// Null: viewers read the episode's own.
    pub title: Option<String>,
}

/// Set what an episode is called in a language; in the one that is spoken, its own title.
#[utoipa::path(put, operation_id = "set_localisation_title", path = "/api/v1/desk/localisation/episodes/{id}/{language}/title", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = Body,
    responses((status = 200, body = Title), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<Body>,
) -> AppResult<Json<Title>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let (of, language) = ((place.house_id, place.episode_id), place.language);
    let mut tx = app.db.begin().await?;
    let (stands, _) = studio::episode_title_in(&mut tx, of, &language).await?;
    if stands.unwrap_or_default() != body.before {
        return Err(studio::text_changed());
    }
    studio::set_episode_title(&app, &mut tx, of, &language, Some(&body.title)).await?;
    let detail = json!({ "language": language });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.title",
        "episode",
        id,
        detail,
    )
    .await?;
    let (title, _) = studio::episode_title_in(&mut tx, of, &language).await?;
    tx.commit().await?;
    Ok(Json(Title { language, title }))
}

/// What an episode is called in the language that is worked on.
pub(super) async fn of(app: &App, place: &Place) -> AppResult<Option<String>> {
    if place.language == place.spoken {
        return Ok(place.title.clone());
    }
    let title = sqlx::query_scalar!(
        "select title from episode_translations where house_id = $1 and episode_id = $2 and language = $3",
        place.house_id,
        place.episode_id,
        place.language
    );
    Ok(title.fetch_optional(&app.db).await?)
}
