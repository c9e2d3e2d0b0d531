//! The pool of subscriptions: shared by what subscribers watched of locked episodes.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::python::{recompute, write};
use super::{Desk, SIMPLE, moment, usd};
use crate::books::revenue::RevenueKind;
use crate::people::Role;
use crate::testing::Device;
use crate::vip;

/// Tells that a viewer watched a part of an episode.
async fn watch(viewer: &mut Device, desk: &Desk, episode: Uuid, at: &str, intervals: Value) {
    let event = json!({"id": desk.app().random.id(), "type": "heartbeat", "at": at, "episode_id": episode, "intervals": intervals});
    viewer
        .post("/api/v1/events", json!({"schema": 1, "events": [event]}))
        .await
        .json(202);
}

async fn subscriber(desk: &Desk, name: &str, since: &str) -> Device {
    let mut viewer = desk.house.account(name, Role::Viewer).await;
    let person: Uuid = viewer.get("/api/v1/me").await.json(200)["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let bought = vip::Bought {
        order_id: desk.app().random.id(),
        house_id: desk.id,
        person_id: Some(person),
        plan_id: desk.app().random.id(),
        terms: vip::Terms {
            period: vip::Period::Month,
            price: 499,
            intro: None,
        },
        book_version: 1,
        territory: "US".into(),
        provider: "test",
        test_declines: false,
        net: usd(499),
    };
    let mut db = desk.app().db.acquire().await.unwrap();
    vip::begin(&mut db, &bought, moment(since)).await.unwrap();
    viewer
}

async fn paywall(desk: &Desk, free: i32) {
    sqlx::query("insert into paywall_policies (id, house_id, version, policy, created_at) values ($1, $2, 1, $3, $4)")
        .bind(desk.app().random.id())
        .bind(desk.id)
        .bind(json!({"free": free}))
        .bind(moment("2026-01-01T00:00:00Z"))
        .execute(&desk.app().db)
        .await
        .unwrap();
}

#[sqlx::test]
async fn the_pool_is_shared_by_watched_time_and_corrected_by_further_versions(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    paywall(&desk, 1).await;
    let (one, other) = (desk.series("one").await, desk.series("other").await);
    desk.contract(one.id, "2026-01-01", SIMPLE).await;
    let at = "2026-02-25T12:00:00Z";
    let mut vip = subscriber(&desk, "vip", "2026-02-10T00:00:00Z").await;
    // Seen twice, counted once; a free episode does not count.
    watch(&mut vip, &desk, one.episodes[1], at, json!([[0, 30_000]])).await;
    watch(
        &mut vip,
        &desk,
        one.episodes[1],
        at,
        json!([[10_000, 25_000], [5, 5]]),
    )
    .await;
    watch(&mut vip, &desk, one.episodes[0], at, json!([[0, 60_000]])).await;
    watch(
        &mut vip,
        &desk,
        other.episodes[2],
        at,
        json!([[50_000, 90_000]]),
    )
    .await;
    // Somebody who is no subscriber, and one who was none yet.
    let mut viewer = desk.house.account("viewer", Role::Viewer).await;
    watch(
        &mut viewer,
        &desk,
        other.episodes[1],
        at,
        json!([[0, 60_000]]),
    )
    .await;
    let mut late = subscriber(&desk, "late", "2026-02-26T00:00:00Z").await;
    watch(
        &mut late,
        &desk,
        other.episodes[1],
        at,
        json!([[0, 60_000]]),
    )
    .await;
    desk.earn(None, RevenueKind::Vip, "4.01 USD", "2026-02-25T00:00:00Z")
        .await;

    desk.close("2026-02").await;
    // 30 s and 10 s: 3.0075 and 1.0025; half of 3.01 is the producer's, halves up.
    assert_eq!(desk.balance(producer).await, (151, 0));
    let shown = desk.operator.get("/api/v1/desk/accruals").await.json(200);
    assert_eq!(shown["unshared"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(
        (
            shown["unshared"][0]["series_title"].as_str(),
            shown["unshared"][0]["amount"]["minor"].as_i64()
        ),
        (Some("Other"), Some(100))
    );
    // Closing again shares nothing anew.
    assert_eq!(desk.close("2026-02").await.made.len(), 0);

    // Late money and late news of watching.
    watch(&mut vip, &desk, other.episodes[1], at, json!([[0, 20_000]])).await;
    desk.earn(None, RevenueKind::Vip, "1.99 USD", "2026-02-26T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    // 6.00 by 30 s and 30 s: a cent less than before.
    assert_eq!(desk.balance(producer).await, (150, 0));
    let sums: (i64, i64) = sqlx::query_as("select sum(amount)::bigint, sum(amount) filter (where series_id is null)::bigint from revenue where kind = 'vip'")
        .fetch_one(&desk.app().db)
        .await
        .unwrap();
    assert_eq!(
        sums,
        (600, 0),
        "what is shared is taken from what belongs to no series"
    );

    // Weeks later what was watched stands, whoever has left since; money is still shared by it.
    desk.house.app.clock.advance(Duration::days(30));
    sqlx::query("delete from events")
        .execute(&desk.app().db)
        .await
        .unwrap();
    desk.earn(None, RevenueKind::Vip, "-2.00 USD", "2026-02-27T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    assert_eq!(desk.balance(producer).await, (100, 0));
    let texts: Vec<String> = sqlx::query_scalar("select proof from statements order by version")
        .fetch_all(&desk.app().db)
        .await
        .unwrap();
    // The cent less is the producer's alone: the writer's second statement would say what the first says.
    assert_eq!(texts.len(), 5);
    let folder = tempfile::tempdir().unwrap();
    assert!(
        recompute(&write(folder.path(), &texts))
            .iter()
            .all(|said| said == "OK")
    );
    let proof: Value = serde_json::from_str(&desk.proof(producer, "2026-02").await).unwrap();
    let pools = proof["statement"]["pools"].as_array().unwrap();
    assert_eq!(pools.len(), 3);
    assert_eq!(
        pools[0]["watched"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["watched_ms"].as_i64().unwrap())
            .sum::<i64>(),
        40_000
    );
    desk.check_ledger().await;
}

#[sqlx::test]
async fn without_watching_the_house_keeps_the_pool_and_says_so(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("one").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.earn(None, RevenueKind::Vip, "4.01 USD", "2026-02-25T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    assert_eq!(desk.balance(producer).await, (0, 0));
    let unshared = desk.operator.get("/api/v1/desk/accruals").await.json(200)["unshared"].clone();
    assert_eq!(
        (
            unshared[0]["series_id"].clone(),
            unshared[0]["amount"]["minor"].as_i64()
        ),
        (Value::Null, Some(401))
    );
}
