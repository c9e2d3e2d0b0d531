//! Coins that leave without an unlock: taken back with a refund or a withdrawal, or expired.

use ledger::{Reference, Refusal, Unit};
use money::Amount;
use sqlx::PgConnection;
use uuid::Uuid;

use super::breakage;
use super::history::{self, EntryKind, NewEntry};
use super::spend::holder_of;
use crate::app::App;
use crate::books::money::currency;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult};

/// What a refund finds in a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// Paid coins that were not spent and are gone from the wallet now.
    pub coins_back: i64,
    /// What these carry: net, as [`super::Purchase::money`].
    pub money_back: Amount,
    /// What the viewer paid for them, tax included.
    pub price_back: Amount,
    pub coins_spent: i64,
    pub money_spent: Amount,
    pub price_spent: Amount,
}

/// Takes the unspent coins of a purchase out of the wallet, with its unspent bonus coins, and says what was
/// spent. `reason` is `withdrawn`, or anything else for a refund. The same again says the same.
pub async fn take_back(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    lot_id: Uuid,
    reason: &str,
) -> AppResult<TakenBack> {
    let kind = if reason == "withdrawn" {
        EntryKind::Withdrawn
    } else {
        EntryKind::Refund
    };
    super::lots::open_if_new(app, house_id, lot_id).await?;
    let mut transaction = app.db.begin().await?;
    super::lock_owner(&mut transaction, lot_id).await?;
    let lot = sqlx::query!(
        r#"select person_id, coins, coins_used, coins_back, coins - coins_used - coins_back as "coins_left!",
                  bonus - bonus_used - bonus_back - bonus_expired as "bonus_left!",
                  currency as "currency!", money, money_used, price, price_used
           from lots where id = $1 and house_id = $2 and kind = 'bought' for update"#,
        lot_id,
        house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .filter(|lot| lot.person_id.is_none_or(|owner| owner == person_id))
    .ok_or_else(no_such_lot)?;
    let unit = currency(&lot.currency)?;
    let mut moved = None;
    if lot.coins_left + lot.bonus_left > 0 {
        sqlx::query!(
            "update lots set coins_back = coins_back + $2, bonus_back = bonus_back + $3 where id = $1",
            lot_id,
            lot.coins_left,
            lot.bonus_left
        )
        .execute(&mut *transaction)
        .await?;
        // Its money is given back, or owed in episodes: earned it is not.
        breakage::take_back(app, &mut transaction, &[lot_id]).await?;
        let taken = Taken {
            lot_id,
            house_id,
            person_id: lot.person_id,
            kind,
            coins: lot.coins_left,
            bonus: lot.bonus_left,
            money: Some(Amount::new(lot.price - lot.price_used, unit)),
        };
        moved = Some(hold(app, &mut transaction, &taken).await?);
    }
    transaction.commit().await?;
    breakage::finish_of(app, &[lot_id]).await?;
    if let Some(id) = moved {
        finish(app, id).await?;
    }
    let amount = |minor| Amount::new(minor, unit);
    Ok(TakenBack {
        coins_back: lot.coins_back + lot.coins_left,
        money_back: amount(lot.money - lot.money_used),
        price_back: amount(lot.price - lot.price_used),
        coins_spent: lot.coins_used,
        money_spent: amount(lot.money_used),
        price_spent: amount(lot.price_used),
    })
}

fn no_such_lot() -> AppError {
    AppError::not_found(
        "coins_not_found",
        "There are no such coins in this wallet.",
        "Look for the purchase in the wallet's history.",
    )
}

struct Taken {
    lot_id: Uuid,
    house_id: Uuid,
    person_id: Option<Uuid>,
    kind: EntryKind,
    coins: i64,
    bonus: i64,
    money: Option<Amount>,
}

/// Writes down what leaves, in the transaction that takes it off the lot.
async fn hold(app: &App, db: &mut PgConnection, taken: &Taken) -> AppResult<Uuid> {
    let (id, now) = (app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into lot_moves (id, house_id, lot_id, kind, coins, bonus, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        taken.house_id,
        taken.lot_id,
        taken.kind.as_str(),
        taken.coins,
        taken.bonus,
        now
    )
    .execute(&mut *db)
    .await?;
    if let Some(person_id) = taken.person_id {
        let entry = NewEntry {
            id,
            house_id: taken.house_id,
            person_id,
            at: now,
            kind: taken.kind,
            paid: -taken.coins,
            bonus: -taken.bonus,
            money: taken.money.filter(|_| taken.coins > 0),
            series_id: None,
            episodes: Vec::new(),
            source_id: taken.lot_id,
        };
        history::write(&mut *db, &entry).await?;
    }
    Ok(id)
}

/// Posts what left to the ledger, if that is not done yet.
pub(super) async fn finish(app: &App, id: Uuid) -> AppResult<()> {
    let row = sqlx::query!(
        "select m.house_id, m.lot_id, m.kind, m.coins, m.bonus, m.state, l.holder
         from lot_moves m join lots l on l.id = m.lot_id where m.id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    if row.state == "done" {
        return Ok(());
    }
    let holder = holder_of(row.lot_id, row.holder);
    let bonus_to = if row.kind == "expired" {
        Kind::BonusExpired
    } else {
        Kind::BonusIssued
    };
    let reference = Reference::new("lot", row.lot_id);
    let sides = [
        (
            Kind::WalletCoins,
            Kind::CoinsIssued,
            Unit::Coin,
            row.coins,
            "coins",
        ),
        (Kind::WalletBonus, bonus_to, Unit::Bonus, row.bonus, "bonus"),
    ];
    let entries = sides
        .into_iter()
        .filter(|side| side.3 > 0)
        .map(|(debit, credit, unit, amount, label)| Entry {
            id: derived(id, label),
            debit: Spot::of(debit, holder, unit),
            credit: Spot::house(credit, unit),
            amount,
            reference: reference.clone(),
        })
        .collect();
    match books::post(app, row.house_id, entries).await {
        Ok(_) => {}
        // Of a viewer who was erased since: either posted before, or the coins stay where they are.
        Err(ledger::Error::Refused {
            refusal: Refusal::ExistsWithDifferent(_) | Refusal::ExceedsBound { .. },
            ..
        }) if row.holder.is_none() => {}
        Err(error) => return Err(error.into()),
    }
    sqlx::query!("update lot_moves set state = 'done' where id = $1", id)
        .execute(&app.db)
        .await?;
    Ok(())
}

/// Takes bonus coins out of a lot whose time is over; gives the id of what left, if anything did.
pub(super) async fn expire(app: &App, lot_id: Uuid) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    super::lock_owner(&mut transaction, lot_id).await?;
    let lot = sqlx::query!(
        r#"select house_id, person_id, bonus - bonus_used - bonus_back - bonus_expired as "left!" from lots
           where id = $1 and state = 'open' and bonus_expires_at <= $2 for update"#,
        lot_id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(lot) = lot.filter(|lot| lot.left > 0) else {
        return Ok(());
    };
    sqlx::query!(
        "update lots set bonus_expired = bonus_expired + $2 where id = $1",
        lot_id,
        lot.left
    )
    .execute(&mut *transaction)
    .await?;
    let taken = Taken {
        lot_id,
        house_id: lot.house_id,
        person_id: lot.person_id,
        kind: EntryKind::Expired,
        coins: 0,
        bonus: lot.left,
        money: None,
    };
    let id = hold(app, &mut transaction, &taken).await?;
    transaction.commit().await?;
    finish(app, id).await
}
