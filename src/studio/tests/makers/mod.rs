//! Whole paid jobs with each maker that the house can buy of: written down, sent once, asked for, fetched, taken, settled;
//! killed while the maker works, and gone on with.

mod answers;
mod panels;
mod server;
mod spoken;

use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::films::{footage, production, settings};
use super::judged::RECORDING;
use super::making::{SCRIPT, begin};
use crate::config::Config;
use crate::people::Role;
use crate::studio::providers::Makes;
use crate::studio::run;
use crate::testing::{Device, TestHouse};
use server::{Answers, Files, Hold, Server};

/// What is said, so that whoever listens to what the makers make hears it: the words of one recording, or nearly.
const LINES: [&str; 3] = [
    "Nobody here ever signed that contract.",
    "Nobody here signed that contract.",
    "Nobody ever signed that contract.",
];

/// Enough for anything here: ten of the production's currency.
const ENOUGH: i64 = 10_000_000;

/// A maker as an operator sets it up.
struct Maker {
    name: &'static str,
    makes: Makes,
    /// Of the catalogue; `Null` where the entry is one's own.
    model: &'static str,
    answers: Answers,
    /// Whether it answers when it is done: a process that is killed then has no id to ask by.
    at_once: bool,
}

const MAKERS: &[Maker] = &[
    Maker {
        name: "Kling",
        makes: Makes::Clip,
        model: "kling-v2-1",
        answers: answers::kling,
        at_once: false,
    },
    Maker {
        name: "Veo",
        makes: Makes::Clip,
        model: "veo-3.1-generate-preview",
        answers: answers::veo,
        at_once: false,
    },
    Maker {
        name: "Hailuo",
        makes: Makes::Clip,
        model: "MiniMax-Hailuo-02",
        answers: answers::hailuo,
        at_once: false,
    },
    Maker {
        name: "fal",
        makes: Makes::Clip,
        model: "fal-ai/kling-video/v2.1/standard/image-to-video",
        answers: answers::fal,
        at_once: false,
    },
    Maker {
        name: "A relay",
        makes: Makes::Clip,
        model: "relay",
        answers: answers::relay,
        at_once: false,
    },
    Maker {
        name: "Workflows",
        makes: Makes::Clip,
        model: "comfy",
        answers: answers::comfy,
        at_once: false,
    },
    Maker {
        name: "Replicate",
        makes: Makes::Still,
        model: "black-forest-labs/flux-schnell",
        answers: answers::replicate,
        at_once: false,
    },
    Maker {
        name: "Gemini",
        makes: Makes::Still,
        model: "gemini-2.5-flash-image",
        answers: answers::gemini,
        at_once: true,
    },
    Maker {
        name: "Pictures",
        makes: Makes::Still,
        model: "gpt-image-1.5",
        answers: answers::pictures,
        at_once: true,
    },
    Maker {
        name: "Speech",
        makes: Makes::Voice,
        model: "gpt-4o-mini-tts",
        answers: answers::speech,
        at_once: true,
    },
    Maker {
        name: "Hexadecimal",
        makes: Makes::Voice,
        model: "speech-2.6-hd",
        answers: answers::hexadecimal,
        at_once: true,
    },
];

impl Maker {
    /// The catalogue's entry, as it is shipped; of a relay and of a workflow, which everybody writes for themselves, one
    /// like them.
    fn entry(&self) -> Value {
        let note = json!({ "noted": "2026-11-27", "source": "a test" });
        let can = json!({ "seconds": [5, 10], "resolutions": ["720p"], "aspects": ["9:16"], "first_frame": true });
        let own = |api: &str, price: Value| json!({ "id": self.model, "api": api, "kind": "video", "noted": note["noted"], "source": note["source"], "can": can, "price": price });
        match self.model {
            "relay" => own(
                "relay",
                json!({ "per": "second", "micros": 40_000, "currency": "USD" }),
            ),
            "comfy" => {
                let mut entry = own("comfy-ui", json!({ "per": "free" }));
                let workflow = json!({
                    "6": { "class_type": "CLIPTextEncode", "inputs": { "text": "{{prompt}}" } },
                    "7": { "class_type": "LoadImage", "inputs": { "image": "{{first_frame}}" } },
                    "9": { "class_type": "Video", "inputs": { "seconds": "{{seconds}}" } },
                });
                entry["input"] = json!(workflow.to_string());
                entry
            }
            id => {
                let usual = ::providers::model::usual();
                let known = usual.into_iter().find(|model| model.id == id).unwrap();
                serde_json::to_value(known).unwrap()
            }
        }
    }

