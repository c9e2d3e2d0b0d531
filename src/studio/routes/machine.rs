//! Other languages by the model that writes for the house: what it costs is told first.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::languages::of;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::drafts::writing::WritingView;
use crate::studio::paid::purse;
use crate::studio::{Production, machine};

/// Whether a model can translate what is missing, what that costs, and how far it is.
#[derive(Serialize, ToSchema)]
pub struct MachineTranslation {
    /// Code of why it cannot, such as `no_model`, and the same in a sentence with what to do; nothing where it can.
    pub code: Option<String>,
    pub problem: Option<String>,
    /// Lines without a translation.
    pub missing: usize,
    /// What they cost at most, in millionths; 0 is free.
    pub cost_micros: i64,
    /// The same with its currency, as it is shown; empty where it is free.
    pub cost: String,
    /// The last time that it was asked.
    pub writing: Option<WritingView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MachineTranslationBody {
    /// At most, in millionths of the currency that the model is paid in; absent: nothing.
    pub spend_micros: Option<i64>,
}

async fn view(app: &App, production: &Production, language: &str) -> AppResult<MachineTranslation> {
    let mut view = MachineTranslation {
        code: None,
        problem: None,
        missing: 0,
        cost_micros: 0,
        cost: String::new(),
        writing: machine::last(app, production, language).await?,
    };
    match machine::cost(app, production, language).await {
        Ok((missing, cost)) => {
            view.missing = missing;
            view.cost_micros = cost.micros;
            if cost.micros > 0 {
                view.cost = purse::amount(cost.micros, &cost.currency);
            }
        }
        Err(error) if error.status.is_server_error() => return Err(error),
        Err(error) => {
            view.code = Some(error.code.to_owned());
            view.problem = Some(format!("{} {}", error.message, error.remedy));
        }
    }
    Ok(view)
}

/// Show whether a model can translate what is missing of a language, and what that costs.
#[utoipa::path(get, operation_id = "show_machine_translation", path = "/api/v1/studio/productions/{id}/languages/{language}/machine", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), responses((status = 200, body = MachineTranslation), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Json<MachineTranslation>> {
    let (production, language) = of(&app, &person, id, &language).await?;
    Ok(Json(view(&app, &production, &language).await?))
}

/// Let a model translate what is missing; it is taken in when it is there, as one change that can be taken back.
#[utoipa::path(post, operation_id = "begin_machine_translation", path = "/api/v1/studio/productions/{id}/languages/{language}/machine", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), request_body = MachineTranslationBody, responses((status = 202, body = MachineTranslation), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn begin(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<MachineTranslationBody>,
) -> AppResult<(StatusCode, Json<MachineTranslation>)> {
    let (production, language) = of(&app, &person, id, &language).await?;
    machine::begin(&app, &production, &language, body.spend_micros, true).await?;
    let view = view(&app, &production, &language).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Stop the model.
#[utoipa::path(delete, operation_id = "stop_machine_translation", path = "/api/v1/studio/productions/{id}/languages/{language}/machine", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn stop(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<StatusCode> {
    let (production, language) = of(&app, &person, id, &language).await?;
    machine::stop(&app, &production, &language).await?;
    Ok(StatusCode::NO_CONTENT)
}
