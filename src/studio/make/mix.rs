//! What an episode sounds like: lines where they are said, music by mood, effects by what is done.

use std::collections::BTreeMap;
use std::time::Instant;

use bytes::Bytes;
use serde_json::json;
use sound::effects::{self, Lasts};
use sound::mix::{Dialogue, Placed, Room, Session};
use sound::music::{self, Ending};
use sound::{Mono, Stereo, wav};
use storyboard::shot::{Framing, Spot};
use storyboard::{Board, Timeline};

use super::{Check, Weight};
use crate::studio::shelves::Made;

/// Beside their own loudness, decibels.
const MUSIC_DB: f32 = -4.0;
const EFFECT_DB: f32 = -6.0;
/// Nothing is heard at this loudness, LUFS.
const SILENT: f64 = -99.0;

/// Mixes an episode. `voices` are the lines' WAV files by their place in the board.
pub async fn mix(
    board: &Board,
    timeline: &Timeline,
    voices: BTreeMap<usize, Bytes>,
    seed: u64,
) -> anyhow::Result<Result<Made, String>> {
    let (board, timeline) = (board.clone(), timeline.clone());
    Ok(tokio::task::spawn_blocking(move || mixed(&board, &timeline, &voices, seed)).await?)
}

/// A stereo programme with its stems side by side in one archive is too large to keep for each change; the stems are
/// mixed again when somebody exports them.
fn mixed(
    board: &Board,
    timeline: &Timeline,
    voices: &BTreeMap<usize, Bytes>,
    seed: u64,
) -> Result<Made, String> {
    let began = Instant::now();
    let mixed = programme(board, timeline, voices, seed)?;
    let checks = loud(&mixed.loudness);
    Ok(Made {
        bytes: Bytes::from(wav::stereo(&mixed.programme)),
        extension: "wav",
        facts: json!({ "lufs": mixed.loudness.integrated, "true_peak": mixed.loudness.true_peak, "seed": seed }),
        checks: json!(checks),
        made_by: "mixed by Cliffhanger".into(),
        seconds: began.elapsed().as_secs_f32(),
    })
}

/// Whether a programme is as loud as all of them.
pub fn loud(measured: &sound::mix::Loudness) -> [Check; 2] {
    // Silence is minus infinity, which is no number in JSON.
    let (integrated, peak) = (
        measured.integrated.max(SILENT),
        measured.true_peak.max(SILENT),
    );
    [
        Check {
            name: "loudness".into(),
            value: integrated,
            wanted: sound::mix::LOUDNESS,
            passed: (integrated - sound::mix::LOUDNESS).abs() <= 1.0,
            message: format!("{integrated:.1} LUFS"),
            weight: Weight::Blocks,
        },
        Check {
            name: "true_peak".into(),
            value: peak,
            wanted: sound::mix::CEILING,
            passed: peak <= sound::mix::CEILING + 0.1,
            message: format!("{peak:.1} dBTP"),
            weight: Weight::Blocks,
        },
    ]
}

