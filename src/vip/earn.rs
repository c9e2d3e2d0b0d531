//! A subscription's money, earned day by day.
//!
//! A period of n days that was paid with m (net of tax) has earned ⌊m·k/n⌋ after k whole days; each day earns the
//! difference to the day before, so that the whole is m to the unit.

use chrono::{DateTime, Duration, Utc};
use ledger::Reference;
use money::{Amount, Currency};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::refused;
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult};

/// Periods that are looked at in one go.
const BATCH: i64 = 200;

struct Open {
    id: Uuid,
    house_id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    currency: String,
    territory: String,
    net: i64,
    earned: i64,
    days: i32,
    days_earned: i32,
}

impl Open {
    /// Whole days that have passed: all of them once the period is over.
    fn days_passed(&self, now: DateTime<Utc>) -> i32 {
        if now >= self.ends_at {
            return self.days;
        }
        let passed = (now - self.starts_at)
            .num_days()
            .clamp(0, i64::from(self.days));
        i32::try_from(passed).unwrap_or(self.days)
    }

    fn earned_after(&self, days: i32) -> i64 {
        let exact = i128::from(self.net) * i128::from(days) / i128::from(self.days);
        i64::try_from(exact).unwrap_or(self.net)
    }
}

/// Books every day that has passed since the last time. Safe to repeat and to run twice at once.
pub async fn earn(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    loop {
        let due = sqlx::query_as!(
            Open,
            "select id, house_id, starts_at, ends_at, currency, territory, net, earned, days, days_earned from vip_periods
             where closed_at is null and starts_at + (days_earned + 1) * interval '1 day' <= $1
             order by starts_at, id limit $2",
            now,
            BATCH
        )
        .fetch_all(&app.db)
        .await?;
        let all = (due.len() as i64) < BATCH;
        for period in &due {
            earn_period(app, period, now).await?;
        }
        if all {
            return Ok(());
        }
    }
}

async fn earn_period(app: &App, period: &Open, now: DateTime<Utc>) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    // Held until its days are in the books: a refund waits for them.
    let current = sqlx::query!(
        "select days_earned from vip_periods where id = $1 and closed_at is null for update",
        period.id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if current.is_none_or(|current| current.days_earned != period.days_earned) {
        return Ok(());
    }
    let passed = period.days_passed(now);
    let currency = Currency::of(&period.currency).map_err(refused)?;
    let (mut lines, mut entries, mut earned) = (Vec::new(), Vec::new(), period.earned);
    for day in period.days_earned..passed {
        let amount = period.earned_after(day + 1) - earned;
        earned += amount;
        if amount == 0 {
            continue;
        }
        let id = derived(period.id, &format!("day:{day}"));
        entries.push(Entry {
            id,
            debit: Spot::house(Kind::VipDeferred, currency),
            credit: Spot::house(Kind::RevenueVip, currency),
            amount,
            reference: Reference::new("vip_day", period.id),
        });
        lines.push(Line {
            id,
            house_id: period.house_id,
            series_id: None,
            episode_id: None,
            kind: RevenueKind::Vip,
            amount: Amount::new(amount, currency),
            territory: period.territory.clone(),
            // Its first instant: the day is the one whose watching shares it.
            at: period.starts_at + Duration::days(i64::from(day)),
            source_kind: "vip_day",
            source_id: period.id,
            count: 1,
        });
    }
    // One by one: a day that was posted before a crash is not part of today's chain.
    for entry in entries {
        books::post(app, period.house_id, vec![entry]).await?;
    }
    record(&mut *transaction, &lines).await?;
    sqlx::query!(
        "update vip_periods set days_earned = $2, earned = $3, closed_at = case when $2 >= days then $4::timestamptz end
         where id = $1",
        period.id,
        passed,
        earned,
        now
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// What stopping a period leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Net money of days that will not come.
    pub unearned: i64,
    /// Net money of the days that were.
    pub earned: i64,
    pub total: i64,
}

/// Stops a period at this moment and ends its subscription, if it is the current one. The same again gives the same.
pub async fn stop(
    db: &mut PgConnection,
    house_id: Uuid,
    order_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Stopped> {
    let row = sqlx::query!(
        "select subscription_id, net, earned, returned, closed_at, ends_at from vip_periods
         where house_id = $1 and id = $2 for update",
        house_id,
        order_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| AppError::internal(anyhow::anyhow!("order {order_id} paid no period")))?;
    let unearned = if row.closed_at.is_some() {
        row.returned
    } else {
        row.net - row.earned
    };
    sqlx::query!(
        "update vip_periods set returned = $3, closed_at = coalesce(closed_at, $4) where house_id = $1 and id = $2",
        house_id,
        order_id,
        unearned,
        now
    )
    .execute(&mut *db)
    .await?;
    if row.closed_at.is_none() {
        let held = super::hold(&mut *db, house_id, row.subscription_id).await?;
        if held.current_end == row.ends_at {
            sqlx::query!(
                "update subscriptions set state = 'ended', current_end = least(current_end, $3::timestamptz), ended_at = $3, changed_at = $3
                 where house_id = $1 and id = $2",
                house_id,
                row.subscription_id,
                now
            )
            .execute(&mut *db)
            .await?;
        }
    }
    Ok(Stopped {
        unearned,
        earned: row.net - unearned,
        total: row.net,
    })
}

/// Gives a stopped period its days back, when the money came back after all: what is left of it is earned from now
/// on, day by day.
pub async fn reopen_period(
    db: &mut PgConnection,
    house_id: Uuid,
    order_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let row = sqlx::query!(
        "update vip_periods set returned = 0, closed_at = null where house_id = $1 and id = $2 and returned > 0
         returning subscription_id, ends_at",
        house_id,
        order_id
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    sqlx::query!(
        "update subscriptions set state = 'cancelled', current_end = $3::timestamptz, ended_at = null, changed_at = $4::timestamptz
         where house_id = $1 and id = $2 and state = 'ended' and $3::timestamptz > $4::timestamptz",
        house_id,
        row.subscription_id,
        row.ends_at,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
