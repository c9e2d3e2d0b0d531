//! A new card for a subscription: given on the page, kept by the provider, and tried at once when a renewal was declined.
//!
//! ```text
//! waiting → kept (the provider has the card; what failed is charged again)
//!    ↓
//!  failed
//! ```

use axum::extract::State as AppState;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::orders;
use super::provider::{Provider, ProviderKind};
use super::stripe;
use super::subscription::{Vip, shown};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::vip;

/// How long a page may take to confirm a card.
const WAITS_FOR: Duration = Duration::hours(24);
const ASK_AGAIN: Duration = Duration::minutes(5);

/// A card that is being given.
#[derive(Serialize, ToSchema)]
pub struct VipCard {
    pub id: Uuid,
    pub provider: ProviderKind,
    /// Test money: say what becomes of the card when it is done.
    pub test_money: bool,
    /// For the provider's form on the page: it confirms a SetupIntent with it.
    pub client_secret: Option<String>,
    pub publishable_key: Option<String>,
}

/// Give a new card: asks the provider to keep one. The page shows the provider's form, and says when it is done.
#[utoipa::path(post, operation_id = "new_vip_card", path = "/api/v1/vip/card", tag = "payments",
    responses((status = 200, body = VipCard), (status = 409, body = ErrorBody, description = "`vip_none`, `card_at_the_store`")))]
pub async fn ask(AppState(app): AppState<App>, person: Person) -> AppResult<Json<VipCard>> {
    let found = vip::of_person(&app.db, person.house_id, person.id).await?;
    let subscription = found
        .filter(|one| one.state != vip::State::Ended)
        .ok_or_else(none)?;
    let (id, now) = (app.random.id(), app.clock.now());
    let (provider, setup) = match (&*subscription.provider, &app.payments) {
        ("test", _) => (ProviderKind::Test, None),
        ("stripe", Provider::Stripe(stripe)) => {
            let customer = stripe::sync::customer(&app, stripe, person.house_id, person.id).await?;
            let setup = stripe.setup_card(id, &customer).await?;
            (ProviderKind::Stripe, Some((setup.id, setup.client_secret)))
        }
        _ => {
            return Err(AppError::conflict(
                "card_at_the_store",
                "This subscription is paid where it was bought, and so is its card changed there.",
                "Change the card in the store's settings.",
            ));
        }
    };
    let (reference, secret) = setup.unzip();
    let secret = secret.flatten();
    sqlx::query!(
        "insert into card_changes (id, house_id, person_id, subscription_id, provider, provider_ref, client_secret, created_at, ask_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        person.house_id,
        person.id,
        subscription.id,
        provider.as_str(),
        reference,
        secret,
        now,
        now + ASK_AGAIN
    )
    .execute(&app.db)
    .await?;
    Ok(Json(VipCard {
        id,
        provider,
        test_money: app.payments.is_test_money(),
        client_secret: secret,
        publishable_key: match &app.payments {
            Provider::Stripe(stripe) if provider == ProviderKind::Stripe => {
                stripe.publishable_key.clone()
            }
            _ => None,
        },
    }))
}

/// That the page is done with the provider's form.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardDone {
    /// Test money only: whether the card is good.
    pub test_outcome: Option<CardOutcome>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardOutcome {
    Succeed,
    Decline,
}

