//! Exact shares and rates.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Error, Rounding};

/// A number of zero or more, kept as a reduced fraction: a share (`15%`, `1/3`, `1250bp`) or a rate
/// (`1.0825`). Numerator and denominator stay below 10^15, so that an amount times a fraction fits
/// into 128 bits whatever the amount.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

const MAX: u64 = 1_000_000_000_000_000;

impl Fraction {
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// `numerator / denominator`, reduced; the denominator is above zero, both at most 10^15.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, Error> {
        let wrong = || Error::NotAFraction(format!("{numerator}/{denominator}"));
        if denominator == 0 || numerator > MAX || denominator > MAX {
            return Err(wrong());
        }
        let reduced = num_rational::Ratio::new(numerator, denominator);
        Ok(Self {
            numerator: *reduced.numer(),
            denominator: *reduced.denom(),
        })
    }

    /// Hundredths of a percent.
    pub fn basis_points(points: u32) -> Self {
        Self::new(u64::from(points), 10_000).expect("both are below the limit")
    }

    pub fn numerator(self) -> u64 {
        self.numerator
    }

    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// Whether it can be a part of a whole.
    pub fn at_most_one(self) -> bool {
        self.numerator <= self.denominator
    }

    /// `minor × self`, rounded; `None` when it does not fit.
    pub(crate) fn of(self, minor: i64, rounding: Rounding) -> Option<i64> {
        let product = i128::from(minor).checked_mul(i128::from(self.numerator))?;
        let whole = rounding.divide(product, i128::from(self.denominator))?;
        i64::try_from(whole).ok()
    }

    /// The exact sum as a text, and whether it is one.
    pub(crate) fn sum_is_one(parts: impl IntoIterator<Item = Self>) -> Result<(), Error> {
        let mut sum = num_rational::Ratio::new_raw(0_i128, 1_i128);
        for part in parts {
            let part = num_rational::Ratio::new_raw(
                i128::from(part.numerator),
                i128::from(part.denominator),
            );
            sum = add(sum, part).ok_or(Error::Overflow)?;
        }
        let whole = sum.numer() == sum.denom();
        if whole {
            Ok(())
        } else {
            Err(Error::SharesNotWhole(percent(*sum.numer(), *sum.denom())))
        }
    }
}

fn add(
    left: num_rational::Ratio<i128>,
    right: num_rational::Ratio<i128>,
) -> Option<num_rational::Ratio<i128>> {
    let a = left.numer().checked_mul(*right.denom())?;
    let b = right.numer().checked_mul(*left.denom())?;
    Some(num_rational::Ratio::new(
        a.checked_add(b)?,
        left.denom().checked_mul(*right.denom())?,
    ))
}

/// `15 %` where that is exact in six decimals, else `1/3`.
fn percent(numerator: i128, denominator: i128) -> String {
    let micro = numerator.checked_mul(100_000_000);
    match micro.and_then(|micro| {
        Some((
            micro.checked_div(denominator)?,
            micro.checked_rem(denominator)?,
        ))
    }) {
        Some((exact, 0)) => {
            let (whole, decimals) = (exact.checked_div(1_000_000), exact.checked_rem(1_000_000));
            let text = format!("{}.{:06}", whole.unwrap_or(0), decimals.unwrap_or(0));
            format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => format!("{numerator}/{denominator}"),
    }
}

impl fmt::Display for Fraction {
    /// `15 %` where six decimals of a percent are exact, else `1/3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&percent(
            i128::from(self.numerator),
            i128::from(self.denominator),
        ))
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl FromStr for Fraction {
    type Err = Error;

    /// Reads `15%`, `12.5 %`, `1250bp`, `1/3` and `1.0825`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::NotAFraction(text.chars().take(32).collect());
        let parsed = if let Some((above, below)) = text.split_once('/') {
            Some((
                natural(above).ok_or_else(wrong)?,
                natural(below).ok_or_else(wrong)?,
            ))
        } else if let Some(points) = text.strip_suffix("bp") {
            decimal(points.trim_end(), 10_000)
        } else if let Some(percent) = text.strip_suffix('%') {
            decimal(percent.trim_end(), 100)
        } else {
            decimal(text, 1)
        };
        let (numerator, denominator) = parsed.ok_or_else(wrong)?;
        Self::new(numerator, denominator).map_err(|_| wrong())
    }
}

fn natural(text: &str) -> Option<u64> {
    let digits =
        !text.is_empty() && text.len() <= 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// A decimal number over `unit`, as numerator and denominator.
fn decimal(text: &str, unit: u64) -> Option<(u64, u64)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    natural(whole)?;
    natural(decimals)?;
    let decimals = decimals.trim_end_matches('0');
    let numerator = format!("{whole}{decimals}");
    let scale = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    Some((numerator.parse().ok()?, scale.checked_mul(unit)?))
}

impl TryFrom<String> for Fraction {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Fraction> for String {
    /// Exact, and read back as the same.
    fn from(fraction: Fraction) -> Self {
        format!("{}/{}", fraction.numerator, fraction.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_four_ways_of_writing() {
        for (text, numerator, denominator, shown) in [
            ("15%", 3, 20, "15 %"),
            ("12.5 %", 1, 8, "12.5 %"),
            ("1250bp", 1, 8, "12.5 %"),
            ("2/6", 1, 3, "1/3"),
            ("1.0825", 433, 400, "108.25 %"),
            ("0", 0, 1, "0 %"),
            ("100.00%", 1, 1, "100 %"),
        ] {
            let read: Fraction = text.parse().unwrap();
            assert_eq!(
                (read.numerator(), read.denominator()),
                (numerator, denominator),
                "{text}"
            );
            assert_eq!(read.to_string(), shown);
            assert_eq!(String::from(read).parse::<Fraction>().unwrap(), read);
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "%",
            "-5%",
            "1/0",
            "1/",
            "/3",
            "1/2/3",
            "a",
            "1e3",
            ".5",
            "5.",
            "NaN",
            "٣%",
            "1 / 3",
            "99999999999999999",
            "0.00000000000000001",
            "1000000000000001/1",
        ] {
            assert_eq!(
                text.parse::<Fraction>().unwrap_err().code(),
                "money.not_a_fraction",
                "{text}"
            );
        }
    }

    #[test]
    fn the_largest_amount_times_the_finest_fraction_does_not_overflow() {
        let fine = Fraction::new(MAX - 1, MAX).unwrap();
        assert_eq!(
            fine.of(i64::MAX, Rounding::Down),
            Some(9_223_372_036_854_766_583)
        );
        assert_eq!(
            Fraction::new(MAX, 1).unwrap().of(i64::MAX, Rounding::Down),
            None
        );
    }
}
