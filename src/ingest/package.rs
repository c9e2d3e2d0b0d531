//! One episode from its source to a complete package.

use std::sync::atomic::{AtomicBool, Ordering};

use media::{Cancel, MediaError, PlanOptions, stages};
use uuid::Uuid;

use super::claim::Claim;
use super::problem::{Stop, Verdict, judge};
use super::ready;
use super::store::{FirstLook, SourceRow, commit_first, commit_rest};
use super::vertical_framing;
use super::workshop::{Bench, Workshop};
use crate::app::App;
use crate::errors::Problem;

pub use super::claim::{Progress, Step};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To the first rung, as long as others wait for theirs; else to the end.
    Playable,
    Complete,
}

/// What became of a call of [`package`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Complete,
    /// The first rung is out; the others are for another time.
    Playable,
    /// Somebody else works on it, or there is nothing to do now.
    NotOurs,
    /// Put down unfinished, for whoever comes next.
    HandedBack,
    Paused(Problem),
    Retry(Problem),
    Failed(Problem),
}

/// Works on the episode to the end, or until the house closes. Safe to call at any time, from any process, any
/// number of times: an episode is worked on once at a time, and what is done is not done again.
pub async fn package(
    app: &App,
    shop: &Workshop,
    episode_id: Uuid,
    goal: Goal,
    progress: &Progress,
) -> anyhow::Result<Outcome> {
    let Some(bench) = shop.lock(episode_id)? else {
        return Ok(Outcome::NotOurs);
    };
    let Some(claim) = Claim::take(app, shop.id, episode_id).await? else {
        return Ok(Outcome::NotOurs);
    };
    let cancel = app.stopping.child_token();
    let lost = AtomicBool::new(false);
    let keeper = async {
        if claim.keep(app, progress.hear(), &cancel).await {
            lost.store(true, Ordering::Relaxed);
        }
        std::future::pending::<()>().await;
    };
    let done = tokio::select! {
        done = work(app, shop, &claim, &bench, goal, progress, &cancel) => done,
        () = keeper => unreachable!("the keeper only watches"),
    };
    let stop = match done {
        Ok(Reached::Playable) => {
            claim.end(app, Verdict::HandBack).await?;
            return Ok(Outcome::Playable);
        }
        Ok(Reached::Complete) => {
            if let Err(error) = bench.clear() {
                tracing::warn!(%error, "the work folder of a finished episode stays");
            }
            return Ok(Outcome::Complete);
        }
        Err(_) if lost.load(Ordering::Relaxed) => Stop::TakenOver,
        Err(stop) => or_the_disk(app, shop, episode_id, stop).await,
    };
    let verdict = judge(&stop, claim.attempts);
    if !matches!(verdict, Verdict::HandBack) {
        tracing::warn!(episode = %episode_id, attempts = claim.attempts, "packaging stopped: {stop:#}");
    }
    claim.end(app, verdict.clone()).await?;
    Ok(match verdict {
        Verdict::HandBack => Outcome::HandedBack,
        Verdict::Pause(problem) => Outcome::Paused(problem),
        Verdict::Retry(problem) => Outcome::Retry(problem),
        Verdict::Fail(problem) => {
            bench.clear()?;
            Outcome::Failed(problem)
        }
    })
}

/// ffmpeg may end well on a disk that is full, leaving a file that is cut short: then the disk is to blame, not the file.
async fn or_the_disk(app: &App, shop: &Workshop, episode_id: Uuid, stop: Stop) -> Stop {
    let doubtful = matches!(
        stop,
        Stop::Media(MediaError::ToolFailed(_) | MediaError::Damaged(_))
    );
    match SourceRow::read(app, episode_id).await {
        Ok(Some(row)) if doubtful && !shop.has_room(row.bytes as u64) => {
            MediaError::DiskFull.into()
        }
        _ => stop,
    }
}

enum Reached {
    Playable,
    Complete,
}

async fn work(
    app: &App,
    shop: &Workshop,
    claim: &Claim,
    bench: &Bench,
    goal: Goal,
    progress: &Progress,
    cancel: &Cancel,
) -> Result<Reached, Stop> {
    let (tools, limits) = (&shop.tools, &shop.limits);
    let say = |stage: &'static str, from: f32, to: f32| {
        move |done: f32| {
            let done = from + (to - from) * done;
            progress.say(Step { stage, done });
        }
    };
    say("probe", 0.0, 0.0)(0.0);
    let row = SourceRow::read(app, claim.episode_id)
        .await?
        .ok_or(Stop::TakenOver)?;
    let folder = bench.outputs(&row.sha256);
    std::fs::create_dir_all(&folder).map_err(anyhow::Error::from)?;
    if !shop.has_room(row.bytes as u64) {
        return Err(MediaError::DiskFull.into());
    }
    let input = app.storage.local_copy(&row.blob_key, bench.path()).await?;
    let source = media::probe(tools, limits, &input).await?;
    let options = PlanOptions {
        framing: row.framing.as_deref().and_then(vertical_framing),
        language: Some(row.language.clone()),
    };
    let mut plan = media::plan(&source, &options)?;
    let ready = ready::of(app, claim.house_id, &row.sha256).await?;
    let ready = match ready {
        Some(ready) => Some(ready::lay_out(app, ready, &folder).await?),
        None => None,
    };
    if let Some(longest) = (ready.iter().flatten()).map(|one| one.duration_ms).max() {
        plan.duration_ms = longest;
    }
    let job = stages::Job {
        tools,
        limits,
        input: &input,
        output: &folder,
        plan: &plan,
        cancel,
    };
    let first = if let Some(ready) = &ready {
        ready.clone()
    } else {
        let measured = stages::measure(&job, say("measure", 0.01, 0.04)).await?;
        stages::first_rung(&job, &measured, say("first_rung", 0.04, 0.3)).await?
    };
    if !claim.playable {
        let artwork = stages::artwork(&job, &first[0], say("artwork", 0.3, 0.34)).await?;
        say("text", 0.34, 0.35)(0.0);
        let text = stages::text(&job, &source, &[]).await?;
        let look = FirstLook {
            source: &source,
            plan: &plan,
            renditions: &first,
            artwork: &artwork,
            text: &text,
        };
        commit_first(app, claim, &row, &folder, &look).await?;
        let much_left = ready.is_none() && plan.rungs.len() > 1;
        if goal == Goal::Playable && much_left && others_wait(app).await? {
            return Ok(Reached::Playable);
        }
    }
    let rest = match ready {
        Some(_) => Vec::new(),
        None => stages::rest(&job, say("rest", 0.35, 0.99)).await?,
    };
    commit_rest(app, claim, &row, &folder, &rest).await?;
    ready::forget_idle(app, claim.house_id).await?;
    say("rest", 0.99, 1.0)(1.0);
    Ok(Reached::Complete)
}

/// Whether there is an episode that nobody can watch yet and nobody works on.
async fn others_wait(app: &App) -> sqlx::Result<bool> {
    let now = app.clock.now();
    sqlx::query_scalar!(
        r#"select exists (
               select from packages
               where state = 'waiting' and (retry_at is null or retry_at <= $1) and (worker is null or lease_until < $1)
           ) as "waiting!""#,
        now
    )
    .fetch_one(&app.db)
    .await
}
