//! Whether captions can be read as they come: each one measured, and what is wrong with it, with its number.
//!
//! What readers of a language can follow is for the caller to say ([`Limits`]): there is one table of it in the house.
//! Duration, gap and lines are those of Netflix's Timed Text Style Guide, General Requirements
//! (partnerhelp.netflixstudios.com), which are public and which most buyers ask for. All are advice, save that a caption
//! without text or time cannot be shown.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{Cue, markup};

/// Shortest time on screen: five sixths of a second (General Requirements, Duration).
pub const SHORTEST_MS: u64 = 833;
/// Longest time on screen: seven seconds (General Requirements, Duration).
pub const LONGEST_MS: u64 = 7_000;
/// Time between two captions: two frames, here of 24 a second (General Requirements, Frame Gap).
pub const GAP_MS: u64 = 83;

/// What a language's readers can follow.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Characters a second.
    pub speed: f64,
    /// Characters of a line.
    pub line: f64,
    /// Lines of a caption.
    pub lines: usize,
    /// How many characters a text is, as the language's guide counts them.
    pub length: &'a (dyn Fn(&str) -> f64 + Sync),
    /// Whether a line may be broken between any two characters.
    pub breaks_anywhere: bool,
}

/// A caption as it is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// Characters as the language's guide counts them, halves rounded up.
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
pub fn judge(cues: &[Cue], limits: &Limits<'_>) -> Vec<Judged> {
    let before = std::iter::once(None).chain(cues.iter().map(Some));
    before
        .zip(cues)
        .map(|(before, cue)| one(cue, before, limits))
        .collect()
}

fn one(cue: &Cue, before: Option<&Cue>, limits: &Limits<'_>) -> Judged {
    let shown = markup::shown(&cue.text);
    let lines: Vec<&str> = shown
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let lengths = || lines.iter().map(|line| (limits.length)(line));
    let characters: f64 = lengths().sum();
    let longest = lengths().fold(0.0, f64::max);
    let length = cue.end_ms.saturating_sub(cue.start_ms);
    let speed = match length {
        0 => 0.0,
        ms => (characters * 10_000.0 / ms as f64).round() / 10.0,
    };
    let gap_ms = before.map(|before| distance(before.end_ms, cue.start_ms));
    let mut faults = Vec::new();
    let mut fault = |wrong: bool, kind, value, limit| {
        if wrong {
            faults.push(Fault { kind, value, limit });
        }
    };
    let (ms, gap) = (length as f64, gap_ms.unwrap_or(i64::MAX));
    fault(lines.is_empty(), FaultKind::Empty, 0.0, 1.0);
    fault(length == 0, FaultKind::Backwards, ms, SHORTEST_MS as f64);
    fault(speed > limits.speed, FaultKind::Fast, speed, limits.speed);
    fault(longest > limits.line, FaultKind::Long, longest, limits.line);
    let (count, most) = (lines.len() as f64, limits.lines as f64);
    fault(lines.len() > limits.lines, FaultKind::Lines, count, most);
    let short = (1..SHORTEST_MS).contains(&length);
    fault(short, FaultKind::Short, ms, SHORTEST_MS as f64);
    fault(length > LONGEST_MS, FaultKind::Slow, ms, LONGEST_MS as f64);
    let narrow = (0..GAP_MS as i64).contains(&gap);
    fault(narrow, FaultKind::Gap, gap as f64, GAP_MS as f64);
    fault(gap < 0, FaultKind::Overlap, -(gap as f64), 0.0);
    Judged {
        characters: characters.ceil() as usize,
        speed,
        longest,
        lines: lines.len(),
        gap_ms,
        faults,
    }
}

/// A text of one line as it stands on screen: in two of about the same width where one is too long, broken between words
/// where there are words, and where the two lines hold it so.
pub fn wrapped(text: &str, limits: &Limits<'_>) -> String {
    let width = |text: &str| (limits.length)(text);
    let whole = width(text);
    if whole <= limits.line || text.contains('\n') {
        return text.to_owned();
    }
    let longer = |at: &usize| width(text[..*at].trim_end()).max(width(text[*at..].trim_start()));
    let nearest = |places: Vec<usize>| {
        let by_width = |a: &usize, b: &usize| longer(a).total_cmp(&longer(b));
        places.into_iter().min_by(by_width)
    };
    let spaces = nearest(text.match_indices(' ').map(|(at, _)| at).collect());
    let letters = || {
        let letters = text.grapheme_indices(true).map(|(at, _)| at).skip(1);
        nearest(letters.collect())
    };
    let place = match spaces {
        Some(at) if !limits.breaks_anywhere || longer(&at) <= limits.line => Some(at),
        _ => letters(),
    };
    match place {
        Some(at) => format!("{}\n{}", text[..at].trim_end(), text[at..].trim_start()),
        None => text.to_owned(),
    }
}

