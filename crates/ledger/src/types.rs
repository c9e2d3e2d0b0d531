//! Accounts and their sums.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use money::Currency;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an account counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Unit {
    Currency(Currency),
    /// Coins that were paid for. Not a currency: it has no exchange rate.
    Coin,
    /// Coins that were given.
    Bonus,
}

impl Unit {
    /// Decimals of the unit as people write it.
    pub fn digits(self) -> u8 {
        match self {
            Unit::Currency(currency) => currency.digits(),
            Unit::Coin | Unit::Bonus => 0,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Currency(currency) => currency.fmt(f),
            Unit::Coin => f.write_str("COIN"),
            Unit::Bonus => f.write_str("BONUS"),
        }
    }
}

impl FromStr for Unit {
    type Err = money::Error;
    fn from_str(text: &str) -> Result<Self, money::Error> {
        match text {
            "COIN" => Ok(Unit::Coin),
            "BONUS" => Ok(Unit::Bonus),
            code => Currency::of(code).map(Unit::Currency),
        }
    }
}

impl TryFrom<String> for Unit {
    type Error = money::Error;
    fn try_from(text: String) -> Result<Self, money::Error> {
        text.parse()
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.to_string()
    }
}

impl From<Currency> for Unit {
    fn from(currency: Currency) -> Self {
        Unit::Currency(currency)
    }
}

/// Texts of an enum, the same in the database, in JSON and in `Display`.
macro_rules! texts {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            pub(crate) fn of(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use texts;

/// The five classes of bookkeeping: where an account stands in a balance sheet or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}
texts!(Class { Asset = "asset", Liability = "liability", Equity = "equity", Income = "income", Expense = "expense" });

/// Which side of an account may not outgrow the other. What is pending on that side counts; what is
/// pending on the other side does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    None,
    /// A wallet: what is owed to its owner never falls below zero.
    DebitsMustNotExceedCredits,
    /// A till: what is in it never falls below zero.
    CreditsMustNotExceedDebits,
}
texts!(Bound {
    None = "none",
    DebitsMustNotExceedCredits = "debits_must_not_exceed_credits",
    CreditsMustNotExceedDebits = "credits_must_not_exceed_debits",
});

/// An account to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    pub id: Uuid,
    /// The house: one hash chain, and no transfer leaves it.
    pub ledger_id: Uuid,
    pub class: Class,
    /// The caller's own word, `[a-z][a-z0-9_]*`.
    pub kind: String,
    pub unit: Unit,
    pub bound: Bound,
}

/// An account as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: Uuid,
    pub ledger_id: Uuid,
    pub class: Class,
    pub kind: String,
    pub unit: Unit,
    pub bound: Bound,
    /// Takes no new transfers; what is pending may still be resolved.
    pub closed: bool,
    pub created_at: DateTime<Utc>,
    #[serde(flatten)]
    pub balance: Balance,
}

/// Sums since the beginning, in minor units, each zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub debits_posted: i64,
    pub debits_pending: i64,
    pub credits_posted: i64,
    pub credits_pending: i64,
}

impl Balance {
    /// Credits over debits, posted: what a liability or an income account comes to.
    pub fn credit(&self) -> i64 {
        self.credits_posted - self.debits_posted
    }

    /// Debits over credits, posted: what an asset or an expense account comes to.
    pub fn debit(&self) -> i64 {
        -self.credit()
    }

    /// What a wallet can still spend: credits less everything debited or held.
    pub fn spendable(&self) -> i64 {
        self.credits_posted - self.debits_posted - self.debits_pending
    }

    /// Whether the sums keep to a bound.
    pub fn keeps(&self, bound: Bound) -> bool {
        let sum = |a: i64, b: i64| i128::from(a) + i128::from(b);
        match bound {
            Bound::None => true,
            Bound::DebitsMustNotExceedCredits => {
                sum(self.debits_posted, self.debits_pending) <= i128::from(self.credits_posted)
            }
            Bound::CreditsMustNotExceedDebits => {
                sum(self.credits_posted, self.credits_pending) <= i128::from(self.debits_posted)
            }
        }
    }
}
