use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use sqlx::PgPool;

use crate::people::Role;
use crate::testing::{PASSWORD, TestHouse};

const POSTS: &[&str] = &[
    "/api/v1/auth/register",
    "/api/v1/auth/login",
    "/api/v1/auth/claim",
    "/api/v1/auth/passkeys/register/start",
    "/api/v1/auth/passkeys/register/finish",
    "/api/v1/auth/passkeys/login/finish",
];

#[sqlx::test]
async fn bodies_that_cannot_be_read_are_refused_in_words(db: PgPool) {
    let house = TestHouse::new(db).await;
    let deep = "[".repeat(200_000);
    for path in POSTS {
        for body in [
            "",
            "{",
            "null",
            "[]",
            "7",
            "\"x\"",
            "{\"email\":7}",
            "{\"a\":1}",
            "\0\0",
            "{}{}",
            &deep,
        ] {
            let answer = house
                .device()
                .send(
                    Method::POST,
                    path,
                    &[("content-type", "application/json")],
                    Body::from(body.to_owned()),
                )
                .await;
            assert_eq!(answer.refusal(400), "body_invalid", "{path} {body:.20}");
        }
        let large = vec![b' '; (1 << 20) + 1];
        let answer = house
            .device()
            .send(
                Method::POST,
                path,
                &[("content-type", "application/json")],
                Body::from(large),
            )
            .await;
        assert_eq!(answer.refusal(413), "body_too_large", "{path}");
        let form = house
            .device()
            .send(
                Method::POST,
                path,
                &[("content-type", "text/plain")],
                Body::from("{}"),
            )
            .await;
        assert_eq!(form.refusal(415), "json_expected", "{path}");
    }
}

#[sqlx::test]
async fn odd_addresses_and_passwords_are_taken_or_refused_and_nothing_breaks(db: PgPool) {
    let house = TestHouse::new(db).await;
    for (email, password, status) in [
        ("用户@例子.中国", "пароль пароль", 200),
        ("o'hara\"; drop table people; --@example.org", PASSWORD, 400),
        ("o'hara@example.org", "'; drop table people; --", 200),
        ("nul\0@example.org", PASSWORD, 400),
        ("nul@example.org", "nul\0nul\0nul\0", 200),
        ("%@example.org", "%%%%%%%%%%", 200),
        ("a@example.org", "short", 400),
        ("b@example.org", "💔💔💔💔💔💔💔💔💔💔", 200),
        ("c@example.org\r\nSet-Cookie: x=y", PASSWORD, 400),
        ("", PASSWORD, 400),
    ] {
        let mut device = house.device();
        let body = json!({ "email": email, "password": password });
        let answer = device.post("/api/v1/auth/register", body.clone()).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{email:?} {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        let login = house.device().post("/api/v1/auth/login", body).await;
        assert_eq!(
            login.status.as_u16(),
            if status == 200 { 200 } else { 401 },
            "{email:?}"
        );
    }
    let long = json!({ "email": "d@example.org", "password": "x".repeat(500_000) });
    assert_eq!(
        house
            .device()
            .post("/api/v1/auth/register", long.clone())
            .await
            .refusal(400),
        "password_long"
    );
    assert_eq!(
        house
            .device()
            .post("/api/v1/auth/login", long)
            .await
            .refusal(401),
        "login_failed"
    );
}

#[sqlx::test]
async fn nul_and_direction_marks_do_not_reach_names(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let me = device
        .patch("/api/v1/me", json!({ "display_name": "A\0n\u{7}n" }))
        .await
        .json(200);
    assert_eq!(me["display_name"], "Ann");
    assert_eq!(
        device
            .patch("/api/v1/me", json!({ "settings": { "language": "e\0" } }))
            .await
            .refusal(400),
        "language_unknown"
    );
    let mut boss = house.account("boss", Role::Operator).await;
    assert_eq!(
        boss.get("/api/v1/studio/people?query=%00")
            .await
            .refusal(400),
        "text_invalid"
    );
    boss.get("/api/v1/studio/people?query=%25_'%22")
        .await
        .json(200);
    boss.patch(
        "/api/v1/studio/people/nonsense",
        json!({ "role": "viewer" }),
    )
    .await
    .refusal(404);
}

#[sqlx::test]
async fn cookies_that_are_nonsense_are_nobody(db: PgPool) {
    let house = TestHouse::new(db).await;
    for cookie in [
        "cliffhanger=",
        "cliffhanger=x; cliffhanger=y",
        "cliffhanger=%00%ff",
        "=;;=",
        "cliffhanger=\"quoted",
    ] {
        let mut device = house.device();
        device.cookie = Some(cookie.into());
        assert_eq!(
            device.get("/api/v1/me").await.json(200)["kind"],
            "anonymous",
            "{cookie}"
        );
    }
    let mut device = house.device();
    device.cookie = Some(format!("cliffhanger={}", "a".repeat(100_000)));
    device.get("/api/v1/me").await.json(200);
}
