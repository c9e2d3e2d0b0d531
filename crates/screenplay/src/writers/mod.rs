//! Template writers: a premise in, a whole series out, with no model.
//!
//! An engine is a text file for each language in `engines/`: cast, places, slots, branches, and ten or more
//! episodes made of beats, each of which may play in several ways. [`template`] reads such a file and refuses a
//! bad one with its line; `engines/README.md` tells writers how to make one. Everything that is chosen follows from the seed and
//! from the name of what is chosen ([`draw`]), so that a stage that was changed by hand leaves the rest as it was:
//!
//! | stage | from | gives |
//! |---|---|---|
//! | [`outline`] | premise | names, slots, branches; a logline and a cliffhanger for each episode |
//! | [`plan`] | outline | which way each beat of each episode plays |
//! | [`staging`] | plan | scenes: place, hour, cast, and what is done and said, still with choices inside |
//! | [`lines`] | scenes | the words, as Fountain |
//!
//! A [`story`] is what the stages give, on cards that a person changes. A language model writes the same story in the same
//! stages ([`model`]).

mod bible;
mod choose;
pub mod draw;
mod grammar;
mod kinds;
mod library;
pub mod lines;
pub mod model;
pub mod moods;
pub mod outline;
pub mod plan;
pub mod staging;
pub mod story;
pub mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use bible::Sheet;
pub use choose::{Choice, choose, choose_in};
pub use kinds::KINDS;
pub use library::Library;
pub use outline::Outline;
pub use plan::Plan;
pub use staging::Staged;
pub use story::Story;
pub use template::{BadTemplate, Template};

/// A language that engines are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "zh-Hans")]
    Chinese,
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Chinese, Self::Spanish];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
            Self::Spanish => "es",
        }
    }

    /// From a tag, regions and scripts left aside: `zh-CN`, `es-419`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_lowercase();
        match &*primary {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }
}

/// What a series is to be made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premise {
    /// The name of an engine: `contract-marriage`.
    pub engine: String,
    pub seed: u64,
    pub language: Language,
    pub episodes: usize,
    /// What is to be in a slot, a branch, or a character's name (`her`: `Nora Quill`), whatever the seed says.
    #[serde(default)]
    pub slots: BTreeMap<String, String>,
    /// The premise as somebody typed it: names and places found in it are taken over where that is sure.
    #[serde(default)]
    pub text: Option<String>,
}

/// A series in its first draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub outline: Outline,
    pub episodes: Vec<Card>,
    pub bible: Sheet,
    pub fountain: String,
    /// The last episode that should be free, by number.
    pub last_free: usize,
}

/// An episode on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub number: usize,
    pub title: String,
    pub logline: String,
    /// What is seen or heard first.
    pub hook: String,
    /// What opens each of the beats after it.
    pub turns: Vec<String>,
    pub cliffhanger: crate::lint::Ending,
}

/// Why a series cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotWrite {
    #[error("There is no engine {wanted} in {language}. There are: {known}.")]
    NoEngine {
        wanted: String,
        language: &'static str,
        known: String,
    },
    #[error(
        "{engine} tells its story in {least} to {most} episodes, not in {wanted}. Ask for one of these."
    )]
    Length {
        engine: String,
        wanted: usize,
        least: usize,
        most: usize,
    },
    #[error("{engine} has no slot {slot}. It has: {known}.")]
    NoSlot {
        engine: String,
        slot: String,
        known: String,
    },
    #[error("{value:?} cannot stand in the slot {slot}: {why}.")]
    BadValue {
        slot: String,
        value: String,
        why: String,
    },
}

/// Writes a series with the house's engines: all stages, one after the other.
pub fn write(premise: &Premise) -> Result<Draft, CannotWrite> {
    Library::house().write(premise)
}

/// The stages after the outline, for one that may have been changed.
pub fn draft(template: &Template, outline: Outline) -> Draft {
    let plans = plan::plan(template, &outline);
    let staged = staging::stage(template, &outline, &plans);
    let fountain = lines::fountain(template, &outline);
    Draft {
        episodes: lines::cards(&outline, &staged),
        bible: bible::sheet(template, &outline),
        last_free: template.last_free,
        fountain,
        outline,
    }
}
