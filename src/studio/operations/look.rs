//! Operations that change nothing.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Operation;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::routes::{
    bible, board, cast, episodes, languages, log, money, people, readiness, runs, takes, view,
};
use crate::studio::{Production, pace, run, scripts, writers};

/// Lines of a script that are read at once, where nobody says how many.
const LINES: usize = 400;

pub async fn list(app: &App, house_id: Uuid) -> AppResult<Value> {
    Ok(json!({ "productions": value(&board::cards(app, house_id, None).await?)? }))
}

pub fn engines() -> Value {
    let engines = writers::engines().into_iter();
    let engines: Vec<Value> = engines
        .map(|(id, languages)| json!({ "engine": id, "languages": languages }))
        .collect();
    json!({ "engines": engines })
}

/// What is seen; nothing where the operation changes something.
pub async fn look(
    app: &App,
    production: &Production,
    operation: &Operation,
) -> AppResult<Option<Value>> {
    let seen = match operation {
        Operation::ShowProduction { .. } => {
            let mut whole = value(&view(app, production).await?)?;
            // Read by `read_script`, some lines at a time.
            if let Some(whole) = whole.as_object_mut() {
                whole.remove("script");
                whole.insert(
                    "script_lines".into(),
                    json!(production.script.lines().count()),
                );
            }
            whole
        }
        Operation::ReadScript {
            from_line, to_line, ..
        } => script(&production.script, *from_line, *to_line)?,
        Operation::LintScript { .. } => {
            let whole = view(app, production).await?;
            let episodes: Vec<Value> = whole
                .episodes
                .iter()
                .map(|one| Ok(json!({ "number": one.number, "title": one.title, "ending": one.ending, "findings": value(&one.findings)? })))
                .collect::<AppResult<_>>()?;
            json!({ "episodes": episodes })
        }
        Operation::ScriptFile { format, .. } => json!({
            "name": scripts::file_name(&production.title, *format),
            "text": scripts::write(&production.script(), *format),
        }),
        Operation::ShowBible { .. } => value(&bible::view(production))?,
        Operation::ShowSettings { .. } => json!({ "settings": value(&production.settings.0)? }),
        Operation::ShowGates { .. } => {
            let tools = app.studio.tools(app, |_| {}).await?;
            let standing = run::standing(app, production, &tools).await?;
            json!({ "gates": value(&standing.gates)? })
        }
        Operation::ShowMoney { .. } => json!({
            "money": value(&money::of(app, production).await?)?,
            "paid_jobs": value(&money::paid(app, production).await?)?,
        }),
        Operation::ShowLog { .. } => value(&log::of(app, production).await?)?,
        Operation::ListLanguages { .. } => {
            json!({ "languages": value(&languages::views(app, production).await?)? })
        }
        Operation::ShowLanguage { language, .. } => {
            let language = languages::other(production, language)?;
            value(&languages::sheet(app, production, language).await?)?
        }
        Operation::ShowPeople { .. } => {
            json!({ "cast": value(&people::cast(app, production).await?)? })
        }
        Operation::ListReleases { .. } => {
            json!({ "releases": value(&people::released(app, production).await?)? })
        }
        Operation::ShowEpisode { episode, .. } => {
            value(&episodes::view(app, production, *episode).await?)?
        }
        Operation::ShowCast { .. } => value(&cast::view(app, production).await?)?,
        Operation::ListArtifacts { .. } => {
            json!({ "artifacts": value(&takes::all(app, production).await?)? })
        }
        Operation::ShowArtifact { artifact, .. } => {
            value(&takes::view(app, production, artifact).await?)?
        }
        Operation::Plan { artifacts, .. } => plan(app, production, artifacts).await?,
        Operation::Why { artifact, .. } => {
            let found = takes::view(app, production, artifact).await?;
            let takes = found.takes.iter().map(|take| {
                json!({ "take": take.id, "selected": take.selected, "made_by": take.made_by, "against": take.against, "checks": take.checks })
            });
            json!({ "artifact": artifact, "state": found.state, "why": found.why, "takes": takes.collect::<Vec<_>>() })
        }
        Operation::ShowRun { .. } => {
            json!({ "run": value(&runs::last(app, production.id).await?)? })
        }
        Operation::Readiness { .. } => value(&readiness::of(app, production).await?)?,
        _ => return Ok(None),
    };
    Ok(Some(seen))
}

fn script(script: &str, from: Option<usize>, to: Option<usize>) -> AppResult<Value> {
    let all: Vec<&str> = script.lines().collect();
    let from = from.unwrap_or(1).max(1);
    let to = to.unwrap_or(from.saturating_add(LINES - 1)).min(all.len());
    if from > all.len().max(1) {
        return Err(AppError::bad_request(
            "no_such_line",
            format!("The script has {} lines.", all.len()),
            "Read lines that are there.",
        ));
    }
    let lines: Vec<Value> = (from..=to)
        .filter_map(|at| Some(json!({ "line": at, "text": all.get(at - 1)? })))
        .collect();
    Ok(json!({ "lines": lines, "of": all.len() }))
}

async fn plan(app: &App, production: &Production, wanted: &[String]) -> AppResult<Value> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut plan = standing
        .graph
        .plan(&standing.shelves, &standing.closed, &wanted);
    let times = pace::of(app, production.house_id)
        .await?
        .set(&standing.graph, &mut plan);
    let step = |step: &production::graph::Step| json!({ "artifact": step.key, "kind": step.kind, "seconds": step.seconds, "cost_micros": step.cost_micros });
    Ok(json!({
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "blocked": plan.blocked.iter().map(step).collect::<Vec<_>>(),
        "seconds": plan.seconds,
        "cost_micros": plan.cost_micros,
        // Of these kinds the times are what they took here; of those nothing has been made here yet.
        "times_measured": times.measured,
        "times_assumed": times.assumed,
        // What these cost nobody knows: they are in no sum, and are not asked.
        "price_unknown": standing.makers.bought.unpriced(),
    }))
}

fn value(of: &impl Serialize) -> AppResult<Value> {
    serde_json::to_value(of).map_err(AppError::internal)
}
