//! ComfyUI on a machine of one's own: a workflow as template, a queue, a history, files.
//!
//! `POST /prompt {prompt, client_id}` → `{prompt_id, node_errors}`; `GET /history/{id}` → `{}` until it is over, then
//! `status` and `outputs`; `GET /queue` tells whether it still waits; `GET /view?…` gives a file; pictures go in by
//! `POST /upload/image`. A restarted server has forgotten queue and history: then the job is expired.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::{Call, is_id};
use crate::{
    http::{Answer, Body, Method, Part, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    template,
    want::{Media, Want},
};

/// Field, name, media type, bytes.
type Sent<'a> = (&'static str, String, &'a str, &'a [u8]);

/// Files that go in under names made of what is in them: sent twice, they are there once.
fn files<'a>(call: &'a Call) -> Result<Vec<Sent<'a>>, Refusal> {
    let mut wanted: Vec<(&'static str, &Media)> = Vec::new();
    match call.want {
        Want::Image(image) => wanted.extend(image.references.iter().map(|one| ("references", one))),
        Want::Video(video) => {
            wanted.extend(video.first_frame.iter().map(|one| ("first_frame", one)));
            wanted.extend(video.last_frame.iter().map(|one| ("last_frame", one)));
            wanted.extend(video.references.iter().map(|one| ("references", one)));
        }
        _ => {}
    }
    wanted
        .into_iter()
        .map(|(name, media)| match media {
            Media::Bytes { media, bytes } => {
                let digest = crate::http::hex(&Sha256::digest(bytes)[..12]);
                let ending = media.rsplit('/').next().unwrap_or("png");
                Ok((name, format!("{digest}.{ending}"), &**media, &**bytes))
            }
            Media::Link(_) => Err(call.model.refuse(
                "provider.references",
                "its pictures are files of its own",
                "Give their bytes, not links.",
            )),
        })
        .collect()
}

pub fn uploads(call: &Call) -> Result<Vec<Request>, Refusal> {
    let text = |name: &str, text: &str| Part {
        name: name.into(),
        file: None,
        bytes: text.as_bytes().to_vec(),
    };
    let request = |(_, name, media, bytes): (&'static str, String, &str, &[u8])| {
        let image = Part {
            name: "image".into(),
            file: Some((name, media.to_owned())),
            bytes: bytes.to_vec(),
        };
        Request::new(
            Method::Post,
            call.account.at("/upload/image"),
            Body::Form(vec![image, text("overwrite", "true")]),
        )
    };
    Ok(files(call)?.into_iter().map(request).collect())
}

/// The workflow, filled.
fn filled(call: &Call) -> Result<Value, Refusal> {
    let Some(workflow) = &call.model.input else {
        return Err(call.model.refuse("provider.template", "it has no workflow", "Save one in ComfyUI by \"Export (API)\", put {{prompt}} and the like into it, and make it the model's `input`."));
    };
    let mut values = template::values(call.model, call.want);
    let mut references = Vec::new();
    for (name, file, _, _) in files(call)? {
        if name == "references" {
            references.push(file);
        } else {
            values.insert(name, json!(file));
        }
    }
    if !references.is_empty() {
        // A workflow loads one picture in one node.
        for (at, file) in references.iter().enumerate().take(4) {
            values.insert(
                ["reference_1", "reference_2", "reference_3", "reference_4"][at],
                json!(file),
            );
        }
        values.remove("references");
    }
    template::fill(call.model, workflow, &values)
}

/// By what the server knows who asked for a workflow: it tells nobody else how far it is, and of two that have one name
/// only the last.
fn client(prompt: &Value) -> String {
    let digest = Sha256::digest(prompt.to_string());
    format!("cliffhanger-{}", crate::http::hex(&digest[..8]))
}

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let prompt = filled(call)?;
    let client = client(&prompt);
    Ok(Request::post(
        call.account.at("/prompt"),
        json!({ "prompt": prompt, "client_id": client }),
    ))
}

/// Where it tells how far a workflow is, as it goes on.
pub fn listens(call: &Call) -> Option<String> {
    let client = client(&filled(call).ok()?);
    Some(call.account.at(&format!("/ws?clientId={client}")))
}

