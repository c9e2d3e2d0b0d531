//! The studio's requests about productions. A producer has their own, an operator all of the house.

pub mod bible;
pub mod board;
pub mod bring;
pub mod cast;
pub mod drafts;
pub mod episodes;
pub mod exports;
pub mod gates;
pub mod lanes;
pub mod languages;
pub mod log;
pub mod machine;
pub mod models;
pub mod money;
pub mod people;
pub mod readiness;
pub mod runs;
pub mod scripts;
pub mod takes;
pub mod undoing;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use screenplay::{continuity, lint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::changes::{self, Way, What};
use super::productions::{self, NewProduction, Production};
use super::settings::Settings;
use super::tools::Tools;
use super::{boards, graph, run, undo, writers};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::{Action, Producer, can};

/// A production as a whole.
#[derive(Serialize, ToSchema)]
pub struct ProductionView {
    pub id: Uuid,
    pub title: String,
    pub language: String,
    /// Fountain.
    pub script: String,
    /// Whether there is an earlier script to go back to.
    pub can_undo: bool,
    pub seed: i64,
    pub settings: Settings,
    pub series_id: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
    pub episodes: Vec<ProducedEpisode>,
    /// Artifacts that are current, and all.
    pub current: usize,
    pub artifacts: usize,
    /// What a run would take now, in seconds of this machine, about.
    pub seconds: f64,
    /// Kinds of what it would make of which nothing has been made here yet: their times are figures of another machine.
    pub guessed: Vec<String>,
    /// And cost, in millionths.
    pub cost_micros: i64,
    /// Models that it would ask and of which nobody knows the price: they are in no sum, and are not asked.
    pub unpriced: Vec<String>,
    /// The first episode that should cost something, as the endings have it.
    pub suggested_paywall: Option<u32>,
    /// Why a voice by rules speaks where a learned one could: `language`, there is none of it; `missing`, it is not
    /// installed here.
    pub voice_note: Option<VoiceNote>,
    /// The last run.
    pub run: Option<runs::RunView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoiceNote {
    Language,
    Missing,
}

/// An episode in a production.
#[derive(Serialize, ToSchema)]
pub struct ProducedEpisode {
    pub number: u32,
    pub title: String,
    pub shots: usize,
    /// As spoken, else as estimated.
    pub length_ms: u32,
    /// Changed by hand, and behind the script since.
    pub changed: bool,
    pub behind: bool,
    /// Artifacts of the episode that are current, and all.
    pub current: usize,
    pub artifacts: usize,
    /// Whether its film is current.
    pub film: bool,
    /// How it ends, in words.
    pub ending: String,
    pub findings: Vec<FindingView>,
}

/// What the drama lint says of a line, or what of the story it contradicts.
#[derive(Serialize, ToSchema)]
pub struct FindingView {
    pub code: String,
    /// `fault`, `warning` or `hint`
    pub weight: String,
    /// Line of the script, from 1.
    pub line: usize,
    /// In English, with the figures; pages in other languages say it from the code and the figures.
    pub message: String,
    /// What was measured, and what it should be; nothing where nothing can be counted.
    pub measured: Option<f64>,
    pub wanted: Option<f64>,
    /// Of a contradiction: in which of several ways (`bible`, `never`), and what it names, as the sentence does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub names: BTreeMap<String, String>,
}

impl FindingView {
    fn of_clash(clash: &continuity::Finding) -> Self {
        Self {
            code: clash.code.to_owned(),
            weight: weight(clash.weight),
            line: clash.at.line,
            message: clash.message.clone(),
            measured: None,
            wanted: None,
            way: clash.way.map(str::to_owned),
            names: clash
                .names
                .iter()
                .map(|(what, name)| ((*what).to_owned(), name.clone()))
                .collect(),
        }
    }

