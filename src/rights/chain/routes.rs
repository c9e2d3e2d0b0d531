//! The desk's chains of title.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{self, About, NewException, NewPolicy};
use super::documents::{self, NewDocument, Removal};
use super::gaps::{self, Lacking};
use super::read::{Chain, of};
use super::{Policy, policy};
use crate::app::App;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Operator;
use crate::rights::conflicts::Proposed;
use crate::rights::contracts::read_blocks;
use crate::rights::files::{self, FileQuery};

#[derive(Serialize, ToSchema)]
#[schema(as = TitleChains)]
pub struct Chains {
    pub policy: Policy,
    /// Those of which most is missing come first.
    pub items: Vec<Chain>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TitleGaps)]
pub struct Gaps {
    pub policy: Policy,
    /// Empty: every document is there.
    pub items: Vec<Lacking>,
}

async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Json<Chain>> {
    let mut db = app.db.acquire().await?;
    let found = of(&mut db, house_id, Some(&[id]), app.clock.now()).await?;
    found
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(no_such_series)
}

/// List the chains of title of all series, and what becomes of licences whose documents are missing.
#[utoipa::path(get, operation_id = "list_title_chains", path = "/api/v1/desk/rights/titles", tag = "rights",
    responses((status = 200, body = Chains), (status = 403, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Chains>> {
    let mut db = app.db.acquire().await?;
    Ok(Json(Chains {
        policy: policy(&mut db, operator.house_id).await?,
        items: of(&mut db, operator.house_id, None, app.clock.now()).await?,
    }))
}

/// Say what becomes of a licence whose documents are missing.
#[utoipa::path(put, operation_id = "set_title_policy", path = "/api/v1/desk/rights/titles/policy", tag = "rights",
    request_body = NewPolicy, responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn set_policy(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewPolicy>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    change::set_policy(&app, &mut transaction, &operator, new.policy).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try grants out: which documents they lack.
#[utoipa::path(post, operation_id = "check_titles", path = "/api/v1/desk/rights/titles/check", tag = "rights", request_body = Proposed,
    responses((status = 200, body = Gaps), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn check_grants(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(sent): Json<Proposed>,
) -> AppResult<Json<Gaps>> {
    let mut db = app.db.acquire().await?;
    let (house_id, now) = (operator.house_id, app.clock.now());
    let today = now.date_naive();
    let blocks = read_blocks(&mut db, house_id, sent.direction, sent.blocks, today).await?;
    Ok(Json(Gaps {
        policy: policy(&mut db, house_id).await?,
        items: gaps::find(&mut db, house_id, sent.direction, &blocks, now).await?,
    }))
}

/// Show the chain of title of a series.
#[utoipa::path(get, operation_id = "show_title_chain", path = "/api/v1/desk/rights/titles/{id}", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 200, body = Chain), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Chain>> {
    one(&app, operator.house_id, id).await
}

/// Say how a series was made: what documents it must have follows from it.
#[utoipa::path(put, operation_id = "say_title_kind", path = "/api/v1/desk/rights/titles/{id}", tag = "rights",
    params(("id" = Uuid, Path)), request_body = About,
    responses((status = 200, body = Chain), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn say(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(about): Json<About>,
) -> AppResult<Json<Chain>> {
    let mut transaction = app.db.begin().await?;
    change::say(&app, &mut transaction, &operator, id, &about).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, id).await
}

/// Ask for a document beside the rule, or waive one, with a reason.
#[utoipa::path(post, operation_id = "except_from_title", path = "/api/v1/desk/rights/titles/{id}/exceptions", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewException,
    responses((status = 201, body = Chain), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn except(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewException>,
) -> AppResult<(StatusCode, Json<Chain>)> {
    let mut transaction = app.db.begin().await?;
    change::except(&app, &mut transaction, &operator, id, &new).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, operator.house_id, id).await?))
}

/// Take an exception back.
#[utoipa::path(delete, operation_id = "lift_title_exception", path = "/api/v1/desk/rights/title-exceptions/{id}", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 200, body = Chain), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn lift(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Chain>> {
    let mut transaction = app.db.begin().await?;
    let series_id = change::lift(&app, &mut transaction, &operator, id).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, series_id).await
}

/// A document that was written down, with the chain that it is in.
#[derive(Serialize, ToSchema)]
#[schema(as = AddedTitleDocument)]
pub struct Added {
    pub id: Uuid,
    pub chain: Chain,
}

/// Write a document down. Its file may follow.
#[utoipa::path(post, operation_id = "add_title_document", path = "/api/v1/desk/rights/titles/{id}/documents", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewDocument,
    responses((status = 201, body = Added), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add_document(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDocument>,
) -> AppResult<(StatusCode, Json<Added>)> {
    let mut transaction = app.db.begin().await?;
    let document = documents::add(&app, &mut transaction, &operator, id, new).await?;
    transaction.commit().await?;
    let Json(chain) = one(&app, operator.house_id, id).await?;
    let added = Added {
        id: document,
        chain,
    };
    Ok((StatusCode::CREATED, Json(added)))
}

/// Keep the file of a document.
#[utoipa::path(put, operation_id = "keep_title_file", path = "/api/v1/desk/rights/title-documents/{id}/file", tag = "rights",
    params(("id" = Uuid, Path), FileQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Chain), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub async fn keep_file(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Query(query): Query<FileQuery>,
    body: Body,
) -> AppResult<Json<Chain>> {
    let bytes = files::read(body).await?;
    let mut transaction = app.db.begin().await?;
    let db = &mut transaction;
    let series_id = documents::keep_file(&app, db, &operator, id, &query.name, bytes).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, series_id).await
}

/// Fetch the file of a document.
#[utoipa::path(get, operation_id = "fetch_title_file", path = "/api/v1/desk/rights/title-documents/{id}/file", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn fetch_file(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let (name, bytes) = documents::file(&app, operator.house_id, id).await?;
    Ok(files::download(&name, bytes))
}

/// Say that a document was read and is good.
#[utoipa::path(post, operation_id = "check_title_document", path = "/api/v1/desk/rights/title-documents/{id}/check", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 200, body = Chain), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn check_document(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Chain>> {
    let mut transaction = app.db.begin().await?;
    let series_id = documents::check(&app, &mut transaction, &operator, id).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, series_id).await
}

/// Take a document away, with a reason.
#[utoipa::path(post, operation_id = "remove_title_document", path = "/api/v1/desk/rights/title-documents/{id}/removal", tag = "rights",
    params(("id" = Uuid, Path)), request_body = Removal,
    responses((status = 200, body = Chain), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove_document(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(removal): Json<Removal>,
) -> AppResult<Json<Chain>> {
    let mut transaction = app.db.begin().await?;
    let series_id = documents::remove(&app, &mut transaction, &operator, id, &removal).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, series_id).await
}
