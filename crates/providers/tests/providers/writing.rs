//! Text in a form, tier by tier.

use providers::{
    Reason, State,
    run::{Stopped, Written},
    schema::{self, Tier},
    want::Chat,
};
use serde_json::{Value, json};

use crate::{
    account,
    fake::{Fake, Reply},
    model, runner,
};

fn chat() -> Chat {
    let form = json!({"type": "object", "properties": {
        "title": {"type": "string", "minLength": 1},
        "scenes": {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {"place": {"type": "string"}}}},
    }});
    Chat {
        user: "Outline episode 1.".into(),
        form: Some(("outline".into(), form)),
        tokens_max: 500,
        ..Chat::default()
    }
}

async fn write(
    fake: &Fake,
    id: &str,
    most: u32,
) -> (Result<Result<Written, State>, Stopped>, Vec<State>) {
    let mut states = Vec::new();
    let end = runner(&fake.base)
        .write(&account(&fake.base), &model(id), &chat(), most, |state| {
            states.push(state);
            std::future::ready(Ok(()))
        })
        .await;
    (end, states)
}

fn said(content: &str) -> Reply {
    Reply::Json(
        200,
        json!({"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}),
    )
}

const GOOD: &str = r#"{"title": "The Ring", "scenes": [{"place": "hall"}]}"#;

#[tokio::test]
async fn the_surest_tier_is_tried_first() {
    let fake = Fake::new(|seen, _| {
        let body = seen.json();
        let schema = &body["response_format"]["json_schema"];
        assert_eq!(
            (&schema["strict"], &schema["schema"]["additionalProperties"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(
            schema["schema"]["properties"]["scenes"]["items"]["required"],
            json!(["place"])
        );
        assert_eq!(body["max_tokens"], 500);
        said(GOOD)
    })
    .await;
    let (end, states) = write(&fake, "gpt-5-mini", 3).await;
    let written = end.unwrap().unwrap();
    assert_eq!(
        (written.tier, written.paid, written.usage.tokens_out),
        (Tier::JsonSchema, 1, 5)
    );
    assert_eq!(states, [State::Submitting, State::Done]);
}

#[tokio::test]
async fn a_server_that_offers_less_is_asked_for_less() {
    let fake = Fake::new(|seen, _| {
        let body = seen.json();
        let words = body["messages"].to_string().to_lowercase();
        match body["response_format"]["type"].as_str() {
            Some("json_schema") => Reply::Json(400, json!({"error": {"message": "This response_format type is unavailable now", "type": "invalid_request_error"}})),
            Some("json_object") if !words.contains("json") => Reply::Json(400, json!({"error": {"message": "messages must contain the word json"}})),
            // Held to JSON, not to the form.
            Some(_) => said("{\"titel\": 1}"),
            None if body["tools"].is_array() => {
                assert!(words.contains("/: `scenes` is missing") || words.contains("is missing"), "{words}");
                Reply::Json(200, json!({"choices": [{"message": {"content": null, "tool_calls": [{"function": {"name": "outline", "arguments": GOOD}}]}, "finish_reason": "tool_calls"}]}))
            }
            None => said(GOOD),
        }
    })
    .await;
    let (end, states) = write(&fake, "gpt-5-mini", 3).await;
    let written = end.unwrap().unwrap();
    assert_eq!((written.tier, written.paid), (Tier::Tool, 2));
    assert_eq!(
        states,
        [
            State::Submitting,
            State::Submitting,
            State::Submitting,
            State::Done
        ]
    );

    // No more is spent than was allowed.
    let fake = Fake::new(|_, _| said("I would rather talk about the weather.")).await;
    let (end, _) = write(&fake, "local", 2).await;
    assert!(matches!(end.unwrap(), Err(State::Failed { failure }) if failure.code == "form"));
    assert_eq!(fake.count("POST", "/"), 2);
}

#[tokio::test]
async fn a_text_that_was_cut_off_is_not_completed_and_a_refusal_is_one() {
    let fake = Fake::new(|_, _| Reply::Json(200, json!({"choices": [{"message": {"content": "{\"title\": \"The"}, "finish_reason": "length"}]}))).await;
    let (end, _) = write(&fake, "gpt-5-mini", 3).await;
    assert!(matches!(end.unwrap(), Err(State::Failed { failure }) if failure.code == "cut_off"));
    let fake = Fake::new(|_, _| Reply::Json(200, json!({"choices": [{"message": {"content": null, "refusal": "I cannot."}, "finish_reason": "stop"}]}))).await;
    let (end, _) = write(&fake, "gpt-5-mini", 3).await;
    assert!(
        matches!(end.unwrap(), Err(State::Failed { failure }) if failure.reason == Reason::Moderation)
    );
    let fake = Fake::new(|_, _| Reply::Hang).await;
    let (end, states) = write(&fake, "gpt-5-mini", 3).await;
    assert!(matches!(end.unwrap(), Err(State::Ambiguous { .. })));
    assert_eq!((fake.count("POST", "/"), states.len()), (1, 2));
}

#[test]
fn what_models_write_around_json_is_taken_away() {
    let value: Value = serde_json::from_str(GOOD).unwrap();
    for text in [
        format!("```json\n{GOOD}\n```"),
        format!("<think>{{maybe}}</think>Here you are: {GOOD} Enjoy!"),
        GOOD.replace("}]}", "},]\n,}"),
        format!("[not this] {GOOD}"),
    ] {
        assert_eq!(schema::repaired(&text), Some(value.clone()), "{text}");
    }
    // JSON by itself may hold the mark of a thought in its words.
    let tagged = json!({"line": "She types </think> and stops."});
    assert_eq!(schema::repaired(&tagged.to_string()), Some(tagged));
    for text in ["", "{\"title\": \"The", "no", "{\"a\": }"] {
        assert_eq!(schema::repaired(text), None, "{text}");
    }
    let form = json!({"type": "object", "required": ["n"], "properties": {"n": {"type": ["integer", "null"], "minimum": 1}, "k": {"enum": ["a", "b"]}}});
    for (value, says) in [
        (json!({"n": 0}), "/n: the number 0 is too little"),
        (json!({"n": "1"}), "/n: is no integer or null"),
        (json!({}), "/: `n` is missing"),
        (json!({"n": null, "k": "c"}), "/k: is none of [\"a\",\"b\"]"),
    ] {
        assert_eq!(schema::fault(&form, &value).as_deref(), Some(says));
    }
    assert_eq!(
        schema::fault(&form, &json!({"n": 2, "k": "a", "other": []})),
        None
    );
}
