//! What the limit that a viewer set for a month leaves.

use chrono::{DateTime, Utc};
use money::{Amount, Currency};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::wallet;

/// What a viewer pays this month, in one currency: what their limit counts, and what their wallet says of it. It is all
/// orders of the month: coins, VIP with its renewals, pledges that were collected, and what still waits for its payment;
/// less what went back. Coins count when they are bought, and not again when they are used.
pub async fn paid_this_month(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
    currency: Currency,
    now: DateTime<Utc>,
) -> AppResult<Amount> {
    let minor = sqlx::query_scalar!(
        r#"select coalesce(sum(price - refunded), 0)::bigint as "paid!" from orders
           where house_id = $1 and person_id = $2 and currency = $3 and created_at >= $4
             and state in ('pending', 'paid', 'settled', 'refunded', 'disputed')"#,
        house_id,
        person_id,
        currency.code(),
        wallet::month_of(now)
    )
    .fetch_one(db)
    .await?;
    Ok(Amount::new(minor, currency))
}

/// Refuses a payment that would bring what a viewer pays this month above their limit. `promised` is what else they have promised, in minor units of `amount`'s currency.
///
/// The wallet stays locked until the transaction ends, so that of two orders at once the second counts the first.
/// A renewal is counted and not refused: it was agreed to when VIP was bought, and one tap cancels it.
pub async fn may_pay(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    amount: Amount,
    promised: i64,
) -> AppResult<()> {
    let Some(limit) = wallet::month_limit(app, &mut *db, house_id, person_id).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    let paid = paid_this_month(db, house_id, person_id, limit.currency, now).await?;
    let all = [promised, amount.minor]
        .iter()
        .fold(paid.minor, |sum, more| sum.saturating_add(*more));
    // Another currency than the limit's cannot be measured by it.
    if amount.currency == limit.currency && all <= limit.minor {
        Ok(())
    } else {
        Err(wallet::limit_reached(limit))
    }
}
