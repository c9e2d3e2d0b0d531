//! Screeners: episodes for the eyes of one recipient, by a link.
//!
//! | part | what |
//! |---|---|
//! | [`desk`] | links are made and withdrawn; who watched what, how far, when |
//! | [`visit`] | the recipient's side: the link is opened, an episode is asked for, what was watched is told |
//! | [`copies`] | an episode with the recipient's name all over it and a mark that nobody sees, made when first wanted |
//! | [`leak`] | whose copy a file is |
//! | [`sweep`] | copies go when their link ends; what a crash left is taken up again |
//!
//! Nothing of a screener is at an address that works without a session which opened its link.

pub mod copies;
pub mod desk;
pub mod leak;
mod sweep;
pub mod visit;

pub use sweep::sweep;

/// Area of the blob store. A copy is nobody else's, so it is deleted with its link.
pub const SCREENERS: &str = "screeners";
