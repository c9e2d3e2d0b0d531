//! Drafts: a series from its premise to its script; and scenes and lines of scripts, written again.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use screenplay::writers::story::{self, Cards, EpisodeEdit, NameEdit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ProductionView, theirs, view};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::{Action, Producer, can};
use crate::studio::drafts::writing::{self, Of, Stage, Task, WritingView};
use crate::studio::drafts::{self, Draft, NewDraft, endpoint, money, versions};

/// Who can write here.
#[derive(Serialize, ToSchema)]
pub struct WritersView {
    /// The language model that is set up; nothing: none is.
    pub model: Option<String>,
}

/// What a draft begins with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraftBody {
    pub premise: String,
    /// `engine` or `model`
    pub writer: WriterKind,
    /// By default the premise chooses.
    pub engine: Option<String>,
    /// BCP 47; by default the premise's own.
    pub language: Option<String>,
    pub seed: Option<i64>,
    pub episodes: Option<u32>,
    /// How long an episode is to be.
    pub seconds: Option<u32>,
    /// What a model may spend on the outline at most, in millionths of the currency that it is paid in. Absent: what would
    /// cost something is refused.
    pub spend_micros: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriterKind {
    Engine,
    Model,
}

/// A draft as a whole.
#[derive(Serialize, ToSchema)]
pub struct DraftView {
    pub id: Uuid,
    /// `engine` or `model`
    pub writer: String,
    pub premise: String,
    pub language: String,
    pub title: String,
    pub logline: String,
    pub people: Vec<DraftPerson>,
    /// By name.
    pub places: Vec<String>,
    pub episodes: Vec<DraftEpisode>,
    /// Whether every episode has its lines.
    pub written: bool,
    pub can_undo: bool,
    /// Until the next change.
    pub can_redo: bool,
    pub production_id: Option<Uuid>,
    pub writing: Option<WritingView>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct DraftPerson {
    pub name: String,
    pub about: String,
}

/// An episode on a card.
#[derive(Serialize, ToSchema)]
pub struct DraftEpisode {
    pub title: String,
    pub logline: String,
    pub hook: String,
    pub turns: Vec<String>,
    pub cliffhanger: String,
    /// `revelation`, `threat`, …
    pub ends: Option<String>,
    pub locked: bool,
    /// Its scenes were written from an earlier card.
    pub behind: bool,
    pub scenes: Vec<DraftScene>,
}

#[derive(Serialize, ToSchema)]
pub struct DraftScene {
    pub place: String,
    pub cast: Vec<String>,
    pub happens: String,
    /// Who and what, in order.
    pub lines: Vec<DraftLine>,
}

#[derive(Serialize, ToSchema)]
pub struct DraftLine {
    /// Nothing: it is seen, not said.
    pub who: Option<String>,
    pub text: String,
    pub shot: Option<String>,
}

/// The cards as they shall be: as many people, places and episodes as there are, in their order.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsBody {
    pub title: String,
    pub logline: String,
    pub people: Vec<String>,
    pub places: Vec<String>,
    pub episodes: Vec<CardBody>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardBody {
    pub title: String,
    pub logline: String,
    pub hook: String,
    pub turns: Vec<String>,
    pub cliffhanger: String,
    pub locked: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftProductionBody {
    /// By default that of the draft.
    pub title: Option<String>,
}

/// What of a script is written again, and by whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RewriteBody {
    pub writer: WriterKind,
    /// `rewrite_scene` or `rewrite_line`
    pub stage: Stage,
    pub episode: Option<u32>,
    pub scene: Option<u32>,
    /// Of the script, from 1.
    pub line: Option<u32>,
    /// What shall be otherwise.
    #[serde(default)]
    pub wish: String,
    /// What a model may spend at most, in millionths of the production's currency. Absent: what would cost something is
    /// refused.
    pub spend_micros: Option<i64>,
}

impl CardsBody {
    /// The cards of a draft as they are.
    pub fn of(draft: &Draft) -> Self {
        let story = &draft.story.0;
        let episodes = story.episodes.iter().map(|episode| CardBody {
            title: episode.title.clone(),
            logline: episode.logline.clone(),
            hook: episode.hook.clone(),
            turns: episode.turns.clone(),
            cliffhanger: episode.cliffhanger.clone(),
            locked: episode.locked,
        });
        Self {
            title: story.title.clone(),
            logline: story.logline.clone(),
            people: story.people.iter().map(|one| one.name.clone()).collect(),
            places: story.places.iter().map(|one| one.name.clone()).collect(),
            episodes: episodes.collect(),
        }
    }

