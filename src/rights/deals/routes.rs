//! The desk's deals.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::document as paper;
use super::held;
use super::shown::{Deal, Deals, read};
use super::sign::{self, NewSignature};
use super::steps::{self, NewDeal, NewStep};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::CurrentHouse;
use crate::people::passkeys::{self, Ceremony};
use crate::people::policy::{Member, Operator};
use crate::rights::not_found;
use crate::rights::terms::{Of, handed, paid, sharing};

/// How a signature is made.
#[derive(Serialize, ToSchema)]
#[schema(as = DealSigning)]
pub struct Signing {
    pub document_digest: String,
    /// For the passkey; null: the account has none, and confirms by being logged in.
    pub ceremony: Option<Ceremony>,
}

/// What a signature has come to.
#[derive(Serialize, ToSchema)]
#[schema(as = DealSignedState)]
pub struct Signed {
    /// Whether both sides have signed, and the contract is in force.
    pub in_force: bool,
}

pub(super) async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Json<Deal>> {
    let mut db = app.db.acquire().await?;
    let found = read(&mut db, house_id, Some(id), app.clock.now()).await?;
    found
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(|| not_found("deal"))
}

/// List the deals of the house.
#[utoipa::path(get, operation_id = "list_rights_deals", path = "/api/v1/desk/rights/deals", tag = "rights",
    responses((status = 200, body = Deals), (status = 403, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Deals>> {
    let mut db = app.db.acquire().await?;
    let items = read(&mut db, operator.house_id, None, app.clock.now()).await?;
    Ok(Json(Deals { items }))
}

/// Write an enquiry down.
#[utoipa::path(post, operation_id = "add_rights_deal", path = "/api/v1/desk/rights/deals", tag = "rights", request_body = NewDeal,
    responses((status = 201, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewDeal>,
) -> AppResult<(StatusCode, Json<Deal>)> {
    let mut transaction = app.db.begin().await?;
    let id = steps::create(&app, &mut transaction, &operator, new).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, operator.house_id, id).await?))
}

/// Show a deal.
#[utoipa::path(get, operation_id = "show_rights_deal", path = "/api/v1/desk/rights/deals/{id}", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, body = Deal), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Deal>> {
    one(&app, operator.house_id, id).await
}

/// Move a deal on. It is agreed only where nothing stands in its way.
#[utoipa::path(post, operation_id = "move_rights_deal", path = "/api/v1/desk/rights/deals/{id}/steps", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewStep,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn step(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewStep>,
) -> AppResult<Json<Deal>> {
    let mut transaction = app.db.begin().await?;
    steps::step(&app, &mut transaction, &operator, id, new).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    one(&app, operator.house_id, id).await
}

/// Say that a deliverable of a signed deal was handed over, accepted or sent back.
#[utoipa::path(post, operation_id = "move_deal_deliverable", path = "/api/v1/desk/rights/deals/{id}/deliverables/{deliverable_id}/steps",
    tag = "rights", params(("id" = Uuid, Path), ("deliverable_id" = Uuid, Path)), request_body = handed::NewMove,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn move_deliverable(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, deliverable_id)): Path<(Uuid, Uuid)>,
    Json(new): Json<handed::NewMove>,
) -> AppResult<Json<Deal>> {
    handed::step(&app, &operator, (Of::Deal(id), deliverable_id), &new).await?;
    one(&app, operator.house_id, id).await
}

/// Say that an instalment of a signed deal is owed, or that the house has paid it.
#[utoipa::path(post, operation_id = "move_deal_payment", path = "/api/v1/desk/rights/deals/{id}/payments/{payment_id}/steps",
    tag = "rights", params(("id" = Uuid, Path), ("payment_id" = Uuid, Path)), request_body = paid::NewMove,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn move_payment(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, payment_id)): Path<(Uuid, Uuid)>,
    Json(new): Json<paid::NewMove>,
) -> AppResult<Json<Deal>> {
    paid::step(&app, &operator, (Of::Deal(id), payment_id), &new).await?;
    one(&app, operator.house_id, id).await
}

/// Have a deal's share computed: a contract about money for its series, on the deal's terms.
#[utoipa::path(post, operation_id = "share_deal", path = "/api/v1/desk/rights/deals/{id}/sharing", tag = "rights",
    params(("id" = Uuid, Path)), request_body = sharing::NewSharing,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn share(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<sharing::NewSharing>,
) -> AppResult<Json<Deal>> {
    sharing::share(&app, &operator, Of::Deal(id), new).await?;
    one(&app, operator.house_id, id).await
}

/// Begin to sign a deal's document: an operator for the house, whoever opened the party's link for the party.
#[utoipa::path(post, operation_id = "start_signing_deal", path = "/api/v1/desk/rights/deals/{id}/signing", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Signing), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn start(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Member(person): Member,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Signing>> {
    let mut transaction = app.db.begin().await?;
    let held = held::hold(&mut transaction, house.id, id).await?;
    sign::side(&person, &held)?;
    let digest = sign::digest(&held)?.to_owned();
    transaction.rollback().await?;
    Ok(Json(Signing {
        ceremony: passkeys::sign_start(&app, &house, &person, &digest).await?,
        document_digest: digest,
    }))
}

/// Sign a deal's document.
#[utoipa::path(post, operation_id = "sign_deal", path = "/api/v1/desk/rights/deals/{id}/signatures", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewSignature,
    responses((status = 200, body = Signed), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn finish(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Member(person): Member,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSignature>,
) -> AppResult<Json<Signed>> {
    let mut transaction = app.db.begin().await?;
    let in_force = sign::sign(&app, &mut transaction, &house, &person, id, new).await?;
    transaction.commit().await?;
    app.rights.forget(house.id);
    Ok(Json(Signed { in_force }))
}

/// Show the document of a deal, as it is signed.
#[utoipa::path(get, operation_id = "show_deal_document", path = "/api/v1/desk/rights/deals/{id}/document", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn document(
    State(app): State<App>,
    Member(person): Member,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let mut transaction = app.db.begin().await?;
    let held = held::hold(&mut transaction, person.house_id, id).await?;
    sign::side(&person, &held)?;
    transaction.rollback().await?;
    let key = held.document_key.ok_or_else(|| not_found("document"))?;
    let bytes = app.storage.read(&key).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// Show who has signed a deal's document, as a sheet to keep with it.
#[utoipa::path(get, operation_id = "show_deal_signatures", path = "/api/v1/desk/rights/deals/{id}/signatures", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn signatures(
    State(app): State<App>,
    Member(person): Member,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let mut transaction = app.db.begin().await?;
    let held = held::hold(&mut transaction, person.house_id, id).await?;
    sign::side(&person, &held)?;
    transaction.rollback().await?;
    let Json(deal) = one(&app, person.house_id, id).await?;
    if deal.signatures.is_empty() {
        return Err(not_found("signature"));
    }
    let mut db = app.db.acquire().await?;
    let bytes = paper::sheet(&app, &mut db, person.house_id, &deal).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}
