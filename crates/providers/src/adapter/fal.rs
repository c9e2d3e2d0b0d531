//! fal's queue: `POST /{model}` → `{request_id, status_url, response_url}`; the status is `IN_QUEUE`, `IN_PROGRESS` or
//! `COMPLETED`, which says nothing about success; the answer then is at `response_url`.

use serde_json::{Value, json};

use super::{Call, is_id, link, told};
use crate::{
    http::{Answer, Request},
    job::{Output, Reason, Step, Ticket},
    model::Refusal,
    template,
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let Some(input) = &call.model.input else {
        return Err(call.model.refuse("provider.template", "its input is not described", "Add `input` to the model's entry: the JSON of the model's page with {{prompt}} and the like."));
    };
    let body = template::fill(call.model, input, &template::values(call.model, call.want))?;
    let request = Request::post(call.account.at(&format!("/{}", call.model.id)), body);
    Ok(request.key("authorization", "Key ", call.account.key.as_ref()))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    let address = |key: &str| link(value.get(key)).filter(|url| call.account.owns(url));
    let id = value["request_id"].as_str().unwrap_or_default();
    match (is_id(id), address("status_url"), address("response_url")) {
        (true, Some(poll), Some(result)) => Step::Going(Ticket {
            id: id.to_owned(),
            poll,
            phase: String::new(),
            result: Some(result),
            ahead: position(&value),
            step: None,
        }),
        _ => Step::Unclear("it answered with no id, or with addresses that are not its own".into()),
    }
}

pub fn seen(call: &Call, ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    if ticket.phase == "result" {
        if !value["error"].is_null() || !value["detail"].is_null() {
            return Step::Failed(told(Reason::Work, &value));
        }
        let mut made = files(&value);
        if made.is_empty() {
            return Step::Unclear("it completed and gave no file".into());
        }
        // Its checker delivers what it flags, blackened or as it is.
        let flags = value["has_nsfw_concepts"].as_array();
        if flags.is_some_and(|flags| flags.contains(&json!(true))) {
            made.push(Output::Flag("has_nsfw_concepts".into()));
        }
        return Step::Done(made);
    }
    match (value["status"].as_str(), &ticket.result) {
        (Some("COMPLETED"), Some(result)) if call.account.owns(result) => {
            if !value["error"].is_null() {
                return Step::Failed(told(
                    Reason::Work,
                    &json!({ "error": value["error"], "code": value["error_type"] }),
                ));
            }
            Step::Going(Ticket {
                poll: result.clone(),
                phase: "result".into(),
                ..ticket.clone()
            })
        }
        (Some(status), _) => Step::Going(Ticket {
            ahead: if status == "IN_PROGRESS" {
                Some(0)
            } else {
                position(&value).or(ticket.ahead)
            },
            ..ticket.clone()
        }),
        (None, _) => Step::Unclear("it answered with no status".into()),
    }
}

/// Its place in the queue, from 0; one that waits has at least the one that is being made before it.
fn position(value: &Value) -> Option<u32> {
    let before = value["queue_position"].as_u64()?;
    u32::try_from(before).ok().map(|before| before.max(1))
}

/// `video.url`, `images[].url`, `image.url`, `audio.url`: models name them by what they make.
fn files(value: &Value) -> Vec<Output> {
    let one =
        |key: &str| link(value[key].get("url")).or_else(|| link(value.get(&*format!("{key}_url"))));
    let many = value["images"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|image| link(image.get("url")));
    let found = ["video", "image", "audio"]
        .iter()
        .filter_map(|key| one(key));
    found
        .chain(many)
        .map(|url| Output::Link { url, keyed: false })
        .collect()
}
