//! The house and Stripe, brought to the same state: what Stripe says of a payment is the truth, whoever asks.

use chrono::Duration;
use money::{Amount, Currency};
use uuid::Uuid;

use super::intents::{Intent, Setup};
use super::{Failure, Invoice, Stripe};
use crate::app::App;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};
use crate::payments::orders::{self, Kind, Order, Payment, UNPAID_FOR};
use crate::payments::provider::{Provider, ProviderKind};
use crate::vip::{self, State, Subscription, subscriptions};

/// How long after the end of a period Stripe is asked, when nothing was heard: it finishes invoices for an hour.
const QUIET: Duration = Duration::hours(2);
/// Subscriptions that are looked at in one go.
const BATCH: i64 = 100;

/// Has a payment made at the provider for an order that has none yet, so that the viewer can confirm it on the page:
/// for coins a payment, for VIP a card that is kept.
pub async fn open(app: &App, order: &Order) -> AppResult<()> {
    let (ProviderKind::Stripe, Provider::Stripe(stripe)) = (order.provider, &app.payments) else {
        return Ok(());
    };
    let Some(person_id) = order.person_id else {
        return Ok(());
    };
    let customer = customer(app, stripe, order.house_id, person_id).await?;
    let (reference, secret) = if order.kind == Kind::Vip {
        let setup = stripe.setup(order.id, &customer).await?;
        (setup.id, setup.client_secret)
    } else {
        let price = order.amount(order.price)?;
        let intent = stripe.intent(order.id, price, &customer).await?;
        (intent.id, intent.client_secret)
    };
    sqlx::query!(
        "update orders set provider_ref = $3, client_secret = $4
         where house_id = $1 and id = $2 and state = 'pending' and provider_ref is null",
        order.house_id,
        order.id,
        reference,
        secret
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The provider's name for a person; made when there is none.
pub async fn customer(
    app: &App,
    stripe: &Stripe,
    house_id: Uuid,
    person_id: Uuid,
) -> AppResult<String> {
    let known = sqlx::query_scalar!(
        "select ref from provider_customers where house_id = $1 and person_id = $2 and provider = 'stripe'",
        house_id,
        person_id
    )
    .fetch_optional(&app.db)
    .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let made = stripe.customer(person_id).await?;
    // Of two at once the first stays.
    let kept = sqlx::query_scalar!(
        "insert into provider_customers (house_id, person_id, provider, ref) values ($1, $2, 'stripe', $3)
         on conflict (person_id, provider) do update set ref = provider_customers.ref returning ref",
        house_id,
        person_id,
        made
    )
    .fetch_one(&app.db)
    .await?;
    Ok(kept)
}

/// Asks about an order that waits.
pub async fn ask(app: &App, stripe: &Stripe, order: &Order, cause: &str) -> AppResult<()> {
    let overdue = order.created_at + UNPAID_FOR <= app.clock.now();
    match order.provider_ref.as_deref() {
        // A renewal by the house, or a pledge: nobody has to confirm anything.
        None if order.kind == Kind::Pledge || order.period.is_some_and(|period| period > 0) => {
            charge(app, stripe, order, cause).await
        }
        None => match find_lost(stripe, order).await? {
            Some(intent) => told(app, stripe, order, &intent, cause).await,
            None if overdue => orders::fail(app, order, "expired", cause).await,
            None => Ok(()),
        },
        Some(reference) if reference.starts_with("seti_") => {
            let setup = stripe.find_setup(reference).await?;
            kept_card(app, stripe, order, &setup, overdue, cause).await
        }
        Some(reference) => {
            let mut intent = stripe.find_intent(reference).await?;
            if overdue
                && !matches!(
                    intent.status.as_str(),
                    "succeeded" | "canceled" | "processing"
                )
            {
                intent = match stripe.cancel_intent(reference).await {
                    Ok(intent) => intent,
                    // It succeeded between the two questions.
                    Err(Failure::Refused { .. }) => stripe.find_intent(reference).await?,
                    Err(failure) => return Err(failure.into()),
                };
            }
            told(app, stripe, order, &intent, cause).await
        }
    }
}

/// A card was kept for a subscription: it becomes the one that is charged, now and for renewals.
async fn kept_card(
    app: &App,
    stripe: &Stripe,
    order: &Order,
    setup: &Setup,
    overdue: bool,
    cause: &str,
) -> AppResult<()> {
    let (Some(method), Some(person_id)) = (&setup.payment_method, order.person_id) else {
        if overdue || setup.status == "canceled" {
            return orders::fail(app, order, "expired", cause).await;
        }
        return Ok(());
    };
    if setup.status != "succeeded" {
        if overdue || setup.status == "canceled" {
            return orders::fail(app, order, "expired", cause).await;
        }
        return Ok(());
    }
    // VIP was switched off while the form stood open: what was not charged yet is not charged any more.
    let withdrawn = orders::no_longer_offered(app, order).await?;
    if withdrawn && find_lost(stripe, order).await?.is_none() {
        return orders::fail(app, order, "not_on_sale", cause).await;
    }
    keep_card(app, stripe, order.house_id, person_id, method).await?;
    charge(app, stripe, order, cause).await
}

/// Makes a card that was confirmed the one that a person is charged by.
pub async fn keep_card(
    app: &App,
    stripe: &Stripe,
    house_id: Uuid,
    person_id: Uuid,
    method: &str,
) -> AppResult<()> {
    let customer = customer(app, stripe, house_id, person_id).await?;
    stripe.prefer(&customer, method).await?;
    sqlx::query!(
        "update provider_customers set method = $3 where house_id = $1 and person_id = $2 and provider = 'stripe'",
        house_id,
        person_id,
        method
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Has Stripe charge what it could not charge of a subscription that it renews.
pub async fn pay_open(
    app: &App,
    stripe: &Stripe,
    house_id: Uuid,
    reference: &str,
) -> AppResult<()> {
    for one in stripe.invoices(reference).await? {
        if one.status.as_deref() != Some("open") {
            continue;
        }
        // Another card is another question: no answer of before is meant.
        let key = format!("pay:{}:{}", one.id, app.random.id());
        match stripe.pay_invoice(&one.id, &key).await {
            Ok(paid) => invoice(app, stripe, house_id, &paid, "card").await?,
            Err(failure) if failure.is_decline() => return Err(failure.into()),
            // Paid meanwhile, or given up there.
            Err(Failure::Refused { .. }) => {
                subscription(app, stripe, house_id, reference, "card").await?;
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(())
}

/// Gives a payment up that waits for the viewer, so that another card can be tried; it may have succeeded meanwhile.
pub async fn give_up(app: &App, order: &Order) -> AppResult<()> {
    let (ProviderKind::Stripe, Provider::Stripe(stripe)) = (order.provider, &app.payments) else {
        return Ok(());
    };
    let Some(reference) = order.provider_ref.as_deref() else {
        return Ok(());
    };
    match stripe.cancel_intent(reference).await {
        Ok(_) | Err(Failure::Refused { .. }) => {}
        Err(failure) => return Err(failure.into()),
    }
    orders::advance(app, order.house_id, order.id, "card").await?;
    Ok(())
}

/// A payment that was made for an order, and whose answer never reached us.
async fn find_lost(stripe: &Stripe, order: &Order) -> AppResult<Option<Intent>> {
    let ours = order.id.to_string();
    let is_ours = |intent: &Intent| {
        intent.metadata.get("order_id") == Some(&ours) && intent.status != "canceled"
    };
    let mut found: Vec<Intent> = stripe
        .intents()
        .await?
        .into_iter()
        .filter(is_ours)
        .collect();
    // Of two, the one that was paid.
    found.sort_by_key(|intent| intent.status != "succeeded");
    Ok(found.into_iter().next())
}

/// Charges the card that was kept. A payment whose answer was lost is looked for first.
async fn charge(app: &App, stripe: &Stripe, order: &Order, cause: &str) -> AppResult<()> {
    let card = sqlx::query!(
        r#"select ref as "reference", method from provider_customers where house_id = $1 and person_id = $2 and provider = 'stripe'"#,
        order.house_id,
        order.person_id
    )
    .fetch_optional(&app.db)
    .await?;
    // A pledge names its own card.
    let own = order.method.clone();
    let Some((customer, method)) =
        card.and_then(|card| Some((card.reference, own.or(card.method)?)))
    else {
        return orders::fail(app, order, "no_card", cause).await;
    };
    let intent = if let Some(intent) = find_lost(stripe, order).await? {
        Ok(intent)
    } else {
        let price = order.amount(order.price)?;
        let period = order.period.unwrap_or(0);
        stripe
            .charge_kept(order.id, period, price, &customer, &method)
            .await
    };
    match intent {
        Ok(intent) if intent.status == "requires_payment_method" => {
            orders::fail(app, order, "declined", cause).await
        }
        Ok(intent) => {
            // The bank may want the viewer after all: then the page confirms this payment.
            sqlx::query!(
                "update orders set provider_ref = $3, client_secret = $4 where house_id = $1 and id = $2 and state = 'pending'",
                order.house_id,
                order.id,
                intent.id,
                intent.client_secret
            )
            .execute(&app.db)
            .await?;
            told(app, stripe, order, &intent, cause).await
        }
        Err(failure) if failure.is_decline() => orders::fail(app, order, "declined", cause).await,
        Err(failure) => Err(failure.into()),
    }
}

/// Does what the state of a payment asks for.
async fn told(
    app: &App,
    stripe: &Stripe,
    order: &Order,
    intent: &Intent,
    cause: &str,
) -> AppResult<()> {
    match intent.status.as_str() {
        "succeeded" => {
            let same = intent.amount == order.price
                && intent.currency.eq_ignore_ascii_case(&order.currency);
            if !same {
                return Err(AppError::internal(anyhow::anyhow!(
                    "payment {} is of {} {}, order {} of {} {}",
                    intent.id,
                    intent.amount,
                    intent.currency,
                    order.id,
                    order.price,
                    order.currency
                )));
            }
            let payment = payment(stripe, intent).await;
            orders::paid(app, order, &payment, cause).await
        }
        "canceled" => orders::fail(app, order, "cancelled", cause).await,
        _ => Ok(()),
    }
}

async fn payment(stripe: &Stripe, intent: &Intent) -> Payment {
    // Where the card is from is evidence, not a condition.
    let country = match &intent.payment_method {
        Some(method) => stripe.country(method).await.unwrap_or_default(),
        None => None,
    };
    Payment {
        provider_ref: Some(intent.id.clone()),
        charge_ref: intent.latest_charge.clone(),
        country,
    }
}

/// Has Stripe renew a subscription whose first periods the house charged. True when somebody there renews it.
pub async fn hand_over(app: &App, subscription: &Subscription) -> AppResult<bool> {
    let Provider::Stripe(stripe) = &app.payments else {
        return Ok(true);
    };
    if subscription.provider_ref.is_some() {
        return Ok(true);
    }
    let Some(person_id) = subscription.person_id else {
        return Ok(true);
    };
    let customer = customer(app, stripe, subscription.house_id, person_id).await?;
    let found = stripe.find_ours(&customer, subscription.id).await?;
    let now = app.clock.now();
    let ready = subscription.state == State::Active
        && subscription.periods >= subscription.intro_periods.max(1)
        && subscription.current_end > now + QUIET;
    let theirs = match found {
        Some(theirs) => theirs,
        None if ready => {
            let price = Amount::new(subscription.price, subscription.currency()?);
            stripe
                .subscribe(
                    subscription.id,
                    &customer,
                    subscription.plan_period,
                    price,
                    subscription.current_end.timestamp(),
                )
                .await?
        }
        // Due, and not with Stripe: the house charges it.
        None => return Ok(false),
    };
    sqlx::query!(
        "update subscriptions set provider_ref = $3, provider_ends = $4 where house_id = $1 and id = $2 and provider_ref is null",
        subscription.house_id,
        subscription.id,
        theirs.id,
        theirs.cancel_at_period_end
    )
    .execute(&app.db)
    .await?;
    Ok(true)
}

/// Tells Stripe whether a subscription ends with what is paid, if it was told otherwise.
pub async fn push(app: &App, subscription: &Subscription) -> AppResult<()> {
    let Provider::Stripe(stripe) = &app.payments else {
        return Ok(());
    };
    let Some(reference) = &subscription.provider_ref else {
        return Ok(());
    };
    let ends = matches!(
        subscription.state,
        State::Cancelled | State::Paused | State::Ended
    );
    if ends == subscription.provider_ends {
        return Ok(());
    }
    let key = format!("ends:{reference}:{ends}:{}", app.random.id());
    match stripe.end_with_period(reference, ends, &key).await {
        Ok(()) => {}
        // It ended there.
        Err(Failure::Refused { .. }) if ends => {}
        Err(failure) => return Err(failure.into()),
    }
    sqlx::query!(
        "update subscriptions set provider_ends = $3 where house_id = $1 and id = $2",
        subscription.house_id,
        subscription.id,
        ends
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// An invoice was paid, or was not.
pub async fn invoice(
    app: &App,
    stripe: &Stripe,
    house_id: Uuid,
    invoice: &Invoice,
    cause: &str,
) -> AppResult<()> {
    let Some(reference) = invoice.subscription.as_deref() else {
        return Ok(());
    };
    let Some(subscription) = of_reference(app, house_id, reference).await? else {
        return Ok(());
    };
    match invoice.status.as_deref() {
        Some("paid") if invoice.amount_due > 0 => {
            let currency = Currency::of(&invoice.currency.to_ascii_uppercase()).map_err(refused)?;
            let price = Amount::new(invoice.amount_due, currency);
            let payment = match &invoice.payment_intent {
                Some(intent) => payment(stripe, &stripe.find_intent(intent).await?).await,
                None => Payment {
                    charge_ref: invoice.charge.clone(),
                    ..Payment::default()
                },
            };
            let label = format!("invoice:{}", invoice.id);
            orders::charged_by_provider(app, &subscription, &label, price, &payment, cause).await
        }
        Some("open" | "uncollectible") => orders::declined_by_provider(app, &subscription).await,
        _ => Ok(()),
    }
}

/// The house's subscription that Stripe calls so.
async fn of_reference(
    app: &App,
    house_id: Uuid,
    reference: &str,
) -> AppResult<Option<Subscription>> {
    Ok(subscriptions!(
        "house_id = $1 and provider = 'stripe' and provider_ref = $2",
        house_id,
        reference
    )
    .fetch_optional(&app.db)
    .await?)
}

/// What Stripe says of a subscription that it renews: paid invoices first, then whether it goes on.
pub async fn subscription(
    app: &App,
    stripe: &Stripe,
    house_id: Uuid,
    reference: &str,
    cause: &str,
) -> AppResult<()> {
    if of_reference(app, house_id, reference).await?.is_none() {
        return Ok(());
    }
    let mut invoices = stripe.invoices(reference).await?;
    // Oldest first, as periods follow each other.
    invoices.reverse();
    for one in invoices
        .iter()
        .filter(|one| one.status.as_deref() == Some("paid"))
    {
        invoice(app, stripe, house_id, one, cause).await?;
    }
    let theirs = stripe.find_subscription(reference).await?;
    let Some(ours) = of_reference(app, house_id, reference).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    match theirs.status.as_str() {
        "past_due" => orders::declined_by_provider(app, &ours).await,
        "canceled" | "unpaid" | "incomplete_expired" => {
            let mut transaction = app.db.begin().await?;
            let held = vip::hold(&mut transaction, house_id, ours.id).await?;
            match held.state {
                // Renewed by the house once it is resumed.
                State::Paused | State::Ended => {}
                _ if held.current_end > now => vip::cancel(&mut transaction, &held, now).await?,
                _ => vip::end(&mut transaction, &held, now).await?,
            }
            sqlx::query!(
                "update subscriptions set provider_ref = null, provider_ends = false where house_id = $1 and id = $2",
                house_id,
                held.id
            )
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Looks after the subscriptions that Stripe renews, or should: hands over, tells, and asks where nothing was heard.
pub async fn sweep(app: &App) -> AppResult<()> {
    let Provider::Stripe(stripe) = &app.payments else {
        return Ok(());
    };
    let now = app.clock.now();
    let waiting = subscriptions!(
        "provider = 'stripe' and (
             (provider_ref is null and state = 'active' and periods >= greatest(intro_periods, 1) and current_end > $1)
             or (provider_ref is not null and provider_ends <> (state in ('cancelled', 'paused', 'ended')))
             or (provider_ref is not null and state in ('active', 'grace') and current_end <= $2))
         order by changed_at, id limit $3",
        now,
        now - QUIET,
        BATCH
    )
    .fetch_all(&app.db)
    .await?;
    for one in waiting {
        let result = match &one.provider_ref {
            None => hand_over(app, &one).await.map(drop),
            Some(reference) => match push(app, &one).await {
                Ok(()) if one.current_end <= now - QUIET => {
                    subscription(app, stripe, one.house_id, reference, "sweep").await
                }
                other => other,
            },
        };
        if let Err(error) = result {
            tracing::warn!(subscription = %one.id, "Stripe could not be brought up to date: {error}");
        }
    }
    Ok(())
}
