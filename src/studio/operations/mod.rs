//! What may be done to productions, by name: the same validated operations for the command line (`studio do`) and for
//! assistants (`mcp`). The routes call the same verbs with types of their own.
//!
//! Whatever would cost money or show something to viewers is asked about first: [`confirm`].

mod board;
pub mod confirm;
mod draft;
pub mod listed;
mod look;
mod own;
mod work;

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Production;
use super::changes::What;
use super::drafts::writing::{Stage, Task};
use super::scripts::Format;
use super::settings::Gate;
use super::translations::Translated;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// One operation with its arguments. `production` is a title or an id.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    ListProductions {},
    ListEngines {},
    BeginProduction {
        premise: Option<String>,
        script: Option<String>,
        title: Option<String>,
        engine: Option<String>,
        language: Option<String>,
        seed: Option<i64>,
    },
    BeginDraft {
        premise: String,
        writer: Writer,
        engine: Option<String>,
        language: Option<String>,
        seed: Option<i64>,
        episodes: Option<u32>,
        seconds: Option<u32>,
    },
    ShowDraft {
        draft: Uuid,
    },
    WriteDraft {
        draft: Uuid,
        stage: Stage,
        episode: Option<u32>,
        scene: Option<u32>,
        #[serde(default)]
        wish: String,
    },
    ProduceDraft {
        draft: Uuid,
        title: Option<String>,
    },
    UndoDraft {
        draft: Uuid,
    },
    RedoDraft {
        draft: Uuid,
    },
    ChangeDraft {
        draft: Uuid,
        /// From 1; nothing: the series itself.
        episode: Option<usize>,
        changes: Map<String, Value>,
    },
    StopWritingDraft {
        draft: Uuid,
    },
    ShowProduction {
        production: String,
    },
    ReadScript {
        production: String,
        from_line: Option<usize>,
        to_line: Option<usize>,
    },
    LintScript {
        production: String,
    },
    ScriptFile {
        production: String,
        format: Format,
    },
    ShowBible {
        production: String,
    },
    ShowSettings {
        production: String,
    },
    ShowGates {
        production: String,
    },
    ShowMoney {
        production: String,
    },
    ShowLog {
        production: String,
    },
    ListLanguages {
        production: String,
    },
    ShowLanguage {
        production: String,
        language: String,
    },
    ShowPeople {
        production: String,
    },
    ListReleases {
        production: String,
    },
    ShowEpisode {
        production: String,
        episode: u32,
    },
    ShowCast {
        production: String,
    },
    ListArtifacts {
        production: String,
    },
    ShowArtifact {
        production: String,
        artifact: String,
    },
    Plan {
        production: String,
        #[serde(default)]
        artifacts: Vec<String>,
    },
    Why {
        production: String,
        artifact: String,
    },
    ShowRun {
        production: String,
    },
    Readiness {
        production: String,
    },
    ChangeScriptLines {
        production: String,
        from_line: usize,
        to_line: usize,
        text: String,
        was: String,
    },
    TakeScript {
        production: String,
        text: String,
        name: Option<String>,
    },
    Rewrite {
        production: String,
        writer: Writer,
        episode: Option<u32>,
        scene: Option<u32>,
        line: Option<u32>,
        #[serde(default)]
        wish: String,
    },
    StopRewriting {
        production: String,
    },
    ChangeBible {
        production: String,
        text: String,
    },
    ResetBible {
        production: String,
    },
    ChangeSettings {
        production: String,
        changes: Map<String, Value>,
    },
    Translate {
        production: String,
        language: String,
        #[serde(default)]
        lines: Vec<Translated>,
        spoken: Option<bool>,
    },
    TranslateByModel {
        production: String,
        language: String,
    },
    RemoveLanguage {
        production: String,
        language: String,
    },
    ResetEpisode {
        production: String,
        episode: u32,
    },
    ResetCharacter {
        production: String,
        character: String,
    },
    LockTake {
        production: String,
        artifact: String,
        locked: bool,
    },
    Approve {
        production: String,
        gate: Gate,
    },
    WithdrawApproval {
        production: String,
        gate: Gate,
    },
    ListDeleted {},
    PutBack {
        id: Uuid,
    },
    DeleteProduction {
        production: String,
    },
    ChangeShot {
        production: String,
        episode: u32,
        shot: usize,
        changes: Map<String, Value>,
    },
    ChangePlace {
        production: String,
        episode: u32,
        shot: usize,
        changes: Map<String, Value>,
        /// For this shot alone.
        #[serde(default)]
        apart: bool,
    },
    MoveShot {
        production: String,
        episode: u32,
        shot: usize,
        to: usize,
    },
    RepeatShot {
        production: String,
        episode: u32,
        shot: usize,
    },
    RemoveShot {
        production: String,
        episode: u32,
        shot: usize,
    },
    SayLine {
        production: String,
        episode: u32,
        line: usize,
        feeling: String,
    },
    ChangeCharacter {
        production: String,
        character: String,
        changes: Map<String, Value>,
    },
    ChooseTake {
        production: String,
        take: Uuid,
    },
    BringTake {
        production: String,
        artifact: String,
        /// On the machine where this runs.
        file: PathBuf,
    },
    DecidePaidJob {
        production: String,
        job: Uuid,
        outcome: own::Outcome,
        /// The provider's own, where it was taken.
        id: Option<String>,
    },
    SetRealPerson {
        production: String,
        character: String,
        person: String,
        uses: Vec<String>,
        consent: Uuid,
    },
    ForgetRealPerson {
        production: String,
        character: String,
    },
    Undo {
        production: String,
        /// Nothing: whatever was changed last.
        what: Option<What>,
    },
    Redo {
        production: String,
        what: Option<What>,
    },
    Run {
        production: String,
        #[serde(default)]
        artifacts: Vec<String>,
        /// One more take of what is named, although it is current.
        #[serde(default)]
        another: bool,
    },
    StopRun {
        production: String,
    },
    Export {
        production: String,
        /// Nothing: all that are finished.
        episode: Option<u32>,
        last: Option<u32>,
        format: super::exports::Kind,
        #[serde(default)]
        options: Map<String, Value>,
    },
    Release {
        production: String,
    },
    Publish {
        production: String,
    },
}

