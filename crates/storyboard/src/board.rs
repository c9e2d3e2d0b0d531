//! A board: one episode as its shots.

use screenplay::scenes::Manner;
use serde::{Deserialize, Serialize};

use crate::cast::Character;
use crate::place::Place;
use crate::shot::{Feeling, Shot};

/// One episode, ready to be spoken and drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Name of the series.
    pub series: String,
    /// From 1.
    pub number: u32,
    pub title: String,
    /// BCP 47: of what is said and written.
    pub language: String,
    /// Everybody of the series who is in this episode.
    pub cast: Vec<Character>,
    pub places: Vec<Place>,
    pub lines: Vec<Line>,
    pub shots: Vec<Shot>,
}

/// One utterance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// `e03-l07`: episode and line, each from 1.
    pub id: String,
    /// Line of the script.
    pub script_line: usize,
    /// Id of a [`Character`].
    pub speaker: String,
    pub manner: Said,
    /// Verbatim.
    pub text: String,
    pub feeling: Feeling,
    /// Said at the same time as the line before.
    #[serde(default)]
    pub dual: bool,
}

/// Where a voice comes from: [`Manner`], which only writes itself down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Dialogue,
    VoiceOver,
    OffScreen,
    Phone,
    /// Read, not spoken.
    TextMessage,
}

impl From<Manner> for Said {
    fn from(manner: Manner) -> Self {
        match manner {
            Manner::Dialogue => Self::Dialogue,
            Manner::VoiceOver => Self::VoiceOver,
            Manner::OffScreen => Self::OffScreen,
            Manner::Phone => Self::Phone,
            Manner::TextMessage => Self::TextMessage,
        }
    }
}

impl Board {
    pub fn character(&self, id: &str) -> Option<&Character> {
        self.cast.iter().find(|character| character.id == id)
    }
}
