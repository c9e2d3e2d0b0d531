//! Whether captions can be read as they come: each one measured, and what is wrong with it, with its number.
//!
//! Limits are those of Netflix's Timed Text Style Guides (partnerhelp.netflixstudios.com), which are public and which
//! most buyers ask for: General Requirements for duration, gap and lines, each language's guide for the characters of
//! a line and the reading speed of programmes for adults. A language without an entry here has those of most Latin
//! scripts. They are advice, save that a caption without text or time cannot be shown.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{Cue, markup};

/// Shortest time on screen: five sixths of a second (General Requirements, Duration).
pub const SHORTEST_MS: u64 = 833;
/// Longest time on screen: seven seconds (General Requirements, Duration).
pub const LONGEST_MS: u64 = 7_000;
/// Time between two captions: two frames, here of 24 a second (General Requirements, Frame Gap).
pub const GAP_MS: u64 = 83;
/// Lines of a caption (General Requirements, Line Treatment).
pub const LINES: usize = 2;

/// What a language's readers can follow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// Characters a second.
    pub speed: f64,
    /// Characters of a line; of square ones where the script is square, and then others count half.
    pub line: f64,
    /// Whether characters are as wide as they are high.
    pub square: bool,
}

impl Limits {
    /// Of a language (BCP 47): its own guide's sections Character Limitation and Reading Speed Limits.
    pub fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let (speed, line, square) = match primary.to_ascii_lowercase().as_str() {
            "en" => (20.0, 42.0, false),
            "zh" | "yue" => (9.0, 16.0, true),
            "ja" => (4.0, 13.0, true),
            "ko" => (12.0, 16.0, true),
            _ => (17.0, 42.0, false),
        };
        Self {
            speed,
            line,
            square,
        }
    }
}

/// A caption as it is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// Characters as a reader counts them, spaces and punctuation too.
    pub characters: usize,
    /// Characters a second, to one decimal.
    pub speed: f64,
    /// Of the longest line.
    pub longest: f64,
    pub lines: usize,
    /// Milliseconds since the one before ended; less than nothing where they overlap.
    pub gap_ms: Option<i64>,
    pub faults: Vec<Fault>,
}

/// What is wrong with a caption: what was measured, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fault {
    pub kind: FaultKind,
    pub value: f64,
    pub limit: f64,
}

/// What may be wrong with a caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultKind {
    /// Nothing to read.
    Empty,
    /// Ends before it begins.
    Backwards,
    /// Too many characters a second.
    Fast,
    /// A line of too many characters.
    Long,
    /// Too many lines.
    Lines,
    /// Gone too soon, ms.
    Short,
    /// Stands too long, ms.
    Slow,
    /// Too soon after the one before, ms.
    Gap,
    /// Begins before the one before has ended, by so many ms.
    Overlap,
}

impl FaultKind {
    /// Whether it cannot be shown at all like this.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::Empty | Self::Backwards)
    }
}

/// Measures captions in their order.
pub fn judge(cues: &[Cue], language: &str) -> Vec<Judged> {
    let limits = Limits::of(language);
    let before = std::iter::once(None).chain(cues.iter().map(Some));
    before
        .zip(cues)
        .map(|(before, cue)| one(cue, before, &limits))
        .collect()
}

fn one(cue: &Cue, before: Option<&Cue>, limits: &Limits) -> Judged {
    let shown = markup::shown(&cue.text);
    let lines: Vec<&str> = shown
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let characters: usize = lines.iter().map(|line| line.graphemes(true).count()).sum();
    let longest = lines
        .iter()
        .map(|line| width(line, limits.square))
        .fold(0.0, f64::max);
    let length = cue.end_ms.saturating_sub(cue.start_ms);
    let speed = match length {
        0 => 0.0,
        ms => (characters as f64 * 10_000.0 / ms as f64).round() / 10.0,
    };
    let gap_ms = before.map(|before| distance(before.end_ms, cue.start_ms));
    let mut faults = Vec::new();
    let mut fault = |wrong: bool, kind, value, limit| {
        if wrong {
            faults.push(Fault { kind, value, limit });
        }
    };
    let (ms, gap) = (length as f64, gap_ms.unwrap_or(i64::MAX));
    fault(characters == 0, FaultKind::Empty, 0.0, 1.0);
    fault(length == 0, FaultKind::Backwards, ms, SHORTEST_MS as f64);
    fault(speed > limits.speed, FaultKind::Fast, speed, limits.speed);
    fault(longest > limits.line, FaultKind::Long, longest, limits.line);
    let (count, most) = (lines.len() as f64, LINES as f64);
    fault(lines.len() > LINES, FaultKind::Lines, count, most);
    let short = (1..SHORTEST_MS).contains(&length);
    fault(short, FaultKind::Short, ms, SHORTEST_MS as f64);
    fault(length > LONGEST_MS, FaultKind::Slow, ms, LONGEST_MS as f64);
    let narrow = (0..GAP_MS as i64).contains(&gap);
    fault(narrow, FaultKind::Gap, gap as f64, GAP_MS as f64);
    fault(gap < 0, FaultKind::Overlap, -(gap as f64), 0.0);
    Judged {
        characters,
        speed,
        longest,
        lines: lines.len(),
        gap_ms,
        faults,
    }
}