/// Who writes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writer {
    Engine,
    Model,
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Done(Value),
    /// It would cost money, or viewers would see something: the same again with this code does it.
    Ask(confirm::Asked),
}

impl Operation {
    /// An operation by its name.
    ///
    /// # Errors
    /// `unknown_operation`, `bad_arguments`.
    pub fn read(name: &str, arguments: Value) -> AppResult<Self> {
        if listed::find(name).is_none() {
            return Err(AppError::bad_request(
                "unknown_operation",
                format!("There is no operation called {name}."),
                "Look at the list of operations.",
            ));
        }
        let arguments = match arguments {
            Value::Null => json!({}),
            other => other,
        };
        serde_json::from_value(json!({ name: arguments })).map_err(|error| {
            AppError::bad_request(
                "bad_arguments",
                format!("These arguments of {name} cannot be read: {error}."),
                "Send those that the list of operations names.",
            )
        })
    }

    /// What of a script a `rewrite` writes again.
    fn task(&self) -> Option<Task> {
        let Self::Rewrite {
            episode,
            scene,
            line,
            wish,
            ..
        } = self
        else {
            return None;
        };
        let stage = match line {
            Some(_) if episode.is_none() && scene.is_none() => Stage::RewriteLine,
            _ => Stage::RewriteScene,
        };
        Some(Task {
            episode: *episode,
            scene: *scene,
            line: *line,
            wish: wish.clone(),
            ..Task::of(stage)
        })
    }