    fn of_lint(finding: &lint::Finding) -> Self {
        Self {
            code: finding.code.to_owned(),
            weight: weight(finding.weight),
            line: finding.line,
            message: finding.message.clone(),
            measured: Some(finding.measured),
            wanted: Some(finding.wanted),
            way: None,
            names: BTreeMap::new(),
        }
    }
}

fn weight(weight: lint::Weight) -> String {
    format!("{weight:?}").to_lowercase()
}

/// What a production begins with: a screenplay, or a premise.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProductionBody {
    /// By default the script's own.
    pub title: Option<String>,
    /// BCP 47; by default the script's own, else English.
    pub language: Option<String>,
    /// Fountain or plain text.
    pub script: Option<String>,
    pub premise: Option<String>,
    pub engine: Option<String>,
    pub seed: Option<i64>,
}

/// An engine of the house's writers.
#[derive(Serialize, ToSchema)]
pub struct EngineView {
    pub id: String,
    /// BCP 47, with commas between.
    pub languages: String,
}

/// A production that this person may work on.
pub async fn theirs(app: &App, person: &Person, id: Uuid) -> AppResult<Production> {
    let production = productions::find(app, person.house_id, id).await?;
    if production.owner_id == Some(person.id) || can(person.role, Action::EditEverySeries) {
        Ok(production)
    } else {
        Err(productions::not_found())
    }
}

/// The engines that a premise can be written with.
#[utoipa::path(get, operation_id = "list_engines", path = "/api/v1/studio/engines", tag = "studio", responses((status = 200, body = Vec<EngineView>)))]
pub async fn engines(Producer(_person): Producer) -> Json<Vec<EngineView>> {
    let engines = writers::engines().into_iter();
    Json(
        engines
            .map(|(id, languages)| EngineView { id, languages })
            .collect(),
    )
}

/// Begin a production.
#[utoipa::path(post, operation_id = "create_production", path = "/api/v1/studio/productions", tag = "studio", request_body = NewProductionBody, responses((status = 201, body = ProductionView), (status = 400, body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    Producer(person): Producer,
    Json(body): Json<NewProductionBody>,
) -> AppResult<(StatusCode, Json<ProductionView>)> {
    let production = begun(&app, person.house_id, Some(person.id), body).await?;
    Ok((StatusCode::CREATED, Json(view(&app, &production).await?)))
}

/// Begins a production of somebody's, or of the house.
pub async fn begun(
    app: &App,
    house_id: Uuid,
    owner_id: Option<Uuid>,
    body: NewProductionBody,
) -> AppResult<Production> {
    let seed = body.seed.unwrap_or(1);
    let mut bible = None;
    let script = match (&body.script, &body.premise) {
        (Some(script), None) => screenplay::Script::read(script),
        (None, Some(premise)) => {
            let draft = writers::write(
                premise,
                body.engine.as_deref(),
                body.language.as_deref(),
                seed,
            )
            .map_err(|error| {
                AppError::bad_request(
                    "bad_premise",
                    error.to_string(),
                    "Change the premise, or choose another engine.",
                )
            })?;
            bible = Some(draft.bible.bible(&draft.outline.title));
            screenplay::Script::read(&draft.fountain)
        }
        _ => {
            return Err(AppError::bad_request(
                "script_or_premise",
                "A production begins with a screenplay or with a premise.",
                "Send one of the two.",
            ));
        }
    };
    let title = body
        .title
        .or_else(|| script.title("title").map(str::to_owned))
        .unwrap_or_else(|| "Untitled".into());
    let taken = sqlx::query_scalar!(
        "select id from productions where house_id = $1 and title = $2 and removed_at is null",
        house_id,
        title.trim()
    )
    .fetch_optional(&app.db)
    .await?;
    if taken.is_some() {
        return Err(AppError::conflict(
            "title_taken",
            format!("There is a production called {title} already."),
            "Give this one another title, or work on that one.",
        ));
    }
    let language = body
        .language
        .or_else(|| script.title("language").map(str::to_owned))
        .unwrap_or_else(|| "en".into());
    if crate::language::canonical(&language).is_none() {
        return Err(AppError::bad_request(
            "bad_language",
            "This is not a language tag.",
            "Use one such as en, es or zh-Hans.",
        ));
    }
    let new = NewProduction {
        title,
        language,
        script: script.write(),
        seed,
        bible,
    };
    productions::keep(app, house_id, owner_id, &new).await
}

/// Show a production.
#[utoipa::path(get, operation_id = "show_production", path = "/api/v1/studio/productions/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = ProductionView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ProductionView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&app, &production).await?))
}

/// Delete a production; it can be put back for 30 days. The series that it was released as stays.
#[utoipa::path(delete, operation_id = "remove_production", path = "/api/v1/studio/productions/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    productions::remove(&app, &production).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List productions that were deleted and can still be put back.
#[utoipa::path(get, operation_id = "list_removed_productions", path = "/api/v1/studio/removed-productions", tag = "studio", responses((status = 200, body = Vec<productions::Removed>), (status = 403, body = ErrorBody)))]
pub async fn removed(
    State(app): State<App>,
    Producer(person): Producer,
) -> AppResult<Json<Vec<productions::Removed>>> {
    let owner = (!can(person.role, Action::EditEverySeries)).then_some(person.id);
    Ok(Json(
        productions::removed(&app, person.house_id, owner).await?,
    ))
}

