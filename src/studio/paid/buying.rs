//! All jobs of one step of a run: each written down with its money reserved, then asked for, as many at once as the
//! account takes.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use production::graph::Step;
use serde_json::json;
use storyboard::Board;
use tokio::sync::Semaphore;

use super::jobs::{self, End};
use super::purse::{self, New, NotReserved, Spend};
use super::wish;
use crate::app::App;
use crate::errors::AppError;
use crate::studio::graph;
use crate::studio::make::{self, brought};
use crate::studio::providers::{Chosen, Makes};
use crate::studio::run::Standing;
use crate::studio::shelves::{self, Kept, Origin};
use crate::studio::tools::Tools;
use crate::studio::{Production, run};

/// What became of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bought {
    Made,
    /// It came to nothing; kept with the artifact.
    Failed(String),
    /// Nothing was asked for: money, a limit, a job that is not over.
    Not(String),
}

const SIDE_BY_SIDE: usize = 64;

/// Whether something that was paid for is not over.
pub async fn under_way(app: &App, production_id: uuid::Uuid) -> crate::errors::AppResult<bool> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from production_jobs where production_id = $1
               and stage in ('planned', 'submitting', 'submitted', 'running')) as "there!""#,
        production_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(there)
}

/// Buys steps of one kind. The results are in their order.
#[expect(clippy::too_many_arguments, reason = "all of them are looked at")]
pub async fn buy(
    app: &App,
    production: &Production,
    tools: &std::sync::Arc<Tools>,
    standing: &Standing,
    selected: &std::collections::BTreeMap<String, Kept>,
    steps: &[Step],
    spend: &Spend,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Bought>> {
    let done = AtomicUsize::new(0);
    let runner = app.models.runner(app).await?;
    let room = Semaphore::new(SIDE_BY_SIDE);
    let mut asking = FuturesUnordered::new();
    for (number, step) in steps.iter().enumerate() {
        let (runner, done, room) = (&*runner, &done, &room);
        asking.push(async move {
            let _room = room.acquire().await.expect("it is never closed");
            let one = one(
                app, production, tools, standing, selected, step, spend, runner,
            )
            .await;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            (number, one)
        });
    }
    let mut all = Vec::new();
    while let Some(one) = asking.next().await {
        all.push(one);
    }
    let mut bought: Vec<Option<Bought>> = vec![None; steps.len()];
    for (number, one) in all {
        bought[number] = Some(one?);
    }
    Ok(bought.into_iter().flatten().collect())
}

#[expect(clippy::too_many_arguments, reason = "all of them are looked at")]
async fn one(
    app: &App,
    production: &Production,
    tools: &std::sync::Arc<Tools>,
    standing: &Standing,
    selected: &std::collections::BTreeMap<String, Kept>,
    step: &Step,
    spend: &Spend,
    runner: &providers::run::Runner,
) -> anyhow::Result<Bought> {
    let Some((makes, board, at)) = place(standing, step) else {
        anyhow::bail!("{} of the plan is not in its board", step.key);
    };
    let Some(chosen) = standing.makers.bought.chosen(makes) else {
        return Ok(Bought::Not(format!(
            "no model is chosen for this ({}): an operator chooses one on the page Models",
            makes.name()
        )));
    };
    // A voice on one's own network costs nothing and has no jobs.
    if chosen.provider.api == providers::Api::Wyoming {
        return spoken_nearby(app, production, standing, step, board, at, chosen, runner).await;
    }
    let picture = picture(app, tools, board, at, makes, chosen, selected).await?;
    let wish = match makes {
        Makes::Voice => {
            let voice = standing.makers.voice_of(board, &board.lines[at].speaker);
            wish::voice(board, at, &voice, &chosen.model)
        }
        Makes::Still => wish::still(board, at, &chosen.model, picture.clone()),
        Makes::Clip => {
            let timeline = run::timeline(board, selected)?;
            let span = timeline.shots.get(at);
            let wanted_ms = span.map_or(0, |span| span.end_ms.saturating_sub(span.start_ms));
            wish::clip(board, at, &chosen.model, wanted_ms, picture.clone())
        }
        Makes::Text => None,
    };
    let Some(wish) = wish else {
        anyhow::bail!("{} of the plan is not in its board", step.key);
    };
    let ids = (production.house_id, production.id);
    let basis = standing.graph.basis(&step.key, &standing.shelves);
    if let Err(refusal) = wish.check(&chosen.model, picture.is_some()) {
        let why = refusal.to_string();
        shelves::failed(app, ids, &step.key, basis, &why).await?;
        return Ok(Bought::Failed(why));
    }
    let parts = standing.graph.parts(&step.key, &standing.shelves);
    let number = board.number;
    let new = New {
        key: &step.key,
        kind: step.kind,
        episode: number,
        shot: shot_of(board, makes, at),
        basis,
        parts: &parts,
        chosen,
        wish: &wish,
    };
    let id = match purse::reserve(app, production, spend, &new).await {
        Ok(Ok(id)) => id,
        Ok(Err(why)) => return Ok(Bought::Not(why.to_string())),
        // Another process was quicker.
        Err(AppError {
            cause: Some(cause), ..
        }) if is_taken(&cause) => {
            return Ok(Bought::Not(NotReserved::Live.to_string()));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(match jobs::carry(app, id, runner).await? {
        End::Taken => Bought::Made,
        End::Failed(why) => Bought::Failed(why),
        End::Open(why) => Bought::Not(why),
    })
}

fn is_taken(cause: &anyhow::Error) -> bool {
    let error = cause.downcast_ref::<sqlx::Error>();
    error
        .and_then(sqlx::Error::as_database_error)
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

fn place<'a>(standing: &'a Standing, step: &Step) -> Option<(Makes, &'a Board, usize)> {
    let (number, _, at) = graph::place(&step.key)?;
    let makes = match step.kind {
        "voice" => Makes::Voice,
        "still" => Makes::Still,
        "clip" => Makes::Clip,
        _ => return None,
    };
    let episode = standing
        .episodes
        .iter()
        .find(|episode| episode.board.number == number)?;
    Some((makes, &episode.board, at?))
}

/// Whose cap it counts against: a line's is that of the shot it is said in.
fn shot_of(board: &Board, makes: Makes, at: usize) -> String {
    let at = if makes == Makes::Voice {
        let said = board.shots.iter().position(|shot| shot.lines.contains(&at));
        said.unwrap_or(0)
    } else {
        at
    };
    graph::shot(board.number, at)
}

/// The picture that goes in: the still that was chosen, else the shot as it is drawn here.
async fn picture(
    app: &App,
    tools: &std::sync::Arc<Tools>,
    board: &Board,
    at: usize,
    makes: Makes,
    chosen: &Chosen,
    selected: &std::collections::BTreeMap<String, Kept>,
) -> anyhow::Result<Option<String>> {
    let takes_one = match makes {
        Makes::Clip => chosen.model.can.first_frame,
        Makes::Still => chosen.model.can.references > 0,
        Makes::Voice | Makes::Text => false,
    };
    if !takes_one {
        return Ok(None);
    }
    if let Some(kept) = selected
        .get(&graph::still(board.number, at))
        .filter(|_| makes == Makes::Clip)
    {
        return Ok(Some(kept.blob_key.clone()));
    }
    let Some(only) = board.only(at) else {
        return Ok(None);
    };
    let drawn = make::pictures::still(tools.clone(), only, 720).await?;
    let key = app
        .storage
        .keep_bytes("studio", Bytes::from(drawn), "png")
        .await?;
    Ok(Some(key))
}

#[expect(clippy::too_many_arguments, reason = "all of them are looked at")]
async fn spoken_nearby(
    app: &App,
    production: &Production,
    standing: &Standing,
    step: &Step,
    board: &Board,
    at: usize,
    chosen: &Chosen,
    runner: &providers::run::Runner,
) -> anyhow::Result<Bought> {
    let basis = standing.graph.basis(&step.key, &standing.shelves);
    let parts = standing.graph.parts(&step.key, &standing.shelves);
    let voice = standing.makers.voice_of(board, &board.lines[at].speaker);
    let Some(providers::Want::Speech(speech)) =
        wish::voice(board, at, &voice, &chosen.model).map(|wish| wish.bare())
    else {
        anyhow::bail!("{} of the plan is not in its board", step.key);
    };
    let turn = app.models.lane(app, &chosen.provider).await?;
    turn.begin().await?;
    let asset = match runner
        .speak(&chosen.provider.base, &chosen.model, &speech)
        .await
    {
        Ok(asset) => asset,
        Err(error) => return Ok(Bought::Not(error.to_string())),
    };
    let name = chosen.maker();
    let by = brought::By {
        name: &name,
        licence: &chosen.licence,
    };
    let ids = (production.house_id, production.id);
    let mut made =
        match brought::line(app, (&speech.text, &board.language), &asset.bytes, &by).await? {
            Ok(made) => made,
            Err(why) => {
                shelves::failed(app, ids, &step.key, basis, &why).await?;
                return Ok(Bought::Failed(why));
            }
        };
    if let Some(facts) = made.facts.as_object_mut() {
        let with = json!({ "provider": chosen.provider.name, "model": chosen.model.id, "licence": chosen.licence });
        facts.insert("made_with".into(), with);
    }
    let (what, basis) = ((&*step.key, step.kind), (Some(basis), &parts));
    let stored = shelves::keep(app, ids, what, basis, &made, &Origin::default()).await?;
    Ok(stored.against.map_or(Bought::Made, Bought::Failed))
}
