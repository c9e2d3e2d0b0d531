//! Which coins are spent: from which lots, in which order, and the money that goes with them.

use chrono::{DateTime, Utc};
use ledger::{Reference, Unit};
use money::Amount;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::breakage;
use crate::app::App;
use crate::books::money::currency;
use crate::books::{Entry, Kind, Spot, derived};
use crate::errors::AppResult;

/// Which coins go first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpendOrder)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Order {
    #[default]
    BonusFirst,
    PaidFirst,
}

/// What is left in a lot.
#[derive(Clone, Debug)]
pub struct Lot {
    pub id: Uuid,
    /// Paid coins: how many there were, were used, and were taken back.
    pub coins: i64,
    pub coins_used: i64,
    pub coins_left: i64,
    pub bonus_left: i64,
    pub bonus_expires_at: Option<DateTime<Utc>>,
    pub currency: Option<String>,
    pub money: i64,
    pub money_used: i64,
    pub price: i64,
    pub price_used: i64,
    pub created_at: DateTime<Utc>,
}

/// Coins of one lot, and the money that they carry, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub lot_id: Uuid,
    pub paid: i64,
    pub bonus: i64,
    pub currency: Option<String>,
    /// What becomes revenue: net of tax where that was due at the sale.
    pub money: i64,
    /// What the viewer paid for these coins, tax included.
    pub price: i64,
}

/// `coins` out of the lots, or none when there are too few. Bonus coins that end soonest go first, paid coins
/// oldest first.
pub fn plan(lots: &[Lot], order: Order, coins: i64, now: DateTime<Utc>) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut missing = coins;
    let mut lots: Vec<&Lot> = lots.iter().collect();
    let bonus = |lots: &mut Vec<&Lot>, missing: &mut i64, parts: &mut Vec<Part>| {
        lots.sort_by_key(|lot| {
            let end = lot.bonus_expires_at.unwrap_or(DateTime::<Utc>::MAX_UTC);
            (end, lot.created_at, lot.id)
        });
        for lot in lots.iter() {
            let usable = lot.bonus_expires_at.is_none_or(|end| end > now);
            let taken = if usable {
                lot.bonus_left.min(*missing)
            } else {
                0
            };
            if taken > 0 {
                *missing -= taken;
                part(parts, lot).bonus = taken;
            }
        }
    };
    let paid = |lots: &mut Vec<&Lot>, missing: &mut i64, parts: &mut Vec<Part>| {
        lots.sort_by_key(|lot| (lot.created_at, lot.id));
        for lot in lots.iter() {
            let taken = lot.coins_left.min(*missing);
            if taken > 0 {
                *missing -= taken;
                let after = lot.coins_used + taken;
                let part = part(parts, lot);
                part.paid = taken;
                part.currency.clone_from(&lot.currency);
                part.money = (share(lot.money, after, lot.coins) - lot.money_used).max(0);
                part.price = (share(lot.price, after, lot.coins) - lot.price_used).max(0);
            }
        }
    };
    match order {
        Order::BonusFirst => {
            bonus(&mut lots, &mut missing, &mut parts);
            paid(&mut lots, &mut missing, &mut parts);
        }
        Order::PaidFirst => {
            paid(&mut lots, &mut missing, &mut parts);
            bonus(&mut lots, &mut missing, &mut parts);
        }
    }
    (missing == 0).then_some(parts)
}

fn part<'a>(parts: &'a mut Vec<Part>, lot: &Lot) -> &'a mut Part {
    let at = parts
        .iter()
        .position(|part| part.lot_id == lot.id)
        .unwrap_or_else(|| {
            parts.push(Part {
                lot_id: lot.id,
                paid: 0,
                bonus: 0,
                currency: None,
                money: 0,
                price: 0,
            });
            parts.len() - 1
        });
    &mut parts[at]
}

/// The money of the first `coins` of `all` coins that cost `money`, rounded down: what is taken for each
/// spending is the difference of two such sums, so that the last coin carries what rounding left.
fn share(money: i64, coins: i64, all: i64) -> i64 {
    let exact = i128::from(money) * i128::from(coins) / i128::from(all.max(1));
    i64::try_from(exact).expect("at most the whole, which fits")
}

