//! Which part of the picture each platform leaves free of its own buttons and words.
//!
//! Per mille of width and height. Google (vertical adverts on YouTube) and Meta (Reels) publish figures, which
//! shotstack.io/learn/vertical-video-safe-zones gathers; TikTok gives out templates and no figures, because what covers
//! its picture depends on how long the description is. None was measured by us in a running app, and platforms move
//! their buttons: check before a large release.

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

/// The house's own player: title and buttons at the bottom and at the right, where they are in most languages.
pub const HOUSE: Zone = Zone {
    platform: "house",
    top: 140,
    right: 220,
    bottom: 250,
    left: 80,
    source: "measured in the own player at 390 × 844: a picture that fills its 390 × 788 is cut by 60 ‰ at each side, the \
             buttons stand at the right of 782 ‰, the notice of the sound above 137 ‰, title and text of four lines below 750 ‰",
    as_of: "2026-11",
};

pub const TIKTOK: Zone = Zone {
    platform: "tiktok",
    top: 68,
    right: 130,
    bottom: 252,
    left: 56,
    source: "the widest margins that guides give (130, 140, 484, 60 px of 1080 × 1920: top, right, bottom, left), \
             blitzcutai.com/blog/best-caption-placement-short-form-video among them with 130, 120-164, 320-350, 60; \
             TikTok publishes templates only; not measured",
    as_of: "2026-11",
};

pub const SHORTS: Zone = Zone {
    platform: "youtube-shorts",
    top: 150,
    right: 178,
    bottom: 350,
    left: 45,
    source: "Google's for vertical adverts on YouTube: 288, 192, 672, 48 px of 1080 × 1920 (top, right, bottom, left), \
             as told by shotstack.io/learn/vertical-video-safe-zones; not measured",
    as_of: "2026-11",
};

pub const REELS: Zone = Zone {
    platform: "reels",
    top: 140,
    right: 60,
    bottom: 350,
    left: 60,
    source: "Meta's for adverts in Reels: 14 % at the top, 35 % at the bottom, 6 % at each side, as told by \
             shotstack.io/learn/vertical-video-safe-zones and houseofmarketers.com/guide-to-safe-zones-tiktok-facebook-\
             instagram-stories-reels; not measured",
    as_of: "2026-11",
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