    /// What is taken into the story.
    pub fn cards(self) -> Cards {
        let names = |names: Vec<String>| names.into_iter().map(|name| NameEdit { name }).collect();
        Cards {
            title: self.title,
            logline: self.logline,
            people: names(self.people),
            places: names(self.places),
            episodes: self
                .episodes
                .into_iter()
                .map(|card| EpisodeEdit {
                    title: card.title,
                    logline: card.logline,
                    hook: card.hook,
                    turns: card.turns,
                    cliffhanger: card.cliffhanger,
                    locked: card.locked,
                })
                .collect(),
        }
    }
}

async fn own(app: &App, person: &Person, id: Uuid) -> AppResult<Draft> {
    let draft = drafts::find(app, person.house_id, id).await?;
    if draft.owner_id == Some(person.id) || can(person.role, Action::EditEverySeries) {
        Ok(draft)
    } else {
        Err(drafts::not_found())
    }
}

async fn shown(app: &App, draft: &Draft) -> AppResult<Json<DraftView>> {
    Ok(Json(seen(app, draft).await?))
}

/// A draft as it is shown.
pub async fn seen(app: &App, draft: &Draft) -> AppResult<DraftView> {
    let open = versions::open(app, draft).await?;
    let story = &draft.story.0;
    let episodes = story.episodes.iter().map(|episode| DraftEpisode {
        title: episode.title.clone(),
        logline: episode.logline.clone(),
        hook: episode.hook.clone(),
        turns: episode.turns.clone(),
        cliffhanger: episode.cliffhanger.clone(),
        ends: episode.ends.and_then(|ends| {
            let word = serde_json::to_value(ends).ok()?;
            word.as_str().map(str::to_owned)
        }),
        locked: episode.locked,
        behind: episode.behind,
        scenes: episode.scenes.iter().map(scene).collect(),
    });
    Ok(DraftView {
        id: draft.id,
        writer: draft.writer.clone(),
        premise: draft.premise.clone(),
        language: draft.language.clone(),
        title: story.title.clone(),
        logline: story.logline.clone(),
        people: story
            .people
            .iter()
            .map(|person| DraftPerson {
                name: person.name.clone(),
                about: person.about.clone(),
            })
            .collect(),
        places: story
            .places
            .iter()
            .map(|place| place.name.clone())
            .collect(),
        episodes: episodes.collect(),
        written: story.is_written(),
        can_undo: open.undo,
        can_redo: open.redo,
        production_id: draft.production_id,
        writing: writing::last(app, draft.house_id, Of::Draft(draft.id)).await?,
        updated_at: draft.updated_at,
    })
}

fn scene(scene: &story::Scene) -> DraftScene {
    let lines = scene.lines.iter().map(|line| DraftLine {
        who: match &line.step {
            story::Step::Said { cue, .. } => Some(cue.clone()),
            story::Step::Action { .. } => None,
        },
        text: line.step.text().to_owned(),
        shot: line.shot.clone(),
    });
    DraftScene {
        place: scene.place.clone(),
        cast: scene.cast.clone(),
        happens: scene.happens.clone(),
        lines: lines.collect(),
    }
}

/// Who can write here.
#[utoipa::path(get, operation_id = "list_writers", path = "/api/v1/studio/writers", tag = "studio", responses((status = 200, body = WritersView)))]
pub async fn writers(State(app): State<App>, Producer(person): Producer) -> Json<WritersView> {
    let model = endpoint::endpoint(&app, person.house_id).await.ok();
    Json(WritersView {
        model: model.map(|endpoint| endpoint.model.id),
    })
}

/// Begin a draft. An engine's is outlined and written at once; a model is asked for the outline.
#[utoipa::path(post, operation_id = "create_draft", path = "/api/v1/studio/drafts", tag = "studio", request_body = NewDraftBody, responses((status = 201, body = DraftView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    Producer(person): Producer,
    Json(body): Json<NewDraftBody>,
) -> AppResult<(StatusCode, Json<DraftView>)> {
    let draft = begun(&app, person.house_id, Some(person.id), &body).await?;
    Ok((StatusCode::CREATED, shown(&app, &draft).await?))
}

