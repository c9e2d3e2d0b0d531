//! Currencies of ISO 4217, from a dated table (`data/iso-4217.csv`).

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::Error;

const TABLE: &str = include_str!("../data/iso-4217.csv");
/// The day on which the table was published by the maintenance agency (SIX): list one of ISO 4217.
pub const TABLE_DATE: &str = "2026-01-01";

struct Row {
    code: [u8; 3],
    number: &'static str,
    digits: Option<u8>,
    name: &'static str,
}

/// Sorted by code, as the file is.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().expect("each line of the table has four cells");
        Row {
            code: cell()
                .as_bytes()
                .try_into()
                .expect("a code has three letters"),
            number: cell(),
            digits: match cell() {
                "" => None,
                digits => Some(digits.parse().expect("digits are a number")),
            },
            name: cell(),
        }
    };
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(row)
        .collect()
});

/// A currency that amounts can be stated in: its code and how many decimals its minor unit has.
///
/// ```text
/// JPY 0   USD 2   KWD 3   CLF 4
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

impl Currency {
    /// Looks a code up. Metals, funds without a minor unit and test codes (XAU, XXX, …) are refused.
    pub fn of(code: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownCurrency(code.chars().take(16).collect());
        let key: [u8; 3] = code.as_bytes().try_into().map_err(|_| unknown())?;
        let row = row(key).ok_or_else(unknown)?;
        let digits = row.digits.ok_or_else(unknown)?;
        Ok(Self { code: key, digits })
    }

    /// All currencies that amounts can be stated in, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().filter_map(|row| {
            row.digits.map(|digits| Self {
                code: row.code,
                digits,
            })
        })
    }

    /// Three capital letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).expect("codes are ASCII")
    }

    /// Decimals of the minor unit: 0, 2, 3 or 4.
    pub fn digits(self) -> u8 {
        self.digits
    }

    /// Minor units in one unit: 1, 100, 1,000 or 10,000.
    pub fn scale(self) -> i64 {
        10_i64.pow(u32::from(self.digits))
    }

    /// The three-digit number of the standard, with its leading zeros.
    pub fn number(self) -> &'static str {
        row(self.code).map_or("", |row| row.number)
    }

    /// The English name of the standard.
    pub fn name(self) -> &'static str {
        row(self.code).map_or("", |row| row.name)
    }
}

fn row(code: [u8; 3]) -> Option<&'static Row> {
    let at = ROWS.binary_search_by_key(&code, |row| row.code).ok()?;
    ROWS.get(at)
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::of(text)
    }
}

impl TryFrom<String> for Currency {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::of(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_it_says() {
        assert!(TABLE.lines().next().unwrap().contains(TABLE_DATE));
        assert!(ROWS.is_sorted_by_key(|row| row.code));
        let count = |digits| ROWS.iter().filter(|row| row.digits == digits).count();
        // Counted in the published list.
        assert_eq!(ROWS.len(), 178);
        assert_eq!(
            [
                count(Some(0)),
                count(Some(2)),
                count(Some(3)),
                count(Some(4)),
                count(None)
            ],
            [17, 139, 7, 2, 13]
        );
        assert_eq!(Currency::all().count(), 165);
    }

    #[test]
    fn digits_of_the_four_kinds() {
        let digits = |code| Currency::of(code).unwrap().digits();
        assert_eq!(
            [digits("JPY"), digits("USD"), digits("KWD"), digits("CLF")],
            [0, 2, 3, 4]
        );
        let yen = Currency::of("JPY").unwrap();
        assert_eq!((yen.number(), yen.name(), yen.scale()), ("392", "Yen", 1));
    }

    #[test]
    fn what_is_no_currency_is_refused() {
        for code in ["", "usd", "US", "USDT", "COIN", "XAU", "XXX", "£££", "U\0D"] {
            assert_eq!(
                Currency::of(code).unwrap_err().code(),
                "money.unknown_currency",
                "{code}"
            );
        }
    }
}
