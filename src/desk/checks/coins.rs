//! Of wallets, their coins, and the money that coins carry.

use std::collections::HashMap;

use ledger::Unit;
use uuid::Uuid;

use super::Check;
use crate::app::App;
use crate::books::{Kind, Spot};
use crate::errors::AppResult;

/// Every wallet in the books holds what is left of its lots.
pub async fn wallets_match_lots(app: &App, house_id: Uuid) -> AppResult<Check> {
    let mut look = super::one_look(app).await?;
    let lots = sqlx::query!(
        r#"select l.holder, sum(l.coins - l.coins_used - l.coins_back)::bigint as "paid!",
               sum(l.bonus - l.bonus_used - l.bonus_back - l.bonus_expired)::bigint as "bonus!",
               bool_or(l.state = 'new'
                   or exists (select from unlock_parts p join unlocks u on u.id = p.unlock_id where p.lot_id = l.id and u.state = 'held')
                   or exists (select from lot_moves m where m.lot_id = l.id and m.state = 'held')) as "under_way!"
           from lots l where l.house_id = $1 group by l.holder"#,
        house_id
    )
    .fetch_all(&mut *look)
    .await?;
    let mut accounts: HashMap<Uuid, (String, i64)> = sqlx::query!(
        r#"select id, unit, credits_posted - debits_posted as "balance!" from ledger_accounts
           where ledger_id = $1 and kind in ('wallet_coins', 'wallet_bonus')"#,
        house_id
    )
    .fetch_all(&mut *look)
    .await?
    .into_iter()
    .map(|row| (row.id, (row.unit, row.balance)))
    .collect();
    look.commit().await?;

    let (mut compared, mut waiting, mut findings) = (0, 0, Vec::new());
    let mut nobodys = (0, 0, false);
    for lot in lots {
        let Some(holder) = lot.holder else {
            nobodys = (lot.paid, lot.bonus, lot.under_way);
            continue;
        };
        for (kind, unit, left) in [
            (Kind::WalletCoins, Unit::Coin, lot.paid),
            (Kind::WalletBonus, Unit::Bonus, lot.bonus),
        ] {
            let id = Spot::of(kind, holder, unit).account(house_id);
            let held = accounts.remove(&id).map_or(0, |(_, balance)| balance);
            if lot.under_way {
                waiting += 1;
                continue;
            }
            compared += 1;
            if held != left {
                findings.push(format!(
                    "account {id}: the books hold {held} {unit}, its lots {left}"
                ));
            }
        }
    }
    // What is left belongs to people who were erased; nothing says whose it was.
    let rest = |wanted: &str| -> i64 {
        let sums = accounts.values().filter(|(unit, _)| unit == wanted);
        sums.map(|(_, balance)| balance).sum()
    };
    for (unit, left) in [("COIN", nobodys.0), ("BONUS", nobodys.1)] {
        let held = rest(unit);
        compared += 1;
        if held != left && !nobodys.2 {
            findings.push(format!(
                "wallets of nobody any more: the books hold {held} {unit}, their lots {left}"
            ));
        }
    }
    Ok(Check::new(
        "wallets_match_lots",
        "Every wallet in the books holds what is left of its lots.",
        "Look again in a minute; if it stays, restart the house, which finishes every unlock and refund that it began.",
        compared,
        findings,
    )
    .waiting(waiting))
}

