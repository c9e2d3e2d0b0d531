//! Answers are anybody's bytes.

use proptest::prelude::*;
use providers::{
    Account, Answer, Api, Call, Output, Step, Ticket,
    adapter::{relay::Relay, wyoming::Event},
    chat, schema,
    schema::Tier,
    sniff::Sort,
    want::{Chat, Want},
};
use serde_json::{Value, json};

use crate::{model, video};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            "succeeded",
            "succeed",
            "Success",
            "COMPLETED",
            "failed",
            "https://x.example/a",
            "http://[",
            "../..",
            "id-1",
            "",
            "QUFB",
            "zz",
            "小\u{0}"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop::sample::select(vec![
            "id",
            "status",
            "task_id",
            "data",
            "code",
            "task_status",
            "task_result",
            "videos",
            "url",
            "video",
            "error",
            "message",
            "base_resp",
            "status_code",
            "file_id",
            "file",
            "download_url",
            "request_id",
            "status_url",
            "response_url",
            "urls",
            "get",
            "output",
            "name",
            "done",
            "response",
            "content",
            "video_url",
            "prompt_id",
            "node_errors",
            "id-1",
            "outputs",
            "images",
            "choices",
            "finish_reason",
            "tool_calls",
            "function",
            "arguments",
            "usage",
            "b64_json",
            "candidates",
            "parts",
            "inlineData",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| Value::Object(
                pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

const APIS: [Api; 9] = [
    Api::OpenAi,
    Api::ComfyUi,
    Api::Ark,
    Api::Kling,
    Api::Gemini,
    Api::MiniMax,
    Api::Fal,
    Api::Replicate,
    Api::Relay,
];

fn is_sound(step: &Step, base: &str) -> bool {
    match step {
        Step::Going(ticket) => ticket.poll.starts_with(base) && !ticket.poll.contains(".."),
        Step::Done(made) => made.iter().all(|output| match output {
            Output::Link { url, keyed } => {
                url.starts_with("http") && (!keyed || url.starts_with(base))
            }
            _ => true,
        }),
        _ => true,
    }
}

proptest! {
    #[test]
    fn whatever_is_answered_keys_stay_with_their_host(value in any_json(), status in prop::sample::select(vec![200_u16, 200, 201, 302, 400, 404, 429, 500]), phase in prop::sample::select(vec!["", "queue", "gone", "file", "result"])) {
        let base = "https://api.example";
        let account = Account::new(base, None);
        let want = Want::Video(video());
        let relay = Relay::read("name = \"r\"\n[submit]\npath = \"/a\"\nbody = '{}'\nid = [\"/id\", \"/data/id\"]\n[poll]\npath = \"/a/{id}\"\nstatus = [\"/status\"]\nresult = [\"/url\"]\ndone = [\"succeeded\"]\nfailed = [\"failed\"]\n").unwrap();
        let answer = Answer::json(status, &value);
        for api in APIS {
            let mut model = model("doubao-seedance-1-0-pro-250528");
            model.api = api;
            let call = Call { account: &account, model: &model, want: &want, relay: Some(&relay), now: 0 };
            prop_assert!(is_sound(&call.taken(&answer), base), "{:?} {:?}", api, call.taken(&answer));
            let ticket = Ticket { id: "id-1".into(), poll: format!("{base}/a"), phase: phase.into(), result: Some("https://evil.example".into()), ..Ticket::default() };
            prop_assert!(is_sound(&call.seen(&ticket, &answer), base), "{:?}", api);
        }
        let chat = Chat { user: "x".into(), form: Some(("f".into(), json!({"type": "object"}))), ..Chat::default() };
        for tier in Tier::ALL {
            let _ = chat::read(&chat, tier, &answer);
        }
        let _ = schema::fault(&value, &value);
        let _ = schema::strict(&value);
    }

    #[test]
    fn any_bytes_are_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[\\[\\]{}\",:\\\\ a0\\n小]{0,200}") {
        let _ = Sort::of(&bytes);
        let _ = Event::read(&bytes);
        let _ = schema::repaired(&text);
        let _ = Relay::read(&text);
        let _ = providers::model::read(&text);
    }
}
