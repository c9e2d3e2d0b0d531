//! The studio's requests about one episode.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::episodes::episode_not_found;
use super::routes::{check, one};
use super::view::StudioSeries;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path, given};
use crate::people::Person;
use crate::people::policy::Producer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpisodeChange {
    /// Up to 200 characters; null takes it away.
    #[serde(default, deserialize_with = "given")]
    pub title: Option<Option<String>>,
}

/// The series of an episode, if this person may change it.
pub async fn series_of(app: &App, person: &Person, episode_id: Uuid) -> AppResult<Uuid> {
    let series_id = sqlx::query_scalar!(
        "select series_id from episodes where id = $1 and house_id = $2",
        episode_id,
        person.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(episode_not_found)?;
    match check(app, person, series_id).await {
        Err(error) if error.status == StatusCode::NOT_FOUND => Err(episode_not_found()),
        other => other.map(|()| series_id),
    }
}

/// Change an episode's title.
#[utoipa::path(
    patch, operation_id = "change_episode", path = "/api/v1/studio/episodes/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = EpisodeChange,
    responses((status = 200, body = StudioSeries, description = "The whole series."), (status = 404, body = ErrorBody))
)]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(change): Json<EpisodeChange>,
) -> AppResult<Json<StudioSeries>> {
    let series_id = series_of(&app, &person, id).await?;
    if let Some(title) = &change.title {
        let mut transaction = app.db.begin().await?;
        super::change_episode_title(
            &app,
            &mut transaction,
            person.house_id,
            id,
            title.as_deref(),
        )
        .await?;
        transaction.commit().await?;
    }
    one(&app, series_id).await
}

/// Delete an episode; those after it move up one number.
#[utoipa::path(
    delete, operation_id = "remove_episode", path = "/api/v1/studio/episodes/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody))
)]
pub async fn remove(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    series_of(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    super::delete_episode(&app, &mut transaction, person.house_id, id).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
