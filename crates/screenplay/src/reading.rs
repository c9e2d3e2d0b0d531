//! How much of a caption can be read in a second and stands in a line, by language and script.
//!
//! The figures are those of Netflix's Timed Text Style Guides for adult programmes, one guide a language: characters a
//! second of subtitles (a translation under a picture) and of captions in the language that is spoken (SDH), characters
//! in a line, and two lines. A language without a row has those of most guides: 17, 20 and 42. The guides are for a
//! screen that lies; on an upright one a line holds fewer letters ([`Limits::upright`]).

use whatlang::{Script, detect, detect_script};

use crate::lint::pace::{is_character, is_mark};

/// What a caption in one language may hold.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Limits {
    /// Of a subtitle that translates what is said, in a second.
    pub per_s: f64,
    /// Of a caption in the language that is said, in a second: whoever hears it reads along.
    pub own_per_s: f64,
    /// Characters in a line.
    pub per_line: usize,
    pub lines: usize,
    /// How characters are counted.
    pub counted: Counted,
}

/// What one character is to a guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Every character, spaces and marks of punctuation included, is one.
    Each,
    /// Characters as wide as high are one, all others a half.
    ByWidth,
    /// Signs above and below letters are none, all others one.
    Spacing,
}

/// Row by primary language: characters a second, the same in the language spoken, characters a line, counting.
const ROWS: [(&str, f64, f64, usize, Counted); 9] = [
    ("en", 20.0, 20.0, 42, Counted::Each),
    ("ar", 20.0, 20.0, 42, Counted::Spacing),
    ("hi", 22.0, 22.0, 42, Counted::Each),
    ("ja", 4.0, 7.0, 13, Counted::ByWidth),
    ("ko", 12.0, 14.0, 16, Counted::ByWidth),
    ("zh", 9.0, 11.0, 16, Counted::ByWidth),
    ("yue", 9.0, 11.0, 16, Counted::ByWidth),
    ("th", 17.0, 17.0, 35, Counted::Spacing),
    ("ru", 17.0, 20.0, 39, Counted::Each),
];

/// The limits of a language, by its BCP 47 tag in any case, with or without a region: `pt-BR`, `zh-Hant`, `ko`.
pub fn limits(tag: &str) -> Limits {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let (per_s, own_per_s, per_line, counted) = ROWS
        .iter()
        .find(|row| row.0.eq_ignore_ascii_case(primary))
        .map_or((17.0, 20.0, 42, Counted::Each), |row| {
            (row.1, row.2, row.3, row.4)
        });
    Limits {
        per_s,
        own_per_s,
        per_line,
        lines: 2,
        counted,
    }
}

/// The tag of the language whose limits hold for a text of which only the letters are known.
pub fn tag_of(text: &str) -> &'static str {
    match detect_script(text) {
        Some(Script::Hangul) => "ko",
        Some(Script::Hiragana | Script::Katakana) => "ja",
        Some(Script::Mandarin) => match detect(text).map(|found| found.lang()) {
            Some(whatlang::Lang::Jpn) => "ja",
            _ => "zh",
        },
        Some(Script::Arabic) => "ar",
        Some(Script::Devanagari) => "hi",
        Some(Script::Thai) => "th",
        Some(Script::Cyrillic) => "ru",
        Some(Script::Latin) => "en",
        _ => "und",
    }
}

impl Limits {
    /// How long a text is, in characters as its guide counts them.
    pub fn length(&self, text: &str) -> f64 {
        text.chars()
            .map(|letter| match self.counted {
                Counted::ByWidth if !is_wide(letter) => 0.5,
                Counted::Spacing if is_mark(letter) => 0.0,
                Counted::Each | Counted::ByWidth | Counted::Spacing => 1.0,
            })
            .sum()
    }

    /// How many characters a second are to be read when a text is seen for so long.
    pub fn speed(&self, text: &str, seconds: f64) -> f64 {
        self.length(text) / seconds.max(0.001)
    }

    /// Characters that an upright screen shows at once: its lines hold 30 letters, and of characters as many as any.
    pub fn upright(&self) -> usize {
        self.lines * self.per_line.min(30)
    }
}

/// Characters as wide as high, and their punctuation.
fn is_wide(letter: char) -> bool {
    is_character(letter)
        || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '…' | '—')
}
