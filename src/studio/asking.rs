//! Asking for runs, and for the way into the house.

use uuid::Uuid;

use super::{Production, another, gates, people, run};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::jobs::{self, Job};

/// What a run may pay for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Money {
    /// Millionths of the production's currency.
    pub most_micros: i64,
    /// Whether what is stale is paid for again.
    pub again: bool,
    /// Whether one more take is made of what is named, although it is current.
    pub another: bool,
}

/// Asks for what is missing or stale, or for some of it with all that it needs. While a run waits or goes on, that one
/// stays. Gives the id of the run that there is now.
pub async fn ask(
    app: &App,
    production: &Production,
    wanted: &[String],
    money: Money,
) -> AppResult<Uuid> {
    if wanted.len() > 5_000 {
        return Err(AppError::bad_request(
            "too_many",
            "More than 5,000 artifacts were asked for.",
            "Ask for everything, with an empty list.",
        ));
    }
    if money.another {
        let tools = app.studio.tools(app, |_| {}).await?;
        another::check(&run::standing(app, production, &tools).await?, wanted)?;
    }
    people::check(app, production).await?;
    let run_id = app.random.id();
    let mut tx = app.db.begin().await?;
    let added = sqlx::query!(
        "insert into production_runs (id, house_id, production_id, state, wanted, asked_at, spend_micros, again, another)
         values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8) on conflict (production_id) where state in ('waiting', 'running') do nothing",
        run_id,
        production.house_id,
        production.id,
        wanted,
        app.clock.now(),
        money.most_micros,
        money.again,
        money.another
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 1 {
        jobs::enqueue(&mut *tx, &app.random, &Job::Produce { run_id }).await?;
    }
    tx.commit().await?;
    let there = sqlx::query_scalar!(
        "select id from production_runs where production_id = $1 order by place desc limit 1",
        production.id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(there)
}

/// Stops the run; what is made is kept.
pub async fn stop(app: &App, production: &Production) -> AppResult<()> {
    sqlx::query!(
        "update production_runs set state = 'stopped', ended_at = $2 where production_id = $1 and state in ('waiting', 'running')",
        production.id,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Refuses where no episode is finished, or where those that are wait for an approval.
pub async fn something_finished(app: &App, production: &Production) -> AppResult<()> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    gates::finished(&standing.closed)?;
    let finished = sqlx::query_scalar!(
        r#"select exists (select from production_takes where production_id = $1 and kind = 'film' and selected) as "there!""#,
        production.id
    )
    .fetch_one(&app.db)
    .await?;
    if finished {
        return Ok(());
    }
    Err(AppError::conflict(
        "nothing_finished",
        "No episode is finished yet.",
        "Run the production first.",
    ))
}
