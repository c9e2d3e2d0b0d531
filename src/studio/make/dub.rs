//! Lines in another language, in the time that the original has.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sound::voices::{Line, Voices};

use super::{Check, VoiceFacts, Weight, voice};
use crate::studio::shelves::Made;

/// Nobody is understood who speaks faster than this beside their own pace.
const FASTEST: f32 = 1.3;
/// What may be left over, in milliseconds, before a line is said to be too long.
const SLACK_MS: u32 = 60;

/// Speaks lines, each with the milliseconds that it has; those that come out longer once more, faster. What is too long
/// all the same is kept, with a check that says by how much.
pub fn speak(
    voices: &Voices,
    lines: &[(Line, u32)],
    told: &(dyn Fn(usize) + Sync),
) -> Vec<Result<Made, String>> {
    let first: Vec<Line> = lines.iter().map(|(line, _)| line.clone()).collect();
    let mut made = voice::speak(voices, &first, told);
    let mut again: BTreeMap<usize, Line> = BTreeMap::new();
    for (at, ((line, room), take)) in lines.iter().zip(&made).enumerate() {
        if let Some(length) = take.as_ref().ok().and_then(length_ms)
            && length > room + SLACK_MS
        {
            let speed = (length as f32 / (*room).max(1) as f32 * 1.03).clamp(1.0, FASTEST);
            again.insert(
                at,
                Line {
                    speed,
                    ..line.clone()
                },
            );
        }
    }
    let faster: Vec<Line> = again.values().cloned().collect();
    for (at, mut take) in again.keys().zip(voice::speak(voices, &faster, &|_| {})) {
        if let Ok(take) = &mut take {
            hurried(take);
        }
        made[*at] = take;
    }
    for ((_, room), take) in lines.iter().zip(&mut made) {
        if let Ok(take) = take {
            measured(take, *room);
        }
    }
    made
}

fn length_ms(take: &Made) -> Option<u32> {
    let facts: VoiceFacts = serde_json::from_value(take.facts.clone()).ok()?;
    Some(facts.spoken.length_ms)
}

/// It was asked to hurry: that it does is no fault of the take.
fn hurried(take: &mut Made) {
    let checks: Vec<Check> = serde_json::from_value(take.checks.clone()).unwrap_or_default();
    let told = checks.into_iter().map(|check| Check {
        weight: if check.name == "too_short" {
            Weight::Warns
        } else {
            check.weight
        },
        ..check
    });
    take.checks = json!(told.collect::<Vec<_>>());
}

/// Notes whether it fits the milliseconds that the original leaves.
pub fn measured(take: &mut Made, room: u32) {
    let Some(length) = length_ms(take) else {
        return;
    };
    let over = length.saturating_sub(room);
    let check = Check {
        name: "dub_length".into(),
        value: f64::from(length) / 1000.0,
        wanted: f64::from(room) / 1000.0,
        passed: over <= SLACK_MS,
        message: if over > SLACK_MS {
            format!(
                "{:.1} s longer than the original leaves: say it in fewer words",
                f64::from(over) / 1000.0
            )
        } else {
            "it fits the original".into()
        },
        weight: Weight::Warns,
    };
    if let Value::Array(checks) = &mut take.checks {
        checks.push(json!(check));
    }
}
