//! What a viewer is told before they pay.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{buy_coins, person_of, set_paywall, sight_of, unlock};
use crate::testing::{Device, TestHouse};

async fn sheet(device: &mut Device, episode: i32) -> Value {
    device
        .get(&format!("/api/v1/series/story/paywall?episode={episode}"))
        .await
        .json(200)
}

fn coins(sheet: &Value) -> Vec<(&str, i64, i64)> {
    let offers = sheet["offers"].as_array().unwrap().iter();
    offers
        .map(|offer| {
            (
                offer["kind"].as_str().unwrap(),
                offer["count"].as_i64().unwrap(),
                offer["coins"].as_i64().unwrap(),
            )
        })
        .collect()
}

#[sqlx::test]
async fn the_sheet_tells_price_and_length_of_one_of_ten_and_of_all(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 30, 1).await;
    set_paywall(
        &house,
        None,
        json!({ "free": 5, "price": [{ "from": 1, "coins": 10 }, { "from": 21, "coins": 20 }], "next_ten": 85, "series_price": 250 }),
    )
    .await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let first = sheet(&mut device, 2).await;
    assert_eq!(
        first["episode"]["number"], 6,
        "the first locked one from there on"
    );
    assert_eq!(
        first["access"],
        json!({ "kind": "locked", "coins": 10, "free_at": null })
    );
    assert_eq!(
        (
            &first["free_episodes"],
            &first["episodes_total"],
            &first["duration_total_ms"]
        ),
        (&json!(5), &json!(30), &json!(1_800_000))
    );
    assert_eq!(
        coins(&first),
        [
            ("episode", 1, 10),
            ("next_ten", 10, 85),
            ("series", 25, 250)
        ]
    );
    let ten = &first["offers"][1];
    assert_eq!(ten["episodes"], json!([6, 15]));
    assert_eq!(
        (
            &ten["duration_ms"],
            &ten["saves_coins"],
            &ten["missing_coins"]
        ),
        (&json!(600_000), &json!(15), &json!(85))
    );
    assert!(ten["price"]["minor"].as_i64().unwrap() > 0);
    assert_eq!(
        first["offers"][2]["saves_coins"], 100,
        "15 at 10 and 10 at 20 are 350"
    );
    assert_eq!(
        first["cap"],
        json!({ "coins": 250, "spent": 0, "left": 250 })
    );
    assert_eq!(first["arm"], "all");

    buy_coins(&house, &person, 300, 20, 299).await;
    unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "next_ten",
        6,
        85,
    )
    .await
    .json(200);
    let second = sheet(&mut device, 6).await;
    assert_eq!(second["episode"]["number"], 16);
    assert_eq!(
        coins(&second),
        [
            ("episode", 1, 10),
            ("next_ten", 10, 85),
            ("series", 15, 165)
        ]
    );
    assert_eq!(
        second["cap"],
        json!({ "coins": 250, "spent": 85, "left": 165 })
    );
    assert_eq!(second["wallet"], json!({ "paid": 235, "bonus": 0 }));
    unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "series",
        16,
        165,
    )
    .await
    .json(200);
    let last = sheet(&mut device, 16).await;
    assert_eq!(
        (
            &last["access"]["kind"],
            &last["offers"],
            &last["cap"]["left"]
        ),
        (&json!("unlocked"), &json!([]), &json!(0))
    );
}

#[sqlx::test]
async fn a_house_without_a_policy_asks_for_nothing(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.publish("story", 3, 1).await;
    let mut device = house.device();
    let told = sheet(&mut device, 3).await;
    assert_eq!(
        (&told["access"]["kind"], &told["offers"], &told["cap"]),
        (&json!("free"), &json!([]), &json!(null))
    );
    for path in [
        "/api/v1/series/none/paywall",
        "/api/v1/series/%00/paywall?episode=1",
    ] {
        assert!(device.get(path).await.status.is_client_error());
    }
    for number in ["-1", "0", "2147483647", "-2147483648"] {
        device
            .get(&format!("/api/v1/series/story/paywall?episode={number}"))
            .await
            .json(200);
    }
}

