//! A viewer's orders.

use std::collections::HashSet;

use axum::extract::State as AppState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::create::{Item, Tap, create, refuse_withdrawn_offer};
use super::{Kind, Order, State, advance, orders, unknown};
use crate::app::App;
use crate::books::money::{Money, MoneySent};
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::Served;
use crate::payments::provider::{Provider, ProviderKind};
use crate::payments::refunds::{self, Cause};
use crate::payments::{receipts, stripe};
use crate::people::Person;

/// Orders that are listed.
const PAGE: i64 = 100;

/// What is wanted, and the price that was shown for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderWanted {
    /// Made by the client, once for each tap: the same again is the same order.
    pub id: Uuid,
    pub item: Item,
    pub expected: MoneySent,
}

/// A sale, from the tap to the receipt.
#[derive(Serialize, ToSchema)]
#[schema(as = ShopOrder)]
pub struct OrderShown {
    pub id: Uuid,
    pub state: State,
    pub item: Item,
    /// What is paid, all taxes in.
    pub price: Money,
    /// The tax in it.
    pub tax: Money,
    /// What went back.
    pub refunded: Money,
    pub provider: OrderProvider,
    /// No real money changes hands.
    pub test_money: bool,
    /// Once it is settled: the number of its page under `/receipts/`.
    pub receipt: Option<i64>,
    pub coins: i64,
    pub bonus: i64,
    /// Why it failed: `declined`, `expired`, `cancelled`, `replaced`, `not_on_sale`.
    pub failure: Option<String>,
    /// Whether its buyer can give back now what was not used of it.
    pub withdrawable: bool,
    pub created_at: DateTime<Utc>,
}

/// How it is paid.
#[derive(Serialize, ToSchema)]
pub struct OrderProvider {
    pub kind: ProviderKind,
    /// For the provider's own script on the page, while the payment waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// What the secret is for: a payment, or a card that is kept for renewals and charged then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Confirm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confirm {
    Payment,
    Card,
}

impl OrderShown {
    /// As its buyer sees it.
    pub async fn of(app: &App, order: Order) -> AppResult<Self> {
        let receipt = receipts::number_of_sale(&app.db, order.house_id, order.id).await?;
        let back = refunds::withdrawable(app, order.house_id, std::slice::from_ref(&order)).await?;
        Self::with(app, order, receipt, &back)
    }

    /// As everybody but its buyer sees it.
    pub fn without_secret(mut self) -> Self {
        self.provider.client_secret = None;
        self.provider.confirm = None;
        self
    }

    /// The same when its receipt and the orders that can be withdrawn from are known.
    pub fn with(
        app: &App,
        order: Order,
        receipt: Option<i64>,
        withdrawable: &HashSet<Uuid>,
    ) -> AppResult<Self> {
        let secret = order
            .client_secret
            .clone()
            .filter(|_| order.state == State::Pending);
        let confirm = secret.as_ref().map(|_| {
            let card = order
                .provider_ref
                .as_ref()
                .is_some_and(|reference| reference.starts_with("seti_"));
            if card {
                Confirm::Card
            } else {
                Confirm::Payment
            }
        });
        let test_money = match (order.provider, &app.payments) {
            (ProviderKind::Test, _) => true,
            (ProviderKind::Stripe, Provider::Stripe(stripe)) => stripe.is_test_mode(),
            _ => false,
        };
        Ok(Self {
            id: order.id,
            state: order.state,
            item: match (order.kind, order.item_id) {
                (Kind::Pack, Some(pack_id)) => Item::Pack { pack_id },
                (Kind::Vip, Some(plan_id)) => Item::Vip { plan_id },
                (Kind::Pledge, Some(campaign_id)) => Item::Pledge { campaign_id },
                _ => Item::Exact { coins: order.coins },
            },
            price: order.amount(order.price)?.into(),
            tax: order.amount(order.tax)?.into(),
            refunded: order.amount(order.refunded)?.into(),
            provider: OrderProvider {
                kind: order.provider,
                client_secret: secret,
                confirm,
            },
            test_money,
            receipt,
            coins: order.coins,
            bonus: order.bonus,
            failure: order.failure,
            withdrawable: withdrawable.contains(&order.id),
            created_at: order.created_at,
        })
    }
}

/// Order coins or VIP at the price that was shown.
#[utoipa::path(post, operation_id = "order", path = "/api/v1/orders", tag = "payments", request_body = OrderWanted, responses((status = 200, body = OrderShown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 451, body = ErrorBody), (status = 503, body = ErrorBody)))]
pub async fn order(
    AppState(app): AppState<App>,
    person: Person,
    Served(territory): Served,
    Language(language): Language,
    Json(wanted): Json<OrderWanted>,
) -> AppResult<Json<OrderShown>> {
    if wanted.id.is_nil() {
        return Err(AppError::bad_request(
            "order_id_invalid",
            "An order needs an id of its own.",
            "Make a random one for each tap.",
        ));
    }
    let tap = Tap {
        id: wanted.id,
        expected: wanted.expected.amount()?,
        item: wanted.item,
        territory,
        language,
    };
    let mut order = create(&app, &person, &tap).await?;
    if order.state == State::Pending && order.provider_ref.is_none() {
        stripe::sync::open(&app, &order).await?;
        order = super::find(&app.db, person.house_id, order.id).await?;
    }
    Ok(Json(OrderShown::of(&app, order).await?))
}

