//! Background work: `apalis-postgres` behind two verbs, [`enqueue`] and [`work`]. Why, and what is guarded here:
//! docs/decisions/0002-jobs.md.
//!
//! A job only says what may have to be done. What has to be done, and whether it is done already, is in the tables of
//! its area; so a job may run twice, and losing the queue loses nothing: the sweep fills it again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use anyhow::Context as _;
use apalis::layers::WorkerBuilderExt as _;
use apalis::prelude::*;
use apalis_postgres::{Config, PostgresStorage};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::app::App;
use crate::clock::Random;
use crate::ingest::{self, Goal, Outcome, Workshop};
use crate::{delivery, market, studio};

mod often;

use often::Often;

/// Every kind of job. Its JSON is in the database: kinds may be added, not renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Make an episode playable.
    FirstRung { episode_id: Uuid },
    /// Make its other sizes.
    Rest { episode_id: Uuid },
    /// Make its AV1 rendition.
    Av1 { episode_id: Uuid },
    /// Go on with a run of the studio.
    Produce { run_id: Uuid },
    /// Make an export of a production.
    Export { export_id: Uuid },
    /// Give a released series its trailer, thumbnails and strips.
    Dress { production_id: Uuid },
    /// Write what a model was asked to.
    Write { writing_id: Uuid },
    /// Put the recipient of a screener into a copy of an episode.
    Screener { screener_id: Uuid, episode_id: Uuid },
    /// Send a series to whoever licensed it.
    Deliver { delivery_id: Uuid },
}

impl Job {
    /// At most one job of a key waits or runs.
    fn key(&self) -> String {
        match self {
            Self::FirstRung { episode_id } => format!("first_rung:{episode_id}"),
            Self::Rest { episode_id } => format!("rest:{episode_id}"),
            Self::Av1 { episode_id } => format!("av1:{episode_id}"),
            Self::Produce { run_id } => format!("produce:{run_id}"),
            Self::Export { export_id } => format!("export:{export_id}"),
            Self::Dress { production_id } => format!("dress:{production_id}"),
            Self::Write { writing_id } => format!("write:{writing_id}"),
            Self::Screener {
                screener_id,
                episode_id,
            } => format!("screener:{screener_id}:{episode_id}"),
            Self::Deliver { delivery_id } => format!("deliver:{delivery_id}"),
        }
    }

    /// Higher goes first.
    fn priority(&self) -> i32 {
        match self {
            // Somebody waits for it.
            Self::FirstRung { .. } | Self::Write { .. } | Self::Screener { .. } => 2,
            Self::Rest { .. }
            | Self::Produce { .. }
            | Self::Export { .. }
            | Self::Dress { .. }
            | Self::Deliver { .. } => 1,
            Self::Av1 { .. } => 0,
        }
    }
}

/// The queue of everything that runs ffmpeg.
const QUEUE: &str = "media";
/// Failures (of the database, say: those of an episode are in its row) after which a job is given up.
const ATTEMPTS_MAX: i32 = 5;
/// A worker that is silent for five of these is dead, and its jobs go to others.
const HEARTBEAT: Duration = Duration::from_secs(1);
const MISSED_HEARTBEATS: usize = 5;
const POLL: Duration = Duration::from_millis(250);
/// How long running jobs may take to be put down when the house closes.
const GRACE: Duration = Duration::from_secs(8);
/// How often unfinished work is looked for.
const SWEEP: Duration = Duration::from_mins(1);

/// Puts a job on the queue, in the caller's transaction or on the pool. While its key waits or runs nothing happens.
pub async fn enqueue(db: impl PgExecutor<'_>, random: &Random, job: &Job) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into apalis.jobs (id, job_type, job, max_attempts, priority, idempotency_key, metadata)
         values ($1, $2, $3, $4, $5, $6, ''::hstore)
         on conflict (job_type, idempotency_key) do update set
             id = excluded.id, job = excluded.job, status = 'Pending', attempts = 0, run_at = now(),
             lock_at = null, lock_by = null, done_at = null, last_result = null
         where jobs.status in ('Done', 'Killed') or (jobs.status = 'Failed' and jobs.attempts >= jobs.max_attempts)",
        ulid(random.id().as_u128()),
        QUEUE,
        serde_json::to_vec(job).expect("plain data becomes JSON"),
        ATTEMPTS_MAX,
        job.priority(),
        job.key()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ids of jobs are ULIDs: 26 characters of Crockford's base 32.
fn ulid(mut value: u128) -> String {
    let mut letters = [b'0'; 26];
    for letter in letters.iter_mut().rev() {
        *letter = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(value & 31) as usize];
        value >>= 5;
    }
    letters.map(char::from).iter().collect()
}

