//! Words in English, Chinese, Spanish, Portuguese, Korean, Hindi and Arabic that say what a picture shows. A table, so
//! that a language is added by adding words to it; words of one alphabet stand in one table, so that no word of one
//! language may be a common word of another.

mod feelings;
mod moods;
mod people;
mod places;
mod poses;
mod things;
mod times;

use screenplay::fit;
pub use screenplay::fit::folded;
use screenplay::lint::pace::is_character;

pub use feelings::FEELINGS;
pub use moods::MOODS;
pub use people::{CHILD, GROWN, HE, HER_NAMES, HIS_NAMES, OLD, SHE};
pub use places::PLACES;
pub use poses::POSES;
pub use things::thing;
pub use times::{HOURS, WEATHERS};

type Words<T> = &'static [(T, &'static [&'static str])];

/// The languages that have words in every table, by primary tag and in English.
pub const LANGUAGES: [(&str, &str); 7] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("zh", "Chinese"),
    ("ko", "Korean"),
    ("hi", "Hindi"),
    ("ar", "Arabic"),
];

/// What a text names that a table knows: the one named first, and of two at one spot the longer.
pub fn first<T: Copy>(table: Words<T>, text: &str) -> Option<T> {
    let text = folded(text);
    table
        .iter()
        .flat_map(|(meaning, words)| words.iter().map(move |word| (*meaning, *word)))
        .filter_map(|(meaning, word)| {
            find(&text, word).map(|at| (at, std::cmp::Reverse(word.len()), meaning))
        })
        .min_by_key(|&(at, length, _)| (at, length))
        .map(|(_, _, meaning)| meaning)
}

/// As [`first`], but the longest word wins, wherever it stands: a hospital room is not a room.
pub fn longest<T: Copy>(table: Words<T>, text: &str) -> Option<T> {
    let text = folded(text);
    table
        .iter()
        .flat_map(|(meaning, words)| words.iter().map(move |word| (*meaning, *word)))
        .filter(|(_, word)| find(&text, word).is_some())
        .max_by_key(|(_, word)| {
            word.chars()
                .map(|letter| if is_character(letter) { 3 } else { 1 })
                .sum::<usize>()
        })
        .map(|(meaning, _)| meaning)
}

/// Where a word stands in a text that is [`folded`], as its script joins words.
pub fn find(text: &str, word: &str) -> Option<usize> {
    fit::forms(word).find_map(|form| fit::find(text, &form))
}