#[sqlx::test]
async fn who_waits_gets_the_next_episode_and_only_that(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 8, 1).await;
    set_paywall(
        &house,
        None,
        json!({ "free": 4, "price": 10, "wait_hours": 24 }),
    )
    .await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let locked = |number: usize| {
        let (house, person, id) = (&house, &person, series.episodes[number - 1]);
        async move {
            crate::paywall::access(
                &house.app,
                &sight_of(&house.app, person.house_id),
                Some(person),
                &[id],
            )
            .await
            .unwrap()[&id]
                .is_locked()
        }
    };
    let further = sheet(&mut device, 6).await;
    assert_eq!(further["wait"], json!(null), "nobody waits for two at once");
    let told = sheet(&mut device, 5).await;
    let end = house.app.clock.now() + Duration::hours(24);
    assert_eq!(told["wait"]["free_at"], json!(end));
    house.app.clock.advance(Duration::hours(10));
    assert_eq!(
        sheet(&mut device, 5).await["wait"]["free_at"],
        json!(end),
        "looking again does not begin anew"
    );
    let episode = device
        .get("/api/v1/series/story/episodes/5")
        .await
        .json(200);
    assert_eq!(episode["episode"]["access"]["free_at"], json!(end));
    assert!(locked(5).await);
    house.app.clock.advance(Duration::hours(14));
    assert!(!locked(5).await && locked(6).await);
    let next = sheet(&mut device, 5).await;
    assert_eq!(
        (&next["episode"]["number"], &next["wait"]["free_at"]),
        (&json!(6), &json!(end + Duration::hours(24)))
    );
}

#[sqlx::test]
async fn an_arm_is_written_down_and_stays(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.publish("story", 8, 1).await;
    let policy = |weight: u32| {
        json!({ "free": 4, "price": 10, "arms": [
            { "name": "early", "weight": 1, "free": 2 }, { "name": "late", "weight": weight, "free": 6 },
        ] })
    };
    set_paywall(&house, None, policy(1)).await;
    let mut seen = std::collections::HashMap::new();
    for _ in 0..30 {
        let mut device = house.device();
        let arm = sheet(&mut device, 8).await["arm"]
            .as_str()
            .unwrap()
            .to_owned();
        let first = sheet(&mut device, 1).await["episode"]["number"]
            .as_i64()
            .unwrap();
        assert_eq!(first, if arm == "early" { 3 } else { 7 });
        seen.entry(arm).or_insert_with(Vec::new).push(device);
    }
    assert_eq!(seen.len(), 2, "both arms are seen");
    let kept: i64 = sqlx::query_scalar("select count(*) from paywall_arms")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 30);
    // Other weights change nothing for those who have their arm.
    set_paywall(&house, None, policy(1_000)).await;
    for (arm, devices) in seen {
        for mut device in devices {
            assert_eq!(sheet(&mut device, 8).await["arm"], json!(arm));
        }
    }
}

#[sqlx::test]
async fn vip_opens_what_includes_it_while_it_lasts_and_the_episode_is_still_for_sale(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 8, 1).await;
    set_paywall(&house, None, json!({ "free": 4, "price": 10 })).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let (now, end) = (
        house.app.clock.now(),
        house.app.clock.now() + Duration::days(7),
    );
    sqlx::query(
        "insert into subscriptions (id, house_id, person_id, plan_id, plan_period, book_version, currency, territory, price,
             provider, state, started_at, anchor_at, current_start, current_end, changed_at)
         values ($1, $2, $3, $1, 'week', 1, 'USD', 'US', 699, 'test', 'cancelled', $4, $4, $4, $5, $4)",
    )
    .bind(house.app.random.id())
    .bind(person.house_id)
    .bind(person.id)
    .bind(now)
    .bind(end)
    .execute(&house.app.db)
    .await
    .unwrap();
    let told = sheet(&mut device, 5).await;
    assert_eq!(told["access"], json!({ "kind": "vip", "until": end }));
    assert_eq!(coins(&told)[0], ("episode", 1, 10), "to keep it afterwards");
    set_paywall(
        &house,
        Some(series.id),
        json!({ "free": 4, "price": 10, "vip": false }),
    )
    .await;
    let told = sheet(&mut device, 5).await;
    assert_eq!(
        (&told["access"]["kind"], &told["vip"]["included"]),
        (&json!("locked"), &json!(false))
    );
    set_paywall(&house, Some(series.id), json!({ "free": 4, "price": 10 })).await;
    house.app.clock.advance(Duration::days(7));
    assert_eq!(sheet(&mut device, 5).await["access"]["kind"], "locked");
}
