//! `manifest.json`: what a delivery is, checked before anything of it is believed.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::series::{Codec, File, FileKind, Series};

/// What a manifest says it is.
pub const FORMAT: &str = "cliffhanger-delivery-3";
/// Without renditions and titles of episodes in other languages: written wherever there are none, so that a house that has not been renewed takes it in.
const PLAIN: &str = "cliffhanger-delivery-2";
/// Without sounds, covers and the sizes of pictures; it is read still.
const FIRST: &str = "cliffhanger-delivery-1";
/// A manifest of ten thousand episodes with ten tracks each has fewer.
const FILES_MAX: usize = 150_000;
const PATH_MAX: usize = 200;
const BYTES_MAX: usize = 64 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// As [`Series::format`] has it.
    pub format: String,
    pub id: String,
    /// RFC 3339.
    pub made_at: String,
    /// The name of the house that sends it.
    pub from: String,
    pub series: Series,
    /// What the receiver may do with it; none where that is agreed elsewhere.
    pub rights: Option<Rights>,
    pub files: Vec<File>,
}

/// All that is read of a manifest before it is known what kind it is.
#[derive(Deserialize)]
struct Kind {
    format: String,
}

impl Series {
    /// What a manifest of it says it is: the oldest kind that has room for it.
    pub fn format(&self) -> &'static str {
        let plain =
            (self.episodes.iter()).all(|one| one.renditions.is_empty() && one.titles.is_empty());
        if plain { PLAIN } else { FORMAT }
    }
}

/// The rights that go with a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// The name of the contract at the sender's.
    pub reference: String,
    /// The day of its signing, `2026-03-01`.
    pub signed_on: String,
    /// Blocks as the sender's API gives them, with numbers of episodes in the place of ids.
    pub blocks: Vec<serde_json::Value>,
}

/// Why a manifest is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    pub message: String,
    pub remedy: &'static str,
}

impl Problem {
    fn new(message: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            message: message.into(),
            remedy,
        }
    }
}

impl Manifest {
    /// Reads a manifest and holds it against itself. Paths cannot leave the folder.
    pub fn read(text: &str) -> Result<Self, Problem> {
        if text.len() > BYTES_MAX {
            return Err(Problem::new(
                "The manifest is too large.",
                "Ask for a new delivery.",
            ));
        }
        let unreadable = |error: serde_json::Error| {
            let message = format!("The manifest cannot be read: {error}.");
            Problem::new(message, "Fetch the delivery again, or ask for a new one.")
        };
        // What it is before what it holds: a newer kind has fields that are not known here.
        let Kind { format } = serde_json::from_str(text).map_err(unreadable)?;
        if ![FORMAT, PLAIN, FIRST].contains(&&*format) {
            let named: String = format.chars().take(40).collect();
            return Err(Problem::new(
                format!("This is a delivery of another kind: `{named}`."),
                "Take it in with a newer version.",
            ));
        }
        let read: Self = serde_json::from_str(text).map_err(unreadable)?;
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), Problem> {
        const AGAIN: &str = "Ask whoever sent it for a new delivery.";
        if self.files.len() > FILES_MAX {
            return Err(Problem::new("The manifest names too many files.", AGAIN));
        }
        let mut paths = HashSet::new();
        for file in &self.files {
            let named: String = file.path.chars().take(80).collect();
            if !is_plain(&file.path) {
                return Err(Problem::new(
                    format!("`{named}` is no path of a delivery."),
                    AGAIN,
                ));
            }
            // Some folders do not tell capitals apart.
            if !paths.insert(file.path.to_lowercase()) {
                return Err(Problem::new(format!("`{named}` is listed twice."), AGAIN));
            }
            let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            if file.sha256.len() != 64 || !file.sha256.bytes().all(hex) {
                return Err(Problem::new(format!("`{named}` has no SHA-256."), AGAIN));
            }
        }
        let has = |path: &str, kind: FileKind| {
            self.files
                .iter()
                .any(|file| file.path == path && file.kind == kind)
        };
        let mut numbers = HashSet::new();
        for episode in &self.series.episodes {
            let number = episode.number;
            if !(1..=10_000).contains(&number) || !numbers.insert(number) {
                return Err(Problem::new(
                    format!("Episode {number} is there twice, or is no number of an episode."),
                    AGAIN,
                ));
            }
            let subtitles = episode
                .subtitles
                .iter()
                .map(|one| (&one.file, FileKind::Subtitles));
            let video = episode.video.iter().map(|path| (path, FileKind::Video));
            let renditions = episode
                .renditions
                .iter()
                .map(|one| (&one.file, FileKind::Rendition));
            let pictures = (episode.renditions.iter()).any(|one| one.codec != Codec::Aac);
            if episode.video.is_none() && !pictures {
                return Err(Problem::new(
                    format!("Episode {number} has no film in it."),
                    AGAIN,
                ));
            }
            for (path, kind) in video.chain(renditions).chain(subtitles) {
                if !has(path, kind) {
                    let named: String = path.chars().take(80).collect();
                    let message =
                        format!("Episode {number} names `{named}`, which is not in the delivery.");
                    return Err(Problem::new(message, AGAIN));
                }
            }
        }
        if self.series.episodes.is_empty() {
            return Err(Problem::new("There is no episode in it.", AGAIN));
        }
        let covers = self.series.covers.values();
        for picture in self.series.poster.iter().chain(covers) {
            if !has(&picture.file, FileKind::Art) {
                let named: String = picture.file.chars().take(80).collect();
                let message =
                    format!("The series names `{named}`, which is no picture of the delivery.");
                return Err(Problem::new(message, AGAIN));
            }
        }
        Ok(())
    }

    /// The manifest as it is written.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers can always be written")
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// `name` or `folder/name`, of letters, digits and a few marks: no way out of the folder, on any system.
fn is_plain(path: &str) -> bool {
    let part = |part: &str| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part.bytes().all(letters)
    };
    path.len() <= PATH_MAX && path.split('/').count() <= 3 && path.split('/').all(part)
}

/// Lines for `sha256sum --check`.
pub fn checksums(files: &[File]) -> String {
    files.iter().fold(String::new(), |mut text, file| {
        let _ = writeln!(text, "{}  {}", file.sha256, file.path);
        text
    })
}
