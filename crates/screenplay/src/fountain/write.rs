//! An element that was not read, as Fountain.

use super::read::{is_cue, is_heading, is_marked, is_transition};
use crate::{Element, Kind};

/// Its lines, each with its end, forced where they would be read as something else.
pub fn element(element: &Element) -> String {
    // A line that is empty inside something spoken or noted keeps it open with two spaces.
    let kept_open = |text: &str| {
        let lines = text
            .lines()
            .map(|line| if line.trim().is_empty() { "  " } else { line });
        lines.collect::<Vec<_>>().join("\n")
    };
    let text = &element.text;
    let one_line = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let written = match &element.kind {
        Kind::Title { key } if text.contains('\n') => {
            let lines: Vec<&str> = text.lines().collect();
            format!("{key}:\n    {}", lines.join("\n    "))
        }
        Kind::Title { key } => format!("{key}: {text}"),
        Kind::Heading { number } => {
            let mark = if is_heading(&one_line) { "" } else { "." };
            let number = number.as_ref().map(|number| format!(" #{number}#"));
            format!("{mark}{one_line}{}", number.unwrap_or_default())
        }
        Kind::Action => {
            let first = text.lines().next().unwrap_or_default().trim();
            let taken = is_heading(first) || is_cue(first) || is_marked(first);
            format!("{}{text}", if taken { "!" } else { "" })
        }
        Kind::Character { extension, dual } => {
            let mark = if is_cue(&one_line) && !is_heading(&one_line) && !is_marked(&one_line) {
                ""
            } else {
                "@"
            };
            let extension = extension.as_ref().map(|words| format!(" ({words})"));
            let dual = if *dual { " ^" } else { "" };
            format!("{mark}{one_line}{}{dual}", extension.unwrap_or_default())
        }
        Kind::Parenthetical if one_line.starts_with(['(', '（']) => one_line,
        Kind::Parenthetical => format!("({one_line})"),
        Kind::Dialogue => kept_open(text),
        Kind::Lyric => format!("~{one_line}"),
        Kind::Transition if is_transition(&one_line) => one_line,
        Kind::Transition => format!("> {one_line}"),
        Kind::Centered => format!("> {one_line} <"),
        Kind::PageBreak => "===".to_owned(),
        Kind::Note => format!("[[{}]]", kept_open(text)),
        Kind::Section { depth } => format!("{} {one_line}", "#".repeat(usize::from(*depth).max(1))),
        Kind::Synopsis => format!("= {one_line}"),
        Kind::Boneyard => format!("/* {} */", text.replace("*/", "* /")),
        Kind::Blank => String::new(),
    };
    written + "\n"
}
