//! What only a person can answer for: files of their own, what became of a paid job, and who of a cast is real.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Operation;
use super::confirm::Consequence;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::paid::decisions::{self, Decision};
use crate::studio::paid::purse;
use crate::studio::routes::people::{self as routes, RealBody};
use crate::studio::{Production, bring, people};

/// What became of a paid job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NotTaken,
    Lost,
    Taken,
}

impl Outcome {
    fn decision(self, id: Option<&str>) -> AppResult<Decision> {
        match (self, id) {
            (Self::NotTaken, None) => Ok(Decision::NotTaken),
            (Self::Lost, None) => Ok(Decision::Lost),
            (Self::Taken, Some(id)) => Ok(Decision::Taken { id: id.to_owned() }),
            _ => Err(AppError::bad_request(
                "bad_decision",
                "What was taken has an id at its provider; what was not, or was lost, has none.",
                "Copy the id from the provider's page, or leave it out.",
            )),
        }
    }
}

/// What is asked about first; nothing: it may simply be done.
pub async fn consequence(
    app: &App,
    production: &Production,
    operation: &Operation,
) -> AppResult<Option<Consequence>> {
    let sentence = match operation {
        Operation::DecidePaidJob {
            job, outcome, id, ..
        } => {
            let decision = outcome.decision(id.as_deref())?;
            let job = decisions::of(app, production, *job).await?;
            if !matches!(job.state, providers::State::Ambiguous { .. }) {
                return Err(decisions::not_open());
            }
            let cost = purse::amount(job.reserved_micros, &job.currency);
            let what = format!(
                "{} of {}, asked of {}",
                job.key, production.title, job.provider
            );
            match decision {
                Decision::NotTaken => {
                    format!("{what}, will count as never taken: {cost} will count as not spent.")
                }
                Decision::Lost => {
                    format!("{what}, will count as lost: {cost} will count as spent.")
                }
                Decision::Taken { id } => {
                    format!("{what}, will be asked for as its job {id}, for {cost}.")
                }
            }
        }
        Operation::SetRealPerson {
            character,
            person,
            uses,
            consent,
            ..
        } => format!(
            "{character} of {} will count as {person}, whose consent {consent} you have before you, for their {}.",
            production.title,
            uses.join(" and ")
        ),
        Operation::ForgetRealPerson { character, .. } => format!(
            "{character} of {} will count as nobody real: no consent will be asked for.",
            production.title
        ),
        _ => return Ok(None),
    };
    Ok(Some(Consequence {
        sentence,
        cost_micros: 0,
        publishes: false,
    }))
}

/// Does it; nothing where the operation is another.
pub async fn change(
    app: &App,
    production: &Production,
    operation: &Operation,
) -> AppResult<Option<Value>> {
    let done = match operation {
        Operation::BringTake { artifact, file, .. } => {
            let file = read(file).await?;
            let taken = Box::pin(bring::bring(app, production, None, artifact, &file)).await?;
            json!({ "artifact": artifact, "take": taken.id, "used": taken.selected, "checks": taken.checks })
        }
        Operation::DecidePaidJob {
            job, outcome, id, ..
        } => {
            let decision = outcome.decision(id.as_deref())?;
            decisions::decide(app, production, None, *job, &decision).await?;
            json!({ "decided": job, "decision": decision })
        }
        Operation::SetRealPerson {
            character,
            person,
            uses,
            consent,
            ..
        } => {
            let body = RealBody {
                person: person.clone(),
                uses: uses.clone(),
                consent_id: Some(*consent),
            };
            routes::mark(app, production, character, &body).await?;
            json!({ "cast": routes::cast(app, production).await? })
        }
        Operation::ForgetRealPerson { character, .. } => {
            people::forget(app, production, character).await?;
            json!({ "cast": routes::cast(app, production).await? })
        }
        _ => return Ok(None),
    };
    Ok(Some(done))
}

/// A file of whoever runs this. No pipe and no device: it would be waited for without end.
async fn read(file: &Path) -> AppResult<Vec<u8>> {
    let unreadable = || {
        AppError::bad_request(
            "file_unreadable",
            format!("{} cannot be read as a file.", file.display()),
            "Name a file on the machine where this runs.",
        )
    };
    let about = tokio::fs::metadata(file).await.map_err(|_| unreadable())?;
    if !about.is_file() {
        return Err(unreadable());
    }
    if about.len() > bring::FILE_MAX as u64 {
        return Err(bring::too_large());
    }
    tokio::fs::read(file).await.map_err(|_| unreadable())
}
