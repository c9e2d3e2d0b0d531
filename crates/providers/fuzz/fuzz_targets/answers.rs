//! Whatever a server answers, in any protocol: no panic, and every address that a key would be sent to is its own.
#![no_main]

use providers::{
    Account, Answer, Api, Call, Output, Step, Ticket,
    adapter::{relay::Relay, wyoming::Event},
    chat, model, schema,
    schema::Tier,
    sniff::Sort,
    want::{Chat, Video, Want},
};

const APIS: [Api; 8] = [Api::OpenAi, Api::ComfyUi, Api::Ark, Api::Kling, Api::Gemini, Api::MiniMax, Api::Fal, Api::Replicate];
const BASE: &str = "https://api.example";

fn is_sound(step: &Step) -> bool {
    match step {
        Step::Going(ticket) => ticket.poll.starts_with(BASE),
        Step::Done(made) => made.iter().all(|output| match output {
            Output::Link { url, keyed } => !keyed || url.starts_with(BASE),
            _ => true,
        }),
        _ => true,
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let account = Account::new(BASE, None);
    let want = Want::Video(Video::default());
    let mut model = model::usual().swap_remove(0);
    let answer = Answer { status: 200, headers: Vec::new(), body: bytes.to_vec() };
    for api in APIS {
        model.api = api;
        let call = Call { account: &account, model: &model, want: &want, relay: None, now: 0 };
        assert!(is_sound(&call.taken(&answer)));
        for phase in ["", "queue", "gone", "file", "result"] {
            let ticket = Ticket { id: "a".into(), poll: format!("{BASE}/a"), phase: phase.into(), ..Ticket::default() };
            assert!(is_sound(&call.seen(&ticket, &answer)));
        }
    }
    let chat = Chat::default();
    let _ = chat::read(&chat, Tier::JsonSchema, &answer);
    let _ = Sort::of(bytes);
    let _ = Event::read(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = schema::repaired(text);
        let _ = Relay::read(text);
        let _ = model::read(text);
    }
});
