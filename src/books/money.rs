//! Money as the API writes it.

use money::{Amount, Currency};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};

/// An amount of money: `minor` units of `currency`, which has `digits` decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    #[schema(example = 499)]
    pub minor: i64,
    /// ISO 4217
    #[schema(example = "USD")]
    pub currency: String,
    #[schema(example = 2)]
    pub digits: u8,
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self {
            minor: amount.minor,
            currency: amount.currency.to_string(),
            digits: amount.currency.digits(),
        }
    }
}

/// An amount as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneySent {
    pub minor: i64,
    /// ISO 4217
    pub currency: String,
}

impl MoneySent {
    /// The amount, when there is such a currency.
    pub fn amount(&self) -> AppResult<Amount> {
        Ok(Amount::new(self.minor, currency(&self.currency)?))
    }
}

/// Looks up a currency that somebody sent or that is kept.
pub fn currency(code: &str) -> AppResult<Currency> {
    Currency::of(code).map_err(refused)
}

/// Tells what the money library refuses.
#[expect(clippy::needless_pass_by_value, reason = "map_err wants it so")]
pub fn refused(error: money::Error) -> AppError {
    AppError::bad_request(error.code(), format!("{error}."), error.remedy())
}
