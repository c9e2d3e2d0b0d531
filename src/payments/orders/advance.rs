//! One order as far as it can go.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::{Order, State, change, find, hold, settle};
use crate::app::App;
use crate::errors::AppResult;
use crate::payments::provider::{Provider, ProviderKind};
use crate::payments::{stripe, tax};
use crate::vip;

/// An order that is not paid by then ends.
pub const UNPAID_FOR: Duration = Duration::hours(24);

/// What the provider says of a payment.
#[derive(Clone, Debug, Default)]
pub struct Payment {
    /// How it calls the payment and the charge.
    pub provider_ref: Option<String>,
    pub charge_ref: Option<String>,
    /// Of the card: evidence for tax.
    pub country: Option<String>,
}

/// Asks the provider about an order that waits, and tells books and wallet of one that is paid. The same again does
/// nothing more.
pub async fn advance(app: &App, house_id: Uuid, id: Uuid, cause: &str) -> AppResult<Order> {
    let mut order = find(&app.db, house_id, id).await?;
    if order.state == State::Pending {
        ask(app, &order, cause).await?;
        order = find(&app.db, house_id, id).await?;
    }
    if order.state == State::Paid {
        settle::settle(app, &order, cause).await?;
        order = find(&app.db, house_id, id).await?;
    }
    Ok(order)
}

async fn ask(app: &App, order: &Order, cause: &str) -> AppResult<()> {
    match (order.provider, &app.payments) {
        (ProviderKind::Test, _) => ask_test(app, order, cause).await,
        (ProviderKind::Stripe, Provider::Stripe(stripe)) => {
            stripe::sync::ask(app, stripe, order, cause).await
        }
        // Stores speak first; and a provider that was taken out of the settings cannot be asked.
        _ => Ok(()),
    }
}

/// Test money: the buyer chose what happens.
async fn ask_test(app: &App, order: &Order, cause: &str) -> AppResult<()> {
    let overdue = order.created_at + UNPAID_FOR <= app.clock.now();
    match order.test_outcome.as_deref() {
        Some("succeed") => {
            let charge = format!("test_{}", order.id.simple());
            let payment = Payment {
                charge_ref: Some(charge),
                ..Payment::default()
            };
            paid(app, order, &payment, cause).await
        }
        Some(_) => fail(app, order, "declined", cause).await,
        None if overdue => fail(app, order, "expired", cause).await,
        None => Ok(()),
    }
}

/// Writes down that the provider has the money. Also of an order that had been given up: money that came counts.
pub async fn paid(app: &App, order: &Order, payment: &Payment, cause: &str) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let held = hold(&mut transaction, order.house_id, order.id).await?;
    if !matches!(held.state, State::Pending | State::Failed) {
        return Ok(());
    }
    sqlx::query!(
        "update orders set provider_ref = coalesce($3, provider_ref), charge_ref = $4, client_secret = null, failure = null,
             ask_at = $5
         where house_id = $1 and id = $2",
        held.house_id,
        held.id,
        payment.provider_ref,
        payment.charge_ref,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(country) = &payment.country {
        let evidence = json!({"payment_country": country});
        tax::add_evidence(&mut *transaction, held.house_id, held.id, &evidence).await?;
    }
    change(app, &mut transaction, &held, State::Paid, cause, json!({})).await?;
    transaction.commit().await?;
    Ok(())
}

/// Writes down that nothing was paid. A renewal's subscription goes into its grace.
pub async fn fail(app: &App, order: &Order, reason: &str, cause: &str) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let held = hold(&mut transaction, order.house_id, order.id).await?;
    if held.state != State::Pending {
        return Ok(());
    }
    sqlx::query!(
        "update orders set failure = $3, client_secret = null where house_id = $1 and id = $2",
        held.house_id,
        held.id,
        reason
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({"reason": reason});
    change(app, &mut transaction, &held, State::Failed, cause, detail).await?;
    if let Some(subscription) = held.subscription_id {
        vip::decline(
            &mut transaction,
            held.house_id,
            subscription,
            app.clock.now(),
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}
