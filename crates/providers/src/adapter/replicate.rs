//! Replicate: `POST /v1/models/{owner}/{name}/predictions {input}`, or `/v1/predictions {version, input}` for an id with
//! `:version`; `urls.get` → `status` `starting|processing|succeeded|failed|canceled`, `output` a text or a list. Outputs
//! expire after about an hour.

use serde_json::json;

use super::{Call, is_id, link};
use crate::{
    http::{Answer, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    template,
};

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let Some(input) = &call.model.input else {
        return Err(call.model.refuse("provider.template", "its input is not described", "Add `input` to the model's entry: the JSON of the model's page with {{prompt}} and the like."));
    };
    let input = template::fill(call.model, input, &template::values(call.model, call.want))?;
    let request = match call.model.id.split_once(':') {
        Some((_, version)) => Request::post(
            call.account.at("/v1/predictions"),
            json!({ "version": version, "input": input }),
        ),
        None => Request::post(
            call.account
                .at(&format!("/v1/models/{}/predictions", call.model.id)),
            json!({ "input": input }),
        ),
    };
    Ok(call.account.bearer(request))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    let id = value["id"].as_str().unwrap_or_default();
    let poll = link(value.pointer("/urls/get")).filter(|url| call.account.owns(url));
    match (is_id(id), poll) {
        (true, poll) => {
            let poll = poll.unwrap_or_else(|| call.account.at(&format!("/v1/predictions/{id}")));
            let ticket = Ticket {
                id: id.to_owned(),
                poll,
                ..Ticket::default()
            };
            // It may be over already.
            match seen(&ticket, answer) {
                Step::Unclear(_) => Step::Going(ticket),
                step => step,
            }
        }
        _ => Step::Unclear("it answered with no id".into()),
    }
}

pub fn seen(ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    match value["status"].as_str() {
        Some("succeeded") => {
            let output = &value["output"];
            let one = link(Some(output));
            let many = output
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| link(Some(one)));
            let made: Vec<Output> = one
                .into_iter()
                .chain(many)
                .map(|url| Output::Link { url, keyed: false })
                .collect();
            // Its files are deleted after an hour; the prediction stays, without output.
            if made.is_empty() {
                Step::Expired
            } else {
                Step::Done(made)
            }
        }
        Some("failed") => {
            let message = value["error"].as_str().unwrap_or("it failed");
            let reason = if super::offends(message) {
                Reason::Moderation
            } else {
                Reason::Work
            };
            Step::Failed(Failure::new(reason, "failed", message))
        }
        Some("canceled") => Step::Failed(Failure::new(
            Reason::Work,
            "canceled",
            "it was cancelled at the provider",
        )),
        Some(_) => Step::Going(ticket.clone()),
        None => Step::Unclear("it answered with no status".into()),
    }
}
