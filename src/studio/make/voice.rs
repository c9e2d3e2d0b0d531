//! Lines, spoken.

use std::time::Instant;

use bytes::Bytes;
use sound::checks::Fault;
use sound::voices::{Line, Voices};
use storyboard::Board;

use super::{Check, VoiceFacts, Weight};
use crate::studio::shelves::Made;
use crate::studio::tools::Makers;

/// One line to be spoken, by its place in the board.
pub fn line(board: &Board, makers: &Makers, at: usize) -> Option<Line> {
    let line = board.lines.get(at)?;
    Some(Line {
        text: line.text.clone(),
        language: board.language.clone(),
        voice: makers.voice_of(board, &line.speaker),
        feeling: line.feeling,
        speed: 1.0,
    })
}

/// Speaks lines, some at once. The results are in the order of the lines; a refusal is a sentence with what to do.
pub fn speak(
    voices: &Voices,
    lines: &[Line],
    told: &(dyn Fn(usize) + Sync),
) -> Vec<Result<Made, String>> {
    let began = Instant::now();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let takes = voices.speak_all(lines, &|_| {
        told(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1);
    });
    let seconds = began.elapsed().as_secs_f32() / lines.len().max(1) as f32;
    takes
        .into_iter()
        .zip(lines)
        .map(|(take, line)| {
            let take = take.map_err(|error| format!("{error}. {}", error.remedy()))?;
            let checks = checks(&take.sound, &line.text);
            if sound::checks::is_silent(&take.sound) {
                return Err(
                    "nothing is heard of this line: choose another voice for this character".into(),
                );
            }
            let facts = VoiceFacts {
                spoken: take.spoken,
                instead: take.instead,
                licence: take.licence.into(),
            };
            Ok(Made {
                bytes: Bytes::from(sound::wav::mono(&take.sound)),
                extension: "wav",
                facts: serde_json::to_value(facts).expect("plain data becomes JSON"),
                checks: serde_json::to_value(checks).expect("plain data becomes JSON"),
                made_by: take.by,
                seconds,
            })
        })
        .collect()
}

/// What is wrong with how a line sounds.
pub fn checks(sound: &sound::Mono, text: &str) -> Vec<Check> {
    let faults = sound::checks::check(sound, text);
    faults.iter().map(check).collect()
}

fn check(fault: &Fault) -> Check {
    let (name, value, wanted, message) = match *fault {
        Fault::Silent { loudest_db } => (
            "silence",
            loudest_db,
            -50.0,
            format!("the loudest is {loudest_db:.0} dBFS"),
        ),
        Fault::Clipped { share } => (
            "clipping",
            share,
            0.0005,
            format!("{:.2} % is clipped", share * 100.0),
        ),
        Fault::TooShort { a_second, most } => (
            "too_short",
            a_second,
            most,
            format!("{a_second:.0} letters a second: words are missing"),
        ),
        Fault::TooLong { a_second, least } => (
            "too_long",
            a_second,
            least,
            format!("{a_second:.1} letters a second: something else is said"),
        ),
        Fault::Gap { seconds } => (
            "gap",
            seconds,
            sound::checks::GAP_S,
            format!("a pause of {seconds:.1} s inside the line"),
        ),
    };
    Check {
        name: name.into(),
        value: f64::from(value),
        wanted: f64::from(wanted),
        passed: false,
        message,
        weight: Weight::Blocks,
    }
}
