//! The wallet: paid coins, which never expire, and bonus coins, which may.
//!
//! Coins come in by lots and leave from them, oldest first, so that each coin keeps what was paid for it. A lot
//! says what is decided, the ledger what is booked: a step is written here, posted there under ids derived from
//! it, then marked done; [`sweep()`] finishes what a crash left between.

mod back;
pub mod breakage;
mod history;
pub mod limits;
mod lots;
mod merge;
mod passcode;
pub mod routes;
pub mod set_limit;
pub mod spend;
mod sweep;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

pub use back::take_back;
pub use history::{EntryKind, NewEntry, forget, set_receipt, write};
pub use limits::{limit_reached, month_limit, month_of};
pub use lots::{Purchase, coin_value, credit, gift, open, unspent_of};
pub use merge::merge;
pub use sweep::{LEFT_ALONE, sweep};

/// What a viewer can spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WalletBalance {
    pub paid: i64,
    /// Not expired.
    pub bonus: i64,
}

/// What a viewer can spend now.
pub async fn balance(app: &App, house_id: Uuid, person_id: Uuid) -> AppResult<WalletBalance> {
    balance_in(&app.db, house_id, person_id, app.clock.now()).await
}

/// The same inside a transaction.
pub async fn balance_in(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<WalletBalance> {
    Ok(sqlx::query_as!(
        WalletBalance,
        r#"select coalesce(sum(coins - coins_used - coins_back), 0)::bigint as "paid!",
                  coalesce(sum(bonus - bonus_used - bonus_back - bonus_expired)
                      filter (where bonus_expires_at is null or bonus_expires_at > $3), 0)::bigint as "bonus!"
           from lots where house_id = $1 and person_id = $2 and state = 'open'"#,
        house_id,
        person_id,
        now
    )
    .fetch_one(db)
    .await?)
}

/// How a viewer wants their coins to be spent.
#[derive(Clone, Debug)]
pub struct Settings {
    pub spend_order: spend::Order,
    pub limit: Option<limits::Limit>,
}

/// Locks a viewer's wallet until the transaction ends, making it if there is none: one thing at a time is
/// bought by one viewer, on however many devices. None when the viewer has just become part of an account, or
/// was erased.
pub async fn lock(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
) -> AppResult<Option<Settings>> {
    let now = app.clock.now();
    // Before the wallet: whoever merges or erases the person locks in this order too.
    let there = sqlx::query_scalar!(
        "select id from people where id = $1 and house_id = $2 for key share",
        person_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?;
    if there.is_none() {
        return Ok(None);
    }
    let row = sqlx::query!(
        r#"insert into wallets (person_id, house_id, created_at) values ($1, $2, $3)
           on conflict (person_id) do update set person_id = excluded.person_id
           returning spend_order as "spend_order: spend::Order", monthly_limit, limit_currency, raised_limit, raised_at"#,
        person_id,
        house_id,
        now
    )
    .fetch_one(&mut *db)
    .await?;
    let limit = limits::Limit::kept(
        row.monthly_limit,
        row.limit_currency,
        row.raised_limit,
        row.raised_at,
    )?;
    Ok(Some(Settings {
        spend_order: row.spend_order,
        limit,
    }))
}

/// Locks the viewer of a lot before the lot itself is locked, as whoever joins two viewers does: neither waits for
/// the other in a ring.
async fn lock_owner(db: &mut PgConnection, lot_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "select p.id from people p join lots l on l.person_id = p.id where l.id = $1 for key share of p",
        lot_id
    )
    .fetch_optional(&mut *db)
    .await?;
    Ok(())
}
