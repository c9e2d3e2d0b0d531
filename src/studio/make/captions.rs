//! Captions of an episode, as WebVTT: for the player, where they can be put off and translated.

use std::fmt::Write as _;

use bytes::Bytes;
use serde_json::json;
use storyboard::board::Said;
use storyboard::{Board, Timeline};

use crate::studio::shelves::Made;

/// All that is said, and who says it where the picture does not show it. What is read in the picture is left out, but
/// where the board is `translated`: then it is in a language that the picture is not.
pub fn captions(board: &Board, timeline: &Timeline, translated: bool) -> Made {
    let mut text = String::from("WEBVTT\n");
    for (line, cue) in board.lines.iter().zip(&timeline.lines) {
        if line.manner == Said::TextMessage && !translated || cue.end_ms <= cue.start_ms {
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
        checks: json!([]),
        made_by: "Cliffhanger".into(),
        seconds: 0.0,
    }
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
