//! L7 by hand: what each named rule gives, worked out on paper from its definition.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use money::Allocation::{self, FloorThenFirst, LargestRemainder, Running};
use money::{Amount, Currency, allocate};

/// A total and its weights; then the parts of floor-then-first, of the largest remainder, and as it comes in.
type Vector<'a> = (i64, &'a [u64], [&'a [i64]; 3]);

const MAX_HALVES: [i64; 2] = [4_611_686_018_427_387_904, 4_611_686_018_427_387_903];

const VECTORS: &[Vector<'_>] = &[
    // Nothing is left over: the rules agree.
    (100, &[50, 25, 25], [&[50, 25, 25]; 3]),
    (0, &[1, 2], [&[0, 0]; 3]),
    (7, &[5], [&[7]; 3]),
    // Thirds: 33⅓ each.
    (
        100,
        &[1, 1, 1],
        [&[34, 33, 33], &[34, 33, 33], &[33, 34, 33]],
    ),
    (
        101,
        &[1, 1, 1],
        [&[34, 34, 33], &[34, 34, 33], &[34, 34, 33]],
    ),
    (1, &[1, 1, 1], [&[1, 0, 0], &[1, 0, 0], &[0, 1, 0]]),
    // 1 3/7 and 8 4/7: the first takes the unit, or the larger remainder does.
    (10, &[1, 6], [&[2, 8], &[1, 9], &[1, 9]]),
    // 0.03 and 2.97
    (3, &[1, 99], [&[1, 2], &[0, 3], &[0, 3]]),
    // 2 2/7, 2 2/7, 3 3/7
    (8, &[2, 2, 3], [&[3, 2, 3], &[2, 2, 4], &[2, 2, 4]]),
    // 3 2/7, 6 4/7, 13 1/7
    (23, &[1, 2, 4], [&[4, 6, 13], &[3, 7, 13], &[3, 7, 13]]),
    // 9.9, 19.8, 29.7, 39.6: three units are left.
    (99, &[1, 2, 3, 4], [&[10, 20, 30, 39]; 3]),
    // 4, ½, ½: the first takes the unit though its share is whole; of equal remainders the first written.
    (5, &[8, 1, 1], [&[5, 0, 0], &[4, 1, 0], &[4, 1, 0]]),
    // No weight, no part.
    (5, &[0, 1, 1], [&[0, 3, 2], &[0, 3, 2], &[0, 3, 2]]),
    (5, &[1, 0, 1], [&[3, 0, 2], &[3, 0, 2], &[3, 0, 2]]),
    // Ten seats by Hamilton's method: 4.7, 1.6, 1.58, 1.2, 0.61, 0.31.
    (
        10,
        &[47_000, 16_000, 15_800, 12_000, 6_100, 3_100],
        [
            &[5, 2, 2, 1, 0, 0],
            &[5, 2, 1, 1, 1, 0],
            &[5, 2, 1, 1, 1, 0],
        ],
    ),
    // What goes back is divided as what came in.
    (
        -100,
        &[1, 1, 1],
        [&[-34, -33, -33], &[-34, -33, -33], &[-33, -34, -33]],
    ),
    (-10, &[1, 6], [&[-2, -8], &[-1, -9], &[-1, -9]]),
    // At the bounds nothing is lost: not of the total, and not of the weights.
    (i64::MAX, &[1, 1], [&MAX_HALVES; 3]),
    (2, &[u64::MAX, u64::MAX], [&[1, 1]; 3]),
    (1, &[1, u64::MAX], [&[1, 0], &[0, 1], &[0, 1]]),
];

#[test]
fn l7_vectors_of_each_rule_by_hand() {
    let currency = Currency::of("USD").unwrap();
    for (total, weights, expected) in VECTORS {
        let rules: [Allocation; 3] = [FloorThenFirst, LargestRemainder, Running];
        for (rule, parts) in rules.into_iter().zip(expected) {
            assert_eq!(parts.iter().sum::<i64>(), *total, "the vector itself");
            let got = allocate(Amount::new(*total, currency), weights, rule).unwrap();
            let got: Vec<i64> = got.iter().map(|part| part.minor).collect();
            assert_eq!(got, *parts, "{total} by {weights:?}, {rule:?}");
        }
    }
}
