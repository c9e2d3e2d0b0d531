//! Coins coming in.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use ledger::{Reference, Refusal, Unit};
use money::Amount;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::history::{self, EntryKind, NewEntry};
use super::spend::holder_of;
use crate::app::App;
use crate::books::money::currency;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult};

/// Coins that were paid for.
#[derive(Clone, Copy, Debug)]
pub struct Purchase {
    /// Of the lot: the order's.
    pub id: Uuid,
    /// Paid coins, one or more.
    pub coins: i64,
    /// Bonus coins that come with them.
    pub bonus: i64,
    pub bonus_expires_at: Option<DateTime<Utc>>,
    /// What the paid coins carry as revenue: net of tax when that was due at the sale, else gross.
    pub money: Amount,
    /// What the viewer paid for the paid coins, tax included, in the same currency.
    pub price: Amount,
}

/// Of these lots, the ones that still hold paid coins which were bought.
pub async fn unspent_of(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    lots: &[Uuid],
) -> AppResult<HashSet<Uuid>> {
    let found = sqlx::query_scalar!(
        "select id from lots
         where house_id = $1 and id = any ($2) and kind = 'bought' and coins > coins_used + coins_back",
        house_id,
        lots
    )
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().collect())
}

/// Puts bought coins into a wallet: once, however often it is called. The money must be in `coin_float` by then.
pub async fn credit(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    purchase: Purchase,
) -> AppResult<()> {
    if purchase.money.currency != purchase.price.currency {
        return Err(AppError::internal(anyhow::anyhow!(
            "coins {} have their money and their price in two currencies",
            purchase.id
        )));
    }
    let lot = NewLot {
        id: purchase.id,
        kind: EntryKind::Bought,
        coins: purchase.coins,
        bonus: purchase.bonus,
        bonus_expires_at: purchase.bonus_expires_at,
        currency: Some(purchase.money.currency.to_string()),
        money: purchase.money.minor,
        price: purchase.price.minor,
    };
    let mut db = app.db.acquire().await?;
    insert(app, &mut db, house_id, person_id, &lot).await?;
    drop(db);
    open(app, lot.id).await
}

/// Gives bonus coins in the transaction that decides so, once for an id; [`open`] them when it is committed.
pub async fn gift(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    id: Uuid,
    bonus: i64,
    expires_at: Option<DateTime<Utc>>,
) -> AppResult<()> {
    let lot = NewLot {
        id,
        kind: EntryKind::Gift,
        coins: 0,
        bonus,
        bonus_expires_at: expires_at,
        currency: None,
        money: 0,
        price: 0,
    };
    insert(app, db, house_id, person_id, &lot).await
}

struct NewLot {
    id: Uuid,
    kind: EntryKind,
    coins: i64,
    bonus: i64,
    bonus_expires_at: Option<DateTime<Utc>>,
    currency: Option<String>,
    money: i64,
    price: i64,
}

async fn insert(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    lot: &NewLot,
) -> AppResult<()> {
    let sound = lot.coins >= 0 && lot.bonus >= 0 && lot.coins.saturating_add(lot.bonus) > 0;
    if !sound || lot.money < 0 || lot.price < 0 {
        return Err(AppError::internal(anyhow::anyhow!(
            "lot {} has no coins, or less than none",
            lot.id
        )));
    }
    // Whoever paid and was erased before the coins came has them in nobody's account. The update changes nothing: it
    // waits for another who brings the same in at this moment, and sees what they brought.
    let same = sqlx::query_scalar!(
        r#"insert into lots (id, house_id, person_id, holder, kind, coins, bonus, bonus_expires_at, currency, money, price,
               created_at)
           select $1, $2, p.id, p.id, $4, $5, $6, $7, $8, $9, $10, $11
           from (values ($3::uuid)) as wanted (id) left join people p on p.id = wanted.id and p.house_id = $2
           on conflict (id) do update set id = excluded.id
           returning house_id = $2 and kind = $4 and coins = $5 and bonus = $6 and currency is not distinct from $8
               and money = $9 and price = $10 as "same!""#,
        lot.id,
        house_id,
        person_id,
        lot.kind.as_str(),
        lot.coins,
        lot.bonus,
        lot.bonus_expires_at,
        lot.currency,
        lot.money,
        lot.price,
        app.clock.now()
    )
    .fetch_one(&mut *db)
    .await?;
    if !same {
        return Err(AppError::conflict(
            "lot_differs",
            "Coins with this id came in before, and not the same.",
            "Give each purchase and each gift an id of its own.",
        ));
    }
    Ok(())
}

