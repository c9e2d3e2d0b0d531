//! What others sign, verified; nothing of theirs is believed before that.
//!
//! Pure: no input or output, no clock (the moment is passed in), no knowledge of the house. Every
//! refusal is typed and says what to do.
//!
//! | module | what |
//! |---|---|
//! | [`stripe`] | webhooks: HMAC over the raw body, with tolerance and secrets in rotation |
//! | [`app_store`] | transactions and notifications: ES256, the whole chain to a pinned root |
//! | [`rewarded`] | a watched advert: ECDSA over the query as it was received |
//! | [`vast`] | an advert server's answer: signed by nobody, so read with suspicion |

#![forbid(unsafe_code)]

pub mod app_store;
pub mod rewarded;
pub mod stripe;
#[cfg(feature = "testing")]
pub mod testing;
pub mod vast;
