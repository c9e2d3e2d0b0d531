//! B2: what is billable, at its edges; and bills that add up.

use exposure::{Error, Placement, Price, Terms, bill, flat_of_day, passes, seen};
use money::{Amount, Currency};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::{began, span, watched};

fn usd(minor: i64) -> Amount {
    Amount::new(minor, Currency::of("USD").unwrap())
}

fn terms() -> Terms {
    Terms {
        continuous_ms: 2_000,
        area: 15,
        per_viewer_day: 0,
        lawful: Vec::new(),
    }
}

fn placement(area: u16, spoken: bool) -> Placement {
    Placement {
        span: span(1_000, 9_000),
        area,
        spoken,
    }
}

/// Billable exposures of one play that shows so many milliseconds of the placement.
fn billable(terms: &Terms, placement: &Placement, shown_ms: i64, territory: &str) -> u32 {
    let until = 1_000 + shown_ms;
    let found = passes(&[began(1, 0), watched(1, until, &[(0, until)])]);
    seen(terms, placement, territory, &found).billable
}

#[test]
fn b2_two_seconds_count_and_a_millisecond_less_does_not() {
    let large = placement(200, false);
    assert_eq!(billable(&terms(), &large, 1_999, "US"), 0);
    assert_eq!(billable(&terms(), &large, 2_000, "US"), 1);
    // Across two reports it is still without a break; with a seek between, it is not.
    let across = passes(&[
        began(1, 0),
        watched(1, 2_000, &[(0, 2_000)]),
        watched(1, 3_000, &[(2_000, 3_000)]),
    ]);
    assert_eq!(seen(&terms(), &large, "US", &across).billable, 1);
    let jumped = passes(&[
        began(1, 0),
        watched(1, 2_900, &[(0, 2_900)]),
        watched(1, 4_800, &[(4_000, 5_900)]),
    ]);
    let seen = seen(&terms(), &large, "US", &jumped);
    assert_eq!(
        (seen.exposures, seen.billable, seen.counted_ms),
        (1, 0, 3_800)
    );
}

#[test]
fn b2_a_wait_between_two_reports_begins_anew() {
    let at = |second: i64| {
        let found = passes(&[
            began(1, 0),
            watched(1, 2_500, &[(0, 2_500)]),
            watched(1, second, &[(2_500, 4_000)]),
        ]);
        seen(&terms(), &placement(200, false), "US", &found).billable
    };
    assert_eq!(at(2_500 + 1_500 + 1_000), 1);
    assert_eq!(at(2_500 + 1_500 + 1_001), 0);
}

#[test]
fn b2_it_is_large_enough_or_it_is_spoken() {
    for (area, spoken, counts) in [(14, false, 0), (15, false, 1), (0, true, 1), (0, false, 0)] {
        assert_eq!(
            billable(&terms(), &placement(area, spoken), 5_000, "US"),
            counts,
            "{area} {spoken}"
        );
    }
}

#[test]
fn b2_where_it_is_not_lawful_nothing_is_billed() {
    let lawful = Terms {
        lawful: vec!["US".into(), "BR".into()],
        ..terms()
    };
    for (territory, counts) in [("US", 1), ("BR", 1), ("GB", 0), ("", 0)] {
        assert_eq!(
            billable(&lawful, &placement(200, false), 5_000, territory),
            counts,
            "{territory}"
        );
    }
}

#[test]
fn b2_a_viewer_counts_so_often_a_day() {
    let mut reports = Vec::new();
    for play in 0..5 {
        let at = i64::from(play) * 10_000;
        reports.extend([
            began(u128::from(play as u32), at),
            watched(u128::from(play as u32), at + 5_000, &[(0, 5_000)]),
        ]);
    }
    let found = passes(&reports);
    for (limit, counts) in [(0, 5), (1, 1), (3, 3), (9, 5)] {
        let terms = Terms {
            per_viewer_day: limit,
            ..terms()
        };
        let seen = seen(&terms, &placement(200, false), "US", &found);
        assert_eq!((seen.exposures, seen.billable), (5, counts));
    }
}

proptest! {
    #[test]
    fn b2_lines_add_up_to_the_price_of_all_and_never_cross_the_cap(
        per_thousand in 0i64..1_000_000, cap in proptest::option::of(0i64..10_000_000),
        days in vec(vec(0u64..100_000, 0..8), 0..12)
    ) {
        let price = Price { per_thousand: usd(per_thousand), cap: cap.map(usd) };
        let (mut count, mut total) = (0, 0);
        for day in &days {
            let amounts = bill(&price, count, day).unwrap();
            prop_assert_eq!(amounts.len(), day.len());
            for (amount, exposures) in amounts.iter().zip(day) {
                prop_assert!(amount.minor >= 0);
                prop_assert!(*exposures > 0 || amount.minor == 0);
            }
            total += amounts.iter().map(|amount| amount.minor).sum::<i64>();
            count += day.iter().sum::<u64>();
        }
        prop_assert_eq!(total, price.of(count).unwrap().minor);
        prop_assert!(cap.is_none_or(|cap| total <= cap));
        let exact = i128::from(per_thousand) * i128::from(count) / 1000;
        prop_assert!(i128::from(total) == exact || cap == Some(total));
    }

    #[test]
    fn b2_a_flat_fee_is_earned_evenly_and_whole(flat in 0i64..10_000_000_000, days in 1u32..800) {
        let each: Vec<i64> = (0..days).map(|day| flat_of_day(usd(flat), day, days).unwrap().minor).collect();
        prop_assert_eq!(each.iter().sum::<i64>(), flat);
        prop_assert!(each.iter().all(|minor| (minor - flat / i64::from(days)).abs() <= 1));
    }
}

#[test]
fn b2_what_makes_no_sense_is_refused() {
    let price = |minor, cap: Option<Amount>| Price {
        per_thousand: usd(minor),
        cap,
    };
    assert_eq!(price(-1, None).of(5), Err(Error::BelowZero));
    assert_eq!(price(1, Some(usd(-1))).of(5), Err(Error::BelowZero));
    let yen = Amount::new(5, Currency::of("JPY").unwrap());
    assert!(matches!(
        price(1, Some(yen)).of(5),
        Err(Error::Money(money::Error::MixedCurrencies { .. }))
    ));
    assert_eq!(
        bill(&price(1, None), u64::MAX, &[1]),
        Err(Error::Money(money::Error::Overflow))
    );
    assert_eq!(flat_of_day(usd(5), 7, 7), Err(Error::NotOfTheDeal));
}
