//! Cancelling, pausing, resuming, and renewals that were declined.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{State, Subscription};
use crate::errors::{AppError, AppResult};

/// The longest that a declined renewal is forgiven.
pub(super) const GRACE_MAX: Duration = Duration::days(7);
/// How long until a declined renewal is tried again.
const RETRY_EVERY: Duration = Duration::days(1);

async fn set(
    db: &mut PgConnection,
    subscription: &Subscription,
    state: State,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update subscriptions set state = $3, changed_at = $4::timestamptz, ended_at = case when $3 = 'ended' then $4::timestamptz end,
             grace_until = case when $3 = 'grace' then grace_until end,
             retry_at = case when $3 = 'grace' then retry_at end
         where house_id = $1 and id = $2",
        subscription.house_id,
        subscription.id,
        state as State,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends it with what is paid. In the grace, at once: nothing is paid any more.
pub async fn cancel(
    db: &mut PgConnection,
    subscription: &Subscription,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match subscription.state {
        State::Ended => Err(none()),
        State::Cancelled => Ok(()),
        State::Grace => set(db, subscription, State::Ended, now).await,
        State::Active | State::Paused => set(db, subscription, State::Cancelled, now).await,
    }
}

/// Stops renewing until it is resumed.
pub async fn pause(
    db: &mut PgConnection,
    subscription: &Subscription,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match subscription.state {
        State::Paused => Ok(()),
        State::Active => set(db, subscription, State::Paused, now).await,
        State::Grace => Err(AppError::conflict(
            "vip_unpaid",
            "The last payment was declined, so there is nothing to pause.",
            "Pay it, or cancel.",
        )),
        State::Cancelled | State::Ended => Err(none()),
    }
}

/// Takes a cancellation or a pause back.
pub async fn reopen(
    db: &mut PgConnection,
    subscription: &Subscription,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match subscription.state {
        State::Active | State::Grace => Ok(()),
        State::Cancelled if subscription.current_end <= now => Err(none()),
        State::Cancelled => set(db, subscription, State::Active, now).await,
        State::Paused => {
            // What was paused for longer than it was paid is renewed at once, from now on.
            sqlx::query!(
                "update subscriptions set anchor_at = $3, anchor_periods = periods, current_start = $3, current_end = $3
                 where house_id = $1 and id = $2 and current_end < $3",
                subscription.house_id,
                subscription.id,
                now
            )
            .execute(&mut *db)
            .await?;
            set(db, subscription, State::Active, now).await
        }
        State::Ended => Err(none()),
    }
}

/// It is over.
pub async fn end(
    db: &mut PgConnection,
    subscription: &Subscription,
    now: DateTime<Utc>,
) -> AppResult<()> {
    set(db, subscription, State::Ended, now).await
}

/// A renewal was declined: grace first, then the end.
pub async fn decline(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let held = super::hold(&mut *db, house_id, id).await?;
    if matches!(held.state, State::Ended | State::Cancelled) {
        return Ok(());
    }
    let grace = held.current_end + Duration::days(held.plan_period.grace_days());
    if now >= grace {
        return set(db, &held, State::Ended, now).await;
    }
    sqlx::query!(
        "update subscriptions set state = 'grace', grace_until = $3, retry_at = $4, attempts = attempts + 1, changed_at = $5
         where house_id = $1 and id = $2",
        house_id,
        id,
        grace,
        now + RETRY_EVERY,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// There is another card: what was declined may be charged now.
pub async fn new_card(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update subscriptions set test_declines = false, retry_at = case when state = 'grace' then $3 else retry_at end
         where house_id = $1 and id = $2",
        house_id,
        id,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

fn none() -> AppError {
    AppError::conflict(
        "vip_none",
        "There is no subscription that goes on.",
        "Subscribe in the shop.",
    )
}
