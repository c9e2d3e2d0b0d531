//! The strip cut to the sizes that platforms take.

use serde::Serialize;
use tiny_skia::Pixmap;

use super::Strip;

/// What a platform takes. All from the platforms' own help pages as remembered, not looked up anew: check before a
/// release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Format {
    pub platform: &'static str,
    /// Width of a picture in pixels, and the highest that one may be.
    pub width: u32,
    pub height_max: u32,
    /// Largest file in bytes; 0: none known.
    pub bytes_max: u64,
    pub source: &'static str,
    pub as_of: &'static str,
}

const DOCUMENTED: &str = "documented by the platform; check";

pub const FORMATS: [Format; 4] = [
    Format {
        platform: "webtoon-canvas",
        width: 800,
        height_max: 1280,
        bytes_max: 2_000_000,
        source: DOCUMENTED,
        as_of: "2025",
    },
    Format {
        platform: "tapas",
        width: 940,
        height_max: 4000,
        bytes_max: 2_000_000,
        source: DOCUMENTED,
        as_of: "2025",
    },
    Format {
        platform: "globalcomix",
        width: 1080,
        height_max: 5000,
        bytes_max: 0,
        source: "a choice: no limit known",
        as_of: "2025",
    },
    Format {
        platform: "house",
        width: 1080,
        height_max: 2400,
        bytes_max: 0,
        source: "the reader of the house",
        as_of: "2026-11",
    },
];

impl Format {
    pub fn named(platform: &str) -> Option<Format> {
        FORMATS
            .into_iter()
            .find(|format| format.platform == platform)
    }
}

impl Strip {
    /// The strip in pictures of at most `height_max` pixels (at least 64) each, cut where no panel and no balloon is if
    /// that is possible without pictures lower than 60 % of it. Together they are the whole strip, without overlap.
    pub fn slices(&self, height_max: u32) -> Vec<Pixmap> {
        let most = height_max.max(64);
        let mut slices = Vec::new();
        let mut from = 0;
        while from < self.height {
            let limit = (from + most).min(self.height);
            let to = if limit == self.height {
                limit
            } else {
                self.gutter(from + most * 6 / 10, limit).unwrap_or(limit)
            };
            slices.extend(self.copy(from, to));
            from = to;
        }
        slices
    }

    /// The lowest row between two that no panel and no balloon touches.
    fn gutter(&self, from: u32, to: u32) -> Option<u32> {
        (from..=to).rev().find(|&row| {
            let y = row as f32;
            self.panels.iter().all(|panel| {
                std::iter::once(panel.rect)
                    .chain(panel.balloons.iter().map(|balloon| balloon.rect))
                    .all(|rect| y <= rect[1] || y >= rect[3])
            })
        })
    }

    /// Rows of the strip as a picture.
    fn copy(&self, from: u32, to: u32) -> Option<Pixmap> {
        let mut slice = Pixmap::new(self.width, to.checked_sub(from)?)?;
        let row = self.width as usize * 4;
        let mut top = 0;
        for part in &self.parts {
            let bottom = top + part.height();
            let (a, b) = (from.max(top), to.min(bottom));
            if a < b {
                let source = &part.data()[(a - top) as usize * row..(b - top) as usize * row];
                slice.data_mut()[(a - from) as usize * row..(b - from) as usize * row]
                    .copy_from_slice(source);
            }
            top = bottom;
        }
        Some(slice)
    }
}
