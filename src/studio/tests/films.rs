//! A provider of clips of ours that behaves as Ark's documentation says, and a house that buys of it.

#![allow(clippy::disallowed_types, reason = "a server that is not the house")]

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::begin;
use crate::config::Config;
use crate::people::Role;
use crate::studio::{Production, productions, run};
use crate::testing::{Device, TestHouse};

/// What a second of it costs.
pub const SECOND: i64 = 50_000;
pub const CLIP: i64 = 6 * SECOND;

/// A provider of clips that counts what it is asked for.
pub struct Fake {
    pub base: String,
    pub wishes: Mutex<Vec<Value>>,
    pub polls: AtomicUsize,
    /// Jobs that are not over, and the most there were.
    going: Mutex<std::collections::BTreeSet<String>>,
    pub most: AtomicUsize,
    pub file: Mutex<Vec<u8>>,
}

impl Fake {
    pub async fn new(size: &str) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Arc::new(Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            wishes: Mutex::default(),
            polls: AtomicUsize::new(0),
            going: Mutex::default(),
            most: AtomicUsize::new(0),
            file: Mutex::new(footage(size, true)),
        });
        let router =
            Router::new()
                .route("/contents/generations/tasks", post(taken))
                .route("/contents/generations/tasks/{id}", get(asked))
                .route(
                    "/file",
                    get(|State(fake): State<Arc<Fake>>| async move {
                        fake.file.lock().unwrap().clone()
                    }),
                )
                .with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        fake
    }

    pub fn sent(&self) -> usize {
        self.wishes.lock().unwrap().len()
    }
}

async fn taken(State(fake): State<Arc<Fake>>, body: axum::body::Bytes) -> axum::Json<Value> {
    let mut wishes = fake.wishes.lock().unwrap();
    wishes.push(serde_json::from_slice(&body).unwrap());
    let id = format!("t{}", wishes.len());
    let mut going = fake.going.lock().unwrap();
    going.insert(id.clone());
    fake.most.fetch_max(going.len(), Ordering::SeqCst);
    axum::Json(json!({ "id": id }))
}

async fn asked(
    State(fake): State<Arc<Fake>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> axum::Json<Value> {
    // Running at first, under a word that nobody has listed.
    if fake.polls.fetch_add(1, Ordering::SeqCst) % 2 == 0 {
        return axum::Json(json!({ "status": "warming_up" }));
    }
    fake.going.lock().unwrap().remove(&id);
    let host = headers["host"].to_str().unwrap();
    axum::Json(
        json!({ "status": "succeeded", "content": { "video_url": format!("http://{host}/file") } }),
    )
}

/// Six seconds in which something moves, or in which nothing does.
pub fn footage(size: &str, moving: bool) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip.mp4");
    // All colours, so that everybody's clothes are among them.
    let blue = if moving {
        "floor(Y*4/H)*70+20+20*sin(T*3)"
    } else {
        "floor(Y*4/H)*70+20"
    };
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i"])
        .arg(format!(
            "color=c=black:s={size}:r=8:d=6,format=gbrp,geq=r='X*255/W':g='mod(Y*4,H)*255/H':b='{blue}'"
        ))
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
        ])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    std::fs::read(file).unwrap()
}

pub fn entry() -> Value {
    json!({
        "id": "films-of-ours", "api": "ark", "kind": "video", "noted": "2026-11-26", "source": "a test",
        "can": { "seconds": [6, 12], "resolutions": ["720p"], "aspects": ["9:16"] },
        "price": { "per": "second", "micros": SECOND, "currency": "USD" },
    })
}

/// A house whose clips are made by the fake, and a production that uses them.
pub async fn house_with(db: PgPool, fake: &Fake) -> (TestHouse, Device, String) {
    let mut config = Config::default();
    config.studio.provider_hosts = vec![fake.base.clone()];
    config.studio.ask_after_ms = 1;
    let house = TestHouse::with(db, config).await;
    let mut olga = house.account("olga", Role::Operator).await;
    let made = olga
        .post(
            "/api/v1/studio/models/providers",
            json!({ "name": "Films", "api": "ark", "base": fake.base, "key": "k", "at_once": 16, "per_minute": 6000 }),
        )
        .await
        .json(201);
    let choice = json!({ "provider_id": made["providers"][0]["id"], "model": entry(), "licence": "terms of a test" });
    olga.put("/api/v1/studio/models/choices/clip", choice)
        .await
        .json(200);
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    settings(&mut ann, &path, json!({ "models": { "clip": true } })).await;
    (house, ann, path)
}

pub async fn settings(ann: &mut Device, path: &str, settings: Value) {
    ann.put(&format!("{path}/settings"), settings)
        .await
        .json(200);
}

pub async fn production(house: &TestHouse, path: &str) -> Production {
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    productions::find(&house.app, house.id().await, id)
        .await
        .unwrap()
}

/// Keys of all clips that are to be bought.
pub async fn clips(house: &TestHouse, path: &str) -> Vec<String> {
    let production = production(house, path).await;
    let tools = house.app.studio.tools(&house.app, |_| {}).await.unwrap();
    let standing = run::standing(&house.app, &production, &tools)
        .await
        .unwrap();
    let nodes = standing.graph.nodes().iter();
    nodes
        .filter(|node| node.kind == "clip")
        .map(|node| node.key.clone())
        .collect()
}

pub async fn ran(house: &TestHouse, ann: &mut Device, path: &str, body: Value) -> Value {
    let run = ann.post(&format!("{path}/run"), body).await.json(202);
    let id = run["id"].as_str().unwrap().parse().unwrap();
    run::work(&house.app, id).await.unwrap();
    ann.get(&format!("{path}/run")).await.json(200)
}

pub async fn stages(house: &TestHouse) -> Vec<(String, Option<i64>)> {
    sqlx::query_as("select stage, charged_micros from production_jobs order by planned_at, key")
        .fetch_all(&house.app.db)
        .await
        .unwrap()
}
