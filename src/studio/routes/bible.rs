//! The bible: read, changed, given back to the script.

use axum::extract::State;
use screenplay::bible::Bible;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FindingView, theirs};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::{Production, bibles, productions};

/// What is true of a series beyond any one episode.
#[derive(Serialize, ToSchema)]
pub struct BibleView {
    /// Characters with their looks, relations, locations, props, secrets.
    #[schema(value_type = Object)]
    pub bible: Bible,
    /// The same as TOML, which a person edits too.
    pub text: String,
    /// Nobody has written one: this is what the script says of itself.
    pub drafted: bool,
    /// Where the script contradicts it.
    pub findings: Vec<BibleFinding>,
}

/// A contradiction, and where it stands.
#[derive(Serialize, ToSchema)]
pub struct BibleFinding {
    pub episode: u32,
    #[serde(flatten)]
    pub finding: FindingView,
}

/// Another bible, in one of two ways.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BibleBody {
    #[schema(value_type = Option<Object>)]
    pub bible: Option<Bible>,
    /// TOML.
    pub text: Option<String>,
}

/// The bible that holds, and what of the script it does not fit.
pub fn view(production: &Production) -> BibleView {
    let bible = bibles::of(production);
    let findings = production.clashes().into_iter().map(|clash| BibleFinding {
        episode: clash.at.episode,
        finding: FindingView::of_clash(&clash),
    });
    BibleView {
        text: bible.write(),
        bible,
        drafted: production.bible.is_none(),
        findings: findings.collect(),
    }
}

/// Show the bible of a production.
#[utoipa::path(get, operation_id = "show_bible", path = "/api/v1/studio/productions/{id}/bible", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = BibleView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<BibleView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&production)))
}

/// Change the bible of a production; the one before is kept.
#[utoipa::path(put, operation_id = "change_bible", path = "/api/v1/studio/productions/{id}/bible", tag = "studio", params(("id" = Uuid, Path)), request_body = BibleBody, responses((status = 200, body = BibleView), (status = 400, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<BibleBody>,
) -> AppResult<Json<BibleView>> {
    let production = theirs(&app, &person, id).await?;
    let bible = match (body.bible, body.text) {
        (Some(bible), None) => bible,
        (None, Some(text)) => bibles::read(&text)?,
        _ => {
            return Err(AppError::bad_request(
                "bible_or_text",
                "A bible comes as fields or as TOML.",
                "Send one of the two.",
            ));
        }
    };
    bibles::change(&app, &production, &bible).await?;
    let production = productions::find(&app, person.house_id, id).await?;
    Ok(Json(view(&production)))
}

/// Give the bible up for what the script says of itself.
#[utoipa::path(delete, operation_id = "reset_bible", path = "/api/v1/studio/productions/{id}/bible", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = BibleView), (status = 404, body = ErrorBody)))]
pub async fn reset(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<BibleView>> {
    let production = theirs(&app, &person, id).await?;
    bibles::forget(&app, &production).await?;
    let production = productions::find(&app, person.house_id, id).await?;
    Ok(Json(view(&production)))
}
