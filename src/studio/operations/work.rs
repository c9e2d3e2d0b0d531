//! Operations that change something, each by the verb that the pages use too.

use futures_util::FutureExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Operation, Writer, board, own};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::ingest::Workshop;
use crate::studio::drafts::endpoint;
use crate::studio::drafts::writing::{self, Of};
use crate::studio::routes::{self, NewProductionBody, episodes, languages};
use crate::studio::{
    Production, asking, bibles, boards, cast, drafts, exports, gates, machine, productions,
    release, run, scripts, shelves, undo,
};

/// Begins a production of the house.
pub async fn begin(app: &App, house_id: Uuid, operation: &Operation) -> AppResult<Value> {
    let Operation::BeginProduction {
        premise,
        script,
        title,
        engine,
        language,
        seed,
    } = operation.clone()
    else {
        return Err(AppError::internal(anyhow::anyhow!(
            "{operation:?} begins nothing"
        )));
    };
    let script = match script {
        // Final Draft is known by its first tag.
        Some(script) => Some(scripts::read("", script.as_bytes())?.write()),
        None => None,
    };
    let body = NewProductionBody {
        title,
        language,
        script,
        premise,
        engine,
        seed,
    };
    let begun = routes::begun(app, house_id, None, body).await?;
    let episodes = productions::count_episodes(&begun.script);
    Ok(json!({ "production": begun.id, "title": begun.title, "episodes": episodes }))
}

