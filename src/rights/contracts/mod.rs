//! Contracts in and out, version by version.

pub mod documents;
pub mod routes;
mod shown;
mod state;
pub mod terms;
mod write;

pub(super) use shown::blocks_of;
pub(super) use state::{activate, end, hold, withdraw};
pub use write::party;
pub(super) use write::{NewContract, codes, create, read as read_blocks};
