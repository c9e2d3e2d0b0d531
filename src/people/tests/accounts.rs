use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::people::Role;
use crate::testing::{PASSWORD, TestHouse};

#[sqlx::test]
async fn the_first_visit_makes_an_anonymous_viewer_with_defaults(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let me = device.get("/api/v1/me").await.json(200);
    assert_eq!(
        (me["kind"].as_str(), me["role"].as_str()),
        (Some("anonymous"), Some("viewer"))
    );
    assert_eq!(
        me["settings"],
        json!({
            "language": null, "captions_on": true, "captions_language": null, "captions_size": "m",
            "audio_language": null, "data_saver": false, "quality": "auto", "autoplay_next": true,
        })
    );
    assert_eq!(device.get("/api/v1/me").await.json(200)["id"], me["id"]);
    assert_ne!(
        house.device().get("/api/v1/me").await.json(200)["id"],
        me["id"]
    );
}

#[sqlx::test]
async fn the_session_cookie_is_kept_from_scripts_and_other_sites(db: PgPool) {
    let house = TestHouse::new(db).await;
    let answer = house.device().get("/api/v1/me").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[sqlx::test]
async fn settings_change_one_by_one_and_are_checked(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let me = device
        .patch(
            "/api/v1/me",
            json!({ "settings": { "quality": "720", "language": "PT_br" } }),
        )
        .await
        .json(200);
    assert_eq!(me["settings"]["quality"], "720");
    let me = device
        .patch(
            "/api/v1/me",
            json!({ "display_name": "  Ann \n Lee ", "settings": { "captions_on": false } }),
        )
        .await
        .json(200);
    assert_eq!(me["display_name"], "Ann Lee");
    assert_eq!(me["settings"]["language"], "pt-BR");
    assert_eq!(
        (&me["settings"]["quality"], &me["settings"]["captions_on"]),
        (&json!("720"), &json!(false))
    );
    let me = device
        .patch(
            "/api/v1/me",
            json!({ "display_name": null, "settings": { "language": null } }),
        )
        .await
        .json(200);
    assert_eq!(
        (&me["display_name"], &me["settings"]["language"]),
        (&json!(null), &json!(null))
    );
    for bad in [
        json!({ "settings": { "quality": "9000" } }),
        json!({ "settings": { "captions_on": "yes" } }),
        json!({ "settings": { "language": "english, please" } }),
        json!({ "settings": { "admin": true } }),
        json!({ "settings": [] }),
        json!({ "role": "operator" }),
        json!({ "display_name": "x".repeat(81) }),
    ] {
        device.patch("/api/v1/me", bad).await.refusal(400);
    }
}

#[sqlx::test]
async fn registering_keeps_the_person_and_gives_them_a_new_session(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("first", 1, 1).await;
    let mut device = house.device();
    device
        .put(&format!("/api/v1/my-list/{}", series.id), json!({}))
        .await
        .json(204);
    let before = device.get("/api/v1/me").await.json(200);
    let anonymous_cookie = device.cookie.clone();
    let me = device
        .post(
            "/api/v1/auth/register",
            json!({ "email": "Ann@Example.org", "password": PASSWORD, "display_name": "Ann" }),
        )
        .await
        .json(200);
    assert_eq!(me["id"], before["id"]);
    assert_eq!(
        (me["kind"].as_str(), me["has_password"].as_bool()),
        (Some("account"), Some(true))
    );
    assert_eq!(
        (me["email"].as_str(), me["display_name"].as_str()),
        (Some("Ann@Example.org"), Some("Ann"))
    );
    assert_eq!(
        device.get("/api/v1/my-list").await.json(200)["items"][0]["id"],
        json!(series.id)
    );
    // Whoever planted or saw the old cookie holds nothing.
    assert_ne!(device.cookie, anonymous_cookie);
    let mut thief = house.device();
    thief.cookie = anonymous_cookie;
    let refusal = thief.get("/api/v1/me").await.refusal(401);
    assert_eq!(refusal, "session_replaced");
    house.app.clock.advance(Duration::minutes(1));
    assert_ne!(thief.get("/api/v1/me").await.json(200)["id"], me["id"]);
    let again = json!({ "email": "other@example.org", "password": PASSWORD });
    assert_eq!(
        device
            .post("/api/v1/auth/register", again)
            .await
            .refusal(409),
        "already_registered"
    );
    let taken = json!({ "email": "aNN@example.ORG", "password": PASSWORD });
    assert_eq!(
        house
            .device()
            .post("/api/v1/auth/register", taken)
            .await
            .refusal(409),
        "email_taken"
    );
}

#[sqlx::test]
async fn logging_in_elsewhere_is_the_same_person_and_logging_out_ends_it(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut phone = house.account("ann", Role::Viewer).await;
    let me = phone.get("/api/v1/me").await.json(200);
    let mut tablet = house.device();
    let login = json!({ "email": " ANN@example.org ", "password": PASSWORD });
    assert_eq!(
        tablet
            .post("/api/v1/auth/login", login.clone())
            .await
            .json(200)["id"],
        me["id"]
    );
    let cookie = tablet.cookie.clone();
    let answer = tablet.post("/api/v1/auth/logout", json!({})).await;
    answer.json(204);
    assert!(
        answer.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    tablet.cookie = cookie;
    house.app.clock.advance(Duration::minutes(1));
    assert_ne!(tablet.get("/api/v1/me").await.json(200)["id"], me["id"]);
    assert_eq!(phone.get("/api/v1/me").await.json(200)["id"], me["id"]);
}

#[sqlx::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.account("ann", Role::Viewer).await;
    let mut device = house.device();
    let mut answers = Vec::new();
    for (email, password) in [
        ("ann@example.org", "not the password"),
        ("bob@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("ann@example.org", ""),
    ] {
        let answer = device
            .post(
                "/api/v1/auth/login",
                json!({ "email": email, "password": password }),
            )
            .await;
        assert_eq!(answer.refusal(401), "login_failed");
        assert!(!answer.headers.contains_key("set-cookie"));
        let mut body = answer.json(401);
        // Each request's own.
        body["error"]["request_id"].take();
        answers.push(body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[sqlx::test]
async fn logging_in_takes_the_session_away_from_who_planted_it(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut owner = house.account("ann", Role::Viewer).await;
    let id = owner.get("/api/v1/me").await.json(200)["id"].clone();
    let mut attacker = house.device();
    attacker.get("/api/v1/me").await.json(200);
    let mut victim = house.device();
    victim.cookie.clone_from(&attacker.cookie);
    victim
        .post(
            "/api/v1/auth/login",
            json!({ "email": "ann@example.org", "password": PASSWORD }),
        )
        .await
        .json(200);
    assert_ne!(victim.cookie, attacker.cookie);
    house.app.clock.advance(Duration::minutes(1));
    assert_ne!(attacker.get("/api/v1/me").await.json(200)["id"], id);
}

#[sqlx::test]
async fn a_session_ends_a_year_after_its_last_use(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.account("ann", Role::Viewer).await;
    let id = device.get("/api/v1/me").await.json(200)["id"].clone();
    house.app.clock.advance(Duration::days(364));
    assert_eq!(device.get("/api/v1/me").await.json(200)["id"], id);
    house.app.clock.advance(Duration::days(364));
    assert_eq!(
        device.get("/api/v1/me").await.json(200)["id"],
        id,
        "each use prolongs it"
    );
    house.app.clock.advance(Duration::days(366));
    assert_ne!(device.get("/api/v1/me").await.json(200)["id"], id);
}

#[sqlx::test]
async fn a_new_password_ends_all_other_sessions(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.account("ann", Role::Viewer).await;
    let id = device.get("/api/v1/me").await.json(200)["id"].clone();
    let mut other = house.device();
    let old = json!({ "email": "ann@example.org", "password": PASSWORD });
    other
        .post("/api/v1/auth/login", old.clone())
        .await
        .json(200);
    let path = "/api/v1/auth/password";
    let wrong = json!({ "current_password": "guess guess", "new_password": "new words here" });
    assert_eq!(
        device.post(path, wrong).await.refusal(401),
        "password_wrong"
    );
    let short = json!({ "current_password": PASSWORD, "new_password": "short" });
    assert_eq!(
        device.post(path, short).await.refusal(400),
        "password_short"
    );
    let right = json!({ "current_password": PASSWORD, "new_password": "new words here" });
    assert_eq!(device.post(path, right).await.json(200)["id"], id);
    assert_eq!(device.get("/api/v1/me").await.json(200)["id"], id);
    assert_ne!(other.get("/api/v1/me").await.json(200)["id"], id);
    assert_eq!(
        other.post("/api/v1/auth/login", old).await.refusal(401),
        "login_failed"
    );
    assert_eq!(
        house
            .device()
            .post(path, json!({ "new_password": PASSWORD }))
            .await
            .refusal(401),
        "login_needed"
    );
}

#[sqlx::test]
async fn one_house_never_sees_anothers_people(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.second_house("second.example").await;
    let mut ann = house.account("ann", Role::Operator).await;
    let id = ann.get("/api/v1/me").await.json(200)["id"].clone();
    // The same cookie is nobody at the other host, and the same address is free there.
    let mut there = house.device().at("second.example");
    there.cookie.clone_from(&ann.cookie);
    assert_ne!(there.get("/api/v1/me").await.json(200)["id"], id);
    let login = json!({ "email": "ann@example.org", "password": PASSWORD });
    assert_eq!(
        there.post("/api/v1/auth/login", login).await.refusal(401),
        "login_failed"
    );
    let mut boss = house
        .account_at("second.example", "ann", Role::Operator)
        .await;
    let listed = boss.get("/api/v1/studio/people").await.json(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_ne!(listed["items"][0]["id"], id);
    let path = format!("/api/v1/studio/people/{}", id.as_str().unwrap());
    assert_eq!(
        boss.patch(&path, json!({ "role": "viewer" }))
            .await
            .refusal(404),
        "person_not_found"
    );
    assert_eq!(ann.get("/api/v1/me").await.json(200)["role"], "operator");
    let link = crate::people::operator_link(&house.app, house.id().await)
        .await
        .unwrap();
    let token = link.split('#').nth(1).unwrap();
    assert_eq!(
        there
            .post("/api/v1/auth/claim", json!({ "token": token }))
            .await
            .refusal(404),
        "link_unknown"
    );
}

#[sqlx::test]
async fn a_request_on_its_way_while_one_logs_in_does_not_log_one_out(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let ann = json!({ "email": "ann@example.org", "password": PASSWORD });
    device.post("/api/v1/auth/register", ann).await.json(200);
    for door in ["login", "password", "logout"] {
        let before = device.cookie.clone();
        let body = match door {
            "login" => json!({ "email": "ann@example.org", "password": PASSWORD }),
            "password" => json!({ "current_password": PASSWORD, "new_password": PASSWORD }),
            _ => json!({}),
        };
        let answer = device.post(&format!("/api/v1/auth/{door}"), body).await;
        assert!(answer.status.is_success(), "{door}: {}", answer.status);
        // The same browser, a request later in arriving than in leaving.
        let mut late = house.device();
        late.cookie = before;
        let answer = late.get("/api/v1/me").await;
        assert!(!answer.headers.contains_key("set-cookie"), "{door}");
        assert_eq!(answer.refusal(401), "session_replaced", "{door}");
        // What needs nobody is answered all the same.
        late.get("/api/v1/house").await.json(200);
    }
}
