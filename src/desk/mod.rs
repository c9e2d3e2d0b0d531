//! The operator's desk: what the house owns, owes and earned, read from the books; whether the books hold; who did what.
//!
//! It reads, save for what partners pay outside of the house. What else it shows is changed by the areas that own it.

pub mod accounts;
pub mod arms;
pub mod checks;
pub mod income;
pub mod log;
pub mod overview;
mod period;
pub mod revenue;
#[cfg(test)]
mod tests;
pub mod transfers;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An account of the books in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BookAccountRef {
    pub id: Uuid,
    /// What it is for, such as `coin_float`.
    #[schema(example = "coin_float")]
    pub kind: String,
    /// The person or payee that it belongs to, where it has one who is still known.
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
}

/// Whether an account of this class grows on its debit side.
fn grows_by_debit(class: &str) -> bool {
    matches!(class, "asset" | "expense")
}