/// Reserves coins of a viewer whose wallet is locked (see [`super::lock`]); none when there are too few.
pub async fn reserve(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    order: Order,
    coins: i64,
) -> AppResult<Option<Vec<Part>>> {
    let now = app.clock.now();
    let lots = sqlx::query_as!(
        Lot,
        r#"select id, coins, coins_used, coins - coins_used - coins_back as "coins_left!",
                  bonus - bonus_used - bonus_back - bonus_expired as "bonus_left!", bonus_expires_at, currency,
                  money, money_used, price, price_used, created_at
           from lots
           where house_id = $1 and person_id = $2 and state = 'open'
             and coins + bonus > coins_used + coins_back + bonus_used + bonus_back + bonus_expired
           order by id for update"#,
        house_id,
        person_id
    )
    .fetch_all(&mut *db)
    .await?;
    let Some(parts) = plan(&lots, order, coins, now) else {
        return Ok(None);
    };
    let paid = parts.iter().filter(|part| part.paid > 0);
    let lots: Vec<Uuid> = paid.map(|part| part.lot_id).collect();
    breakage::take_back(app, db, &lots).await?;
    change(db, &parts, 1).await?;
    Ok(Some(parts))
}

/// Gives reserved coins back to their lots.
pub async fn give_back(db: &mut PgConnection, parts: &[Part]) -> AppResult<()> {
    change(db, parts, -1).await
}

async fn change(db: &mut PgConnection, parts: &[Part], sign: i64) -> AppResult<()> {
    macro_rules! column {
        ($field:ident) => {
            &parts
                .iter()
                .map(|part| part.$field * sign)
                .collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "update lots set coins_used = coins_used + p.paid, bonus_used = bonus_used + p.bonus,
             money_used = money_used + p.money, price_used = price_used + p.price
         from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) as p (id, paid, bonus, money, price)
         where lots.id = p.id",
        &parts.iter().map(|part| part.lot_id).collect::<Vec<_>>(),
        column!(paid),
        column!(bonus),
        column!(money),
        column!(price)
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// The entries of the ledger that spend reserved coins: coins out of the wallet, their money out of the float.
/// `holders` says whose accounts the lots are in.
pub fn entries(
    id: Uuid,
    parts: &[Part],
    holders: &[(Uuid, Option<Uuid>)],
) -> AppResult<Vec<Entry>> {
    let reference = Reference::new("unlock", id);
    let mut entries: Vec<Entry> = Vec::new();
    // One entry for all that leaves an account, for a chain is short; named by the first of its lots.
    let mut add = |label: &str, lot_id: Uuid, debit: Spot, credit: Spot, amount: i64| {
        if amount == 0 {
            return;
        }
        let same = entries
            .iter_mut()
            .find(|entry| (entry.debit, entry.credit) == (debit, credit));
        if let Some(entry) = same {
            entry.amount += amount;
        } else {
            entries.push(Entry {
                id: derived(id, &format!("{label}:{lot_id}")),
                debit,
                credit,
                amount,
                reference: reference.clone(),
            });
        }
    };
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| part.lot_id);
    for part in parts {
        let holder = holders.iter().find(|(lot, _)| *lot == part.lot_id);
        let holder = holder_of(part.lot_id, holder.and_then(|(_, holder)| *holder));
        let (coin, bonus) = (Unit::Coin, Unit::Bonus);
        add(
            "coins",
            part.lot_id,
            Spot::of(Kind::WalletCoins, holder, coin),
            Spot::house(Kind::CoinsSpent, coin),
            part.paid,
        );
        add(
            "bonus",
            part.lot_id,
            Spot::of(Kind::WalletBonus, holder, bonus),
            Spot::house(Kind::BonusSpent, bonus),
            part.bonus,
        );
        if let Some(code) = &part.currency {
            let unit = currency(code)?;
            add(
                "revenue",
                part.lot_id,
                Spot::house(Kind::CoinFloat, unit),
                Spot::house(Kind::RevenueUnlocks, unit),
                part.money,
            );
        }
    }
    Ok(entries)
}

/// Whose ledger accounts a lot is in. Of an erased viewer nobody knows: an account in which nothing ever was,
/// so that what was not posted in time is refused by the ledger, and what was is told from it.
pub fn holder_of(lot_id: Uuid, holder: Option<Uuid>) -> Uuid {
    holder.unwrap_or_else(|| derived(lot_id, "nobody"))
}

/// What parts cost the viewer and bring the house, one amount a currency.
pub fn money_of(parts: &[Part], of: fn(&Part) -> i64) -> AppResult<Vec<Amount>> {
    let mut sums: Vec<Amount> = Vec::new();
    for part in parts {
        let Some(code) = &part.currency else { continue };
        let unit = currency(code)?;
        match sums.iter_mut().find(|sum| sum.currency == unit) {
            Some(sum) => sum.minor += of(part),
            None => sums.push(Amount::new(of(part), unit)),
        }
    }
    Ok(sums)
}
