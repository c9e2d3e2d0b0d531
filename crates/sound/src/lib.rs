//! What an episode sounds like: voices that speak offline, music and effects made here, and their mix.
//!
//! It has never heard of the app. Its voices are had and run by `models`. It reads `storyboard` for the words that both use: what a line feels like, what the
//! mood of a shot is, what kind of place it is in, and what shapes a mouth takes. Nothing here is async: a call
//! returns when its work is done, long ones tell how far they are.
//!
//! | module | what | pure |
//! |---|---|---|
//! | [`voices`] | a line in, samples with the times of words and mouths out | no: fetches packages, runs programs |
//! | [`music`] | a mood and a length in, a cue out | yes |
//! | [`effects`] | doors, rain, phones; which of them an action line asks for | yes |
//! | [`mix`] | all of it with its times in, one stereo programme at −16 LUFS out, and its stems | yes |
//! | [`heard`] | whether what is heard in it is what its script says | yes |
//! | [`checks`] | whether a recording is silent, clipped or far too short for its text | yes |
//! | [`wav`] | the file format | yes |
//!
//! Samples are `f32` in −1…1.

#![forbid(unsafe_code)]

pub mod checks;
mod dsp;
pub mod effects;
mod error;
pub mod heard;
pub mod mix;
pub mod music;
pub mod pcm;
pub mod phonemes;
pub mod voices;
pub mod wav;

pub use error::Error;
pub use pcm::{Mono, Stereo};
pub use voices::{Line, Take, Voices};

/// Samples a second of music, effects and the mix.
pub const RATE: u32 = 48_000;
