//! Commissions: a series that a partner makes for the house.
//!
//! A brief, a budget in milestones, and episodes that are accepted one by one or go back with a note. A milestone is met by
//! accepted episodes or by an operator's word; then its sum is owed to the partner in the books, and paid from the bank when
//! somebody says so. Money moves in three steps, as everywhere: decided here, posted under ids derived from the row,
//! marked done; a sweep finishes what a crash left between.

mod book;
pub mod routes;
mod shown;
mod steps;
#[cfg(test)]
mod tests;
mod write;

pub use book::sweep;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::AppError;

/// How far a commission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[schema(as = CommissionStatus)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// May still be changed.
    Draft,
    Agreed,
    InProduction,
    /// Every episode is accepted.
    Delivered,
    Closed,
    Cancelled,
}

impl Status {
    /// Whether one may come after the other by an operator's word; accepted episodes do the rest.
    pub fn leads_to(self, next: Self) -> bool {
        match next {
            Self::Agreed => self == Self::Draft,
            Self::InProduction => self == Self::Agreed,
            Self::Closed => self == Self::Delivered,
            Self::Cancelled => matches!(self, Self::Draft | Self::Agreed | Self::InProduction),
            Self::Draft | Self::Delivered => false,
        }
    }

    /// Whether work of it may be accepted.
    pub fn runs(self) -> bool {
        matches!(self, Self::Agreed | Self::InProduction | Self::Delivered)
    }
}

fn not_found() -> AppError {
    AppError::not_found(
        "commission_not_found",
        "There is no such commission in this house.",
        "Look for it at the desk, under Commissions.",
    )
}

fn wrong_state(name: &str) -> AppError {
    AppError::conflict(
        "commission_state",
        format!("Commission {name} has not come that far, or further already."),
        "Reload the page to see how it stands.",
    )
}
