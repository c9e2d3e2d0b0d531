//! Lines become captions with their words.

use storyboard::timeline::Cue;
use storyboard::{Board, Timeline};

use super::{Caption, Word};
use crate::names::line;

pub(super) fn of(board: &Board, timeline: &Timeline) -> Vec<Caption> {
    let mut captions = Vec::new();
    for (said, cue) in board.lines.iter().zip(&timeline.lines) {
        let text = line(&said.text);
        if text.is_empty() || cue.end_ms <= cue.start_ms {
            continue;
        }
        let speaker = board
            .character(&said.speaker)
            .map_or(said.speaker.as_str(), |c| c.name.as_str());
        // Times of words are of the text as it was; where cleaning changed it they are shared out anew.
        let words = if text == said.text {
            timed(&text, cue)
        } else {
            None
        };
        captions.push(Caption {
            speaker: line(speaker),
            manner: said.manner,
            words: words.unwrap_or_else(|| shared_out(&text, cue.start_ms, cue.end_ms)),
            text,
            start_ms: cue.start_ms,
            end_ms: cue.end_ms,
        });
    }
    captions.sort_by_key(|caption| caption.start_ms);
    captions
}

/// The words as they were spoken; nothing where they do not fit the text.
fn timed(text: &str, cue: &Cue) -> Option<Vec<Word>> {
    let mut words: Vec<Word> = Vec::new();
    for (index, word) in cue.words.iter().enumerate() {
        let from = if index == 0 { 0 } else { word.start };
        let to = cue
            .words
            .get(index + 1)
            .map_or(text.len(), |next| next.start);
        let start_ms = word.start_ms.clamp(cue.start_ms, cue.end_ms);
        let after = words.last().map_or(cue.start_ms, |last| last.start_ms);
        words.push(Word {
            text: text
                .get(from..to)
                .filter(|part| !part.is_empty())?
                .to_owned(),
            start_ms: start_ms.max(after),
            end_ms: word.end_ms.clamp(start_ms.max(after), cue.end_ms),
        });
    }
    (!words.is_empty()).then_some(words)
}

/// Words by their share of the letters, where nobody said when each is spoken. Scripts without spaces go by characters.
fn shared_out(text: &str, start_ms: u32, end_ms: u32) -> Vec<Word> {
    let parts: Vec<&str> = split(text);
    let total: u64 = parts.iter().map(|part| part.chars().count() as u64).sum();
    let length = u64::from(end_ms - start_ms);
    let mut done = 0;
    parts
        .into_iter()
        .map(|part| {
            let from = start_ms + (length * done / total) as u32;
            done += part.chars().count() as u64;
            Word {
                text: part.to_owned(),
                start_ms: from,
                end_ms: start_ms + (length * done / total) as u32,
            }
        })
        .collect()
}

/// After each run of spaces, and after each character of a script that has none.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let end = at + c.len_utf8();
        let next = characters.peek().map(|&(_, next)| next);
        let breaks = match next {
            None => true,
            Some(next) => c == ' ' && next != ' ' || unspaced(c) && next.is_alphanumeric(),
        };
        if breaks {
            parts.push(&text[from..end]);
            from = end;
        }
    }
    parts
}

/// Chinese characters and kana: written without spaces between words.
pub(crate) fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