/// The coin float of each currency is the money that unspent coins carry, less what of it counts as breakage.
pub async fn float_matches_lots(app: &App, house_id: Uuid) -> AppResult<Check> {
    let mut look = super::one_look(app).await?;
    // Whoever takes coins back takes all that are left of a lot, and their money with them.
    let rows = sqlx::query!(
        r#"select coalesce(l.currency, a.unit) as "currency!", coalesce(l.money, 0) as "lots!", coalesce(a.balance, 0) as "float!"
           from (select currency, sum(case when coins_back > 0 then 0 else money - money_used - broken end)::bigint as money
                 from lots where house_id = $1 and currency is not null group by currency) l
           full join (select unit, credits_posted - debits_posted as balance
                 from ledger_accounts where ledger_id = $1 and kind = 'coin_float') a on a.unit = l.currency
           order by 1"#,
        house_id
    )
    .fetch_all(&mut *look)
    .await?;
    let waiting = sqlx::query_scalar!(
        r#"select (select count(*) from unlocks where house_id = $1 and state = 'held')
               + (select count(*) from lots where house_id = $1 and state = 'new' and coins > 0)
               + (select count(*) from orders where house_id = $1 and state = 'paid')
               + (select count(*) from breakages where house_id = $1 and state = 'held')
               + (select count(*) from refunds where house_id = $1 and state not in ('settled', 'failed')) as "waiting!""#,
        house_id
    )
    .fetch_one(&mut *look)
    .await?;
    look.commit().await?;
    // Money of what is under way is on one side only; it is compared once that is done.
    let findings = rows
        .iter()
        .filter(|row| row.lots != row.float && waiting == 0)
        .map(|row| {
            format!(
                "{}: unspent coins carry {}, the float holds {}",
                row.currency, row.lots, row.float
            )
        })
        .collect();
    Ok(Check::new(
        "float_matches_lots",
        "The coin float is the money that unspent coins carry.",
        "Compare the orders and refunds of the day with the history of the coin float, and correct it by a further entry.",
        rows.len(),
        findings,
    )
    .waiting(waiting))
}

/// What counts as breakage in the books is what the lots say.
pub async fn breakage_matches_lots(app: &App, house_id: Uuid) -> AppResult<Check> {
    let mut look = super::one_look(app).await?;
    let rows = sqlx::query!(
        r#"select coalesce(l.currency, a.unit) as "currency!", coalesce(l.broken, 0) as "lots!", coalesce(a.balance, 0) as "booked!"
           from (select currency, sum(broken)::bigint as broken
                 from lots where house_id = $1 and currency is not null group by currency) l
           full join (select unit, credits_posted - debits_posted as balance
                 from ledger_accounts where ledger_id = $1 and kind = 'revenue_breakage') a on a.unit = l.currency
           order by 1"#,
        house_id
    )
    .fetch_all(&mut *look)
    .await?;
    let waiting = sqlx::query_scalar!(
        r#"select count(*) as "waiting!" from breakages where house_id = $1 and state = 'held'"#,
        house_id
    )
    .fetch_one(&mut *look)
    .await?;
    look.commit().await?;
    let findings = rows
        .iter()
        .filter(|row| row.lots != row.booked && waiting == 0)
        .map(|row| {
            format!(
                "{}: {} of unspent coins counts as breakage, the books say {}",
                row.currency, row.lots, row.booked
            )
        })
        .collect();
    Ok(Check::new(
        "breakage_matches_lots",
        "Breakage is the money of coins that are not used, and nothing else.",
        "Compare the history of the breakage account with the lots that it names, and correct it by a further entry.",
        rows.len(),
        findings,
    )
    .waiting(waiting))
}

/// Every unlock took from the wallets what it cost, once; and nothing else did.
pub async fn unlocks_match_books(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"select coalesce(u.id, t.id) as "id!", u.state as "state?", coalesce(u.paid, 0) as "paid!", coalesce(u.bonus, 0) as "bonus!",
               coalesce(t.coins, 0) as "coins_booked!", coalesce(t.bonus, 0) as "bonus_booked!"
           from (select id, state, paid, bonus from unlocks where house_id = $1) u
           full join (select reference_id as id, coalesce(sum(amount) filter (where unit = 'COIN'), 0)::bigint as coins,
                     coalesce(sum(amount) filter (where unit = 'BONUS'), 0)::bigint as bonus
                 from ledger_transfers where ledger_id = $1 and reference_kind = 'unlock' group by reference_id) t on t.id = u.id"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let (mut waiting, mut findings) = (0, Vec::new());
    for row in &rows {
        let booked = (row.coins_booked, row.bonus_booked);
        let expected = match row.state.as_deref() {
            Some("held") => {
                waiting += 1;
                continue;
            }
            Some("done") => (row.paid, row.bonus),
            _ => (0, 0),
        };
        if booked != expected {
            findings.push(format!(
                "unlock {}: cost {} coins and {} bonus coins, the books took {} and {}",
                row.id, expected.0, expected.1, booked.0, booked.1
            ));
        }
    }
    Ok(Check::new(
        "unlocks_match_books",
        "Every unlock took what it cost from its wallet, exactly once.",
        "Open the unlock's transfers in the books, and give the viewer what was taken too often.",
        rows.len(),
        findings,
    )
    .waiting(waiting))
}
