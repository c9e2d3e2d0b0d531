//! The desk's slates of partners.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::{NewSlate, NewSlateDeal, Slate, Slates, about, fee_for, kept};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::deals::DealStatus;
use crate::rights::deals::shown::{Deal, read as read_deals};
use crate::rights::deals::steps::{self, NewDeal};
use crate::rights::not_found;

async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Json<Slate>> {
    let mut db = app.db.acquire().await?;
    let found = kept::read(&mut db, house_id, Some(id), app.clock.now()).await?;
    let slate = found.into_iter().next();
    slate.map(Json).ok_or_else(|| not_found("slate"))
}

/// List the slates of partners, each series with how far it is.
#[utoipa::path(get, operation_id = "list_partner_slates", path = "/api/v1/desk/rights/slates", tag = "rights",
    responses((status = 200, body = Slates), (status = 403, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Slates>> {
    let mut db = app.db.acquire().await?;
    let items = kept::read(&mut db, operator.house_id, None, app.clock.now()).await?;
    Ok(Json(Slates { items }))
}

/// Write a slate down: a partner's group of series, and the terms that are common to them.
#[utoipa::path(post, operation_id = "add_partner_slate", path = "/api/v1/desk/rights/slates", tag = "rights", request_body = NewSlate,
    responses((status = 201, body = Slate), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewSlate>,
) -> AppResult<(StatusCode, Json<Slate>)> {
    let (house_id, id) = (operator.house_id, app.random.id());
    let mut transaction = app.db.begin().await?;
    kept::write(&app, &mut transaction, &operator, (id, false), &new).await?;
    let detail = json!({ "name": new.name.trim(), "series": new.series_ids.len() });
    let kind = "partner_slate";
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "rights.slate_added",
        kind,
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, house_id, id).await?))
}

/// Change a slate. Deals that were made from it stay as they are.
#[utoipa::path(put, operation_id = "change_partner_slate", path = "/api/v1/desk/rights/slates/{id}", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewSlate,
    responses((status = 200, body = Slate), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSlate>,
) -> AppResult<Json<Slate>> {
    let house_id = operator.house_id;
    let mut transaction = app.db.begin().await?;
    kept::hold(&mut transaction, house_id, id, app.clock.now()).await?;
    kept::write(&app, &mut transaction, &operator, (id, true), &new).await?;
    let detail = json!({ "name": new.name.trim(), "series": new.series_ids.len() });
    let kind = "partner_slate";
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "rights.slate_changed",
        kind,
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    one(&app, house_id, id).await
}

/// Remove a slate. Its series and the deals that were made from it stay.
#[utoipa::path(delete, operation_id = "remove_partner_slate", path = "/api/v1/desk/rights/slates/{id}", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    let name = sqlx::query_scalar!(
        "delete from partner_slates where id = $1 and house_id = $2 returning name",
        id,
        operator.house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("slate"))?;
    let detail = json!({ "name": name });
    let kind = "partner_slate";
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "rights.slate_removed",
        kind,
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin a deal about series of a slate, on its terms.
#[utoipa::path(post, operation_id = "add_partner_slate_deal", path = "/api/v1/desk/rights/slates/{id}/deals", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewSlateDeal,
    responses((status = 201, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn deal(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSlateDeal>,
) -> AppResult<(StatusCode, Json<Deal>)> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let mut transaction = app.db.begin().await?;
    let slate = kept::hold(&mut transaction, house_id, id, now).await?;
    let mut series = new.series_ids;
    series.sort_unstable();
    series.dedup();
    if series.is_empty() {
        return Err(AppError::bad_request(
            "slate_series",
            "The deal is about no series.",
            "Choose at least one series of the slate.",
        ));
    }
    for series_id in &series {
        let member = slate.series.iter().find(|one| one.series_id == *series_id);
        let member = member.ok_or_else(|| not_found("series in the slate"))?;
        let goes_on = member
            .status
            .is_some_and(|status| status != DealStatus::Ended);
        if let Some(deal) = member.deal.as_ref().filter(|_| goes_on) {
            return Err(AppError::conflict(
                "slate_series_in_deal",
                format!("{} is in deal {deal} of this slate already.", member.title),
                "Go on with that deal, decline it, or leave the series out.",
            ));
        }
    }
    let made = NewDeal {
        name: new.name,
        direction: slate.direction,
        party_id: slate.party_id,
        blocks: about(&slate.terms, &series),
        fee: fee_for(&slate.fee, series.len())?,
        note: new.note,
        avail_row_ids: Vec::new(),
        deliverables: Vec::new(),
    };
    let deal_id = steps::create(&app, &mut transaction, &operator, made).await?;
    sqlx::query!(
        "update rights_deals set slate_id = $2 where id = $1",
        deal_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let mut db = app.db.acquire().await?;
    let found = read_deals(&mut db, house_id, Some(deal_id), now).await?;
    let deal = found.into_iter().next().ok_or_else(|| not_found("deal"))?;
    Ok((StatusCode::CREATED, Json(deal)))
}
