//! A whole house for a test: own database, own folder, a clock that stands still, seeded chance.

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::app::{App, Parts};
use crate::books::Books;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::houses::Houses;
use crate::people::Role;
use crate::storage::Storage;

pub mod llm;
pub mod s3;
pub mod stripe;
pub mod web;

/// A running house without a network.
pub struct TestHouse {
    pub app: App,
    pub router: Router,
    devices: AtomicU32,
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
        Self::with(db, Config::default()).await
    }

    /// For tests that are not about chains of title: what lacks documents is licensed on all the same.
    pub async fn ask_for_no_papers(&self) {
        use crate::rights::chain::{Policy, choose};
        let (id, now) = (self.id().await, self.app.clock.now());
        let mut db = self.app.db.acquire().await.unwrap();
        choose(&mut db, id, Policy::Warn, None, now).await.unwrap();
    }

    /// The same with settings of the test's own; the data folder is made for it.
    pub async fn with(db: PgPool, config: Config) -> Self {
        Self::seeded(db, config, 1).await
    }

    /// The same, of whose ids and other chances none is that of another seed.
    pub async fn seeded(db: PgPool, config: Config, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            // Voices that every machine has: nothing is fetched.
            studio: crate::config::Studio {
                fetch: false,
                ..config.studio.clone()
            },
            ..config
        };
        let (clock, random) = (Clock::fixed(morning()), Random::seeded(seed));
        crate::houses::ensure_first(&db, &clock, &random, &config.house)
            .await
            .unwrap();
        let books = Books::start(db.clone());
        let app = process(config, db, clock, random, books);
        Self {
            router: crate::router::router(app.clone()),
            app,
            devices: AtomicU32::new(0),
            _folder: folder,
        }
    }

    /// The process is killed with its connections, and another opens on the same data, at the same moment. Its
    /// requests end where they are let go, as those of a process that is killed.
    pub async fn reopen(&mut self) {
        let old = self.app.clone();
        let options = (*old.db.connect_options()).clone();
        old.db.close().await;
        let db = PgPool::connect_with(options).await.unwrap();
        let (clock, random) = (old.clock.clone(), old.random.clone());
        let books = Books::start(db.clone());
        self.app = process(old.config.clone(), db, clock, random, books);
        self.router = crate::router::mortal(self.app.clone());
    }

    /// One more process on the same data, whose ledger posts as the options say.
    pub fn beside(&self, options: ledger::Options) -> App {
        let app = &self.app;
        let (db, clock, random) = (app.db.clone(), app.clock.clone(), app.random.clone());
        let books = Books::with(db.clone(), options);
        process(app.config.clone(), db, clock, random, books)
    }

    /// A browser that has never been here.
    pub fn device(&self) -> Device {
        let number = self.devices.fetch_add(1, Ordering::Relaxed);
        let [_, a, b, c] = number.to_be_bytes();
        Device {
            router: self.router.clone(),
            cookie: None,
            host: "localhost:8080".into(),
            address: SocketAddr::from(([10, a, b, c], 40_000)),
            territory: None,
        }
    }

    /// The id of the house that every test begins with.
    pub async fn id(&self) -> uuid::Uuid {
        sqlx::query_scalar("select id from houses order by created_at limit 1")
            .fetch_one(&self.app.db)
            .await
            .unwrap()
    }

    /// A second house in the same database, which answers to `host`; see [`Device::at`].
    pub async fn second_house(&self, host: &str) -> uuid::Uuid {
        let id = self.app.random.id();
        sqlx::query(
            "insert into houses (id, slug, name, hosts, languages, default_language, created_at)
             values ($1, 'second', 'Second', array[$2], '{en}', 'en', $3)",
        )
        .bind(id)
        .bind(host)
        .bind(self.app.clock.now() + chrono::Duration::seconds(1))
        .execute(&self.app.db)
        .await
        .unwrap();
        id
    }

    /// A device whose viewer has an account (`NAME@example.org`, the password [`PASSWORD`]) and a role.
    pub async fn account(&self, name: &str, role: Role) -> Device {
        self.account_at("localhost:8080", name, role).await
    }

    /// The same in the house that answers to a host name.
    pub async fn account_at(&self, host: &str, name: &str, role: Role) -> Device {
        let mut device = self.device().at(host);
        let me = device.get("/api/v1/me").await.json(200);
        sqlx::query(
            "update people set role = $2, email = $3, password_hash = $4 where id::text = $1",
        )
        .bind(me["id"].as_str().unwrap())
        .bind(role)
        .bind(format!("{name}@example.org"))
        .bind(PASSWORD_HASH)
        .execute(&self.app.db)
        .await
        .unwrap();
        device
    }
}

/// What a process knows before its first request.
fn process(config: Config, db: PgPool, clock: Clock, random: Random, books: Books) -> App {
    let config_file = config.territory_file.clone();
    App::new(Parts {
        books,
        adverts: crate::adverts::Adverts::of(&config.adverts).unwrap(),
        payments: crate::payments::provider::Provider::of(&config).unwrap(),
        stores: crate::payments::stores::Stores::of(&config).unwrap(),
        storage: Storage::open(&config).unwrap(),
        config,
        db,
        clock,
        random,
        houses: Houses::default(),
        places: crate::houses::Places::open(config_file.as_deref()).unwrap(),
        rights: crate::rights::Books::default(),
        uploads: crate::ingest::uploads::Uploads::default(),
        studio: crate::studio::tools::Studio::default(),
        models: crate::studio::providers::Models::default(),
        metrics: crate::telemetry::detached_metrics(),
        stopping: CancellationToken::new(),
    })
}

