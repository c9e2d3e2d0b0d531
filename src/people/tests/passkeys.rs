use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::authenticator::Authenticator;
use crate::people::Role;
use crate::testing::{Answer, Device, PASSWORD, TestHouse};

const AUTH: &str = "/api/v1/auth/passkeys";

async fn start(device: &mut Device, what: &str, body: Value) -> Value {
    device
        .post(&format!("{AUTH}/{what}/start"), body)
        .await
        .json(200)
}

async fn finish(device: &mut Device, what: &str, ceremony: &Value, credential: Value) -> Answer {
    let body = json!({ "ceremony": ceremony["ceremony"], "credential": credential });
    device.post(&format!("{AUTH}/{what}/finish"), body).await
}

/// Adds a passkey and returns what `/me` says then.
async fn add(device: &mut Device, authenticator: &mut Authenticator) -> Value {
    let ceremony = start(device, "register", json!({ "name": "Phone" })).await;
    let credential = authenticator.create(&ceremony["options"]);
    finish(device, "register", &ceremony, credential)
        .await
        .json(200)
}

#[sqlx::test]
async fn a_passkey_makes_an_account_and_logs_in_elsewhere(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut phone = house.device();
    let before = phone.get("/api/v1/me").await.json(200);
    let cookie = phone.cookie.clone();
    let mut authenticator = Authenticator::new(1);
    let me = add(&mut phone, &mut authenticator).await;
    assert_eq!((&me["id"], &me["kind"]), (&before["id"], &json!("account")));
    assert_eq!(
        (
            &me["passkeys"][0]["name"],
            &me["passkeys"][0]["last_used_at"]
        ),
        (&json!("Phone"), &json!(null))
    );
    assert_ne!(
        phone.cookie, cookie,
        "the session changed with what it may do"
    );

    let mut tablet = house.device();
    tablet.get("/api/v1/me").await.json(200);
    house.app.clock.advance(Duration::days(1));
    let ceremony = start(&mut tablet, "login", json!({})).await;
    let credential = authenticator.get(&ceremony["options"]);
    let me = finish(&mut tablet, "login", &ceremony, credential.clone())
        .await
        .json(200);
    assert_eq!(me["id"], before["id"]);
    assert_eq!(
        me["passkeys"][0]["last_used_at"],
        json!(house.app.clock.now())
    );
    assert_eq!(tablet.get("/api/v1/me").await.json(200)["id"], before["id"]);
    let again = finish(&mut house.device(), "login", &ceremony, credential).await;
    assert_eq!(
        again.refusal(400),
        "ceremony_over",
        "an answer is used once"
    );
}

#[sqlx::test]
async fn a_ceremony_ends_after_five_minutes(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (mut device, mut authenticator) = (house.device(), Authenticator::new(1));
    let ceremony = start(&mut device, "register", json!({ "name": "Phone" })).await;
    house.app.clock.advance(Duration::minutes(5));
    let credential = authenticator.create(&ceremony["options"]);
    assert_eq!(
        finish(&mut device, "register", &ceremony, credential)
            .await
            .refusal(400),
        "ceremony_over"
    );
    add(&mut device, &mut authenticator).await;
    let ceremony = start(&mut device, "login", json!({})).await;
    house.app.clock.advance(Duration::minutes(5));
    let credential = authenticator.get(&ceremony["options"]);
    assert_eq!(
        finish(&mut device, "login", &ceremony, credential)
            .await
            .refusal(400),
        "ceremony_over"
    );
}

#[sqlx::test]
async fn ceremonies_are_not_exchanged(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (mut ann, mut eve) = (house.device(), house.device());
    eve.get("/api/v1/me").await.json(200);
    let mut authenticator = Authenticator::new(1);
    let hers = start(&mut ann, "register", json!({ "name": "Phone" })).await;
    let credential = authenticator.create(&hers["options"]);
    // Somebody else's, and one of the other kind.
    assert_eq!(
        finish(&mut eve, "register", &hers, credential.clone())
            .await
            .refusal(400),
        "ceremony_over"
    );
    let login = start(&mut ann, "login", json!({})).await;
    assert_eq!(
        finish(&mut ann, "register", &login, credential.clone())
            .await
            .refusal(400),
        "ceremony_over"
    );
    // A fresh ceremony does not take an answer to another challenge.
    let fresh = start(&mut ann, "register", json!({ "name": "Phone" })).await;
    assert_eq!(
        finish(&mut ann, "register", &fresh, credential.clone())
            .await
            .refusal(400),
        "passkey_refused"
    );
    finish(&mut ann, "register", &hers, credential)
        .await
        .json(200);
}

