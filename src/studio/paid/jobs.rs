//! One paid job, from wherever it is to its end. Each state is kept before anything follows from it.

use std::collections::BTreeMap;

use production::Digest;
use production::job::Stage;
use providers::model::Price;
use providers::run::{Asset, Runner, Stopped};
use providers::{Call, Model, Reason, State};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Wish, arrivals, stages};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::providers::accounts;
use crate::studio::shelves;

/// A job as it is kept.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: Uuid,
    pub house_id: Uuid,
    pub production_id: Uuid,
    pub key: String,
    pub kind: String,
    pub basis: Digest,
    pub parts: BTreeMap<String, Digest>,
    pub provider_id: Option<Uuid>,
    pub provider: String,
    pub model: Model,
    pub licence: String,
    pub wish: Wish,
    pub state: State,
    pub currency: String,
    pub reserved_micros: i64,
    pub file: Option<String>,
    /// What the provider itself says against it.
    pub flag: Option<String>,
    pub take_id: Option<Uuid>,
}

/// How far it was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// There is a take.
    Taken,
    /// It came to nothing, or to something that cannot be used as it is; a sentence.
    Failed(String),
    /// Not over: a person decides, or it is asked for later; a sentence.
    Open(String),
}

/// Reads a job; nothing where it, or its production, is gone.
pub async fn load(app: &App, id: Uuid) -> AppResult<Option<Job>> {
    let row = sqlx::query!(
        r#"select id, house_id, production_id, key, kind, basis, parts as "parts: Json<BTreeMap<String, Digest>>", provider_id,
                  provider, model as "model: Json<Model>", licence, wish as "wish: Json<Wish>", state as "state: Json<State>",
                  currency, reserved_micros, file, flag, take_id
           from production_jobs where id = $1"#,
        id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(production_id) = row.production_id else {
        return Ok(None);
    };
    let basis = row.basis.try_into().map_err(|_| {
        AppError::internal(anyhow::anyhow!(
            "a digest in production_jobs is not of 32 bytes"
        ))
    })?;
    Ok(Some(Job {
        id: row.id,
        house_id: row.house_id,
        production_id,
        key: row.key,
        kind: row.kind,
        basis: Digest(basis),
        parts: row.parts.0,
        provider_id: row.provider_id,
        provider: row.provider,
        model: row.model.0,
        licence: row.licence,
        wish: row.wish.0,
        state: row.state.0,
        currency: row.currency,
        reserved_micros: row.reserved_micros,
        file: row.file,
        flag: row.flag,
        take_id: row.take_id,
    }))
}

/// Brings a job to its end, or as far as it gets.
pub async fn carry(app: &App, id: Uuid, runner: &Runner) -> AppResult<End> {
    let Some(job) = load(app, id).await? else {
        return Ok(End::Failed("the production is gone".into()));
    };
    let ended = if job.state.is_over() {
        Ok(job.state.clone())
    } else {
        asked(app, &job, runner).await?
    };
    match ended {
        Ok(State::Done) => arrivals::take(app, id).await,
        Ok(State::Failed { failure }) => {
            let why = format!("{}. {}", failure.message, failure.remedy());
            // Who was busy is asked again by the next run; the rest only when somebody asks for it.
            if failure.reason != Reason::Busy {
                note_failure(app, &job, &why).await?;
            }
            Ok(End::Failed(why))
        }
        Ok(state) => {
            let why = stages::problem(&state).unwrap_or_else(|| "it is still running".into());
            if matches!(state, State::Expired { .. }) {
                note_failure(app, &job, &why).await?;
                return Ok(End::Failed(why));
            }
            Ok(End::Open(why))
        }
        Err(stopped) => stopped_at(app, &job, &stopped).await,
    }
}

async fn asked(app: &App, job: &Job, runner: &Runner) -> AppResult<Result<State, Stopped>> {
    let Some(provider_id) = job.provider_id else {
        return Ok(Err(Stopped::Unprepared("its account was removed".into())));
    };
    let (provider, account, relay) = accounts::open(app, job.house_id, provider_id).await?;
    let want = job.wish.want(app).await.map_err(AppError::internal)?;
    let call = Call {
        account: &account,
        model: &job.model,
        want: &want,
        relay: relay.as_ref(),
        now: app.clock.now().timestamp().max(0) as u64,
    };
    let turn = app.models.lane(app, &provider).await?;
    let runner = runner.metered(turn.toll());
    Ok(runner
        .run(&call, job.state.clone(), |state, made| {
            let (app, job) = (app.clone(), job.clone());
            async move {
                keep(&app, &job, state, made)
                    .await
                    .map_err(|error| error.to_string())
            }
        })
        .await)
}

/// Moves the row on. Only from a stage from which it may: of two processes one wins, the other stops.
pub async fn keep(app: &App, job: &Job, state: State, made: Vec<Asset>) -> anyhow::Result<()> {
    // What costs nothing may be asked again: nobody has to decide about it.
    let state = match state {
        State::Ambiguous { why } if job.model.price == Price::Free => State::Failed {
            failure: providers::Failure::new(Reason::Busy, "interrupted", why),
        },
        state => state,
    };
    let stage = stages::of(&state);
    let (mut file, mut flag) = (None, None);
    if stage == Stage::Done {
        let asset = made
            .into_iter()
            .next()
            .ok_or_else(|| anyhow::anyhow!("it is done, and nothing came"))?;
        let extension = asset.sort.media().rsplit('/').next().unwrap_or("bin");
        flag = asset.flag;
        // Kept as it came, before anything is made of it.
        file = Some(
            app.storage
                .keep_bytes("studio", asset.bytes.into(), extension)
                .await?,
        );
    }
    let charged = match stage {
        Stage::Done => Some(job.reserved_micros),
        Stage::Failed => Some(0),
        _ => None,
    };
    let moved = sqlx::query!(
        "update production_jobs set stage = $2, state = $3, problem = $4, file = coalesce($5, file), charged_micros = $6,
                submitted_at = case when $2 = 'submitting' then $7::timestamptz else submitted_at end,
                ended_at = case when $8 then $7::timestamptz end, flag = coalesce($10, flag)
         where id = $1 and stage = any($9)",
        job.id,
        stages::name(stage),
        Json(&state) as _,
        stages::problem(&state),
        file,
        charged,
        app.clock.now(),
        stage.is_over(),
        &stages::before(stage),
        flag
    )
    .execute(&app.db)
    .await?;
    anyhow::ensure!(
        moved.rows_affected() == 1,
        "another process has gone on with it"
    );
    Ok(())
}

async fn note_failure(app: &App, job: &Job, why: &str) -> AppResult<()> {
    let ids = (job.house_id, job.production_id);
    shelves::failed(app, ids, &job.key, job.basis, why).await
}

/// It ended before its job did. What was never sent is given up, and its money is free again.
async fn stopped_at(app: &App, job: &Job, stopped: &Stopped) -> AppResult<End> {
    let why = stopped.to_string();
    if drop_planned(app, job.id, &why).await? {
        if matches!(stopped, Stopped::Refused(_)) {
            note_failure(app, job, &why).await?;
        }
        return Ok(End::Failed(why));
    }
    Ok(End::Open(why))
}

/// Gives up a job of which nothing was ever sent; false where something may have been.
pub async fn drop_planned(app: &App, id: Uuid, why: &str) -> AppResult<bool> {
    let state = State::Failed {
        failure: providers::Failure::new(Reason::Request, "not_sent", why),
    };
    let dropped = sqlx::query!(
        "update production_jobs set stage = 'failed', state = $2, problem = $3, charged_micros = 0, ended_at = $4
         where id = $1 and stage = 'planned'",
        id,
        Json(state) as _,
        why,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(dropped.rows_affected() == 1)
}
