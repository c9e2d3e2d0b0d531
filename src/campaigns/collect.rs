//! Charging what was pledged to a campaign that succeeded.

use chrono::Duration;
use money::Amount;
use sqlx::types::Json as Column;
use uuid::Uuid;

use super::reward::{self, Reward};
use super::{Pledge, PledgeState, State, find, hold, hold_pledge, pledges};
use crate::app::App;
use crate::books::derived;
use crate::books::money::currency;
use crate::errors::AppResult;
use crate::payments::orders::{self, Charge};

/// How long after a decline a card is tried again.
const RETRY: Duration = Duration::days(1);
/// How soon a charge is looked at again whose end is not known.
const LOOK_AGAIN: Duration = Duration::minutes(5);
/// Pledges that are charged in one go.
const BATCH: i64 = 200;

/// Charges every pledge that is due.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let due = sqlx::query!(
        "select p.house_id, p.id from pledges p join campaigns c on c.id = p.campaign_id
         where p.state = 'pledged' and c.state = 'collecting' and p.try_at <= $1 order by p.try_at, p.id limit $2",
        app.clock.now(),
        BATCH
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        if let Err(error) = charge(app, one.house_id, one.id).await {
            tracing::warn!(pledge = %one.id, "a pledge could not be charged: {error}");
        }
    }
    let waiting = sqlx::query!(
        "select house_id, id from campaigns c where state = 'collecting'
             and not exists (select from pledges p where p.campaign_id = c.id and p.state = 'pledged')"
    )
    .fetch_all(&app.db)
    .await?;
    for one in waiting {
        sqlx::query!(
            "update campaigns set state = 'collected' where house_id = $1 and id = $2 and state = 'collecting'",
            one.house_id,
            one.id
        )
        .execute(&app.db)
        .await?;
    }
    Ok(())
}

/// Charges one pledge: its order is written down first, under an id of this try, so that whoever was killed in the
/// middle is followed by the same charge and not by another.
async fn charge(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let Some(order_id) = decide(app, house_id, id).await? else {
        return Ok(());
    };
    orders::advance(app, house_id, order_id, "campaign").await?;
    note(app, house_id, id).await
}

/// Writes the order of this try down, unless the campaign was cancelled; gives its id.
async fn decide(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Option<Uuid>> {
    let pledge = pledges!("house_id = $1 and id = $2", house_id, id)
        .fetch_one(&app.db)
        .await?;
    let mut transaction = app.db.begin().await?;
    let campaign = hold(&mut transaction, house_id, pledge.campaign_id).await?;
    let held = hold_pledge(&mut transaction, house_id, id).await?;
    if held.state != PledgeState::Pledged {
        return Ok(None);
    }
    if let Some(order_id) = held.order_id {
        return Ok(Some(order_id));
    }
    if campaign.state != State::Collecting {
        return Ok(None);
    }
    let Some(person_id) = held.person_id else {
        end(&mut transaction, &held, PledgeState::Dropped).await?;
        transaction.commit().await?;
        return Ok(None);
    };
    let order_id = derived(held.id, &format!("charge:{}", held.attempts));
    let due = Charge {
        id: order_id,
        house_id,
        person_id,
        campaign_id: campaign.id,
        amount: Amount::new(held.amount, currency(&held.currency)?),
        territory: &held.territory,
        provider: held.provider,
        method: held.method.as_deref(),
        test_declines: held.test_declines,
    };
    orders::charge_pledge(app, &mut transaction, &due).await?;
    sqlx::query!(
        "update pledges set order_id = $3 where house_id = $1 and id = $2",
        house_id,
        id,
        order_id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(order_id))
}

/// Writes down what became of the order of a pledge.
pub(super) async fn note(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let pledge = hold_pledge(&mut transaction, house_id, id).await?;
    let (PledgeState::Pledged, Some(order_id)) = (pledge.state, pledge.order_id) else {
        return Ok(());
    };
    let order = orders::find(&mut *transaction, house_id, order_id).await?;
    let campaign = find(&mut *transaction, house_id, pledge.campaign_id).await?;
    match order.state {
        orders::State::Pending | orders::State::Paid => {
            sqlx::query!(
                "update pledges set try_at = $3 where house_id = $1 and id = $2",
                house_id,
                id,
                now + LOOK_AGAIN
            )
            .execute(&mut *transaction)
            .await?;
        }
        orders::State::Failed if campaign.state == State::Cancelled => {
            end(&mut transaction, &pledge, PledgeState::Lapsed).await?;
        }
        orders::State::Failed => {
            let over =
                now + RETRY > campaign.closes_at + Duration::days(campaign.retry_days.into());
            let state = if over {
                PledgeState::Dropped
            } else {
                PledgeState::Pledged
            };
            sqlx::query!(
                "update pledges set state = $3, attempts = attempts + 1, order_id = null, try_at = $4 where house_id = $1 and id = $2",
                house_id,
                id,
                state as PledgeState,
                now + RETRY
            )
            .execute(&mut *transaction)
            .await?;
        }
        // Paid: also when it is disputed or went back since.
        _ => {
            end(&mut transaction, &pledge, PledgeState::Collected).await?;
            let rewards = sqlx::query_scalar!(
                r#"select rewards as "rewards: Column<Vec<Reward>>" from campaigns where id = $1"#,
                campaign.id
            )
            .fetch_one(&mut *transaction)
            .await?;
            if campaign.state != State::Cancelled {
                reward::give(app, &mut transaction, &campaign, &pledge, &rewards).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn end(
    db: &mut sqlx::PgConnection,
    pledge: &Pledge,
    state: PledgeState,
) -> AppResult<()> {
    sqlx::query!(
        "update pledges set state = $3 where house_id = $1 and id = $2",
        pledge.house_id,
        pledge.id,
        state as PledgeState
    )
    .execute(db)
    .await?;
    Ok(())
}
