//! Volcengine Ark: Seedream makes pictures at once, Seedance videos as tasks.
//!
//! Videos: `POST /contents/generations/tasks` → `{id}`; `GET …/tasks/{id}` → `status`
//! `queued|running|succeeded|failed|cancelled|expired`, `content.video_url` for 24 hours. Roles of pictures:
//! `first_frame`, `last_frame`, `reference_image`; frames and references exclude each other.

use serde_json::{Value, json};

use super::{Call, link, openai, told};
use crate::{
    http::{Answer, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    want::{Media, Want},
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let request = match call.want {
        Want::Image(image) => {
            let mut body = json!({
                "model": call.model.id, "prompt": image.prompt, "size": format!("{}x{}", image.width, image.height),
                "response_format": "url", "watermark": false, "sequential_image_generation": "disabled",
            });
            match &image.references[..] {
                [] => {}
                [one] => body["image"] = json!(one.uri()),
                many => body["image"] = many.iter().map(Media::uri).collect(),
            }
            if let Some(seed) = image.seed {
                body["seed"] = json!(seed);
            }
            Request::post(call.account.at("/images/generations"), body)
        }
        Want::Video(video) => {
            let picture = |media: &Media, role: &str| json!({ "type": "image_url", "image_url": { "url": media.uri() }, "role": role });
            let mut content = vec![json!({ "type": "text", "text": video.prompt })];
            content.extend(
                video
                    .first_frame
                    .iter()
                    .map(|one| picture(one, "first_frame")),
            );
            content.extend(
                video
                    .last_frame
                    .iter()
                    .map(|one| picture(one, "last_frame")),
            );
            content.extend(
                video
                    .references
                    .iter()
                    .map(|one| picture(one, "reference_image")),
            );
            let mut body = json!({
                "model": call.model.id, "content": content, "ratio": video.aspect, "duration": video.seconds,
                "resolution": video.resolution, "watermark": false,
            });
            // Models without sound refuse the word.
            if call.model.can.sound {
                body["generate_audio"] = json!(video.sound);
            }
            if let Some(seed) = video.seed {
                body["seed"] = json!(seed);
            }
            Request::post(call.account.at("/contents/generations/tasks"), body)
        }
        _ => return call.not_spoken(),
    };
    Ok(call.account.bearer(request))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    if !value["error"].is_null() {
        return Step::Failed(told(Reason::Request, &value));
    }
    if call.image().is_some() {
        // One of several pictures may hold an error where the picture would be.
        let failed = value["data"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| !one["error"].is_null());
        return failed.map_or_else(
            || openai::pictures(&value["data"]),
            |one| Step::Failed(told(Reason::Work, one)),
        );
    }
    let id = value["id"].as_str().unwrap_or_default();
    call.ticket(id, &format!("/contents/generations/tasks/{id}"))
}

pub fn seen(ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    match value["status"].as_str() {
        Some("succeeded") => match link(value.pointer("/content/video_url")) {
            Some(url) => Step::Done(vec![Output::Link { url, keyed: false }]),
            None => Step::Unclear("it succeeded and gave no address".into()),
        },
        Some("failed") => Step::Failed(told(Reason::Work, &value)),
        Some("cancelled") => Step::Failed(Failure::new(
            Reason::Work,
            "cancelled",
            "it was cancelled at the provider",
        )),
        Some("expired") => Step::Expired,
        // Queued, running, and words that are newer than this.
        Some(_) => Step::Going(ticket.clone()),
        None => no_status(&value),
    }
}

/// A task without a status is no task.
pub(super) fn no_status(value: &Value) -> Step {
    if value["error"].is_null() {
        Step::Unclear("it answered with no status".into())
    } else {
        Step::Failed(told(Reason::Work, value))
    }
}
