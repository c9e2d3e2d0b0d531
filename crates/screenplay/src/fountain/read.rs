//! Which line is what.

use super::lines::{Line, split};
use crate::{Element, Kind};

/// Keys that open a title page even when they are in capitals.
const USUAL_KEYS: &[&str] = &[
    "title",
    "credit",
    "author",
    "authors",
    "source",
    "notes",
    "draft date",
    "date",
    "contact",
    "contact info",
    "copyright",
    "revision",
    "language",
    "format",
];

pub fn elements(text: &str) -> Vec<Element> {
    let lines = split(text);
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        elements: Vec::new(),
        after_blank: true,
    };
    reader.title_page();
    while reader.at < lines.len() {
        reader.step();
    }
    reader.elements
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    at: usize,
    elements: Vec<Element>,
    /// Whether the line before was empty, or there was none.
    after_blank: bool,
}

impl<'a> Reader<'a> {
    fn line(&self, ahead: usize) -> Option<&'a Line<'a>> {
        self.lines.get(self.at + ahead)
    }

    /// Makes one element of the next `count` lines.
    fn take(&mut self, count: usize, kind: Kind, text: String) {
        let lines = &self.lines[self.at..self.at + count];
        self.after_blank = match kind {
            Kind::Blank => true,
            // As if it were not there.
            Kind::Boneyard => self.after_blank,
            _ => false,
        };
        self.elements.push(Element {
            kind,
            text,
            line: lines[0].number,
            raw: lines.iter().map(|line| line.raw).collect(),
        });
        self.at += count;
    }

    /// How many lines from here on are so.
    fn run(&self, ahead: usize, is_so: impl Fn(&Line<'_>) -> bool) -> usize {
        self.lines[self.at + ahead..]
            .iter()
            .take_while(|line| is_so(line))
            .count()
    }

    fn texts(&self, range: std::ops::Range<usize>) -> Vec<&'a str> {
        self.lines[self.at + range.start..self.at + range.end]
            .iter()
            .filter(|line| !line.hidden)
            .map(|line| &*line.text)
            .collect()
    }

    fn title_page(&mut self) {
        let opens = self.line(0).and_then(|line| title_key(&line.text));
        let Some((first, _)) = opens else { return };
        let usual = USUAL_KEYS.contains(&&*first.to_lowercase());
        if !usual && !first.contains(char::is_lowercase) {
            return;
        }
        while let Some(line) = self.line(0).filter(|line| !line.is_blank()) {
            let Some((key, value)) = title_key(&line.text) else {
                // Only after a boneyard inside the title page.
                self.take(1, Kind::Boneyard, String::new());
                continue;
            };
            let (key, value) = (key.to_owned(), value.trim().to_owned());
            let more = self.run(1, |line| {
                !line.is_blank() && (line.hidden || title_key(&line.text).is_none())
            });
            let mut values: Vec<&str> = Vec::new();
            if !value.is_empty() {
                values.push(&value);
            }
            values.extend(self.texts(1..1 + more).into_iter().map(str::trim));
            let text = values.join("\n");
            self.take(1 + more, Kind::Title { key }, text);
        }
    }

    fn step(&mut self) {
        let Some(line) = self.line(0) else { return };
        if line.hidden {
            let count = self.run(0, |line| line.hidden);
            return self.take(count, Kind::Boneyard, String::new());
        }
        if line.is_blank() {
            let count = self.run(0, |line| !line.hidden && line.is_blank());
            return self.take(count, Kind::Blank, String::new());
        }
        if self.marked(line) {
            return;
        }
        let trimmed = line.text.trim();
        if self.after_blank && is_heading(trimmed) {
            let (text, number) = heading_number(trimmed);
            return self.take(1, Kind::Heading { number }, text);
        }
        let next_blank = self.next_in_sight().is_none_or(Line::is_blank);
        if self.after_blank && next_blank && is_transition(trimmed) {
            return self.take(1, Kind::Transition, trimmed.to_owned());
        }
        if self.after_blank && !next_blank && is_cue(trimmed) {
            return self.cue(trimmed);
        }
        let count = 1 + self.run(1, |line| {
            !line.hidden && !line.is_blank() && !is_marked(&line.text)
        });
        let text = self.texts(0..count).join("\n");
        self.take(count, Kind::Action, text);
    }

    fn next_in_sight(&self) -> Option<&'a Line<'a>> {
        self.lines[self.at + 1..].iter().find(|line| !line.hidden)
    }

    /// Takes a line that says by a mark what it is.
    fn marked(&mut self, line: &Line) -> bool {
        let text = line.text.trim();
        if !is_marked(&line.text) {
            return false;
        }
        let rest = |mark: &str| text.strip_prefix(mark).unwrap_or(text).trim().to_owned();
        if text.starts_with("[[") {
            self.note();
        } else if is_page_break(text) {
            self.take(1, Kind::PageBreak, String::new());
        } else if text.starts_with('#') {
            let depth = text.bytes().take_while(|byte| *byte == b'#').count();
            let title = text[depth..].trim().to_owned();
            self.take(
                1,
                Kind::Section {
                    depth: depth.min(255) as u8,
                },
                title,
            );
        } else if text.starts_with('=') {
            self.take(1, Kind::Synopsis, rest("="));
        } else if text.starts_with('!') {
            let count = 1 + self.run(1, |line| {
                !line.hidden && !line.is_blank() && !is_marked(&line.text)
            });
            let mut texts = self.texts(0..count);
            let first = texts[0].replacen('!', "", 1);
            texts[0] = &first;
            let text = texts.join("\n");
            self.take(count, Kind::Action, text);
        } else if text.starts_with('@') {
            self.cue(&rest("@"));
        } else if text.starts_with('~') {
            self.take(1, Kind::Lyric, rest("~"));
        } else if let Some(inner) = text.strip_prefix('>') {
            match inner.strip_suffix('<') {
                Some(inner) => self.take(1, Kind::Centered, inner.trim().to_owned()),
                None => self.take(1, Kind::Transition, inner.trim().to_owned()),
            }
        } else {
            let (text, number) = heading_number(&rest("."));
            self.take(1, Kind::Heading { number }, text);
        }
        true
    }