/// The programme and its stems.
pub fn programme(
    board: &Board,
    timeline: &Timeline,
    voices: &BTreeMap<usize, Bytes>,
    seed: u64,
) -> Result<sound::mix::Mixed, String> {
    let said = |error: sound::Error| format!("{error}. {}", error.remedy());
    let mut spoken: BTreeMap<usize, Mono> = BTreeMap::new();
    for (line, bytes) in voices {
        spoken.insert(*line, wav::read(bytes).map_err(said)?.down_to_mono());
    }
    let mut session = Session {
        length_ms: timeline.length_ms,
        ..Session::default()
    };
    for (shot, span) in board.shots.iter().zip(&timeline.shots) {
        let kind = board.places.get(shot.place).map(|place| place.kind);
        for line in &shot.lines {
            let (Some(sound), Some(own), Some(cue)) = (
                spoken.get(line),
                board.lines.get(*line),
                timeline.lines.get(*line),
            ) else {
                continue;
            };
            let spot = shot
                .people
                .iter()
                .find(|figure| figure.character == own.speaker)
                .map(|figure| figure.spot);
            session.lines.push(Dialogue {
                start_ms: cue.start_ms,
                sound,
                said: own.manner,
                place: kind,
                side: side(spot),
            });
        }
        if let Some(kind) = kind.filter(|_| shot.framing != Framing::Card) {
            let place = &board.places[shot.place];
            match session.rooms.last_mut() {
                Some(room) if room.seed == place.seed && room.end_ms == span.start_ms => {
                    room.end_ms = span.end_ms;
                }
                _ => session.rooms.push(Room {
                    start_ms: span.start_ms,
                    end_ms: span.end_ms,
                    kind,
                    seed: place.seed,
                }),
            }
        }
    }
    let cues: Vec<(u32, Stereo)> = moods(board, timeline)
        .into_iter()
        .enumerate()
        .map(|(at, (mood, start, end, last))| {
            let ending = if last { Ending::Sting } else { Ending::Fade };
            let seconds = f64::from(end - start) / 1000.0;
            (
                start,
                music::cue_to(
                    mood,
                    seconds,
                    seed ^ u64::from(board.number) << 16 ^ at as u64,
                    ending,
                    // What is struck in the picture falls on a beat.
                    &storyboard::timeline::hits(board, timeline, start, end),
                ),
            )
        })
        .collect();
    session.music = cues
        .iter()
        .map(|(start_ms, sound)| Placed {
            start_ms: *start_ms,
            sound,
            gain_db: MUSIC_DB,
        })
        .collect();
    let heard: Vec<(u32, Stereo)> = heard(board, timeline)
        .into_iter()
        .map(|one| {
            let seconds = f64::from(one.length_ms) / 1000.0;
            let seed = seed ^ u64::from(one.shot_ms);
            (one.start_ms, effects::make(one.effect, seconds, seed))
        })
        .collect();
    session.effects = heard
        .iter()
        .map(|(start_ms, sound)| Placed {
            start_ms: *start_ms,
            sound,
            gain_db: EFFECT_DB,
        })
        .collect();
    sound::mix::mix(&session).map_err(said)
}

/// An effect where it is heard.
pub struct Heard {
    pub effect: effects::Effect,
    pub start_ms: u32,
    pub length_ms: u32,
    /// When its shot begins.
    shot_ms: u32,
}

/// Every effect of an episode, by what is done in its shots.
pub fn heard(board: &Board, timeline: &Timeline) -> Vec<Heard> {
    let shots = board.shots.iter().zip(&timeline.shots);
    shots
        .flat_map(|(shot, span)| {
            effects::heard_in(&shot.action)
                .into_iter()
                .map(move |(_, effect)| Heard {
                    effect,
                    start_ms: span.start_ms + 80,
                    length_ms: match effect.lasts() {
                        Lasts::Once => 1000,
                        Lasts::On => span.end_ms - span.start_ms,
                    },
                    shot_ms: span.start_ms,
                })
        })
        .collect()
}

/// Runs of one mood: a scene's music does not begin anew at each cut. The last is told, for its sting.
pub fn moods(board: &Board, timeline: &Timeline) -> Vec<(storyboard::shot::Mood, u32, u32, bool)> {
    let mut runs: Vec<(storyboard::shot::Mood, u32, u32, bool)> = Vec::new();
    for (shot, span) in board.shots.iter().zip(&timeline.shots) {
        match runs.last_mut() {
            Some(run) if run.0 == shot.mood => run.2 = span.end_ms,
            _ => runs.push((shot.mood, span.start_ms, span.end_ms, false)),
        }
    }
    if let Some(last) = runs.last_mut() {
        last.3 = true;
    }
    runs
}

fn side(spot: Option<Spot>) -> f32 {
    match spot {
        Some(Spot::FarLeft) => -0.3,
        Some(Spot::Left) => -0.2,
        Some(Spot::Right) => 0.2,
        Some(Spot::FarRight) => 0.3,
        Some(Spot::Centre) | None => 0.0,
    }
}
