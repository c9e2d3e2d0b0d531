//! People: device sessions, accounts, roles.
//!
//! Nobody has to log in to watch. The first request makes an anonymous person with a session in a
//! cookie; adding a passkey or a password turns that same person into an account, history kept.

pub mod accounts;
pub mod me;
mod merge;
pub mod operator;
pub mod passkeys;
pub mod password;
pub mod policy;
pub mod roles;
pub mod session;
mod settings;
mod sweep;
#[cfg(test)]
pub mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use operator::{first_link as first_operator_link, link as operator_link};
pub use session::{MaybePerson, Person};
pub use sweep::sweep;

/// What a person may do in a house. Each role may do all that the one before it may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    Viewer,
    Producer,
    Operator,
}
