//! Reconciliation: the provider's own account of the money beside the books.
//!
//! Each of the provider's lines is matched with exactly one sale, refund, dispute or payout; its fee is booked then.
//! What matches nothing waits in the suspense list, and what the books know but no line tells of is listed as missing.
//!
//! Stripe is asked. One account there serves every house of the process: a line belongs to the house whose sale it tells of,
//! and what tells of none, such as a payout, to the oldest house. A store tells nobody: an operator brings its report.

pub mod compare;
mod lines;
mod matching;
pub mod report;
mod table;

pub use lines::{fetch_all, test_line, test_refund_line};
