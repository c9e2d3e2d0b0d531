//! Gift codes.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::PgPool;

use super::{books_agree, person_of, set_paywall, sight_of};
use crate::paywall::access;
use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn a_code_gives_once_however_often_and_by_however_many_it_is_sent(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 3, 1).await;
    set_paywall(&house, None, json!({ "free": 0, "price": 5 })).await;
    let mut desk = house.account("boss", Role::Operator).await;
    let made = desk
        .post("/api/v1/desk/gift-codes", json!({
            "label": "Festival", "bonus": 20, "bonus_days": 7, "series_id": series.id, "series_days": 30, "uses_max": 2,
        }))
        .await
        .json(201);
    let code = made["codes"][0]["code"].as_str().unwrap().to_owned();
    let kept: Vec<u8> = sqlx::query_scalar("select code_hash from gift_codes")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert!(
        !kept
            .windows(4)
            .any(|four| code.as_bytes().windows(4).any(|other| other == four))
    );

    let mut devices = Vec::new();
    for _ in 0..5 {
        let mut device = house.device();
        let person = person_of(&house, &mut device).await;
        devices.push((device, person));
    }
    let tries = devices.iter_mut().map(|(device, _)| {
        let code = code.clone();
        async move {
            let first = device
                .post("/api/v1/gifts/redeem", json!({ "code": code }))
                .await;
            let second = device
                .post(
                    "/api/v1/gifts/redeem",
                    json!({ "code": code.to_lowercase() }),
                )
                .await;
            assert_eq!(first.status, second.status);
            first.status.as_u16()
        }
    });
    let mut answers = join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 409, 409, 409]);
    let mut given = 0;
    for (device, person) in &mut devices {
        let wallet = device.get("/api/v1/wallet").await.json(200);
        let open = access(
            &house.app,
            &sight_of(&house.app, person.house_id),
            Some(person),
            &series.episodes,
        )
        .await
        .unwrap();
        let has = wallet["bonus"] == 20;
        assert_eq!(open.values().any(|access| !access.is_locked()), has);
        given += i32::from(has);
    }
    assert_eq!(given, 2);
    books_agree(&house).await;
    // The bonus ends after its days, in the books too.
    house.app.clock.advance(Duration::days(7));
    crate::wallet::sweep(&house.app).await.unwrap();
    for (device, _) in &mut devices {
        assert_eq!(device.get("/api/v1/wallet").await.json(200)["bonus"], 0);
    }
    books_agree(&house).await;
    house.app.clock.advance(Duration::days(23));
    let (_, person) = &devices[0];
    let open = access(
        &house.app,
        &sight_of(&house.app, person.house_id),
        Some(person),
        &series.episodes,
    )
    .await
    .unwrap();
    assert!(open.values().all(super::super::Access::is_locked));
}

#[sqlx::test]
async fn guessing_codes_is_refused_after_a_while(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let mut codes = Vec::new();
    for number in 0..40 {
        let code = format!("{number:016}");
        // Without a cookie each time, from the same address: whoever guesses throws cookies away.
        device.cookie = None;
        let answer = device
            .post("/api/v1/gifts/redeem", json!({ "code": code }))
            .await;
        codes.push(answer.status.as_u16());
    }
    assert_eq!(codes.iter().filter(|code| **code == 404).count(), 20);
    assert!(codes[20..].iter().all(|code| *code == 429), "{codes:?}");
}

#[sqlx::test]
async fn codes_that_make_no_sense_are_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut desk = house.account("boss", Role::Operator).await;
    for wrong in [
        json!({ "label": "", "bonus": 1 }),
        json!({ "label": "x" }),
        json!({ "label": "x", "bonus": -1 }),
        json!({ "label": "x", "bonus": 1, "count": 1_001 }),
        json!({ "label": "x", "bonus": 1, "count": 0 }),
        json!({ "label": "x", "bonus": 1, "uses_max": 0 }),
        json!({ "label": "x", "bonus": 1, "bonus_days": 0 }),
        json!({ "label": "x", "bonus": 1, "expires_at": "2020-01-01T00:00:00Z" }),
    ] {
        assert_eq!(
            desk.post("/api/v1/desk/gift-codes", wrong)
                .await
                .refusal(400),
            "gift_invalid"
        );
    }
    let over = desk
        .post("/api/v1/desk/gift-codes", json!({ "label": "x", "bonus": 1, "expires_at": house.app.clock.now() + Duration::hours(1) }))
        .await
        .json(201);
    house.app.clock.advance(Duration::hours(1));
    let code = over["codes"][0]["code"].clone();
    assert_eq!(
        desk.post("/api/v1/gifts/redeem", json!({ "code": code }))
            .await
            .refusal(409),
        "gift_expired"
    );
    let list = desk.get("/api/v1/desk/gift-codes").await.json(200);
    assert_eq!(
        (list[0]["uses"].as_i64(), list[0].get("code")),
        (Some(0), None)
    );
}