/// List one's own orders, newest first, at most a hundred.
#[utoipa::path(get, operation_id = "list_orders", path = "/api/v1/orders", tag = "payments", responses((status = 200, body = Vec<OrderShown>)))]
pub async fn list(
    AppState(app): AppState<App>,
    person: Person,
) -> AppResult<Json<Vec<OrderShown>>> {
    let found = orders!(
        "house_id = $1 and person_id = $2 order by created_at desc, id limit $3",
        person.house_id,
        person.id,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = found.iter().map(|order| order.id).collect();
    let numbers = receipts::numbers_of_sales(&app.db, person.house_id, &ids).await?;
    let back = refunds::withdrawable(&app, person.house_id, &found).await?;
    let shown = found.into_iter().map(|order| {
        let number = numbers.get(&order.id).copied();
        OrderShown::with(&app, order, number, &back)
    });
    Ok(Json(shown.collect::<AppResult<_>>()?))
}

/// One of the viewer's own orders.
async fn own(app: &App, person: &Person, id: Uuid) -> AppResult<Order> {
    orders!(
        "house_id = $1 and person_id = $2 and id = $3",
        person.house_id,
        person.id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(unknown)
}

/// Show one of one's own orders; one that waits is asked about.
#[utoipa::path(get, operation_id = "show_order", path = "/api/v1/orders/{id}", tag = "payments", params(("id" = Uuid, Path)), responses((status = 200, body = OrderShown), (status = 404, body = ErrorBody)))]
pub async fn show(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<Json<OrderShown>> {
    let mut order = own(&app, &person, id).await?;
    if matches!(order.state, State::Pending | State::Paid) {
        match advance(&app, person.house_id, id, "buyer").await {
            Ok(now) => order = now,
            // It is shown as it was: the sweep goes on with it.
            Err(error) => tracing::warn!(order = %id, "an order could not go on: {error}"),
        }
    }
    Ok(Json(OrderShown::of(&app, order).await?))
}

/// What becomes of a payment with test money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestPayment {
    pub outcome: TestOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    Succeed,
    Decline,
    /// The first payment of a subscription succeeds, its renewals are declined.
    DeclineRenewals,
}

/// Pay an order with test money. Only where no provider of payments is set up.
#[utoipa::path(post, operation_id = "pay_with_test_money", path = "/api/v1/orders/{id}/test-payment", tag = "payments", request_body = TestPayment, params(("id" = Uuid, Path)), responses((status = 200, body = OrderShown), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn test_payment(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
    Json(wanted): Json<TestPayment>,
) -> AppResult<Json<OrderShown>> {
    let order = own(&app, &person, id).await?;
    if order.provider != ProviderKind::Test {
        return Err(AppError::conflict(
            "not_test_money",
            "This order is paid with real money.",
            "Pay it by the form in the shop.",
        ));
    }
    refuse_withdrawn_offer(&app, &order).await?;
    let outcome = match wanted.outcome {
        TestOutcome::Succeed | TestOutcome::DeclineRenewals => "succeed",
        TestOutcome::Decline => "decline",
    };
    // The provider's memory: what was chosen first, stays.
    sqlx::query!(
        "update orders set test_outcome = $3, test_renewals = $4
         where house_id = $1 and id = $2 and test_outcome is null and state = 'pending'",
        person.house_id,
        id,
        outcome,
        wanted.outcome != TestOutcome::DeclineRenewals
    )
    .execute(&app.db)
    .await?;
    let order = advance(&app, person.house_id, id, "buyer").await?;
    if order.state == State::Failed {
        return Err(AppError::new(
            axum::http::StatusCode::PAYMENT_REQUIRED,
            "card_declined",
            "The payment was declined. Nothing was charged.",
            "Order again to try anew.",
        ));
    }
    Ok(Json(OrderShown::of(&app, order).await?))
}

/// Withdraw from a purchase, whenever it was made: the coins that were not used go back, and their money. A pledge that
/// was charged can be withdrawn from for fourteen days.
#[utoipa::path(post, operation_id = "withdraw_order", path = "/api/v1/orders/{id}/withdraw", tag = "payments", params(("id" = Uuid, Path)), responses((status = 200, body = OrderShown), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn withdraw(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<Json<OrderShown>> {
    let order = own(&app, &person, id).await?;
    refunds::may_withdraw(&order, app.clock.now())?;
    let refund = refunds::begin(
        &app,
        &order,
        &refunds::Wanted {
            cause: Cause::Withdrawal,
            everything: false,
            reason: String::new(),
            by: Some(person.id),
            given: None,
        },
        json!({}),
    )
    .await?;
    refunds::go_on(&app, person.house_id, refund).await?;
    let order = own(&app, &person, id).await?;
    Ok(Json(OrderShown::of(&app, order).await?))
}
