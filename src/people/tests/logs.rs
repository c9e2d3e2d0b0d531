//! Whatever is logged, at whatever level, holds no secret.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use sqlx::PgPool;
use tracing_subscriber::fmt::MakeWriter;

use crate::people::operator_link;
use crate::testing::TestHouse;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[sqlx::test]
async fn neither_passwords_nor_tokens_nor_cookies_are_logged(db: PgPool) {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .with_ansi(false)
        .finish();
    let logging = tracing::subscriber::set_default(subscriber);

    let house = TestHouse::new(db).await;
    let link = operator_link(&house.app, house.id().await).await.unwrap();
    let token = link.split('#').nth(1).unwrap().to_owned();
    let mut secrets = vec![
        token.clone(),
        "a secret passphrase".to_owned(),
        "another secret".to_owned(),
    ];
    let mut device = house.device();
    let mut see = |device: &crate::testing::Device| {
        let cookie = device.cookie.clone().unwrap();
        secrets.push(cookie.split_once('=').unwrap().1.to_owned());
    };
    device.get("/api/v1/me").await.json(200);
    see(&device);
    let account = json!({ "email": "ann@example.org", "password": "a secret passphrase" });
    device
        .post("/api/v1/auth/register", account.clone())
        .await
        .json(200);
    see(&device);
    device
        .post("/api/v1/auth/claim", json!({ "token": token }))
        .await
        .json(200);
    see(&device);
    device
        .post("/api/v1/auth/claim", json!({ "token": token }))
        .await
        .refusal(410);
    let mut other = house.device();
    other.post("/api/v1/auth/login", account).await.json(200);
    see(&other);
    other
        .post(
            "/api/v1/auth/login",
            json!({ "email": "ann@example.org", "password": "another secret" }),
        )
        .await
        .refusal(401);
    // Bodies that cannot be read are quoted in part to their sender, not to the log.
    other
        .post(
            "/api/v1/auth/login",
            json!({ "email": ["another secret"], "password": "another secret" }),
        )
        .await
        .refusal(400);
    other
        .post("/api/v1/auth/claim", json!({ "token": { "x": token } }))
        .await
        .refusal(400);

    drop(logging);
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("/api/v1/auth/register") && log.contains("insert into sessions"),
        "the log was captured"
    );
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log");
    }
}
