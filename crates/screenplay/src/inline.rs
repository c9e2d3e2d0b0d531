//! What is marked inside a line: `*italic*`, `**bold**`, `_underlined_`, `[[a note]]`, and `\` before a mark
//! that is none (fountain.io/syntax, "Emphasis" and "Notes"). Emphasis does not reach over a line's end.

use serde::Serialize;

/// A stretch of text of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
    pub underlined: bool,
}

impl Span {
    fn looks_like(&self, other: &Self) -> bool {
        (self.bold, self.italic, self.underlined) == (other.bold, other.italic, other.underlined)
    }
}

/// What is to be read or spoken: no marks, no notes.
pub fn plain(text: &str) -> String {
    let spoken: String = spans(text).into_iter().map(|span| span.text).collect();
    spoken
}

/// The stretches of a text, notes left out. A mark without its other half is text.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (number, line) in without_notes(text).split('\n').enumerate() {
        if number > 0 {
            push(&mut spans, "\n", &Span::default());
        }
        line_spans(line, &Span::default(), &mut spans);
    }
    spans
}

/// The notes inside a text, in order.
pub fn notes(text: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("[[") {
        let Some((note, after)) = after.split_once("]]") else {
            break;
        };
        notes.push(note.trim().to_owned());
        rest = after;
    }
    notes
}

fn without_notes(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((_, after)) = after.split_once("]]") else {
            break;
        };
        shown.push_str(before);
        rest = after;
        // The space around a note was one space too many.
        if shown.ends_with(' ') && (rest.is_empty() || rest.starts_with([' ', '\n'])) {
            shown.pop();
        }
    }
    shown + rest
}

fn push(spans: &mut Vec<Span>, text: &str, look: &Span) {
    if text.is_empty() {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.looks_like(look) => last.text.push_str(text),
        _ => spans.push(Span {
            text: text.to_owned(),
            ..look.clone()
        }),
    }
}

/// Marks, the longest first.
const MARKS: [&str; 4] = ["***", "**", "*", "_"];

fn line_spans(line: &str, look: &Span, spans: &mut Vec<Span>) {
    let mut rest = line;
    let mut begun = true;
    while let Some(letter) = rest.chars().next() {
        if let Some(escaped) = rest.strip_prefix('\\').and_then(|rest| rest.chars().next())
            && matches!(escaped, '*' | '_' | '\\')
        {
            push(spans, &rest[1..=escaped.len_utf8()], look);
            rest = &rest[1 + escaped.len_utf8()..];
            begun = false;
            continue;
        }
        let opened = MARKS.iter().find_map(|mark| {
            let inside = rest.strip_prefix(mark)?;
            // A mark with a space after it opens nothing.
            let opens = inside.starts_with(|next: char| !next.is_whitespace());
            let end = closing(inside, mark).filter(|_| opens)?;
            Some((*mark, &inside[..end], &inside[end + mark.len()..]))
        });
        // In `snake_case` an underscore is a letter.
        let word = !begun
            && letter == '_'
            && spans
                .last()
                .is_some_and(|span| span.text.ends_with(char::is_alphanumeric));
        if let Some((mark, inside, after)) = opened.filter(|_| !word) {
            let inner = Span {
                text: String::new(),
                bold: look.bold || mark.starts_with("**"),
                italic: look.italic || mark == "*" || mark == "***",
                underlined: look.underlined || mark == "_",
            };
            line_spans(inside, &inner, spans);
            rest = after;
        } else {
            push(spans, &rest[..letter.len_utf8()], look);
            rest = &rest[letter.len_utf8()..];
        }
        begun = false;
    }
}

/// Where the other half of a mark is: not escaped, not after a space, not part of a longer mark.
fn closing(inside: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = inside[at..].find(mark) {
        let place = at + found;
        let before = inside[..place].chars().next_back();
        let run_end = inside[place..]
            .find(|letter| letter != mark.chars().next().unwrap_or_default())
            .map_or(inside.len(), |length| place + length);
        let exact = run_end - place == mark.len() || mark == "_";
        let nested = run_end - place > mark.len() && (run_end - place) % mark.len() == 0;
        if before.is_some_and(|before| !before.is_whitespace() && before != '\\')
            && (exact || !nested || mark.len() > 1)
        {
            return Some(if exact { place } else { run_end - mark.len() });
        }
        at = run_end.max(place + mark.len());
    }
    None
}
