//! Slices at the sizes that webcomic platforms take, named in reading order.

use super::{Comic, Error};
use crate::archive::Entry;
use crate::names;

/// What a platform takes, with where that is said and when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    pub name: &'static str,
    pub widest: u32,
    pub highest: u32,
    /// Of one file.
    pub largest_bytes: usize,
    /// Of all files of an episode.
    pub together_bytes: Option<usize>,
    pub source: &'static str,
    /// ISO date.
    pub read_on: &'static str,
}

impl Shelf {
    pub const WEBTOON: Self = Self {
        name: "WEBTOON Canvas",
        widest: 800,
        highest: 1280,
        largest_bytes: 2_000_000,
        together_bytes: Some(20_000_000),
        source: "s-morishitastudio.com/webtoon-page-format-guides",
        read_on: "2026-11-26",
    };
    pub const TAPAS: Self = Self {
        name: "Tapas",
        widest: 940,
        highest: 4000,
        largest_bytes: 2_000_000,
        together_bytes: None,
        source: "s-morishitastudio.com/webtoon-page-format-guides",
        read_on: "2026-11-26",
    };

    /// Where to cut a strip of this height: rows, ascending, the last its end. `gaps` are rows between panels, where a cut
    /// is not seen; the last that fits is taken, and only where none does a panel is cut.
    pub fn cuts(&self, height: u32, gaps: &[u32]) -> Vec<u32> {
        let mut cuts = Vec::new();
        let mut top = 0;
        while height - top > self.highest {
            let most = top + self.highest;
            // A slice lower than a quarter of what fits is not worth a clean cut.
            let least = top + self.highest / 4;
            let gap = gaps
                .iter()
                .copied()
                .filter(|&gap| gap > least && gap <= most)
                .max();
            top = gap.unwrap_or(most);
            cuts.push(top);
        }
        if height > top {
            cuts.push(height);
        }
        cuts
    }
}

/// The slices of a comic, named for upload, and what the platform would refuse as sentences.
pub fn for_platform(comic: &Comic, shelf: &Shelf) -> Result<(Vec<Entry>, Vec<String>), Error> {
    comic.check()?;
    let mut complaints = Vec::new();
    let mut entries = Vec::new();
    let series: String = names::file(&comic.series).chars().take(50).collect();
    let folder = names::file(&format!("{} {series} {:02}", shelf.name, comic.number));
    for (index, slice) in comic.slices.iter().enumerate() {
        let path = format!("{folder}/{:03}.{}", index + 1, slice.image.ending());
        if slice.width > shelf.widest || slice.height > shelf.highest {
            complaints.push(format!(
                "{path} is {}×{} pixels and {} takes {}×{}: cut the strip for it.",
                slice.width, slice.height, shelf.name, shelf.widest, shelf.highest
            ));
        }
        if slice.bytes.len() > shelf.largest_bytes {
            complaints.push(format!(
                "{path} has {} bytes and {} takes {}: make it a JPEG or lower.",
                slice.bytes.len(),
                shelf.name,
                shelf.largest_bytes
            ));
        }
        entries.push(Entry::new(path, slice.bytes.clone()));
    }
    let together: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
    if let Some(most) = shelf.together_bytes.filter(|&most| together > most) {
        complaints.push(format!(
            "All slices have {together} bytes and {} takes {most}: split the episode.",
            shelf.name
        ));
    }
    Ok((entries, complaints))
}
