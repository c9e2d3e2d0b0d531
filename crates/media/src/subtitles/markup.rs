//! Cue text: what WebVTT allows stays, everything else is escaped or dropped.

/// Longest text of a cue, characters.
const MAX_TEXT: usize = 2000;
/// Tags that WebVTT has.
const TAGS: [&str; 8] = ["b", "i", "u", "c", "v", "lang", "ruby", "rt"];
/// References that stay as they are.
const REFERENCES: [&str; 7] = ["amp", "lt", "gt", "nbsp", "lrm", "rlm", "quot"];

/// Text without any markup, as cue text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(MAX_TEXT) {
        escape(c, &mut out);
    }
    tidy(&out)
}

/// Text with the markup of SRT, WebVTT or ASS as cue text, and whether an override put it at the top.
pub(super) fn clean(text: &str) -> (String, bool) {
    let text: String = text.chars().take(MAX_TEXT).collect();
    let mut out = String::new();
    let mut top = false;
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((block, after)) = rest
            .strip_prefix("{\\")
            .and_then(|inner| inner.split_once('}'))
        {
            top |= ["an7", "an8", "an9"]
                .iter()
                .any(|place| block.contains(place));
            rest = after;
        } else if let Some((tag, after)) = tag(rest) {
            out.push_str(&tag);
            rest = after;
        } else if let Some((reference, after)) = reference(rest) {
            out.push_str(reference);
            rest = after;
        } else {
            escape(c, &mut out);
            rest = &rest[c.len_utf8()..];
        }
    }
    (tidy(&out), top)
}

/// Cue text without its tags, references as the characters that they stand for.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((_, after)) = tag(rest) {
            rest = after;
        } else if let Some((c, after)) = character(rest) {
            out.push(c);
            rest = after;
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Cue text as somebody types it; where that would mean something else, as it is.
pub(super) fn typed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((c, after)) = character(rest).filter(|(c, _)| matches!(c, '&' | '<' | '>')) {
            out.push(c);
            rest = after;
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if clean(&out).0 == text {
        out
    } else {
        text.to_owned()
    }
}

/// The character that a reference at the start of `text` stands for, and what follows it.
fn character(text: &str) -> Option<(char, &str)> {
    let (whole, after) = reference(text)?;
    let c = match &whole[1..whole.len() - 1] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        "quot" => '"',
        number => char::from_u32(number.strip_prefix('#')?.parse().ok()?)?,
    };
    Some((c, after))
}

fn escape(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\n' => out.push('\n'),
        c if c.is_control() => out.push(' '),
        c => out.push(c),
    }
}

/// A tag at the start of `text`, as it may stay (empty for one that is dropped), and what follows it.
fn tag(text: &str) -> Option<(String, &str)> {
    let (inner, after) = text.strip_prefix('<')?.split_once('>')?;
    let (slash, inner) = inner
        .strip_prefix('/')
        .map_or(("", inner), |inner| ("/", inner));
    let name_end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let (name, rest) = inner.split_at(name_end);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || inner.contains(['<', '\n']) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let kept = if !TAGS.contains(&name.as_str()) {
        String::new()
    } else if slash.is_empty() && matches!(name.as_str(), "v" | "lang") {
        format!(
            "<{name} {}>",
            annotation(rest.trim_start_matches(|c: char| c != ' ').trim())
        )
    } else {
        format!("<{slash}{name}>")
    };
    Some((kept, after))
}

/// Text inside a tag: references stay, everything else is escaped.
fn annotation(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((reference, after)) = reference(rest) {
            out.push_str(reference);
            rest = after;
        } else {
            escape(c, &mut out);
            rest = &rest[c.len_utf8()..];
        }
    }
    tidy(&out)
}

fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let known = REFERENCES.contains(&name)
        || name.strip_prefix('#').is_some_and(|n| {
            !n.is_empty() && n.len() <= 6 && n.bytes().all(|b| b.is_ascii_digit())
        });
    known.then(|| (&text[..name.len() + 2], after))
}

/// No blank lines, which would end the cue, and no space at the ends.
fn tidy(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}
