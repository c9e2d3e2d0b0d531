//! What the stages make: data that a catalogue stores and playlists are written from.

use serde::{Deserialize, Serialize};

use crate::Rate;

/// How a rendition is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    /// H.264 video.
    H264,
    /// AV1 video.
    Av1,
    /// AAC-LC audio.
    Aac,
}

impl Codec {
    /// `h264`, `av1` or `aac`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Av1 => "av1",
            Self::Aac => "aac",
        }
    }
}

/// One encoded size of the picture, or one audio track, in one CMAF file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rendition {
    /// Codec.
    pub codec: Codec,
    /// Pixels; 0 for audio.
    pub width: u32,
    /// Pixels; 0 for audio.
    pub height: u32,
    /// Frame rate; `None` for audio.
    pub rate: Option<Rate>,
    /// BCP 47 language of an audio rendition (unique among the renditions of one plan); empty for video.
    pub language: String,
    /// A name for an audio rendition that a viewer can choose by; empty for video.
    pub label: String,
    /// Channels; 0 for video.
    pub channels: u32,
    /// The RFC 6381 codecs string, read from the file's own decoder configuration (`avc1.64001f`, `av01.0.05M.08`, `mp4a.40.2`).
    pub mime: String,
    /// Peak bits per second over the segments, as RFC 8216 section 4.3.4.2 counts it.
    pub bandwidth: u64,
    /// Average bits per second.
    pub average_bandwidth: u64,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Length, ms.
    pub duration_ms: u64,
    /// File name inside the output folder.
    pub file: String,
    /// The initialisation segment is the first `init_bytes` bytes of the file.
    pub init_bytes: u64,
    /// The media segments, in order, without gaps, up to the end of the file.
    pub segments: Vec<Segment>,
    /// First line of `ffmpeg -version`.
    pub ffmpeg_version: String,
    /// The arguments that made it, without file names of the machine.
    pub arguments: Vec<String>,
    /// VMAF, where it was measured.
    pub quality: Option<f64>,
}

impl Rendition {
    /// `video/mp4; codecs="…"` or `audio/mp4; codecs="…"`, as `MediaSource.isTypeSupported` wants it.
    pub fn content_type(&self) -> String {
        let kind = if self.codec == Codec::Aac {
            "audio"
        } else {
            "video"
        };
        format!("{kind}/mp4; codecs=\"{}\"", self.mime)
    }
}

/// A byte range of a rendition that can be fetched and appended on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// First byte in the file.
    pub offset: u64,
    /// Number of bytes.
    pub bytes: u64,
    /// Start, ms.
    pub start_ms: u64,
    /// Duration, ms: the next segment's start minus this one's.
    pub duration_ms: u64,
}

/// A picture file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// File name inside the output folder.
    pub file: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Size of the file, bytes.
    pub bytes: u64,
}

/// Poster and scrub pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artwork {
    /// When in the video the poster's frame is shown, ms. 0 unless the episode opens on black.
    pub poster_ms: u64,
    /// WebP, 720 wide or the source's own width.
    pub poster_webp: Picture,
    /// WebP, 360 wide, for a feed.
    pub poster_small: Picture,
    /// AVIF, as large as `poster_webp`; `None` where this ffmpeg cannot write AVIF.
    pub poster_avif: Option<Picture>,
    /// [ThumbHash](https://evanw.github.io/thumbhash/) of the poster, 5 to 25 bytes.
    pub thumbhash: Vec<u8>,
    /// Scrub pictures.
    pub sprite: Option<Sprite>,
}

/// A sheet of small pictures; tile `i` stands for the time from `i * interval_ms`, counted along rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sprite {
    /// File name inside the output folder (WebP).
    pub file: String,
    /// Tiles in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// Pixels.
    pub tile_width: u32,
    /// Pixels.
    pub tile_height: u32,
    /// Time from one tile to the next, ms.
    pub interval_ms: u64,
    /// Number of tiles that hold a picture.
    pub count: u32,
    /// Size of the file, bytes.
    pub bytes: u64,
}

/// What a text track is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// Dialogue and sounds, for people who cannot hear.
    Captions,
    /// Dialogue.
    Subtitles,
    /// Names of stretches.
    Chapters,
}

impl TextKind {
    /// `captions`, `subtitles` or `chapters`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Captions => "captions",
            Self::Subtitles => "subtitles",
            Self::Chapters => "chapters",
        }
    }
}

/// Where a text track came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextOrigin {
    /// A file beside the video.
    Sidecar,
    /// A stream inside it.
    Embedded,
}

/// A WebVTT file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextTrack {
    /// BCP 47 language, unique for its kind among the tracks of one episode.
    pub language: String,
    /// A name that a viewer can choose by.
    pub label: String,
    /// What it is for.
    pub kind: TextKind,
    /// Where it came from.
    pub origin: TextOrigin,
    /// File name inside the output folder.
    pub file: String,
    /// Number of cues.
    pub cues: u32,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Which character encoding the file was in (`UTF-8` for embedded streams).
    pub encoding: String,
}

/// A sidecar that could not be used; the others went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextProblem {
    /// The sidecar's file name, or `stream N`.
    pub name: String,
    /// [`crate::MediaError::code`].
    pub code: String,
    /// What happened, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub remedy: String,
}

/// What the text stage made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The tracks.
    pub tracks: Vec<TextTrack>,
    /// What could not be used.
    pub problems: Vec<TextProblem>,
}

/// Loudness of one audio track by EBU R 128, before any change, and what brings it to −16 LUFS.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Integrated loudness, LUFS; -70 or less for silence.
    pub integrated: f64,
    /// True peak, dBTP.
    pub true_peak: f64,
    /// Loudness range, LU.
    pub range: f64,
    /// Gain that is applied, dB.
    pub gain: f64,
    /// Whether peaks have to be held down after the gain; without it the change is linear.
    pub limited: bool,
}

/// What the measure stage found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// One per entry of [`crate::Plan::audio`]; `None` for made silence.
    pub loudness: Vec<Option<Loudness>>,
}