pub async fn work(app: &App, production: &Production, operation: &Operation) -> AppResult<Value> {
    if let Some(done) = board::change(app, production, operation).await? {
        return Ok(done);
    }
    if let Some(done) = own::change(app, production, operation).await? {
        return Ok(done);
    }
    match operation {
        Operation::ChangeScriptLines {
            from_line,
            to_line,
            text,
            was,
            ..
        } => {
            let script = replaced(&production.script, *from_line, *to_line, text, was)?;
            productions::change_script(app, production, &script).await?;
            Ok(json!({ "changed": "script", "lines": script.lines().count() }))
        }
        Operation::TakeScript { text, name, .. } => {
            let name = name.as_deref().unwrap_or_default();
            let script = scripts::read(name, text.as_bytes())?.write();
            productions::change_script(app, production, &script).await?;
            Ok(json!({ "changed": "script", "lines": script.lines().count() }))
        }
        Operation::Rewrite { writer, .. } => rewritten(app, production, operation, *writer).await,
        Operation::StopRewriting { .. } => {
            writing::stop(app, production.house_id, Of::Production(production.id)).await?;
            Ok(json!({ "stopped": true }))
        }
        Operation::ChangeBible { text, .. } => {
            bibles::change(app, production, &bibles::read(text)?).await?;
            Ok(json!({ "changed": "bible" }))
        }
        Operation::ResetBible { .. } => {
            bibles::forget(app, production).await?;
            Ok(json!({ "changed": "bible" }))
        }
        Operation::ChangeSettings { changes, .. } => {
            let after = changed(&production.settings.0, changes)?;
            productions::change_settings(app, production, &after).await?;
            Ok(json!({ "changed": "settings", "settings": after }))
        }
        Operation::Translate {
            language,
            lines,
            spoken,
            ..
        } => {
            let language = languages::other(production, language)?;
            let sheet = languages::taken_in(app, production, language, lines, *spoken).await?;
            let missing = sheet.lines.iter().filter(|line| line.text.is_empty());
            Ok(json!({ "changed": "translation", "not_translated": missing.count() }))
        }
        Operation::TranslateByModel { language, .. } => {
            let language = languages::other(production, language)?;
            // What it costs was asked about and agreed to.
            let (lines, cost) = machine::cost(app, production, &language).await?;
            let spend = Some(cost.micros);
            let id = machine::begin(app, production, &language, spend, true).await?;
            Ok(json!({ "writing": id, "state": "waiting", "lines": lines }))
        }
        Operation::RemoveLanguage { language, .. } => {
            let language = languages::other(production, language)?;
            languages::left(app, production, &language).await?;
            Ok(json!({ "changed": "settings", "removed": language }))
        }
        Operation::ResetEpisode { episode, .. } => {
            boards::forget(app, production, *episode).await?;
            Ok(json!({ "changed": "episode", "episode": episode }))
        }
        Operation::ResetCharacter { character, .. } => {
            cast::forget(app, production, character).await?;
            Ok(json!({ "changed": "character", "character": character }))
        }
        Operation::LockTake {
            artifact, locked, ..
        } => {
            if !shelves::lock(app, production, artifact, *locked).await? {
                return Err(AppError::not_found(
                    "take_not_found",
                    "Nothing of this artifact is selected.",
                    "Make it first.",
                ));
            }
            Ok(json!({ "artifact": artifact, "locked": locked }))
        }
        Operation::Approve { gate, .. } => {
            let tools = app.studio.tools(app, |_| {}).await?;
            let standing = run::standing(app, production, &tools).await?;
            gates::open(app, production, None, *gate, &standing).await?;
            Ok(json!({ "approved": gate }))
        }
        Operation::WithdrawApproval { gate, .. } => {
            gates::withdraw(app, production, *gate).await?;
            Ok(json!({ "withdrawn": gate }))
        }
        Operation::DeleteProduction { .. } => {
            productions::remove(app, production).await?;
            Ok(json!({ "deleted": production.title, "id": production.id }))
        }
        Operation::ChangeCharacter {
            character, changes, ..
        } => {
            let before = cast::find(app, production, character).await?.person;
            let mut after: storyboard::Character = changed(&before, changes)?;
            after.id.clone_from(&before.id);
            cast::change(app, production, &after).await?;
            Ok(json!({ "changed": "character", "character": after }))
        }
        Operation::ChooseTake { take, .. } => {
            shelves::select(app, production, *take).await?;
            Ok(json!({ "changed": "take", "take": take }))
        }
        Operation::Undo { what, .. } => {
            let change = undo::undo(app, production, *what, None).await?;
            Ok(json!({ "taken_back": change.what, "which": change.which }))
        }
        Operation::Redo { what, .. } => {
            let change = undo::redo(app, production, *what).await?;
            Ok(json!({ "done_again": change.what, "which": change.which }))
        }
        Operation::Run {
            artifacts, another, ..
        } => {
            // What it costs was asked about and agreed to; it may spend that and no more.
            let tools = app.studio.tools(app, |_| {}).await?;
            let standing = run::standing(app, production, &tools).await?;
            let money = asking::Money {
                most_micros: run::would_cost(&standing, artifacts, false, *another),
                again: false,
                another: *another,
            };
            let run = asking::ask(app, production, artifacts, money).await?;
            let unpriced = standing.makers.bought.unpriced();
            Ok(json!({ "run": run, "state": "waiting", "price_unknown": unpriced }))
        }
        Operation::StopRun { .. } => {
            asking::stop(app, production).await?;
            Ok(json!({ "stopped": true }))
        }
        Operation::Export {
            episode,
            last,
            format,
            options,
            ..
        } => {
            let options = changed(&exports::Options::default(), options)?;
            let wanted = exports::Wanted::of(*format, (*episode, *last), options)?;
            export(app, production, &wanted).await
        }
        Operation::Release { .. } => released(app, production, false).await,
        Operation::Publish { .. } => released(app, production, true).await,
        looks => Err(AppError::internal(anyhow::anyhow!(
            "{looks:?} changes nothing"
        ))),
    }
}

/// Writes a scene or a line again: at once by the engine, in its turn by the model.
async fn rewritten(
    app: &App,
    production: &Production,
    operation: &Operation,
    writer: Writer,
) -> AppResult<Value> {
    let mut task = operation
        .task()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("{operation:?} writes nothing again")))?;
    match writer {
        Writer::Engine => {
            let after = drafts::rewrite::by_engine(app, production, &task).await?;
            Ok(json!({ "changed": "script", "lines": after.script.lines().count() }))
        }
        Writer::Model => {
            let endpoint = endpoint::endpoint(app, production.house_id).await?;
            // What it costs was asked about and agreed to.
            task.spend_micros = Some(endpoint.of_rewrite(production, &task)?.micros);
            let of = Of::Production(production.id);
            let id = writing::ask(app, production.house_id, of, &task, true).await?;
            Ok(json!({ "writing": id, "state": "waiting" }))
        }
    }
}

