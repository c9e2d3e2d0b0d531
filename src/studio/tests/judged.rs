//! Takes made here that a check blocks: kept, told with their numbers, used only if somebody says so.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::{SCRIPT, begin, made};
use crate::config::{Config, Filter};
use crate::extract::Json;
use crate::people::Role;
use crate::studio::run;
use crate::testing::{Device, TestHouse};

/// A server that hears always the same, and flags what has the word `knife` in it.
struct Server {
    base: String,
    /// What it says that it hears, and the recordings that it was sent.
    hears: Mutex<(String, Vec<Bytes>)>,
}

impl Server {
    async fn new(hears: &str) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Arc::new(Self {
            base: format!("http://{}/v1", listener.local_addr().unwrap()),
            hears: Mutex::new((hears.to_owned(), Vec::new())),
        });
        let hear = |State(server): State<Arc<Self>>, body: Bytes| async move {
            let mut hears = server.hears.lock().unwrap();
            hears.1.push(body);
            Json(json!({ "text": hears.0 }))
        };
        let judge = |Json(asked): Json<Value>| async move {
            let bad = asked["input"].to_string().contains("knife");
            let score = if bad { 0.93 } else { 0.04 };
            Json(json!({ "results": [{
                "flagged": bad, "categories": { "violence": bad }, "category_scores": { "violence": score },
            }] }))
        };
        let router = Router::new()
            .route("/v1/audio/transcriptions", post(hear))
            .route("/v1/moderations", post(judge))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }
}

const LINE: &str = "e01/voice/l01";

async fn spoken(house: &TestHouse, ann: &mut Device, path: &str) -> Value {
    let body = json!({ "wanted": [LINE] });
    let asked = ann.post(&format!("{path}/run"), body).await.json(202);
    let id = asked["id"].as_str().unwrap().parse().unwrap();
    run::work(&house.app, id).await.unwrap();
    ann.get(&format!("{path}/artifact?key={LINE}"))
        .await
        .json(200)
}

async fn says(ann: &mut Device, path: &str, line: &str) {
    let script = SCRIPT.replace("Then pay for it.", line);
    let body = json!({ "script": script });
    ann.put(&format!("{path}/script"), body).await.json(200);
}

/// The check of that name that found most, of all takes.
fn check<'a>(artifact: &'a Value, name: &str) -> &'a Value {
    let takes = artifact["takes"].as_array().unwrap().iter();
    let checks = takes.flat_map(|take| take["checks"].as_array().unwrap());
    let value = |check: &&Value| check["value"].as_f64().unwrap();
    checks
        .filter(|check| check["name"] == name)
        .max_by(|a, b| value(a).total_cmp(&value(b)))
        .unwrap_or(&Value::Null)
}

/// The take that something stands against.
fn held_take(artifact: &Value) -> &Value {
    let mut takes = artifact["takes"].as_array().unwrap().iter();
    takes.find(|take| take["against"].is_string()).unwrap()
}

