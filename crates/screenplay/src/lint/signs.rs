//! Words and marks that show tension, a turn, or a way to end.

use serde::Deserialize;

use super::words::Words;
use crate::marks;

/// What a beat shows plainly. A beat may show several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Something is asked.
    Question,
    /// Somebody raises their voice, or is cut off.
    Outcry,
    Interruption,
    /// Who somebody is, or what they did, comes out.
    Revelation,
    /// Harm is promised, or under way.
    Threat,
    /// Somebody or something arrives, or is found.
    Arrival,
    /// There is a choice, and a last moment for it.
    Ultimatum,
    /// A thing that says everything: a ring, a test, a message.
    Object,
}

/// The signs of a text, by its marks and by the words of its language.
pub fn of(text: &str, words: &Words) -> Vec<Sign> {
    let mut signs = Vec::new();
    if marks::asks(text) {
        signs.push(Sign::Question);
    }
    let shouted = text.split_whitespace().any(|word| {
        word.chars().filter(|letter| letter.is_uppercase()).count() >= 4
            && !word.contains(char::is_lowercase)
    });
    if marks::calls(text) || shouted {
        signs.push(Sign::Outcry);
    }
    if marks::breaks_off(text) {
        signs.push(Sign::Interruption);
    }
    signs.extend(words.signs(text));
    signs
}
