//! Whose an episode is: a lease in its row, renewed while the work goes on.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use media::Cancel;
use tokio::sync::watch;
use uuid::Uuid;

use super::problem::{Verdict, back_off};
use crate::app::App;
use crate::errors::Problem;

/// A lease that is not renewed for this long has lost its holder.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How long a lease may go on without news.
const RENEWED_EVERY: Duration = Duration::from_secs(10);
/// How often progress is looked at, and written down where there is any.
const LOOKED_EVERY: Duration = Duration::from_millis(700);
/// Without an answer of the database for this long, the lease is as good as lost.
const SILENCE_MAX: Duration = Duration::from_secs(45);
/// How long to wait before looking again whether the disk has room.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// Times that an episode may take its process down with it.
const CRASHES_MAX: i32 = 12;

/// Where the work on an episode stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// `probe`, `measure`, `first_rung`, `artwork`, `text`, `rest`.
    pub stage: &'static str,
    /// Of the whole work, 0 to 1.
    pub done: f32,
}

/// Who works says how far it is, whoever wants to hears it.
#[derive(Clone, Debug)]
pub struct Progress(watch::Sender<Step>);

impl Default for Progress {
    fn default() -> Self {
        Self(watch::Sender::new(Step::default()))
    }
}

impl Progress {
    pub fn say(&self, step: Step) {
        self.0.send_replace(step);
    }

    pub fn hear(&self) -> watch::Receiver<Step> {
        self.0.subscribe()
    }
}

/// An episode that is ours to work on.
#[derive(Clone, Debug)]
pub struct Claim {
    pub episode_id: Uuid,
    pub house_id: Uuid,
    /// Attempts in a row that did not end, this one included.
    pub attempts: i32,
    /// The first rung of this very source is out.
    pub playable: bool,
    pub worker: Uuid,
}

impl Claim {
    /// Takes the episode if it is unfinished, due, and nobody else's.
    pub async fn take(app: &App, worker: Uuid, episode_id: Uuid) -> sqlx::Result<Option<Self>> {
        let now = app.clock.now();
        let row = sqlx::query!(
            "update packages set worker = $2, lease_until = $4, attempts = attempts + 1, updated_at = $3,
                    state = case state when 'playable' then state else 'probing' end
             where episode_id = $1
               and state not in ('complete', 'failed') and (retry_at is null or retry_at <= $3)
               and (worker is null or worker = $2 or lease_until is null or lease_until < $3)
             returning house_id, attempts, state = 'playable' as \"playable!\"",
            episode_id,
            worker,
            now,
            now + LEASE
        )
        .fetch_optional(&app.db)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let claim = Self {
            episode_id,
            house_id: row.house_id,
            attempts: row.attempts,
            playable: row.playable,
            worker,
        };
        if claim.attempts <= CRASHES_MAX {
            return Ok(Some(claim));
        }
        let crashed = Problem {
            code: "crashed".into(),
            message: "The work on this video stopped the whole process several times.".into(),
            remedy: "Export the episode again as H.264 in MP4, then upload it once more.".into(),
        };
        claim.end(app, Verdict::Fail(crashed)).await?;
        Ok(None)
    }

    /// Takes a complete episode, to add something to it.
    pub async fn take_complete(
        app: &App,
        worker: Uuid,
        episode_id: Uuid,
    ) -> sqlx::Result<Option<Self>> {
        let now = app.clock.now();
        let row = sqlx::query!(
            "update packages set worker = $2, lease_until = $4, av1_tried_at = $3
             where episode_id = $1 and state = 'complete'
               and (worker is null or worker = $2 or lease_until is null or lease_until < $3)
             returning house_id",
            episode_id,
            worker,
            now,
            now + LEASE
        )
        .fetch_optional(&app.db)
        .await?;
        Ok(row.map(|row| Self {
            episode_id,
            house_id: row.house_id,
            attempts: 1,
            playable: true,
            worker,
        }))
    }

    /// Lets go of a complete episode.
    pub async fn leave_complete(&self, app: &App, tried: bool) -> sqlx::Result<()> {
        sqlx::query!(
            "update packages set worker = null, lease_until = null,
                    av1_tried_at = case when $3 then av1_tried_at end
             where episode_id = $1 and worker = $2 and state = 'complete'",
            self.episode_id,
            self.worker,
            tried
        )
        .execute(&app.db)
        .await?;
        Ok(())
    }

    /// Writes down how far the work is and renews the lease; false when the episode is no longer ours.
    async fn renew(&self, app: &App, step: Step) -> sqlx::Result<bool> {
        let now = app.clock.now();
        let renewed = sqlx::query!(
            "update packages set lease_until = $5, updated_at = $6,
                    stage = case state when 'complete' then stage else $3 end,
                    progress = case state when 'complete' then progress else $4 end,
                    state = case when state = 'probing' and $3 <> 'probe' then 'packaging' else state end
             where episode_id = $1 and worker = $2",
            self.episode_id,
            self.worker,
            step.stage,
            step.done,
            now + LEASE,
            now
        )
        .execute(&app.db)
        .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Lets go of the episode, saying why. What is playable stays so.
    pub async fn end(&self, app: &App, verdict: Verdict) -> sqlx::Result<()> {
        let now = app.clock.now();
        let (state, problem, retry_at, attempts) = match verdict {
            Verdict::HandBack => (None, None, None, self.attempts - 1),
            Verdict::Pause(problem) => {
                let later = now + PAUSE;
                (
                    Some("paused"),
                    Some(problem),
                    Some(later),
                    self.attempts - 1,
                )
            }
            Verdict::Retry(problem) => {
                let later = now + back_off(self.attempts, app.random.fraction());
                (None, Some(problem), Some(later), self.attempts)
            }
            Verdict::Fail(problem) => (Some("failed"), Some(problem), None, 0),
        };
        sqlx::query!(
            "update packages set worker = null, lease_until = null, stage = null, attempts = $6, problem = $4, retry_at = $5,
                    state = coalesce($3, case state when 'playable' then state else 'waiting' end), updated_at = $7
             where episode_id = $1 and worker = $2",
            self.episode_id,
            self.worker,
            state,
            problem.map(|problem| serde_json::json!(problem)),
            retry_at,
            attempts.max(0),
            now
        )
        .execute(&app.db)
        .await?;
        Ok(())
    }

    /// Renews the lease until dropped, writing down what `steps` says. Cancels `work` when the episode was taken over.
    pub async fn keep(&self, app: &App, steps: watch::Receiver<Step>, work: &Cancel) -> bool {
        let mut written = (Step::default(), Instant::now());
        loop {
            tokio::time::sleep(LOOKED_EVERY).await;
            let step = *steps.borrow();
            if step == written.0 && written.1.elapsed() < RENEWED_EVERY {
                continue;
            }
            match self.renew(app, step).await {
                Ok(true) => written = (step, Instant::now()),
                Ok(false) => {
                    work.cancel();
                    return true;
                }
                Err(error) if written.1.elapsed() > SILENCE_MAX => {
                    tracing::warn!(%error, episode = %self.episode_id, "the database does not answer: work is put down");
                    work.cancel();
                    return true;
                }
                Err(_) => {}
            }
        }
    }
}
