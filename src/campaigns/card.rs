//! The card of a pledge: kept by the provider, and charged later.

use chrono::Duration;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{PledgeState, hold, hold_pledge, pledges};
use crate::app::App;
use crate::errors::AppResult;
use crate::payments::provider::Provider;
use crate::payments::stripe;

/// How long a page may take to confirm a card.
const WAITS_FOR: Duration = Duration::hours(24);

/// Test money: what becomes of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestCard {
    Good,
    /// Kept, and declined when it is charged.
    Declines,
    /// Not even kept.
    Refused,
}

/// What the provider says of a card.
enum Said {
    Waiting,
    /// Kept; the provider's name of it, and whether test money declines it.
    Kept(Option<String>, bool),
    Failed,
}

/// One pledge's card as far as it goes; the same again does nothing more.
pub(super) async fn advance(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    test: Option<TestCard>,
) -> AppResult<PledgeState> {
    let pledge = pledges!("house_id = $1 and id = $2", house_id, id)
        .fetch_one(&app.db)
        .await?;
    if pledge.state != PledgeState::Waiting {
        return Ok(pledge.state);
    }
    let now = app.clock.now();
    let mut said = match (&pledge.setup_ref, &app.payments, test) {
        (None, Provider::Test, Some(TestCard::Good)) => Said::Kept(None, false),
        (None, Provider::Test, Some(TestCard::Declines)) => Said::Kept(None, true),
        (None, Provider::Test, Some(TestCard::Refused)) => Said::Failed,
        (Some(reference), Provider::Stripe(stripe), _) => {
            let setup = stripe.find_setup(reference).await?;
            match (&*setup.status, setup.payment_method, pledge.person_id) {
                ("succeeded", Some(method), Some(person_id)) => {
                    let customer = stripe::sync::customer(app, stripe, house_id, person_id).await?;
                    stripe.attach(&customer, &method).await?;
                    Said::Kept(Some(method), false)
                }
                ("canceled", ..) => Said::Failed,
                _ => Said::Waiting,
            }
        }
        _ => Said::Waiting,
    };
    if matches!(said, Said::Waiting) && pledge.created_at + WAITS_FOR <= now {
        said = Said::Failed;
    }
    let mut transaction = app.db.begin().await?;
    // The close counts what is pledged: nobody slips in behind it.
    let campaign = hold(&mut transaction, house_id, pledge.campaign_id).await?;
    let held = hold_pledge(&mut transaction, house_id, id).await?;
    if held.state != PledgeState::Waiting {
        return Ok(held.state);
    }
    let late = campaign.state != super::State::Open || campaign.closes_at <= now;
    let (state, method, declines) = match said {
        Said::Waiting if !late => return Ok(PledgeState::Waiting),
        Said::Kept(method, declines) if !late => (PledgeState::Pledged, method, declines),
        _ => (PledgeState::Withdrawn, None, false),
    };
    sqlx::query!(
        "update pledges set state = $3, method = $4, test_declines = $5, client_secret = null, try_at = $6,
             pledged_at = case when $3 = 'pledged' then $6::timestamptz end
         where house_id = $1 and id = $2",
        house_id,
        id,
        state as PledgeState,
        method,
        declines,
        now
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(state)
}

/// Asks about cards of which nothing was heard.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let due = sqlx::query!(
        "update pledges set try_at = $1::timestamptz + interval '15 minutes' where id in (
             select id from pledges where state = 'waiting' and try_at <= $1 order by try_at limit 100 for update skip locked)
         returning house_id, id",
        app.clock.now()
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        if let Err(error) = advance(app, one.house_id, one.id, None).await {
            tracing::warn!(pledge = %one.id, "the card of a pledge could not be asked about: {error}");
        }
    }
    Ok(())
}
