//! On what an episode ends.

use serde::{Deserialize, Serialize};

use super::signs::{Sign, of};
use super::words::Words;
use crate::scenes::{Beat, Episode};

/// The class of a cliffhanger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Somebody learns who somebody is, or what they did.
    Revelation,
    Threat,
    /// A choice that is not made yet.
    Ultimatum,
    /// Somebody comes in.
    Arrival,
    /// A thing is seen.
    Object,
    /// Cut off in the middle.
    Interruption,
    /// Asked, and not answered.
    Question,
    /// Nothing is left open.
    Closed,
}

impl Ending {
    /// How hard it is to stop here, from 0 to 5.
    pub fn strength(self) -> u8 {
        match self {
            Self::Revelation | Self::Threat => 5,
            Self::Ultimatum | Self::Arrival => 4,
            Self::Object | Self::Interruption => 3,
            Self::Question => 2,
            Self::Closed => 0,
        }
    }

    /// In a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revelation => "a revelation",
            Self::Threat => "a threat",
            Self::Ultimatum => "an ultimatum",
            Self::Arrival => "an arrival",
            Self::Object => "an object",
            Self::Interruption => "an interruption",
            Self::Question => "a question",
            Self::Closed => "nothing open",
        }
    }
}

/// The strongest class among the last two things that happen.
pub fn of_episode(episode: &Episode, words: &Words) -> Ending {
    let beats = episode.scenes.iter().flat_map(|scene| &scene.beats);
    let texts: Vec<&str> = beats
        .filter_map(|beat| match beat {
            Beat::Action { text, .. } => Some(&**text),
            Beat::Utterance(utterance) => Some(&*utterance.text),
            Beat::Transition { .. } => None,
        })
        .collect();
    let last = texts.iter().rev().take(2).flat_map(|text| of(text, words));
    last.map(class)
        .max_by_key(|ending| ending.strength())
        .unwrap_or(Ending::Closed)
}

fn class(sign: Sign) -> Ending {
    match sign {
        Sign::Revelation => Ending::Revelation,
        Sign::Threat => Ending::Threat,
        Sign::Ultimatum => Ending::Ultimatum,
        Sign::Arrival => Ending::Arrival,
        Sign::Object => Ending::Object,
        Sign::Interruption => Ending::Interruption,
        Sign::Question => Ending::Question,
        // Loud is not open.
        Sign::Outcry => Ending::Closed,
    }
}
