//! A real person is in a production with a consent, or not at all.

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::studio::paid::Spend;
use crate::studio::{productions, run};
use crate::testing::TestHouse;

const SCRIPT: &str = "Title: The Umbrella\nLanguage: en\n\n# Episode 1: Rain\n\nINT. STORE - NIGHT\n\nMARA waits.\n\nMARA\nThen pay for it.\n";
const DOCUMENT: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

#[sqlx::test]
async fn a_likeness_needs_a_consent_that_holds(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut boss = house.account("boss", Role::Operator).await;
    let made = boss
        .post("/api/v1/studio/productions", json!({ "script": SCRIPT }))
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    let person = format!("{path}/people/mara");
    let real = |consent: Option<&str>, uses: &[&str]| json!({ "person": "A. Person", "uses": uses, "consent_id": consent });
    assert_eq!(
        boss.put(&person, real(None, &["likeness"]))
            .await
            .refusal(409),
        "consent_missing"
    );
    let nobodys = Uuid::nil().to_string();
    assert_eq!(
        boss.put(&person, real(Some(&nobodys), &["likeness"]))
            .await
            .refusal(409),
        "consent_missing"
    );
    let entered = boss
        .post(
            "/api/v1/desk/consents",
            json!({ "person": "A. Person", "uses": ["voice"], "document": DOCUMENT }),
        )
        .await
        .json(201);
    let consent = entered["id"].as_str().unwrap();
    // Of the voice only.
    assert_eq!(
        boss.put(&person, real(Some(consent), &["likeness"]))
            .await
            .refusal(409),
        "consent_missing"
    );
    let agreed = boss
        .put(&person, real(Some(consent), &["voice"]))
        .await
        .json(200);
    assert_eq!(agreed[0]["person"], "A. Person");
    assert_eq!(
        boss.get("/api/v1/studio/consents").await.json(200)[0]["productions"],
        json!(["The Umbrella"])
    );
    boss.post(&format!("{path}/run"), json!({ "wanted": ["poster"] }))
        .await
        .json(202);
    boss.delete(&format!("{path}/run")).await;
    // Withdrawn: nothing more is made with it.
    boss.post(
        &format!("/api/v1/desk/consents/{consent}/withdraw"),
        json!({}),
    )
    .await;
    assert_eq!(
        boss.post(&format!("{path}/run"), json!({}))
            .await
            .refusal(409),
        "consent_missing"
    );
    // Whoever runs it, be it from a terminal.
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let production = productions::find(&house.app, house.id().await, id)
        .await
        .unwrap();
    let tools = house.app.studio.tools(&house.app, |_| {}).await.unwrap();
    let asked = run::Asked {
        wanted: vec!["poster".into()],
        another: false,
        spend: Spend {
            id: Uuid::from_u128(7),
            most_micros: 0,
            again: false,
        },
    };
    let work = production.work_folder(&house.app);
    let refused = run::run(&house.app, &production, &tools, &asked, &work, &|_| {})
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("A. Person"), "{refused}");
    let takes: i64 = sqlx::query_scalar("select count(*) from production_takes")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(takes, 0);
    boss.delete(&person).await;
    boss.post(&format!("{path}/run"), json!({ "wanted": ["poster"] }))
        .await
        .json(202);
}

#[sqlx::test]
async fn the_register_refuses_what_proves_nothing_and_is_of_one_house(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut boss = house.account("boss", Role::Operator).await;
    let good = json!({ "person": "A. Person", "uses": ["voice"], "document": DOCUMENT });
    for (field, value) in [
        ("person", json!("")),
        ("uses", json!([])),
        ("uses", json!(["soul"])),
        ("document", json!("abc")),
        ("territories", json!(["Korea"])),
        ("series", json!([""])),
        ("ends_at", json!("2020-01-01T00:00:00Z")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(
            boss.post("/api/v1/desk/consents", body).await.refusal(400),
            "bad_consent",
            "{field}"
        );
    }
    let entered = boss.post("/api/v1/desk/consents", good).await.json(201);
    house.second_house("other.example").await;
    let mut eve = house
        .account_at("other.example", "eve", Role::Operator)
        .await;
    assert_eq!(
        eve.get("/api/v1/studio/consents").await.json(200),
        json!([])
    );
    let theirs = format!(
        "/api/v1/desk/consents/{}/withdraw",
        entered["id"].as_str().unwrap()
    );
    assert_eq!(
        eve.post(&theirs, json!({})).await.refusal(404),
        "consent_not_found"
    );
}
