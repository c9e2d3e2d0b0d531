//! What the networks take, with where that is said and when it was read. They change: look again before a campaign.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    TikTok,
    YouTubeShorts,
    Reels,
}

/// Lengths of text are in UTF-16 units, as all three count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    pub name: &'static str,
    /// Of one video.
    pub shortest_ms: u32,
    pub longest_ms: u32,
    pub largest_bytes: u64,
    pub width: u32,
    pub height: u32,
    /// Nothing: the network has no title of its own, and it becomes the first line of the description.
    pub title: Option<usize>,
    pub description: usize,
    /// Hashtags that count; more are refused or ignored, all of them.
    pub hashtags: usize,
    /// Pages that say so.
    pub source: &'static str,
    /// ISO date.
    pub read_on: &'static str,
}

impl Network {
    pub const ALL: [Self; 3] = [Self::TikTok, Self::YouTubeShorts, Self::Reels];

    pub fn limits(self) -> Limits {
        match self {
            // Ten minutes and 4 GB through the publishing interface; three minutes hold for every account.
            Self::TikTok => Limits {
                name: "TikTok",
                shortest_ms: 3_000,
                longest_ms: 180_000,
                largest_bytes: 4_000_000_000,
                width: 1080,
                height: 1920,
                title: None,
                description: 2_200,
                hashtags: 5,
                source: "docs.emplifi.io/platform/latest/home/tiktok-publishing",
                read_on: "2026-11-26",
            },
            // Three minutes since 15 October 2024. Of more than 15 hashtags some pages say that all are ignored, of more
            // than 60 all pages do.
            Self::YouTubeShorts => Limits {
                name: "YouTube Shorts",
                shortest_ms: 3_000,
                longest_ms: 180_000,
                largest_bytes: 256_000_000_000,
                width: 1080,
                height: 1920,
                title: Some(100),
                description: 5_000,
                hashtags: 15,
                source: "lettercounter.org/blog/youtube-shorts-description; videoconverter.wondershare.com/more-tips/how-long-can-youtube-shorts-be.html",
                read_on: "2026-11-26",
            },
            // Fifteen minutes through the publishing interface; only up to three are shown to people who do not follow.
            Self::Reels => Limits {
                name: "Reels",
                shortest_ms: 3_000,
                longest_ms: 180_000,
                largest_bytes: 300_000_000,
                width: 1080,
                height: 1920,
                title: None,
                description: 2_200,
                hashtags: 5,
                source: "ayrshare.com/docs/media-guidelines/instagram",
                read_on: "2026-11-26",
            },
        }
    }
}