/// Whether a process somewhere works on the queue.
pub async fn is_worked_on(db: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from apalis.workers where worker_type = $1 and last_seen > now() - interval '6 seconds') as "alive!""#,
        QUEUE
    )
    .fetch_one(db)
    .await
}

/// Works until the house closes; what is being done then is handed back.
pub async fn work(app: App) -> anyhow::Result<()> {
    let shop = workshop(&app).await;
    let Some(shop) = shop else { return Ok(()) };
    // Never the name of an earlier run: its orphans would look owned and wait for ever.
    let instance = app.random.id();
    let concurrency = app.config.media.workers.max(1);
    let (pool, hands) = (app.db.clone(), (app.clone(), shop.clone()));
    let monitor = Monitor::new()
        .shutdown_timeout(GRACE)
        .should_restart(|worker, error| {
            tracing::warn!(worker = worker.name(), %error, "the job worker starts again");
            true
        })
        .register(move |restart| {
            let config = Config::default()
                .queue(QUEUE)
                .batch_size(concurrency)
                .heartbeat_interval(HEARTBEAT)
                .missed_heartbeats(MISSED_HEARTBEATS);
            let backend = PostgresStorage::<serde_json::Value>::new(&pool)
                .with_config(config)
                .poll_with_strategy(Often::new(POLL));
            WorkerBuilder::new(format!("{QUEUE}-{instance}-{restart}"))
                .backend(backend)
                .data(hands.clone())
                .concurrency(concurrency)
                .parallelize(tokio::spawn)
                .build(run)
        });
    let stop = app.stopping.clone();
    let sweeps = sweep_often(&app, &shop);
    let jobs = monitor.run_with_signal(async move {
        stop.cancelled().await;
        Ok(())
    });
    tokio::select! {
        ended = jobs => ended.context("the job worker ended")?,
        () = sweeps => unreachable!("sweeps go on until the jobs end"),
    }
    hand_back(&app.db, instance).await?;
    Ok(())
}