/// From one moment to another, ms; moments of any size.
fn distance(from: u64, to: u64) -> i64 {
    let ms = i128::from(to) - i128::from(from);
    ms.clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX / 2)) as i64
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

    fn letters(text: &str) -> f64 {
        text.graphemes(true).count() as f64
    }

    /// Beside wide characters, those of ASCII take half the room.
    fn wide(text: &str) -> f64 {
        let one = |one: &str| if one.is_ascii() { 0.5 } else { 1.0 };
        text.graphemes(true).map(one).sum()
    }

    const LATIN: Limits<'static> = Limits {
        speed: 20.0,
        line: 42.0,
        lines: 2,
        length: &letters,
        breaks_anywhere: false,
    };
    const WIDE: Limits<'static> = Limits {
        speed: 9.0,
        line: 16.0,
        lines: 2,
        length: &wide,
        breaks_anywhere: true,
    };

    fn kinds(cues: &[Cue], limits: &Limits<'_>) -> Vec<Vec<FaultKind>> {
        let judged = judge(cues, limits);
        let of = |one: Judged| one.faults.iter().map(|fault| fault.kind).collect();
        judged.into_iter().map(of).collect()
    }

    #[test]
    fn speed_is_what_a_reader_can_follow() {
        let eighteen = [cue(0, 1_000, "eighteen letters!!")];
        assert_eq!(kinds(&eighteen, &LATIN), [vec![]]);
        let slower = Limits {
            speed: 17.0,
            ..LATIN
        };
        assert_eq!(kinds(&eighteen, &slower), [vec![Fast]]);
        let judged = judge(&[cue(0, 1_000, "你到底想要我怎么样啊")], &WIDE);
        assert_eq!((judged[0].characters, judged[0].speed), (10, 10.0));
        let fault = judged[0].faults[0];
        assert_eq!((fault.kind, fault.value, fault.limit), (Fast, 10.0, 9.0));
    }

    #[test]
    fn markup_is_not_counted_as_characters() {
        let judged = judge(&[cue(0, 2_000, "<i>one</i> &amp; two")], &LATIN);
        assert_eq!((judged[0].characters, judged[0].lines), (9, 1));
    }

    #[test]
    fn lines_are_as_long_as_their_guide_counts_them() {
        let judged = judge(&[cue(0, 5_000, "真的是AB吗")], &WIDE);
        assert!((judged[0].longest - 5.0).abs() < 0.01, "{judged:?}");
        let long = "字".repeat(17);
        assert_eq!(
            kinds(&[cue(0, 5_000, &long)], &WIDE),
            [vec![FaultKind::Long]]
        );
        assert_eq!(kinds(&[cue(0, 6_000, &long)], &LATIN), [vec![]]);
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
            kinds(&cues, &LATIN),
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
        assert_eq!(judge(&cues, &LATIN)[2].gap_ms, Some(-100));
    }

    #[test]
    fn a_long_line_becomes_two_of_about_the_same_width() {
        let text = "Tell me who signed it, or I call the police tonight.";
        assert_eq!(
            wrapped(text, &LATIN),
            "Tell me who signed it, or\nI call the police tonight."
        );
        assert_eq!(wrapped("Short.", &LATIN), "Short.");
        assert_eq!(wrapped(&"字".repeat(20), &WIDE).lines().count(), 2);
        assert_eq!(wrapped("", &WIDE), "");
        // Between words where they fit so, else anywhere.
        assert_eq!(
            wrapped("그 사람은 지금 어디에 있는지 모릅니다 나도", &WIDE),
            "그 사람은 지금 어디에\n있는지 모릅니다 나도"
        );
        assert_eq!(
            wrapped("啊 我真的不知道你到底想要我怎么样才好呢", &WIDE),
            "啊 我真的不知道你到\n底想要我怎么样才好呢"
        );
    }

    #[test]
    fn times_beyond_all_bounds_are_measured_too() {
        let cues = [cue(0, u64::MAX, "a"), cue(0, 1, "b"), cue(u64::MAX, 0, "c")];
        assert_eq!(judge(&cues, &LATIN).len(), 3);
    }
}