    fn production(&self) -> Option<&str> {
        match self {
            Self::ListProductions {}
            | Self::ListEngines {}
            | Self::ListDeleted {}
            | Self::PutBack { .. }
            | Self::BeginProduction { .. }
            | Self::BeginDraft { .. }
            | Self::ShowDraft { .. }
            | Self::WriteDraft { .. }
            | Self::ProduceDraft { .. }
            | Self::UndoDraft { .. }
            | Self::RedoDraft { .. }
            | Self::ChangeDraft { .. }
            | Self::StopWritingDraft { .. } => None,
            Self::ShowProduction { production }
            | Self::ReadScript { production, .. }
            | Self::LintScript { production }
            | Self::ScriptFile { production, .. }
            | Self::ShowBible { production }
            | Self::ShowSettings { production }
            | Self::ShowGates { production }
            | Self::ShowMoney { production }
            | Self::ShowLog { production }
            | Self::ListLanguages { production }
            | Self::ShowLanguage { production, .. }
            | Self::ShowPeople { production }
            | Self::ListReleases { production }
            | Self::TakeScript { production, .. }
            | Self::Rewrite { production, .. }
            | Self::StopRewriting { production }
            | Self::BringTake { production, .. }
            | Self::DecidePaidJob { production, .. }
            | Self::SetRealPerson { production, .. }
            | Self::ForgetRealPerson { production, .. }
            | Self::ChangeBible { production, .. }
            | Self::ResetBible { production }
            | Self::ChangeSettings { production, .. }
            | Self::Translate { production, .. }
            | Self::TranslateByModel { production, .. }
            | Self::RemoveLanguage { production, .. }
            | Self::ResetEpisode { production, .. }
            | Self::ResetCharacter { production, .. }
            | Self::LockTake { production, .. }
            | Self::Approve { production, .. }
            | Self::WithdrawApproval { production, .. }
            | Self::DeleteProduction { production }
            | Self::ShowEpisode { production, .. }
            | Self::ShowCast { production }
            | Self::ListArtifacts { production }
            | Self::ShowArtifact { production, .. }
            | Self::Plan { production, .. }
            | Self::Why { production, .. }
            | Self::ShowRun { production }
            | Self::Readiness { production }
            | Self::ChangeScriptLines { production, .. }
            | Self::ChangeShot { production, .. }
            | Self::ChangePlace { production, .. }
            | Self::MoveShot { production, .. }
            | Self::RepeatShot { production, .. }
            | Self::RemoveShot { production, .. }
            | Self::SayLine { production, .. }
            | Self::ChangeCharacter { production, .. }
            | Self::ChooseTake { production, .. }
            | Self::Undo { production, .. }
            | Self::Redo { production, .. }
            | Self::Run { production, .. }
            | Self::StopRun { production }
            | Self::Export { production, .. }
            | Self::Release { production }
            | Self::Publish { production } => Some(production),
        }
    }
}

/// Does an operation in a house. What costs or publishes is done only with the code that an earlier call was given for
/// the very same operation.
pub async fn perform(
    app: &App,
    house_id: Uuid,
    codes: &confirm::Codes,
    operation: &Operation,
    code: Option<&str>,
) -> AppResult<Answer> {
    let Some(named) = operation.production() else {
        if let Some(why) = draft::consequence(app, house_id, operation).await? {
            match code {
                None => return Ok(Answer::Ask(codes.ask(app, house_id, operation, why))),
                Some(code) => codes.redeem(app, house_id, operation, why.cost_micros, code)?,
            }
        }
        let done = match operation {
            Operation::BeginDraft { .. }
            | Operation::ShowDraft { .. }
            | Operation::WriteDraft { .. }
            | Operation::ProduceDraft { .. }
            | Operation::UndoDraft { .. }
            | Operation::RedoDraft { .. }
            | Operation::ChangeDraft { .. }
            | Operation::StopWritingDraft { .. } => draft::work(app, house_id, operation).await?,
            Operation::ListEngines {} => look::engines(),
            Operation::BeginProduction { .. } => work::begin(app, house_id, operation).await?,
            Operation::ListDeleted {} => {
                json!({ "deleted": super::productions::removed(app, house_id, None).await? })
            }
            Operation::PutBack { id } => {
                let back = super::productions::put_back(app, house_id, None, *id).await?;
                json!({ "put_back": back.title })
            }
            _ => look::list(app, house_id).await?,
        };
        return Ok(Answer::Done(done));
    };
    let production = by_name(app, house_id, named).await?;
    if let Some(why) = confirm::consequence(app, &production, operation).await? {
        match code {
            None => return Ok(Answer::Ask(codes.ask(app, production.id, operation, why))),
            Some(code) => {
                codes.redeem(app, production.id, operation, why.cost_micros, code)?;
            }
        }
    }
    let done = match look::look(app, &production, operation).await? {
        Some(seen) => seen,
        None => work::work(app, &production, operation).await?,
    };
    Ok(Answer::Done(done))
}

/// A production by its title, or its id.
///
/// # Errors
/// `production_not_found`.
pub async fn by_name(app: &App, house_id: Uuid, name: &str) -> AppResult<Production> {
    let id = match name.parse::<Uuid>() {
        Ok(id) => Some(id),
        Err(_) => {
            sqlx::query_scalar!(
                "select id from productions where house_id = $1 and lower(title) = lower($2) and removed_at is null order by title = $2 desc limit 1",
                house_id,
                name.trim()
            )
            .fetch_optional(&app.db)
            .await?
        }
    };
    let id = id.ok_or_else(super::productions::not_found)?;
    super::productions::find(app, house_id, id).await
}
