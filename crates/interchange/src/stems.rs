//! What is heard when, as a table: for a mixer who works from files and times alone.

use crate::cut::{Cut, Role};

/// Comma-separated, with a heading, one row for each sound.
pub fn csv(cut: &Cut) -> String {
    let mut table = Table::new(&[
        "track", "role", "file", "start", "end", "start_s", "length_s", "from_s", "what", "text",
    ]);
    for track in &cut.audio {
        let role = match track.role {
            Role::Dialogue => "dialogue",
            Role::Music => "music",
            Role::Effects => "effects",
        };
        for clip in &track.clips {
            let code = |frame| cut.rate.timecode(frame);
            table.row(&[
                &track.name,
                role,
                &cut.file(clip).path,
                &code(clip.start),
                &code(clip.end),
                &seconds(cut.rate.micros(clip.start)),
                &seconds(cut.rate.micros(clip.end) - cut.rate.micros(clip.start)),
                &seconds(cut.rate.micros(clip.source)),
                &clip.name,
                &clip.note,
            ]);
        }
    }
    table.text
}

fn seconds(micros: u64) -> String {
    format!("{}.{:03}", micros / 1_000_000, micros / 1000 % 1000)
}

/// A table that spreadsheets open, and in which no cell is taken for a formula.
pub(crate) struct Table {
    pub text: String,
}

impl Table {
    pub fn new(heading: &[&str]) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        table.row(heading);
        table
    }

    pub fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| self::cell(cell)).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }
}

fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    let text = format!("{guard}{text}");
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
