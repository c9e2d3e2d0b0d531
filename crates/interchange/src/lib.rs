//! An episode as other programs read it. Storyboard, timeline and the names of the made files in; text and bytes out.
//!
//! Pure: no file is opened, no clock read; whoever calls brings the moment and writes what comes out. It reads
//! `storyboard`, because a [`Cut`] is made from a board and its timeline, and because cards that a platform's part
//! needs are shots to be drawn.
//!
//! | module | what |
//! |---|---|
//! | [`cut`] | the neutral edit that every writer reads: tracks, clips, captions, markers, whole frames |
//! | [`otio`], [`fcpxml`], [`edl`], [`jianying`] | the edit for editors |
//! | [`captions`] | SRT, WebVTT, ASS with karaoke |
//! | [`stems`] | what is heard when, as a table |
//! | [`package`] | all of them with their media in one ZIP, and how to open each |
//! | [`platform`] | parts, words and dates for TikTok, YouTube Shorts and Reels |
//! | [`webcomic`] | CBZ, EPUB 3 and slices for webcomic platforms |
//! | [`names`], [`rate`], [`archive`] | safe file names; frame rates; the ZIP itself |

#![forbid(unsafe_code)]

pub mod archive;
pub mod captions;
pub mod cut;
pub mod edl;
pub mod fcpxml;
pub mod jianying;
pub mod names;
pub mod otio;
pub mod package;
pub mod platform;
pub mod rate;
pub mod stems;
pub mod webcomic;
mod xml;

pub use cut::{Cut, Files};
pub use rate::Rate;
