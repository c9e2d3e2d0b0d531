//! A delivery: a folder with everything of a series that another house, or another platform, needs to show it.
//!
//! Pure: no input or output, no clock. With a mezzanine the folder is one that `cliffhanger ingest` reads by itself:
//!
//! ```text
//! manifest.json        what this is, every file with its size and SHA-256, and the rights that go with it
//! series.toml          titles, synopses, credits, languages, as a folder of episodes has them
//! 001.mp4 …            the mezzanine of each episode, with every dub that viewers hear
//! renditions/001/h264-1920.mp4 …   in its place or beside it, each encoded size; aac-en.mp4 each sound
//! renditions/001/h264.m3u8 …       HLS playlists of them: any player plays them where they lie
//! 001.en.vtt …         subtitles; 001.en.cc.vtt for people who cannot hear
//! poster.webp
//! art/cover.zh.webp    covers of other languages
//! metadata/mec.xml     MovieLabs Media Entertainment Core 2.12, for other platforms
//! metadata/mmc.xml     MovieLabs Media Manifest Core 1.13
//! provenance/records.json   how it was made: makers, costs, licences, consents of each episode
//! checksums.sha256     for `sha256sum --check`
//! ```

#![forbid(unsafe_code)]

mod manifest;
mod mec;
mod mmc;
mod series;
mod xml;

pub use manifest::{FORMAT, Manifest, Problem, Rights, checksums};
pub use mec::mec;
pub use mmc::mmc;
pub use series::{
    Codec, Credit, Episode, File, FileKind, Films, Picture, Rendition, Series, Subtitles,
    Translation, series_toml,
};

/// The manifest's name. Written last: a folder without it is not finished.
pub const MANIFEST: &str = "manifest.json";
/// How it was made: `{ "records": […], "signed": […] }`, as the studio keeps it with a release.
pub const PROVENANCE: &str = "provenance/records.json";
/// The list of checksums beside it.
pub const CHECKSUMS: &str = "checksums.sha256";