/// Finishes the coming in of a lot that is about to be looked at.
pub(super) async fn open_if_new(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let new = sqlx::query_scalar!(
        "select id from lots where id = $1 and house_id = $2 and state = 'new'",
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    match new {
        Some(id) => open(app, id).await,
        None => Ok(()),
    }
}

/// Posts a lot to the ledger and opens it, if that is not done yet.
pub async fn open(app: &App, id: Uuid) -> AppResult<()> {
    let lot = sqlx::query!(
        "select house_id, holder, state, coins, bonus from lots where id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    if lot.state == "open" {
        return Ok(());
    }
    let holder = holder_of(id, lot.holder);
    let reference = Reference::new("lot", id);
    let sides = [
        (
            Kind::CoinsIssued,
            Kind::WalletCoins,
            Unit::Coin,
            lot.coins,
            "coins",
        ),
        (
            Kind::BonusIssued,
            Kind::WalletBonus,
            Unit::Bonus,
            lot.bonus,
            "bonus",
        ),
    ];
    let entries = sides
        .into_iter()
        .filter(|side| side.3 > 0)
        .map(|(debit, credit, unit, amount, label)| Entry {
            id: derived(id, label),
            debit: Spot::house(debit, unit),
            credit: Spot::of(credit, holder, unit),
            amount,
            reference: reference.clone(),
        })
        .collect();
    match books::post(app, lot.house_id, entries).await {
        Ok(_) => {}
        // Posted for a viewer who was erased since.
        Err(ledger::Error::Refused {
            refusal: Refusal::ExistsWithDifferent(_),
            ..
        }) if lot.holder.is_none() => {}
        Err(error) => return Err(error.into()),
    }
    let mut transaction = app.db.begin().await?;
    super::lock_owner(&mut transaction, id).await?;
    let opened = sqlx::query!(
        r#"update lots set state = 'open' where id = $1 and state = 'new'
           returning house_id, kind as "kind: EntryKind", person_id, coins, bonus, currency, price, created_at"#,
        id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(lot) = &opened
        && let Some(person_id) = lot.person_id
    {
        let price = lot.currency.as_deref().map(currency).transpose()?;
        let entry = NewEntry {
            id,
            house_id: lot.house_id,
            person_id,
            at: lot.created_at,
            kind: lot.kind,
            paid: lot.coins,
            bonus: lot.bonus,
            money: price.map(|currency| Amount::new(lot.price, currency)),
            series_id: None,
            episodes: Vec::new(),
            source_id: id,
        };
        history::write(&mut *transaction, &entry).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// What one paid coin cost a viewer, tax included, rounded up: of the coins that are spent next, else of those
/// bought last. None when they never bought any.
pub async fn coin_value(app: &App, house_id: Uuid, person_id: Uuid) -> AppResult<Option<Amount>> {
    let lot = sqlx::query!(
        r#"select coins, price, currency as "currency!" from lots
           where house_id = $1 and person_id = $2 and kind = 'bought' and state = 'open' and coins > 0
           order by (coins > coins_used + coins_back) desc,
                    case when coins > coins_used + coins_back then created_at end, created_at desc
           limit 1"#,
        house_id,
        person_id
    )
    .fetch_optional(&app.db)
    .await?;
    lot.map(|lot| {
        let minor = (lot.price + lot.coins - 1) / lot.coins;
        Ok(Amount::new(minor, currency(&lot.currency)?))
    })
    .transpose()
}
