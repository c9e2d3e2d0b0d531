//! The studio's requests about one episode.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::episodes::episode_not_found;
use super::routes::{check, one};
use super::view::StudioSeries;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Needed once for a landscape source.
    pub framing: Option<Framing>,
}

/// How a landscape source is made vertical.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Framing {
    CropLeft,
    CropCenter,
    CropRight,
    /// The whole picture over a blurred copy of itself.
    Blur,
}

/// The series of an episode, if this person may change it.
async fn series_of(app: &App, person: &Person, episode_id: Uuid) -> AppResult<Uuid> {
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
    patch, path = "/api/v1/studio/episodes/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = EpisodeChange,
    responses((status = 200, body = StudioSeries, description = "The whole series."), (status = 404, body = ErrorBody))
)]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(change): Json<EpisodeChange>,
) -> AppResult<axum::Json<StudioSeries>> {
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
    delete, path = "/api/v1/studio/episodes/{id}", tag = "studio", params(("id" = Uuid, Path)),
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

/// Package an episode again, after a failure or with another framing.
#[utoipa::path(
    post, path = "/api/v1/studio/episodes/{id}/retry", tag = "studio", params(("id" = Uuid, Path)), request_body = Retry,
    responses((status = 200, body = StudioSeries, description = "The whole series."), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn retry(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(retry): Json<Retry>,
) -> AppResult<axum::Json<StudioSeries>> {
    let series_id = series_of(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    let source = sqlx::query!(
        "update sources set framing = coalesce($2, framing) where episode_id = $1",
        id,
        retry.framing as Option<Framing>
    )
    .execute(&mut *transaction)
    .await?;
    if source.rows_affected() == 0 {
        return Err(AppError::conflict(
            "source_missing",
            "This episode has no file to work on.",
            "Upload its file again.",
        ));
    }
    sqlx::query!(
        "update packages set state = 'waiting', stage = null, progress = 0, problem = null, attempts = 0, updated_at = $2
         where episode_id = $1",
        id,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    one(&app, series_id).await
}
