//! An engine in one language, as its writer left it; `engines/README.md` describes the text.

mod check;
mod read;

use serde::{Deserialize, Serialize};

use super::Language;
use crate::lint::Ending;

/// How somebody looks to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presenting {
    Feminine,
    Masculine,
    Neutral,
}

/// What must hold for something to be chosen: branches and their values.
pub type When = Vec<(String, String)>;

/// An engine in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Where it was read from, for messages.
    pub file: String,
    pub engine: String,
    pub language: Language,
    pub title: String,
    pub logline: String,
    /// The last episode that should be free.
    pub last_free: usize,
    /// Words of a premise that speak for this engine, and how much, in any language.
    pub keywords: Vec<(String, u32)>,
    pub branches: Vec<Branch>,
    pub cast: Vec<Role>,
    pub places: Vec<Setting>,
    pub slots: Vec<Slot>,
    pub props: Vec<Thing>,
    pub secrets: Vec<Hidden>,
    pub relations: Vec<[String; 3]>,
    pub episodes: Vec<EpisodeTemplate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub name: String,
    pub values: Vec<String>,
}

/// Somebody of the cast, before they have a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub id: String,
    pub presenting: Presenting,
    pub age: u16,
    /// A premise's names go to leads only.
    pub lead: bool,
    pub names: Vec<String>,
    pub voice: String,
    pub look: String,
    pub about: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub id: String,
    /// One of [`super::KINDS`].
    pub kind: String,
    pub names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub name: String,
    pub when: When,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    pub name: String,
    pub holder: Option<String>,
    pub about: String,
}

/// A secret, and who knows it since which episode (0: before the story begins).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub id: String,
    pub when: When,
    pub knows: Vec<(String, u32)>,
    pub what: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpisodeTemplate {
    pub line: usize,
    pub title: String,
    pub logline: String,
    /// On what it ends, whichever way it plays.
    pub ends: Ending,
    /// Only told when more episodes are asked for than the arc needs.
    pub optional: bool,
    pub beats: Vec<BeatTemplate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeatTemplate {
    pub line: usize,
    pub name: String,
    pub ways: Vec<Way>,
}

/// One way to play a beat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub line: usize,
    pub when: When,
    pub steps: Vec<Step>,
}

/// A line of a way; texts still hold their slots and choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    Heading {
        place: String,
        hour: Hour,
    },
    Action {
        text: String,
    },
    Said {
        who: String,
        manner: Voice,
        dual: bool,
        mood: Option<String>,
        text: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hour {
    Dawn,
    Day,
    Dusk,
    Night,
}

/// Where a voice comes from; a phone has two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    Here,
    Over,
    Off,
    IntoPhone,
    OnPhone,
    Text,
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct BadTemplate {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl Template {
    /// Reads an engine; `file` is only for messages.
    pub fn read(file: &str, text: &str) -> Result<Self, BadTemplate> {
        let template = read::template(file, text)?;
        check::template(&template)?;
        Ok(template)
    }

    pub fn role(&self, id: &str) -> Option<&Role> {
        self.cast.iter().find(|role| role.id == id)
    }

    pub fn setting(&self, id: &str) -> Option<&Setting> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The episodes of the arc, without those told only on demand.
    pub fn least(&self) -> usize {
        self.episodes.iter().filter(|one| !one.optional).count()
    }
}
