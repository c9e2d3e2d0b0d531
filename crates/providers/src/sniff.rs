//! What bytes are, by their own first ones; what a server calls them is not asked.

use serde::{Deserialize, Serialize};

/// Files that providers make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Png,
    Jpeg,
    WebP,
    Gif,
    Mp4,
    WebM,
    Wav,
    Mp3,
    Flac,
    Ogg,
    Aac,
}

impl Sort {
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |from: usize, magic: &[u8]| bytes.get(from..from + magic.len()) == Some(magic);
        Some(if at(0, b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if at(0, b"\xff\xd8\xff") {
            Self::Jpeg
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Self::WebP
        } else if at(0, b"GIF8") {
            Self::Gif
        } else if at(4, b"ftyp") {
            Self::Mp4
        } else if at(0, b"\x1a\x45\xdf\xa3") {
            Self::WebM
        } else if at(0, b"RIFF") && at(8, b"WAVE") {
            Self::Wav
        } else if at(0, b"fLaC") {
            Self::Flac
        } else if at(0, b"OggS") {
            Self::Ogg
        } else if at(0, b"ID3") {
            Self::Mp3
        } else {
            // Both begin with eleven set bits; layer 0 is ADTS, others are MPEG audio.
            match bytes {
                [0xff, second, ..] if second & 0xf6 == 0xf0 => Self::Aac,
                [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Self::Mp3,
                _ => return None,
            }
        })
    }

    pub fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Flac => "audio/flac",
            Self::Ogg => "audio/ogg",
            Self::Aac => "audio/aac",
        }
    }

    /// Whether it is what was asked for.
    pub fn fits(self, kind: crate::want::Kind) -> bool {
        use crate::want::Kind;
        match kind {
            Kind::Chat => false,
            Kind::Image => self.media().starts_with("image/"),
            Kind::Video => {
                self.media().starts_with("video/") || self == Self::Gif || self == Self::WebP
            }
            Kind::Speech => self.media().starts_with("audio/"),
        }
    }
}
