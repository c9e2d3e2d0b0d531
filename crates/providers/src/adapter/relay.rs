//! A relay described in TOML: most resellers of video models differ in names only.
//!
//! ```toml
//! name = "newapi"
//! auth = "bearer"                 # or "key", "none", or the name of a header
//!
//! [submit]
//! path = "/v1/video/generations"
//! body = '{ "model": "{{model}}", "prompt": "{{prompt}}", "duration": "{{seconds}}" }'
//! id = ["/task_id", "/id"]        # JSON pointers, the first that is there
//! fine = { at = "/code", is = ["success", "0"] }   # left out: any 2xx
//!
//! [poll]
//! path = "/v1/video/generations/{id}"
//! status = ["/data/status"]
//! result = ["/data/url"]
//! error = ["/data/fail_reason"]
//! done = ["SUCCESS"]
//! failed = ["FAILURE"]
//! expired = ["EXPIRED"]           # any other word: it is still running
//! ```
//!
//! Bodies are templates ([`crate::template`]).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Call, link, told};
use crate::{
    http::{Answer, Request},
    job::{Failure, Output, Reason, Step, Ticket},
    model::Refusal,
    template,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    pub name: String,
    #[serde(default = "bearer")]
    pub auth: String,
    pub submit: Submit,
    pub poll: Poll,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    pub path: String,
    pub body: String,
    pub id: Vec<String>,
    #[serde(default)]
    pub fine: Option<Fine>,
}

/// A word in an answer of status 200 that says whether it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fine {
    pub at: String,
    pub is: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    pub path: String,
    pub status: Vec<String>,
    pub result: Vec<String>,
    #[serde(default)]
    pub error: Vec<String>,
    pub done: Vec<String>,
    pub failed: Vec<String>,
    #[serde(default)]
    pub expired: Vec<String>,
}

fn bearer() -> String {
    "bearer".into()
}

impl Relay {
    /// Reads a description; an error says where and what to do.
    pub fn read(text: &str) -> Result<Self, String> {
        let relay: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let path = |path: &str| {
            path.starts_with('/') && !path.contains("..") && !path.contains(char::is_whitespace)
        };
        if !path(&relay.submit.path) || !path(&relay.poll.path) {
            return Err("a path begins with `/` and has neither spaces nor `..` in it".into());
        }
        if !relay.poll.path.contains("{id}") {
            return Err("`poll.path` has no {id}: write it where the job's id belongs".into());
        }
        if let Err(error) = serde_json::from_str::<Value>(&relay.submit.body) {
            return Err(format!("`submit.body` is no JSON: {error}"));
        }
        let pointers = [
            &relay.submit.id,
            &relay.poll.status,
            &relay.poll.result,
            &relay.poll.error,
        ];
        if let Some(wrong) = pointers
            .iter()
            .flat_map(|list| list.iter())
            .find(|pointer| !pointer.starts_with('/'))
        {
            return Err(format!(
                "`{wrong}` is no JSON pointer: it begins with `/`, as /data/url"
            ));
        }
        if relay.submit.id.is_empty()
            || relay.poll.status.is_empty()
            || relay.poll.result.is_empty()
            || relay.poll.done.is_empty()
        {
            return Err(
                "`submit.id`, `poll.status`, `poll.result` and `poll.done` each need an entry"
                    .into(),
            );
        }
        Ok(relay)
    }
}

pub fn submit(call: &Call) -> Result<Request, Refusal> {
    let relay = described(call)?;
    let body = template::fill(
        call.model,
        &relay.submit.body,
        &template::values(call.model, call.want),
    )?;
    Ok(authorised(
        call,
        Request::post(call.account.at(&relay.submit.path), body),
    ))
}

fn described<'a>(call: &Call<'a>) -> Result<&'a Relay, Refusal> {
    call.relay.ok_or_else(|| {
        call.model.refuse(
            "provider.relay",
            "its relay is not described",
            "Give the relay's TOML.",
        )
    })
}

pub fn authorised(call: &Call, request: Request) -> Request {
    let key = call.account.key.as_ref();
    match call.relay.map_or("bearer", |relay| &relay.auth) {
        "none" => request,
        "bearer" => request.key("authorization", "Bearer ", key),
        "key" => request.key("authorization", "Key ", key),
        name => request.key(&name.to_lowercase(), "", key),
    }
}

/// The first of several places where there is something, as text.
fn text(value: &Value, pointers: &[String]) -> Option<String> {
    pointers
        .iter()
        .find_map(|pointer| match value.pointer(pointer)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            _ => None,
        })
}

pub fn taken(call: &Call, answer: &Answer) -> Step {
    let Ok(relay) = described(call) else {
        return Step::Unclear("its relay is not described".into());
    };
    let value = answer.value();
    if let Some(fine) = &relay.submit.fine {
        let said = text(&value, std::slice::from_ref(&fine.at));
        if !said.is_some_and(|said| fine.is.contains(&said)) {
            return Step::Failed(told(Reason::Request, &value));
        }
    }
    match text(&value, &relay.submit.id) {
        Some(id) => call.ticket(&id, &relay.poll.path.replace("{id}", &id)),
        None if !value["error"].is_null() => Step::Failed(told(Reason::Request, &value)),
        None => Step::Unclear("it answered with no id".into()),
    }
}

pub fn seen(call: &Call, ticket: &Ticket, answer: &Answer) -> Step {
    let Ok(relay) = described(call) else {
        return Step::Unclear("its relay is not described".into());
    };
    let value = answer.value();
    let poll = &relay.poll;
    let Some(status) = text(&value, &poll.status) else {
        return Step::Unclear("it answered with no status".into());
    };
    let is = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(&status));
    if is(&poll.done) {
        let found = poll
            .result
            .iter()
            .find_map(|pointer| link(value.pointer(pointer)));
        return match found {
            Some(url) => {
                let keyed = call.account.owns(&url);
                Step::Done(vec![Output::Link { url, keyed }])
            }
            None => Step::Unclear("it is done and gave no address".into()),
        };
    }
    if is(&poll.failed) {
        let message =
            text(&value, &poll.error).unwrap_or_else(|| "the relay gave no reason".into());
        let reason = if super::offends(&message) {
            Reason::Moderation
        } else {
            Reason::Work
        };
        return Step::Failed(Failure::new(reason, status, message));
    }
    if is(&poll.expired) {
        Step::Expired
    } else {
        Step::Going(ticket.clone())
    }
}
