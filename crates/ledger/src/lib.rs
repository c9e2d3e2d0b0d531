//! Double entry on `PostgreSQL`, after TigerBeetle's model (its data model and guarantees as described in
//! docs.tigerbeetle.com, "Reference: Account, Transfer"): bounded accounts, immutable transfers with
//! client-given ids, two-phase transfers, linked chains; and a hash chain over all of them.
//!
//! It has never heard of what the accounts are for. It uses `money` for currencies, because an export
//! has to write decimals and an exchange has two currencies.
//!
//! | what | where |
//! |---|---|
//! | post, in groups: many commands, one transaction, one fsync | [`Ledger`] |
//! | accounts, balances now and as of a moment, history | [`accounts`] |
//! | both legs of an exchange | [`exchange`] |
//! | Beancount, hledger, and lines of JSON | [`export`] |
//! | a check of everything, from the database or from a file | [`verify`] |
//!
//! What always holds: debits equal credits, posted and pending, in every unit; a transfer never changes;
//! the same id with the same body gives the same record again, with another body a refusal that names
//! the field; a pending transfer is resolved at most once; a bounded account never crosses its bound,
//! whoever posts at once. A refusal writes nothing: the same id may be tried again later.
//!
//! The caller passes the time in. Recorded time never runs backwards within a ledger: a command whose
//! time is before the last record's (or the ledger's opening) is recorded at that time.
//!
//! References end up in an append-only record: put no personal data into them.

pub mod accounts;
mod apply;
mod batch;
mod error;
pub mod exchange;
pub mod export;
mod hash;
mod limits;
mod queue;
mod rows;
mod transfer;
mod types;
pub mod verify;

pub use error::{Error, Field, Refusal};
pub use hash::{Hash, transfer_hash};
pub use limits::*;
pub use queue::{Ledger, Options};
pub use transfer::{Command, Kind, Move, NewTransfer, Reference, Transfer};
pub use types::{Account, Balance, Bound, Class, NewAccount, Unit};
