//! A draft by the model that writes for the house: it is shown to whoever edits, and kept only when they save it.

use axum::extract::State;
use axum::http::StatusCode;
use media::subtitles::judge;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Place;
use super::limits::Reading;
use super::lines::Line;
use super::track::source;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::studio::drafts::captions::{self, Asked, Whose};
use crate::studio::drafts::writing::WritingView;
use crate::studio::paid::purse;

/// What a machine can do for a track, and has done.
#[derive(Serialize, ToSchema)]
#[schema(as = MachineDraft)]
pub struct Machine {
    /// Why it can do nothing; null where it can.
    pub problem: Option<MachineProblem>,
    /// What it costs at most, in millionths; 0 is free.
    pub cost_micros: i64,
    /// The same with its currency, as it is shown; empty where it is free.
    pub cost: String,
    /// The last time that it was asked.
    pub writing: Option<WritingView>,
    /// What it has written, at the times of the source; null until all is there.
    pub lines: Option<Vec<Line>>,
    /// What it calls the episode, where that has a title in the language of the captions.
    pub title: Option<String>,
}

/// Why a machine can do nothing.
#[derive(Serialize, ToSchema)]
#[schema(as = MachineDraftProblem)]
pub struct MachineProblem {
    pub code: String,
    pub message: String,
    pub remedy: String,
}

/// What a draft may cost.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MachineDraftBody)]
pub struct MachineBody {
    /// At most, in millionths of the currency that the model is paid in; absent: nothing.
    pub spend_micros: Option<i64>,
}

/// Show whether a machine can draft a track, what that costs, and what it has written.
#[utoipa::path(get, operation_id = "show_machine_draft", path = "/api/v1/desk/localisation/episodes/{id}/{language}/machine", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)),
    responses((status = 200, body = Machine), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Json<Machine>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    read(&app, &place).await.map(Json)
}

/// Let a machine draft a track.
#[utoipa::path(post, operation_id = "begin_machine_draft", path = "/api/v1/desk/localisation/episodes/{id}/{language}/machine", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = MachineBody,
    responses((status = 202, body = Machine), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn begin(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<MachineBody>,
) -> AppResult<(StatusCode, Json<Machine>)> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let Source { asked, .. } = asked(&app, &place).await?;
    let what = (place.house_id, Whose::Episode(place.episode_id));
    captions::begin(&app, what, &place.language, &asked, body.spend_micros, true).await?;
    let machine = read(&app, &place).await?;
    Ok((StatusCode::ACCEPTED, Json(machine)))
}

async fn read(app: &App, place: &Place) -> AppResult<Machine> {
    let mut machine = Machine {
        problem: None,
        cost_micros: 0,
        cost: String::new(),
        writing: None,
        lines: None,
        title: None,
    };
    let Source {
        asked,
        times,
        titled,
    } = match asked(app, place).await {
        Ok(asked) => asked,
        Err(error) => return said(machine, error),
    };
    let what = (place.house_id, Whose::Episode(place.episode_id));
    let last = captions::last(app, what, &place.language, &asked).await?;
    machine.writing = last.writing;
    machine.lines = last.lines.map(|mut lines| {
        if titled && !lines.is_empty() {
            machine.title = Some(lines.remove(0));
        }
        let reading = Reading::of(&place.language);
        let texts = lines
            .iter()
            .map(|line| reading.with(|limits| judge::wrapped(line, limits)));
        let put = |(time, text): (&Line, String)| Line {
            text,
            ..time.clone()
        };
        times.iter().zip(texts).map(put).collect()
    });
    match captions::cost(app, place.house_id, &place.language, &asked).await {
        Ok(cost) => {
            machine.cost_micros = cost.micros;
            if cost.micros > 0 {
                machine.cost = purse::amount(cost.micros, &cost.currency);
            }
            Ok(machine)
        }
        Err(error) => said(machine, error),
    }
}

/// A refusal is what the button says.
fn said(machine: Machine, error: AppError) -> AppResult<Machine> {
    if error.status.is_server_error() {
        return Err(error);
    }
    Ok(Machine {
        problem: Some(MachineProblem {
            code: error.code.to_owned(),
            message: error.message,
            remedy: error.remedy,
        }),
        ..machine
    })
}

/// What is translated.
struct Source {
    /// Each caption on one line.
    asked: Asked,
    /// The captions with their times.
    times: Vec<Line>,
    /// Whether the first line is the episode's title.
    titled: bool,
}

async fn asked(app: &App, place: &Place) -> AppResult<Source> {
    let source = source(app, place)
        .await?
        .filter(|source| !source.cues.is_empty());
    let source = source.ok_or_else(|| {
        AppError::conflict(
            "no_source",
            "This episode has no captions in another language that could be translated.",
            "Bring in captions of what is spoken first, and approve them.",
        )
    })?;
    let times: Vec<Line> = source.cues.iter().map(Line::of).collect();
    let one_line = |line: &Line| line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = place
        .title
        .clone()
        .filter(|_| source.language == place.spoken);
    let titled = title.is_some();
    let asked = Asked {
        title: place.series_title.clone(),
        from: source.language,
        lines: title
            .into_iter()
            .chain(times.iter().map(one_line))
            .collect(),
        said: Vec::new(),
    };
    Ok(Source {
        asked,
        times,
        titled,
    })
}
