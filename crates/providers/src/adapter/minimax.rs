//! MiniMax: Hailuo makes videos as tasks, speech comes at once in hexadecimal. Errors come with HTTP 200, in
//! `base_resp.status_code`.
//!
//! `POST /v1/video_generation` → `task_id`; `GET /v1/query/video_generation?task_id=` → `status` `Success` and a
//! `file_id`; `GET /v1/files/retrieve?file_id=` → `file.download_url` for nine hours.

use serde_json::{Value, json};

use super::{Call, is_id, link, told};
use crate::{
    http::{Answer, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    sniff::Sort,
    want::Want,
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let request = match call.want {
        Want::Video(video) => {
            // It is not told a shape: a first frame decides, and without one it is wide.
            if video.first_frame.is_none() && video.aspect != "16:9" {
                return Err(call.model.refuse(
                    "provider.aspect",
                    format!(
                        "without a first frame it makes 16:9, and {} is asked for",
                        video.aspect
                    ),
                    "Give a first frame of that shape.",
                ));
            }
            let mut body = json!({
                "model": call.model.id, "prompt": video.prompt, "duration": video.seconds,
                "resolution": video.resolution.to_uppercase(),
            });
            if let Some(first) = &video.first_frame {
                body["first_frame_image"] = json!(first.uri());
            }
            if let Some(last) = &video.last_frame {
                body["last_frame_image"] = json!(last.uri());
            }
            if let Some(subject) = video.references.first() {
                body["subject_reference"] =
                    json!([{ "type": "character", "image": [subject.uri()] }]);
            }
            Request::post(call.account.at("/v1/video_generation"), body)
        }
        Want::Speech(speech) => {
            let mut voice = json!({ "voice_id": speech.voice });
            if let Some(speed) = speech.speed_percent {
                voice["speed"] = json!(f64::from(speed) / 100.0);
            }
            if !speech.manner.is_empty() {
                voice["emotion"] = json!(speech.manner);
            }
            let body = json!({
                "model": call.model.id, "text": speech.text, "stream": false, "output_format": "hex",
                "voice_setting": voice, "audio_setting": { "format": "wav", "sample_rate": 44100, "channel": 1 },
            });
            Request::post(call.account.at("/v1/t2a_v2"), body)
        }
        _ => return call.not_spoken(),
    };
    Ok(call.account.bearer(request))
}

/// 1002 and 1039: limits; 1004 and 2049: the key; 1008: no money; 1026 and 1027: its rules; 2013: the request.
fn inside(value: &Value) -> Option<Failure> {
    let code = value["base_resp"]["status_code"].as_i64()?;
    let reason = match code {
        0 => return None,
        1002 | 1039 => Reason::Busy,
        1004 | 2049 => Reason::Key,
        1008 => Reason::Balance,
        1026 | 1027 => Reason::Moderation,
        1000 | 1001 | 1013 => Reason::Work,
        _ => Reason::Request,
    };
    Some(told(reason, value))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    match inside(&value) {
        Some(failure) if failure.reason == Reason::Work => return Step::Unclear(failure.message),
        Some(failure) => return Step::Failed(failure),
        None => {}
    }
    if call.speech().is_some() {
        let Some(bytes) = value["data"]["audio"].as_str().and_then(unhexed) else {
            return Step::Unclear("its hexadecimal sound cannot be read".into());
        };
        return match Sort::of(&bytes) {
            Some(sort) => Step::Done(vec![Output::Bytes { sort, bytes }]),
            None => Step::Unclear("it sent bytes that are no sound".into()),
        };
    }
    let id = text(&value["task_id"]);
    call.ticket(&id, &format!("/v1/query/video_generation?task_id={id}"))
}

pub fn seen(call: &Call, ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    if let Some(failure) = inside(&value) {
        return match failure.reason {
            Reason::Work => Step::Going(ticket.clone()),
            Reason::Request => Step::Expired,
            _ => Step::Failed(failure),
        };
    }
    if ticket.phase == "file" {
        return match link(value.pointer("/file/download_url")) {
            Some(url) => Step::Done(vec![Output::Link { url, keyed: false }]),
            None => Step::Unclear("it has the file and gave no address".into()),
        };
    }
    match value["status"].as_str() {
        Some("Success") => {
            let file = text(&value["file_id"]);
            if !is_id(&file) {
                return Step::Unclear("it succeeded and named no file".into());
            }
            let poll = call
                .account
                .at(&format!("/v1/files/retrieve?file_id={file}"));
            Step::Going(Ticket {
                poll,
                phase: "file".into(),
                ..ticket.clone()
            })
        }
        Some("Fail" | "Failed") => Step::Failed(Failure::new(
            Reason::Work,
            "Fail",
            "the provider could not make it",
        )),
        Some(_) => Step::Going(ticket.clone()),
        None => Step::Unclear("it answered with no status".into()),
    }
}

/// Ids are texts or numbers.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn unhexed(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8))
        .collect()
}