impl NewDraftBody {
    /// The draft that is begun, and what a model would be asked first.
    pub fn read(&self) -> AppResult<(NewDraft, Task)> {
        let named = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
        let new = NewDraft {
            premise: self.premise.clone(),
            by_model: self.writer == WriterKind::Model,
            engine: named(&self.engine),
            language: named(&self.language),
            seed: self.seed.unwrap_or(1),
            episodes: self.episodes.unwrap_or(10),
            seconds: self.seconds.unwrap_or(75),
        };
        drafts::check(&new)?;
        let outline = Task {
            spend_micros: self.spend_micros,
            ..Task::of(Stage::Outline)
        };
        Ok((new, outline))
    }
}

/// Begins a draft of somebody's, or of the house.
pub async fn begun(
    app: &App,
    house_id: Uuid,
    owner_id: Option<Uuid>,
    body: &NewDraftBody,
) -> AppResult<Draft> {
    let (new, outline) = body.read()?;
    if new.by_model {
        let endpoint = endpoint::endpoint(app, house_id).await?;
        money::said(body.spend_micros, &endpoint.of_new(&new, &[&outline])?)?;
    }
    let draft = drafts::begin(app, house_id, owner_id, &new).await?;
    if draft.is_by_model() {
        writing::ask(app, house_id, Of::Draft(draft.id), &outline, true).await?;
    }
    Ok(draft)
}

/// Show a draft, and how far it is being written.
#[utoipa::path(get, operation_id = "show_draft", path = "/api/v1/studio/drafts/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = DraftView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<DraftView>> {
    let draft = own(&app, &person, id).await?;
    shown(&app, &draft).await
}

/// Change the cards of a draft; what was there is kept.
#[utoipa::path(put, operation_id = "change_draft", path = "/api/v1/studio/drafts/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = CardsBody, responses((status = 200, body = DraftView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<CardsBody>,
) -> AppResult<Json<DraftView>> {
    let draft = idle(&app, &person, id).await?;
    let draft = drafts::take_cards(&app, &draft, &body.cards()).await?;
    shown(&app, &draft).await
}

async fn idle(app: &App, person: &Person, id: Uuid) -> AppResult<Draft> {
    let draft = own(app, person, id).await?;
    not_written(app, &draft).await?;
    Ok(draft)
}

/// Not while a model writes it: what it wrote would be lost.
pub async fn not_written(app: &App, draft: &Draft) -> AppResult<()> {
    if writing::is_going(app, draft.house_id, Of::Draft(draft.id)).await? {
        return Err(writing::busy());
    }
    Ok(())
}

