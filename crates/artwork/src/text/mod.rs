//! Words on pictures, in every script: shaped, broken into lines, drawn.
//!
//! | module | what |
//! |---|---|
//! | [`faces`] | font files, and which of them has a character |
//! | [`block`] | a text as lines of glyphs |
//! | [`paint`] | glyphs as shapes: filled, stroked, with a soft shadow |
//! | [`captions`] | what is said, over a film: page by page, word by word |
//! | [`zones`] | which part of the picture each platform leaves free |
//! | [`balloons`] | what is said, in a comic |
//! | [`sounds`] | sound words |

pub mod balloons;
pub mod block;
pub mod captions;
pub mod faces;
pub mod paint;
pub mod sounds;
pub mod zones;

pub use block::{Block, Style};
pub use faces::Faces;
