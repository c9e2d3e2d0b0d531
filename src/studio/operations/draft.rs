//! From a premise to a script in stages, by the house's engine or by the language model, which takes its time and may cost.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::confirm::Consequence;
use super::work::changed;
use super::{Operation, Writer};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::drafts::writing::{self, Of, Task};
use crate::studio::drafts::{self, Draft, endpoint, versions};
use crate::studio::paid::purse;
use crate::studio::productions;
use crate::studio::routes::drafts::{self as routes, CardsBody, NewDraftBody, WriterKind};
use providers::model::Cost;

/// What of an operation is a draft that is begun.
fn body(operation: &Operation) -> Option<NewDraftBody> {
    let Operation::BeginDraft {
        premise,
        writer,
        engine,
        language,
        seed,
        episodes,
        seconds,
    } = operation.clone()
    else {
        return None;
    };
    Some(NewDraftBody {
        premise,
        writer: match writer {
            Writer::Engine => WriterKind::Engine,
            Writer::Model => WriterKind::Model,
        },
        engine,
        language,
        seed,
        episodes,
        seconds,
        spend_micros: None,
    })
}

/// What of an operation is a stage that is written.
fn task(operation: &Operation) -> Option<(Uuid, Task)> {
    let Operation::WriteDraft {
        draft,
        stage,
        episode,
        scene,
        wish,
    } = operation.clone()
    else {
        return None;
    };
    let task = Task {
        episode,
        scene,
        wish,
        ..Task::of(stage)
    };
    Some((draft, task))
}

/// What a model is paid for it at most; nothing where nobody is paid.
async fn cost(app: &App, house_id: Uuid, operation: &Operation) -> AppResult<Option<Cost>> {
    if let Some(body) = body(operation) {
        let (new, outline) = body.read()?;
        if !new.by_model {
            return Ok(None);
        }
        let endpoint = endpoint::endpoint(app, house_id).await?;
        return Ok(Some(endpoint.of_new(&new, &[&outline])?));
    }
    let Some((id, task)) = task(operation) else {
        return Ok(None);
    };
    task.check()?;
    let draft = drafts::find(app, house_id, id).await?;
    if !draft.is_by_model() {
        return Ok(None);
    }
    let endpoint = endpoint::endpoint(app, house_id).await?;
    Ok(Some(endpoint.of_draft(&draft, &[&task])?))
}

/// What is asked about first.
pub async fn consequence(
    app: &App,
    house_id: Uuid,
    operation: &Operation,
) -> AppResult<Option<Consequence>> {
    let cost = cost(app, house_id, operation).await?;
    Ok(cost.filter(|cost| cost.micros > 0).map(|cost| Consequence {
        sentence: format!(
            "The model will write this stage, and is paid for that: at most {}.",
            purse::amount(cost.micros, &cost.currency)
        ),
        cost_micros: cost.micros,
        publishes: false,
    }))
}

/// Cards with some of what is on them changed: of the series, or of one of its episodes.
fn carded(
    mut cards: CardsBody,
    episode: Option<usize>,
    changes: &Map<String, Value>,
) -> AppResult<CardsBody> {
    let Some(number) = episode else {
        return changed(&cards, changes);
    };
    let card = number
        .checked_sub(1)
        .and_then(|at| cards.episodes.get_mut(at));
    let card = card.ok_or_else(|| {
        AppError::not_found(
            "episode_not_found",
            "The draft has no such episode.",
            "Load the draft anew.",
        )
    })?;
    *card = changed(card, changes)?;
    Ok(cards)
}

/// A draft that no model is at work on.
async fn idle(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Draft> {
    let draft = drafts::find(app, house_id, id).await?;
    routes::not_written(app, &draft).await?;
    Ok(draft)
}

/// Does it. What it costs was asked about and agreed to: it may spend that and no more.
pub async fn work(app: &App, house_id: Uuid, operation: &Operation) -> AppResult<Value> {
    let spend = cost(app, house_id, operation)
        .await?
        .map(|cost| cost.micros);
    let draft = match operation {
        Operation::ShowDraft { draft } => drafts::find(app, house_id, *draft).await?,
        Operation::ChangeDraft {
            draft,
            episode,
            changes,
        } => {
            let draft = idle(app, house_id, *draft).await?;
            let cards = carded(CardsBody::of(&draft), *episode, changes)?.cards();
            drafts::take_cards(app, &draft, &cards).await?
        }
        Operation::StopWritingDraft { draft } => {
            let draft = drafts::find(app, house_id, *draft).await?;
            writing::stop(app, house_id, Of::Draft(draft.id)).await?;
            draft
        }
        Operation::ProduceDraft { draft, title } => {
            let draft = idle(app, house_id, *draft).await?;
            let production = drafts::produce(app, &draft, title.as_deref()).await?;
            let episodes = productions::count_episodes(&production.script);
            return Ok(
                json!({ "production": production.id, "title": production.title, "episodes": episodes }),
            );
        }
        Operation::UndoDraft { draft } => {
            let draft = idle(app, house_id, *draft).await?;
            versions::undo(app, &draft).await?
        }
        Operation::RedoDraft { draft } => {
            let draft = idle(app, house_id, *draft).await?;
            versions::redo(app, &draft).await?
        }
        _ => {
            if let Some(mut body) = body(operation) {
                body.spend_micros = spend;
                routes::begun(app, house_id, None, &body).await?
            } else if let Some((id, mut task)) = task(operation) {
                task.spend_micros = spend;
                let draft = idle(app, house_id, id).await?;
                routes::written(app, draft, &task).await?
            } else {
                return Err(AppError::internal(anyhow::anyhow!(
                    "{operation:?} is about no draft"
                )));
            }
        }
    };
    serde_json::to_value(routes::seen(app, &draft).await?).map_err(AppError::internal)
}
