//! Stripe's webhooks. One is a signal, not the truth: it is verified, kept as it came, and then the thing that it
//! speaks of is asked for anew. So they may come twice, late, in any order, or not at all.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::Duration as Span;
use serde::Deserialize;
use uuid::Uuid;

use super::intents::Dispute;
use super::{Failure, Stripe, sync, whose};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::{body, from_json};
use crate::houses::CurrentHouse;
use crate::payments::card;
use crate::payments::disputes::{self, State as DisputeState, Told};
use crate::payments::events::ATTEMPTS_MAX;
use crate::payments::orders::{self, Order};
use crate::payments::provider::Provider;
use crate::payments::refunds::{self, Cause};

const HEADER: &str = "stripe-signature";
/// How old a signature may be (docs.stripe.com/webhooks).
const TOLERANCE: Duration = Duration::from_mins(5);
/// How soon an event that could not be handled is tried again, at first.
const RETRY: Span = Span::minutes(1);

/// What of an event is read.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: Option<String>,
}

/// Takes a webhook in. Answered with success once it is kept: what it asks for may be done later.
pub async fn receive(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    request: Request,
) -> AppResult<StatusCode> {
    let Provider::Stripe(stripe) = &app.payments else {
        return Err(AppError::not_found(
            "hook_unknown",
            "This house takes no webhooks of Stripe.",
            "Set up Stripe's keys first.",
        ));
    };
    let header = request
        .headers()
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let bytes = body(request, &app).await?;
    let secrets: Vec<&str> = stripe
        .webhook_secrets
        .iter()
        .map(|secret| secret.0.as_str())
        .collect();
    let now = app.clock.now();
    signed::stripe::verify(&header, &bytes, &secrets, now.timestamp(), TOLERANCE).map_err(
        |error| {
            tracing::warn!("a webhook was refused: {error}");
            AppError::bad_request(
                "signature_refused",
                format!("The webhook is not taken: {error}."),
                error.remedy(),
            )
        },
    )?;
    let event: Event = from_json(&bytes)?;
    if event.id.is_empty() || event.id.len() > 255 || event.kind.len() > 255 {
        return Err(AppError::bad_request(
            "event_invalid",
            "The event has no id of a usual length.",
            "Send events as Stripe makes them.",
        ));
    }
    sqlx::query!(
        "insert into provider_events (house_id, provider, event_id, kind, body, received_at, try_at)
         values ($1, 'stripe', $2, $3, $4, $5, $5) on conflict do nothing",
        house.id,
        event.id,
        event.kind,
        bytes.as_ref(),
        now
    )
    .execute(&app.db)
    .await?;
    if let Err(error) = process(&app, house.id, &event.id).await {
        tracing::warn!(
            event = event.id,
            "a webhook waits to be tried again: {error}"
        );
    }
    Ok(StatusCode::OK)
}

/// Does what a kept event asks for, unless that is done.
pub async fn process(app: &App, house_id: Uuid, event_id: &str) -> AppResult<()> {
    let now = app.clock.now();
    let row = sqlx::query!(
        "update provider_events set attempts = attempts + 1,
             try_at = $3::timestamptz + least(attempts + 1, 60) * interval '1 minute'
         where house_id = $1 and provider = 'stripe' and event_id = $2 and processed_at is null returning body",
        house_id,
        event_id,
        now
    )
    .fetch_optional(&app.db)
    .await?;
    let (Some(row), Provider::Stripe(stripe)) = (row, &app.payments) else {
        return Ok(());
    };
    let event: Event = from_json(&row.body)?;
    let result = handle(app, stripe, &event).await;
    let problem = match &result {
        Ok(Heard::Done) => None,
        Ok(Heard::Nobodys) => Some("No house knows the sale that it is about.".to_owned()),
        Err(error) => Some(match &error.cause {
            Some(cause) => format!("{error}: {cause:#}"),
            None => error.to_string(),
        }),
    };
    if let Ok(Heard::Nobodys) = result {
        tracing::warn!(
            event = event.id,
            kind = event.kind,
            "a webhook is about no house's sale"
        );
    }
    sqlx::query!(
        "update provider_events set processed_at = case when $3 then $5::timestamptz end, problem = $4
         where house_id = $1 and provider = 'stripe' and event_id = $2",
        house_id,
        event_id,
        result.is_ok(),
        problem.map(|problem| problem.chars().take(500).collect::<String>()),
        now
    )
    .execute(&app.db)
    .await?;
    result.map(drop)
}

