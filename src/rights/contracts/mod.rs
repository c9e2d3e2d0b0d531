//! Contracts in and out, version by version.

mod amend;
mod answers;
pub mod documents;
pub mod routes;
mod shown;
mod state;
pub mod terms;
mod write;

pub(super) use amend::tried;
pub(super) use shown::{Contract, ContractStatus, version_of};
pub(super) use state::{Held, activate, activate_as_read, end, hold, withdraw, wrong_state};
pub use write::party;
pub(super) use write::{NewContract, codes, create, draft, read as read_blocks, read_by};
