//! The same story as a webcomic, for readers of books and for platforms: slices of a strip in, files out.

mod cbz;
mod epub;
mod slices;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use cbz::cbz;
pub use epub::epub;
pub use slices::{Shelf, for_platform};

/// A strip cut into pictures, top to bottom or page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comic {
    pub series: String,
    /// Of the episode, or of the volume.
    pub number: u32,
    pub title: String,
    pub summary: String,
    /// BCP 47.
    pub language: String,
    /// Who tells it: the house or its authors.
    pub authors: Vec<String>,
    pub publisher: String,
    pub direction: Direction,
    /// How it was made, shown to readers; nothing where people drew it.
    pub label: Option<String>,
    /// The last change, for formats that want it.
    pub modified: DateTime<Utc>,
    pub slices: Vec<Slice>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub image: Image,
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// What is seen and said, for those who cannot see it.
    pub alt: String,
    /// Where an episode begins: its title.
    pub chapter: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    Png,
    Jpeg,
    Webp,
}

impl Image {
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// In which order pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the comic has no pictures: draw the strip first")]
    Empty,
    #[error(
        "picture {0} has no size or is larger than 16,384 pixels: cut the strip into smaller slices"
    )]
    Size(usize),
    #[error("picture {0} is none of the kind that it is called: PNG, JPEG or WebP")]
    Kind(usize),
    #[error(transparent)]
    Archive(#[from] crate::archive::Error),
}

impl Comic {
    fn check(&self) -> Result<(), Error> {
        if self.slices.is_empty() {
            return Err(Error::Empty);
        }
        for (index, slice) in self.slices.iter().enumerate() {
            let sane = 1..=16_384;
            if !sane.contains(&slice.width) || !sane.contains(&slice.height) {
                return Err(Error::Size(index + 1));
            }
            let starts = |bytes: &[u8]| slice.bytes.starts_with(bytes);
            let right = match slice.image {
                Image::Png => starts(b"\x89PNG\r\n\x1a\n"),
                Image::Jpeg => starts(&[0xff, 0xd8, 0xff]),
                Image::Webp => {
                    starts(b"RIFF") && slice.bytes.get(8..12) == Some(b"WEBP".as_slice())
                }
            };
            if !right {
                return Err(Error::Kind(index + 1));
            }
        }
        Ok(())
    }

    fn heading(&self) -> String {
        crate::names::line(&format!("{}, {}: {}", self.series, self.number, self.title))
    }
}