#[sqlx::test]
async fn answers_for_another_site_or_by_another_key_are_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (mut device, mut authenticator) = (house.device(), Authenticator::new(1));
    add(&mut device, &mut authenticator).await;

    let ceremony = start(&mut device, "login", json!({})).await;
    authenticator.origin = "http://evil.example".into();
    let credential = authenticator.get(&ceremony["options"]);
    assert_eq!(
        finish(&mut device, "login", &ceremony, credential)
            .await
            .refusal(400),
        "passkey_refused"
    );
    authenticator.origin = "http://localhost:8080".into();

    let ceremony = start(&mut device, "login", json!({})).await;
    let mut credential = authenticator.get(&ceremony["options"]);
    let other = Authenticator::new(2).get(&ceremony["options"]);
    credential["response"]["signature"] = other["response"]["signature"].clone();
    assert_eq!(
        finish(&mut device, "login", &ceremony, credential)
            .await
            .refusal(400),
        "passkey_refused"
    );

    // A counter that goes back is a copy of the key.
    let ceremony = start(&mut device, "login", json!({})).await;
    authenticator.counter = 9;
    let credential = authenticator.get(&ceremony["options"]);
    finish(&mut device, "login", &ceremony, credential)
        .await
        .json(200);
    let ceremony = start(&mut device, "login", json!({})).await;
    authenticator.counter = 3;
    let credential = authenticator.get(&ceremony["options"]);
    assert_eq!(
        finish(&mut device, "login", &ceremony, credential)
            .await
            .refusal(400),
        "passkey_refused"
    );
}

#[sqlx::test]
async fn answers_that_are_nonsense_are_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    device.get("/api/v1/me").await.json(200);
    for credential in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "id": "!", "rawId": "!", "type": "x", "response": {} }),
        json!({ "id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {},
            "response": { "clientDataJSON": "AAAA", "attestationObject": "/w", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA" } }),
    ] {
        for what in ["register", "login"] {
            let ceremony = start(&mut device, what, json!({ "name": "x" })).await;
            let answer = finish(&mut device, what, &ceremony, credential.clone()).await;
            assert!(["body_invalid", "passkey_refused"].contains(&answer.refusal(400).as_str()));
        }
        // The strict class of routes is counted by address; this test is not about that.
        device.address.set_port(1);
        device = house.device();
        device.get("/api/v1/me").await.json(200);
    }
}

#[sqlx::test]
async fn a_passkey_belongs_to_one_account_and_the_last_way_in_stays(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (mut device, mut authenticator) = (house.device(), Authenticator::new(1));
    let me = add(&mut device, &mut authenticator).await;
    let path = format!("{AUTH}/{}", me["passkeys"][0]["id"].as_str().unwrap());
    assert_eq!(device.delete(&path).await.refusal(409), "last_login");

    let mut ann = house.account("ann", Role::Viewer).await;
    let ceremony = start(&mut ann, "register", json!({ "name": "" })).await;
    let credential = authenticator.create(&ceremony["options"]);
    assert_eq!(
        finish(&mut ann, "register", &ceremony, credential)
            .await
            .refusal(409),
        "passkey_known"
    );
    assert_eq!(ann.delete(&path).await.refusal(404), "passkey_not_found");

    let mut second = Authenticator::new(2);
    let me = add(&mut ann, &mut second).await;
    let own = format!("{AUTH}/{}", me["passkeys"][0]["id"].as_str().unwrap());
    let me = ann.delete(&own).await.json(200);
    assert_eq!(
        (&me["passkeys"], &me["kind"]),
        (&json!([]), &json!("account"))
    );
    let ceremony = start(&mut house.device(), "login", json!({})).await;
    let credential = second.get(&ceremony["options"]);
    assert_eq!(
        finish(&mut house.device(), "login", &ceremony, credential)
            .await
            .refusal(400),
        "passkey_unknown"
    );

    // Register with a password, then the first account may delete its passkey too.
    let body = json!({ "email": "first@example.org", "password": PASSWORD });
    device.post("/api/v1/auth/register", body).await.json(200);
    device.delete(&path).await.json(200);
}

#[sqlx::test]
async fn a_passkey_of_one_house_is_unknown_in_another(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.second_house("second.example").await;
    let (mut device, mut authenticator) = (house.device(), Authenticator::new(1));
    add(&mut device, &mut authenticator).await;
    let mut there = house.device().at("second.example");
    let ceremony = start(&mut there, "login", json!({})).await;
    let credential = authenticator.get(&ceremony["options"]);
    assert_eq!(
        finish(&mut there, "login", &ceremony, credential)
            .await
            .refusal(400),
        "passkey_unknown"
    );
}
