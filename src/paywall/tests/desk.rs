//! The operator's side.

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{person_of, set_paywall, sight_of};
use crate::paywall::access;
use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn a_policy_is_previewed_kept_in_versions_and_written_into_the_audit_log(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 12, 1).await;
    let mut desk = house.account("boss", Role::Operator).await;
    let policy = json!({ "free": 4, "price": 10, "next_ten": 60, "series_price": 50, "arms": [{ "name": "b", "weight": 1, "free": 6 }] });
    let preview = desk
        .post(
            "/api/v1/desk/paywalls/preview",
            json!({ "policy": policy, "series_id": series.id }),
        )
        .await
        .json(200);
    let arm = &preview["arms"][0];
    assert_eq!(
        (
            &arm["arm"],
            &arm["singles"],
            &arm["next_ten"],
            &arm["series"]
        ),
        (&json!("b"), &json!(60), &json!(36), &json!(50))
    );
    assert_eq!(
        (&arm["episodes"][5]["free"], &arm["episodes"][6]["coins"]),
        (&json!(true), &json!(10))
    );

    let path = format!("/api/v1/desk/series/{}/paywall", series.id);
    assert_eq!(desk.get(&path).await.json(200)["version"], 0);
    let change = json!({ "policy": policy });
    for _ in 0..2 {
        assert_eq!(
            desk.put(&path, change.clone()).await.json(200)["version"],
            1,
            "the same again is no new version"
        );
    }
    desk.put(
        "/api/v1/desk/paywalls",
        json!({ "policy": { "free": 1, "price": 5 } }),
    )
    .await
    .json(200);
    let list = desk.get("/api/v1/desk/paywalls").await.json(200);
    assert_eq!(
        (
            &list["house"]["policy"]["price"],
            &list["series"][0]["slug"]
        ),
        (&json!(5), &json!("story"))
    );
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let locked = || async {
        let open = access(
            &house.app,
            &sight_of(&house.app, person.house_id),
            Some(&person),
            &series.episodes,
        )
        .await
        .unwrap();
        series
            .episodes
            .iter()
            .filter(|id| open[id].is_locked())
            .count()
    };
    assert_eq!(locked().await, 6, "the series' own");
    assert_eq!(desk.delete(&path).await.json(200)["policy"], json!(null));
    assert_eq!(locked().await, 11, "the house's");
    desk.put("/api/v1/desk/paywalls", json!({ "policy": null }))
        .await
        .json(200);
    assert_eq!(locked().await, 0);
    let notes: Vec<String> = sqlx::query_scalar("select action from audit_log order by at")
        .fetch_all(&house.app.db)
        .await
        .unwrap();
    assert_eq!(notes, vec!["paywall.changed"; 4]);
    let wrong = desk
        .put(&path, json!({ "policy": { "free": 1, "price": -5 } }))
        .await;
    assert_eq!(wrong.refusal(400), "policy_invalid");
    let nothing = format!("/api/v1/desk/series/{}/paywall", Uuid::nil());
    assert_eq!(
        desk.put(&nothing, change).await.refusal(404),
        "series_not_found"
    );
}

#[sqlx::test]
async fn one_house_sets_nothing_in_another(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 3, 1).await;
    house.second_house("other.example").await;
    let mut desk = house
        .account_at("other.example", "boss", Role::Operator)
        .await;
    let path = format!("/api/v1/desk/series/{}/paywall", series.id);
    assert_eq!(desk.get(&path).await.refusal(404), "series_not_found");
    assert_eq!(
        desk.put(&path, json!({ "policy": null }))
            .await
            .refusal(404),
        "series_not_found"
    );
    desk.put(
        "/api/v1/desk/paywalls",
        json!({ "policy": { "free": 0, "price": 5 } }),
    )
    .await
    .json(200);
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let open = access(
        &house.app,
        &sight_of(&house.app, person.house_id),
        Some(&person),
        &series.episodes,
    )
    .await
    .unwrap();
    assert!(open.values().all(super::super::Access::is_free));
    let grant = json!({ "person_id": person.id, "bonus": 5, "note": "" });
    assert_eq!(
        desk.post("/api/v1/desk/grants", grant).await.refusal(404),
        "person_not_found"
    );
    let gift = json!({ "label": "x", "series_id": series.id });
    assert_eq!(
        desk.post("/api/v1/desk/gift-codes", gift)
            .await
            .refusal(404),
        "series_not_found"
    );
    let elsewhere = access(
        &house.app,
        &sight_of(&house.app, house.app.random.id()),
        None,
        &series.episodes,
    )
    .await
    .unwrap();
    assert!(elsewhere.is_empty(), "another house knows none of them");
}

#[sqlx::test]
async fn an_operator_gives_an_episode_a_series_or_coins_once(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 3, 1).await;
    set_paywall(&house, None, json!({ "free": 0, "price": 5 })).await;
    let mut desk = house.account("boss", Role::Operator).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let id = house.app.random.id();
    let coins =
        json!({ "id": id, "person_id": person.id, "bonus": 30, "note": "sorry for the outage" });
    for _ in 0..2 {
        desk.post("/api/v1/desk/grants", coins.clone())
            .await
            .json(201);
    }
    assert_eq!(device.get("/api/v1/wallet").await.json(200)["bonus"], 30);
    let episode = json!({ "person_id": person.id, "episode_id": series.episodes[1], "note": "" });
    desk.post("/api/v1/desk/grants", episode).await.json(201);
    let open = access(
        &house.app,
        &sight_of(&house.app, person.house_id),
        Some(&person),
        &series.episodes,
    )
    .await
    .unwrap();
    assert_eq!(
        series
            .episodes
            .iter()
            .map(|id| open[id].is_locked())
            .collect::<Vec<_>>(),
        [true, false, true]
    );
    for wrong in [
        json!({ "person_id": person.id, "note": "" }),
        json!({ "person_id": person.id, "note": "", "bonus": 1, "series_id": series.id }),
        json!({ "person_id": person.id, "note": "", "bonus": 0 }),
        json!({ "person_id": person.id, "note": "", "bonus": 1, "until": "2020-01-01T00:00:00Z" }),
        json!({ "person_id": person.id, "note": "", "bonus": 1, "until": "+262142-12-31T23:59:59Z" }),
    ] {
        assert_eq!(
            desk.post("/api/v1/desk/grants", wrong).await.refusal(400),
            "grant_invalid"
        );
    }
}
