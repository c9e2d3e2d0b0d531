//! What a process that died has left: jobs that are under way are asked for by their id, what was never sent is given up,
//! what was being sent is for a person to decide.

use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use sqlx::{Connection, PgConnection};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::jobs;
use crate::app::App;
use crate::errors::AppResult;
use crate::studio::providers::history;

/// Jobs that are gone on with side by side; each account has its own limit below that.
const SIDE_BY_SIDE: usize = 64;

/// The right to ask for and pay for things of one production. One process has it at a time; it ends with the process.
pub struct Till(Option<PgConnection>);

impl Till {
    /// Nothing while another has it.
    pub async fn open(app: &App, production_id: Uuid) -> AppResult<Option<Self>> {
        let mut connection = app.db.acquire().await?.detach();
        let mine = sqlx::query_scalar!(
            r#"select pg_try_advisory_lock(hashtextextended('paid ' || $1, 0)) as "mine!""#,
            production_id.to_string()
        )
        .fetch_one(&mut connection)
        .await?;
        if mine {
            return Ok(Some(Self(Some(connection))));
        }
        connection.close().await?;
        Ok(None)
    }

    /// Waits for it, for a minute at most.
    pub async fn wait(app: &App, production_id: Uuid) -> anyhow::Result<Self> {
        for _ in 0..240 {
            if let Some(till) = Self::open(app, production_id).await? {
                return Ok(till);
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        anyhow::bail!(
            "another process pays for this production just now: run it again when that is over"
        )
    }

    /// Gives it back, and whoever asks next has it. Closing the connection alone would not do: the server lets go of a
    /// lock when its own process ends, which is some time after the connection does, and a sweep that came between found
    /// the till taken and left paid jobs lying.
    pub async fn close(mut self) {
        if let Some(mut connection) = self.0.take() {
            let unlocked = sqlx::query!("select pg_advisory_unlock_all()")
                .execute(&mut connection)
                .await;
            if let Err(error) = unlocked {
                tracing::debug!("a till is given back with its connection: {error}");
            }
            let _ = connection.close().await;
        }
    }
}

/// Goes on with all jobs of a production. `hasty`: asks once and does not wait. Gives how many are not over.
pub async fn go_on(app: &App, production_id: Uuid, hasty: bool) -> AppResult<usize> {
    let ids = sqlx::query_scalar!(
        "select id from production_jobs where production_id = $1
         and (stage in ('planned', 'submitting', 'submitted', 'running') or (stage = 'done' and take_id is null and problem is null))
         order by planned_at, id",
        production_id
    )
    .fetch_all(&app.db)
    .await?;
    let runner = app.models.runner(app).await?;
    let runner = if hasty {
        std::sync::Arc::new(runner.hasty())
    } else {
        runner
    };
    let room = Semaphore::new(SIDE_BY_SIDE);
    let mut going = FuturesUnordered::new();
    for id in ids {
        let (runner, room) = (&*runner, &room);
        going.push(async move {
            let _room = room.acquire().await.expect("it is never closed");
            // It was written down by a process that is gone. Whoever wants it writes it down anew.
            if jobs::drop_planned(app, id, "it was never sent").await? {
                return Ok(jobs::End::Failed("it was never sent".into()));
            }
            jobs::carry(app, id, runner).await
        });
    }
    let mut ends: Vec<AppResult<jobs::End>> = Vec::new();
    while let Some(end) = going.next().await {
        ends.push(end);
    }
    let mut open = 0;
    for end in ends {
        open += usize::from(matches!(end?, jobs::End::Open(_)));
    }
    Ok(open)
}

/// Looks after the jobs of every production that nobody is at work on.
pub async fn sweep(app: &App) -> AppResult<()> {
    history::sweep(app).await?;
    let productions = sqlx::query_scalar!(
        r#"select distinct production_id as "id!" from production_jobs
           where production_id is not null
           and (stage in ('planned', 'submitting', 'submitted', 'running') or (stage = 'done' and take_id is null and problem is null))"#
    )
    .fetch_all(&app.db)
    .await?;
    for production_id in productions {
        let Some(till) = Till::open(app, production_id).await? else {
            continue;
        };
        let done = go_on(app, production_id, true).await;
        till.close().await;
        if let Err(error) = done {
            tracing::warn!(%production_id, "paid jobs could not be gone on with: {error}");
        }
    }
    Ok(())
}
