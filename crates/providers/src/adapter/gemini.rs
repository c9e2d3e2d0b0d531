//! Google: Gemini draws at once, Veo makes videos as operations. The key is a header, and the video needs it too.
//!
//! Pictures: `POST /v1beta/models/{m}:generateContent` → `candidates[0].content.parts[].inlineData`. Videos:
//! `POST …:predictLongRunning` → `{name}`; `GET /v1beta/{name}` until `done`.

use serde_json::{Value, json};

use super::{Call, link, openai, told};
use crate::{
    http::{Answer, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    sniff::Sort,
    want::{Media, Want},
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let model = &call.model.id;
    let only_bytes = |media: &Media, encode: fn(&str, String) -> Value| match media {
        Media::Bytes { media: kind, .. } => Ok(encode(kind, media.bare())),
        Media::Link(_) => Err(call.model.refuse(
            "provider.references",
            "it takes pictures as bytes, not as links",
            "Give their bytes.",
        )),
    };
    let request = match call.want {
        Want::Image(image) => {
            let mut parts = vec![json!({ "text": image.prompt })];
            for one in &image.references {
                parts.push(only_bytes(
                    one,
                    |kind, data| json!({ "inlineData": { "mimeType": kind, "data": data } }),
                )?);
            }
            let body = json!({
                "contents": [{ "parts": parts }],
                "generationConfig": {
                    "responseModalities": ["IMAGE"],
                    "imageConfig": { "aspectRatio": aspect(call, image.width, image.height)? },
                },
            });
            Request::post(
                call.account
                    .at(&format!("/v1beta/models/{model}:generateContent")),
                body,
            )
        }
        Want::Video(video) => {
            // By its documentation: eight seconds with references and above 720p.
            let long = !video.references.is_empty() || video.resolution != "720p";
            if long && video.seconds != 8 {
                return Err(call.model.refuse(
                    "provider.seconds",
                    "with references, and above 720p, it makes eight seconds only",
                    "Ask for 8 seconds, or for 720p without references.",
                ));
            }
            let frame =
                |kind: &str, data: String| json!({ "mimeType": kind, "bytesBase64Encoded": data });
            let mut instance = json!({ "prompt": video.prompt });
            if let Some(first) = &video.first_frame {
                instance["image"] = only_bytes(first, frame)?;
            }
            if let Some(last) = &video.last_frame {
                instance["lastFrame"] = only_bytes(last, frame)?;
            }
            let mut references = Vec::new();
            for one in &video.references {
                references
                    .push(json!({ "image": only_bytes(one, frame)?, "referenceType": "asset" }));
            }
            if !references.is_empty() {
                instance["referenceImages"] = json!(references);
            }
            let mut parameters = json!({
                "aspectRatio": video.aspect, "resolution": video.resolution, "durationSeconds": video.seconds,
            });
            if let Some(seed) = video.seed {
                parameters["seed"] = json!(seed);
            }
            let body = json!({ "instances": [instance], "parameters": parameters });
            Request::post(
                call.account
                    .at(&format!("/v1beta/models/{model}:predictLongRunning")),
                body,
            )
        }
        _ => return call.not_spoken(),
    };
    Ok(request.key("x-goog-api-key", "", call.account.key.as_ref()))
}

/// It is told a shape, not a size.
fn aspect(call: &Call, width: u32, height: u32) -> Result<&'static str, Refusal> {
    let shapes = [
        ("1:1", 1, 1),
        ("9:16", 9, 16),
        ("16:9", 16, 9),
        ("3:4", 3, 4),
        ("4:3", 4, 3),
        ("2:3", 2, 3),
        ("3:2", 3, 2),
        ("4:5", 4, 5),
        ("5:4", 5, 4),
    ];
    let same = |wide: u32, high: u32| {
        u64::from(width) * u64::from(high) == u64::from(height) * u64::from(wide)
    };
    let found = shapes
        .iter()
        .find(|(_, wide, high)| width > 0 && same(*wide, *high));
    found.map(|(name, _, _)| *name).ok_or_else(|| {
        call.model.refuse(
            "provider.size",
            format!("{width}x{height} has none of its shapes"),
            "Ask for 9:16, 16:9, 1:1, 3:4, 2:3 or 4:5 and their like.",
        )
    })
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    if !value["error"].is_null() {
        return Step::Failed(told(Reason::Request, &value));
    }
    if call.image().is_none() {
        let name = value["name"].as_str().unwrap_or_default();
        return call.ticket(name, &format!("/v1beta/{name}"));
    }
    if let Some(why) = value["promptFeedback"]["blockReason"].as_str() {
        return Step::Failed(Failure::new(
            Reason::Moderation,
            why,
            "the prompt was blocked",
        ));
    }
    let candidate = &value["candidates"][0];
    let parts = candidate["content"]["parts"]
        .as_array()
        .into_iter()
        .flatten();
    let mut made = Vec::new();
    for data in parts.filter_map(|part| part["inlineData"]["data"].as_str()) {
        match openai::decoded(data).and_then(|bytes| Some((Sort::of(&bytes)?, bytes))) {
            Some((sort, bytes)) => made.push(Output::Bytes { sort, bytes }),
            None => return Step::Unclear("it sent bytes that are no picture".into()),
        }
    }
    let ratings = candidate["safetyRatings"].as_array().into_iter().flatten();
    let flagged: Vec<Output> = ratings
        .filter(|rating| rating["blocked"] == true || rating["probability"] == "HIGH")
        .filter_map(|rating| Some(Output::Flag(rating["category"].as_str()?.to_owned())))
        .collect();
    if !made.is_empty() {
        made.extend(flagged);
    }
    match (made.is_empty(), candidate["finishReason"].as_str()) {
        (false, _) => Step::Done(made),
        (true, Some(why)) if why != "STOP" => Step::Failed(Failure::new(
            Reason::Moderation,
            why,
            "it made no picture of this",
        )),
        (true, _) => Step::Unclear("it answered with no picture".into()),
    }
}

pub fn seen(call: &Call, ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    if value["done"] != true {
        return if value["name"].is_string() {
            Step::Going(ticket.clone())
        } else {
            Step::Unclear("it answered with no operation".into())
        };
    }
    if !value["error"].is_null() {
        return Step::Failed(told(Reason::Work, &value));
    }
    let made = &value["response"]["generateVideoResponse"];
    if let Some(url) = link(made.pointer("/generatedSamples/0/video/uri")) {
        let keyed = call.account.owns(&url);
        return Step::Done(vec![Output::Link { url, keyed }]);
    }
    // Done, without an error and without a video: its filter took it away.
    let why = made
        .pointer("/raiMediaFilteredReasons/0")
        .and_then(Value::as_str)
        .unwrap_or("it gave no video and no reason");
    Step::Failed(Failure::new(Reason::Moderation, "filtered", why))
}