/// Tries again what could not be handled.
pub async fn sweep(app: &App) -> AppResult<()> {
    let waiting = sqlx::query!(
        "select house_id, event_id from provider_events
         where provider = 'stripe' and processed_at is null and try_at <= $1 and attempts < $2 order by try_at limit 100",
        app.clock.now() - RETRY,
        ATTEMPTS_MAX
    )
    .fetch_all(&app.db)
    .await?;
    for one in waiting {
        if let Err(error) = process(app, one.house_id, &one.event_id).await {
            tracing::warn!(
                event = one.event_id,
                "a webhook could not be handled: {error}"
            );
        }
    }
    Ok(())
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Done,
    /// Money went back, and no house knows the sale.
    Nobodys,
}

/// Asks for the thing that an event speaks of, and does what its state asks for, in the house that it belongs to: the
/// account is shared, so any house may be told.
async fn handle(app: &App, stripe: &Stripe, event: &Event) -> AppResult<Heard> {
    let Some(id) = event.data.object.id.as_deref() else {
        return Ok(Heard::Done);
    };
    let found = match event.kind.split('.').next().unwrap_or_default() {
        "setup_intent" => setup(app, stripe, id).await,
        "payment_intent" => payment(app, stripe, id).await,
        "charge" if event.kind.starts_with("charge.dispute.") => dispute(app, stripe, id).await,
        "charge" if event.kind.starts_with("charge.refund.") => refund(app, stripe, id).await,
        "charge" => charge(app, stripe, id).await,
        "refund" => refund(app, stripe, id).await,
        "invoice" => invoice(app, stripe, id).await,
        "customer" if event.kind.starts_with("customer.subscription.") => {
            subscription(app, stripe, id).await
        }
        _ => Ok(Heard::Done),
    };
    match found {
        // What the provider does not know any more asks for nothing.
        Err(error) if is_missing(&error) => Ok(Heard::Done),
        other => other,
    }
}

fn is_missing(error: &AppError) -> bool {
    error
        .cause
        .as_ref()
        .and_then(|cause| cause.downcast_ref::<Failure>())
        .is_some_and(Failure::is_missing)
}

async fn setup(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    if let Some(house_id) = whose::card(app, id).await? {
        card::told(app, house_id, id).await?;
        return Ok(Heard::Done);
    }
    payment(app, stripe, id).await
}

async fn payment(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    let known = whose::payment(app, id).await?;
    let order = if known.is_some() {
        known
    } else {
        // Its answer never reached us: the payment itself says which order it is for.
        let metadata = if id.starts_with("seti_") {
            stripe.find_setup(id).await?.metadata
        } else {
            stripe.find_intent(id).await?.metadata
        };
        match metadata.get("order_id").and_then(|id| id.parse().ok()) {
            Some(order_id) => adopt(app, order_id, id).await?,
            None => None,
        }
    };
    if let Some(order) = order {
        orders::advance(app, order.house_id, order.id, "webhook").await?;
    }
    Ok(Heard::Done)
}

/// Writes down which payment an order that had none belongs to.
async fn adopt(app: &App, order_id: Uuid, id: &str) -> AppResult<Option<whose::Known>> {
    let Some(order) = whose::order(app, order_id).await? else {
        return Ok(None);
    };
    sqlx::query!(
        "update orders set provider_ref = $3
         where house_id = $1 and id = $2 and provider = 'stripe' and provider_ref is null and state = 'pending'",
        order.house_id,
        order.id,
        id
    )
    .execute(&app.db)
    .await?;
    whose::payment(app, id).await
}