    fn kind(&self) -> &'static str {
        self.makes.name()
    }
}

/// What the makers make: a clip in which all colours are and something moves, a picture of it, a line that is spoken.
fn files() -> Arc<Files> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let clip = footage("90x160", true);
    std::fs::write(at("clip.mp4"), &clip).unwrap();
    let made = |arguments: &[&str], name: &str| {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-nostdin", "-v", "error"]);
        let done = ffmpeg.args(arguments).arg(at(name)).status().unwrap();
        assert!(done.success(), "{arguments:?}");
        std::fs::read(at(name)).unwrap()
    };
    let from = at("clip.mp4");
    let from = ["-i", from.to_str().unwrap(), "-frames:v", "1"];
    let still = made(&from, "still.png");
    let wider = made(&[&from[..], &["-s", "1024x1536"]].concat(), "wider.png");
    // The words, and after them a tone that nothing else here has.
    std::fs::write(at("line.ogg"), RECORDING).unwrap();
    let (words, tone) = (at("line.ogg"), format!("sine=frequency={}", spoken::TONE));
    let words = words.to_str().unwrap();
    let both = "[1]atrim=duration=1,volume=6dB[tone];[0][tone]concat=n=2:v=0:a=1";
    let inputs = ["-i", words, "-f", "lavfi", "-i", &tone];
    let how = ["-filter_complex", both, "-ac", "1", "-ar", "24000"];
    let mut sound = made(&[&inputs[..], &how[..]].concat(), "line.wav");
    // A header that was written before anybody knew how long it would be.
    let at = sound.windows(4).position(|four| four == b"data").unwrap() + 4;
    sound[at..at + 4].fill(0xff);
    Arc::new(Files {
        clip,
        still,
        wider,
        sound,
    })
}

/// A house with an account at each maker.
struct Bought {
    house: TestHouse,
    ann: Device,
    path: String,
    makers: Vec<(&'static Maker, Server)>,
}

impl Bought {
    async fn of(db: PgPool, makers: impl Iterator<Item = &'static Maker>) -> Self {
        let files = files();
        let mut servers = Vec::new();
        for maker in makers {
            servers.push((maker, Server::new(maker.answers, &files).await));
        }
        let mut config = Config::default();
        let bases = servers.iter().map(|(_, server)| server.base.clone());
        config.studio.provider_hosts = bases.collect();
        config.studio.ask_after_ms = 1;
        let house = TestHouse::with(db, config).await;
        let mut ann = house.account("ann", Role::Producer).await;
        let path = begin(&mut ann).await;
        let written = ["Then pay for it.", "Nobody came.", "I lied."];
        let lines = written.iter().zip(LINES);
        let script = lines.fold(SCRIPT.to_owned(), |script, (was, line)| {
            script.replace(was, line)
        });
        let body = json!({ "script": script });
        ann.put(&format!("{path}/script"), body).await.json(200);
        Self {
            house,
            ann,
            path,
            makers: servers,
        }
    }

