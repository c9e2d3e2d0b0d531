//! What was bought, sold and offered at the edges of a window.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, from, house};
use crate::paywall::tests::{buy_coins, person_of, set_paywall};
use crate::testing::{Answer, Device, SeriesFixture, TestHouse};

async fn unlock(
    house: &TestHouse,
    device: &mut Device,
    territory: &str,
    series: &SeriesFixture,
    kind: &str,
) -> Answer {
    let key = house.app.random.id().to_string();
    let headers = [
        ("cf-ipcountry", territory),
        ("idempotency-key", key.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "series_id": series.id, "kind": kind, "episode": 2, "expected_coins": 100 });
    let body = Body::from(body.to_string());
    device
        .send(Method::POST, "/api/v1/unlocks", &headers, body)
        .await
}

async fn bought(db: PgPool, keeps: bool) -> (TestHouse, SeriesFixture, Device, String) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 4, 1).await;
    let bytes = house.rendition(series.episodes[1], b"0123456789").await;
    set_paywall(&house, None, json!({ "free": 1, "price": 10 })).await;
    let mut deal = block(series.id, "DE", "2026-03-01", "2026-03-03");
    deal["keeps"] = json!(keeps);
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    buy_coins(&house, &person, 100, 0, 100).await;
    let refused = unlock(&house, &mut device, "FR", &series, "episode").await;
    assert_eq!(refused.refusal(451), "not_licensed_here");
    unlock(&house, &mut device, "DE", &series, "episode")
        .await
        .json(200);
    house.app.clock.advance(Duration::days(4));
    (house, series, device, bytes)
}

async fn page(device: &mut Device) -> Answer {
    from(device, "DE", "/api/v1/series/heiress/episodes/2").await
}

#[sqlx::test]
async fn a4_what_was_bought_outlives_the_window_where_the_deal_says_so(db: PgPool) {
    let (house, series, mut device, bytes) = bought(db, true).await;
    let told = page(&mut device).await.json(200);
    assert_eq!(told["episode"]["access"]["kind"], "unlocked");
    let playback = told["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap();
    assert_eq!(from(&mut device, "DE", playback).await.status, 200);
    // Nothing more is sold, nothing else is open, and nobody else sees anything.
    let refused = unlock(&house, &mut device, "DE", &series, "series").await;
    assert_eq!(refused.status, 451, "{}", refused.json(451));
    from(&mut device, "DE", "/api/v1/series/heiress/episodes/3")
        .await
        .refusal(404);
    let sheet = from(&mut device, "DE", "/api/v1/series/heiress/paywall").await;
    assert_eq!(sheet.json(200)["offers"], json!([]));
    let mut stranger = house.device();
    assert_eq!(page(&mut stranger).await.refusal(451), "not_licensed_here");
    from(&mut stranger, "DE", &bytes).await.refusal(404);
}

#[sqlx::test]
async fn a4_what_was_bought_ends_with_the_window_where_the_deal_says_nothing(db: PgPool) {
    let (_house, _, mut device, bytes) = bought(db, false).await;
    assert_eq!(page(&mut device).await.refusal(451), "not_licensed_here");
    from(&mut device, "DE", &bytes).await.refusal(404);
}

#[sqlx::test]
async fn a4_what_may_be_shown_but_not_for_coins_is_not_sold_for_coins(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 4, 1).await;
    set_paywall(&house, None, json!({ "free": 1, "price": 10 })).await;
    let mut deal = block(series.id, "DE", "2026-03-01", "2026-03-03");
    deal["media"] = json!(["SVOD"]);
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    buy_coins(&house, &person, 100, 0, 100).await;
    let sheet: Value = from(&mut device, "DE", "/api/v1/series/heiress/paywall")
        .await
        .json(200);
    assert_eq!(
        (&sheet["offers"], &sheet["advert"]["available"]),
        (&json!([]), &json!(false))
    );
    let refused = unlock(&house, &mut device, "DE", &series, "episode").await;
    assert_eq!(refused.refusal(451), "not_sold_here");
    let (headers, ask) = (
        [("cf-ipcountry", "DE"), ("content-type", "application/json")],
        json!({ "episode_id": series.episodes[1] }).to_string(),
    );
    let advert = device
        .send(Method::POST, "/api/v1/rewards", &headers, Body::from(ask))
        .await;
    assert_eq!(advert.refusal(409), "no_advert");
}
