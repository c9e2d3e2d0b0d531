//! A co-production: several parties make one series, in money and in kind, and share what it earns.
//!
//! Pure: no input or output, no clock. [`Terms`] are what the parties agreed, as written; [`Terms::check`] turns them into
//! [`Checked`] or says what is wrong; [`deal`] writes the contract that follows from them in the house's waterfall
//! language ([`money::waterfall`]); [`judge`] holds them against a treaty's rules, which are data with a source and a
//! status ([`treaties`]).
//!
//! The order of the waterfall is that of film finance: what is earned in a territory that a member keeps is that
//! member's; of the rest come off the collection agent's fee and the sales commission, then expenses are recouped, then
//! the contributions, pari passu and with their premium, and what is left is shared as agreed.

#![forbid(unsafe_code)]

mod checked;
mod deal;
mod terms;
mod treaty;

pub use checked::{Checked, Member, Problem};
pub use deal::deal;
pub use terms::{Collection, Commission, Expense, InKind, MemberTerms, Terms};
pub use treaty::{Finding, Judgement, Rule, Status, Treaty, Verdict, judge, treaties, treaty};
