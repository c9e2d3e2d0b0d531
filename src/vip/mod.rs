//! VIP: subscriptions to everything, and their money, earned day by day.
//!
//! Who renews a subscription, and how it is paid, is none of this area's business: whoever was paid says so
//! ([`begin`], [`renew`]), and whoever was not ([`decline`]).

mod change;
mod earn;
mod period;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use money::{Amount, Currency};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::books::money::refused;
use crate::errors::{AppError, AppResult};

pub use change::{cancel, decline, end, new_card, pause, reopen};
pub use earn::{earn, reopen_period, stop};
pub use period::Period;

/// How long an active subscription goes on when its renewal is late: providers take their time.
const SLACK: Duration = Duration::hours(6);

/// What a subscription is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = VipState)]
pub enum State {
    /// Renews.
    Active,
    /// Its renewal was declined; it goes on for a few days while the payment is tried again.
    Grace,
    /// Lasts until the end of what is paid, and waits to be resumed.
    Paused,
    /// Lasts until the end of what is paid, then ends.
    Cancelled,
    Ended,
}

/// A subscription as it is kept.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub id: Uuid,
    pub house_id: Uuid,
    pub person_id: Option<Uuid>,
    pub plan_id: Uuid,
    pub plan_period: Period,
    pub book_version: i32,
    pub currency: String,
    pub territory: String,
    pub price: i64,
    pub intro_price: Option<i64>,
    pub intro_periods: i32,
    pub provider: String,
    pub provider_ref: Option<String>,
    pub provider_ends: bool,
    pub state: State,
    pub periods: i32,
    pub anchor_at: DateTime<Utc>,
    pub anchor_periods: i32,
    pub current_end: DateTime<Utc>,
    pub grace_until: Option<DateTime<Utc>>,
    pub retry_at: Option<DateTime<Utc>>,
    pub attempts: i32,
    pub test_declines: bool,
}

/// Reads subscriptions: what follows `where`, and its arguments.
macro_rules! subscriptions {
    ($where:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::vip::Subscription,
            r#"select id, house_id, person_id, plan_id, plan_period as "plan_period: crate::vip::Period", book_version, currency,
                territory, price, intro_price, intro_periods, provider, provider_ref, provider_ends, state as "state: crate::vip::State",
                periods, anchor_at, anchor_periods, current_end, grace_until, retry_at, attempts,
                test_declines from subscriptions where "# + $where,
            $($argument),*
        )
    };
}
pub(crate) use subscriptions;

impl Subscription {
    pub fn currency(&self) -> AppResult<Currency> {
        Currency::of(&self.currency).map_err(refused)
    }

    /// What the period with this number (from 0) costs, all taxes in.
    pub fn price_of(&self, period: i32) -> AppResult<Amount> {
        let minor = match self.intro_price {
            Some(intro) if period < self.intro_periods => intro,
            _ => self.price,
        };
        Ok(Amount::new(minor, self.currency()?))
    }

    /// When the last period at the intro price ends; none when it is over, or there never was one.
    pub fn intro_ends(&self) -> Option<DateTime<Utc>> {
        self.intro_price?;
        let left = self.intro_periods - self.periods;
        (left >= 0).then(|| {
            let number = self.periods - self.anchor_periods + left;
            self.plan_period.after(self.anchor_at, number)
        })
    }

    /// Until when it lasts as things are.
    pub fn until(&self) -> DateTime<Utc> {
        match (self.state, self.grace_until) {
            (State::Grace, Some(grace)) => grace,
            _ => self.current_end,
        }
    }
}

/// Until when a person is VIP: in a paid period or in the grace after it; else none.
pub async fn until(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    let found = sqlx::query_scalar!(
        r#"select max(case when state = 'grace' then greatest(grace_until, current_end)
                           when state = 'active' and current_end <= $3 then current_end + $4 * interval '1 second'
                           else current_end end) as until
           from subscriptions where house_id = $1 and person_id = $2 and state <> 'ended'"#,
        house_id,
        person_id,
        now,
        SLACK.num_seconds() as f64
    )
    .fetch_one(db)
    .await?;
    Ok(found.filter(|until| *until > now))
}

/// The subscription that says most about a person: the one that lasts longest of those that go on.
pub async fn of_person(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
) -> AppResult<Option<Subscription>> {
    let found = subscriptions!(
        "house_id = $1 and person_id = $2 order by (state <> 'ended') desc, current_end desc, id limit 1",
        house_id,
        person_id
    )
    .fetch_optional(db)
    .await?;
    Ok(found)
}

