//! What is asked for, in words that no provider invented.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing to be made.
#[derive(Clone, Debug)]
pub enum Want {
    Chat(Chat),
    Image(Image),
    Video(Video),
    Speech(Speech),
}

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Chat,
    Image,
    Video,
    Speech,
}

impl Want {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Chat(_) => Kind::Chat,
            Self::Image(_) => Kind::Image,
            Self::Video(_) => Kind::Video,
            Self::Speech(_) => Kind::Speech,
        }
    }
}

/// Text, free or in a form.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    pub system: String,
    pub user: String,
    /// The form: a name of letters and `_`, and a JSON schema (see [`crate::schema`]).
    pub form: Option<(String, Value)>,
    pub tokens_max: u32,
    pub temperature: Option<f32>,
}

#[derive(Clone, Debug, Default)]
pub struct Image {
    pub prompt: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Pictures that it must keep to: faces, places.
    pub references: Vec<Media>,
    pub seed: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Video {
    pub prompt: String,
    pub first_frame: Option<Media>,
    pub last_frame: Option<Media>,
    pub references: Vec<Media>,
    /// `9:16`
    pub aspect: String,
    /// `720p`
    pub resolution: String,
    pub seconds: u32,
    /// With sound of its own.
    pub sound: bool,
    pub seed: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Speech {
    pub text: String,
    /// The provider's name of a voice.
    pub voice: String,
    /// How to say it, for models that take that.
    pub manner: String,
    /// 1 is as the voice speaks; hundredths, so that equal wishes are equal.
    pub speed_percent: Option<u16>,
}

/// A picture, a video or a sound that goes in.
#[derive(Clone, PartialEq, Eq)]
pub enum Media {
    /// Where the provider can fetch it.
    Link(String),
    Bytes {
        media: String,
        bytes: Vec<u8>,
    },
}

impl Media {
    /// A link, or the bytes as `data:image/png;base64,…`.
    pub fn uri(&self) -> String {
        match self {
            Self::Link(link) => link.clone(),
            Self::Bytes { media, bytes } => {
                format!("data:{media};base64,{}", BASE64_STANDARD.encode(bytes))
            }
        }
    }

    /// A link, or the bytes in base64 with nothing before it.
    pub fn bare(&self) -> String {
        match self {
            Self::Link(link) => link.clone(),
            Self::Bytes { bytes, .. } => BASE64_STANDARD.encode(bytes),
        }
    }
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Link(link) => write!(f, "Link({link})"),
            Self::Bytes { media, bytes } => write!(f, "{media}, {} bytes", bytes.len()),
        }
    }
}
