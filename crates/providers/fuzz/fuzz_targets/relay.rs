//! Whatever a description of a relay says and whatever the relay answers, it is refused in words, or it is spoken to at
//! its own address alone.
#![no_main]

use providers::{
    Account, Answer, Api, Call, Output, Step, Ticket,
    adapter::relay::Relay,
    model,
    want::{Video, Want},
};

const BASE: &str = "https://relay.example";

/// The house that a key sent to an address would reach.
fn is_own(url: &str) -> bool {
    url.strip_prefix(BASE).is_some_and(|rest| rest.starts_with('/'))
}

libfuzzer_sys::fuzz_target!(|parts: (&str, &[u8])| {
    let (description, body) = parts;
    let relay = match Relay::read(description) {
        Ok(relay) => relay,
        Err(refusal) => {
            assert!(!refusal.trim().is_empty());
            return;
        }
    };
    let account = Account::new(BASE, None);
    let want = Want::Video(Video::default());
    let mut model = model::usual().swap_remove(0);
    model.api = Api::Relay;
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: Some(&relay),
        now: 0,
    };
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: body.to_vec(),
    };
    if let Step::Going(ticket) = call.taken(&answer) {
        assert!(is_own(&ticket.poll), "{}", ticket.poll);
    }
    let ticket = Ticket {
        id: "a".into(),
        poll: format!("{BASE}/a"),
        ..Ticket::default()
    };
    match call.seen(&ticket, &answer) {
        Step::Going(ticket) => assert!(is_own(&ticket.poll)),
        Step::Done(made) => {
            for output in made {
                if let Output::Link { url, keyed } = output {
                    assert!(!keyed || is_own(&url) || url == BASE, "{url}");
                }
            }
        }
        _ => {}
    }
});
