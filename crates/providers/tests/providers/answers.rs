//! Answers as the providers document them, in files, and what each of them means.

use std::{fmt::Write, path::Path};

use providers::{
    Api, Call, Kind, Model,
    adapter::{Heard, relay::Relay},
    http::Answer,
    job::{Failure, Output, Step, Ticket},
    want::Want,
};

use crate::{account, image, model, video};

/// Whose account is asked.
const BASE: &str = "https://provider.example";

/// Who answers, what is asked for, and what its answers have to show at least.
const MAKERS: &[(&str, &str, Api)] = &[
    ("ark", "doubao-seedance-1-0-pro-250528", Api::Ark),
    ("kling", "kling-v2-1", Api::Kling),
    ("veo", "veo-3.1-generate-preview", Api::Gemini),
    ("gemini", "gemini-2.5-flash-image", Api::Gemini),
    ("minimax", "MiniMax-Hailuo-02", Api::MiniMax),
    (
        "fal",
        "fal-ai/kling-video/v2.1/standard/image-to-video",
        Api::Fal,
    ),
    (
        "replicate",
        "black-forest-labs/flux-schnell",
        Api::Replicate,
    ),
    ("openai", "gpt-image-1.5", Api::OpenAi),
    ("comfyui", "doubao-seedance-1-0-pro-250528", Api::ComfyUi),
    ("relay", "doubao-seedance-1-0-pro-250528", Api::Relay),
];

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answer: Vec<Told>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    name: String,
    to: String,
    #[serde(default = "fine")]
    status: u16,
    #[serde(default)]
    phase: String,
    retry_after: Option<u64>,
    body: String,
    means: String,
}

fn fine() -> u16 {
    200
}

fn failed(failure: &Failure) -> String {
    let reason = serde_json::to_value(failure.reason).unwrap();
    format!("{} {}", reason.as_str().unwrap(), failure.code)
}

fn said(step: &Step) -> String {
    match step {
        Step::Going(ticket) => {
            let mut said = format!("going {}", ticket.id);
            if !ticket.phase.is_empty() {
                write!(said, " {}", ticket.phase).unwrap();
            }
            if let Some(ahead) = ticket.ahead {
                write!(said, " behind {ahead}").unwrap();
            }
            assert!(ticket.poll.starts_with(BASE), "{}", ticket.poll);
            said
        }
        Step::Done(made) => made.iter().fold("done".to_owned(), |said, one| match one {
            Output::Link { url, keyed } => {
                format!("{said}{} link {url}", if *keyed { " keyed" } else { "" })
            }
            Output::Bytes { sort, .. } => {
                format!("{said} {}", sort.media().rsplit('/').next().unwrap())
            }
            Output::Flag(flag) => format!("{said} flag {flag}"),
            Output::Text { text, .. } => format!("{said} text {text}"),
        }),
        Step::Failed(failure) => format!("failed {}", failed(failure)),
        Step::Expired => "expired".into(),
        Step::Unclear(why) => {
            assert!(!why.is_empty());
            "unclear".into()
        }
    }
}

fn meant(call: &Call<'_>, told: &Told) -> String {
    let after = told
        .retry_after
        .map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
    let answer = Answer {
        status: told.status,
        headers: after.into_iter().collect(),
        body: told.body.clone().into_bytes(),
    };
    if told.to == "submit" {
        return said(&call.taken(&answer));
    }
    assert_eq!(told.to, "poll", "{}", told.name);
    let ticket = Ticket {
        id: if call.model.api == Api::Ark {
            "cgt-1"
        } else {
            "t-1"
        }
        .into(),
        poll: format!("{BASE}/poll"),
        phase: told.phase.clone(),
        result: Some(format!("{BASE}/result")),
        ..Ticket::default()
    };
    match call.heard(&ticket, &answer) {
        Heard::Step(step) => said(&step),
        Heard::Wait(None) => "wait".into(),
        Heard::Wait(Some(seconds)) => format!("wait {seconds}"),
        Heard::Key(failure) => format!("key {}", failure.code),
    }
}

fn as_spoken(id: &str, api: Api) -> Model {
    let mut model = model(id);
    model.api = api;
    model
}

#[test]
fn answers_mean_what_the_documentation_says() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/providers/golden");
    let relay = std::fs::read_to_string(golden.join("relay.toml")).unwrap();
    let relay = Relay::read(&relay).unwrap();
    let files = std::fs::read_dir(golden.join("answers")).unwrap();
    assert_eq!(files.count(), MAKERS.len(), "a file for each, and no other");
    let mut wrong = String::new();
    for (maker, id, api) in MAKERS {
        let path = golden.join(format!("answers/{maker}.toml"));
        let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{maker}: {error}"));
        let (account, model) = (account(BASE), as_spoken(id, *api));
        let want = match model.kind {
            Kind::Image => Want::Image(image()),
            _ => Want::Video(video()),
        };
        let call = Call {
            account: &account,
            model: &model,
            want: &want,
            relay: (*api == Api::Relay).then_some(&relay),
            now: 1_800_000_000,
        };
        for told in &file.answer {
            let ours = meant(&call, told);
            if ours != told.means {
                writeln!(
                    wrong,
                    "{maker}, {}: {ours:?}, not {:?}",
                    told.name, told.means
                )
                .unwrap();
            }
        }
        // What each of them can answer is there.
        let means = |word: &str| file.answer.iter().any(|told| told.means.starts_with(word));
        let asked_for = file.answer.iter().any(|told| told.to == "poll");
        let mut wanted = vec!["done", "failed", "unclear"];
        if asked_for {
            wanted.extend(["going", "expired"]);
        }
        // Nobody's rules and nobody's limits but one's own.
        if *api != Api::ComfyUi {
            wanted.extend(["failed moderation", "failed busy"]);
        }
        for word in wanted {
            assert!(means(word), "{maker} has no answer that is {word}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
