//! Utterances as lines: what is long is said in pieces, so that the picture may change and captions stay short.

use screenplay::lint::pace::speech_s;
use screenplay::marks;
use screenplay::scenes::Utterance;

use super::casting;
use super::words::{self, FEELINGS};
use crate::board::Line;
use crate::shot::Feeling;

/// Longer pieces are cut at the end of a sentence.
const LONG_S: f64 = 4.2;

/// The lines of an utterance; their texts put together with spaces are its text.
pub fn of(utterance: &Utterance) -> Vec<Line> {
    let feeling = feeling(utterance);
    pieces(&utterance.text)
        .into_iter()
        .enumerate()
        .map(|(at, text)| Line {
            id: String::new(),
            script_line: utterance.line,
            speaker: casting::id(&utterance.speaker),
            manner: utterance.manner.into(),
            text,
            feeling,
            dual: utterance.dual && at == 0,
        })
        .collect()
}

/// What the parenthetical says; else what the marks say.
fn feeling(utterance: &Utterance) -> Feeling {
    let told = utterance.parentheticals.join(" ");
    if let Some(feeling) = words::first(FEELINGS, &told) {
        return feeling;
    }
    let text = utterance.text.trim_end();
    let shouted = text.ends_with("!!")
        || text
            .split_whitespace()
            .filter(|word| word.chars().filter(|letter| letter.is_uppercase()).count() >= 3)
            .count()
            >= 2;
    if shouted {
        Feeling::Furious
    } else if text.ends_with(marks::is_calling) {
        Feeling::Angry
    } else if text.ends_with(marks::is_asking) {
        Feeling::Suspicious
    } else {
        Feeling::Calm
    }
}

/// Whole sentences, as many together as are said within [`LONG_S`].
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        match pieces.last_mut() {
            Some(last) if speech_s(&format!("{last} {sentence}")) <= LONG_S => {
                last.push_str(&sentence);
            }
            _ => pieces.push(sentence),
        }
    }
    pieces
        .iter()
        .map(|piece| piece.trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Sentences with their marks and what closes them. `Mr.` ends none: what follows must begin anew.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let current = sentences.last_mut().expect("there is always one");
        current.push(letter);
        let ends = marks::ends_sentence(letter)
            || letter == '.'
                && current
                    .chars()
                    .rev()
                    .skip(1)
                    .take_while(|letter| letter.is_alphabetic())
                    .count()
                    > 3;
        if !ends {
            continue;
        }
        while let Some(more) = letters.next_if(|next| marks::follows_end(*next)) {
            current.push(more);
        }
        if letters.peek().is_some() {
            sentences.push(String::new());
        }
    }
    sentences
}
