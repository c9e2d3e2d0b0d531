//! What file names say: order, episode number, language. Pure; names come from strangers.

use std::cmp::Ordering;

/// What a file in the folder is for, by its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Video,
    Subtitles,
    Picture,
    Other,
}

/// Containers that people try, including some that the probe then refuses with a sentence.
const VIDEO: &[&str] = &[
    "mp4", "m4v", "mov", "mkv", "webm", "3gp", "avi", "wmv", "flv", "mpg", "mpeg", "ts", "mts",
    "m2ts", "ogv",
];
const SUBTITLES: &[&str] = &["srt", "vtt", "ass", "ssa"];
const PICTURE: &[&str] = &["jpg", "jpeg", "png", "webp"];

impl FileKind {
    pub fn of(name: &str) -> Self {
        let extension = extension(name);
        let is = |list: &[&str]| list.contains(&extension.as_str());
        if is(VIDEO) {
            Self::Video
        } else if is(SUBTITLES) {
            Self::Subtitles
        } else if is(PICTURE) {
            Self::Picture
        } else {
            Self::Other
        }
    }
}

/// The extension in lower case; empty when there is none.
pub fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
        _ => String::new(),
    }
}

/// The name without its extension.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// The order in which people count: `2.mp4` before `10.mp4`, whatever the case.
#[expect(clippy::many_single_char_names, reason = "two sides of one comparison")]
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            let rest = left.len().cmp(&right.len());
            // Names that differ only in case or in leading zeros still have one order.
            return rest.then_with(|| a.cmp(b));
        };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (m, n) = (digits(left), digits(right));
            (left, right) = (&left[m.len()..], &right[n.len()..]);
            let (m, n) = (m.trim_start_matches('0'), n.trim_start_matches('0'));
            m.len().cmp(&n.len()).then_with(|| m.cmp(n))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.to_lowercase().cmp(y.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

/// The episode number that a name begins with: `01 The letter.mp4` is 1. None above 10,000, which is no episode.
pub fn leading_number(name: &str) -> Option<i32> {
    let digits = digits(name.trim_start());
    let number: i32 = digits.parse().ok()?;
    (number <= 10_000).then_some(number)
}

/// What the name of a subtitle file says: `01.zh-Hans.sdh.srt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubtitleName {
    /// Without extension, language and purpose: `01`.
    pub stem: String,
    /// BCP 47; none when the name does not say.
    pub language: Option<String>,
    /// For people who cannot hear.
    pub captions: bool,
}

/// Reads a subtitle file's name, with or without its extension's case right.
pub fn subtitle_name(name: &str) -> SubtitleName {
    let mut rest = stem(name);
    let mut captions = false;
    if let Some((front, last)) = rest.rsplit_once('.')
        && ["sdh", "cc"].contains(&last.to_ascii_lowercase().as_str())
    {
        (rest, captions) = (front, true);
    }
    let mut language = None;
    if let Some((front, last)) = rest.rsplit_once('.') {
        let tag = media::language::normalise(last);
        if tag != "und" && !front.is_empty() {
            (rest, language) = (front, Some(tag));
        }
    }
    SubtitleName {
        stem: rest.to_owned(),
        language,
        captions,
    }
}

/// A name that can be shown and kept: no control or direction-changing characters, no folders, at most 255 characters.
pub fn presentable(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = base
        .chars()
        .map(|c| {
            let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if c.is_control() || turns { '\u{fffd}' } else { c }
        })
        .take(255)
        .collect();
    match clean.trim() {
        "" | "." | ".." => "unnamed".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_count_two_before_ten() {
        let mut names = [
            "10.mp4",
            "Ep 2.mp4",
            "2.mp4",
            "ep 10.mp4",
            "ep 1.mp4",
            "01.mp4",
            "1.mp4",
        ];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            [
                "01.mp4",
                "1.mp4",
                "2.mp4",
                "10.mp4",
                "ep 1.mp4",
                "Ep 2.mp4",
                "ep 10.mp4"
            ]
        );
    }

    #[test]
    fn numbers_of_any_length_have_an_order() {
        let long = "9".repeat(400);
        assert_eq!(natural(&long, &format!("{long}0")), Ordering::Less);
        assert_eq!(leading_number(&long), None);
    }

    #[test]
    fn only_a_leading_number_counts() {
        assert_eq!(leading_number("007 Bond.mp4"), Some(7));
        assert_eq!(leading_number(" 3.mov"), Some(3));
        assert_eq!(leading_number("Episode 3.mov"), None);
        assert_eq!(leading_number("20240501.mov"), None);
        assert_eq!(leading_number("٣.mov"), None);
    }

    #[test]
    fn subtitle_names_say_their_language() {
        let read = |name| {
            let SubtitleName {
                stem,
                language,
                captions,
            } = subtitle_name(name);
            (stem, language.unwrap_or_default(), captions)
        };
        assert_eq!(read("01.en.srt"), ("01".into(), "en".into(), false));
        assert_eq!(
            read("01.zh-hans.VTT"),
            ("01".into(), "zh-Hans".into(), false)
        );
        assert_eq!(read("a.b.eng.sdh.ass"), ("a.b".into(), "en".into(), true));
        assert_eq!(read("01.srt"), ("01".into(), String::new(), false));
        assert_eq!(read(".en.srt"), (".en".into(), String::new(), false));
        assert_eq!(
            read("my.letters.srt"),
            ("my.letters".into(), String::new(), false)
        );
    }

    #[test]
    fn hostile_names_become_presentable() {
        assert_eq!(presentable("../../etc/passwd"), "passwd");
        assert_eq!(presentable("..\\..\\boot.ini"), "boot.ini");
        assert_eq!(
            presentable("a\0b\n\u{202e}c.mp4"),
            "a\u{fffd}b\u{fffd}\u{fffd}c.mp4"
        );
        assert_eq!(presentable(".."), "unnamed");
        assert_eq!(presentable(&"é".repeat(300)).chars().count(), 255);
    }

    proptest! {
        #[test]
        fn natural_is_a_total_order(a in ".{0,12}", b in ".{0,12}", c in ".{0,12}") {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            prop_assert_eq!(natural(&a, &b) == Ordering::Equal, a == b);
            if natural(&a, &b) != Ordering::Greater && natural(&b, &c) != Ordering::Greater {
                prop_assert_ne!(natural(&a, &c), Ordering::Greater);
            }
        }

        #[test]
        fn any_name_is_read(name in any::<String>()) {
            let _ = (subtitle_name(&name), leading_number(&name), FileKind::of(&name));
            let shown = presentable(&name);
            prop_assert!(!shown.contains(['/', '\\', '\0']) && !shown.is_empty());
        }
    }
}
