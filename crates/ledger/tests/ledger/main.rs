//! The ledger through its public surface, each test on a database of its own (`DATABASE_URL`).

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod books;
mod concurrency;
mod exports;
mod hostile;
mod model;
mod proxy;
mod rules;
mod simulation;
mod tampering;
