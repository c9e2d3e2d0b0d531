//! What others sign, verified; nothing of theirs is believed before that.
//!
//! Pure: no input or output, no clock (the moment is passed in), no knowledge of the house. Every
//! refusal is typed and says what to do.
//!
//! | module | what |
//! |---|---|
//! | [`stripe`] | webhooks: HMAC over the raw body, with tolerance and secrets in rotation |

#![forbid(unsafe_code)]

pub mod stripe;
