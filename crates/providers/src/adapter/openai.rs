//! OpenAI's interface for pictures and speech, as many local servers speak it (chat is [`crate::chat`]).
//!
//! `POST /images/generations` → `data[].b64_json` or `url`; with references `POST /images/edits` as a form.
//! `POST /audio/speech` → the sound itself.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Call, link, told};
use crate::{
    http::{Answer, Body, Method, Part, Request},
    job::{Output, Reason, Step},
    model::Refusal,
    sniff::Sort,
    want::{Image, Media, Want},
};

/// Letters of a line that may be spoken at once, by the documentation.
const SPEECH_LETTERS: usize = 4096;

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let request = match call.want {
        Want::Image(image) if image.references.is_empty() => Request::post(
            call.account.at("/images/generations"),
            json!({
                "model": call.model.id, "prompt": image.prompt, "n": 1,
                "size": format!("{}x{}", image.width, image.height),
            }),
        ),
        Want::Image(image) => edits(call, image)?,
        Want::Speech(speech) => {
            if speech.text.chars().count() > SPEECH_LETTERS {
                return Err(call.model.refuse(
                    "provider.prompt",
                    "the line is longer than 4096 letters",
                    "Split it.",
                ));
            }
            let mut body = json!({
                "model": call.model.id, "input": speech.text, "voice": speech.voice, "response_format": "wav",
            });
            if let Some(speed) = speech.speed_percent {
                body["speed"] = json!(f64::from(speed) / 100.0);
            }
            if !speech.manner.is_empty() {
                body["instructions"] = json!(speech.manner);
            }
            Request::post(call.account.at("/audio/speech"), body)
        }
        _ => return call.not_spoken(),
    };
    Ok(call.account.bearer(request))
}

/// Pictures that it is to keep to go along as files.
fn edits(call: &Call, image: &Image) -> Result<Request, Refusal> {
    let text = |name: &str, text: &str| Part {
        name: name.into(),
        file: None,
        bytes: text.as_bytes().to_vec(),
    };
    let mut parts = vec![
        text("model", &call.model.id),
        text("prompt", &image.prompt),
        text("n", "1"),
        text("size", &format!("{}x{}", image.width, image.height)),
    ];
    for (number, reference) in image.references.iter().enumerate() {
        let Media::Bytes { media, bytes } = reference else {
            return Err(call.model.refuse(
                "provider.references",
                "it takes reference pictures as files, not as links",
                "Give their bytes.",
            ));
        };
        let ending = media.rsplit('/').next().unwrap_or("png");
        parts.push(Part {
            name: "image[]".into(),
            file: Some((format!("reference-{number}.{ending}"), media.clone())),
            bytes: bytes.clone(),
        });
    }
    Ok(Request::new(
        Method::Post,
        call.account.at("/images/edits"),
        Body::Form(parts),
    ))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    if let Some(sort) = Sort::of(&answer.body) {
        return Step::Done(vec![Output::Bytes {
            sort,
            bytes: answer.body.clone(),
        }]);
    }
    let value = answer.value();
    // Relays answer 200 and put the error inside.
    if !value["error"].is_null() {
        return Step::Failed(told(Reason::Request, &value));
    }
    match call.want {
        Want::Image(_) => pictures(&value["data"]),
        _ => Step::Unclear("it answered with no sound that is known".into()),
    }
}

/// `[{b64_json | url}]`
pub(super) fn pictures(data: &Value) -> Step {
    let mut made = Vec::new();
    for picture in data.as_array().into_iter().flatten() {
        if let Some(text) = picture["b64_json"].as_str() {
            let Some(bytes) = decoded(text) else {
                return Step::Unclear("its base64 cannot be read".into());
            };
            let Some(sort) = Sort::of(&bytes) else {
                return Step::Unclear("it sent bytes that are no picture".into());
            };
            made.push(Output::Bytes { sort, bytes });
        } else if let Some(url) = link(picture.get("url")) {
            made.push(Output::Link { url, keyed: false });
        }
    }
    if made.is_empty() {
        Step::Unclear("it answered with no picture".into())
    } else {
        Step::Done(made)
    }
}

/// Base64 with or without `data:…,` before it.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let bare = text
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','))
        .map_or(text, |(_, bare)| bare);
    BASE64_STANDARD.decode(bare.trim()).ok()
}
