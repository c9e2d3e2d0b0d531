//! A whole into stated shares, with or without caps.

use crate::{Allocation, Amount, Error, Fraction, allocate::units};

/// Parts of one split: every series of a large house in one pool fits.
pub const MAX_PARTS: usize = 1_000_000;

/// A stated share, and the most that it may come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub share: Fraction,
    /// In minor units.
    pub cap: Option<i64>,
}

/// What a capped split gives: `parts` and `rest` add up to the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capped {
    pub parts: Vec<Amount>,
    /// What nobody may take: above zero only when every part is at its cap.
    pub rest: Amount,
}

/// Parts of `total` by shares that add up to exactly one.
pub fn split(total: Amount, shares: &[Fraction], rule: Allocation) -> Result<Vec<Amount>, Error> {
    Fraction::sum_is_one(shares.iter().copied())?;
    crate::allocate(total, &weights(shares)?, rule)
}

/// Parts of `total` (zero or more) by shares that add up to exactly one, none above its cap: what a
/// capped part may not take goes to the others in their proportion.
pub fn split_capped(total: Amount, parts: &[Part], rule: Allocation) -> Result<Capped, Error> {
    let shares: Vec<Fraction> = parts.iter().map(|part| part.share).collect();
    Fraction::sum_is_one(shares.iter().copied())?;
    let mut left = u64::try_from(total.minor).map_err(|_| Error::NegativeCap)?;
    let mut active = weights(&shares)?;
    let caps = parts.iter().map(|part| match part.cap {
        None => Ok(u64::MAX),
        Some(cap) => u64::try_from(cap).map_err(|_| Error::NegativeCap),
    });
    let caps: Vec<u64> = caps.collect::<Result<_, _>>()?;
    let mut taken = vec![0; parts.len()];
    // Whoever would exactly reach the cap is paid the cap and leaves; the others share what is left.
    // Each round somebody leaves, or the last round is reached.
    while left > 0 && active.iter().any(|weight| *weight > 0) {
        let whole: u128 = active.iter().map(|weight| u128::from(*weight)).sum();
        let reaches = |(weight, cap): (&u64, &u64)| {
            *weight > 0
                && u128::from(left).saturating_mul(u128::from(*weight))
                    >= u128::from(*cap).saturating_mul(whole)
        };
        let full: Vec<bool> = active.iter().zip(&caps).map(reaches).collect();
        if !full.contains(&true) {
            for (taken, part) in taken.iter_mut().zip(units(left, &active, rule)?) {
                *taken = u64::saturating_add(*taken, part);
            }
            left = 0;
        }
        for (((full, weight), cap), taken) in
            full.iter().zip(&mut active).zip(&caps).zip(&mut taken)
        {
            if *full {
                *weight = 0;
                *taken = *cap;
                left = left.checked_sub(*cap).ok_or(Error::Overflow)?;
            }
        }
    }
    let amount = |units: u64| i64::try_from(units).map(|minor| Amount::new(minor, total.currency));
    let parts = taken
        .into_iter()
        .map(amount)
        .collect::<Result<_, _>>()
        .map_err(|_| Error::Overflow)?;
    Ok(Capped {
        parts,
        rest: amount(left).map_err(|_| Error::Overflow)?,
    })
}

/// Whole weights in the proportion of the shares: each times the least common denominator.
pub(crate) fn weights(shares: &[Fraction]) -> Result<Vec<u64>, Error> {
    let mut common = 1_u64;
    for share in shares {
        let reduced = num_rational::Ratio::new(common, share.denominator());
        common = common
            .checked_mul(*reduced.denom())
            .ok_or(Error::Overflow)?;
    }
    let weight = |share: &Fraction| {
        common
            .checked_div(share.denominator())?
            .checked_mul(share.numerator())
    };
    shares
        .iter()
        .map(|share| weight(share).ok_or(Error::Overflow))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(minor: i64) -> Amount {
        Amount::new(minor, "USD".parse().unwrap())
    }

    fn part(share: &str, cap: Option<i64>) -> Part {
        Part {
            share: share.parse().unwrap(),
            cap,
        }
    }

    #[test]
    fn shares_must_be_the_whole() {
        let shares = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| text.parse().unwrap())
                .collect::<Vec<Fraction>>()
        };
        let thirds = split(
            usd(100),
            &shares(&["1/3", "1/3", "1/3"]),
            Allocation::FloorThenFirst,
        )
        .unwrap();
        assert_eq!(thirds, [usd(34), usd(33), usd(33)]);
        let short = split(
            usd(100),
            &shares(&["50%", "45%"]),
            Allocation::FloorThenFirst,
        )
        .unwrap_err();
        assert_eq!(short.to_string(), "the shares add up to 95 %, not to 1");
    }

    #[test]
    fn what_a_cap_refuses_goes_to_the_others() {
        let parts = [
            part("50%", Some(10)),
            part("30%", None),
            part("20%", Some(25)),
        ];
        let got = split_capped(usd(100), &parts, Allocation::FloorThenFirst).unwrap();
        assert_eq!(
            (got.parts, got.rest),
            (vec![usd(10), usd(65), usd(25)], usd(0))
        );
        let all_capped = [part("50%", Some(10)), part("50%", Some(20))];
        let got = split_capped(usd(100), &all_capped, Allocation::LargestRemainder).unwrap();
        assert_eq!((got.parts, got.rest), (vec![usd(10), usd(20)], usd(70)));
        let shut = [part("100%", Some(0))];
        assert_eq!(
            split_capped(usd(7), &shut, Allocation::Running)
                .unwrap()
                .rest,
            usd(7)
        );
        assert_eq!(
            split_capped(usd(-1), &shut, Allocation::Running),
            Err(Error::NegativeCap)
        );
    }
}
