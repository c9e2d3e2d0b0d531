//! A web server of the test's own, on a port of this machine: what the house asks others for, it asks there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};

/// Status and body, by path.
type Answers = HashMap<String, (u16, Vec<u8>)>;

/// Answers what it was told to, and remembers what it was asked.
#[derive(Clone)]
pub struct Web {
    pub base: String,
    answers: Arc<Mutex<Answers>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Web {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            answers: Arc::default(),
            asked: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(web.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        web
    }

    /// From now on `path` is answered so; the body `never` is never sent.
    pub fn set(&self, path: &str, status: u16, body: impl Into<Vec<u8>>) {
        let mut answers = self.answers.lock().unwrap();
        answers.insert(path.to_owned(), (status, body.into()));
    }

    /// What it was asked, such as `GET /path?query`, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(State(web): State<Web>, method: Method, uri: Uri) -> (StatusCode, Vec<u8>) {
    web.asked.lock().unwrap().push(format!("{method} {uri}"));
    let found = web.answers.lock().unwrap().get(uri.path()).cloned();
    let (status, body) = found.unwrap_or((404, Vec::new()));
    if body == b"never" {
        std::future::pending::<()>().await;
    }
    (StatusCode::from_u16(status).unwrap(), body)
}