/// The order that a charge paid. Of one whose payment we never heard the payment is asked first.
async fn of_charge(app: &App, stripe: &Stripe, charge: &str) -> AppResult<Option<Order>> {
    let mut known = whose::charge(app, charge).await?;
    if known.is_none()
        && !charge.is_empty()
        && let Some(intent) = stripe.find_charge(charge).await?.payment_intent
    {
        payment(app, stripe, &intent).await?;
        known = whose::charge(app, charge).await?;
    }
    match known {
        Some(known) => Ok(Some(orders::find(&app.db, known.house_id, known.id).await?)),
        None => Ok(None),
    }
}

/// A charge changed: what it says of refunds may be news.
async fn charge(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    let told = stripe.find_charge(id).await?;
    if let Some(intent) = &told.payment_intent {
        payment(app, stripe, intent).await?;
    }
    let mut heard = Heard::Done;
    if told.amount_refunded > 0 {
        for one in stripe.refunds(id).await? {
            if take_refund(app, stripe, &one).await? == Heard::Nobodys {
                heard = Heard::Nobodys;
            }
        }
    }
    Ok(heard)
}

async fn refund(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    let told = stripe.find_refund(id).await?;
    take_refund(app, stripe, &told).await
}

/// A refund exists: one of ours goes on; one that was given at the provider's own desk is followed.
async fn take_refund(
    app: &App,
    stripe: &Stripe,
    told: &super::intents::Refund,
) -> AppResult<Heard> {
    let ours = told.metadata.get("refund_id").map(String::as_str);
    if let Some(known) = whose::refund(app, &told.id, ours).await? {
        refunds::go_on(app, known.house_id, known.id).await?;
        return Ok(Heard::Done);
    }
    let charge = told.charge.as_deref().unwrap_or_default();
    let Some(order) = of_charge(app, stripe, charge).await? else {
        return Ok(Heard::Nobodys);
    };
    if told.status.as_deref() != Some("succeeded") {
        return Ok(Heard::Done);
    }
    let order = orders::advance(app, order.house_id, order.id, "webhook").await?;
    let wanted = refunds::Wanted {
        cause: Cause::Provider,
        everything: true,
        reason: String::new(),
        by: None,
        given: Some((told.id.clone(), told.amount)),
    };
    // One of the house's own may be under way: it goes first, and is not taken for this one.
    for _ in 0..2 {
        let id = refunds::begin(app, &order, &wanted, serde_json::json!({})).await?;
        refunds::go_on(app, order.house_id, id).await?;
        if whose::refund(app, &told.id, None).await?.is_some() {
            return Ok(Heard::Done);
        }
    }
    Err(AppError::internal(anyhow::anyhow!(
        "refund {} is not the one that was written down",
        told.id
    )))
}

async fn dispute(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    let told = stripe.find_dispute(id).await?;
    let charge = told.charge.as_deref().unwrap_or_default();
    let Some(order) = of_charge(app, stripe, charge).await? else {
        return Ok(Heard::Nobodys);
    };
    // Else an inquiry: no money has moved.
    if let Some(told) = of_stripe(&told) {
        disputes::apply(app, &order, &told).await?;
    }
    Ok(Heard::Done)
}

async fn invoice(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    let told = stripe.find_invoice(id).await?;
    let reference = told.subscription.as_deref().unwrap_or_default();
    if let Some(house_id) = whose::subscription(app, reference).await? {
        sync::invoice(app, stripe, house_id, &told, "webhook").await?;
    }
    Ok(Heard::Done)
}

async fn subscription(app: &App, stripe: &Stripe, id: &str) -> AppResult<Heard> {
    if let Some(house_id) = whose::subscription(app, id).await? {
        sync::subscription(app, stripe, house_id, id, "webhook").await?;
    }
    Ok(Heard::Done)
}

fn of_stripe(told: &Dispute) -> Option<Told> {
    let state = match told.status.as_str() {
        "needs_response" | "under_review" => DisputeState::Opened,
        "won" => DisputeState::Won,
        "lost" => DisputeState::Lost,
        _ => return None,
    };
    Some(Told {
        reference: told.id.clone(),
        state,
        reason: told.reason.clone().unwrap_or_default(),
        amount: told.amount,
        fee: told.balance_transactions.iter().map(|line| line.fee).sum(),
    })
}
