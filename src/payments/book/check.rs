//! What a price book must be before anything is sold from it.

use std::collections::HashSet;

use money::Currency;
use uuid::Uuid;

use super::{Exact, Pack, Plan, PriceBook, Shelf};
use crate::errors::{AppError, AppResult};
use crate::houses::is_territory;

const SHELVES_MAX: usize = 300;
const ITEMS_MAX: usize = 30;
const COINS_MAX: i64 = 1_000_000;
/// The most that anything may cost, in minor units; of some currencies many make little.
const PRICE_MAX: i64 = 9_999_999_999;
const INTRO_PERIODS_MAX: i32 = 12;

/// Refuses a book with the place that is wrong.
pub fn check(book: &PriceBook) -> AppResult<()> {
    if book.shelves.is_empty() || book.shelves.len() > SHELVES_MAX {
        return wrong("`shelves`", &format!("there must be 1 to {SHELVES_MAX}"));
    }
    let (mut territories, mut ids) = (HashSet::new(), HashSet::new());
    for (number, shelf) in book.shelves.iter().enumerate() {
        let place = format!("`shelves[{number}]`");
        if shelf
            .territory
            .as_deref()
            .is_some_and(|code| !is_territory(code))
        {
            return wrong(&place, "the territory is not two capital letters");
        }
        if !territories.insert(shelf.territory.as_deref()) {
            return wrong(&place, "there is another shelf for the same territory");
        }
        self::shelf(shelf, &place, &mut ids)?;
    }
    Ok(())
}

fn shelf(shelf: &Shelf, place: &str, ids: &mut HashSet<Uuid>) -> AppResult<()> {
    if Currency::of(&shelf.currency).is_err() {
        return wrong(place, "the currency is not a code of ISO 4217");
    }
    if shelf.packs.len() > ITEMS_MAX || shelf.plans.len() > ITEMS_MAX {
        return wrong(
            place,
            &format!("there may be {ITEMS_MAX} packs and {ITEMS_MAX} plans"),
        );
    }
    for (number, pack) in shelf.packs.iter().enumerate() {
        let place = format!("{place}, pack {}", number + 1);
        self::pack(pack, &place)?;
        if !ids.insert(pack.id) {
            return wrong(&place, "its id is used twice");
        }
    }
    exact(&shelf.exact, &format!("{place}, exact amounts"))?;
    for (number, plan) in shelf.plans.iter().enumerate() {
        let place = format!("{place}, plan {}", number + 1);
        self::plan(plan, &place)?;
        if !ids.insert(plan.id) {
            return wrong(&place, "its id is used twice");
        }
    }
    Ok(())
}

fn pack(pack: &Pack, place: &str) -> AppResult<()> {
    if !(1..=COINS_MAX).contains(&pack.coins) || !(0..=COINS_MAX).contains(&pack.bonus) {
        return wrong(
            place,
            &format!("coins are 1 to {COINS_MAX}, bonus coins 0 to {COINS_MAX}"),
        );
    }
    price(pack.price, place)
}

fn exact(exact: &Exact, place: &str) -> AppResult<()> {
    let coins = 1..=COINS_MAX;
    if ![exact.coins, exact.min, exact.max, exact.step]
        .iter()
        .all(|number| coins.contains(number))
    {
        return wrong(place, &format!("coins are 1 to {COINS_MAX}"));
    }
    if exact.step % exact.coins != 0 {
        return wrong(
            place,
            "`step` is not a multiple of `coins`, so that prices would not be whole",
        );
    }
    if exact.min > exact.max || exact.min % exact.step != 0 || exact.max % exact.step != 0 {
        return wrong(
            place,
            "`min` and `max` are multiples of `step`, and `min` is not above `max`",
        );
    }
    price(exact.price, place)?;
    match exact.price_of(exact.max) {
        Some(most) => price(most, place),
        None => wrong(place, "`max` coins cost too much"),
    }
}

fn plan(plan: &Plan, place: &str) -> AppResult<()> {
    price(plan.price, place)?;
    let Some(intro) = &plan.intro else {
        return Ok(());
    };
    price(intro.price, place)?;
    if !(1..=INTRO_PERIODS_MAX).contains(&intro.periods) {
        return wrong(
            place,
            &format!("an intro price is for 1 to {INTRO_PERIODS_MAX} periods"),
        );
    }
    if intro.price >= plan.price {
        return wrong(place, "the intro price is not below the price that follows");
    }
    Ok(())
}

fn price(minor: i64, place: &str) -> AppResult<()> {
    if (1..=PRICE_MAX).contains(&minor) {
        return Ok(());
    }
    wrong(place, &format!("prices are 1 to {PRICE_MAX} minor units"))
}

fn wrong<T>(place: &str, why: &str) -> AppResult<T> {
    Err(AppError::bad_request(
        "price_book_invalid",
        format!("The price book cannot be sold from, in {place}: {why}."),
        "Correct it and save again; nothing was changed.",
    ))
}
