//! Runs, gates, and the way into the house.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::ingest::Workshop;
use crate::people::policy::Producer;
use crate::studio::paid::purse;
use crate::studio::{Production, asking, people, release, run};

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
    /// What it may spend at most, in millionths of the production's currency. Absent: a run that would cost something is
    /// refused. 0: what costs nothing is made.
    pub spend_micros: Option<i64>,
    /// Pay again for what was made of something else. What is named in `wanted` is paid for again in any case.
    #[serde(default)]
    pub again: bool,
    /// One more take of what is named in `wanted`, although it is current: of what comes out otherwise each time.
    #[serde(default)]
    pub another: bool,
}

/// The last run of a production.
pub async fn last(app: &App, production_id: Uuid) -> AppResult<Option<RunView>> {
    Ok(sqlx::query_as!(
        RunView,
        "select id, state, done, total, doing, problem, asked_at, ended_at from production_runs
         where production_id = $1 order by place desc limit 1",
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
    if body.spend_micros.is_some_and(|micros| micros < 0) {
        return Err(AppError::bad_request(
            "bad_spend",
            "A run spends at least nothing.",
            "Say how much it may spend at most.",
        ));
    }
    if body.spend_micros.is_none() {
        let micros = would_cost(&app, &production, &body).await?;
        if micros > 0 {
            let amount = purse::amount(micros, &production.settings.budget.currency);
            return Err(AppError::conflict(
                "spend_needed",
                format!("This run would cost up to {amount}."),
                "Say how much it may spend, or 0 for what costs nothing.",
            ));
        }
    }
    let money = asking::Money {
        most_micros: body.spend_micros.unwrap_or(0),
        again: body.again,
        another: body.another,
    };
    asking::ask(&app, &production, &body.wanted, money).await?;
    let run = last(&app, production.id).await?.ok_or_else(|| {
        AppError::internal(anyhow::anyhow!(
            "a run that was just asked for is not there"
        ))
    })?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}

/// What a run would pay for at most.
async fn would_cost(app: &App, production: &Production, body: &RunBody) -> AppResult<i64> {
    let used = production.settings.models;
    if !(used.voice || used.still || used.clip) {
        return Ok(0);
    }
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    Ok(run::would_cost(
        &standing,
        &body.wanted,
        body.again,
        body.another,
    ))
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
    let applied = release::release(&app, &shop, &production, body.publish, Some(person.id))
        .boxed()
        .await?;
    Ok(Json(Released {
        series_id: applied.series_id,
        episodes: applied.episodes.len(),
    }))
}
