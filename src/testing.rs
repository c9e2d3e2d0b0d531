//! A whole house for a test: own database, own folder, a clock that stands still, seeded chance.

use std::str::FromStr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::app::{App, Parts};
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::houses::Houses;
use crate::storage::Storage;

/// A running house without a network.
pub struct TestHouse {
    pub app: App,
    pub router: Router,
    // Deleted with the house.
    _folder: tempfile::TempDir,
}

/// Where a test's clock stands at first.
pub fn morning() -> DateTime<Utc> {
    DateTime::from_str("2026-03-01T08:00:00Z").unwrap()
}

impl TestHouse {
    /// A house on a fresh, migrated database (see `#[sqlx::test]`).
    pub async fn new(db: PgPool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            ..Config::default()
        };
        let storage = Storage::open(&config).unwrap();
        let (clock, random) = (Clock::fixed(morning()), Random::seeded(1));
        crate::houses::ensure_first(&db, &clock, &random, &config.house)
            .await
            .unwrap();
        let app = App::new(Parts {
            config,
            db,
            storage,
            clock,
            random,
            houses: Houses::default(),
            metrics: crate::telemetry::detached_metrics(),
            stopping: CancellationToken::new(),
        });
        Self {
            router: crate::router::router(app.clone()),
            app,
            _folder: folder,
        }
    }

    /// A browser that has never been here.
    pub fn device(&self) -> Device {
        Device {
            router: self.router.clone(),
            cookie: None,
        }
    }
}

/// A browser: keeps its cookie, sends our own origin.
pub struct Device {
    router: Router,
    pub cookie: Option<String>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON, after checking the status.
    #[track_caller]
    pub fn json(&self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), status, "{text}");
        if self.bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&self.bytes).expect(&text)
        }
    }

    /// The code of a refusal, after checking the status and that the body says what to do.
    #[track_caller]
    pub fn refusal(&self, status: u16) -> String {
        let body = self.json(status);
        assert!(
            body["error"]["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{body}"
        );
        assert!(
            body["error"]["remedy"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{body}"
        );
        body["error"]["code"].as_str().unwrap().to_owned()
    }
}

impl Device {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send_json(Method::POST, path, body).await
    }

    pub async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.send_json(Method::PUT, path, body).await
    }

    pub async fn patch(&mut self, path: &str, body: Value) -> Answer {
        self.send_json(Method::PATCH, path, body).await
    }

    async fn send_json(&mut self, method: Method, path: &str, body: Value) -> Answer {
        self.send(
            method,
            path,
            &[("content-type", "application/json")],
            Body::from(body.to_string()),
        )
        .await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header(header::ORIGIN, "http://localhost:8080")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response: Response<Body> = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            self.cookie = Some(set.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
}