/// One subscription, held against others who would change it.
pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Subscription> {
    subscriptions!("house_id = $1 and id = $2 for update", house_id, id)
        .fetch_optional(db)
        .await?
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("subscription {id} is gone")))
}

/// What a plan was offered for. Prices are the whole of what is charged, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub period: Period,
    pub price: i64,
    /// The price and the number of the first periods, when they cost something else.
    pub intro: Option<(i64, i32)>,
}

/// What was bought with the first payment.
pub struct Bought {
    /// Of the first order: it becomes the subscription's.
    pub order_id: Uuid,
    pub house_id: Uuid,
    pub person_id: Option<Uuid>,
    pub plan_id: Uuid,
    pub terms: Terms,
    pub book_version: i32,
    pub territory: String,
    pub provider: &'static str,
    pub test_declines: bool,
    /// Of the first period, net of tax.
    pub net: Amount,
}

/// Begins a subscription with its first paid period; once for each order.
pub async fn begin(db: &mut PgConnection, bought: &Bought, now: DateTime<Utc>) -> AppResult<()> {
    let terms = bought.terms;
    let end = terms.period.after(now, 1);
    let (intro_price, intro_periods) = terms.intro.unzip();
    let new = sqlx::query!(
        "insert into subscriptions (id, house_id, person_id, plan_id, plan_period, book_version, currency, territory, price,
             intro_price, intro_periods, provider, state, started_at, periods, anchor_at, current_start, current_end, test_declines,
             changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'active', $13, 1, $13, $13, $14, $15, $13)
         on conflict (id) do nothing",
        bought.order_id,
        bought.house_id,
        bought.person_id,
        bought.plan_id,
        terms.period as Period,
        bought.book_version,
        bought.net.currency.code(),
        bought.territory,
        terms.price,
        intro_price,
        intro_periods.unwrap_or(0),
        bought.provider,
        now,
        end,
        bought.test_declines
    )
    .execute(&mut *db)
    .await?;
    if new.rows_affected() == 0 {
        return Ok(());
    }
    let paid = Paid {
        order_id: bought.order_id,
        subscription_id: bought.order_id,
        number: 0,
        net: bought.net,
    };
    let held = hold(&mut *db, bought.house_id, bought.order_id).await?;
    add_period(db, &held, &paid, now, end).await
}

/// A renewal that was paid.
pub struct Paid {
    pub order_id: Uuid,
    pub subscription_id: Uuid,
    /// Of the period, from 0.
    pub number: i32,
    /// Net of tax.
    pub net: Amount,
}

/// Adds a paid period: where the last one ended, or now when there was a pause since. Once for each order.
pub async fn renew(
    db: &mut PgConnection,
    house_id: Uuid,
    paid: &Paid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let held = hold(&mut *db, house_id, paid.subscription_id).await?;
    let known = sqlx::query_scalar!("select 1 from vip_periods where id = $1", paid.order_id)
        .fetch_optional(&mut *db)
        .await?;
    if known.is_some() {
        return Ok(());
    }
    // Whoever paid in the grace had what they paid for; whoever paused or had ended had not.
    let gap = now > held.current_end
        && (matches!(held.state, State::Paused | State::Ended)
            || now > held.current_end + change::GRACE_MAX);
    let (start, anchor_at, anchor_periods) = if gap {
        (now, now, held.periods)
    } else {
        (held.current_end, held.anchor_at, held.anchor_periods)
    };
    let end = held
        .plan_period
        .after(anchor_at, held.periods + 1 - anchor_periods);
    sqlx::query!(
        "update subscriptions set periods = periods + 1, anchor_at = $3, anchor_periods = $4, current_start = $5, current_end = $6,
             state = case when state = 'cancelled' then state else 'active' end, grace_until = null, retry_at = null,
             attempts = 0, ended_at = null, changed_at = $7
         where house_id = $1 and id = $2",
        house_id,
        held.id,
        anchor_at,
        anchor_periods,
        start,
        end,
        now
    )
    .execute(&mut *db)
    .await?;
    add_period(db, &held, paid, start, end).await
}

async fn add_period(
    db: &mut PgConnection,
    of: &Subscription,
    paid: &Paid,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into vip_periods (id, house_id, subscription_id, number, starts_at, ends_at, currency, territory, net, days)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        paid.order_id,
        of.house_id,
        of.id,
        paid.number,
        start,
        end,
        of.currency,
        of.territory,
        paid.net.minor,
        i32::try_from((end - start).num_days().max(1)).unwrap_or(i32::MAX)
    )
    .execute(db)
    .await?;
    Ok(())
}
