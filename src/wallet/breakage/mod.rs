//! Breakage: paid coins never expire, but of those that nobody uses for very long the money counts as earned (IFRS 15,
//! B46). It is an estimate about the past, not a rule for the viewer: whoever uses such coins after all, or takes them
//! back, finds them as they were, and the money goes back to the float first.
//!
//! `lots.broken` says how much of a lot's money counts as breakage; each change of it is a row of `breakages`, written
//! with it, then posted, then done. All of a lot goes back at once: who has come back is likely to use the rest too, and
//! the months are counted anew.

pub mod settings;

use chrono::{DateTime, Months, Utc};
use ledger::Reference;
use money::Amount;
use sqlx::PgConnection;
use uuid::Uuid;

use super::LEFT_ALONE;
use crate::app::App;
use crate::books::money::currency;
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::AppResult;

const AT_ONCE: i64 = 1_000;

/// Counts what nobody uses any more as breakage, in houses that wish so, and finishes what a crash left.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let held = sqlx::query_scalar!(
        "select id from breakages where state = 'held' and created_at <= $1 order by created_at limit $2",
        now - LEFT_ALONE,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?;
    for id in held {
        if let Err(error) = finish(app, id).await {
            tracing::error!(breakage = %id, "breakage was not booked: {error}");
        }
    }
    let houses = sqlx::query!(
        r#"select id, breakage_months as "months!" from houses where breakage_months is not null"#
    )
    .fetch_all(&app.db)
    .await?;
    for house in houses {
        let months = Months::new(house.months.unsigned_abs());
        let Some(unused_since) = now.checked_sub_months(months) else {
            continue;
        };
        for lot in unused(app, house.id, unused_since).await? {
            if let Err(error) = count(app, lot, unused_since).await {
                tracing::error!(%lot, "unused coins were not looked at: {error}");
            }
        }
    }
    Ok(())
}

/// Lots with money that is not used, in wallets that nothing happened to since then.
async fn unused(app: &App, house_id: Uuid, since: DateTime<Utc>) -> AppResult<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select id from lots l
         where house_id = $1 and state = 'open' and created_at <= $2
           and coins > coins_used + coins_back and money > money_used + broken
           and not exists (select from lots o where o.person_id = l.person_id and o.kind = 'bought' and o.created_at > $2)
           and not exists (select from unlocks u where u.person_id = l.person_id and u.state <> 'refused' and u.created_at > $2)
           and not exists (select from unlock_parts p join unlocks u on u.id = p.unlock_id
                           where p.lot_id = l.id and u.state <> 'refused' and u.created_at > $2)
           and not exists (select from breakages b where b.lot_id = l.id and b.amount < 0 and b.created_at > $2)
         order by created_at limit $3",
        house_id,
        since,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?)
}

/// Counts what is left of a lot as breakage, unless it was used at this moment.
async fn count(app: &App, lot_id: Uuid, unused_since: DateTime<Utc>) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    super::lock_owner(&mut transaction, lot_id).await?;
    let lot = sqlx::query!(
        r#"select money - money_used - broken as "left!" from lots
           where id = $1 and coins > coins_used + coins_back and money > money_used + broken for update"#,
        lot_id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let used = sqlx::query_scalar!(
        "select u.id from unlock_parts p join unlocks u on u.id = p.unlock_id
         where p.lot_id = $1 and u.state <> 'refused' and u.created_at > $2 limit 1",
        lot_id,
        unused_since
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let (Some(lot), None) = (lot, used) else {
        return Ok(());
    };
    let id = hold(app, &mut transaction, lot_id, lot.left).await?;
    transaction.commit().await?;
    finish(app, id).await
}

/// Takes the breakage of lots back, in the transaction that uses them, holding them. [`finish_of`] must have booked it
/// before their money goes anywhere else.
pub(super) async fn take_back(app: &App, db: &mut PgConnection, lots: &[Uuid]) -> AppResult<()> {
    let broken = sqlx::query!(
        "select id, broken from lots where id = any ($1) and broken > 0 order by id",
        lots
    )
    .fetch_all(&mut *db)
    .await?;
    for lot in broken {
        hold(app, db, lot.id, -lot.broken).await?;
    }
    Ok(())
}

/// Writes a change down with its lot.
async fn hold(app: &App, db: &mut PgConnection, lot_id: Uuid, amount: i64) -> AppResult<Uuid> {
    let id = app.random.id();
    sqlx::query!(
        "with lot as (update lots set broken = broken + $3 where id = $2 returning id, house_id, currency)
         insert into breakages (id, house_id, lot_id, amount, currency, territory, created_at)
         select $1, lot.house_id, lot.id, $3, lot.currency, houses.territory, $4
         from lot join houses on houses.id = lot.house_id",
        id,
        lot_id,
        amount,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    Ok(id)
}

/// Books what is held of these lots.
pub async fn finish_of(app: &App, lots: &[Uuid]) -> AppResult<()> {
    let held = sqlx::query_scalar!(
        "select id from breakages where lot_id = any ($1) and state = 'held' order by created_at, id",
        lots
    )
    .fetch_all(&app.db)
    .await?;
    for id in held {
        finish(app, id).await?;
    }
    Ok(())
}

/// Posts a change, and writes it down as revenue; in whatever order changes of a lot are posted, the float holds at
/// least what its lots carry.
async fn finish(app: &App, id: Uuid) -> AppResult<()> {
    let row = sqlx::query!(
        "select house_id, lot_id, amount, currency, territory, state, created_at from breakages where id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    if row.state == "done" {
        return Ok(());
    }
    let amount = Amount::new(row.amount, currency(&row.currency)?);
    let float = Spot::house(Kind::CoinFloat, amount.currency);
    let broken = Spot::house(Kind::RevenueBreakage, amount.currency);
    let (debit, credit) = if amount.minor > 0 {
        (float, broken)
    } else {
        (broken, float)
    };
    let entry = Entry {
        id: derived(id, "breakage"),
        debit,
        credit,
        amount: amount.minor.saturating_abs(),
        reference: Reference::new("breakage", row.lot_id),
    };
    books::post(app, row.house_id, vec![entry]).await?;
    let line = Line {
        id: derived(id, "revenue"),
        house_id: row.house_id,
        // Earned by no series: nobody watched anything for it.
        series_id: None,
        episode_id: None,
        kind: RevenueKind::Breakage,
        amount,
        territory: row.territory,
        at: row.created_at,
        source_kind: "breakage",
        source_id: id,
        count: 1,
    };
    let mut transaction = app.db.begin().await?;
    record(&mut *transaction, &[line]).await?;
    sqlx::query!("update breakages set state = 'done' where id = $1", id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}
