//! Writings: what is being written, how far it is, and why it ended. A writing that is found running was left by a process
//! that died; a question that was open then may have been charged, so a person says whether it is asked again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::calls::Calls;
use super::{captions, endpoint, rewrite, stages};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::jobs::{self, Job};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The whole outline, and the card of every episode.
    Outline,
    /// Cards: of one episode, or of all that are not locked.
    Episodes,
    /// Scenes, without lines.
    Scenes,
    /// Lines of one scene, or of all scenes of an episode.
    Lines,
    /// How each line is framed.
    Shots,
    /// All that is missing of scenes, lines and shots.
    Script,
    /// A scene of a production's script.
    RewriteScene,
    /// A line of a production's script.
    RewriteLine,
    /// An episode's captions in another language.
    Captions,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WritingTask)]
pub struct Task {
    pub stage: Stage,
    /// From 1; nothing: all.
    #[serde(default)]
    pub episode: Option<u32>,
    /// In the episode, from 1.
    #[serde(default)]
    pub scene: Option<u32>,
    /// Of the script, from 1.
    #[serde(default)]
    pub line: Option<u32>,
    /// What shall be otherwise.
    #[serde(default)]
    pub wish: String,
    /// What it may spend at most, in millionths of the currency that the model is paid in. Absent: what would cost
    /// something is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_micros: Option<i64>,
}

impl Task {
    pub fn of(stage: Stage) -> Self {
        Self {
            stage,
            episode: None,
            scene: None,
            line: None,
            wish: String::new(),
            spend_micros: None,
        }
    }

    pub fn check(&self) -> AppResult<()> {
        let zero = [self.episode, self.scene, self.line].contains(&Some(0));
        if zero || self.wish.chars().count() > 300 {
            return Err(AppError::bad_request(
                "bad_task",
                "Episodes, scenes and lines are counted from 1, and a wish has at most 300 letters.",
                "Correct it, then ask again.",
            ));
        }
        Ok(())
    }
}

/// How far a writing is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WritingView {
    pub id: Uuid,
    /// `waiting`, `running`, `done`, `failed` or `stopped`
    pub state: String,
    pub done: i32,
    pub total: i32,
    /// What is written now: `outline`, `card 3`, `lines 3.1`.
    pub doing: String,
    pub problem: Option<String>,
    pub asked_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Questions to the model so far, and tokens that it has written.
    pub calls: i64,
    pub tokens: i64,
}

/// What is written of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Draft(Uuid),
    Production(Uuid),
    /// Captions that are translated: see [`super::captions`].
    Captions(Uuid),
}

impl Of {
    /// Of a draft, of a production, of captions: one of them.
    pub(super) fn ids(self) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Draft(id) => (Some(id), None, None),
            Self::Production(id) => (None, Some(id), None),
            Self::Captions(id) => (None, None, Some(id)),
        }
    }
}

/// The last writing.
pub async fn last(app: &App, house_id: Uuid, of: Of) -> AppResult<Option<WritingView>> {
    let (draft_id, production_id, captions_id) = of.ids();
    Ok(sqlx::query_as!(
        WritingView,
        r#"select id, state, done, total, doing, problem, asked_at, ended_at,
                  (select count(*) from writing_calls where writing_id = w.id) as "calls!",
                  (select coalesce(sum(tokens_out), 0)::bigint from writing_calls where writing_id = w.id) as "tokens!"
           from writings w where house_id = $1 and (draft_id = $2 or production_id = $3 or caption_draft_id = $4)
           order by place desc limit 1"#,
        house_id,
        draft_id,
        production_id,
        captions_id
    )
    .fetch_optional(&app.db)
    .await?)
}

