//! Limits on everything that somebody else may fill.

/// The largest amount of one transfer, in minor units.
pub const MAX_AMOUNT: i64 = 1_000_000_000_000_000;
/// The most transfers in one linked chain.
pub const MAX_CHAIN: usize = 64;
/// The most transfers posted in one database transaction (TigerBeetle's batch).
pub const MAX_BATCH: usize = 8_190;
/// The longest kind of an account or a reference, in bytes.
pub const MAX_KIND: usize = 48;
/// The most JSON text of a reference, in bytes.
pub const MAX_REFERENCE: usize = 1_024;
/// The longest that a pending transfer may wait: one year, in seconds.
pub const MAX_TIMEOUT_S: u32 = 366 * 24 * 3600;
/// The most accounts opened in one call.
pub const MAX_ACCOUNTS: usize = 8_190;
