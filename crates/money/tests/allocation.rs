//! Splits conserve, stay near their exact share, and keep their order.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use money::{Allocation, Amount, Currency, Fraction, Part, Rounding, allocate, split_capped, tax};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

fn exact(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn amount(minor: i64) -> Amount {
    Amount::new(minor, Currency::of("USD").unwrap())
}

fn weights() -> impl Strategy<Value = Vec<u64>> {
    let weight = prop_oneof![Just(0), 1_u64..20, 1_u64..1_000_000, any::<u64>()];
    prop::collection::vec(weight, 1..12).prop_filter("some weight", |weights| {
        weights.iter().any(|weight| *weight > 0)
    })
}

fn rules() -> impl Strategy<Value = Allocation> {
    prop::sample::select(vec![
        Allocation::FloorThenFirst,
        Allocation::LargestRemainder,
        Allocation::Running,
    ])
}

fn totals() -> impl Strategy<Value = i64> {
    prop_oneof![-200_i64..200, any::<i64>()]
}

proptest! {
    #[test]
    fn l7_parts_add_up_and_are_near_their_share(total in totals(), weights in weights(), rule in rules()) {
        let parts = allocate(amount(total), &weights, rule).unwrap();
        prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(total));
        let whole: BigInt = weights.iter().map(|weight| BigInt::from(*weight)).sum();
        // Running rounds each of n takings by at most a half; what it passes on is shared by the rest.
        let harmonic = (1..=weights.len()).map(|n| exact(1, n)).fold(exact(1, 1), |sum, one| sum + one);
        let near = if rule == Allocation::Running { harmonic / BigInt::from(2) } else { exact(1, 1) };
        for (part, weight) in parts.iter().zip(&weights) {
            let share = exact(BigInt::from(total) * BigInt::from(*weight), whole.clone());
            let off = exact(part.minor, 1) - share;
            prop_assert!(off <= near && -off <= near);
            prop_assert!(*weight > 0 || part.is_zero());
        }
    }

    #[test]
    fn a_negative_total_is_the_mirror(total in 0_i64.., weights in weights(), rule in rules()) {
        let there = allocate(amount(total), &weights, rule).unwrap();
        let back = allocate(amount(-total), &weights, rule).unwrap();
        for (there, back) in there.iter().zip(back) {
            prop_assert_eq!(there.minor, -back.minor);
        }
    }

    /// What is first written is never behind an equal that is written later, and weights in other units say the same.
    #[test]
    fn l7_order_and_scale_do_not_matter(total in 0_i64..100_000, weights in prop::collection::vec(0_u64..50, 1..8), rule in rules()) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts = allocate(amount(total), &weights, rule).unwrap();
        let scaled: Vec<u64> = weights.iter().map(|weight| weight * 7).collect();
        prop_assert_eq!(&parts, &allocate(amount(total), &scaled, rule).unwrap());
        if rule != Allocation::Running {
            for first in 0..weights.len() {
                for later in first + 1..weights.len() {
                    if weights[first] == weights[later] {
                        prop_assert!(parts[first].minor >= parts[later].minor);
                    }
                }
            }
        }
    }

    #[test]
    fn running_never_takes_back(total in 0_i64..i64::MAX - 1, weights in weights()) {
        let less = allocate(amount(total), &weights, Allocation::Running).unwrap();
        let more = allocate(amount(total + 1), &weights, Allocation::Running).unwrap();
        for (less, more) in less.iter().zip(more) {
            prop_assert!(less.minor <= more.minor);
        }
    }

    #[test]
    fn capped_splits_conserve_and_hold_their_caps(
        total in 0_i64..10_000,
        parts in prop::collection::vec((1_u64..40, prop::option::of(0_i64..3_000)), 1..7),
        rule in rules(),
    ) {
        let whole: u64 = parts.iter().map(|(weight, _)| weight).sum();
        let parts: Vec<Part> = parts.iter()
            .map(|(weight, cap)| Part { share: Fraction::new(*weight, whole).unwrap(), cap: *cap }).collect();
        let got = split_capped(amount(total), &parts, rule).unwrap();
        prop_assert_eq!(got.parts.iter().map(|part| part.minor).sum::<i64>() + got.rest.minor, total);
        for (got, part) in got.parts.iter().zip(&parts) {
            prop_assert!(part.cap.is_none_or(|cap| got.minor <= cap));
        }
        if got.rest.minor > 0 {
            prop_assert!(got.parts.iter().zip(&parts).all(|(got, part)| part.cap == Some(got.minor)));
        }
    }

    #[test]
    fn tax_inside_is_within_a_unit_of_exact(gross in any::<i64>(), points in 0_u32..30_000) {
        let rate = Fraction::basis_points(points);
        let taxed = tax::inclusive(amount(gross), rate, Rounding::HalfEven).unwrap();
        prop_assert_eq!(taxed.net.checked_add(taxed.tax).unwrap(), taxed.gross);
        let share = exact(BigInt::from(gross) * points, 10_000 + points);
        let off = exact(taxed.tax.minor, 1) - share;
        prop_assert!(off.clone() <= exact(1, 2) && -off <= exact(1, 2));
    }

    #[test]
    fn l6_amounts_read_back(minor in any::<i64>(), code in prop::sample::select(vec!["JPY", "USD", "KWD", "CLF"])) {
        let amount = Amount::new(minor, Currency::of(code).unwrap());
        prop_assert_eq!(amount.to_string().parse::<Amount>().unwrap(), amount);
    }

    #[test]
    fn hostile_text_is_refused_or_read_never_a_panic(text in "\\PC{0,40}") {
        let _ = Amount::parse(&text, Currency::of("KWD").unwrap());
        let _ = text.parse::<Amount>();
        let _ = text.parse::<Fraction>();
        let _ = Currency::of(&text);
    }
}