/// ffmpeg may be installed while the house is open.
async fn workshop(app: &App) -> Option<Workshop> {
    loop {
        match Workshop::open(app) {
            Ok(shop) => return Some(shop),
            Err(error) => tracing::error!("no video can be packaged: {error:#}"),
        }
        tokio::select! {
            () = app.stopping.cancelled() => return None,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}

/// Gives back what was not put down in time, and takes the worker's name off the list of the living.
async fn hand_back(db: &PgPool, instance: Uuid) -> sqlx::Result<()> {
    let name = format!("{QUEUE}-{instance}-%");
    sqlx::query!(
        "update apalis.jobs set status = 'Pending', lock_by = null, lock_at = null
         where status in ('Running', 'Queued') and lock_by like $1",
        name
    )
    .execute(db)
    .await?;
    sqlx::query!(
        "update apalis.workers set last_seen = now() - interval '1 day' where id like $1",
        name
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn sweep_often(app: &App, shop: &Workshop) {
    let mut ticks = tokio::time::interval(SWEEP);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = sweep(app, shop).await {
            tracing::warn!("unfinished work could not be looked for: {error:#}");
        }
        ingest::house_keeping(app, shop).await;
    }
}

/// Puts everything on the queue that is unfinished, due and nobody's; forgets jobs and workers of the past.
pub async fn sweep(app: &App, shop: &Workshop) -> anyhow::Result<()> {
    let waiting = ingest::unfinished(app, shop.id).await?;
    for one in &waiting {
        let episode_id = one.episode_id;
        let job = if one.playable {
            Job::Rest { episode_id }
        } else {
            Job::FirstRung { episode_id }
        };
        enqueue(&app.db, &app.random, &job).await?;
    }
    for delivery_id in delivery::unfinished(app).await? {
        enqueue(&app.db, &app.random, &Job::Deliver { delivery_id }).await?;
    }
    if waiting.is_empty() {
        queue_av1(app, shop).await?;
    }
    sqlx::query!(
        "delete from apalis.jobs
         where (status in ('Done', 'Killed') or (status = 'Failed' and attempts >= max_attempts))
           and coalesce(done_at, run_at) < now() - interval '1 day'"
    )
    .execute(&app.db)
    .await?;
    sqlx::query!(
        "delete from apalis.workers w where last_seen < now() - interval '1 day'
         and not exists (select from apalis.jobs j where j.lock_by = w.id)"
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Queues the episode that should get an AV1 rendition next, if any should.
async fn queue_av1(app: &App, shop: &Workshop) -> sqlx::Result<()> {
    if let Some(episode_id) = ingest::wants_av1(app, shop).await? {
        enqueue(&app.db, &app.random, &Job::Av1 { episode_id }).await?;
    }
    Ok(())
}

/// The library neither ends a job that panicked, nor waits between attempts, nor counts a killed process as a failed
/// attempt for good; so all three are done here.
async fn run(
    job: serde_json::Value,
    id: TaskId,
    attempt: Attempt,
    hands: Data<(App, Workshop)>,
) -> Result<(), BoxDynError> {
    if attempt.current() > ATTEMPTS_MAX as usize {
        return Err(AbortError::new(std::io::Error::other("its process died too often")).into());
    }
    // Decoded here: a row that the library cannot decode stops its worker, and the queue with it.
    let job: Job = match serde_json::from_value(job) {
        Ok(job) => job,
        Err(error) => return Err(AbortError::new(error).into()),
    };
    let (app, shop) = &*hands;
    let done = AssertUnwindSafe(perform(app, shop, &job)).catch_unwind();
    let error = match done.await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error,
        Err(_) => anyhow::anyhow!("panicked"),
    };
    tracing::error!(?job, "a job failed: {error:#}");
    let wait_s = 2_f64.powi(attempt.current().min(10) as i32);
    sqlx::query!(
        "update apalis.jobs set run_at = now() + $2 * interval '1 second' where id = $1",
        id.to_string(),
        wait_s
    )
    .execute(&app.db)
    .await?;
    Err(error.into())
}

/// Does one job. Also for those who have no queue to wait for.
pub async fn perform(app: &App, shop: &Workshop, job: &Job) -> anyhow::Result<()> {
    let progress = ingest::Progress::default();
    match *job {
        Job::FirstRung { episode_id } => {
            let goal = Goal::Playable;
            if ingest::package(app, shop, episode_id, goal, &progress).await? == Outcome::Playable {
                enqueue(&app.db, &app.random, &Job::Rest { episode_id }).await?;
            }
        }
        Job::Rest { episode_id } => {
            ingest::package(app, shop, episode_id, Goal::Complete, &progress).await?;
        }
        Job::Produce { run_id } => studio::run::work(app, run_id).boxed().await?,
        Job::Export { export_id } => studio::exports::queue::work(app, export_id).boxed().await?,
        Job::Dress { production_id } => {
            studio::dress::work(app, shop, production_id)
                .boxed()
                .await?;
        }
        Job::Deliver { delivery_id } => delivery::work(app, delivery_id).boxed().await?,
        Job::Write { writing_id } => {
            studio::drafts::writing::work(app, writing_id, &|_| {})
                .boxed()
                .await?;
        }
        Job::Screener {
            screener_id,
            episode_id,
        } => {
            market::screeners::copies::work(app, shop, screener_id, episode_id)
                .boxed()
                .await?;
        }
        Job::Av1 { episode_id } => {
            ingest::make_av1(app, shop, episode_id).await?;
            // One after the other, as long as nothing else waits.
            if ingest::unfinished(app, shop.id).await?.is_empty() {
                queue_av1(app, shop).await?;
            }
        }
    }
    Ok(())
}
