//! An amount of money.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Currency, Error, Fraction, Rounding};

/// Whole minor units of one currency: `Amount { minor: 1234, currency: USD }` is 12.34 USD.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    pub minor: i64,
    pub currency: Currency,
}

impl Amount {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads `12.34`, `-0.5`, `1200`: ASCII digits, at most the decimals of the currency, no grouping.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, Error> {
        let wrong = || Error::NotAnAmount {
            text: text.chars().take(32).collect(),
            currency: format!("{currency} ({} decimals)", currency.digits()),
        };
        let (negative, unsigned) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(wrong()),
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        let digits = usize::from(currency.digits());
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(decimals)
            || decimals.len() > digits
        {
            return Err(wrong());
        }
        let sign = if negative { "-" } else { "" };
        let minor = format!("{sign}{whole}{decimals:0<digits$}");
        Ok(Self::new(
            minor.parse().map_err(|_| Error::Overflow)?,
            currency,
        ))
    }

    /// The number alone, with exactly the decimals of the currency: `12.34`.
    pub fn number(self) -> String {
        decimal(self.minor, self.currency.digits())
    }

    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    fn same(self, other: Self) -> Result<(), Error> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(Error::MixedCurrencies {
            left: self.currency,
            right: other.currency,
        })
    }

    pub fn checked_add(self, other: Self) -> Result<Self, Error> {
        self.same(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(Error::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, Error> {
        self.same(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(Error::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    pub fn checked_neg(self) -> Result<Self, Error> {
        Ok(Self::new(
            self.minor.checked_neg().ok_or(Error::Overflow)?,
            self.currency,
        ))
    }

    /// `self` × a whole number, as for eleven episodes at one price.
    pub fn checked_mul(self, times: i64) -> Result<Self, Error> {
        Ok(Self::new(
            self.minor.checked_mul(times).ok_or(Error::Overflow)?,
            self.currency,
        ))
    }

    /// `self` × an exact share or rate, rounded by a named rule.
    pub fn times(self, fraction: Fraction, rounding: Rounding) -> Result<Self, Error> {
        let minor = fraction.of(self.minor, rounding).ok_or(Error::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Adds many of one currency; no amounts are zero.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, Error> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Orders two amounts of one currency.
    pub fn compare(self, other: Self) -> Result<std::cmp::Ordering, Error> {
        self.same(other)?;
        Ok(self.minor.cmp(&other.minor))
    }
}

/// Minor units as a decimal number with so many decimals.
fn decimal(minor: i64, digits: u8) -> String {
    let digits = usize::from(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let width = digits.saturating_add(1);
    let plain = format!("{:0>width$}", minor.unsigned_abs());
    let (whole, decimals) = plain.split_at(plain.len().saturating_sub(digits));
    if digits == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{decimals}")
    }
}

impl fmt::Display for Amount {
    /// `12.34 USD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.currency)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Amount {
    type Err = Error;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (number, code) = text.split_once(' ').ok_or_else(|| Error::NotAnAmount {
            text: text.chars().take(32).collect(),
            currency: "any currency (a number, a space, a code)".into(),
        })?;
        Self::parse(number, Currency::of(code)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::of(code).unwrap()
    }

    #[test]
    fn reads_and_writes_all_digit_counts() {
        for text in [
            "5 JPY",
            "-5 JPY",
            "0.05 USD",
            "-0.05 USD",
            "12.340 KWD",
            "-0.0001 CLF",
            "92233720368547758.07 USD",
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
        assert_eq!(Amount::parse("3.5", currency("USD")).unwrap().minor, 350);
        assert_eq!(
            Amount::new(i64::MIN, currency("JPY")).to_string(),
            "-9223372036854775808 JPY"
        );
    }

    #[test]
    fn refuses_what_is_not_exactly_an_amount() {
        for text in [
            "", "-", ".", "1.", ".5", "1.234", "1,000.00", "1e3", "+1", " 1", "１", "--1", "0x10",
            "1.0.0",
        ] {
            let code = Amount::parse(text, currency("USD")).unwrap_err().code();
            assert_eq!(code, "money.not_an_amount", "{text}");
        }
        assert_eq!(
            Amount::parse("1.0", currency("JPY")).unwrap_err().code(),
            "money.not_an_amount"
        );
        assert_eq!(
            Amount::parse("92233720368547758.08", currency("USD")),
            Err(Error::Overflow)
        );
    }

    #[test]
    fn l6_overflow_and_mixing_are_errors() {
        let (usd, eur) = (currency("USD"), currency("EUR"));
        let most = Amount::new(i64::MAX, usd);
        assert_eq!(most.checked_add(Amount::new(1, usd)), Err(Error::Overflow));
        assert_eq!(
            Amount::new(i64::MIN, usd).checked_neg(),
            Err(Error::Overflow)
        );
        assert_eq!(most.checked_mul(2), Err(Error::Overflow));
        assert_eq!(
            most.times("200%".parse().unwrap(), Rounding::Down),
            Err(Error::Overflow)
        );
        let mixed = Amount::new(1, usd)
            .checked_sub(Amount::new(1, eur))
            .unwrap_err();
        assert_eq!(mixed.code(), "money.mixed_currencies");
        assert!(Amount::sum([Amount::new(1, usd), Amount::new(1, eur)], usd).is_err());
    }

    #[test]
    fn json_names_the_currency() {
        let amount: Amount = "12.34 USD".parse().unwrap();
        let json = serde_json::to_string(&amount).unwrap();
        assert_eq!(json, r#"{"minor":1234,"currency":"USD"}"#);
        assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        assert!(serde_json::from_str::<Amount>(r#"{"minor":1,"currency":"COIN"}"#).is_err());
    }
}