/// The steps that a message tells of a job: `{"type": "progress", "data": {"value": 12, "max": 20, "prompt_id": …}}`.
/// Whatever else it says is nothing.
pub fn told(message: &str, id: &str) -> Option<(u32, u32)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let data = &message["data"];
    // Older servers tell no id, and nobody but who asked.
    let own = data["prompt_id"].as_str().is_none_or(|own| own == id);
    if message["type"] != "progress" || !own {
        return None;
    }
    let number = |key: &str| u32::try_from(data[key].as_u64()?).ok();
    let (made, of) = (number("value")?, number("max")?);
    (made <= of && of > 0).then_some((made, of))
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let value = answer.value();
    // It queues what it can of a broken workflow, and answers 200.
    if let Some((node, error)) = value["node_errors"]
        .as_object()
        .and_then(|nodes| nodes.iter().next())
    {
        let message = error
            .pointer("/errors/0/message")
            .and_then(Value::as_str)
            .unwrap_or("a node has an error");
        let details = error
            .pointer("/errors/0/details")
            .and_then(Value::as_str)
            .unwrap_or_default();
        return Step::Failed(Failure::new(
            Reason::Request,
            format!("node {node}"),
            format!("{message} {details}"),
        ));
    }
    let id = value["prompt_id"].as_str().unwrap_or_default();
    call.ticket(id, &format!("/history/{id}"))
}

/// How many jobs the queue has before one: 0 while it runs, nothing where it is not in it. What waits is listed in any
/// order, each entry with its number first.
fn ahead(queue: &Value, id: &str) -> Option<u32> {
    let entries = |key: &str| queue[key].as_array().map_or(&[][..], Vec::as_slice);
    if entries("queue_running").iter().any(|entry| entry[1] == id) {
        return Some(0);
    }
    let waiting = entries("queue_pending");
    let own = waiting.iter().find(|entry| entry[1] == id)?;
    let number = |entry: &Value| entry[0].as_f64().unwrap_or(f64::MAX);
    let sooner = waiting.iter().filter(|entry| number(entry) < number(own));
    let before = entries("queue_running").len() + sooner.count();
    // One that waits has something before it, be it over by now.
    Some(u32::try_from(before).unwrap_or(u32::MAX).max(1))
}

pub fn seen(call: &Call, ticket: &Ticket, answer: &Answer) -> Step {
    let value = answer.value();
    let to = |path: String, phase: &str| {
        Step::Going(Ticket {
            poll: call.account.at(&path),
            phase: phase.into(),
            ..ticket.clone()
        })
    };
    if !is_id(&ticket.id) || !value.is_object() {
        return Step::Unclear("it answered with no JSON".into());
    }
    if ticket.phase == "queue" {
        let ahead = ahead(&value, &ticket.id);
        // It may have ended between two questions: its history is asked once more before it counts as forgotten.
        return Step::Going(Ticket {
            poll: call.account.at(&format!("/history/{}", ticket.id)),
            phase: if ahead.is_some() { "" } else { "gone" }.into(),
            ahead: ahead.or(ticket.ahead),
            ..ticket.clone()
        });
    }
    let job = &value[&*ticket.id];
    if job.is_null() {
        return if ticket.phase == "gone" {
            Step::Expired
        } else {
            to("/queue".into(), "queue")
        };
    }
    if job["status"]["status_str"] == "error" {
        let messages = job["status"]["messages"].as_array().into_iter().flatten();
        let error = messages
            .filter(|message| message[0] == "execution_error")
            .map(|message| &message[1])
            .next();
        let error = error.unwrap_or(&Value::Null);
        let code = error["exception_type"]
            .as_str()
            .unwrap_or("execution_error");
        return Step::Failed(Failure::new(
            Reason::Work,
            code,
            error["exception_message"]
                .as_str()
                .unwrap_or("the workflow failed"),
        ));
    }
    if job["status"]["completed"] == false {
        return to(format!("/history/{}", ticket.id), "");
    }
    let outputs = job["outputs"].as_object();
    let files = outputs
        .into_iter()
        .flat_map(|nodes| nodes.values())
        .flat_map(|node| {
            ["images", "gifs", "videos", "audio"]
                .iter()
                .flat_map(|key| node[*key].as_array().into_iter().flatten())
        });
    let links: Vec<Output> = files
        // Previews lie in `temp`.
        .filter(|file| file["type"] == "output")
        .filter_map(|file| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("filename", file["filename"].as_str()?)
                .append_pair("subfolder", file["subfolder"].as_str().unwrap_or_default())
                .append_pair("type", "output")
                .finish();
            Some(Output::Link {
                url: call.account.at(&format!("/view?{query}")),
                keyed: true,
            })
        })
        .collect();
    if links.is_empty() {
        return Step::Failed(Failure::new(
            Reason::Work,
            "no_output",
            "the workflow ended and saved nothing",
        ));
    }
    Step::Done(links)
}
