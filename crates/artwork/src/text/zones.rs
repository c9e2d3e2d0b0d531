//! Which part of the picture each platform leaves free of its own buttons and words.
//!
//! Per mille of width and height. Where the numbers are from stands beside them; none was measured by us in a running
//! app, and platforms move their buttons: check before a large release.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Zone {
    pub platform: &'static str,
    /// What is covered at each edge, in per mille.
    pub top: u16,
    pub right: u16,
    pub bottom: u16,
    pub left: u16,
    pub source: &'static str,
    /// When somebody last looked.
    pub as_of: &'static str,
}

/// The house's own player: title and buttons at the bottom and at the right.
pub const HOUSE: Zone = Zone {
    platform: "house",
    top: 80,
    right: 60,
    bottom: 250,
    left: 60,
    source: "own player; a choice, not a measurement",
    as_of: "2026-11",
};

pub const TIKTOK: Zone = Zone {
    platform: "tiktok",
    top: 68,
    right: 130,
    bottom: 252,
    left: 56,
    source: "usual figures of guides for advertisers (130, 140, 484, 60 of 1080 × 1920); not measured",
    as_of: "2025",
};

pub const SHORTS: Zone = Zone {
    platform: "youtube-shorts",
    top: 150,
    right: 178,
    bottom: 350,
    left: 45,
    source: "usual figures of guides for advertisers (288, 192, 672, 48 of 1080 × 1920); not measured",
    as_of: "2025",
};

pub const REELS: Zone = Zone {
    platform: "reels",
    top: 140,
    right: 60,
    bottom: 350,
    left: 60,
    source: "usual figures of guides for advertisers (14 %, 35 %, 6 % of each side); not measured",
    as_of: "2025",
};

pub const ALL: [Zone; 4] = [HOUSE, TIKTOK, SHORTS, REELS];

impl Zone {
    pub fn named(platform: &str) -> Option<Zone> {
        ALL.into_iter().find(|zone| zone.platform == platform)
    }

    /// Left, top, right and bottom of what is free, in pixels.
    pub fn free(&self, width: u32, height: u32) -> [f32; 4] {
        let (w, h) = (width as f32 / 1000.0, height as f32 / 1000.0);
        [
            f32::from(self.left) * w,
            f32::from(self.top) * h,
            f32::from(1000 - self.right) * w,
            f32::from(1000 - self.bottom) * h,
        ]
    }
}
