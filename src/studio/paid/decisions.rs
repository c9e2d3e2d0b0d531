//! What a person says of a job that nobody knows the end of, after a look at the provider's own page.

use production::job::Stage;
use providers::{Call, Failure, Reason, State, Want};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::jobs::{self, Job};
use super::stages;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::Production;
use crate::studio::providers::accounts;

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PaidJobDecision)]
pub enum Decision {
    /// It was never taken; nothing is owed.
    NotTaken,
    /// It was charged, and there is nothing to be had of it.
    Lost,
    /// It was taken, and this is its id: it is asked for by that.
    Taken { id: String },
}

/// A job of a production.
pub async fn of(app: &App, production: &Production, id: Uuid) -> AppResult<Job> {
    jobs::load(app, id)
        .await?
        .filter(|job| job.production_id == production.id && job.house_id == production.house_id)
        .ok_or_else(|| {
            AppError::not_found(
                "job_not_found",
                "There is no such paid job.",
                "Load the list of jobs anew.",
            )
        })
}

/// Nobody waits for a decision.
pub fn not_open() -> AppError {
    AppError::conflict(
        "job_not_open",
        "Nobody has to decide about this job.",
        "Load the list of jobs anew.",
    )
}

/// Writes the decision down. Only a job that is ambiguous waits for one. `by`: nobody where it comes from the command line.
pub async fn decide(
    app: &App,
    production: &Production,
    by: Option<Uuid>,
    id: Uuid,
    decision: &Decision,
) -> AppResult<()> {
    let job = of(app, production, id).await?;
    let (state, charged) = match decision {
        Decision::NotTaken => {
            let failure = Failure::new(Reason::Busy, "not_taken", "it was not taken");
            (State::Failed { failure }, Some(0))
        }
        Decision::Lost => {
            let failure = Failure::new(
                Reason::Work,
                "lost",
                "it was charged, and nothing came of it",
            );
            (State::Failed { failure }, Some(job.reserved_micros))
        }
        Decision::Taken { id } => {
            let provider_id = job.provider_id.ok_or_else(accounts::not_found)?;
            let (_, account, relay) = accounts::open(app, job.house_id, provider_id).await?;
            let want: Want = job.wish.want(app).await.map_err(AppError::internal)?;
            let call = Call {
                account: &account,
                model: &job.model,
                want: &want,
                relay: relay.as_ref(),
                now: 0,
            };
            let ticket = call.ticket_of(id.trim()).ok_or_else(|| {
                AppError::bad_request(
                    "id_not_enough",
                    "By this id the job cannot be asked for.",
                    "Copy it from the provider's page; where that does not help, fetch the file there and bring it as a take.",
                )
            })?;
            (State::Submitted { ticket }, None)
        }
    };
    let stage = stages::of(&state);
    let moved = sqlx::query!(
        "update production_jobs set stage = $2, state = $3, problem = $4, charged_micros = $5, decided_by = $6,
                ended_at = case when $7 then $8::timestamptz end
         where id = $1 and stage = 'ambiguous'",
        id,
        stages::name(stage),
        Json(&state) as _,
        stages::problem(&state),
        charged,
        by,
        stage == Stage::Failed,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    if moved.rows_affected() == 0 {
        return Err(not_open());
    }
    Ok(())
}