    /// `[[…]]` over one or more lines; an empty line inside holds two spaces. One that never ends is one line.
    fn note(&mut self) {
        let reach = 1 + self.run(1, |line| !line.is_blank() || keeps_open(&line.text));
        let all = self.texts(0..reach);
        let end = all.iter().position(|text| text.contains("]]"));
        let count = end.map_or(1, |end| end + 1).min(reach);
        let text = self.texts(0..count).join("\n");
        let inner = text.trim().strip_prefix("[[").unwrap_or(&text);
        let inner = inner.strip_suffix("]]").unwrap_or(inner).trim().to_owned();
        self.take(count, Kind::Note, inner);
    }

    /// A character's name and what they say, until an empty line.
    fn cue(&mut self, text: &str) {
        let (text, dual) = match text.strip_suffix('^') {
            Some(text) => (text.trim_end(), true),
            None => (text, false),
        };
        let (name, extension) = extension(text);
        self.take(1, Kind::Character { extension, dual }, name);
        while let Some(line) = self.line(0) {
            if line.hidden {
                let count = self.run(0, |line| line.hidden);
                self.take(count, Kind::Boneyard, String::new());
                continue;
            }
            if line.is_blank() && !keeps_open(&line.text) {
                break;
            }
            let trimmed = line.text.trim();
            if trimmed.starts_with("[[") {
                self.note();
            } else if is_parenthetical(trimmed) {
                self.take(1, Kind::Parenthetical, trimmed.to_owned());
            } else if let Some(sung) = trimmed.strip_prefix('~') {
                self.take(1, Kind::Lyric, sung.trim().to_owned());
            } else {
                let count = self.run(0, is_said).max(1);
                let said: Vec<&str> = self.texts(0..count).into_iter().map(str::trim).collect();
                let text = said.join("\n");
                self.take(count, Kind::Dialogue, text);
            }
        }
    }
}

/// Whether a line goes on with what is being said.
fn is_said(line: &Line) -> bool {
    let text = line.text.trim();
    let other = text.starts_with("[[") || text.starts_with('~') || is_parenthetical(text);
    !line.hidden && !other && (!line.is_blank() || keeps_open(&line.text))
}

/// An empty line of two spaces or more does not end what is being said.
fn keeps_open(text: &str) -> bool {
    text.len() >= 2 && text.bytes().all(|byte| byte == b' ')
}

/// `Draft date: 1/20/2012` → key and value. A continued value is indented, so it is none.
fn title_key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let plain = !key.is_empty()
        && !key.starts_with(char::is_whitespace)
        && key.len() <= 64
        && key
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-'));
    plain.then(|| (key.trim(), value))
}

/// Whether the first character says what the line is.
pub(super) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    match text.chars().next() {
        Some('!' | '@' | '~' | '>' | '#' | '=') => true,
        Some('[') => text.starts_with("[["),
        // An ellipsis is not a heading.
        Some('.') => text[1..].starts_with(char::is_alphanumeric),
        _ => false,
    }
}

fn is_page_break(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte == b'=')
}

pub(super) fn is_parenthetical(text: &str) -> bool {
    text.starts_with(['(', '（']) && text.ends_with([')', '）'])
}

pub(super) fn is_heading(text: &str) -> bool {
    let upper: String = text.chars().take(9).collect::<String>().to_uppercase();
    [
        "INT./EXT", "INT/EXT", "EXT./INT", "EXT/INT", "INT", "EXT", "EST", "I/E",
    ]
    .iter()
    .filter_map(|opening| upper.strip_prefix(opening))
    .any(|rest| rest.starts_with(['.', ' ']))
}

/// `INT. HOUSE - DAY #12A#` → the heading and its number.
fn heading_number(text: &str) -> (String, Option<String>) {
    let marked = text
        .strip_suffix('#')
        .and_then(|rest| rest.rsplit_once('#'));
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '.' | ')');
    match marked {
        Some((heading, number)) if !number.is_empty() && number.chars().all(plain) => {
            (heading.trim_end().to_owned(), Some(number.to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}

pub(super) fn is_transition(text: &str) -> bool {
    text.ends_with("TO:") && in_capitals(text)
}

/// Whether a line can be a character's name: capitals, save in parentheses at its end.
pub(super) fn is_cue(text: &str) -> bool {
    let text = text.strip_suffix('^').map_or(text, str::trim_end);
    let (name, _) = extension(text);
    in_capitals(&name)
}

/// At least one capital letter, and none in lower case.
fn in_capitals(text: &str) -> bool {
    text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

/// `HAI (on the phone)` → the name and what stands in parentheses.
fn extension(text: &str) -> (String, Option<String>) {
    let parted = text
        .strip_suffix([')', '）'])
        .and_then(|rest| rest.split_once(['(', '（']))
        .filter(|(name, _)| !name.trim().is_empty());
    match parted {
        Some((name, inner)) => (name.trim().to_owned(), Some(inner.trim().to_owned())),
        None => (text.trim().to_owned(), None),
    }
}
