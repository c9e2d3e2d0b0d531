//! Waterfalls: a worked deal, invariants against an exact oracle, and texts that are wrong.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod oracle;
mod properties;
mod texts;
mod worked;
