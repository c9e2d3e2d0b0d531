//! A JSON body with places to fill, for models and relays that name things their own way.
//!
//! `"{{prompt}}"` as a whole text becomes the value in its own type; inside a longer text it becomes text.
//! `"{{seed?}}"` leaves the key, or the entry of a list, out when there is no seed. `"{{seconds|text}}"` makes a
//! text of a number, `"{{first_frame|bare}}"` base64 without `data:…` before it. What is wished for and has no
//! place is refused: nothing is left out silently.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    model::{Model, Refusal, pixels},
    want::{Media, Want},
};

/// Names and their values.
pub type Values = BTreeMap<&'static str, Value>;

/// What a wish offers to be filled in.
pub fn values(model: &Model, want: &Want) -> Values {
    let mut values = Values::from([("model", json!(model.id))]);
    let mut media = |name: &'static str, bare: &'static str, media: Option<&Media>| {
        if let Some(media) = media {
            values.insert(name, json!(media.uri()));
            values.insert(bare, json!(media.bare()));
        }
    };
    if let Want::Video(video) = want {
        media(
            "first_frame",
            "first_frame|bare",
            video.first_frame.as_ref(),
        );
        media("last_frame", "last_frame|bare", video.last_frame.as_ref());
    }
    let all = |references: &[Media]| references.iter().map(Media::uri).collect::<Vec<_>>();
    match want {
        Want::Chat(chat) => {
            values.extend([("system", json!(chat.system)), ("prompt", json!(chat.user))]);
        }
        Want::Image(image) => {
            values.extend([
                ("prompt", json!(image.prompt)),
                ("width", json!(image.width)),
                ("height", json!(image.height)),
                ("size", json!(format!("{}x{}", image.width, image.height))),
            ]);
            values.extend(image.seed.map(|seed| ("seed", json!(seed))));
            if !image.references.is_empty() {
                values.insert("references", json!(all(&image.references)));
            }
        }
        Want::Video(video) => {
            values.extend([
                ("prompt", json!(video.prompt)),
                ("seconds", json!(video.seconds)),
                ("seconds|text", json!(video.seconds.to_string())),
                ("aspect", json!(video.aspect)),
                ("resolution", json!(video.resolution)),
                ("sound", json!(video.sound)),
            ]);
            if let Some((width, height)) = pixels(&video.aspect, &video.resolution) {
                values.extend([("width", json!(width)), ("height", json!(height))]);
                values.insert("size", json!(format!("{width}x{height}")));
            }
            values.extend(video.seed.map(|seed| ("seed", json!(seed))));
            if !video.references.is_empty() {
                values.insert("references", json!(all(&video.references)));
            }
        }
        Want::Speech(speech) => {
            values.extend([
                ("prompt", json!(speech.text)),
                ("voice", json!(speech.voice)),
            ]);
            if !speech.manner.is_empty() {
                values.insert("manner", json!(speech.manner));
            }
            values.extend(
                speech
                    .speed_percent
                    .map(|speed| ("speed", json!(f64::from(speed) / 100.0))),
            );
        }
    }
    values
}

/// Fills a body, given as JSON.
pub fn fill(model: &Model, text: &str, values: &Values) -> Result<Value, Refusal> {
    let bad = |what: String| {
        model.refuse(
            "provider.template",
            what,
            "Correct the `input` of the model's entry.",
        )
    };
    let body: Value = serde_json::from_str(text)
        .map_err(|error| bad(format!("its input is no JSON: {error}")))?;
    let mut used = BTreeSet::new();
    let filled = walk(body, values, &mut used)
        .map_err(bad)?
        .unwrap_or(Value::Null);
    unused(model, values, &used)?;
    Ok(filled)
}

/// A wish without a place.
fn unused(model: &Model, values: &Values, used: &BTreeSet<String>) -> Result<(), Refusal> {
    let has = |name: &str| used.contains(name);
    let shaped = has("size") || (has("width") && has("height"));
    for (name, value) in values {
        let only = match *name {
            "seconds" => model.can.seconds.len() == 1 || has("seconds|text"),
            "aspect" => model.can.aspects.len() == 1 || shaped,
            "resolution" => model.can.resolutions.len() == 1 || shaped,
            "size" | "width" | "height" => {
                shaped || model.can.sizes.len() == 1 || values.contains_key("aspect")
            }
            "sound" => value == false,
            "first_frame" => has("first_frame|bare"),
            "last_frame" => has("last_frame|bare"),
            // How a model is called, and the same in another dress.
            "model" | "first_frame|bare" | "last_frame|bare" | "seconds|text" => true,
            "system" => value == "",
            _ => false,
        };
        if !only && !has(name) {
            let what = format!("its input has no place for `{name}`");
            return Err(model.refuse(
                "provider.no_place",
                what,
                format!("Add {{{{{name}}}}} to its `input`, or leave that out of the shot."),
            ));
        }
    }
    Ok(())
}

/// Nothing: to be left out.
fn walk(
    value: Value,
    values: &Values,
    used: &mut BTreeSet<String>,
) -> Result<Option<Value>, String> {
    Ok(Some(match value {
        Value::String(text) => return string(&text, values, used),
        Value::Array(list) => {
            let mut filled = Vec::new();
            for value in list {
                filled.extend(walk(value, values, used)?);
            }
            Value::Array(filled)
        }
        Value::Object(object) => {
            let mut filled = serde_json::Map::new();
            for (key, value) in object {
                if let Some(value) = walk(value, values, used)? {
                    filled.insert(key, value);
                }
            }
            Value::Object(filled)
        }
        other => other,
    }))
}

fn string(
    text: &str,
    values: &Values,
    used: &mut BTreeSet<String>,
) -> Result<Option<Value>, String> {
    let whole = text
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    if let Some(name) = whole.filter(|name| !name.contains('{')) {
        let (name, optional) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        return match values.get(name) {
            Some(value) => {
                used.insert(name.to_owned());
                Ok(Some(value.clone()))
            }
            None if optional => Ok(None),
            None => Err(format!(
                "its input asks for `{name}`, which this wish does not have"
            )),
        };
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .ok_or("its input has {{ without }}")?;
        let value = values
            .get(name)
            .ok_or_else(|| format!("its input asks for `{name}`, which this wish does not have"))?;
        used.insert(name.to_owned());
        filled.push_str(before);
        match value {
            Value::String(text) => filled.push_str(text),
            other => filled.push_str(&other.to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Some(Value::String(filled)))
}
