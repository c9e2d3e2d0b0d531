use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::testing::TestHouse;

#[sqlx::test]
async fn other_sites_cannot_change_anything(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    device.get("/api/v1/me").await.json(200);
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", ""), ("origin", "https://evil.example")],
        &[("sec-fetch-site", ""), ("origin", "null")],
        &[("sec-fetch-site", ""), ("origin", "")],
    ] {
        for (method, path) in [
            (Method::DELETE, "/api/v1/me"),
            (Method::POST, "/api/v1/events"),
            (Method::POST, "/api/v1/auth/logout"),
        ] {
            let answer = device.send(method, path, headers, Body::from("{}")).await;
            assert_eq!(answer.refusal(403), "cross_origin", "{headers:?}");
        }
        device
            .send(Method::GET, "/api/v1/me", headers, Body::empty())
            .await
            .json(200);
    }
}

#[sqlx::test]
async fn our_own_pages_and_programs_can(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let beacon =
        json!({ "schema": 1, "sent_at": "2026-03-01T08:00:00Z", "events": [] }).to_string();
    let sent = [("content-type", "text/plain;charset=UTF-8")];
    device
        .send(Method::POST, "/api/v1/events", &sent, Body::from(beacon))
        .await
        .json(202);
    let old_browser = [("sec-fetch-site", "")];
    device
        .send(
            Method::POST,
            "/api/v1/auth/logout",
            &old_browser,
            Body::empty(),
        )
        .await
        .json(204);
    let mut program = house.device();
    let bare = [("sec-fetch-site", ""), ("origin", "")];
    program
        .send(
            Method::POST,
            "/api/v1/auth/passkeys/login/start",
            &bare,
            Body::empty(),
        )
        .await
        .json(200);
}

#[sqlx::test]
async fn every_answer_tells_the_browser_what_we_never_do(db: PgPool) {
    let house = TestHouse::new(db).await;
    for (path, status) in [
        ("/api/v1/me", 200),
        ("/api/v1/nothing", 404),
        ("/missing.js", 404),
        ("/healthz", 200),
        ("/docs/api/", 200),
    ] {
        let answer = house.device().get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default()
        };
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        let scripts = policy
            .split(';')
            .find(|part| part.trim().starts_with("script-src"))
            .unwrap();
        assert_eq!(scripts.trim(), "script-src 'self'", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=()"));
        assert_eq!(header("strict-transport-security"), "", "not over http");
        assert_eq!(header("access-control-allow-origin"), "");
    }
}

#[sqlx::test]
async fn guessing_is_slowed_by_address_whatever_the_cookie(db: PgPool) {
    let house = TestHouse::new(db).await;
    let address = house.device().address;
    let guess = |address| {
        let mut device = house.device();
        device.address = address;
        async move {
            device
                .post("/api/v1/auth/claim", json!({ "token": "guess" }))
                .await
        }
    };
    for _ in 0..20 {
        guess(address).await.refusal(404);
    }
    let answer = guess(address).await;
    assert_eq!(answer.refusal(429), "too_many_requests");
    let wait_s: i64 = answer.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=6).contains(&wait_s), "{wait_s}");
    guess(house.device().address).await.refusal(404);
    house.app.clock.advance(Duration::seconds(wait_s));
    guess(address).await.refusal(404);
}

#[sqlx::test]
async fn watching_is_counted_by_person(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (mut ann, mut bob) = (house.device(), house.device());
    bob.address = ann.address;
    for device in [&mut ann, &mut bob] {
        device.get("/api/v1/me").await.json(200);
    }
    let mut refused = None;
    for asked in 0..1_000 {
        let answer = ann.get("/api/v1/me").await;
        if answer.status.as_u16() == 429 {
            refused = Some(asked);
            break;
        }
    }
    assert!(
        refused.is_some_and(|asked| asked >= 300),
        "generous, and not for ever: {refused:?}"
    );
    bob.get("/api/v1/me").await.json(200);
    house.device().get("/healthz").await;
    house.app.clock.advance(Duration::seconds(1));
    ann.get("/api/v1/me").await.json(200);
}

#[sqlx::test]
async fn pages_load_a_card_form_only_where_cards_are_taken(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let plain = house.device().get("/").await.headers;
    assert!(!format!("{plain:?}").contains("stripe.com"));
    let mut config = crate::config::Config::default();
    config.stripe.publishable_key = Some("pk_test_1".into());
    let cards = TestHouse::with(db, config).await;
    let headers = cards.device().get("/").await.headers;
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in [
        "script-src 'self' https://js.stripe.com;",
        "frame-src https://js.stripe.com https://hooks.stripe.com;",
        "connect-src 'self' https://api.stripe.com;",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    let permissions = headers["permissions-policy"].to_str().unwrap();
    assert!(permissions.contains("payment=(self \"https://js.stripe.com\""));
    let docs = cards.device().get("/docs/api/").await.headers;
    assert!(
        !docs["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("stripe.com")
    );
}
