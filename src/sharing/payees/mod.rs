//! Payees: who may be owed a share.

mod given;
mod kept;
pub mod routes;

pub(super) use kept::{balances, ensure_house, load, shown};
