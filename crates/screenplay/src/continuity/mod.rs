//! What cannot be: a script against its bible and against itself, over all its episodes.
//!
//! The script is read once, in the order in which it plays. What it says of itself are its headings, its cues,
//! the ages in its action, and its notes ([`crate::facts`]). Nothing is guessed from what people talk about.
//!
//! | code | what cannot be |
//! |---|---|
//! | `dead.speaks` `dead.acts` `dead.twice` | one who died speaks, takes, learns or dies again; voice-over and flashbacks may |
//! | `look.range` `look.unknown` `look.none` | a look in an episode that is not its own; none for an episode |
//! | `secret.twice` | somebody is told what they know |
//! | `secret.early` | somebody knows or tells what they have not learned |
//! | `secret.bible` | the script tells it in another episode than the bible says |
//! | `prop.broken` `prop.lost` `prop.elsewhere` | something is used that is no more, or that another has |
//! | `location.unknown` `location.range` `location.gone` | a scene plays where nobody can be |
//! | `age.other` | somebody is older or younger than they were, years that passed counted in |
//! | `kin.other` | a sister who is a wife: mother, child, sibling and spouse exclude each other |
//! | `name.unknown` `note.broken` | a note speaks of somebody or something that is not there, or is none |

pub mod kin;
mod people;
mod secrets;
mod things;
mod walk;

use serde::Serialize;

use crate::{Script, bible::Bible};

pub use crate::lint::Weight;

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// From 1, over the whole series.
    pub episode: u32,
    /// From 1, in the script that the episode is in.
    pub line: usize,
}

/// Something that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `dead.speaks`, …
    pub code: &'static str,
    pub weight: Weight,
    pub at: Place,
    /// What it contradicts, if that stands in a script.
    pub against: Option<Place>,
    /// What is wrong and why, in one sentence; then what to do.
    pub message: String,
    /// In which of several ways, where a code has more than one sentence: `bible`, `never`, …
    pub way: Option<&'static str>,
    /// What the sentence names, for pages in other languages: `name`, `prop`, `since`, …
    pub names: Names,
}

/// What a sentence names, by what it is in it.
pub type Names = std::collections::BTreeMap<&'static str, String>;

/// Checks one script with all its episodes (its sections of depth 1, counted from 1).
pub fn check(bible: &Bible, script: &Script) -> Vec<Finding> {
    check_all(bible, [(1, script)])
}

/// Checks a series that is kept in several scripts, each with the number of its first episode, in the order in
/// which they play.
pub fn check_all<'a>(
    bible: &Bible,
    scripts: impl IntoIterator<Item = (u32, &'a Script)>,
) -> Vec<Finding> {
    walk::walk(bible, &scripts.into_iter().collect::<Vec<_>>())
}
