//! The price book: what a house sells, where, and for how much.
//!
//! A shelf is what viewers of one territory see, in one currency; the shelf without a territory is for everybody
//! else. Versions are kept for ever: an order names the one that it was made from.

mod check;
mod default;
mod preview;
pub mod routes;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use money::{Amount, Currency, Rounding};
use serde::{Deserialize, Serialize};
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::tax;
use crate::app::App;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};

/// Everything that a house sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceBook {
    /// Days until bonus coins of a pack expire; 0: never.
    pub bonus_days: u16,
    pub voucher: Voucher,
    pub shelves: Vec<Shelf>,
}

/// When tax falls on coins. Where every sale of the house is taxed alike, coins are single-purpose vouchers, taxed
/// when sold; where that is not known at the sale, they are multi-purpose ones, taxed when spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Voucher {
    SinglePurpose,
    MultiPurpose,
}

/// What viewers of one territory see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShopShelf)]
pub struct Shelf {
    /// ISO 3166-1 alpha-2; null: wherever no other shelf is for.
    #[serde(default)]
    pub territory: Option<String>,
    /// ISO 4217
    pub currency: String,
    pub packs: Vec<Pack>,
    pub exact: Exact,
    pub plans: Vec<Plan>,
}

/// Coins at one price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub id: Uuid,
    /// Paid coins: they never expire.
    pub coins: i64,
    /// Given with them.
    pub bonus: i64,
    /// Minor units of the shelf's currency.
    pub price: i64,
}

/// As many coins as wanted: `coins` of them for `price`, in whole steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exact {
    pub coins: i64,
    /// Minor units of the shelf's currency.
    pub price: i64,
    pub min: i64,
    pub max: i64,
    /// A multiple of `coins`.
    pub step: i64,
}

/// A subscription to everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub id: Uuid,
    pub period: Period,
    /// Minor units of the shelf's currency, each period.
    pub price: i64,
    #[serde(default)]
    pub intro: Option<Intro>,
}

/// What the first periods cost instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Intro {
    pub price: i64,
    pub periods: i32,
}

pub use crate::vip::Period;

/// A version of the book.
pub struct Current {
    pub version: i32,
    pub book: PriceBook,
    /// When this version was written.
    pub since: DateTime<Utc>,
}

/// The newest version; a house that has none gets the default book in its currency.
pub async fn current(app: &App, house_id: Uuid) -> AppResult<Current> {
    if let Some(found) = newest(app, house_id).await? {
        return Ok(found);
    }
    let code = sqlx::query_scalar!("select currency from houses where id = $1", house_id)
        .fetch_one(&app.db)
        .await?;
    let book = default::book(house_id, Currency::of(&code).map_err(refused)?);
    sqlx::query!(
        "insert into price_books (house_id, version, body, created_at) values ($1, 1, $2, $3) on conflict do nothing",
        house_id,
        Column(&book) as _,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    let found = newest(app, house_id).await?;
    found.ok_or_else(|| AppError::internal(anyhow::anyhow!("the house lost its price book")))
}

/// What is on sale: the newest version, without subscriptions where the house offers none.
pub async fn on_sale(app: &App, house_id: Uuid) -> AppResult<Current> {
    let mut current = current(app, house_id).await?;
    if !offers_vip(app, house_id).await? {
        for shelf in &mut current.book.shelves {
            shelf.plans.clear();
        }
    }
    Ok(current)
}

/// Whether the house offers VIP to whoever has none. Who is VIP stays it: renewals, new cards and resuming do not ask.
pub async fn offers_vip(app: &App, house_id: Uuid) -> AppResult<bool> {
    let offered = sqlx::query_scalar!(
        r#"select coalesce((region->'features'->>'vip')::boolean, true) as "vip!" from houses where id = $1"#,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(offered)
}

async fn newest(app: &App, house_id: Uuid) -> AppResult<Option<Current>> {
    let row = sqlx::query!(
        r#"select version, body as "body: Column<PriceBook>", created_at from price_books
           where house_id = $1 order by version desc limit 1"#,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| Current {
        version: row.version,
        book: row.body.0,
        since: row.created_at,
    }))
}

/// What coins cost without any pack, where a viewer is and all taxes in: so many for an amount.
pub async fn plain_coins(
    app: &App,
    house_id: Uuid,
    territory: &str,
) -> AppResult<Option<(i64, Amount)>> {
    let book = current(app, house_id).await?.book;
    let Ok(shelf) = book.shelf(territory) else {
        return Ok(None);
    };
    let price = Amount::new(shelf.exact.price, shelf.currency()?);
    let rate = tax::rate(&app.db, house_id, territory, app.clock.now()).await?;
    Ok(Some((
        shelf.exact.coins,
        tax::taxed(rate.as_ref(), price)?.gross,
    )))
}

/// The least that VIP costs where a viewer is, all taxes in.
pub async fn vip_from(app: &App, house_id: Uuid, territory: &str) -> AppResult<Option<Amount>> {
    let book = on_sale(app, house_id).await?.book;
    let Ok(shelf) = book.shelf(territory) else {
        return Ok(None);
    };
    let first = |plan: &Plan| plan.intro.as_ref().map_or(plan.price, |intro| intro.price);
    let Some(least) = shelf.plans.iter().map(first).min() else {
        return Ok(None);
    };
    let rate = tax::rate(&app.db, house_id, territory, app.clock.now()).await?;
    let price = Amount::new(least, shelf.currency()?);
    Ok(Some(tax::taxed(rate.as_ref(), price)?.gross))
}

impl PriceBook {
    /// What a viewer in a territory sees.
    pub fn shelf(&self, territory: &str) -> AppResult<&Shelf> {
        let of = |wanted: Option<&str>| {
            self.shelves
                .iter()
                .find(|shelf| shelf.territory.as_deref() == wanted)
        };
        of(Some(territory)).or_else(|| of(None)).ok_or_else(|| {
            AppError::not_found(
                "not_sold_here",
                "This house sells nothing where you are.",
                "Watch what is free; the house may open its shop here later.",
            )
        })
    }
}

impl Shelf {
    pub fn currency(&self) -> AppResult<Currency> {
        Currency::of(&self.currency).map_err(refused)
    }

    /// What a number of coins costs without any pack, rounded up.
    pub fn plain_price(&self, coins: i64) -> AppResult<Amount> {
        let unit = u64::try_from(self.exact.coins).unwrap_or(1);
        let share = money::Fraction::new(u64::try_from(self.exact.price).unwrap_or(0), unit.max(1))
            .map_err(refused)?;
        Amount::new(coins, self.currency()?)
            .times(share, Rounding::Up)
            .map_err(refused)
    }
}

impl Exact {
    /// The price of an exact number of coins, if it may be bought.
    pub fn price_of(&self, coins: i64) -> Option<i64> {
        let whole = (self.min..=self.max).contains(&coins)
            && self.step > 0
            && coins % self.step == 0
            && self.coins > 0
            && coins % self.coins == 0;
        whole
            .then(|| (coins / self.coins).checked_mul(self.price))
            .flatten()
    }
}
