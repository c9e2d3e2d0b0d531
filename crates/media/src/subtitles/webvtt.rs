//! Writing WebVTT.

use std::fmt::Write;

use super::Cue;

pub(super) fn write(cues: &[Cue]) -> String {
    let mut file = String::from("WEBVTT\n");
    for cue in cues {
        let space = if cue.settings.is_empty() { "" } else { " " };
        let _ = write!(
            file,
            "\n{} --> {}{space}{}\n{}\n",
            time(cue.start_ms),
            time(cue.end_ms),
            cue.settings,
            cue.text
        );
    }
    file
}

fn time(ms: u64) -> String {
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}
