//! Co-productions of a series: what each member brings, keeps and decides, and what follows from it.
//!
//! Terms are versions, never edited: a new one writes a new version of the series' contract about money in the same transaction, so
//! that what the parties agreed and what is shared out are one. What a member keeps counts in the book of rights as out to that
//! member alone, from the version's first day until the next version or the end of the agreement; where the house is that
//! member, nothing is out. Where a member approves licences, none is signed without that member's consent.

pub mod consents;
pub mod credited;
mod kept;
mod members;
mod outcome;
pub mod routes;

pub(in crate::rights) use kept::counted;
