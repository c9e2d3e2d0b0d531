//! What the prices of a book come to, for the person who edits it.

use money::{Amount, Currency};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{PriceBook, Shelf};
use crate::books::money::Money;
use crate::errors::AppResult;

/// A shelf, worked out.
#[derive(Serialize, ToSchema)]
pub struct ShelfPreview {
    pub territory: Option<String>,
    pub currency: String,
    pub packs: Vec<PackPreview>,
    /// What an episode costs with coins that were bought one by one.
    pub episode_exact: Money,
}

/// What a pack's coins are worth.
#[derive(Serialize, ToSchema)]
pub struct PackPreview {
    pub id: Uuid,
    pub coins: i64,
    pub bonus: i64,
    pub price: Money,
    /// Of each coin, bonus coins counted, rounded up: a decimal number of the currency.
    #[schema(example = "0.0095")]
    pub coin_price: String,
    /// How many hundredths of a percent cheaper its coins are than those bought one by one; below zero: dearer.
    pub saves_basis_points: i64,
    /// What an episode costs with these coins, rounded up.
    pub episode: Money,
    pub best: bool,
}

/// Works a book out, for episodes at so many coins.
pub fn preview(book: &PriceBook, episode_coins: i64) -> AppResult<Vec<ShelfPreview>> {
    book.shelves
        .iter()
        .map(|shelf| of(shelf, episode_coins))
        .collect()
}

fn of(shelf: &Shelf, episode_coins: i64) -> AppResult<ShelfPreview> {
    let currency = shelf.currency()?;
    let best = best(shelf);
    let packs = shelf.packs.iter().map(|pack| {
        let coins = pack.coins + pack.bonus;
        let (price, exact) = (i128::from(pack.price), &shelf.exact);
        // price / coins beside exact.price / exact.coins
        let ours = price * i128::from(exact.coins) * 10_000;
        let plain = (i128::from(exact.price) * i128::from(coins)).max(1);
        PackPreview {
            id: pack.id,
            coins: pack.coins,
            bonus: pack.bonus,
            price: Amount::new(pack.price, currency).into(),
            coin_price: per_coin(pack.price, coins, currency),
            saves_basis_points: i64::try_from(10_000 - ours / plain).unwrap_or(i64::MIN),
            episode: Amount::new(up(price * i128::from(episode_coins), coins), currency).into(),
            best: best == Some(pack.id),
        }
    });
    Ok(ShelfPreview {
        territory: shelf.territory.clone(),
        currency: currency.to_string(),
        packs: packs.collect(),
        episode_exact: shelf.plain_price(episode_coins)?.into(),
    })
}

/// The pack whose coins are cheapest, where that says anything.
pub fn best(shelf: &Shelf) -> Option<Uuid> {
    let cheapest = shelf.packs.iter().min_by(|a, b| {
        let (left, right) = (
            i128::from(a.price) * i128::from(b.coins + b.bonus),
            i128::from(b.price) * i128::from(a.coins + a.bonus),
        );
        left.cmp(&right)
    })?;
    (shelf.packs.len() > 1).then_some(cheapest.id)
}

/// The price of one of so many coins, rounded up, with two decimals more than the currency has.
pub fn per_coin(price: i64, coins: i64, currency: Currency) -> String {
    let hundredths = up(i128::from(price) * 100, coins).unsigned_abs();
    let digits = usize::from(currency.digits()) + 2;
    let text = format!("{hundredths:0>width$}", width = digits + 1);
    let (whole, decimals) = text.split_at(text.len() - digits);
    format!("{whole}.{decimals}")
}

fn up(above: i128, below: i64) -> i64 {
    let below = i128::from(below.max(1));
    i64::try_from((above + below - 1).div_euclid(below)).unwrap_or(i64::MAX)
}