/// Put a production back that was deleted.
#[utoipa::path(post, operation_id = "restore_production", path = "/api/v1/studio/removed-productions/{id}/restore", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = ProductionView), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn put_back(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ProductionView>> {
    let owner = (!can(person.role, Action::EditEverySeries)).then_some(person.id);
    let production = productions::put_back(&app, person.house_id, owner, id).await?;
    Ok(Json(view(&app, &production).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptBody {
    /// Fountain or plain text, up to 4 MB.
    pub script: String,
}

/// Change the script; the one before is kept.
#[utoipa::path(put, operation_id = "change_script", path = "/api/v1/studio/productions/{id}/script", tag = "studio", params(("id" = Uuid, Path)), request_body = ScriptBody, responses((status = 200, body = ProductionView), (status = 400, body = ErrorBody)))]
pub async fn change_script(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<ScriptBody>,
) -> AppResult<Json<ProductionView>> {
    let production = theirs(&app, &person, id).await?;
    let production = productions::change_script(&app, &production, &body.script).await?;
    Ok(Json(view(&app, &production).await?))
}

/// Go back to the script before the last change.
#[utoipa::path(post, operation_id = "undo_script", path = "/api/v1/studio/productions/{id}/script/undo", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = ProductionView), (status = 409, body = ErrorBody)))]
pub async fn undo_script(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ProductionView>> {
    let production = theirs(&app, &person, id).await?;
    undo::undo(&app, &production, Some(What::Script), None).await?;
    let production = productions::find(&app, person.house_id, id).await?;
    Ok(Json(view(&app, &production).await?))
}

/// Change the settings of a production.
#[utoipa::path(put, operation_id = "change_production_settings", path = "/api/v1/studio/productions/{id}/settings", tag = "studio", params(("id" = Uuid, Path)), request_body = Settings, responses((status = 200, body = ProductionView), (status = 400, body = ErrorBody)))]
pub async fn change_settings(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(settings): Json<Settings>,
) -> AppResult<Json<ProductionView>> {
    let production = theirs(&app, &person, id).await?;
    productions::change_settings(&app, &production, &settings).await?;
    let production = productions::find(&app, person.house_id, id).await?;
    Ok(Json(view(&app, &production).await?))
}

/// Everything that the pages need of a production.
pub async fn view(app: &App, production: &Production) -> AppResult<ProductionView> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let mut plan = standing
        .graph
        .plan(&standing.shelves, &standing.closed, &[]);
    let times = super::pace::of(app, production.house_id)
        .await?
        .set(&standing.graph, &mut plan);
    let selected = super::shelves::selected(app, production.id).await?;
    let reports = production.reports();
    let clashes = production.clashes();
    let mut episodes = Vec::new();
    for boards::Episode {
        board,
        changed,
        behind,
    } in &standing.episodes
    {
        let own = format!("e{:02}/", board.number);
        let of_it = states.iter().filter(|(key, _)| key.starts_with(&own));
        let (mut current, mut artifacts) = (0, 0);
        for (_, state) in of_it {
            artifacts += 1;
            current += usize::from(*state == production::State::Current);
        }
        let report = reports
            .iter()
            .find(|report| report.episode == board.number as usize);
        episodes.push(ProducedEpisode {
            number: board.number,
            title: board.title.clone(),
            shots: board.shots.len(),
            length_ms: run::timeline(board, &selected)?.length_ms,
            changed: *changed,
            behind: *behind,
            current,
            artifacts,
            film: states.get(&graph::film(board.number)) == Some(&production::State::Current),
            ending: report.map_or_else(String::new, |report| report.ending.name().to_owned()),
            findings: findings(report, &clashes, board.number),
        });
    }
    let (current, artifacts) = graph::count(&states);
    let can_undo = changes::last(app, production.id, Way::Back, Some(What::Script)).await?;
    Ok(ProductionView {
        id: production.id,
        title: production.title.clone(),
        language: production.language.clone(),
        script: production.script.clone(),
        can_undo: can_undo.is_some(),
        seed: production.seed,
        settings: production.settings.0.clone(),
        series_id: production.series_id,
        updated_at: production.updated_at,
        episodes,
        current,
        artifacts,
        seconds: plan.seconds / 2.0,
        guessed: times.assumed.into_iter().map(str::to_owned).collect(),
        cost_micros: plan.cost_micros,
        unpriced: standing.makers.bought.unpriced(),
        suggested_paywall: lint::suggested_paywall(&reports).map(|number| number as u32),
        voice_note: voice_note(&standing, &tools),
        run: runs::last(app, production.id).await?,
    })
}

fn voice_note(standing: &run::Standing, tools: &Tools) -> Option<VoiceNote> {
    let by_rules = standing.by_rules();
    match (by_rules.is_empty(), tools.voices.without_kokoro()) {
        (true, _) => None,
        (false, None) => Some(VoiceNote::Language),
        (false, Some(_)) => Some(VoiceNote::Missing),
    }
}

/// Of one episode: what the critic says, and what cannot be.
fn findings(
    report: Option<&lint::Report>,
    clashes: &[continuity::Finding],
    episode: u32,
) -> Vec<FindingView> {
    let said = report.map_or(&[][..], |report| &report.findings[..]);
    let own = clashes.iter().filter(|one| one.at.episode == episode);
    said.iter()
        .map(FindingView::of_lint)
        .chain(own.map(FindingView::of_clash))
        .collect()
}
