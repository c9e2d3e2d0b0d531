//! A server in this process that answers as it is told to.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::Response,
};
use serde_json::Value;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path.starts_with(path)
    }
}

pub enum Reply {
    Json(u16, Value),
    Bytes(&'static str, Vec<u8>),
    /// Status, header, its value.
    Header(u16, &'static str, String),
    /// Never.
    Hang,
}

type Answering = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

pub struct Fake {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

struct Shared {
    answering: Box<Answering>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Fake {
    /// Answers each request by what it is and by how many were before it to the same method and path.
    pub async fn new(answering: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::new(Shared {
            answering: Box::new(answering),
            seen: Arc::clone(&seen),
        });
        let router = Router::new().fallback(answer).with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, seen }
    }

    pub fn count(&self, method: &str, path: &str) -> usize {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .filter(|seen| seen.is(method, path))
            .count()
    }

    pub fn all(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let seen = Seen {
        method: method.to_string(),
        path,
        headers,
        body: body.to_vec(),
    };
    let before = {
        let mut all = shared.seen.lock().unwrap();
        let before = all
            .iter()
            .filter(|one| one.method == seen.method && one.path == seen.path)
            .count();
        all.push(seen.clone());
        before
    };
    let response = Response::builder();
    match (shared.answering)(&seen, before) {
        Reply::Json(status, value) => response
            .status(status)
            .header("content-type", "application/json")
            .body(Body::from(value.to_string())),
        Reply::Bytes(media, bytes) => response
            .header("content-type", media)
            .body(Body::from(bytes)),
        Reply::Header(status, name, value) => response
            .status(status)
            .header(name, value)
            .body(Body::empty()),
        Reply::Hang => std::future::pending().await,
    }
    .unwrap()
}
