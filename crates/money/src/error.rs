//! What can be wrong with money, in words for the people who meet it.

use crate::Currency;

/// A refusal: [`code`](Error::code), one sentence (`Display`) and [`remedy`](Error::remedy).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is not a currency of ISO 4217 that amounts can be stated in")]
    UnknownCurrency(String),
    #[error("`{text}` is not an amount of {currency}")]
    NotAnAmount { text: String, currency: String },
    #[error("{left} and {right} cannot be put together")]
    MixedCurrencies { left: Currency, right: Currency },
    #[error("the result does not fit into 64 bits of minor units")]
    Overflow,
    #[error("`{0}` is not a share or rate")]
    NotAFraction(String),
    #[error("the weights add up to nothing")]
    NoWeight,
    #[error("the shares add up to {0}, not to 1")]
    SharesNotWhole(String),
    #[error("a cap below zero")]
    NegativeCap,
    #[error("there are {0} parts; at most {max} are allowed", max = crate::split::MAX_PARTS)]
    TooManyParts(usize),
}

impl Error {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::UnknownCurrency(_) => "money.unknown_currency",
            Error::NotAnAmount { .. } => "money.not_an_amount",
            Error::MixedCurrencies { .. } => "money.mixed_currencies",
            Error::Overflow => "money.overflow",
            Error::NotAFraction(_) => "money.not_a_fraction",
            Error::NoWeight => "money.no_weight",
            Error::SharesNotWhole(_) => "money.shares_not_whole",
            Error::NegativeCap => "money.negative_cap",
            Error::TooManyParts(_) => "money.too_many_parts",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Error::UnknownCurrency(_) => {
                "Use a code of three capital letters, such as USD, JPY or KWD."
            }
            Error::NotAnAmount { .. } => {
                "Write digits with a point and no more decimals than the currency has, such as 12.34."
            }
            Error::MixedCurrencies { .. } => "Convert one of them at a stated rate first.",
            Error::Overflow => "Use smaller amounts or rates.",
            Error::NotAFraction(_) => "Write 15%, 12.5%, 1/3, 1250bp or 1.0825; at most 15 digits.",
            Error::NoWeight => "Give at least one part a weight above zero.",
            Error::SharesNotWhole(_) => "Change the shares so that they add up to 100 %.",
            Error::NegativeCap => "Give a cap of zero or more.",
            Error::TooManyParts(_) => "Group the parts.",
        }
    }
}
