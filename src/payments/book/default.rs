//! The book that a new house begins with.

use money::Currency;
use uuid::Uuid;

use super::{Exact, Intro, Pack, Period, Plan, PriceBook, Shelf, Voucher};
use crate::books::derived;

/// Whole units of a currency that stand for one unit of a dollar's purchasing habits in shops of this kind. Rough on
/// purpose: an operator sets real prices at the desk.
const UNITS: &[(&str, i64)] = &[
    ("AED", 4),
    ("ARS", 1_200),
    ("BDT", 100),
    ("BRL", 5),
    ("CLP", 900),
    ("CNY", 7),
    ("COP", 4_000),
    ("CZK", 22),
    ("DKK", 7),
    ("EGP", 40),
    ("HKD", 8),
    ("HUF", 350),
    ("IDR", 15_000),
    ("INR", 80),
    ("JPY", 150),
    ("KES", 130),
    ("KRW", 1_300),
    ("MXN", 18),
    ("MYR", 4),
    ("NGN", 1_500),
    ("NOK", 10),
    ("PHP", 55),
    ("PKR", 280),
    ("PLN", 4),
    ("SAR", 4),
    ("SEK", 10),
    ("THB", 35),
    ("TRY", 35),
    ("TWD", 30),
    ("VND", 25_000),
    ("ZAR", 18),
];

/// Coins, given coins, and the price in dollar cents.
const PACKS: &[(i64, i64, i64)] = &[
    (100, 0, 99),
    (300, 15, 299),
    (700, 70, 699),
    (1_500, 225, 1_499),
    (3_500, 700, 3_499),
];

/// Packs with a growing bonus, coins one by one, and VIP with an intro week.
pub fn book(house_id: Uuid, currency: Currency) -> PriceBook {
    let id = |label: &str| derived(house_id, label);
    let price = |cents| localized(cents, currency);
    let plan = |period: Period, cents, intro: Option<i64>| Plan {
        id: id(&format!("plan:{}", period.as_str())),
        period,
        price: price(cents),
        intro: intro.map(|cents| Intro {
            price: price(cents),
            periods: 1,
        }),
    };
    let shelf = Shelf {
        territory: None,
        currency: currency.to_string(),
        packs: PACKS
            .iter()
            .map(|&(coins, bonus, cents)| Pack {
                id: id(&format!("pack:{coins}")),
                coins,
                bonus,
                price: price(cents),
            })
            .collect(),
        exact: Exact {
            coins: 10,
            price: localized(10, currency).max(1),
            min: 50,
            max: 10_000,
            step: 10,
        },
        plans: vec![
            plan(Period::Week, 699, Some(299)),
            plan(Period::Month, 1_999, None),
            plan(Period::Year, 9_999, None),
        ],
    };
    PriceBook {
        bonus_days: 90,
        voucher: Voucher::SinglePurpose,
        shelves: vec![shelf],
    }
}

/// Dollar cents in minor units of a currency, kept as round as they were.
fn localized(cents: i64, currency: Currency) -> i64 {
    let units = UNITS
        .iter()
        .find(|(code, _)| *code == currency.code())
        .map_or(1, |(_, units)| *units);
    let scale = currency.scale();
    let exact = cents * units * scale / 100;
    // 9.99 of hundreds is 999, not 998.65: beyond two digits the rest is noise.
    let mut grain = 1;
    while exact / grain >= 10_000 {
        grain *= 10;
    }
    (exact / grain * grain).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_gets_a_book_that_may_be_sold_from() {
        for currency in Currency::all() {
            let book = book(Uuid::from_u128(1), currency);
            super::super::check::check(&book).unwrap_or_else(|error| panic!("{currency}: {error}"));
        }
        let dollars = book(Uuid::from_u128(1), "USD".parse().unwrap());
        assert_eq!(dollars.shelves[0].packs[1].price, 299);
        let yen = book(Uuid::from_u128(1), "JPY".parse().unwrap());
        assert_eq!(
            (yen.shelves[0].packs[0].price, yen.shelves[0].exact.price),
            (148, 15)
        );
    }
}
