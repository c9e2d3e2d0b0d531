//! Each protocol against a server of ours that behaves as its documentation says, quirks included.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
// A file that we named ourselves ends as we wrote it.
#![allow(
    clippy::format_collect,
    clippy::case_sensitive_file_extension_comparisons
)]

mod answers;
mod asynchronous;
mod at_once;
mod comfyui;
mod fake;
mod golden;
mod guard;
mod hostile;
mod money;
mod relay;
mod writing;
mod wyoming;

use std::sync::{Arc, Mutex};

use providers::{
    Account, Call, Kind, Media, Model, Secret, State,
    guard::Guard,
    model,
    run::{Asset, Pace, Runner, Stopped},
    want::{Image, Speech, Video, Want},
};

/// 1 × 1 pixels.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
pub const MP4: &[u8] = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2";
pub const WAV: &[u8] = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0";

pub fn model(id: &str) -> Model {
    model::usual()
        .into_iter()
        .find(|model| model.id == id)
        .unwrap()
}

pub fn account(base: &str) -> Account {
    Account::new(base, Some(Secret::new("key-that-nobody-sees")))
}

pub fn png() -> Media {
    Media::Bytes {
        media: "image/png".into(),
        bytes: PNG.to_vec(),
    }
}

pub fn video() -> Video {
    Video {
        prompt: "A ring rolls over marble.".into(),
        first_frame: Some(png()),
        aspect: "9:16".into(),
        resolution: "720p".into(),
        seconds: 5,
        ..Video::default()
    }
}

pub fn image() -> Image {
    Image {
        prompt: "A hall at night.".into(),
        width: 1024,
        height: 1536,
        ..Image::default()
    }
}

pub fn speech() -> Speech {
    Speech {
        text: "Put it down.".into(),
        voice: "onyx".into(),
        ..Speech::default()
    }
}

/// No waiting between questions, and three seconds for an answer.
pub fn runner(base: &str) -> Runner {
    runner_of(&[base])
}

pub fn runner_of(hosts: &[&str]) -> Runner {
    let none = std::time::Duration::ZERO;
    let short = std::time::Duration::from_secs(3);
    let pace = Pace {
        submit: short,
        ask: short,
        fetch: short * 4,
        first_wait: none,
        longest_wait: none,
        questions: 40,
        tries: 3,
        file_max: 1 << 20,
    };
    Runner::new(Guard::new(hosts.iter().copied()).unwrap(), pace).unwrap()
}

/// All that was kept, in order, and what was made.
#[derive(Default)]
pub struct Book {
    pub states: Vec<State>,
    pub made: Vec<Asset>,
}

pub struct Ran {
    pub end: Result<State, Stopped>,
    pub book: Book,
}

impl Ran {
    /// The names of the states that were kept.
    pub fn names(&self) -> Vec<String> {
        let name = |state: &State| {
            serde_json::to_value(state).unwrap()["state"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        self.book.states.iter().map(name).collect()
    }
}

impl Ran {
    /// How many jobs were said to be before this one, each time that it was kept.
    pub fn ahead(&self) -> Vec<Option<u32>> {
        let states = self.book.states.iter();
        states
            .filter_map(|state| match state {
                State::Submitted { ticket } | State::Running { ticket } => Some(ticket.ahead),
                _ => None,
            })
            .collect()
    }
}

impl Ran {
    /// How many of how many steps were said to be made, each time that it was kept.
    pub fn steps(&self) -> Vec<Option<(u32, u32)>> {
        let states = self.book.states.iter();
        states
            .filter_map(|state| match state {
                State::Submitted { ticket } | State::Running { ticket } => Some(ticket.step),
                _ => None,
            })
            .collect()
    }
}

/// Runs a job from a state on.
pub async fn run_from(runner: &Runner, call: &Call<'_>, state: State) -> Ran {
    let book = Arc::new(Mutex::new(Book::default()));
    let end = runner
        .run(call, state, |state, made| {
            let mut book = book.lock().unwrap();
            book.states.push(state);
            book.made.extend(made);
            std::future::ready(Ok(()))
        })
        .await;
    let book = std::mem::take(&mut *book.lock().unwrap());
    Ran { end, book }
}

pub async fn run(base: &str, model: &Model, want: &Want) -> Ran {
    let account = account(base);
    let call = Call {
        account: &account,
        model,
        want,
        relay: None,
        now: 1_800_000_000,
    };
    run_from(&runner(base), &call, State::Planned).await
}

/// The same, and it goes on asking: until a server of ours has said something of itself.
pub async fn run_patiently(base: &str, model: &Model, want: &Want) -> Ran {
    let account = account(base);
    let call = Call {
        account: &account,
        model,
        want,
        relay: None,
        now: 1_800_000_000,
    };
    let pace = Pace {
        first_wait: std::time::Duration::from_millis(1),
        longest_wait: std::time::Duration::from_millis(1),
        questions: 20_000,
        ..Pace::default()
    };
    let runner = Runner::new(Guard::new([base]).unwrap(), pace).unwrap();
    run_from(&runner, &call, State::Planned).await
}

#[test]
fn the_catalogue_says_of_each_model_when_and_whence() {
    let models = model::usual();
    assert!(models.len() >= 15);
    for model in &models {
        assert!(
            model.noted.len() == 10 && !model.source.is_empty() && !model.verified,
            "{}",
            model.id
        );
        if model.kind == Kind::Video {
            assert!(!model.can.seconds.is_empty(), "{}", model.id);
        }
    }
    // Whatever is paid for has a price, but for what nobody could be found to have said it of.
    let unpriced: Vec<&str> = models
        .iter()
        .filter(|model| model.price == model::Price::Unknown)
        .map(|model| &*model.id)
        .collect();
    assert_eq!(unpriced, ["doubao-seedance-2-0-260128"]);
    let error = model::read("[[model]]\nid = \"x\"\napi = \"carrier-pigeon\"\n").unwrap_err();
    assert!(
        error.contains("line 3") && error.contains("carrier-pigeon"),
        "{error}"
    );
}
