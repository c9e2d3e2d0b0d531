//! Two servers that speak Stripe's interface and that we did not write, for tests. Neither does everything: one ignores
//! idempotency keys, the other has no payments that the page confirms. So there are both, and a gate before them
//! that loses answers.

use std::collections::HashMap;
use std::future::IntoFuture;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::config::{self, Config, Secret};

/// What webhooks of these tests are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_new";
pub const OLD_WEBHOOK_SECRET: &str = "whsec_old";

/// A server, stopped when dropped.
pub struct StripeServer {
    process: Child,
    pub address: url::Url,
}

impl StripeServer {
    /// `localstripe` (PyPI): payments, kept cards, subscriptions, its account of the money, webhooks.
    pub fn local() -> Self {
        let port = free_port();
        let mut command = Command::new(cache().join("py/bin/localstripe"));
        command
            .args(["--port", &port.to_string(), "--from-scratch"])
            .env("PYTHONUNBUFFERED", "1");
        Self::start(command, port, "Running on")
    }

    /// `stripe-stateful-mock` (npm): idempotency, failures on demand, disputes.
    pub fn stateful() -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command
            .arg(cache().join("npm-stripe/node_modules/stripe-stateful-mock/dist/cli.js"))
            .env("PORT", port.to_string());
        Self::start(command, port, "Server started")
    }

    fn start(mut command: Command, port: u16, ready: &str) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("localstripe and stripe-stateful-mock are installed by ./test into the cache folder");
        let mut words = BufReader::new(process.stdout.take().unwrap()).lines();
        words
            .find(|line| line.as_ref().is_ok_and(|line| line.contains(ready)))
            .expect("the server says when it runs")
            .unwrap();
        // Read on, so that it never waits for a reader.
        std::thread::spawn(move || words.for_each(drop));
        Self {
            process,
            address: format!("http://127.0.0.1:{port}").parse().unwrap(),
        }
    }
}

impl Drop for StripeServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn cache() -> PathBuf {
    let cache = std::env::var_os("CLIFFHANGER_CACHE").map(PathBuf::from);
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/cliffhanger"));
    cache.or_else(home).unwrap()
}

/// Settings of a house that is paid through a server.
pub fn config(address: &url::Url) -> Config {
    Config {
        stripe: config::Stripe {
            secret_key: Some(Secret("sk_test_12345".into())),
            publishable_key: Some("pk_test_12345".into()),
            webhook_secrets: vec![
                Secret(WEBHOOK_SECRET.into()),
                Secret(OLD_WEBHOOK_SECRET.into()),
            ],
            api_base: address.clone(),
        },
        ..Config::default()
    }
}

/// What a gate does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Gate {
    Pass = 0,
    /// Nobody is there.
    Down = 1,
    /// A change is made, and its answer is lost.
    LoseAnswers = 2,
    /// The same of payments only.
    LosePayments = 3,
    /// Of its account of the money only the first page is told.
    FirstPage = 4,
}

/// A gate before a server: for what happens between the provider's yes and our record.
#[derive(Clone)]
pub struct Gated {
    server: url::Url,
    http: reqwest::Client,
    mode: Arc<AtomicU8>,
    account: Arc<Mutex<Account>>,
    pub address: url::Url,
}

/// What the servers know nothing of: other lines of the account, newest first; things by their path; lines on a page.
struct Account {
    lines: Vec<Value>,
    things: HashMap<String, Value>,
    page: usize,
}