/// The password of every account that [`TestHouse::account`] makes.
pub const PASSWORD: &str = "correct horse battery";
/// Its hash, so that a test need not wait for it to be computed.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBmb3IgdGVzdGluZw$oy2SooeagdRCQlNX6zQRBvvg3FhU5JCNN6V1PmWdv/M";

/// A browser: keeps its cookie, sends our own origin.
pub struct Device {
    router: Router,
    pub cookie: Option<String>,
    /// Of the house it visits.
    pub host: String,
    /// Where its requests come from.
    pub address: SocketAddr,
    /// What a proxy says of the territory that it is in, as `x-territory`; houses heed it where their settings name it.
    pub territory: Option<&'static str>,
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
        let id = self.headers["x-request-id"].to_str().unwrap();
        assert_eq!(body["error"]["request_id"], id, "{body}");
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
    /// The same browser at another host name.
    pub fn at(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    /// The same browser, in another tab.
    pub fn again(&self) -> Self {
        Self {
            router: self.router.clone(),
            cookie: self.cookie.clone(),
            host: self.host.clone(),
            address: self.address,
            territory: self.territory,
        }
    }

    /// Goes on with another process of the house.
    pub fn visit(&mut self, router: Router) {
        self.router = router;
    }

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

    /// Sends a request; `headers` replace what the browser sends by itself, an empty one takes it away.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let (parts, body) = self.request(method, path, headers, body).await.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// Opens a page whose body goes on, such as server-sent events.
    pub async fn open(&mut self, path: &str) -> Response<Body> {
        self.request(
            Method::GET,
            path,
            &[("accept-encoding", "gzip, br")],
            Body::empty(),
        )
        .await
    }

    async fn request(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .extension(ConnectInfo(self.address))
            .header(header::HOST, &self.host)
            .header(header::ORIGIN, format!("http://{}", self.host))
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(territory) = self.territory {
            request = request.header("x-territory", territory);
        }
        let sent = request.headers_mut().unwrap();
        for (name, value) in headers {
            let name = HeaderName::from_str(name).unwrap();
            if value.is_empty() {
                sent.remove(name);
            } else {
                sent.insert(name, HeaderValue::from_str(value).unwrap());
            }
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
        response
    }
}

/// A published series for tests of what viewers see, without packaging anything: rows only, except for
/// a rendition's bytes where a test asks for them.
pub struct SeriesFixture {
    pub id: uuid::Uuid,
    pub episodes: Vec<uuid::Uuid>,
}

impl TestHouse {
    /// Publishes a series of `episodes` one-minute episodes, `days_old` days ago.
    pub async fn publish(&self, slug: &str, episodes: i32, days_old: i64) -> SeriesFixture {
        self.publish_in(self.id().await, slug, episodes, days_old)
            .await
    }

    /// The same in a house of one's choice.
    pub async fn publish_in(
        &self,
        house: uuid::Uuid,
        slug: &str,
        episodes: i32,
        days_old: i64,
    ) -> SeriesFixture {
        let (db, id, now) = (&self.app.db, self.app.random.id(), self.app.clock.now());
        let published = now - chrono::Duration::days(days_old);
        sqlx::query(
            "insert into series (id, house_id, slug, language, title, publish_at, created_at, updated_at)
             values ($1, $2, $3, 'en', initcap($3), $4, $4, $4)",
        )
        .bind(id)
        .bind(house)
        .bind(slug)
        .bind(published)
        .execute(db)
        .await
        .unwrap();
        let mut made = Vec::new();
        for number in 1..=episodes {
            let episode = self.app.random.id();
            sqlx::query("insert into episodes (id, house_id, series_id, number, created_at) values ($1, $2, $3, $4, $5)")
                .bind(episode)
                .bind(house)
                .bind(id)
                .bind(number)
                .bind(published)
                .execute(db)
                .await
                .unwrap();
            sqlx::query(
                "insert into packages (episode_id, house_id, state, progress, duration_ms, playable_at, completed_at, updated_at)
                 values ($1, $2, 'complete', 1, 60000, $3, $3, $3)",
            )
            .bind(episode)
            .bind(house)
            .bind(published)
            .execute(db)
            .await
            .unwrap();
            made.push(episode);
        }
        SeriesFixture { id, episodes: made }
    }

    /// Gives an episode a rendition of these bytes and returns its address.
    pub async fn rendition(&self, episode: uuid::Uuid, bytes: &'static [u8]) -> String {
        let id = self.app.random.id();
        let key = self
            .app
            .storage
            .keep_bytes("media", bytes.into(), "mp4")
            .await
            .unwrap();
        sqlx::query(
            "insert into renditions (id, house_id, episode_id, codec, width, height, mime, bandwidth, average_bandwidth,
                 bytes, duration_ms, blob_key, init, segments, ffmpeg_version, arguments, created_at)
             select $1, e.house_id, e.id, 'h264', 480, 854, 'video/mp4; codecs=\"avc1.64001f\"', 800000, 700000, $2, 60000,
                 $3, 'init', '[{\"offset\":0,\"bytes\":4,\"start_ms\":0,\"duration_ms\":1000},{\"offset\":4,\"bytes\":6,\"start_ms\":1000,\"duration_ms\":2000}]',
                 'test', '{}', e.created_at
             from episodes e where e.id = $4",
        )
        .bind(id)
        .bind(bytes.len() as i64)
        .bind(key)
        .bind(episode)
        .execute(&self.app.db)
        .await
        .unwrap();
        format!("/media/renditions/{id}.mp4")
    }
}