    /// Lets a maker make things of its kind, and nobody else anything.
    async fn choose(&mut self, at: usize) {
        // After what the one before it made.
        self.house.app.clock.advance(chrono::Duration::seconds(1));
        let (maker, server) = &self.makers[at];
        let mut olga = self
            .house
            .account(&format!("olga{at}"), Role::Operator)
            .await;
        let entry = maker.entry();
        let mut account = json!({ "name": maker.name, "api": entry["api"], "base": server.base, "key": "k", "at_once": 16, "per_minute": 6000 });
        match maker.model {
            "kling-v2-1" => account["second"] = json!("s"),
            "relay" => account["relay"] = json!(answers::RELAY),
            _ => {}
        }
        let made = olga
            .post("/api/v1/studio/models/providers", account)
            .await
            .json(201);
        let all = made["providers"].as_array().unwrap();
        let own = all.iter().find(|one| one["name"] == maker.name).unwrap();
        let voices = json!({ "feminine": ["nova"], "masculine": ["onyx"], "neutral": ["sage"] });
        let choice = json!({ "provider_id": own["id"], "model": entry, "licence": "terms of a test", "voices": voices });
        let path = format!("/api/v1/studio/models/choices/{}", maker.kind());
        olga.put(&path, choice).await.json(200);
        let used = json!({ "models": { maker.kind(): true } });
        settings(&mut self.ann, &self.path, used).await;
    }

    /// Keys of what the chosen maker is to make.
    async fn keys(&self, kind: &str) -> Vec<String> {
        let production = production(&self.house, &self.path).await;
        let tools = self
            .house
            .app
            .studio
            .tools(&self.house.app, |_| {})
            .await
            .unwrap();
        let standing = run::standing(&self.house.app, &production, &tools)
            .await
            .unwrap();
        let nodes = standing.graph.nodes().iter();
        let own = nodes.filter(|node| node.kind == kind);
        own.map(|node| node.key.clone()).collect()
    }

    /// Asks for a run; while one is not over, it is that one.
    async fn ask(&mut self, key: &str) -> Uuid {
        let body = json!({ "wanted": [key], "spend_micros": ENOUGH });
        let run = self.ann.post(&format!("{}/run", self.path), body).await;
        run.json(202)["id"].as_str().unwrap().parse().unwrap()
    }

    async fn ran(&mut self, key: &str) -> Value {
        let run = self.ask(key).await;
        run::work(&self.house.app, run).await.unwrap();
        self.ann.get(&format!("{}/run", self.path)).await.json(200)
    }

    /// A run that dies with its process while the maker is at work: nothing after that point is done.
    async fn killed(&mut self, at: usize, key: &str) -> Uuid {
        let run = self.ask(key).await;
        let (maker, server) = &self.makers[at];
        server.hold(if maker.at_once {
            Hold::Submissions
        } else {
            Hold::Questions
        });
        tokio::select! {
            ended = run::work(&self.house.app, run) => panic!("{}: {ended:?}", maker.name),
            () = server.kept_back() => {}
        }
        server.hold(Hold::None);
        run
    }

    /// The job of an artifact that was written down last: stage, what was reserved, what was charged, whether there is a
    /// take.
    async fn job(&self, key: &str) -> (String, i64, Option<i64>, bool) {
        sqlx::query_as(
            "select stage, reserved_micros, charged_micros, take_id is not null from production_jobs
             where key = $1 order by planned_at desc, ended_at desc nulls first limit 1",
        )
        .bind(key)
        .fetch_one(&self.house.app.db)
        .await
        .unwrap()
    }

