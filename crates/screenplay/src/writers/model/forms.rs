//! JSON schemas of the answers. They are small, and bound in every direction: a server that holds a model to a schema then
//! also holds it to an end.

use serde_json::{Value, json};

use super::Size;
use crate::writers::story::FRAMINGS;
use crate::writers::{KINDS, moods};

/// Who an action line is said by.
pub const ACTION: &str = "ACTION";

fn text(most: usize) -> Value {
    json!({ "type": "string", "minLength": 2, "maxLength": most })
}

#[expect(clippy::needless_pass_by_value, reason = "it reads better at the call")]
fn object(properties: Value) -> Value {
    let required: Vec<String> = properties
        .as_object()
        .map(|object| object.keys().cloned().collect())
        .unwrap_or_default();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

#[expect(clippy::needless_pass_by_value, reason = "it reads better at the call")]
fn list(items: Value, least: usize, most: usize) -> Value {
    json!({ "type": "array", "items": items, "minItems": least, "maxItems": most })
}

fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "enum": words.into_iter().collect::<Vec<_>>() })
}

pub fn outline(size: &Size, episodes: usize) -> Value {
    let person = object(json!({
        "name": text(24),
        "presenting": one_of(["woman", "man"]),
        "age": { "type": "integer", "minimum": 5, "maximum": 95 },
        "about": text(size.sentence),
    }));
    let place = object(json!({
        "name": text(32),
        "kind": one_of(KINDS.iter().map(|(kind, _)| *kind)),
    }));
    object(json!({
        "title": text(60),
        "logline": text(size.sentence * 2),
        "people": list(person, 2, size.people),
        "places": list(place, 1, size.places),
        "episodes": list(text(size.sentence), episodes, episodes),
    }))
}

pub fn card(size: &Size) -> Value {
    object(json!({
        "title": text(48),
        "hook": text(size.sentence),
        "turns": list(text(size.sentence), 1, size.turns),
        "cliffhanger": text(size.sentence),
        "ends": one_of(["revelation", "threat", "ultimatum", "arrival", "object", "interruption", "question"]),
    }))
}

pub fn scenes(size: &Size, places: &[&str], cues: &[&str]) -> Value {
    let scene = object(json!({
        "place": one_of(places.iter().copied()),
        "hour": one_of(["dawn", "day", "dusk", "night"]),
        "people": list(one_of(cues.iter().copied()), 1, cues.len().min(4)),
        "happens": text(size.sentence * 2),
    }));
    object(json!({ "scenes": list(scene, 1, size.scenes) }))
}

pub fn lines(least: usize, most: usize, cues: &[&str]) -> Value {
    let line = object(json!({
        "who": one_of(std::iter::once(ACTION).chain(cues.iter().copied())),
        "how": one_of(["here", "over", "off", "phone", "text"]),
        "mood": one_of(std::iter::once("none").chain(moods::MOODS.iter().map(|row| row[0]))),
        "text": text(110),
    }));
    object(json!({ "lines": list(line, least, most) }))
}

pub fn line() -> Value {
    object(json!({ "text": text(110) }))
}

pub fn shots(lines: usize) -> Value {
    object(json!({ "shots": list(one_of(FRAMINGS.iter().copied()), lines, lines) }))
}

/// Tokens that the longest answer takes: a token is two letters at worst in most languages, and JSON adds its marks.
pub fn tokens_max(schema: &Value) -> u32 {
    (letters(schema) / 2 + 64).min(16_000) as u32
}

fn letters(schema: &Value) -> usize {
    if let Some(words) = schema["enum"].as_array() {
        let longest = words.iter().filter_map(Value::as_str).map(str::len).max();
        return longest.unwrap_or(0) + 4;
    }
    match schema["type"].as_str() {
        Some("string") => schema["maxLength"].as_u64().unwrap_or(200) as usize + 4,
        Some("array") => {
            schema["maxItems"].as_u64().unwrap_or(8) as usize * (letters(&schema["items"]) + 4)
        }
        Some("object") => schema["properties"].as_object().map_or(0, |properties| {
            properties
                .iter()
                .map(|(key, inner)| key.len() + 8 + letters(inner))
                .sum()
        }),
        _ => 8,
    }
}
