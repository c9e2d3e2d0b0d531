//! The desk's contracts.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::amend;
use super::answers::{self, NewAnswer};
use super::shown::{Contract, Contracts, read};
use super::{NewContract, state, write};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::block::Block;
use crate::rights::not_found;
use crate::rights::terms::deliverables::NewDeliverable;
use crate::rights::terms::fee::Fee;

/// A new version.
#[derive(Deserialize, ToSchema)]
#[schema(as = RightsAmendment)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Why.
    pub note: String,
    /// All that it says from now on.
    pub blocks: Vec<Block>,
    /// Of a contract that came from a deal: the amendment that both sides have signed, a paper of that deal.
    #[serde(default)]
    pub agreement_id: Option<Uuid>,
    /// What is paid from now on, as it was when left out. What is in the books stays.
    #[serde(default)]
    pub fee: Option<Fee>,
    /// What is to be handed over from now on, as it was when left out. What was handed over stays.
    #[serde(default)]
    pub deliverables: Option<Vec<NewDeliverable>>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = RightsActivation)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// Words such as `World` mean what they meant on that day.
    pub signed_on: NaiveDate,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = RightsEnding)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Now, when left out.
    pub at: Option<DateTime<Utc>>,
}

pub(in crate::rights) async fn one(
    app: &App,
    house_id: Uuid,
    id: Uuid,
) -> AppResult<Json<Contract>> {
    let mut db = app.db.acquire().await?;
    let now = app.clock.now();
    let found = read(&mut db, house_id, Some(id), now).await?;
    let found = found.into_iter().next();
    found.map(Json).ok_or_else(|| not_found("contract"))
}

/// List the contracts of the house.
#[utoipa::path(get, operation_id = "list_rights_contracts", path = "/api/v1/desk/rights/contracts", tag = "rights",
    responses((status = 200, body = Contracts), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Contracts>> {
    let mut db = app.db.acquire().await?;
    let items = read(&mut db, operator.house_id, None, app.clock.now()).await?;
    Ok(Json(Contracts { items }))
}

/// Write a contract down, as a draft.
#[utoipa::path(post, operation_id = "add_rights_contract", path = "/api/v1/desk/rights/contracts", tag = "rights",
    request_body = NewContract, responses((status = 201, body = Contract), (status = 400, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewContract>,
) -> AppResult<(StatusCode, Json<Contract>)> {
    let mut transaction = app.db.begin().await?;
    let id = write::create(&app, &mut transaction, &operator, new, None).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, operator.house_id, id).await?))
}

/// Show a contract.
#[utoipa::path(get, operation_id = "show_rights_contract", path = "/api/v1/desk/rights/contracts/{id}", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 200, body = Contract), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Contract>> {
    one(&app, operator.house_id, id).await
}

/// Add a version to a contract; it counts from now on. Earlier versions stay as they were.
#[utoipa::path(post, operation_id = "amend_rights_contract", path = "/api/v1/desk/rights/contracts/{id}/versions", tag = "rights",
    params(("id" = Uuid, Path)), request_body = Amendment,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn amend(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(sent): Json<Amendment>,
) -> AppResult<Json<Contract>> {
    let mut transaction = app.db.begin().await?;
    amend::amend(&app, &mut transaction, &operator, id, sent).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    one(&app, operator.house_id, id).await
}

/// Put a draft in force.
#[utoipa::path(post, operation_id = "activate_rights_contract", path = "/api/v1/desk/rights/contracts/{id}/activate", tag = "rights",
    params(("id" = Uuid, Path)), request_body = Activation,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "Another contract is in its way")))]
pub async fn activate(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(sent): Json<Activation>,
) -> AppResult<Json<Contract>> {
    let mut transaction = app.db.begin().await?;
    state::activate(&app, &mut transaction, &operator, id, sent.signed_on, &[]).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    one(&app, operator.house_id, id).await
}

/// Note that whoever must be asked first has declined a sale to somebody else.
#[utoipa::path(post, operation_id = "note_first_refusal", path = "/api/v1/desk/rights/contracts/{id}/answers", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewAnswer,
    responses((status = 201, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn answer(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewAnswer>,
) -> AppResult<(StatusCode, Json<Contract>)> {
    let mut transaction = app.db.begin().await?;
    answers::note(&app, &mut transaction, &operator, id, &new).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    Ok((StatusCode::CREATED, one(&app, operator.house_id, id).await?))
}

/// End a contract.
#[utoipa::path(post, operation_id = "end_rights_contract", path = "/api/v1/desk/rights/contracts/{id}/end", tag = "rights",
    params(("id" = Uuid, Path)), request_body = Ending,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn end(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(sent): Json<Ending>,
) -> AppResult<Json<Contract>> {
    let mut transaction = app.db.begin().await?;
    let at = sent.at.unwrap_or_else(|| app.clock.now());
    state::end(&app, &mut transaction, &operator, id, at).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    one(&app, operator.house_id, id).await
}

/// Take a contract back as if it had never been.
#[utoipa::path(post, operation_id = "withdraw_rights_contract", path = "/api/v1/desk/rights/contracts/{id}/withdraw", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Contract), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn withdraw(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Contract>> {
    let mut transaction = app.db.begin().await?;
    state::withdraw(&app, &mut transaction, &operator, id).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    one(&app, operator.house_id, id).await
}
