//! A text as lines, with what lies in the boneyard taken out of sight.

use std::ops::Range;

/// One line.
pub struct Line<'a> {
    /// With its end.
    pub raw: &'a str,
    /// Without its end, and without boneyard.
    pub text: String,
    /// From 1.
    pub number: usize,
    /// Whether nothing of it is in sight, though something is there.
    pub hidden: bool,
}

impl Line<'_> {
    pub fn is_blank(&self) -> bool {
        !self.hidden && self.text.trim().is_empty()
    }
}

/// Splits at `\n`, `\r\n` and `\r`; the last line may have no end.
pub fn split(text: &str) -> Vec<Line<'_>> {
    let graves = boneyard(text);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let end = match rest.find(['\n', '\r']) {
            None => text.len(),
            Some(at) if rest[at..].starts_with("\r\n") => start + at + 2,
            Some(at) => start + at + 1,
        };
        let raw = &text[start..end];
        let shown = start + raw.trim_end_matches(['\n', '\r']).len();
        let (visible, buried) = visible(text, start..shown, &graves);
        lines.push(Line {
            raw,
            hidden: buried && visible.trim().is_empty(),
            text: visible,
            number: lines.len() + 1,
        });
        start = end;
    }
    lines
}

/// Where `/* … */` are, in order; one that never ends is just two characters.
fn boneyard(text: &str) -> Vec<Range<usize>> {
    let mut graves = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("/*") {
        let start = from + at;
        let Some(length) = text[start + 2..].find("*/") else {
            break;
        };
        from = start + 2 + length + 2;
        graves.push(start..from);
    }
    graves
}

/// What of a line is outside of the boneyard, and whether anything is inside.
fn visible(text: &str, line: Range<usize>, graves: &[Range<usize>]) -> (String, bool) {
    let first = graves.partition_point(|grave| grave.end <= line.start);
    let mut shown = String::new();
    let mut at = line.start;
    let mut buried = false;
    for grave in &graves[first..] {
        if grave.start >= line.end {
            // An empty line in the middle of a boneyard starts where it ends.
            buried |= line.is_empty() && grave.start < line.start;
            break;
        }
        buried = true;
        if grave.start > at {
            shown.push_str(&text[at..grave.start]);
        }
        at = at.max(grave.end.min(line.end));
    }
    shown.push_str(&text[at..line.end]);
    (shown, buried)
}