/// Asks for a writing; while one goes on nothing else is begun. `queued`: a worker takes it up.
pub async fn ask(app: &App, house_id: Uuid, of: Of, task: &Task, queued: bool) -> AppResult<Uuid> {
    task.check()?;
    let (draft_id, production_id, captions_id) = of.ids();
    let id = app.random.id();
    let mut tx = app.db.begin().await?;
    // One whose process is gone holds nobody up.
    sqlx::query!(
        "update writings set state = 'failed', problem = 'Its process ended. What was written is kept.', ended_at = $4
         where house_id = $1 and (draft_id = $2 or production_id = $3 or caption_draft_id = $6) and state = 'running'
           and seen_at < $5",
        house_id,
        draft_id,
        production_id,
        app.clock.now(),
        app.clock.now() - chrono::Duration::minutes(1),
        captions_id
    )
    .execute(&mut *tx)
    .await?;
    let added = sqlx::query!(
        "insert into writings (id, house_id, draft_id, production_id, caption_draft_id, state, task, asked_at, seen_at, spend_micros)
         values ($1, $2, $3, $4, $8, 'waiting', $5, $6, $6, $7) on conflict do nothing",
        id,
        house_id,
        draft_id,
        production_id,
        Json(task) as _,
        app.clock.now(),
        task.spend_micros.unwrap_or(0).max(0),
        captions_id
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 0 {
        return Err(busy());
    }
    if queued {
        jobs::enqueue(&mut *tx, &app.random, &Job::Write { writing_id: id }).await?;
    }
    tx.commit().await?;
    Ok(id)
}

pub fn busy() -> AppError {
    AppError::conflict(
        "being_written",
        "This is being written right now.",
        "Wait for it, or stop it.",
    )
}

/// Whether something is being written.
pub async fn is_going(app: &App, house_id: Uuid, of: Of) -> AppResult<bool> {
    Ok(last(app, house_id, of)
        .await?
        .is_some_and(|last| matches!(&*last.state, "waiting" | "running")))
}

/// Stops it; what is written is kept.
pub async fn stop(app: &App, house_id: Uuid, of: Of) -> AppResult<()> {
    let (draft_id, production_id, captions_id) = of.ids();
    sqlx::query!(
        "update writings set state = 'stopped', ended_at = $4
         where house_id = $1 and (draft_id = $2 or production_id = $3 or caption_draft_id = $5)
           and state in ('waiting', 'running')",
        house_id,
        draft_id,
        production_id,
        app.clock.now(),
        captions_id
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Does it. Whoever stops it meanwhile is heard within a second, and the model's server with it.
pub async fn work(
    app: &App,
    writing_id: Uuid,
    told: &(dyn Fn(&str) + Send + Sync),
) -> anyhow::Result<()> {
    let row = sqlx::query!(
        r#"update writings set state = 'running', seen_at = $2 where id = $1 and state in ('waiting', 'running')
           returning house_id, draft_id, production_id, caption_draft_id, task as "task: Json<Task>""#,
        writing_id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let lost = sqlx::query!(
        "update writing_calls set state = 'ambiguous', why = 'the house was closed meanwhile'
         where writing_id = $1 and house_id = $2 and state = 'submitting'",
        writing_id,
        row.house_id
    )
    .execute(&app.db)
    .await?;
    if lost.rows_affected() > 0 {
        if let Some(id) = row.caption_draft_id {
            keep_lines(app, (row.house_id, id)).await?;
        }
        let problem = "The house was closed while the model wrote, and whether that was charged is not known. Write it again if that is no harm.";
        return end(app, row.house_id, writing_id, Some(problem)).await;
    }
    let (sender, mut progress) = tokio::sync::watch::channel((0, 0, String::new()));
    let tell = |done: usize, total: usize, doing: String| {
        told(&doing);
        sender.send_replace((done, total, doing));
    };
    let going = async {
        let words = |error: AppError| anyhow::anyhow!("{} {}", error.message, error.remedy);
        if let Some(id) = row.caption_draft_id {
            let endpoint = endpoint::endpoint(app, row.house_id).await.map_err(words)?;
            let calls = Calls::open(app, row.house_id, writing_id, endpoint).await?;
            return Box::pin(captions::by_model(app, (row.house_id, id), calls, &tell)).await;
        }
        if let Some(id) = row.production_id {
            let production = crate::studio::productions::find(app, row.house_id, id)
                .await
                .map_err(words)?;
            let endpoint = endpoint::endpoint(app, row.house_id).await.map_err(words)?;
            let calls = Calls::open(app, row.house_id, writing_id, endpoint).await?;
            return rewrite::by_model(app, &production, &row.task, calls, &tell).await;
        }
        let draft = super::find(app, row.house_id, row.draft_id.unwrap_or_default())
            .await
            .map_err(words)?;
        let endpoint = endpoint::endpoint(app, row.house_id).await.map_err(words)?;
        let calls = Calls::open(app, row.house_id, writing_id, endpoint).await?;
        super::versions::remember(app, &draft)
            .await
            .map_err(words)?;
        stages::write(app, &draft, &row.task, calls, &tell).await
    };
    tokio::pin!(going);
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(500));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let outcome = loop {
        tokio::select! {
            outcome = &mut going => break outcome,
            () = app.stopping.cancelled() => break Err(anyhow::anyhow!("The house was closed. What is written is kept; write on when it is open.")),
            _ = ticks.tick() => {
                let (done, total, doing) = progress.borrow_and_update().clone();
                let still = sqlx::query!(
                    "update writings set done = $3, total = $4, doing = $5, seen_at = $6 where id = $1 and house_id = $2 and state = 'running'",
                    writing_id,
                    row.house_id,
                    done as i32,
                    total as i32,
                    doing,
                    app.clock.now()
                )
                .execute(&app.db)
                .await?;
                if still.rows_affected() == 0 {
                    // Somebody has stopped it: the question is put down, and a server that hears that stops too.
                    sqlx::query!(
                        "update writing_calls set state = 'ambiguous', why = 'stopped' where writing_id = $1 and house_id = $2 and state = 'submitting'",
                        writing_id,
                        row.house_id
                    )
                    .execute(&app.db)
                    .await?;
                    if let Some(id) = row.caption_draft_id {
                        keep_lines(app, (row.house_id, id)).await?;
                    }
                    return Ok(());
                }
            }
        }
    };
    if let Some(id) = row.caption_draft_id {
        keep_lines(app, (row.house_id, id)).await?;
    }
    let (done, total, _) = progress.borrow().clone();
    sqlx::query!(
        "update writings set done = $3, total = $4 where id = $1 and house_id = $2",
        writing_id,
        row.house_id,
        if outcome.is_ok() {
            total as i32
        } else {
            done as i32
        },
        total as i32
    )
    .execute(&app.db)
    .await?;
    let problem = outcome.err().map(|error| format!("{error:#}"));
    end(app, row.house_id, writing_id, problem.as_deref()).await
}

/// What was translated before it ended is taken in, however it ended.
async fn keep_lines(app: &App, ids: (Uuid, Uuid)) -> anyhow::Result<()> {
    Box::pin(captions::taken_in(app, ids))
        .await
        .map_err(|error| anyhow::anyhow!("{} {}", error.message, error.remedy))
}

async fn end(
    app: &App,
    house_id: Uuid,
    writing_id: Uuid,
    problem: Option<&str>,
) -> anyhow::Result<()> {
    sqlx::query!(
        "update writings set state = $3, problem = $4, doing = '', ended_at = $5 where id = $1 and house_id = $2 and state = 'running'",
        writing_id,
        house_id,
        if problem.is_some() { "failed" } else { "done" },
        problem,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
