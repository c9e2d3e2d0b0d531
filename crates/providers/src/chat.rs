//! Text by `POST /chat/completions`, in a form by tiers: `json_schema`, then `json_object`, then a tool call, then words
//! and repair. Which tiers a model has is in its entry; each try is a request of its own that may cost.

use serde_json::{Value, json};

use crate::{
    adapter::{Account, failure},
    http::{Answer, Request},
    job::{Failure, Reason, Usage},
    model::{Model, Refusal},
    schema::{self, Tier},
    want::{Chat, Want},
};

/// What an answer to a chat means.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// In its form; or, without one, a JSON text.
    Done {
        value: Value,
        usage: Usage,
    },
    /// The server does not know this tier, and nothing was made.
    NotOffered(String),
    /// Something else than the form: what is wrong with it. It was made, and may have cost.
    Wrong {
        fault: String,
        usage: Usage,
    },
    /// Its tokens ran out: half a scene is no scene.
    CutOff {
        usage: Usage,
    },
    Failed(Failure),
    Unclear(String),
}

/// The request in one tier; `fault` is what was wrong with the answer before. Without a form the tier is not asked.
pub fn request(
    account: &Account,
    model: &Model,
    chat: &Chat,
    tier: Tier,
    fault: Option<&str>,
) -> Result<Request, Refusal> {
    model.check(&Want::Chat(chat.clone()))?;
    let mut system = chat.system.clone();
    let mut user = chat.user.clone();
    let mut add = |text: String| {
        if !system.is_empty() {
            system.push_str("\n\n");
        }
        system.push_str(&text);
    };
    let mut extra = json!({});
    if let Some((name, form)) = &chat.form {
        let form = schema::strict(form);
        match tier {
            Tier::JsonSchema => {
                extra["response_format"] = json!({
                    "type": "json_schema", "json_schema": { "name": name, "strict": true, "schema": form },
                });
            }
            Tier::JsonObject => {
                // Servers refuse json_object unless the word stands in the messages.
                add(format!(
                    "Answer with one JSON object, as this JSON schema says: {form}"
                ));
                extra["response_format"] = json!({ "type": "json_object" });
            }
            Tier::Tool => {
                extra["tools"] = json!([{ "type": "function", "function": { "name": name, "parameters": form, "strict": true } }]);
                extra["tool_choice"] = json!({ "type": "function", "function": { "name": name } });
            }
            Tier::Repair => add(format!(
                "Answer with nothing but one JSON object, as this JSON schema says: {form}"
            )),
        }
        if let Some(fault) = fault {
            user = format!(
                "{user}\n\n(An answer before this one was not as the schema says, at {fault}.)"
            );
        }
    }
    let mut messages = Vec::new();
    if !system.is_empty() {
        messages.push(json!({ "role": "system", "content": system }));
    }
    messages.push(json!({ "role": "user", "content": user }));
    let mut body = json!({ "model": model.id, "messages": messages });
    if chat.tokens_max > 0 {
        // OpenAI's own newer models refuse the old name, which all others know.
        let own = account.base.starts_with("https://api.openai.com");
        body[if own {
            "max_completion_tokens"
        } else {
            "max_tokens"
        }] = json!(chat.tokens_max);
    }
    if let Some(temperature) = chat.temperature {
        body["temperature"] = json!((f64::from(temperature) * 100.0).round() / 100.0);
    }
    if let (Value::Object(body), Value::Object(extra)) = (&mut body, extra) {
        body.extend(extra);
    }
    let request = Request::post(format!("{}/chat/completions", account.base), body);
    Ok(request.key("authorization", "Bearer ", account.key.as_ref()))
}

pub fn read(chat: &Chat, tier: Tier, answer: &Answer) -> Reading {
    let value = answer.value();
    if !answer.is_ok() || !value["error"].is_null() {
        if answer.status == 408 || answer.status >= 500 {
            return Reading::Unclear(format!("the server answered {}", answer.status));
        }
        let failure = failure(answer);
        let words = format!("{} {}", failure.code, failure.message).to_lowercase();
        let tiers = [
            "response_format",
            "json_schema",
            "json_object",
            "tool",
            "structured",
            "schema",
            "unsupported",
            "not supported",
        ];
        let lower = chat.form.is_some() && tier != Tier::Repair;
        if lower
            && failure.reason == Reason::Request
            && tiers.iter().any(|word| words.contains(word))
        {
            return Reading::NotOffered(failure.message);
        }
        return Reading::Failed(failure);
    }
    let usage = Usage {
        tokens_in: value["usage"]["prompt_tokens"].as_u64().unwrap_or(0),
        tokens_out: value["usage"]["completion_tokens"].as_u64().unwrap_or(0),
    };
    let choice = &value["choices"][0];
    let message = &choice["message"];
    if let Some(refusal) = message["refusal"]
        .as_str()
        .filter(|refusal| !refusal.is_empty())
    {
        return Reading::Failed(Failure::new(Reason::Moderation, "refusal", refusal));
    }
    match choice["finish_reason"].as_str() {
        Some("content_filter") => {
            return Reading::Failed(Failure::new(
                Reason::Moderation,
                "content_filter",
                "the provider's filter stopped it",
            ));
        }
        Some("length") => return Reading::CutOff { usage },
        _ => {}
    }
    if choice.is_null() {
        return Reading::Unclear("it answered with no choices".into());
    }
    let text = message["content"].as_str().unwrap_or_default();
    let Some((_, form)) = &chat.form else {
        return Reading::Done {
            value: json!(text),
            usage,
        };
    };
    // Some put the arguments as an object, some write them into the content after all.
    let arguments = &message["tool_calls"][0]["function"]["arguments"];
    let made = match arguments {
        Value::Object(_) => Some(arguments.clone()),
        Value::String(text) => schema::repaired(text),
        _ => schema::repaired(text),
    };
    let Some(made) = made else {
        return Reading::Wrong {
            fault: "/: is no JSON".into(),
            usage,
        };
    };
    match schema::fault(&schema::strict(form), &made) {
        None => Reading::Done { value: made, usage },
        Some(fault) => Reading::Wrong { fault, usage },
    }
}

/// The tier to try next, if there is one: the next of the model's own where a server does not offer one or does not
/// keep to it; the last once more with its fault named.
pub fn next(model: &Model, tier: Tier, reading: &Reading) -> Option<Tier> {
    let at = model.can.tiers.iter().position(|one| *one == tier)?;
    let lower = model.can.tiers.get(at + 1).copied();
    match reading {
        Reading::NotOffered(_) => lower,
        Reading::Wrong { .. } => lower.or(Some(tier)),
        _ => None,
    }
}
