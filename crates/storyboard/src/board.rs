//! A board: one episode as its shots.

use screenplay::scenes::Manner;
use serde::{Deserialize, Serialize};

use crate::cast::Character;
use crate::place::Place;
use crate::shot::{Feeling, Mood, Shot, Transition};

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
    /// One shot by itself, with no more than what it shows and says: what its clip is made of. Where it begins out of
    /// the picture before, that comes first, silent; so the shot is the last of the board. Ids, and what only its sound
    /// is chosen by, are left out, so that a shot that only moves up is the same.
    pub fn only(&self, at: usize) -> Option<Self> {
        let shot = self.shots.get(at)?;
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
        let mut places = Vec::new();
        let mut alone = |shot: &Shot| -> Option<Shot> {
            let place = self.places.get(shot.place)?;
            let known = places.iter().position(|known| known == place);
            let place = known.unwrap_or_else(|| {
                places.push(place.clone());
                places.len() - 1
            });
            Some(Shot {
                id: String::new(),
                script_line: 0,
                action: String::new(),
                mood: Mood::Neutral,
                place,
                ..shot.clone()
            })
        };
        let mut shots = Vec::new();
        let joined = matches!(shot.transition, Transition::Dissolve | Transition::Whip);
        if let Some(before) = at
            .checked_sub(1)
            .filter(|_| joined)
            .and_then(|before| self.shots.get(before))
        {
            shots.push(Shot {
                lines: Vec::new(),
                transition: Transition::Cut,
                ..alone(before)?
            });
        }
        shots.push(Shot {
            lines: (0..lines.len()).collect(),
            ..alone(shot)?
        });
        let seen = |person: &&Character| {
            let shown = shots
                .iter()
                .flat_map(|shot| &shot.people)
                .any(|figure| figure.character == person.id);
            let holds = shots.iter().any(|shot| {
                let prop = shot.prop.as_ref();
                prop.and_then(|prop| prop.held_by.as_ref()) == Some(&person.id)
            });
            shown || holds || lines.iter().any(|line| line.speaker == person.id)
        };
        Some(Self {
            cast: self.cast.iter().filter(seen).cloned().collect(),
            title: String::new(),
            places,
            lines,
            shots,
            ..self.clone()
        })
    }

    /// One shot as a panel shows it: what [`Self::only`] keeps of it, with its mood and its action, by which a page is
    /// coloured and lettered; without what came before, how long it is seen and which series it is of.
    pub fn panel(&self, at: usize) -> Option<Self> {
        let shot = self.shots.get(at)?;
        let alone = Self {
            series: String::new(),
            shots: vec![Shot {
                transition: Transition::Cut,
                hold_ms: 0,
                ..shot.clone()
            }],
            ..self.clone()
        };
        let mut panel = alone.only(0)?;
        for seen in &mut panel.shots {
            seen.mood = shot.mood;
            seen.action.clone_from(&shot.action);
        }
        Some(panel)
    }

    pub fn character(&self, id: &str) -> Option<&Character> {
        self.cast.iter().find(|character| character.id == id)
    }
}