/// A script with other text in place of some lines, which must be those that somebody has read.
fn replaced(script: &str, from: usize, to: usize, text: &str, was: &str) -> AppResult<String> {
    let lines: Vec<&str> = script.lines().collect();
    let there = from
        .checked_sub(1)
        .and_then(|start| lines.get(start..to))
        .filter(|there| !there.is_empty())
        .ok_or_else(|| {
            AppError::bad_request(
                "no_such_line",
                format!("The script has {} lines.", lines.len()),
                "Name lines that are there, the first before the last.",
            )
        })?;
    if there.join("\n").trim_end() != was.replace("\r\n", "\n").trim_end() {
        return Err(AppError::conflict(
            "lines_have_moved",
            "Other words stand in these lines than you say.",
            "Read the script again, then repeat the change.",
        ));
    }
    let mut after: Vec<&str> = lines[..from - 1].to_vec();
    after.extend(text.lines());
    after.extend(&lines[to..]);
    Ok(after.join("\n") + "\n")
}

/// Something with some fields changed; what it cannot be is refused.
pub(super) fn changed<T: serde::Serialize + DeserializeOwned>(
    own: &T,
    changes: &Map<String, Value>,
) -> AppResult<T> {
    let mut value = serde_json::to_value(own).map_err(AppError::internal)?;
    let fields = value
        .as_object_mut()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("it has no fields")))?;
    let refused = |what: String| {
        AppError::bad_request(
            "bad_change",
            format!("This cannot be changed so: {what}."),
            "Look at its fields, and change those.",
        )
    };
    for (name, after) in changes {
        // A part of a part may be named alone: {"appearance": {"skin": 3}}.
        match (fields.get_mut(name), after) {
            (Some(Value::Object(own)), Value::Object(parts)) => {
                own.extend(
                    parts
                        .iter()
                        .map(|(name, part)| (name.clone(), part.clone())),
                );
            }
            (Some(own), after) => own.clone_from(after),
            (None, _) => return Err(refused(format!("it has no field {name}"))),
        }
    }
    serde_json::from_value(value).map_err(|error| refused(error.to_string()))
}

async fn export(app: &App, production: &Production, wanted: &exports::Wanted) -> AppResult<Value> {
    if let Some((first, _)) = wanted.episodes {
        episodes::episode(app, production, first).await?;
    }
    let exported = exports::make(app, production, wanted, &|_| {})
        .boxed()
        .await
        .map_err(|error| {
            AppError::conflict(
                "cannot_export",
                format!("{error:#}."),
                "Make the episode first.",
            )
        })?;
    let folder = app
        .config
        .data
        .join("exports")
        .join(production.id.to_string());
    let file = folder.join(exported.name.replace(['/', '\\'], " "));
    tokio::fs::create_dir_all(&folder)
        .await
        .map_err(AppError::internal)?;
    tokio::fs::write(&file, &exported.bytes)
        .await
        .map_err(AppError::internal)?;
    Ok(json!({ "file": file, "bytes": exported.bytes.len(), "left_out": exported.left_out }))
}

async fn released(app: &App, production: &Production, publish: bool) -> AppResult<Value> {
    asking::something_finished(app, production).await?;
    let shop = Workshop::open(app)?;
    let applied = release::release(app, &shop, production, publish, None)
        .boxed()
        .await?;
    Ok(
        json!({ "series": applied.series_id, "episodes": applied.episodes.len(), "published": publish }),
    )
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn lines_are_replaced_only_when_they_are_those_that_were_read() {
        let script = "A\nB\nC\n";
        assert_eq!(replaced(script, 2, 2, "x\ny", "B").unwrap(), "A\nx\ny\nC\n");
        assert_eq!(replaced(script, 1, 2, "", "A\r\nB").unwrap(), "C\n");
        for (from, to) in [(0, 1), (3, 2), (4, 4), (1, 99), (usize::MAX, usize::MAX)] {
            assert_eq!(
                replaced(script, from, to, "", "A").unwrap_err().code,
                "no_such_line"
            );
        }
        assert_eq!(
            replaced(script, 2, 2, "x", "C").unwrap_err().code,
            "lines_have_moved"
        );
    }
}
