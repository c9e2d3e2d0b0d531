//! Orders as operators see them.

use axum::extract::State as AppState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::routes::OrderShown;
use super::{State, find, orders};
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::payments::receipts;
use crate::payments::refunds::{self, Cause, State as RefundState};
use crate::people::policy::Operator;
use money::Amount;

const PAGE: i64 = 50;

/// Which orders.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeskOrdersWanted {
    state: Option<State>,
    /// Of one person.
    person_id: Option<Uuid>,
    /// The last order of the page before.
    after: Option<Uuid>,
}

/// A page of orders, newest first.
#[derive(Serialize, ToSchema)]
pub struct DeskOrders {
    pub orders: Vec<DeskOrderLine>,
    /// What to ask for as `after` next; null at the end.
    pub next: Option<Uuid>,
}

/// An order and whose it is.
#[derive(Serialize, ToSchema)]
pub struct DeskOrderLine {
    /// Null once the person is erased.
    pub person_id: Option<Uuid>,
    pub territory: String,
    #[serde(flatten)]
    pub order: OrderShown,
}

/// An order with everything that happened to it.
#[derive(Serialize, ToSchema)]
pub struct DeskOrder {
    #[serde(flatten)]
    pub line: DeskOrderLine,
    pub provider_ref: Option<String>,
    pub charge_ref: Option<String>,
    pub book_version: i32,
    pub subscription_id: Option<Uuid>,
    pub events: Vec<OrderEvent>,
    pub refunds: Vec<RefundShown>,
    /// How it was taxed; `tax` is how much.
    pub taxed: Option<TaxDecision>,
}

/// A state that it was in.
#[derive(Serialize, ToSchema)]
pub struct OrderEvent {
    pub at: DateTime<Utc>,
    pub state: State,
    pub cause: String,
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// Money that went back, or is about to.
#[derive(Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundShown {
    pub id: Uuid,
    pub cause: Cause,
    pub state: RefundState,
    pub everything: bool,
    /// All that goes back.
    pub total: Money,
    /// Of it, what had been used already: its buyer owes it.
    pub spent: Money,
    pub coins: i64,
    pub reason: String,
    pub problem: Option<String>,
    pub created_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// How it was taxed, and why.
#[derive(Serialize, ToSchema)]
pub struct TaxDecision {
    pub policy: String,
    pub territory: String,
    pub name: String,
    pub rate: String,
    #[schema(value_type = Object)]
    pub evidence: Value,
}

/// List the orders of the house.
#[utoipa::path(get, operation_id = "desk_orders", path = "/api/v1/desk/orders", tag = "desk", params(DeskOrdersWanted), responses((status = 200, body = DeskOrders), (status = 403, body = ErrorBody)))]
pub async fn list(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Query(wanted): Query<DeskOrdersWanted>,
) -> AppResult<Json<DeskOrders>> {
    let found = orders!(
        "house_id = $1 and ($2::text is null or state = $2) and ($3::uuid is null or person_id = $3)
           and ($4::uuid is null or (created_at, id) < (select created_at, id from orders where house_id = $1 and id = $4))
         order by created_at desc, id desc limit $5",
        operator.house_id,
        wanted.state as Option<State>,
        wanted.person_id,
        wanted.after,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = found.iter().map(|order| order.id).collect();
    let numbers = receipts::numbers_of_sales(&app.db, operator.house_id, &ids).await?;
    let next = (ids.len() as i64 == PAGE)
        .then(|| ids.last().copied())
        .flatten();
    let back = refunds::withdrawable(&app, operator.house_id, &found).await?;
    let lines = found.into_iter().map(|order| {
        let number = numbers.get(&order.id).copied();
        Ok(DeskOrderLine {
            person_id: order.person_id,
            territory: order.territory.clone(),
            order: OrderShown::with(&app, order, number, &back)?.without_secret(),
        })
    });
    Ok(Json(DeskOrders {
        orders: lines.collect::<AppResult<_>>()?,
        next,
    }))
}

/// Show an order with its history.
#[utoipa::path(get, operation_id = "desk_order", path = "/api/v1/desk/orders/{id}", tag = "desk", params(("id" = Uuid, Path)), responses((status = 200, body = DeskOrder), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<DeskOrder>> {
    Ok(Json(whole(&app, operator.house_id, id).await?))
}

async fn whole(app: &App, house_id: Uuid, id: Uuid) -> AppResult<DeskOrder> {
    let order = find(&app.db, house_id, id).await?;
    let events = sqlx::query_as!(
        OrderEvent,
        r#"select at, state as "state: State", cause, detail from order_events
           where house_id = $1 and order_id = $2 order by seq"#,
        house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    let rows = sqlx::query!(
        r#"select id, cause as "cause: Cause", state as "state: RefundState", everything, coins, net, tax, spent, currency, reason,
                  problem, created_at, settled_at
           from refunds where house_id = $1 and order_id = $2 order by created_at, id"#,
        house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    let refunds = rows.into_iter().map(|row| {
        let unit = currency(&row.currency)?;
        let spent = if row.everything { row.spent } else { 0 };
        Ok(RefundShown {
            id: row.id,
            cause: row.cause,
            state: row.state,
            everything: row.everything,
            total: Amount::new(row.net + row.tax + spent, unit).into(),
            spent: Amount::new(spent, unit).into(),
            coins: row.coins,
            reason: row.reason,
            problem: row.problem,
            created_at: row.created_at,
            settled_at: row.settled_at,
        })
    });
    let taxed = sqlx::query_as!(
        TaxDecision,
        "select policy, territory, name, rate, evidence from tax_decisions
         where house_id = $1 and subject_kind = 'order' and subject_id = $2",
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(DeskOrder {
        provider_ref: order.provider_ref.clone(),
        charge_ref: order.charge_ref.clone(),
        book_version: order.book_version,
        subscription_id: order.subscription_id,
        events,
        refunds: refunds.collect::<AppResult<_>>()?,
        taxed,
        line: DeskOrderLine {
            person_id: order.person_id,
            territory: order.territory.clone(),
            order: OrderShown::of(app, order).await?.without_secret(),
        },
    })
}

/// What is to go back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundWanted {
    /// Also what was used already; its buyer owes it then.
    #[serde(default)]
    pub everything: bool,
    /// For the audit log, up to 200 letters; nothing personal.
    pub reason: String,
}

/// Give money back: what was not used, or everything.
#[utoipa::path(post, operation_id = "desk_refund_order", path = "/api/v1/desk/orders/{id}/refund", tag = "desk", request_body = RefundWanted, params(("id" = Uuid, Path)), responses((status = 200, body = DeskOrder), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn refund(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(wanted): Json<RefundWanted>,
) -> AppResult<Json<DeskOrder>> {
    let reason = wanted.reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(AppError::bad_request(
            "reason_invalid",
            "A refund has a reason of 1 to 200 letters.",
            "Say why the money goes back.",
        ));
    }
    let order = find(&app.db, operator.house_id, id).await?;
    let wanted = refunds::Wanted {
        cause: Cause::Desk,
        everything: wanted.everything,
        reason: reason.to_owned(),
        by: Some(operator.id),
        given: None,
    };
    let mut transaction = app.db.begin().await?;
    let refund = refunds::begin_in(&app, &mut transaction, &order, &wanted, json!({})).await?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "order.refunded",
        "order",
        id,
        json!({"refund": refund, "everything": wanted.everything, "reason": wanted.reason}),
    )
    .await?;
    transaction.commit().await?;
    refunds::go_on(&app, operator.house_id, refund).await?;
    Ok(Json(whole(&app, operator.house_id, id).await?))
}