#[sqlx::test]
async fn a_line_that_is_heard_otherwise_is_not_used_until_somebody_says_so(db: PgPool) {
    let server = Server::new("then pay for it").await;
    let mut config = Config::default();
    config.studio.hearing.url = Some(server.base.parse().unwrap());
    config.studio.moderation.url = Some(server.base.parse().unwrap());
    let house = TestHouse::with(db, config).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;

    let good = spoken(&house, &mut ann, &path).await;
    assert_eq!(good["state"], "current", "{good}");
    let words = check(&good, "words");
    assert_eq!(
        (&words["value"], &words["passed"]),
        (&json!(0.0), &json!(true))
    );
    assert_eq!(check(&good, "flagged")["value"], 0.04);
    let sent = server.hears.lock().unwrap().1[0].clone();
    let has = |part: &[u8]| sent.windows(part.len()).any(|window| window == part);
    assert!(has(b"RIFF") && has(b"WAVE") && has(b"whisper-1"));

    // Something else is heard than is written: the take is there, and the old one is used.
    says(&mut ann, &path, "Nobody here ever signed that contract.").await;
    let held = spoken(&house, &mut ann, &path).await;
    assert_eq!(held["state"], "blocked", "{held}");
    assert_eq!(held["takes"].as_array().unwrap().len(), 2);
    assert_eq!(held_take(&held)["selected"], false);
    let why = held["why"][0].as_str().unwrap();
    assert!(why.contains("6 of 6 words"), "{why}");
    assert_eq!(check(&held, "words")["value"], 1.0);
    let against = held_take(&held)["against"].as_str().unwrap();
    assert!(against.starts_with("words: "), "{against}");
    // What waits for it is not made, and it is not tried again by itself.
    let ended = made(&house, &mut ann, &path).await;
    let all = ann
        .get(&format!("{path}/artifact?key=e01/film"))
        .await
        .json(200);
    assert_eq!(
        (&all["state"], all["takes"].as_array().unwrap().len()),
        (&json!("blocked"), 0),
        "{ended}"
    );
    let same = ann
        .get(&format!("{path}/artifact?key={LINE}"))
        .await
        .json(200);
    assert_eq!(same["takes"].as_array().unwrap().len(), 2);

    // Somebody has listened.
    let take = held_take(&held)["id"].as_str().unwrap();
    ann.put(&format!("{path}/takes/{take}/selected"), json!({}))
        .await;
    let used = ann
        .get(&format!("{path}/artifact?key={LINE}"))
        .await
        .json(200);
    assert_eq!(used["state"], "current");

    // What a server flags is blocked with its score.
    server.hears.lock().unwrap().0 = "the knife is in the drawer".into();
    says(&mut ann, &path, "The knife is in the drawer.").await;
    let flagged = spoken(&house, &mut ann, &path).await;
    assert_eq!(flagged["state"], "blocked");
    let found = check(&flagged, "flagged");
    assert_eq!(
        (&found["value"], &found["passed"]),
        (&json!(0.93), &json!(false))
    );
    assert!(found["message"].as_str().unwrap().contains("violence"));
}

#[sqlx::test]
async fn a_listed_word_blocks_its_line_and_nobody_listening_is_said(db: PgPool) {
    let mut config = Config::default();
    config.studio.moderation.words = vec!["Never mind".into()];
    // Nobody answers there.
    config.studio.hearing.url = Some("http://127.0.0.1:9/v1".parse().unwrap());
    let house = TestHouse::with(db, config).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let good = spoken(&house, &mut ann, &path).await;
    assert_eq!(good["state"], "current", "{good}");
    let words = check(&good, "words");
    assert_eq!(words["weight"], "not_measured");
    assert!(
        words["message"]
            .as_str()
            .unwrap()
            .contains("did not answer")
    );
    says(&mut ann, &path, "Oh, never mind it now.").await;
    let held = spoken(&house, &mut ann, &path).await;
    assert_eq!(held["state"], "blocked", "{held}");
    assert!(held["why"][0].as_str().unwrap().contains("Never mind"));
}

#[sqlx::test]
async fn what_nobody_listened_to_says_so(db: PgPool) {
    let mut config = Config::default();
    config.studio.moderation.own_filter = Filter::Off;
    let house = TestHouse::with(db, config).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let made = spoken(&house, &mut ann, &path).await;
    assert_eq!(made["state"], "current");
    for (name, setting) in [
        ("words", "[studio.hearing]"),
        ("flagged", "[studio.moderation]"),
    ] {
        let found = check(&made, name);
        assert_eq!(found["weight"], "not_measured", "{found}");
        assert!(found["message"].as_str().unwrap().contains(setting));
    }
}

