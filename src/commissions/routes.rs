//! The desk's commissions.

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::shown::{Commissions, Shown, read};
use super::steps::{self, NewReview, NewStep, Payment};
use super::write::{self, NewCommission, Tied};
use super::{book, not_found};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Json<Shown>> {
    let mut db = app.db.acquire().await?;
    let found = read(&mut db, house_id, Some(id)).await?;
    found.into_iter().next().map(Json).ok_or_else(not_found)
}

/// List the commissions of the house.
#[utoipa::path(get, operation_id = "list_commissions", path = "/api/v1/desk/commissions", tag = "commissions",
    responses((status = 200, body = Commissions), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Commissions>> {
    let mut db = app.db.acquire().await?;
    let items = read(&mut db, operator.house_id, None).await?;
    Ok(Json(Commissions { items }))
}

/// Write a commission down, as a draft.
#[utoipa::path(post, operation_id = "add_commission", path = "/api/v1/desk/commissions", tag = "commissions", request_body = NewCommission,
    responses((status = 201, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewCommission>,
) -> AppResult<(StatusCode, Json<Shown>)> {
    let mut transaction = app.db.begin().await?;
    let id = write::create(&app, &mut transaction, &operator, &new).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, operator.house_id, id).await?))
}

/// Show a commission.
#[utoipa::path(get, operation_id = "show_commission", path = "/api/v1/desk/commissions/{id}", tag = "commissions",
    params(("id" = Uuid, Path)), responses((status = 200, body = Shown), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Shown>> {
    one(&app, operator.house_id, id).await
}

/// Move a commission on.
#[utoipa::path(post, operation_id = "move_commission", path = "/api/v1/desk/commissions/{id}/steps", tag = "commissions",
    params(("id" = Uuid, Path)), request_body = NewStep,
    responses((status = 200, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn step(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewStep>,
) -> AppResult<Json<Shown>> {
    let mut transaction = app.db.begin().await?;
    steps::step(&app, &mut transaction, &operator, id, &new).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, id).await
}

/// Say which series a commission has become.
#[utoipa::path(put, operation_id = "tie_commission", path = "/api/v1/desk/commissions/{id}/series", tag = "commissions",
    params(("id" = Uuid, Path)), request_body = Tied,
    responses((status = 200, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn tie(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(tied): Json<Tied>,
) -> AppResult<Json<Shown>> {
    let mut transaction = app.db.begin().await?;
    write::tie(&app, &mut transaction, &operator, id, tied.series_id).await?;
    transaction.commit().await?;
    one(&app, operator.house_id, id).await
}

/// Accept an episode, or send it back with a note. Milestones that wait for accepted episodes become due by it.
#[utoipa::path(post, operation_id = "review_commissioned_episode", path = "/api/v1/desk/commissions/{id}/episodes/{number}/reviews",
    tag = "commissions", params(("id" = Uuid, Path), ("number" = i32, Path)), request_body = NewReview,
    responses((status = 200, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn review(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(of): Path<(Uuid, i32)>,
    Json(new): Json<NewReview>,
) -> AppResult<Json<Shown>> {
    let mut transaction = app.db.begin().await?;
    steps::review(&app, &mut transaction, &operator, of, &new).await?;
    transaction.commit().await?;
    book::post(&app, operator.house_id, of.0).await?;
    one(&app, operator.house_id, of.0).await
}

/// Say that a milestone is met which waits for no episodes. Its sum is owed from then on.
#[utoipa::path(post, operation_id = "meet_milestone", path = "/api/v1/desk/commissions/{id}/milestones/{milestone_id}/met",
    tag = "commissions", params(("id" = Uuid, Path), ("milestone_id" = Uuid, Path)),
    responses((status = 200, body = Shown), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn meet(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(of): Path<(Uuid, Uuid)>,
) -> AppResult<Json<Shown>> {
    let mut transaction = app.db.begin().await?;
    steps::meet(&app, &mut transaction, &operator, of).await?;
    transaction.commit().await?;
    book::post(&app, operator.house_id, of.0).await?;
    one(&app, operator.house_id, of.0).await
}

/// Write down that a milestone was paid.
#[utoipa::path(post, operation_id = "pay_milestone", path = "/api/v1/desk/commissions/{id}/milestones/{milestone_id}/payment",
    tag = "commissions", params(("id" = Uuid, Path), ("milestone_id" = Uuid, Path)), request_body = Payment,
    responses((status = 200, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn pay(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(of): Path<(Uuid, Uuid)>,
    Json(payment): Json<Payment>,
) -> AppResult<Json<Shown>> {
    let mut transaction = app.db.begin().await?;
    steps::pay(&app, &mut transaction, &operator, of, &payment).await?;
    transaction.commit().await?;
    book::post(&app, operator.house_id, of.0).await?;
    one(&app, operator.house_id, of.0).await
}
