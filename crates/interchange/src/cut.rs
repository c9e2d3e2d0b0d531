//! The neutral edit: what every writer reads, and nothing that only one of them knows.
//!
//! Pictures and sounds are counted in whole frames of one [`Rate`], spans half-open, so that no format gets a moment
//! that lies between two frames. Captions keep milliseconds: players of captions have no frames.

mod assemble;
mod caption;

use serde::{Deserialize, Serialize};
use storyboard::board::Said;
use storyboard::shot::Transition;

use crate::Rate;

pub use assemble::Error;
pub(crate) use caption::unspaced;

/// The files that an episode was made of, in the order of board and timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    pub rate: Rate,
    /// Of the pictures, in pixels.
    pub width: u32,
    pub height: u32,
    /// One for each shot.
    pub shots: Vec<Media>,
    /// One for each line; nothing where it is not heard.
    pub lines: Vec<Option<Media>>,
    pub music: Vec<Sound>,
    pub effects: Vec<Sound>,
}

/// A file of pictures or sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Where the caller finds it again; not written anywhere.
    pub key: String,
    /// As people should see it, with its ending.
    pub name: String,
    pub length_ms: u32,
    /// How much of the file lies before what the episode shows of it. Where a shot's file holds more before and after
    /// it, a dissolve is made by the editor; otherwise it is in the pictures already and only marked.
    #[serde(default)]
    pub lead_ms: u32,
    /// Of sound: 1 or 2; of pictures: 0.
    #[serde(default)]
    pub channels: u8,
}

/// Music or an effect where it is heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    pub media: Media,
    pub start_ms: u32,
    pub end_ms: u32,
    /// What it is: `tense`, `door slam`.
    pub what: String,
}

/// An episode as an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub series: String,
    pub number: u32,
    pub title: String,
    /// BCP 47.
    pub language: String,
    pub rate: Rate,
    pub width: u32,
    pub height: u32,
    /// Length.
    pub frames: u64,
    pub files: Vec<File>,
    /// One after the other, without gaps.
    pub video: Vec<Clip>,
    pub audio: Vec<AudioTrack>,
    /// By start.
    pub captions: Vec<Caption>,
    /// By frame.
    pub markers: Vec<Marker>,
}

/// A file that clips play from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// [`Media::key`].
    pub key: String,
    /// Beside the edit, safe on every system, unlike any other of the cut: `media/e01-s01-t01.mp4`.
    pub path: String,
    pub name: String,
    /// Length, rounded up.
    pub frames: u64,
    /// 0 for pictures.
    pub channels: u8,
}

/// A piece of a file on a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clip {
    /// Id of the shot or line, or what a sound is.
    pub name: String,
    /// What happens or is said.
    pub note: String,
    /// Index into [`Cut::files`].
    pub file: usize,
    /// First frame of the file that is played.
    pub source: u64,
    /// Frames of the episode.
    pub start: u64,
    pub end: u64,
    /// A dissolve from the clip before, over this many frames around the cut; both files hold the frames for it.
    pub dissolve: Option<u64>,
}

impl Clip {
    pub fn frames(&self) -> u64 {
        self.end - self.start
    }
}

/// Sounds that never overlap. People who speak at once are on two tracks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioTrack {
    pub role: Role,
    /// `Dialogue`, `Dialogue 2`
    pub name: String,
    pub clips: Vec<Clip>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Dialogue,
    Music,
    Effects,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Dialogue, Self::Music, Self::Effects];

    pub fn name(self) -> &'static str {
        match self {
            Self::Dialogue => "Dialogue",
            Self::Music => "Music",
            Self::Effects => "Effects",
        }
    }
}

/// A line as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    pub speaker: String,
    pub manner: Said,
    pub text: String,
    pub start_ms: u32,
    pub end_ms: u32,
    /// Every word of the text with the space after it, ascending; joined they are the text.
    pub words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    pub start_ms: u32,
    pub end_ms: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    pub frame: u64,
    pub name: String,
}

fn transition_name(transition: Transition) -> Option<&'static str> {
    match transition {
        Transition::Cut => None,
        Transition::Fade => Some("Fade"),
        Transition::Dissolve => Some("Dissolve"),
        Transition::Flash => Some("Flash"),
        Transition::Whip => Some("Whip"),
    }
}

impl Cut {
    pub fn file(&self, clip: &Clip) -> &File {
        &self.files[clip.file]
    }

    /// `The Contract, 3: The Ring`, on one line.
    pub fn heading(&self) -> String {
        crate::names::line(&format!("{}, {}: {}", self.series, self.number, self.title))
    }

    /// `The Contract 03`: what files and folders of this episode are called.
    pub fn stem(&self) -> String {
        let series: String = crate::names::file(&self.series).chars().take(60).collect();
        crate::names::file(&format!("{series} {:02}", self.number))
    }

    /// Where the caller's files go beside the edit: (key, path).
    pub fn media(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|file| (file.key.as_str(), file.path.as_str()))
    }
}
