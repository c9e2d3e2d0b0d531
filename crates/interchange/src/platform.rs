//! An episode for TikTok, YouTube Shorts and Reels: cut into parts where it hurts to stop, with words, tags and dates.
//!
//! A plan only: which stretches of the finished episode follow each other, which cards are to be drawn before and after,
//! and what is written under each part. Whoever renders needs nothing else.

mod limits;
mod plan;
mod schedule;
mod split;
mod words;

pub use limits::{Limits, Network};
pub use plan::{Burn, Error, Options, Part, Piece, PlatformPlan, Why, plan};
pub use schedule::{Rhythm, Slot, csv, ics, slots};
pub use split::{Boundary, boundaries};
