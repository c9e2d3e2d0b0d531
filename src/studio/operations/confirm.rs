//! Asking before something costs money or is shown to viewers.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::work::changed;
use super::{Operation, Writer, own};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::drafts::endpoint;
use crate::studio::paid::purse;
use crate::studio::routes::languages;
use crate::studio::settings::Settings;
use crate::studio::{Production, another, machine, run};

/// How long a code may be used.
const VALID: TimeDelta = TimeDelta::minutes(10);
/// Codes that nobody has used are forgotten, the oldest first.
const OPEN_MAX: usize = 64;

/// What would happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// One sentence for the person who is asked.
    pub sentence: String,
    /// Millionths of the currency that models are paid in.
    pub cost_micros: i64,
    pub publishes: bool,
}

/// A question, and the code that answers it with yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub confirm: String,
    pub valid_until: DateTime<Utc>,
    #[serde(flatten)]
    pub consequence: Consequence,
}

struct Open {
    of: Uuid,
    operation: Operation,
    cost_micros: i64,
    until: DateTime<Utc>,
}

/// Codes that were given out by this process and not used yet.
#[derive(Default)]
pub struct Codes(Mutex<HashMap<String, Open>>);

impl Codes {
    /// A new code for this very operation on this very production, or in this very house.
    pub fn ask(
        &self,
        app: &App,
        of: Uuid,
        operation: &Operation,
        consequence: Consequence,
    ) -> Asked {
        let confirm = app.random.id().simple().to_string()[20..].to_uppercase();
        let now = app.clock.now();
        let until = now + VALID;
        let mut open = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        open.retain(|_, one| one.until > now);
        while open.len() >= OPEN_MAX {
            let oldest = open
                .iter()
                .min_by_key(|(_, one)| one.until)
                .map(|(code, _)| code.clone());
            let Some(oldest) = oldest else { break };
            open.remove(&oldest);
        }
        open.insert(
            confirm.clone(),
            Open {
                of,
                operation: operation.clone(),
                cost_micros: consequence.cost_micros,
                until,
            },
        );
        Asked {
            confirm,
            valid_until: until,
            consequence,
        }
    }

    /// Uses a code up. It holds once, for what it was given for, and for no more money than was told.
    pub fn redeem(
        &self,
        app: &App,
        of: Uuid,
        operation: &Operation,
        cost_micros: i64,
        code: &str,
    ) -> AppResult<()> {
        let mut open = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let good = open.remove(code).is_some_and(|one| {
            one.of == of
                && one.operation == *operation
                && cost_micros <= one.cost_micros
                && one.until > app.clock.now()
        });
        if good {
            return Ok(());
        }
        Err(AppError::conflict(
            "not_confirmed",
            "This code does not confirm this: it was used, it is too old, or it was given for something else.",
            "Ask again without a code, show the answer to a person, and send the new code.",
        ))
    }
}

/// What an operation would cost or show; nothing: it may simply be done.
pub async fn consequence(
    app: &App,
    production: &Production,
    operation: &Operation,
) -> AppResult<Option<Consequence>> {
    match operation {
        Operation::Publish { .. } => Ok(Some(Consequence {
            sentence: format!(
                "Viewers will see each finished episode of {} as soon as it plays.",
                production.title
            ),
            cost_micros: 0,
            publishes: true,
        })),
        Operation::Approve { gate, .. } => Ok(Some(Consequence {
            sentence: format!(
                "The {} of {} will count as looked at and approved by you.",
                gate.name(),
                production.title
            ),
            cost_micros: 0,
            publishes: false,
        })),
        Operation::ChangeSettings { changes, .. } => {
            let after = changed(&production.settings.0, changes)?;
            let loosened = loosened(&production.settings.0, &after);
            Ok((!loosened.is_empty()).then(|| Consequence {
                sentence: format!("Of {}, {}.", production.title, loosened.join("; ")),
                cost_micros: 0,
                publishes: false,
            }))
        }
        Operation::DeleteProduction { .. } => Ok(Some(Consequence {
            sentence: format!(
                "{} will be deleted with all its takes. For 30 days it can be put back.",
                production.title
            ),
            cost_micros: 0,
            publishes: false,
        })),
        Operation::Rewrite {
            writer: Writer::Model,
            ..
        } => {
            let Some(task) = operation.task() else {
                return Ok(None);
            };
            let endpoint = endpoint::endpoint(app, production.house_id).await?;
            let cost = endpoint.of_rewrite(production, &task)?;
            Ok((cost.micros > 0).then(|| Consequence {
                sentence: format!(
                    "The model will write it again, and is paid for that: at most {}.",
                    purse::amount(cost.micros, &cost.currency)
                ),
                cost_micros: cost.micros,
                publishes: false,
            }))
        }
        Operation::TranslateByModel { language, .. } => {
            let language = languages::other(production, language)?;
            let (lines, cost) = machine::cost(app, production, &language).await?;
            Ok((cost.micros > 0).then(|| Consequence {
                sentence: format!(
                    "The model will translate {lines} lines of {}, and is paid for that: at most {}.",
                    production.title,
                    purse::amount(cost.micros, &cost.currency)
                ),
                cost_micros: cost.micros,
                publishes: false,
            }))
        }
        Operation::Run {
            artifacts, another, ..
        } => {
            let tools = app.studio.tools(app, |_| {}).await?;
            let standing = run::standing(app, production, &tools).await?;
            let plan = another::plan(&standing, artifacts, *another, &BTreeSet::new());
            let cost_micros = run::would_cost(&standing, artifacts, false, *another);
            Ok((cost_micros > 0).then(|| Consequence {
                sentence: format!(
                    "{} artifacts of {} will be made, and paid for: at most {}.",
                    plan.steps.len(),
                    production.title,
                    purse::amount(cost_micros, &production.settings.budget.currency)
                ),
                cost_micros,
                publishes: false,
            }))
        }
        _ => own::consequence(app, production, operation).await,
    }
}

/// What guards money and approvals less than before, in words.
fn loosened(before: &Settings, after: &Settings) -> Vec<String> {
    let mut said = Vec::new();
    let (was, is) = (&before.budget, &after.budget);
    let caps = [
        ("a shot", was.shot, is.shot),
        ("an episode", was.episode, is.episode),
        ("the series", was.series, is.series),
        ("a day", was.day, is.day),
    ];
    for (of, was, is) in caps {
        match (was, is) {
            (Some(_), None) => said.push(format!("the cap of {of} will be taken away")),
            (Some(was), Some(micros)) if micros > was => said.push(format!(
                "the cap of {of} will be {}",
                purse::amount(micros, &after.budget.currency)
            )),
            _ => {}
        }
    }
    if was.currency != is.currency && caps.iter().any(|cap| cap.1.is_some()) {
        said.push(format!("the caps will be in {}", is.currency));
    }
    let models = [
        ("voices", before.models.voice, after.models.voice),
        ("stills", before.models.still, after.models.still),
        ("clips", before.models.clip, after.models.clip),
    ];
    for (made, was, is) in models {
        if is && !was {
            said.push(format!(
                "{made} will be made by models, which may cost money"
            ));
        }
    }
    for gate in &before.gates {
        if !after.gates.contains(gate) {
            said.push(format!("nobody will have to approve the {}", gate.name()));
        } else if after.gates_by_checks.contains(gate) && !before.gates_by_checks.contains(gate) {
            said.push(format!(
                "checks will approve the {} instead of somebody",
                gate.name()
            ));
        }
    }
    said
}
