//! A provider that is not the house: it answers as a maker's documentation says, counts what would be charged, and can be
//! made to keep an answer back, so that whoever asked is killed while it waits.

#![allow(clippy::disallowed_types, reason = "a server that is not the house")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::sync::watch;

/// A request as it arrived.
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// How many were before it to the same method and path.
    pub before: usize,
    /// How many that would be charged there are, this one too.
    pub number: usize,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path.starts_with(path)
    }

    /// An address on this server.
    pub fn own(&self, path: &str) -> String {
        format!("http://{}{path}", self.header("host"))
    }

    /// Whether it would be charged: uploads to a machine of one's own are not.
    fn is_paid(method: &str, path: &str) -> bool {
        method == "POST" && !path.starts_with("/upload")
    }
}

pub enum Reply {
    Json(u16, Value),
    Bytes(&'static str, Vec<u8>),
    /// To another address.
    Moved(String),
}

/// What is answered.
pub type Answers = fn(&Seen, &Files) -> Reply;

/// What providers make.
pub struct Files {
    pub clip: Vec<u8>,
    pub still: Vec<u8>,
    /// A still of 2:3.
    pub wider: Vec<u8>,
    pub sound: Vec<u8>,
}

/// Which answers are kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    None,
    /// To what would be charged: whether it was taken is not known then.
    Submissions,
    /// To questions how far it is.
    Questions,
}

pub struct Server {
    pub base: String,
    shared: Arc<Shared>,
}

struct Shared {
    answers: Answers,
    files: Arc<Files>,
    /// Method, path and body of all.
    seen: Mutex<Vec<(String, String, Vec<u8>)>>,
    hold: watch::Sender<Hold>,
    /// How many answers were kept back.
    held: watch::Sender<usize>,
}

impl Server {
    pub async fn new(answers: Answers, files: &Arc<Files>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            answers,
            files: files.clone(),
            seen: Mutex::default(),
            hold: watch::Sender::new(Hold::None),
            held: watch::Sender::new(0),
        });
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, shared }
    }

    /// Bodies of what would be charged.
    pub fn charged(&self) -> Vec<Value> {
        let seen = self.shared.seen.lock().unwrap();
        seen.iter()
            .filter(|(method, path, _)| Seen::is_paid(method, path))
            .map(|(_, _, body)| serde_json::from_slice(body).unwrap_or(Value::Null))
            .collect()
    }

    pub fn hold(&self, what: Hold) {
        self.shared.hold.send_replace(what);
    }

    /// Waits until one more answer was kept back.
    pub async fn kept_back(&self) {
        let mut held = self.shared.held.subscribe();
        held.borrow_and_update();
        held.changed().await.unwrap();
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (method, path) = (method.to_string(), uri.to_string());
    let seen = {
        let mut all = shared.seen.lock().unwrap();
        let same = all.iter().filter(|one| one.0 == method && one.1 == path);
        let before = same.count();
        all.push((method.clone(), path.clone(), body.to_vec()));
        let number = all
            .iter()
            .filter(|(method, path, _)| Seen::is_paid(method, path))
            .count();
        Seen {
            method,
            path,
            headers,
            body: body.to_vec(),
            before,
            number,
        }
    };
    let kept_back = match *shared.hold.borrow() {
        Hold::None => false,
        Hold::Submissions => Seen::is_paid(&seen.method, &seen.path),
        Hold::Questions => seen.method == "GET",
    };
    if kept_back {
        shared.held.send_modify(|held| *held += 1);
        std::future::pending::<()>().await;
    }
    let response = Response::builder();
    match (shared.answers)(&seen, &shared.files) {
        Reply::Json(status, value) => response
            .status(status)
            .header("content-type", "application/json")
            .body(Body::from(value.to_string())),
        Reply::Bytes(media, bytes) => response
            .header("content-type", media)
            .body(Body::from(bytes)),
        Reply::Moved(to) => response
            .status(302)
            .header("location", to)
            .body(Body::empty()),
    }
    .unwrap()
}