/// Say that the card was given. It becomes the one that is charged; a renewal that was declined is tried again at once.
#[utoipa::path(post, operation_id = "vip_card_given", path = "/api/v1/vip/card/{id}", tag = "payments",
    params(("id" = Uuid, Path)), request_body = CardDone,
    responses((status = 200, body = Vip), (status = 402, body = ErrorBody, description = "`card_declined`"),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`card_not_confirmed`, `card_failed`")))]
pub async fn given(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
    Json(done): Json<CardDone>,
) -> AppResult<Json<Vip>> {
    let own = sqlx::query_scalar!(
        "select id from card_changes where house_id = $1 and person_id = $2 and id = $3",
        person.house_id,
        person.id,
        id
    )
    .fetch_optional(&app.db)
    .await?;
    own.ok_or_else(|| {
        AppError::not_found(
            "card_not_found",
            "No card is being given under this id.",
            "Begin again on the VIP page.",
        )
    })?;
    match advance(&app, person.house_id, id, done.test_outcome).await? {
        State::Kept => {}
        State::Failed => {
            return Err(AppError::conflict(
                "card_failed",
                "This card was not taken.",
                "Begin again with another card.",
            ));
        }
        State::Waiting => {
            return Err(AppError::conflict(
                "card_not_confirmed",
                "The card is not confirmed yet.",
                "Finish the form, then say so again.",
            ));
        }
    }
    let found = vip::of_person(&app.db, person.house_id, person.id).await?;
    if let Some(subscription) = found.filter(|one| one.state == vip::State::Grace)
        && retry(&app, &subscription).await? == vip::State::Grace
    {
        let vip = shown(&app, &person).await?;
        // The bank wants the viewer: the page confirms that payment.
        if vip.0.unpaid_order.is_some() {
            return Ok(vip);
        }
        return Err(AppError::new(
            StatusCode::PAYMENT_REQUIRED,
            "card_declined",
            "The card was kept, but the payment was declined again.",
            "Try another card, or ask your bank.",
        ));
    }
    shown(&app, &person).await
}

/// Charges what a declined renewal left unpaid, at once; gives the state that it leaves.
async fn retry(app: &App, subscription: &vip::Subscription) -> AppResult<vip::State> {
    match (&subscription.provider_ref, &app.payments) {
        (Some(reference), Provider::Stripe(stripe)) => {
            stripe::sync::pay_open(app, stripe, subscription.house_id, reference).await?;
        }
        _ => orders::retry(app, subscription).await?,
    }
    let mut transaction = app.db.begin().await?;
    let now = vip::hold(&mut transaction, subscription.house_id, subscription.id).await?;
    Ok(now.state)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum State {
    Waiting,
    Kept,
    Failed,
}

/// One change as far as it can go; the same again does nothing more.
async fn advance(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    test: Option<CardOutcome>,
) -> AppResult<State> {
    let row = sqlx::query!(
        r#"select person_id, subscription_id, provider_ref, state as "state: State", created_at
           from card_changes where house_id = $1 and id = $2"#,
        house_id,
        id
    )
    .fetch_one(&app.db)
    .await?;
    if row.state != State::Waiting {
        return Ok(row.state);
    }
    let overdue = row.created_at + WAITS_FOR <= app.clock.now();
    let state = match (&row.provider_ref, &app.payments) {
        (None, _) => match test {
            Some(CardOutcome::Succeed) => State::Kept,
            Some(CardOutcome::Decline) => State::Failed,
            None => State::Waiting,
        },
        (Some(reference), Provider::Stripe(stripe)) => {
            let setup = stripe.find_setup(reference).await?;
            match (&*setup.status, &setup.payment_method) {
                ("succeeded", Some(method)) => {
                    stripe::sync::keep_card(app, stripe, house_id, row.person_id, method).await?;
                    State::Kept
                }
                ("canceled", _) => State::Failed,
                _ => State::Waiting,
            }
        }
        // Asked again once the provider is in the settings again.
        (Some(_), Provider::Test) => State::Waiting,
    };
    let state = if overdue && state == State::Waiting {
        State::Failed
    } else {
        state
    };
    if state == State::Waiting {
        return Ok(state);
    }
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "update card_changes set state = $3, client_secret = null where house_id = $1 and id = $2 and state = 'waiting'",
        house_id,
        id,
        state as State
    )
    .execute(&mut *transaction)
    .await?;
    if state == State::Kept {
        // Whoever is killed before the charge is followed by the sweep of renewals.
        vip::new_card(
            &mut transaction,
            house_id,
            row.subscription_id,
            app.clock.now(),
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(state)
}

/// The provider says that something happened to a card being given.
pub async fn told(app: &App, house_id: Uuid, reference: &str) -> AppResult<bool> {
    let known = sqlx::query_scalar!(
        "select id from card_changes where house_id = $1 and provider_ref = $2",
        house_id,
        reference
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(id) = known else { return Ok(false) };
    advance(app, house_id, id, None).await?;
    Ok(true)
}

/// Asks about cards of which nothing was heard.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now: DateTime<Utc> = app.clock.now();
    let due = sqlx::query!(
        "update card_changes set ask_at = $1::timestamptz + interval '15 minutes' where id in (
             select id from card_changes where state = 'waiting' and ask_at <= $1
             order by ask_at limit 100 for update skip locked)
         returning house_id, id",
        now
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        if let Err(error) = advance(app, one.house_id, one.id, None).await {
            tracing::warn!(card = %one.id, "a card could not be asked about: {error}");
        }
    }
    Ok(())
}

fn none() -> AppError {
    AppError::conflict(
        "vip_none",
        "There is no subscription that goes on.",
        "Subscribe in the shop.",
    )
}
