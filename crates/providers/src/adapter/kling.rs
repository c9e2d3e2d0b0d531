//! Kling: an access and a secret key make a token for half an hour (or there is one plain API key).
//!
//! `POST /v1/videos/{text2video|image2video|multi-image2video}` → `data.task_id`; `GET /v1/videos/{kind}/{id}` →
//! `task_status` `submitted|processing|succeed|failed`: without -ed. A length is a text, base64 comes bare, errors are
//! a `code` other than 0, which may come with HTTP 200.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Call, link, told};
use crate::{
    http::{Answer, Request, Secret},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    want::Media,
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let Some(video) = call.video() else {
        return call.not_spoken();
    };
    let kind = kind(call);
    let mode = if video.resolution == "1080p" {
        "pro"
    } else {
        "std"
    };
    if video.last_frame.is_some() && mode == "std" {
        return Err(call.model.refuse(
            "provider.frames",
            "it takes a last frame in its mode `pro` only",
            "Ask for 1080p, or leave the last frame out.",
        ));
    }
    let mut body = json!({
        "model_name": call.model.id, "prompt": video.prompt, "mode": mode, "duration": video.seconds.to_string(),
    });
    match kind {
        "text2video" => body["aspect_ratio"] = json!(video.aspect),
        // The picture decides the shape.
        "image2video" => {
            body["image"] = json!(video.first_frame.as_ref().map(Media::bare));
            if let Some(last) = &video.last_frame {
                body["image_tail"] = json!(last.bare());
            }
        }
        _ => {
            body["image_list"] = video
                .references
                .iter()
                .map(|one| json!({ "image": one.bare() }))
                .collect();
            body["aspect_ratio"] = json!(video.aspect);
        }
    }
    if call.model.can.sound {
        body["sound"] = json!(if video.sound { "on" } else { "off" });
    }
    Ok(signed(
        call,
        Request::post(call.account.at(&format!("/v1/videos/{kind}")), body),
    ))
}

pub(super) fn kind(call: &Call) -> &'static str {
    match call.video() {
        Some(video) if video.first_frame.is_some() => "image2video",
        Some(video) if !video.references.is_empty() => "multi-image2video",
        _ => "text2video",
    }
}

/// With a token of the two keys, valid from five seconds ago for half an hour.
pub fn signed(call: &Call, request: Request) -> Request {
    match (&call.account.key, &call.account.second) {
        (Some(access), Some(secret)) => {
            let token = Secret::new(token(access.reveal(), secret.reveal(), call.now));
            request.key("authorization", "Bearer ", Some(&token))
        }
        _ => call.account.bearer(request),
    }
}

/// A JSON web token, HS256.
fn token(access: &str, secret: &str, now: u64) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(&json!({ "alg": "HS256", "typ": "JWT" }));
    let body = part(&json!({ "iss": access, "exp": now + 1800, "nbf": now.saturating_sub(5) }));
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length is one");
    mac.update(format!("{head}.{body}").as_bytes());
    format!(
        "{head}.{body}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    )
}

/// The codes of its documentation: 1000-1004 the key, 1100-1102 the account, 1200-1203 the request, 1300-1302 its
/// rules and limits, 5000-5002 itself.
fn reason(code: u64) -> Reason {
    match code {
        1000..=1004 | 1103 => Reason::Key,
        1100..=1102 => Reason::Balance,
        1300 | 1301 => Reason::Moderation,
        1302..=1304 => Reason::Busy,
        5000.. => Reason::Work,
        _ => Reason::Request,
    }
}

/// An error inside an answer of status 200.
fn inside(value: &Value) -> Option<Failure> {
    let code = value["code"].as_u64()?;
    (code != 0).then(|| told(reason(code), value))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    match inside(&value) {
        // It says that it could not; whether it took it, it does not say.
        Some(failure) if failure.reason == Reason::Work => Step::Unclear(failure.message),
        Some(failure) => Step::Failed(failure),
        None => {
            let id = value["data"]["task_id"].as_str().unwrap_or_default();
            call.ticket(id, &format!("/v1/videos/{}/{id}", kind(call)))
        }
    }
}

pub fn seen(ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    if let Some(failure) = inside(&value) {
        // The question failed, not the job.
        return match failure.reason {
            Reason::Request => Step::Expired,
            Reason::Work => Step::Going(ticket.clone()),
            _ => Step::Failed(failure),
        };
    }
    let data = &value["data"];
    match data["task_status"].as_str() {
        Some("succeed" | "succeeded") => match link(data.pointer("/task_result/videos/0/url")) {
            Some(url) => Step::Done(vec![Output::Link { url, keyed: false }]),
            None => Step::Unclear("it succeeded and gave no address".into()),
        },
        Some("failed") => {
            let message = data["task_status_msg"].as_str().unwrap_or("it failed");
            let reason = if super::offends(message) {
                Reason::Moderation
            } else {
                Reason::Work
            };
            Step::Failed(Failure::new(reason, "failed", message))
        }
        Some(_) => Step::Going(ticket.clone()),
        None => Step::Unclear("it answered with no status".into()),
    }
}