/// A text of one line as it stands on screen: in two of about the same width where one is too long, broken between words
/// where the script has spaces.
pub fn wrapped(text: &str, language: &str) -> String {
    let limits = Limits::of(language);
    let whole = width(text, limits.square);
    if whole <= limits.line || text.contains('\n') {
        return text.to_owned();
    }
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    let letters = text.grapheme_indices(true).map(|(at, _)| at).skip(1);
    let places: Vec<usize> = if text.contains(' ') && !limits.square {
        spaces.collect()
    } else {
        letters.collect()
    };
    let off_middle = |at: &usize| (width(&text[..*at], limits.square) - whole / 2.0).abs();
    match places
        .into_iter()
        .min_by(|a, b| off_middle(a).total_cmp(&off_middle(b)))
    {
        Some(at) => format!("{}\n{}", text[..at].trim_end(), text[at..].trim_start()),
        None => text.to_owned(),
    }
}

/// From one moment to another, ms; moments of any size.
fn distance(from: u64, to: u64) -> i64 {
    let ms = i128::from(to) - i128::from(from);
    ms.clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX / 2)) as i64
}

/// Characters of a line; beside square ones, letters and digits of ASCII take half the room.
fn width(line: &str, square: bool) -> f64 {
    line.graphemes(true)
        .map(|one| if square && one.is_ascii() { 0.5 } else { 1.0 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::FaultKind::{Backwards, Empty, Fast, Gap, Lines, Overlap, Short, Slow};
    use super::*;

    fn cue(start_ms: u64, end_ms: u64, text: &str) -> Cue {
        Cue {
            start_ms,
            end_ms,
            settings: String::new(),
            text: text.into(),
        }
    }

    fn kinds(cues: &[Cue], language: &str) -> Vec<Vec<FaultKind>> {
        let judged = judge(cues, language);
        let of = |one: Judged| one.faults.iter().map(|fault| fault.kind).collect();
        judged.into_iter().map(of).collect()
    }

    #[test]
    fn speed_is_what_a_reader_of_the_script_can_follow() {
        let eighteen = [cue(0, 1_000, "eighteen letters!!")];
        assert_eq!(kinds(&eighteen, "en"), [vec![]]);
        assert_eq!(kinds(&eighteen, "es-419"), [vec![FaultKind::Fast]]);
        let chinese = [cue(0, 1_000, "你到底想要我怎么样啊")];
        let judged = judge(&chinese, "zh-Hans");
        assert_eq!((judged[0].characters, judged[0].speed), (10, 10.0));
        let fault = judged[0].faults[0];
        assert_eq!(
            (fault.kind, fault.value, fault.limit),
            (FaultKind::Fast, 10.0, 9.0)
        );
    }

    #[test]
    fn marks_and_markup_are_not_counted_as_characters() {
        // Eight letters with their vowel signs; a tag; a reference.
        let judged = judge(&[cue(0, 2_000, "<i>مُحَمَّد</i> &amp; नमस्ते")], "ar");
        assert!(judged[0].characters <= 12, "{judged:?}");
        assert_eq!(judged[0].lines, 1);
    }

    #[test]
    fn a_line_of_squares_counts_ascii_half() {
        let judged = judge(&[cue(0, 5_000, "真的是AB吗")], "zh");
        assert!((judged[0].longest - 5.0).abs() < 0.01, "{judged:?}");
        let long = "字".repeat(17);
        assert_eq!(
            kinds(&[cue(0, 5_000, &long)], "zh"),
            [vec![FaultKind::Long]]
        );
        assert_eq!(kinds(&[cue(0, 6_000, &long)], "en"), [vec![]]);
    }

    #[test]
    fn times_are_judged_against_the_one_before() {
        let cues = [
            cue(0, 1_000, "one"),
            cue(1_000, 2_000, "no gap"),
            cue(1_900, 2_500, "too soon and short"),
            cue(2_600, 9_700, "stays"),
            cue(9_800, 9_800, "never"),
            cue(9_990, 11_000, " \n "),
            cue(12_000, 14_000, "a\nb\nc"),
        ];
        assert_eq!(
            kinds(&cues, "en"),
            [
                vec![],
                vec![Gap],
                vec![Fast, Short, Overlap],
                vec![Slow],
                vec![Backwards],
                vec![Empty],
                vec![Lines],
            ]
        );
        assert_eq!(judge(&cues, "en")[2].gap_ms, Some(-100));
    }

    #[test]
    fn a_long_line_becomes_two_of_about_the_same_width() {
        let text = "Tell me who signed it, or I call the police tonight.";
        assert_eq!(
            wrapped(text, "en"),
            "Tell me who signed it, or\nI call the police tonight."
        );
        assert_eq!(wrapped("Short.", "en"), "Short.");
        assert_eq!(wrapped(&"字".repeat(20), "zh").lines().count(), 2);
        assert_eq!(wrapped("", "ja"), "");
    }

    #[test]
    fn times_beyond_all_bounds_are_measured_too() {
        let cues = [cue(0, u64::MAX, "a"), cue(0, 1, "b"), cue(u64::MAX, 0, "c")];
        assert_eq!(judge(&cues, "en").len(), 3);
    }
}
