//! A video file in, an HLS ladder out.
//!
//! ```text
//! Tools::find → probe → plan → measure → first_rung → artwork, text → rest → (av1)
//!               Source  Plan   Measurements  Vec<Rendition>  Artwork  Text
//! ```
//!
//! - [`probe`] looks at an untrusted file; [`plan`] decides, purely, what is made of it.
//! - The [`stages`] each run ffmpeg as a confined child, write into one output folder and return data. Each is
//!   idempotent: finished work leaves `<stage>.json` beside its files, and a stage that finds its own, for the same
//!   plan, returns it at once. A file has its final name only when it is complete, so a stage killed at any moment
//!   is simply called again.
//! - After [`stages::first_rung`] the episode is playable; [`stages::rest`] makes the other sizes, cut at the same instants.
//! - [`playlists`] writes HLS from the renditions that exist, with addresses given by the caller; [`playlists::validate`]
//!   checks any package against the specification.
//! - [`subtitles`] and [`fmp4`] read hostile text and boxes; both are pure.
//!
//! The crate knows nothing of houses, databases or servers.

#![allow(
    clippy::doc_markdown,
    reason = "format names such as WebVTT and QuickTime are words here, not code"
)]

mod child;
pub mod conform;
pub mod dub;
mod error;
pub mod fmp4;
pub mod language;
mod limits;
mod plan;
pub mod playlists;
mod probe;
mod rate;
pub mod ready;
mod rendition;
mod screener;
mod sniff;
mod source;
pub mod stages;
mod still;
pub mod subtitles;
mod tools;

pub use error::MediaError;
pub use limits::Limits;
pub use plan::{AudioPlan, FIRST_RUNG, Framing, Plan, PlanOptions, RUNGS, Rung, plan};
pub use probe::probe;
pub use rate::Rate;
pub use rendition::{
    Artwork, Codec, Loudness, Measurements, Picture, Rendition, Segment, Sprite, Text, TextKind,
    TextOrigin, TextProblem, TextTrack,
};
pub use screener::{SCREENER, Screening, jpeg, luma, screener};
pub use source::{AudioStream, Chapter, Container, Source, TextStream, Transfer, VideoStream};
pub use stages::Job;
pub use still::{Still, still};
/// Cancels a running stage from anywhere: `cancel.cancel()`.
pub use tokio_util::sync::CancellationToken as Cancel;
pub use tools::{Signer, Tools};
