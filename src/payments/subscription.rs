//! VIP as its subscriber sees it, with everything one tap away.

use axum::extract::State as AppState;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::orders::{State as OrderState, orders};
use super::stripe;
use crate::app::App;
use crate::books::money::Money;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::Person;
use crate::vip::{self, Period, State, Subscription};

/// A subscription, or that there is none.
#[derive(Serialize, ToSchema)]
pub struct Vip {
    pub plan: Option<VipPlan>,
    /// Null: never subscribed.
    pub state: Option<State>,
    /// Until when everything is open as things are.
    pub until: Option<DateTime<Utc>>,
    pub next_charge: Option<NextCharge>,
    /// When the intro price ends.
    pub intro_ends: Option<DateTime<Utc>>,
    /// When a declined payment is tried again.
    pub retry_at: Option<DateTime<Utc>>,
    /// The order that waits for a payment, when the bank asks for the viewer.
    pub unpaid_order: Option<Uuid>,
}

/// What was subscribed to.
#[derive(Serialize, ToSchema)]
pub struct VipPlan {
    pub id: Uuid,
    pub period: Period,
    /// Each period, after the intro.
    pub price: Money,
    pub intro_price: Option<Money>,
    pub intro_periods: i32,
}

/// What is charged next.
#[derive(Serialize, ToSchema)]
pub struct NextCharge {
    pub at: DateTime<Utc>,
    pub amount: Money,
}

/// The subscription of a person.
pub(super) async fn shown(app: &App, person: &Person) -> AppResult<Json<Vip>> {
    let found = vip::of_person(&app.db, person.house_id, person.id).await?;
    let Some(one) = found else {
        return Ok(Json(Vip {
            plan: None,
            state: None,
            until: None,
            next_charge: None,
            intro_ends: None,
            retry_at: None,
            unpaid_order: None,
        }));
    };
    let next_charge = match one.state {
        State::Active => Some(one.current_end),
        State::Grace => one.retry_at,
        _ => None,
    };
    let next_charge = match next_charge {
        None => None,
        Some(at) => Some(NextCharge {
            at,
            amount: one.price_of(one.periods)?.into(),
        }),
    };
    let unpaid = orders!(
        "house_id = $1 and subscription_id = $2 and state = 'pending'",
        person.house_id,
        one.id
    )
    .fetch_optional(&app.db)
    .await?;
    let currency = one.currency()?;
    let money = |minor| money::Amount::new(minor, currency).into();
    let until = vip::until(&app.db, person.house_id, person.id, app.clock.now()).await?;
    Ok(Json(Vip {
        state: Some(one.state),
        until: until.map(|until| until.min(one.until().max(app.clock.now()))),
        next_charge,
        intro_ends: one.intro_ends(),
        retry_at: one.retry_at,
        unpaid_order: unpaid
            .filter(|order| order.state == OrderState::Pending)
            .map(|order| order.id),
        plan: Some(VipPlan {
            id: one.plan_id,
            period: one.plan_period,
            price: money(one.price),
            intro_price: one.intro_price.map(money),
            intro_periods: one.intro_periods,
        }),
    }))
}

/// Show one's own subscription.
#[utoipa::path(get, operation_id = "show_vip", path = "/api/v1/vip", tag = "payments", responses((status = 200, body = Vip)))]
pub async fn show(AppState(app): AppState<App>, person: Person) -> AppResult<Json<Vip>> {
    shown(&app, &person).await
}

/// Changes the subscription that goes on, then tells the provider; the sweep tells it again if it did not hear.
async fn changed(
    app: &App,
    person: &Person,
    change: impl AsyncFnOnce(&mut PgConnection, &Subscription, DateTime<Utc>) -> AppResult<()>,
) -> AppResult<Json<Vip>> {
    let found = vip::of_person(&app.db, person.house_id, person.id).await?;
    let found = found.ok_or_else(|| {
        AppError::conflict(
            "vip_none",
            "There is no subscription that goes on.",
            "Subscribe in the shop.",
        )
    })?;
    let mut transaction = app.db.begin().await?;
    let held = vip::hold(&mut transaction, person.house_id, found.id).await?;
    change(&mut transaction, &held, app.clock.now()).await?;
    transaction.commit().await?;
    let after = vip::of_person(&app.db, person.house_id, person.id).await?;
    if let Some(after) = after
        && let Err(error) = stripe::sync::push(app, &after).await
    {
        tracing::warn!(subscription = %after.id, "the provider was not told yet: {error}");
    }
    shown(app, person).await
}

/// Cancel: it lasts until the end of what is paid.
#[utoipa::path(post, operation_id = "cancel_vip", path = "/api/v1/vip/cancel", tag = "payments", responses((status = 200, body = Vip), (status = 409, body = ErrorBody)))]
pub async fn cancel(AppState(app): AppState<App>, person: Person) -> AppResult<Json<Vip>> {
    changed(&app, &person, vip::cancel).await
}

/// Pause: nothing is charged until it is resumed.
#[utoipa::path(post, operation_id = "pause_vip", path = "/api/v1/vip/pause", tag = "payments", responses((status = 200, body = Vip), (status = 409, body = ErrorBody)))]
pub async fn pause(AppState(app): AppState<App>, person: Person) -> AppResult<Json<Vip>> {
    changed(&app, &person, vip::pause).await
}

/// Take a cancellation or a pause back.
#[utoipa::path(post, operation_id = "resume_vip", path = "/api/v1/vip/resume", tag = "payments", responses((status = 200, body = Vip), (status = 409, body = ErrorBody)))]
pub async fn resume(AppState(app): AppState<App>, person: Person) -> AppResult<Json<Vip>> {
    changed(&app, &person, vip::reopen).await
}
