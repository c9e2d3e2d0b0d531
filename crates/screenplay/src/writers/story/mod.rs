//! A series in stages, whoever writes it: who and where, an episode on a card, scenes, lines, shots. Each stage is looked
//! at and changed by a person, and written again alone; what was written for the others stays as it is, verbatim.

mod edit;
mod fountain;
mod told;

use serde::{Deserialize, Serialize};

use super::template::{Hour, Presenting, Voice};
use crate::lint::Ending;

pub(super) use edit::cue;
pub use edit::{BadEdit, Cards, EpisodeEdit, NameEdit};
pub(super) use fountain::Page;
pub(super) use told::summary;
pub use told::{again, edited, told};

/// The whole series, as far as it has been written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    pub title: String,
    pub logline: String,
    /// BCP 47.
    pub language: String,
    /// Who wrote it, for the title page.
    #[serde(default)]
    pub note: String,
    pub people: Vec<Person>,
    pub places: Vec<Place>,
    pub episodes: Vec<Episode>,
}

/// Somebody of the story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    /// As in the script.
    pub cue: String,
    /// For a note to those who draw and speak; nothing: they read it from the script.
    #[serde(default)]
    pub presenting: Option<Presenting>,
    /// In years; 0: not said.
    #[serde(default)]
    pub age: u16,
    #[serde(default)]
    pub about: String,
}

/// Where scenes play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// As in the scene headings.
    pub name: String,
    /// One of [`super::KINDS`].
    pub kind: String,
}

/// An episode: its card, and its scenes once they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    pub title: String,
    pub logline: String,
    /// What is seen or heard first.
    #[serde(default)]
    pub hook: String,
    #[serde(default)]
    pub turns: Vec<String>,
    /// What it stops at.
    #[serde(default)]
    pub cliffhanger: String,
    #[serde(default)]
    pub ends: Option<Ending>,
    /// Nothing writes it again.
    #[serde(default)]
    pub locked: bool,
    /// Its scenes were written from an earlier card.
    #[serde(default)]
    pub behind: bool,
    #[serde(default)]
    pub scenes: Vec<Scene>,
}

/// A scene: what it is about, and its lines once they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Of the story's places, by name.
    pub place: String,
    pub hour: Hour,
    /// Cues of those who are in it.
    #[serde(default)]
    pub cast: Vec<String>,
    #[serde(default)]
    pub happens: String,
    #[serde(default)]
    pub lines: Vec<Line>,
}

/// A line, and how it is to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    #[serde(flatten)]
    pub step: Step,
    /// One of [`FRAMINGS`]; nothing: whoever draws it chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shot: Option<String>,
}

/// Something done or said, in its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    Action {
        text: String,
    },
    Said {
        cue: String,
        manner: Voice,
        #[serde(default)]
        dual: bool,
        /// As it stands in the script.
        #[serde(default)]
        mood: Option<String>,
        text: String,
    },
}

impl Step {
    pub fn text(&self) -> &str {
        match self {
            Self::Action { text } | Self::Said { text, .. } => text,
        }
    }
}

impl From<Step> for Line {
    fn from(step: Step) -> Self {
        Self { step, shot: None }
    }
}

/// How a shot may be framed, as `[[shot: close_up]]` says it.
pub const FRAMINGS: &[&str] = &[
    "wide",
    "two_shot",
    "over_shoulder",
    "medium",
    "close_up",
    "extreme_close_up",
];

impl Story {
    /// Whether every episode has its lines.
    pub fn is_written(&self) -> bool {
        !self.episodes.is_empty()
            && self.episodes.iter().all(|episode| {
                !episode.scenes.is_empty()
                    && episode.scenes.iter().all(|scene| !scene.lines.is_empty())
            })
    }
}