/// Go back to the draft before the last change.
#[utoipa::path(post, operation_id = "undo_draft", path = "/api/v1/studio/drafts/{id}/undo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = DraftView), (status = 409, body = ErrorBody)))]
pub async fn undo(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<DraftView>> {
    let draft = idle(&app, &person, id).await?;
    shown(&app, &versions::undo(&app, &draft).await?).await
}

/// Put there again what was taken back last; whatever changes in between ends that.
#[utoipa::path(post, operation_id = "redo_draft", path = "/api/v1/studio/drafts/{id}/redo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = DraftView), (status = 409, body = ErrorBody)))]
pub async fn redo(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<DraftView>> {
    let draft = idle(&app, &person, id).await?;
    shown(&app, &versions::redo(&app, &draft).await?).await
}

/// Write a stage, or one episode or scene of it again. An engine does it at once; a model takes its time.
#[utoipa::path(post, operation_id = "write_draft", path = "/api/v1/studio/drafts/{id}/writing", tag = "studio", params(("id" = Uuid, Path)), request_body = Task, responses((status = 202, body = DraftView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn write(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(task): Json<Task>,
) -> AppResult<(StatusCode, Json<DraftView>)> {
    let draft = idle(&app, &person, id).await?;
    let draft = written(&app, draft, &task).await?;
    Ok((StatusCode::ACCEPTED, shown(&app, &draft).await?))
}

/// Writes a stage of a draft: at once by the engine, in its turn by the model.
pub async fn written(app: &App, draft: Draft, task: &Task) -> AppResult<Draft> {
    task.check()?;
    if draft.is_by_model() {
        let endpoint = endpoint::endpoint(app, draft.house_id).await?;
        money::said(task.spend_micros, &endpoint.of_draft(&draft, &[task])?)?;
        writing::ask(app, draft.house_id, Of::Draft(draft.id), task, true).await?;
        return Ok(draft);
    }
    match task.stage {
        // All of an engine's stages follow from the one before.
        Stage::Script | Stage::Shots => Ok(draft),
        _ => drafts::tell_again(app, &draft, task.episode.map(|number| number as usize - 1)).await,
    }
}

/// Stop what is being written; what is written is kept.
#[utoipa::path(delete, operation_id = "stop_writing_draft", path = "/api/v1/studio/drafts/{id}/writing", tag = "studio", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn stop(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let draft = own(&app, &person, id).await?;
    writing::stop(&app, draft.house_id, Of::Draft(draft.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a production of a draft whose script is written.
#[utoipa::path(post, operation_id = "produce_draft", path = "/api/v1/studio/drafts/{id}/production", tag = "studio", params(("id" = Uuid, Path)), request_body = DraftProductionBody, responses((status = 201, body = ProductionView), (status = 409, body = ErrorBody)))]
pub async fn produce(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<DraftProductionBody>,
) -> AppResult<(StatusCode, Json<ProductionView>)> {
    let draft = idle(&app, &person, id).await?;
    let production = drafts::produce(&app, &draft, body.title.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(view(&app, &production).await?)))
}

/// What of a production's script is or was written again last.
#[utoipa::path(get, operation_id = "show_rewriting", path = "/api/v1/studio/productions/{id}/writing", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = WritingView), (status = 404, body = ErrorBody)))]
pub async fn rewriting(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<WritingView>> {
    let production = theirs(&app, &person, id).await?;
    let last = writing::last(&app, production.house_id, Of::Production(production.id)).await?;
    last.map(Json).ok_or_else(|| {
        AppError::not_found(
            "no_writing",
            "Nothing of this script has been written again yet.",
            "Choose a scene or a line.",
        )
    })
}

/// Write a scene or a line again. An engine's is in the script at once; a model takes its time.
#[utoipa::path(post, operation_id = "rewrite_script", path = "/api/v1/studio/productions/{id}/writing", tag = "studio", params(("id" = Uuid, Path)), request_body = RewriteBody, responses((status = 202, body = ProductionView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn rewrite(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<RewriteBody>,
) -> AppResult<(StatusCode, Json<ProductionView>)> {
    let production = theirs(&app, &person, id).await?;
    let task = Task {
        stage: body.stage,
        episode: body.episode,
        scene: body.scene,
        line: body.line,
        wish: body.wish,
        spend_micros: body.spend_micros,
    };
    task.check()?;
    // Said before anybody is asked.
    drafts::rewrite::found(&production.script(), &production, &task)?;
    let production = if body.writer == WriterKind::Model {
        let endpoint = endpoint::endpoint(&app, person.house_id).await?;
        money::said(task.spend_micros, &endpoint.of_rewrite(&production, &task)?)?;
        writing::ask(
            &app,
            person.house_id,
            Of::Production(production.id),
            &task,
            true,
        )
        .await?;
        production
    } else {
        drafts::rewrite::by_engine(&app, &production, &task).await?
    };
    Ok((StatusCode::ACCEPTED, Json(view(&app, &production).await?)))
}

/// Stop writing a scene or a line again.
#[utoipa::path(delete, operation_id = "stop_rewriting", path = "/api/v1/studio/productions/{id}/writing", tag = "studio", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn stop_rewriting(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    writing::stop(&app, production.house_id, Of::Production(production.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
