//! What a probe saw.

use serde::{Deserialize, Serialize};

use crate::Rate;

/// The two container families that are let in; each names the only demuxer that ffmpeg may use on the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// MP4, MOV, M4V, 3GP.
    Mov,
    /// MKV, WebM.
    Matroska,
}

/// How bright the picture's code values are meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transfer {
    /// Standard dynamic range.
    Sdr,
    /// SMPTE ST 2084.
    Pq,
    /// ARIB STD-B67.
    Hlg,
}

/// A source file, as far as a plan needs to know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The container family.
    pub container: Container,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Length of the picture, ms.
    pub duration_ms: u64,
    /// The picture.
    pub video: VideoStream,
    /// The audio tracks, in file order.
    pub audio: Vec<AudioStream>,
    /// Embedded text streams that can become WebVTT, in file order.
    pub text: Vec<TextStream>,
    /// Chapters, in time order.
    pub chapters: Vec<Chapter>,
    /// What the file says of machines that had part in it: the field `AIGC` of GB 45438, JSON, as it stands there.
    #[serde(default)]
    pub aigc: Option<String>,
}

/// The picture of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoStream {
    /// Stream index in the file.
    pub index: u32,
    /// ffmpeg's name of the codec, such as `h264` or `prores`.
    pub codec: String,
    /// Display width in pixels: after rotation and with square pixels.
    pub width: u32,
    /// Display height in pixels: after rotation and with square pixels.
    pub height: u32,
    /// Clockwise degrees by which the stored picture is turned for display: 0, 90, 180 or 270.
    pub rotation: u32,
    /// Frame rate (the average, for a variable one).
    pub rate: Rate,
    /// Whether the frame rate varies.
    pub variable_rate: bool,
    /// ffmpeg's name of the pixel format.
    pub pixel_format: String,
    /// Dynamic range.
    pub transfer: Transfer,
    /// ffmpeg's name of the colour matrix; empty when the file does not say.
    pub matrix: String,
    /// Whether the frames are two fields.
    pub interlaced: bool,
}

/// One audio track of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioStream {
    /// Stream index in the file.
    pub index: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// Number of channels.
    pub channels: u32,
    /// BCP 47 language; `und` when the file does not say.
    pub language: String,
    /// The track's title; empty when it has none.
    pub title: String,
}

/// One embedded text stream of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextStream {
    /// Stream index in the file.
    pub index: u32,
    /// ffmpeg's name of the codec.
    pub codec: String,
    /// BCP 47 language; `und` when the file does not say.
    pub language: String,
    /// The track's title; empty when it has none.
    pub title: String,
    /// Whether the track is meant for people who cannot hear.
    pub hearing_impaired: bool,
}

/// A named stretch of the episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Start, ms.
    pub start_ms: u64,
    /// End, ms.
    pub end_ms: u64,
    /// Its name.
    pub title: String,
}
