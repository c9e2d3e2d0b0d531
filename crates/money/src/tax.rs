//! Tax in a price, or on top of it.

use crate::{Amount, Error, Fraction, Rounding};

/// `net + tax = gross`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    pub net: Amount,
    pub tax: Amount,
    pub gross: Amount,
}

/// Tax on top of a price without it: `tax = net × rate`.
pub fn exclusive(net: Amount, rate: Fraction, rounding: Rounding) -> Result<Taxed, Error> {
    let tax = net.times(rate, rounding)?;
    Ok(Taxed {
        net,
        tax,
        gross: net.checked_add(tax)?,
    })
}

/// Tax inside a price that holds it: `tax = gross × rate / (1 + rate)`.
pub fn inclusive(gross: Amount, rate: Fraction, rounding: Rounding) -> Result<Taxed, Error> {
    let whole = rate
        .numerator()
        .checked_add(rate.denominator())
        .ok_or(Error::Overflow)?;
    let tax = i128::from(gross.minor)
        .checked_mul(i128::from(rate.numerator()))
        .and_then(|product| rounding.divide(product, i128::from(whole)))
        .and_then(|tax| i64::try_from(tax).ok())
        .ok_or(Error::Overflow)?;
    let tax = Amount::new(tax, gross.currency);
    Ok(Taxed {
        net: gross.checked_sub(tax)?,
        tax,
        gross,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_top_and_inside() {
        let rate = "20%".parse().unwrap();
        let gross = inclusive("1.00 GBP".parse().unwrap(), rate, Rounding::HalfEven).unwrap();
        assert_eq!(
            (gross.net.to_string(), gross.tax.to_string()),
            ("0.83 GBP".into(), "0.17 GBP".into())
        );
        let net = exclusive("0.83 GBP".parse().unwrap(), rate, Rounding::HalfEven).unwrap();
        assert_eq!(
            (net.tax.to_string(), net.gross.to_string()),
            ("0.17 GBP".into(), "1.00 GBP".into())
        );
        let refund = inclusive("-1.00 GBP".parse().unwrap(), rate, Rounding::HalfEven).unwrap();
        assert_eq!(refund.tax.to_string(), "-0.17 GBP");
        let none = inclusive("3 JPY".parse().unwrap(), Fraction::ZERO, Rounding::Up).unwrap();
        assert_eq!(none.net, none.gross);
    }
}
