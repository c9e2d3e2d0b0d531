//! Payments: what is sold and for how much, orders and how they are paid, money that goes back, receipts, tax, and the
//! provider's account of the money beside the books.
//!
//! | room | what |
//! |---|---|
//! | [`book`] | the price book and the shop |
//! | [`orders`] | a sale, from the tap to the receipt; renewals |
//! | [`provider`], [`stripe`] | who takes the money: test money, Stripe |
//! | [`stores`] | coins bought inside an app, in Apple's and Google's stores |
//! | [`refunds`], [`disputes`] | money that goes back |
//! | [`debts`] | what viewers owe then, and giving up on it |
//! | [`receipts`] | numbered without gaps, as pages |
//! | [`tax`] | one decision for each sale, the report |
//! | [`reconciliation`] | each of the provider's lines with exactly one entry |
//! | [`subscription`], [`card`] | VIP as its subscriber sees and changes it; a new card for it |

pub mod book;
pub mod card;
pub mod debts;
pub mod disputes;
pub mod events;
mod merge;
pub mod orders;
pub mod provider;
pub mod receipts;
pub mod reconciliation;
pub mod refunds;
pub mod stores;
pub mod stripe;
pub mod subscription;
mod sweep;
pub mod tax;
#[cfg(test)]
pub mod tests;

pub use merge::merge;
pub use sweep::sweep;
