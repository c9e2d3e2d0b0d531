//! Advanced SubStation Alpha: the text and times of its dialogue lines; styling is left to the player.

use super::{Cue, MAX_CUES, cues, markup};

/// Reads the `Dialogue` lines of the `[Events]` section by its `Format` line.
pub(super) fn parse(text: &str) -> Vec<Cue> {
    let mut found = Vec::new();
    let mut events = false;
    // The order that nearly every file has, for those that lack the line.
    let mut columns = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text";
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('[') {
            events = line.eq_ignore_ascii_case("[Events]");
        } else if let (true, Some(format)) = (events, line.strip_prefix("Format:")) {
            columns = format;
        } else if let (true, Some(fields)) = (events, line.strip_prefix("Dialogue:")) {
            found.extend(dialogue(columns, fields));
        }
        if found.len() >= MAX_CUES {
            break;
        }
    }
    found
}

fn dialogue(columns: &str, fields: &str) -> Option<Cue> {
    let names: Vec<&str> = columns.split(',').map(str::trim).collect();
    // The text comes last and may hold commas.
    let values: Vec<&str> = fields.splitn(names.len(), ',').collect();
    let value = |name: &str| {
        names
            .iter()
            .position(|column| *column == name)
            .and_then(|n| values.get(n))
            .copied()
    };
    let (start_ms, end_ms) = (
        cues::time(value("Start")?.trim())?,
        cues::time(value("End")?.trim())?,
    );
    let text = value("Text")?;
    // A drawing, not text.
    if text.contains("\\p1") || end_ms <= start_ms {
        return None;
    }
    let text = text
        .replace("\\N", "\n")
        .replace("\\n", "\n")
        .replace("\\h", " ");
    let (text, top) = markup::clean(&text);
    let settings = if top {
        "line:0".to_owned()
    } else {
        String::new()
    };
    (!text.is_empty()).then_some(Cue {
        start_ms,
        end_ms,
        settings,
        text,
    })
}
