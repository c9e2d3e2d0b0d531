//! A board: one episode as its shots.

use screenplay::scenes::Manner;
use serde::{Deserialize, Serialize};

use crate::cast::Character;
use crate::place::Place;
use crate::shot::{Feeling, Mood, Shot};

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
    /// One shot by itself, with no more than what it shows and says: what its clip is made of. Ids, and what only its
    /// sound is chosen by, are left out, so that a shot that only moves up is the same.
    pub fn only(&self, shot: usize) -> Option<Self> {
        let mut shot = self.shots.get(shot)?.clone();
        let lines: Option<Vec<Line>> = shot
            .lines
            .iter()
            .map(|line| self.lines.get(*line).cloned())
            .collect();
        let mut lines = lines?;
        for line in &mut lines {
            line.id = String::new();
            line.script_line = 0;
        }
        let place = self.places.get(shot.place)?.clone();
        shot.id = String::new();
        shot.script_line = 0;
        shot.action = String::new();
        shot.mood = Mood::Neutral;
        shot.place = 0;
        shot.lines = (0..lines.len()).collect();
        let seen = |person: &&Character| {
            shot.people
                .iter()
                .any(|figure| figure.character == person.id)
                || lines.iter().any(|line| line.speaker == person.id)
        };
        Some(Self {
            cast: self.cast.iter().filter(seen).cloned().collect(),
            places: vec![place],
            lines,
            shots: vec![shot],
            title: String::new(),
            ..self.clone()
        })
    }

    pub fn character(&self, id: &str) -> Option<&Character> {
        self.cast.iter().find(|character| character.id == id)
    }
}
