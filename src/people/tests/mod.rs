//! People through HTTP, as devices see them.

mod accounts;
pub mod authenticator;
mod hostile;
mod leaving;
mod logs;
mod matrix;
mod merging;
mod operators;
mod passkeys;
