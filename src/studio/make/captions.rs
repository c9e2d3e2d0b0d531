//! Captions of an episode, as WebVTT: for the player, where they can be put off and translated.

use std::fmt::Write as _;

use bytes::Bytes;
use screenplay::reading;
use serde_json::json;
use storyboard::board::{Line, Said};
use storyboard::timeline::Cue;
use storyboard::{Board, Timeline};

use super::{Check, Weight};
use crate::studio::shelves::Made;

/// Letters that are no reading.
const FEW: f64 = 8.0;

/// All that is said, and who says it where the picture does not show it. What is read in the picture is left out, but
/// where the board is `translated`: then it is in a language that the picture is not.
pub fn captions(board: &Board, timeline: &Timeline, translated: bool) -> Made {
    let mut text = String::from("WEBVTT\n");
    for (line, cue) in board.lines.iter().zip(&timeline.lines) {
        if !is_shown(line, cue, translated) {
            continue;
        }
        let name = board.character(&line.speaker).map(|person| &*person.name);
        let said = escaped(&line.text);
        let said = match (line.manner, name) {
            (Said::VoiceOver | Said::OffScreen | Said::Phone, Some(name)) => {
                format!("<v {}><i>{said}</i></v>", escaped(name))
            }
            (_, Some(name)) => format!("<v {}>{said}</v>", escaped(name)),
            (_, None) => said,
        };
        let _ = write!(
            text,
            "\n{} --> {}\n{said}\n",
            moment(cue.start_ms),
            moment(cue.end_ms)
        );
    }
    Made {
        bytes: Bytes::from(text),
        extension: "vtt",
        facts: json!({}),
        checks: json!(readable(board, timeline, translated).as_slice()),
        made_by: "Cliffhanger".into(),
        seconds: 0.0,
    }
}

/// What is read in the picture is no caption, nor what has no time.
fn is_shown(line: &Line, cue: &Cue, translated: bool) -> bool {
    (translated || line.manner != Said::TextMessage) && cue.end_ms > cue.start_ms
}

fn readable(board: &Board, timeline: &Timeline, translated: bool) -> Option<Check> {
    let shown = board.lines.iter().zip(&timeline.lines);
    let shown = shown.filter(|(line, cue)| is_shown(line, cue, translated));
    let timed = shown.filter_map(|(line, cue)| {
        let ms = cue.end_ms.checked_sub(cue.start_ms)?;
        Some((&*line.text, f64::from(ms) / 1000.0))
    });
    read_in_time(timed, &board.language, translated)
}

/// Whether the fastest of the captions (text and seconds) can be read while it stands: whoever hears the language reads along.
pub fn read_in_time<T: AsRef<str>>(
    timed: impl Iterator<Item = (T, f64)>,
    language: &str,
    translated: bool,
) -> Option<Check> {
    let limits = reading::limits(language);
    let wanted = if translated {
        limits.per_s
    } else {
        limits.own_per_s
    };
    let speeds = timed.filter_map(|(text, seconds)| {
        let text = text.as_ref();
        // A word or two are read at a glance.
        (limits.length(text) > FEW).then(|| limits.speed(text, seconds))
    });
    let speeds: Vec<f64> = speeds.collect();
    let value = speeds.iter().copied().reduce(f64::max)?;
    let fast = speeds.iter().filter(|speed| **speed > wanted).count();
    Some(Check {
        name: "reading".into(),
        value,
        wanted,
        passed: fast == 0,
        message: format!(
            "{fast} of {} captions are faster than they are read; the fastest has {value:.0} letters a second, where {wanted:.0} can be read",
            speeds.len()
        ),
        weight: Weight::Warns,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}

fn moment(ms: u32) -> String {
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}
