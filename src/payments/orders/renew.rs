//! Renewing subscriptions: by the house itself, or by a provider that tells of it.

use chrono::{DateTime, Utc};
use money::Amount;
use serde_json::json;
use uuid::Uuid;

use super::{Kind, New, State, advance, find, insert, orders};
use crate::app::App;
use crate::books::derived;
use crate::books::money::refused;
use crate::errors::AppResult;
use crate::payments::provider::ProviderKind;
use crate::payments::tax::{self, Policy};
use crate::vip::{self, Subscription, subscriptions};

use super::advance::Payment;

/// Subscriptions that are looked at in one go.
const BATCH: i64 = 100;

/// Renews what is due, tries again what was declined, ends what is over.
pub async fn renew_due(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    // What a provider renews is the provider's to say; see `stripe::sync`.
    let due = subscriptions!(
        "current_end <= $1 and (
             state = 'cancelled' or (state = 'grace' and grace_until <= $1)
             or (provider_ref is null and (state = 'active' or (state = 'grace' and retry_at <= $1))))
         order by current_end, id limit $2",
        now,
        BATCH
    )
    .fetch_all(&app.db)
    .await?;
    for subscription in due {
        if let Err(error) = one(app, &subscription, now).await {
            tracing::warn!(subscription = %subscription.id, "a subscription could not be renewed: {error}");
        }
    }
    Ok(())
}

/// Tries a declined renewal again at once: with another card than the one that a payment may still wait for.
pub async fn retry(app: &App, subscription: &Subscription) -> AppResult<()> {
    let waiting = orders!(
        "subscription_id = $1 and period = $2 and state = 'pending'",
        subscription.id,
        subscription.periods
    )
    .fetch_optional(&app.db)
    .await?;
    if let Some(order) = waiting {
        crate::payments::stripe::sync::give_up(app, &order).await?;
    }
    let now = subscriptions!(
        "house_id = $1 and id = $2 and state = 'grace'",
        subscription.house_id,
        subscription.id
    )
    .fetch_optional(&app.db)
    .await?;
    match now {
        Some(now) => one(app, &now, app.clock.now()).await,
        None => Ok(()),
    }
}

async fn one(app: &App, subscription: &Subscription, now: DateTime<Utc>) -> AppResult<()> {
    let over = match subscription.state {
        vip::State::Cancelled => true,
        vip::State::Grace => subscription.grace_until.is_some_and(|until| until <= now),
        _ => subscription.person_id.is_none(),
    };
    if over {
        let mut transaction = app.db.begin().await?;
        let held = vip::hold(&mut transaction, subscription.house_id, subscription.id).await?;
        if held.state == subscription.state && held.current_end == subscription.current_end {
            vip::end(&mut transaction, &held, now).await?;
        }
        transaction.commit().await?;
        return Ok(());
    }
    if subscription.provider == ProviderKind::Stripe.as_str()
        && crate::payments::stripe::sync::hand_over(app, subscription).await?
    {
        return Ok(());
    }
    let waiting = orders!(
        "subscription_id = $1 and period = $2 and state in ('pending', 'paid')",
        subscription.id,
        subscription.periods
    )
    .fetch_optional(&app.db)
    .await?;
    let order_id = match waiting {
        Some(order) => order.id,
        None => write_order(app, subscription, None, now).await?,
    };
    advance(app, subscription.house_id, order_id, "renewal").await?;
    Ok(())
}

/// Writes the order of the next period down.
async fn write_order(
    app: &App,
    subscription: &Subscription,
    charged: Option<(Uuid, Amount)>,
    now: DateTime<Utc>,
) -> AppResult<Uuid> {
    let (house_id, number) = (subscription.house_id, subscription.periods);
    let label = format!("period:{number}:{}", subscription.attempts);
    let (id, price) = match charged {
        Some(charged) => charged,
        None => (
            derived(subscription.id, &label),
            subscription.price_of(number)?,
        ),
    };
    let rate = tax::rate(&app.db, house_id, &subscription.territory, now).await?;
    let within = tax::within(rate.as_ref(), price)?;
    let Some(person_id) = subscription.person_id else {
        return Ok(id);
    };
    let new = New {
        id,
        house_id,
        person_id,
        kind: Kind::Vip,
        item_id: Some(subscription.plan_id),
        book_version: subscription.book_version,
        coins: 0,
        bonus: 0,
        bonus_days: 0,
        price,
        tax: within.tax,
        rate: rate.as_ref(),
        policy: Policy::Sale,
        territory: &subscription.territory,
        provider: provider_of(subscription),
        provider_ref: None,
        plan: None,
        renews: Some((subscription.id, number)),
        evidence: json!({"territory": subscription.territory, "as_at_first_order": true}),
    };
    let mut transaction = app.db.begin().await?;
    insert(app, &mut transaction, &new, "renewal").await?;
    if new.provider == ProviderKind::Test {
        let outcome = if subscription.test_declines {
            "decline"
        } else {
            "succeed"
        };
        sqlx::query!(
            "update orders set test_outcome = $2 where id = $1 and test_outcome is null",
            id,
            outcome
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(id)
}

fn provider_of(subscription: &Subscription) -> ProviderKind {
    match subscription.provider.as_str() {
        "stripe" => ProviderKind::Stripe,
        "apple" => ProviderKind::Apple,
        "google" => ProviderKind::Google,
        _ => ProviderKind::Test,
    }
}

/// A provider that renews by itself charged a period: once for each `reference` of its own, such as an invoice.
pub async fn charged_by_provider(
    app: &App,
    subscription: &Subscription,
    reference: &str,
    price: Amount,
    payment: &Payment,
    cause: &str,
) -> AppResult<()> {
    let id = derived(subscription.id, reference);
    if price.currency != subscription.currency()? {
        return Err(refused(money::Error::MixedCurrencies {
            left: price.currency,
            right: subscription.currency()?,
        }));
    }
    let known = orders!("id = $1", id).fetch_optional(&app.db).await?;
    if known.is_none() {
        write_order(app, subscription, Some((id, price)), app.clock.now()).await?;
    }
    let order = find(&app.db, subscription.house_id, id).await?;
    if matches!(order.state, State::Pending | State::Failed) {
        super::paid(app, &order, payment, cause).await?;
    }
    advance(app, subscription.house_id, id, cause).await?;
    Ok(())
}

/// A provider that renews by itself was declined.
pub async fn declined_by_provider(app: &App, subscription: &Subscription) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let now = app.clock.now();
    if subscription.state == vip::State::Active {
        vip::decline(
            &mut transaction,
            subscription.house_id,
            subscription.id,
            now,
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}