impl Gated {
    pub async fn before(server: &StripeServer) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let gate = Self {
            server: server.address.clone(),
            http: reqwest::Client::new(),
            mode: Arc::new(AtomicU8::new(0)),
            account: Arc::new(Mutex::new(Account {
                lines: Vec::new(),
                things: HashMap::new(),
                page: 100,
            })),
            address: address.parse().unwrap(),
        };
        let service = Router::new().fallback(forward).with_state(gate.clone());
        tokio::spawn(axum::serve(listener, service).into_future());
        gate
    }

    pub fn set(&self, mode: Gate) {
        self.mode.store(mode as u8, Ordering::SeqCst);
    }

    /// A line that comes first in the account from now on.
    pub fn line(&self, kind: &str, amount: i64, fee: i64, source: Option<&str>) {
        let mut account = self.account.lock().unwrap();
        let id = format!("txn_gate_{}", account.lines.len());
        let line = json!({
            "id": id, "type": kind, "amount": amount, "fee": fee, "net": amount - fee, "currency": "usd",
            "source": source, "created": 1_772_000_000,
        });
        account.lines.insert(0, line);
    }

    /// How many lines of the account are on a page.
    pub fn page(&self, lines: usize) {
        self.account.lock().unwrap().page = lines;
    }

    /// What is at a path, whatever the server says.
    pub fn thing(&self, path: &str, thing: Value) {
        let mut account = self.account.lock().unwrap();
        account.things.insert(path.to_owned(), thing);
    }

    fn whole(&self, path: &str) -> Option<Value> {
        self.account.lock().unwrap().things.get(path).cloned()
    }

    /// The page of the account that follows a line.
    async fn lines(&self, after: Option<&str>) -> Value {
        let mut address = self.server.join("v1/balance_transactions").unwrap();
        address.set_query(Some("limit=100"));
        let request = self.http.get(address).bearer_auth("sk_test_12345");
        let answer = request.send().await.unwrap().bytes().await.unwrap();
        let mut told: Value = serde_json::from_slice(&answer).unwrap();
        let account = self.account.lock().unwrap();
        let mut lines = account.lines.clone();
        lines.append(told["data"].as_array_mut().unwrap());
        let from = after.map_or(0, |id| {
            1 + lines.iter().position(|line| line["id"] == id).unwrap()
        });
        let to = lines.len().min(from + account.page);
        json!({ "object": "list", "data": lines[from..to], "has_more": to < lines.len() })
    }
}

async fn forward(State(gate): State<Gated>, request: Request) -> Response {
    let mode = gate.mode.load(Ordering::SeqCst);
    let lost = || {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    };
    if mode == Gate::Down as u8 {
        return lost();
    }
    let (parts, body) = request.into_parts();
    if let Some(thing) = gate.whole(parts.uri.path()) {
        return Response::new(Body::from(thing.to_string()));
    }
    if parts.uri.path() == "/v1/balance_transactions" {
        let query = parts.uri.query().unwrap_or_default();
        let after = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("starting_after="));
        if after.is_some() && mode == Gate::FirstPage as u8 {
            return lost();
        }
        return Response::new(Body::from(gate.lines(after).await.to_string()));
    }
    let mut address = gate.server.clone();
    address.set_path(parts.uri.path());
    address.set_query(parts.uri.query());
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let mut headers = parts.headers;
    headers.remove("host");
    let answer = gate
        .http
        .request(parts.method.clone(), address)
        .headers(headers)
        .body(bytes)
        .send()
        .await
        .unwrap();
    let loses = mode == Gate::LoseAnswers as u8
        || (mode == Gate::LosePayments as u8 && parts.uri.path() == "/v1/payment_intents");
    if loses && parts.method == axum::http::Method::POST {
        return lost();
    }
    let status = answer.status();
    let mut response = Response::new(Body::from(answer.bytes().await.unwrap()));
    *response.status_mut() = status;
    response
}

/// Webhooks as they came: the signature and the bytes.
pub struct Webhooks(mpsc::UnboundedReceiver<(String, Bytes)>);

impl Webhooks {
    /// Has a server send its webhooks here.
    pub async fn of(server: &StripeServer) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let take = move |headers: HeaderMap, body: Bytes| {
            let sender = sender.clone();
            async move {
                let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
                let _ = sender.send((signature, body));
            }
        };
        let service = Router::new().route("/hook", axum::routing::post(take));
        tokio::spawn(axum::serve(listener, service).into_future());
        let body = format!("url=http%3A%2F%2F{address}%2Fhook&secret={WEBHOOK_SECRET}");
        let answer = reqwest::Client::new()
            .post(server.address.join("_config/webhooks/test").unwrap())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
        Self(receiver)
    }

    /// The next one of a kind, and everything that came before it.
    pub async fn until(&mut self, kind: &str) -> Vec<(String, Bytes)> {
        let mut came = Vec::new();
        loop {
            let waited = tokio::time::timeout(std::time::Duration::from_secs(20), self.0.recv());
            let (signature, body) = waited.await.expect("the webhook comes in time").unwrap();
            let event: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let found = event["type"] == kind;
            came.push((signature, body));
            if found {
                return came;
            }
        }
    }
}
