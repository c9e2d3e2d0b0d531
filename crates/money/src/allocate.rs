//! A whole into parts by weight.

use serde::{Deserialize, Serialize};

use crate::{Amount, Error, split::MAX_PARTS};

/// Where the units go that rounding leaves over. The rules disagree on real numbers, so a contract
/// names its rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// Every part rounded down; the units left over go one each to the parts in written order
    /// (the rule of Formance's Numscript). Each part is within one unit of its exact share.
    #[default]
    FloorThenFirst,
    /// Every part rounded down; the units left over go one each to the largest remainders, of equal
    /// ones to the first written (Hamilton's method). Each part is within one unit of its exact share.
    LargestRemainder,
    /// In written order each takes its part of what is left, to the nearest unit, halves up; the last
    /// takes the rest. No part ever shrinks when the whole grows, which neither rule above can say;
    /// in exchange a part is within `(1 + H(n)) / 2` units of its exact share (`H` the harmonic
    /// number; one unit for up to three parts). For what is paid out as it comes in.
    Running,
}

/// Parts of `total` in the proportion of `weights`; they add up to `total`. A negative total gives the
/// parts of the positive one, negated. A weight of zero gives nothing.
///
/// ```text
/// allocate(77, [10, 20, 70], FloorThenFirst) = [8, 16, 53]
/// allocate(15, [80, 8, 12], LargestRemainder) = [12, 1, 2]
/// ```
pub fn allocate(total: Amount, weights: &[u64], rule: Allocation) -> Result<Vec<Amount>, Error> {
    let parts = units(total.minor.unsigned_abs(), weights, rule)?;
    let signed = |part: u64| {
        let part = if total.minor < 0 {
            0_i64.checked_sub_unsigned(part)
        } else {
            i64::try_from(part).ok()
        };
        Ok(Amount::new(part.ok_or(Error::Overflow)?, total.currency))
    };
    parts.into_iter().map(signed).collect()
}

/// [`allocate`] of a bare number of units.
pub(crate) fn units(total: u64, weights: &[u64], rule: Allocation) -> Result<Vec<u64>, Error> {
    if weights.len() > MAX_PARTS {
        return Err(Error::TooManyParts(weights.len()));
    }
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if whole == 0 {
        return Err(Error::NoWeight);
    }
    let parts = match rule {
        Allocation::FloorThenFirst => floors(total, weights, whole, false),
        Allocation::LargestRemainder => floors(total, weights, whole, true),
        Allocation::Running => running(total, weights, whole),
    };
    let parts = parts.ok_or(Error::Overflow)?;
    // Kept in release: a part that is lost here is somebody's money.
    assert_eq!(
        parts.iter().map(|part| u128::from(*part)).sum::<u128>(),
        u128::from(total)
    );
    Ok(parts)
}

fn floors(total: u64, weights: &[u64], whole: u128, by_remainder: bool) -> Option<Vec<u64>> {
    let exact = |weight: &u64| {
        let product = u128::from(total).checked_mul(u128::from(*weight))?;
        Some((product.checked_div(whole)?, product.checked_rem(whole)?))
    };
    let divided: Vec<(u128, u128)> = weights.iter().map(exact).collect::<Option<_>>()?;
    let given: u128 = divided.iter().map(|(floor, _)| floor).sum();
    let left = usize::try_from(u128::from(total).checked_sub(given)?).ok()?;
    let mut order: Vec<usize> = (0..weights.len())
        .filter(|part| weights.get(*part) != Some(&0))
        .collect();
    if by_remainder {
        order.sort_by_key(|part| {
            std::cmp::Reverse(divided.get(*part).map(|(_, remainder)| *remainder))
        });
    }
    let mut parts = divided
        .iter()
        .map(|(floor, _)| u64::try_from(*floor).ok())
        .collect::<Option<Vec<_>>>()?;
    for part in order.into_iter().take(left) {
        let part = parts.get_mut(part)?;
        *part = part.checked_add(1)?;
    }
    Some(parts)
}

fn running(total: u64, weights: &[u64], whole: u128) -> Option<Vec<u64>> {
    let (mut left, mut weight_left) = (u128::from(total), whole);
    let take = |weight: &u64| {
        if *weight == 0 {
            return Some(0);
        }
        let product = left.checked_mul(u128::from(*weight))?;
        // Nearest, halves up: add half of the divisor. A shift by at most one unit moves it by at most
        // one, which keeps both the part and the rest from shrinking.
        let half = weight_left.checked_div(2)?;
        let part = product
            .checked_add(half)?
            .checked_div(weight_left)?
            .min(left);
        left = left.checked_sub(part)?;
        weight_left = weight_left.checked_sub(u128::from(*weight))?;
        u64::try_from(part).ok()
    };
    weights.iter().map(take).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(total: i64, weights: &[u64], rule: Allocation) -> Vec<i64> {
        let total = Amount::new(total, "USD".parse().unwrap());
        allocate(total, weights, rule)
            .unwrap()
            .into_iter()
            .map(|part| part.minor)
            .collect()
    }

    #[test]
    fn the_rules_on_the_numbers_where_they_differ() {
        use Allocation::*;
        assert_eq!(parts(77, &[10, 20, 70], FloorThenFirst), [8, 16, 53]);
        assert_eq!(parts(15, &[80, 8, 12], FloorThenFirst), [13, 1, 1]);
        assert_eq!(parts(15, &[80, 8, 12], LargestRemainder), [12, 1, 2]);
        assert_eq!(parts(100, &[1, 1, 1], LargestRemainder), [34, 33, 33]);
        assert_eq!(parts(-100, &[1, 1, 1], FloorThenFirst), [-34, -33, -33]);
        assert_eq!(parts(1, &[1, 1], Running), [1, 0]);
        assert_eq!(parts(3, &[0, 1, 0, 1, 0], Running), [0, 2, 0, 1, 0]);
        assert_eq!(
            parts(i64::MIN, &[u64::MAX, u64::MAX], LargestRemainder),
            [i64::MIN / 2; 2]
        );
        assert_eq!(
            parts(i64::MAX, &[u64::MAX; 3], Running).iter().sum::<i64>(),
            i64::MAX
        );
    }

    #[test]
    fn refuses_weights_that_say_nothing_and_too_many() {
        let one = Amount::new(1, "USD".parse().unwrap());
        for weights in [&[] as &[u64], &[0, 0]] {
            assert_eq!(
                allocate(one, weights, Allocation::Running),
                Err(Error::NoWeight)
            );
        }
        let many = vec![1; MAX_PARTS + 1];
        assert_eq!(
            allocate(one, &many, Allocation::Running)
                .unwrap_err()
                .code(),
            "money.too_many_parts"
        );
    }
}
