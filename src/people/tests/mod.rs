//! People through HTTP, as devices see them.

mod accounts;
mod authenticator;
mod hostile;
mod leaving;
mod logs;
mod matrix;
mod merging;
mod operators;
mod passkeys;
