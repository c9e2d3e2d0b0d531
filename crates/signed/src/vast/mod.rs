//! An advert server's answer in VAST, 2.0 to 4.3, read with suspicion: it comes from outside, often over several
//! strangers, and is signed by nobody.
//!
//! Read are ads (inline and wrapper), linear media files, durations, and the addresses that are to be told.
//! What is not understood is passed over; what could do harm is refused: document types, entities, depth,
//! size, addresses that are not http. Source: IAB Tech Lab, VAST 4.3 (December 2022).

mod duration;
mod read;
mod tree;

pub use duration::{duration, offset};
pub use read::read;

/// A longer document is refused unread.
pub const MAX_BYTES: usize = 512 * 1024;
/// Elements within elements; VAST needs nine.
pub const MAX_DEPTH: usize = 24;
/// Elements in all.
pub const MAX_ELEMENTS: usize = 10_000;
/// Ads in one answer.
pub const MAX_ADS: usize = 32;
/// An address longer than this is passed over.
pub const MAX_URL: usize = 8 * 1024;

/// One answer: ads in the server's order, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vast {
    pub version: String,
    pub ads: Vec<Ad>,
    /// To be told when there is no ad.
    pub errors: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ad {
    pub id: Option<String>,
    /// Its place in a pod; an ad without one stands alone.
    pub sequence: Option<u32>,
    pub impressions: Vec<String>,
    pub errors: Vec<String>,
    pub viewable: Viewable,
    pub creatives: Vec<Linear>,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Inline {
        title: String,
        advertiser: Option<String>,
        /// Required since 4.1; the same at every party that handles the ad.
        ad_serving_id: Option<String>,
    },
    /// The ad stands at another address.
    Wrapper {
        tag: String,
        /// Whether that answer may itself be a wrapper.
        follow: bool,
        /// Whether that answer may hold several ads.
        several: bool,
    },
}

/// Whom to tell whether the ad was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewable {
    pub viewable: Vec<String>,
    pub not_viewable: Vec<String>,
    pub undetermined: Vec<String>,
}

/// A video advert; in a wrapper, only whom to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    pub id: Option<String>,
    /// In milliseconds; an inline one has it.
    pub duration_ms: Option<u64>,
    /// When it may be skipped, if ever.
    pub skip: Option<Offset>,
    pub media: Vec<Media>,
    pub tracking: Vec<Tracking>,
    pub click_through: Option<String>,
    pub click_tracking: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    pub url: String,
    pub mime: String,
    pub progressive: bool,
    pub width: u32,
    pub height: u32,
    /// In kilobits a second.
    pub bitrate: Option<u32>,
    /// A program rather than a video (VPAID): never run.
    pub program: bool,
}

/// An address to be told of an event: `start`, `firstQuartile`, `complete`, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    pub event: String,
    pub offset: Option<Offset>,
    pub url: String,
}

/// A place in the ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    Milliseconds(u64),
    Percent(u8),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the answer is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("the answer is not in UTF-8")]
    Encoding,
    #[error("the answer is not well-formed XML near byte {0}")]
    Malformed(u64),
    #[error("the answer declares a document type or uses an entity of its own")]
    Entities,
    #[error("the answer's elements are nested deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("the answer has more than {MAX_ELEMENTS} elements or {MAX_ADS} ads")]
    TooMany,
    #[error("the answer's root is not VAST")]
    NotVast,
    #[error("the answer is of version `{0}`")]
    Version(String),
}

impl Error {
    /// What the operator can do.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::NotVast | Self::Malformed(_) | Self::Encoding => {
                "Compare the configured address with the advert server's: it must answer VAST in UTF-8."
            }
            Self::Version(_) => "Ask the advert server for VAST 2.0 to 4.3.",
            Self::TooLong | Self::TooDeep | Self::TooMany | Self::Entities => {
                "Show the answer to whoever runs the advert server: no advert needs that."
            }
        }
    }
}