    async fn decide(&mut self, outcome: &str) {
        let jobs = self.ann.get(&format!("{}/jobs", self.path)).await.json(200);
        let open = jobs.as_array().unwrap();
        let open: Vec<_> = open
            .iter()
            .filter(|job| job["stage"] == "ambiguous")
            .collect();
        assert_eq!(open.len(), 1, "{open:?}");
        let job = open[0]["id"].as_str().unwrap();
        let decision = format!("{}/jobs/{job}/decision", self.path);
        self.ann
            .post(&decision, json!({ "outcome": outcome }))
            .await;
    }
}

#[sqlx::test]
async fn each_maker_of_clips_is_asked_once_and_what_it_makes_is_taken_and_paid_for(db: PgPool) {
    whole(db, Makes::Clip).await;
}

#[sqlx::test]
async fn each_maker_of_pictures_is_asked_once_and_what_it_makes_is_taken_and_paid_for(db: PgPool) {
    whole(db, Makes::Still).await;
}

#[sqlx::test]
async fn each_maker_of_voices_is_asked_once_and_what_it_makes_is_taken_and_paid_for(db: PgPool) {
    whole(db, Makes::Voice).await;
}

/// One whole job with each maker of a kind, one that a dying process leaves, and what both cost.
async fn whole(db: PgPool, makes: Makes) {
    let of_kind = MAKERS.iter().filter(|maker| maker.makes == makes);
    let mut bought = Bought::of(db, of_kind).await;
    let mut spent = 0;
    for at in 0..bought.makers.len() {
        let maker = bought.makers[at].0;
        bought.choose(at).await;
        let name = maker.name;
        let keys = bought.keys(maker.kind()).await;
        assert!(keys.len() >= 2, "{name}: {keys:?}");

        let ended = bought.ran(&keys[0]).await;
        assert_eq!(
            (&ended["state"], &ended["problem"]),
            (&json!("done"), &Value::Null),
            "{name}"
        );
        let (stage, reserved, charged, taken) = bought.job(&keys[0]).await;
        assert_eq!(
            (&*stage, charged, taken),
            ("done", Some(reserved), true),
            "{name}"
        );
        assert_eq!(reserved > 0, maker.model != "comfy", "{name}");
        spent += reserved;
        assert_eq!(bought.makers[at].1.charged().len(), 1, "{name}");
        let artifact = format!("{}/artifact?key={}", bought.path, keys[0]);
        let take = &bought.ann.get(&artifact).await.json(200)["takes"][0];
        assert_eq!(take["selected"], true, "{name}");
        assert_eq!(
            take["made_by"],
            format!("{name} / {}", maker.entry()["id"].as_str().unwrap())
        );

        let run = bought.killed(at, &keys[1]).await;
        let (stage, _, charged, taken) = bought.job(&keys[1]).await;
        let left = if maker.at_once {
            "submitting"
        } else {
            "submitted"
        };
        assert_eq!((&*stage, charged, taken), (left, None, false), "{name}");
        assert_eq!(bought.makers[at].1.charged().len(), 2, "{name}");

        // The run goes on where it was.
        let ended = bought.ran(&keys[1]).await;
        assert_eq!(ended["id"], json!(run), "{name}");
        assert_eq!(
            bought.makers[at].1.charged().len(),
            2,
            "{name}: nothing is sent twice"
        );
        if maker.at_once {
            // Nobody knows whether it was taken: it is not asked for again, its money stays reserved, a person says.
            let problem = ended["problem"].as_str().unwrap();
            assert!(problem.contains("is not over"), "{name}: {problem}");
            let (stage, _, charged, _) = bought.job(&keys[1]).await;
            assert_eq!((&*stage, charged), ("ambiguous", None), "{name}");
            bought.decide("not_taken").await;
            bought.house.app.clock.advance(chrono::Duration::seconds(1));
            let ended = bought.ran(&keys[1]).await;
            assert_eq!(ended["problem"], Value::Null, "{name}");
            assert_eq!(bought.makers[at].1.charged().len(), 3, "{name}");
        } else {
            assert_eq!(
                (&ended["state"], &ended["problem"]),
                (&json!("done"), &Value::Null),
                "{name}"
            );
        }
        let (stage, reserved, charged, taken) = bought.job(&keys[1]).await;
        assert_eq!(
            (&*stage, charged, taken),
            ("done", Some(reserved), true),
            "{name}"
        );
        spent += reserved;

        let money = bought.ann.get(&format!("{}/money", bought.path)).await;
        let money = money.json(200);
        let (is, open) = (&money["spent_micros"], &money["reserved_micros"]);
        assert_eq!((is, open), (&json!(spent), &json!(0)), "{name}");
    }
}
