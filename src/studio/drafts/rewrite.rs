//! One scene or one line of a production's script, written again. The script as it was is kept, for undo.

use screenplay::Script;
use screenplay::lint::{self, Weight};
use screenplay::scenes::episodes;
use screenplay::writers::model::{Rewrite, Target, find};
use screenplay::writers::story::{Line, again, told};

use super::calls::Calls;
use super::stages::Told;
use super::writing::{Stage, Task};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::{Production, productions};

/// Tellings of an engine that are tried for other words.
const TELLINGS: usize = 16;

/// Where it is in the script.
pub fn target(task: &Task) -> AppResult<Target> {
    match (task.stage, task.episode, task.scene, task.line) {
        (Stage::RewriteLine, _, _, Some(line)) => Ok(Target::Line(line as usize)),
        (Stage::RewriteScene, Some(episode), Some(scene), _) => Ok(Target::Scene {
            episode: episode as usize,
            scene: scene as usize,
        }),
        (Stage::RewriteScene, _, _, Some(line)) => Ok(Target::SceneAt(line as usize)),
        _ => Err(AppError::bad_request(
            "no_target",
            "It is not said what is to be written again.",
            "Name an episode and a scene, or a line of the script.",
        )),
    }
}

/// Finds it, or says what is there.
pub fn found(script: &Script, production: &Production, task: &Task) -> AppResult<Rewrite> {
    find(script, &production.language, target(task)?).map_err(|error| {
        AppError::bad_request(
            "not_there",
            error.to_string(),
            "Choose another place in the script.",
        )
    })
}

/// By a model. What the lint finds worse than before goes back to it, once.
pub async fn by_model(
    app: &App,
    production: &Production,
    task: &Task,
    mut calls: Calls<'_>,
    tell: Told<'_>,
) -> anyhow::Result<()> {
    let words = |error: AppError| anyhow::anyhow!("{} {}", error.message, error.remedy);
    let script = production.script();
    let rewrite = found(&script, production, task).map_err(words)?;
    tell(0, 1, "lines".into());
    let ask = rewrite.ask(&script, &task.wish, &[]);
    let mut after = calls
        .ask(&ask, |answer| rewrite.read(&script, answer))
        .await?;
    let (before, first) = (
        faults(&script, rewrite.place.episode),
        faults(&after, rewrite.place.episode),
    );
    if first.len() > before.len() {
        tell(0, 1, "lint".into());
        let ask = rewrite.ask(&script, &task.wish, &first);
        let second = calls
            .ask(&ask, |answer| rewrite.read(&script, answer))
            .await?;
        if faults(&second, rewrite.place.episode).len() < first.len() {
            after = second;
        }
    }
    let now = productions::find(app, production.house_id, production.id)
        .await
        .map_err(words)?;
    anyhow::ensure!(
        now.script == production.script,
        "The script was changed while the model wrote. Ask for it again."
    );
    productions::change_script(app, &now, &after.write())
        .await
        .map_err(words)?;
    tell(1, 1, String::new());
    Ok(())
}

fn faults(script: &Script, episode: usize) -> Vec<String> {
    let reports = lint::series(&episodes(script), None, &lint::Wanted::default());
    let report = reports.into_iter().find(|report| report.episode == episode);
    let findings = report.map(|report| report.findings).unwrap_or_default();
    findings
        .into_iter()
        .filter(|finding| finding.weight == Weight::Fault)
        .map(|finding| finding.message)
        .collect()
}

/// By the engine that has written the draft that the production came from: another of its tellings.
pub async fn by_engine(app: &App, production: &Production, task: &Task) -> AppResult<Production> {
    let script = production.script();
    let rewrite = found(&script, production, task)?;
    let draft = sqlx::query_scalar!(
        "select id from drafts where house_id = $1 and production_id = $2 and outline is not null order by created_at desc limit 1",
        production.house_id,
        production.id
    )
    .fetch_optional(&app.db)
    .await?;
    let draft = super::find(
        app,
        production.house_id,
        draft.ok_or_else(super::no_engine)?,
    )
    .await?;
    let (template, outline) = draft.engine().ok_or_else(super::no_engine)?;
    let mut outline = outline.clone();
    for _ in 0..TELLINGS {
        again(&mut outline, rewrite.place.episode - 1);
        let story = told(template, &outline);
        let scene = story
            .episodes
            .get(rewrite.place.episode - 1)
            .and_then(|episode| episode.scenes.get(rewrite.place.scene - 1))
            // Another telling may play elsewhere.
            .filter(|scene| rewrite.heading(&script).contains(&scene.place));
        let Some(after) = scene.and_then(|scene| other(&script, &rewrite, &scene.lines)) else {
            continue;
        };
        let after = productions::change_script(app, production, &after.write()).await?;
        let kept = draft.story.0.clone();
        super::keep(app, &draft, Some(&outline), &kept).await?;
        return Ok(after);
    }
    Err(AppError::conflict(
        "told_only_so",
        "The engine has no other words for this.",
        "Let a model write it again, or change it by hand.",
    ))
}

/// The script with an engine's other lines in it; nothing, where they are the same.
fn other(script: &Script, rewrite: &Rewrite, lines: &[Line]) -> Option<Script> {
    let after = match rewrite.step {
        Some(step) => rewrite.with_text(script, lines.get(step)?.step.text()),
        None => rewrite.with_lines(script, lines),
    };
    (after.write() != script.write()).then_some(after)
}
