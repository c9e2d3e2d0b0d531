//! A language model as writer: what it is asked in each stage, and what its answer is taken for.
//!
//! | stage | asked for | becomes |
//! |---|---|---|
//! | [`outline`] | a premise | title, people, places, a sentence for each episode |
//! | [`card`] | one episode | title, hook, turns, cliffhanger |
//! | [`scenes`] | one episode | where, when, who, what happens |
//! | [`lines`] | one scene | what is done and said |
//! | [`shots`] | one scene | how each line is framed |
//!
//! Nothing is sent from here. An [`Ask`] is words and a JSON schema; an answer is untrusted: it is read by [`clean`],
//! checked against the story so far, and taken, or refused with a reason that the model can be told.

mod captions;
pub mod clean;
mod forms;
mod prompt;
mod read;
mod rewrite;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use captions::{captions, read_captions};
pub use clean::Fault;
pub use forms::tokens_max;
pub use prompt::{card, lines, outline, scenes, shots};
pub use read::{read_card, read_lines, read_outline, read_scenes, read_shots};
pub use rewrite::{NotThere, Place, Rewrite, Target, find};

/// What a series is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub premise: String,
    /// BCP 47.
    pub language: String,
    pub episodes: usize,
    /// How long an episode is, about.
    pub seconds: u32,
}

/// One question to a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub system: String,
    pub user: String,
    /// Name of the form.
    pub form: &'static str,
    pub schema: Value,
    /// Enough for the longest answer that the form allows.
    pub tokens_max: u32,
}

impl Ask {
    /// The same, after an answer that was not taken.
    #[must_use]
    pub fn after(&self, fault: &str) -> Self {
        let mut again = self.clone();
        again.user = format!(
            "{}\n\nAn answer before this one was not taken: {fault} Answer again, without that.",
            self.user
        );
        again
    }
}

/// How much of everything, from the length of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub people: usize,
    pub places: usize,
    pub turns: usize,
    pub scenes: usize,
    /// Lines of a scene, at least and at most.
    pub lines: (usize, usize),
    /// Letters of a sentence in an outline or on a card.
    pub sentence: usize,
}

impl Wanted {
    /// A line takes about four seconds; a scene has at least three.
    pub fn size(&self) -> Size {
        let lines = (self.seconds.clamp(15, 180) / 4) as usize;
        let scenes = (lines / 8).clamp(1, 4);
        let each = lines / scenes;
        Size {
            people: if lines < 8 { 3 } else { 6 },
            places: if lines < 8 { 2 } else { 5 },
            turns: (lines / 6).clamp(1, 4),
            scenes,
            lines: ((each / 2).max(3), (each + 2).max(4)),
            sentence: if lines < 8 { 100 } else { 180 },
        }
    }
}