#[sqlx::test]
async fn where_nobody_is_asked_the_filter_of_the_house_reads_english_lines(db: PgPool) {
    let mut config = Config::default();
    config.studio.moderation.own_filter = Filter::Blocks;
    let house = TestHouse::with(db, config).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let plain = spoken(&house, &mut ann, &path).await;
    assert_eq!(plain["state"], "current");
    assert_eq!(check(&plain, "flagged")["value"], 0.0);

    says(&mut ann, &path, "Then kill yourself.").await;
    let held = spoken(&house, &mut ann, &path).await;
    assert_eq!(held["state"], "blocked", "{held}");
    assert_eq!(check(&held, "flagged")["value"], 1.0);
}

/// Uploads a recording of the line.
async fn bring(ann: &mut Device, path: &str, recording: &[u8]) -> Value {
    ann.send(
        axum::http::Method::POST,
        &format!("{path}/takes?key={LINE}"),
        &[("content-type", "application/octet-stream")],
        axum::body::Body::from(recording.to_vec()),
    )
    .await
    .json(201)
}

/// "Nobody here ever signed that contract.", by one of the house's own voices (Kokoro's af_heart).
pub const RECORDING: &[u8] = include_bytes!("contract.ogg");

/// With PocketSphinx, which the house did not write.
#[sqlx::test]
async fn a_recording_of_other_words_is_found_out_on_this_machine(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let words = |take: &Value| {
        let mut checks = take["checks"].as_array().unwrap().iter();
        checks.find(|one| one["name"] == "words").unwrap().clone()
    };
    says(&mut ann, &path, "Nobody here ever signed that contract.").await;
    let same = bring(&mut ann, &path, RECORDING).await;
    assert_eq!(
        (&same["selected"], &words(&same)["weight"]),
        (&json!(true), &json!("blocks")),
        "{same}"
    );
    assert!(words(&same)["value"].as_f64().unwrap() <= 0.4, "{same}");
    // Locked, let go, brought once more: each is one step back.
    let lock = async |ann: &mut Device, locked: bool| {
        let body = json!({ "key": LINE, "locked": locked });
        ann.put(&format!("{path}/lock"), body).await;
    };
    let now = async |ann: &mut Device| {
        let takes = ann
            .get(&format!("{path}/artifact?key={LINE}"))
            .await
            .json(200)["takes"]
            .clone();
        let takes = takes.as_array().unwrap().clone();
        let used = takes.iter().find(|take| take["selected"] == true);
        used.map(|take| (take["id"].clone(), take["locked"].clone()))
    };
    let brought = now(&mut ann).await.unwrap();
    lock(&mut ann, true).await;
    assert_eq!(
        now(&mut ann).await.unwrap(),
        (brought.0.clone(), json!(true))
    );
    // The same again is no change.
    lock(&mut ann, true).await;
    let undo = format!("{path}/undo");
    let undone = ann.post(&undo, json!({})).await.json(200);
    assert_eq!(
        (&undone["what"], &undone["which"]),
        (&json!("take"), &json!(LINE))
    );
    assert_eq!(now(&mut ann).await.unwrap(), brought);
    let again = bring(&mut ann, &path, RECORDING).await;
    assert_eq!(now(&mut ann).await.unwrap().0, again["id"]);
    ann.post(&undo, json!({})).await.json(200);
    assert_eq!(now(&mut ann).await.unwrap(), brought);
    ann.post(&format!("{path}/redo"), json!({})).await.json(200);
    assert_eq!(now(&mut ann).await.unwrap().0, again["id"]);

    says(
        &mut ann,
        &path,
        "We sail for Lisbon before the morning bells.",
    )
    .await;
    let other = bring(&mut ann, &path, RECORDING).await;
    assert_eq!(other["selected"], false, "{other}");
    assert_eq!(words(&other)["passed"], false, "{other}");
    // Of other languages it knows nothing, and says so.
    let settings = json!({ "title": "Otra", "language": "es", "script": SCRIPT });
    let spanish = ann
        .post("/api/v1/studio/productions", settings)
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        spanish["id"].as_str().unwrap()
    );
    let foreign = bring(&mut ann, &path, RECORDING).await;
    assert_eq!(words(&foreign)["weight"], "not_measured", "{foreign}");
}
