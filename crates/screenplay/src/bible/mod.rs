//! The series bible: what is true of a series beyond any one episode, as a text that a person edits.
//!
//! ```toml
//! title = "The Ring"
//!
//! [[character]]
//! name = "MARA"
//! aliases = ["MRS. HALE"]
//! age = 27
//! about = "A hotel maid who owns the hotel and does not know it."
//! voice = "low, dry"
//!
//! [[character.look]]
//! name = "uniform"
//! episodes = "1-12"
//! about = "grey dress, hair up"
//!
//! [[relation]]
//! who = "MARA"
//! is = "sister"
//! of = "KAI"
//! episodes = "3-"          # left out: always
//!
//! [[location]]
//! name = "PALACE HALL"
//! about = "gold, empty, too large"
//!
//! [[prop]]
//! name = "ring"
//! holder = "KAI"           # who has it when the story begins
//!
//! [[secret]]
//! id = "true-heir"
//! what = "Mara is the heir."
//! knows = [{ who = "KAI", since = 0 }]   # 0: before the story begins
//! ```
//!
//! Names are those of the script's character cues and scene headings, compared without regard to case.
//! Episodes are written `"4"`, `"1-12"`, or `"40-"` for all from there on.

mod check;
mod draft;
mod episodes;
mod text;

use serde::{Deserialize, Serialize};

pub use crate::writers::template::Presenting;
pub(crate) use draft::ages;
pub use draft::{Part, cast, draft};
pub use episodes::{BadEpisodes, Episodes};
pub use text::Problem;

/// What is true of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bible {
    pub title: String,
    #[serde(rename = "character", skip_serializing_if = "Vec::is_empty")]
    pub characters: Vec<Character>,
    #[serde(rename = "relation", skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    #[serde(rename = "location", skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    #[serde(rename = "prop", skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Prop>,
    #[serde(rename = "secret", skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<Secret>,
}

/// Somebody of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Character {
    /// As in the cues above what they say.
    pub name: String,
    /// Other names in cues and notes: `MRS. HALE`, `VOICE ON THE PHONE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// `feminine`, `masculine`, `neutral`: as they are seen and heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenting: Option<Presenting>,
    /// In years, when the story begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u16>,
    /// Who they are, what they want, what they fear.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// How they sound, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub voice: String,
    #[serde(default, rename = "look", skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<Look>,
}

/// What somebody wears and how they are made up, for some episodes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// One word, as `[[look: MARA red-dress]]` says it.
    pub name: String,
    #[serde(default, skip_serializing_if = "Episodes::is_all")]
    pub episodes: Episodes,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// `who` is the `is` of `of`: Mara is the sister of Kai.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    pub who: String,
    /// A word such as `sister`, `mother`, `wife`, `rival`; see [`crate::continuity`] for those that exclude others.
    pub is: String,
    pub of: String,
    #[serde(default, skip_serializing_if = "Episodes::is_all")]
    pub episodes: Episodes,
}

/// Where scenes play.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// As in the scene headings; a heading may add a part of it: `PALACE HALL - BALCONY`.
    pub name: String,
    /// While it is there to be played in.
    #[serde(default, skip_serializing_if = "Episodes::is_all")]
    pub episodes: Episodes,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// A thing that the plot turns on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prop {
    pub name: String,
    /// Who has it when the story begins; left out: it lies somewhere, and anybody may take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// What not everybody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// One word, as `[[learns: true-heir, MARA]]` says it.
    pub id: String,
    /// The truth, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knows: Vec<Knows>,
}

/// Who knows a secret, since when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knows {
    pub who: String,
    /// The episode in which they learn it; 0: before the story begins.
    #[serde(default)]
    pub since: u32,
}

impl Bible {
    /// Somebody by their name or one of their other names, in any case.
    pub fn character(&self, name: &str) -> Option<&Character> {
        let wanted = folded(name);
        self.characters
            .iter()
            .find(|one| one.names().any(|name| folded(name) == wanted))
    }

    /// The place that a scene heading names, itself or with a part of it added.
    pub fn location(&self, heading: &str) -> Option<&Location> {
        let wanted = folded(heading);
        let names = |one: &&Location| {
            wanted
                .strip_prefix(&*folded(&one.name))
                .is_some_and(|rest| {
                    rest.is_empty()
                        || [" - ", " – ", " — ", ", ", "/", " / ", "，", "·"]
                            .iter()
                            .any(|mark| rest.starts_with(mark))
                })
        };
        self.locations
            .iter()
            .filter(names)
            .max_by_key(|one| one.name.len())
    }

    pub fn prop(&self, name: &str) -> Option<&Prop> {
        let wanted = folded(name);
        self.props.iter().find(|one| folded(&one.name) == wanted)
    }

    pub fn secret(&self, id: &str) -> Option<&Secret> {
        let wanted = folded(id);
        self.secrets.iter().find(|one| folded(&one.id) == wanted)
    }
}

impl Character {
    /// The name and the other names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.aliases.iter().map(|name| &**name))
    }

    pub fn look(&self, name: &str) -> Option<&Look> {
        let wanted = folded(name);
        self.looks.iter().find(|look| folded(&look.name) == wanted)
    }
}

/// A name as it is compared: trimmed, one space between words, in capitals.
pub(crate) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_uppercase));
    }
    folded
}
