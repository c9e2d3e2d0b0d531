//! How an episode was made: which asset came from what, by which model, at what cost, under which licence and with whose
//! consent; what people are told about it, and what programs can read and check.
//!
//! Pure but for the feature `c2pa`, which signs files: data in, data out; moments come in.
//!
//! | module | what |
//! |---|---|
//! | [`record`] | `provenance.json`: every asset of an episode |
//! | [`consent`] | voices and likenesses of real people: who, for what, from when until when |
//! | [`source`] | the kind of origin, in the words of the IPTC |
//! | [`label`] | the label that people see: words, size, time, by house rule |
//! | [`aigc`] | metadata after GB 45438, into an MP4 and out of it |
//! | [`manifest`] | what a C2PA manifest says, as data |
//! | `signing` | puts manifests into MP4, PNG and fragments, and verifies them (feature `c2pa`) |

#![forbid(unsafe_code)]

pub mod aigc;
pub mod consent;
pub mod label;
pub mod manifest;
pub mod record;
#[cfg(feature = "c2pa")]
pub mod signing;
pub mod source;

pub use consent::{Consent, Register};
pub use record::{Asset, Record};
pub use source::Source;

/// What `c2pa-sign protocol` prints: which arguments it takes and what it does without a certificate. One that prints
/// something else is of another build and is not asked to sign.
pub const PROTOCOL: &str = "c2pa-sign 2";
