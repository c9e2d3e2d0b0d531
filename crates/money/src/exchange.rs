//! One currency into another.

use num_rational::Ratio;

use crate::{Amount, Currency, Error, Fraction, Rounding};

/// What was given, what came out, and the exact fraction of a minor unit that rounding kept back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub from: Amount,
    pub to: Amount,
    /// Units (not minor units) of `to` for one unit of `from`.
    pub rate: Fraction,
    /// Exact result minus `to`, in minor units of `to`: between -1 and 1. It belongs on the exchange
    /// account, which ends richer or poorer by it.
    pub residual: Ratio<i128>,
}

/// `from × rate`, in minor units of `to`.
///
/// ```text
/// 1.00 USD at 149.605 = 150 JPY, residual -79/200 of a yen (half even)
/// ```
pub fn convert(
    from: Amount,
    to: Currency,
    rate: Fraction,
    rounding: Rounding,
) -> Result<Conversion, Error> {
    let (up, down) = match to.digits().checked_sub(from.currency.digits()) {
        Some(more) => (10_i128.pow(u32::from(more)), 1),
        None => (
            1,
            10_i128.pow(u32::from(from.currency.digits().abs_diff(to.digits()))),
        ),
    };
    // 63 + 50 + 14 bits at most (see `Fraction`).
    let exact = || {
        let numerator = i128::from(from.minor)
            .checked_mul(i128::from(rate.numerator()))?
            .checked_mul(up)?;
        let denominator = i128::from(rate.denominator()).checked_mul(down)?;
        let whole = rounding.divide(numerator, denominator)?;
        let kept = numerator.checked_sub(whole.checked_mul(denominator)?)?;
        Some((i64::try_from(whole).ok()?, Ratio::new(kept, denominator)))
    };
    let (minor, residual) = exact().ok_or(Error::Overflow)?;
    Ok(Conversion {
        from,
        to: Amount::new(minor, to),
        rate,
        residual,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l10_golden_table_over_all_digit_counts() {
        for (from, to, rate, gives, residual) in [
            (
                "1.00 USD",
                "JPY",
                "149.605",
                "150 JPY",
                Ratio::new(-79, 200),
            ),
            ("100 JPY", "USD", "0.006684", "0.67 USD", Ratio::new(-4, 25)),
            ("1.000 KWD", "USD", "3.2525", "3.25 USD", Ratio::new(1, 4)),
            (
                "0.05 USD",
                "KWD",
                "0.30745",
                "0.015 KWD",
                Ratio::new(149, 400),
            ),
            ("1.0000 CLF", "JPY", "6120.5", "6120 JPY", Ratio::new(1, 2)),
            (
                "3 JPY",
                "CLF",
                "0.0001634",
                "0.0005 CLF",
                Ratio::new(-49, 500),
            ),
            (
                "-1.00 USD",
                "JPY",
                "149.605",
                "-150 JPY",
                Ratio::new(79, 200),
            ),
            ("0.00 USD", "EUR", "0.92", "0.00 EUR", Ratio::new(0, 1)),
        ] {
            let got = convert(
                from.parse().unwrap(),
                to.parse().unwrap(),
                rate.parse().unwrap(),
                Rounding::HalfEven,
            );
            let got = got.unwrap();
            assert_eq!(
                (got.to.to_string().as_str(), got.residual),
                (gives, residual),
                "{from} to {to} at {rate}"
            );
        }
    }

    #[test]
    fn too_large_is_an_error() {
        let most = Amount::new(i64::MAX, "JPY".parse().unwrap());
        assert_eq!(
            convert(most, "CLF".parse().unwrap(), Fraction::ONE, Rounding::Down),
            Err(Error::Overflow)
        );
    }
}
