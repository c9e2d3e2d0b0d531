//! A long line becomes several captions, each of two lines at most, broken between words and as even as they come.

use super::Cue;
use crate::cut::{Caption, Word};

/// Width of a line; a letter takes one, a character of a script that is square takes two.
const COLUMNS: usize = 24;
const LINES: usize = 2;

pub(super) fn cues(caption: &Caption) -> Vec<Cue> {
    let lines = lines(&caption.words);
    let count = lines.len().div_ceil(LINES);
    let mut out = Vec::new();
    for (index, group) in lines.chunks(LINES).enumerate() {
        let start_ms = match index {
            0 => caption.start_ms,
            _ => group[0][0].start_ms,
        };
        let next = lines.get((index + 1) * LINES).map(|line| line[0].start_ms);
        let end_ms = if index + 1 == count {
            caption.end_ms
        } else {
            next.unwrap_or(caption.end_ms)
        };
        out.push(Cue {
            start_ms,
            end_ms: end_ms.max(start_ms + 1),
            speaker: caption.speaker.clone(),
            manner: caption.manner,
            lines: group.iter().map(|line| text(line)).collect(),
            words: group.to_vec(),
        });
    }
    out
}

/// As few lines as fit, then the width is drawn in until one more would be needed: the last line is not a single word.
fn lines(words: &[Word]) -> Vec<Vec<Word>> {
    let words: Vec<Word> = words.iter().flat_map(chop).collect();
    let needed = fill(&words, COLUMNS).len();
    let narrowest = (1..=COLUMNS).find(|&columns| fill(&words, columns).len() <= needed);
    fill(&words, narrowest.unwrap_or(COLUMNS))
}

fn fill(words: &[Word], columns: usize) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = Vec::new();
    let mut used = 0;
    for word in words {
        let wide = width(word.text.trim_end());
        match lines.last_mut() {
            Some(line) if used + wide <= columns => line.push(word.clone()),
            _ => {
                lines.push(vec![word.clone()]);
                used = 0;
            }
        }
        used += width(&word.text);
    }
    lines
}

/// A word wider than a line, in pieces that fit; with its time shared out.
fn chop(word: &Word) -> Vec<Word> {
    if width(word.text.trim_end()) <= COLUMNS {
        return vec![word.clone()];
    }
    let characters: Vec<char> = word.text.chars().collect();
    let (count, length) = (
        characters.len() as u64,
        u64::from(word.end_ms - word.start_ms),
    );
    let at = |index: usize| word.start_ms + (length * index as u64 / count) as u32;
    let each = COLUMNS / 2;
    (0..characters.len())
        .step_by(each)
        .map(|from| {
            let to = (from + each).min(characters.len());
            Word {
                text: characters[from..to].iter().collect(),
                start_ms: at(from),
                end_ms: at(to),
            }
        })
        .collect()
}

fn text(line: &[Word]) -> String {
    let whole: String = line.iter().map(|word| word.text.as_str()).collect();
    whole.trim().to_owned()
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if crate::cut::unspaced(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}
