//! Runs, gates, and the way into the house.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::ingest::Workshop;
use crate::people::policy::Producer;
use crate::studio::settings::Gate;
use crate::studio::{asking, people, release};

/// How far a run is.
#[derive(Serialize, ToSchema)]
pub struct RunView {
    pub id: Uuid,
    /// `waiting`, `running`, `done`, `failed` or `stopped`
    pub state: String,
    pub done: i32,
    pub total: i32,
    /// In words.
    pub doing: String,
    pub problem: Option<String>,
    pub asked_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// Keys of artifacts; with all that they need. Empty: everything.
    #[serde(default)]
    pub wanted: Vec<String>,
}

/// The last run of a production.
pub async fn last(app: &App, production_id: Uuid) -> AppResult<Option<RunView>> {
    Ok(sqlx::query_as!(
        RunView,
        "select id, state, done, total, doing, problem, asked_at, ended_at from production_runs
         where production_id = $1 order by asked_at desc, id desc limit 1",
        production_id
    )
    .fetch_optional(&app.db)
    .await?)
}

/// Show the last run.
#[utoipa::path(get, operation_id = "show_run", path = "/api/v1/studio/productions/{id}/run", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = RunView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<RunView>> {
    let production = theirs(&app, &person, id).await?;
    let run = last(&app, production.id).await?;
    run.map(Json).ok_or_else(|| {
        AppError::not_found(
            "no_run",
            "This production has not been run yet.",
            "Start a run.",
        )
    })
}

/// Make what is missing or stale. While a run goes on, this answers with that one.
#[utoipa::path(post, operation_id = "start_run", path = "/api/v1/studio/productions/{id}/run", tag = "studio", params(("id" = Uuid, Path)), request_body = RunBody, responses((status = 202, body = RunView), (status = 400, body = ErrorBody)))]
pub async fn start(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<RunBody>,
) -> AppResult<(StatusCode, Json<RunView>)> {
    let production = theirs(&app, &person, id).await?;
    asking::ask(&app, &production, &body.wanted).await?;
    let run = last(&app, production.id).await?.ok_or_else(|| {
        AppError::internal(anyhow::anyhow!(
            "a run that was just asked for is not there"
        ))
    })?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}

/// Stop the run; what is made is kept.
#[utoipa::path(delete, operation_id = "stop_run", path = "/api/v1/studio/productions/{id}/run", tag = "studio", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn stop(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    asking::stop(&app, &production).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Open a gate: what comes after it may be made.
#[utoipa::path(put, operation_id = "open_gate", path = "/api/v1/studio/productions/{id}/gates/{gate}", tag = "studio", params(("id" = Uuid, Path), ("gate" = Gate, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn open_gate(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, gate)): Path<(Uuid, Gate)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    sqlx::query!(
        "insert into production_approvals (production_id, house_id, gate, person_id, at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        production.id,
        person.house_id,
        gate.name(),
        person.id,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBody {
    /// Viewers see each episode as soon as it plays.
    #[serde(default)]
    pub publish: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Released {
    pub series_id: Uuid,
    /// How many episodes are in the house now.
    pub episodes: usize,
}

/// Put the finished episodes into the house.
#[utoipa::path(post, operation_id = "release_production", path = "/api/v1/studio/productions/{id}/release", tag = "studio", params(("id" = Uuid, Path)), request_body = ReleaseBody, responses((status = 200, body = Released), (status = 409, body = ErrorBody)))]
pub async fn release(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<ReleaseBody>,
) -> AppResult<Json<Released>> {
    let production = theirs(&app, &person, id).await?;
    asking::something_finished(&app, &production).await?;
    people::check(&app, &production).await?;
    let shop = Workshop::open(&app)?;
    let applied = release::release(&app, &shop, &production, body.publish, Some(person.id)).await?;
    Ok(Json(Released {
        series_id: applied.series_id,
        episodes: applied.episodes.len(),
    }))
}
