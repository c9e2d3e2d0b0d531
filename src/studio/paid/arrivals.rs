//! What came of a job: looked at, measured, and made a take with its provider, model, cost and terms. What came is kept
//! before; so this may be done again.

use serde_json::json;
use uuid::Uuid;

use super::Wish;
use super::jobs::{self, End, Job};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::make::{
    self,
    brought::{self, By},
};
use crate::studio::providers::choices;
use crate::studio::shelves::{self, Made, Origin};
use crate::studio::{boards, graph, productions};

/// Makes the take of a job that is done, once.
pub async fn take(app: &App, id: Uuid) -> AppResult<End> {
    let Some(job) = jobs::load(app, id).await? else {
        return Ok(End::Failed("the production is gone".into()));
    };
    if job.take_id.is_some() {
        return Ok(End::Taken);
    }
    let Some(file) = &job.file else {
        return Ok(End::Failed("nothing came of it".into()));
    };
    let bytes = app.storage.read(file).await.map_err(AppError::internal)?;
    let ids = (job.house_id, job.production_id);
    let mut made = match looked_at(app, &job, &bytes).await {
        Ok(Ok(made)) => made,
        Ok(Err(why)) => {
            shelves::failed(app, ids, &job.key, job.basis, &why).await?;
            sqlx::query!(
                "update production_jobs set problem = $2 where id = $1",
                id,
                why
            )
            .execute(&app.db)
            .await?;
            return Ok(End::Failed(why));
        }
        Err(error) => return Err(AppError::internal(error)),
    };
    if let Some(facts) = made.facts.as_object_mut() {
        facts.insert(
            "made_with".into(),
            json!({
                "provider": job.provider, "model": job.model.id, "licence": job.licence, "file": file, "wish": job.wish,
                "cost_micros": job.reserved_micros, "currency": job.currency,
            }),
        );
    }
    if let Some(flag) = &job.flag {
        make::judged::flagged_by(&mut made, &job.provider, flag);
    }
    let against = make::against(&made.checks);
    let origin = Origin {
        cost_micros: job.reserved_micros,
        currency: job.currency.clone(),
        ..Origin::default()
    };
    // A process may have died between the take and the job's row.
    let content = production::Digest::of([&made.bytes]);
    let there = sqlx::query_scalar!(
        "select id from production_takes where production_id = $1 and key = $2 and content = $3 and basis = $4",
        job.production_id,
        job.key,
        &content.0[..],
        &job.basis.0[..]
    )
    .fetch_optional(&app.db)
    .await?;
    let take_id = if let Some(id) = there {
        id
    } else {
        let basis = (Some(job.basis), &job.parts);
        let what = (&*job.key, &*job.kind);
        let stored = shelves::keep(app, ids, what, basis, &made, &origin).await?;
        stored.id
    };
    sqlx::query!(
        "update production_jobs set take_id = $2, problem = $3 where id = $1",
        id,
        take_id,
        against
    )
    .execute(&app.db)
    .await?;
    choices::proven(app, job.house_id, job.wish.makes(), &job.model.id).await?;
    Ok(against.map_or(End::Taken, End::Failed))
}

async fn looked_at(app: &App, job: &Job, bytes: &[u8]) -> anyhow::Result<Result<Made, String>> {
    let name = format!("{} / {}", job.provider, job.model.id);
    let by = By {
        name: &name,
        licence: &job.licence,
    };
    // The sheet is looked up as it is now; a shot that is gone has none.
    let production = productions::find(app, job.house_id, job.production_id).await?;
    let episodes = boards::all(app, &production).await?;
    let place = graph::place(&job.key);
    let shot = place.and_then(|(number, _, at)| {
        let episode = episodes
            .iter()
            .find(|episode| episode.board.number == number)?;
        Some((&episode.board, at?))
    });
    match &job.wish {
        Wish::Voice { text, .. } => {
            let language = shot.map_or(&*production.language, |(board, _)| &*board.language);
            brought::line(app, (text, language), bytes, &by).await
        }
        Wish::Still { .. } => brought::still(app, shot, bytes, &by).await,
        Wish::Clip { wanted_ms, .. } => brought::clip(app, shot, *wanted_ms, bytes, &by).await,
    }
}
