//! Where a house serves at all: nothing is shown or sold elsewhere, and what was bought plays on.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, from, house};
use crate::paywall::tests::{buy_coins, person_of, set_paywall};
use crate::testing::{Answer, Device, TestHouse};

async fn post(device: &mut Device, territory: &str, path: &str, body: Value) -> Answer {
    let key = "6c1f39c2-5bd5-4b9c-9b2c-1f5a32a10d11";
    let headers = [
        ("cf-ipcountry", territory),
        ("idempotency-key", key),
        ("content-type", "application/json"),
    ];
    let body = Body::from(body.to_string());
    device.send(Method::POST, path, &headers, body).await
}

/// A house for the U.S. and Canada, with a series of four of which the first is free.
async fn in_two_countries(db: PgPool) -> (TestHouse, Device, crate::testing::SeriesFixture) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 4, 1).await;
    house.publish("another", 2, 1).await;
    set_paywall(&house, None, json!({ "free": 1, "price": 10 })).await;
    operator
        .patch(
            "/api/v1/desk/house",
            json!({ "region": { "territories": ["US", "CA"] } }),
        )
        .await
        .json(200);
    (house, operator, series)
}

#[sqlx::test]
async fn elsewhere_nothing_is_shown_or_sold(db: PgPool) {
    let (house, mut operator, series) = in_two_countries(db).await;
    let mut device = house.device();
    let shown = [
        "/api/v1/feed?session=6c1f39c2-5bd5-4b9c-9b2c-1f5a32a10d11",
        "/api/v1/shelves",
        "/api/v1/series/heiress",
        "/api/v1/series/heiress/episodes/1",
        "/api/v1/series/heiress/paywall",
        "/api/v1/search?q=heiress",
        "/api/v1/my-list",
    ];
    for path in shown {
        for territory in ["US", "CA"] {
            assert_eq!(
                from(&mut device, territory, path).await.status,
                200,
                "{path}"
            );
        }
        let refused = from(&mut device, "DE", path).await;
        assert_eq!(refused.refusal(451), "not_served_here", "{path}");
        let told = refused.json(451)["error"]["message"].to_string();
        assert!(told.contains("is not offered in Germany."), "{told}");
        // Who makes the house sees it from wherever they are.
        assert_eq!(from(&mut operator, "DE", path).await.status, 200, "{path}");
    }
    let coins = json!({ "id": house.app.random.id(), "item": { "kind": "exact", "coins": 50 },
        "expected": { "minor": 50, "currency": "USD" } });
    let unlock =
        json!({ "series_id": series.id, "kind": "episode", "episode": 2, "expected_coins": 10 });
    for (path, body) in [("/api/v1/orders", coins), ("/api/v1/unlocks", unlock)] {
        let refused = post(&mut device, "DE", path, body).await;
        assert_eq!(refused.refusal(451), "not_served_here", "{path}");
    }
    // What is no show and no sale is there: the house itself, one's wallet, the account.
    for path in [
        "/api/v1/house",
        "/api/v1/me",
        "/api/v1/wallet",
        "/api/v1/orders",
    ] {
        assert_eq!(from(&mut device, "DE", path).await.status, 200, "{path}");
    }
}

#[sqlx::test]
async fn what_was_bought_plays_on_elsewhere_as_far_as_contracts_let_it(db: PgPool) {
    let (house, mut operator, series) = in_two_countries(db).await;
    let bytes = house.rendition(series.episodes[1], b"0123456789").await;
    let locked = house.rendition(series.episodes[2], b"0123456789").await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    buy_coins(&house, &person, 100, 0, 100).await;
    let body =
        json!({ "series_id": series.id, "kind": "episode", "episode": 2, "expected_coins": 10 });
    post(&mut device, "CA", "/api/v1/unlocks", body)
        .await
        .json(200);

    let page = "/api/v1/series/heiress/episodes/2";
    let told = from(&mut device, "DE", page).await.json(200);
    assert_eq!(told["episode"]["access"]["kind"], "unlocked");
    let playback = told["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap();
    assert_eq!(from(&mut device, "DE", playback).await.status, 200);
    // Not what is free at home, nor what is locked, nor another series.
    for path in [
        "/api/v1/series/heiress/episodes/1",
        "/api/v1/series/heiress/episodes/3",
        "/api/v1/series/another",
        &locked,
    ] {
        let refused = from(&mut device, "DE", path).await;
        assert_eq!(refused.status, 404, "{path}");
    }
    let mut stranger = house.device();
    assert_eq!(
        from(&mut stranger, "DE", page).await.refusal(451),
        "not_served_here"
    );
    assert_ne!(from(&mut stranger, "DE", &bytes).await.status, 200);

    // A contract that ends at the border ends it for who has bought, too.
    let deal = block(series.id, "US, CA", "2026-01-01", "2026-12-31");
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    assert_ne!(from(&mut device, "DE", page).await.status, 200);
    assert_ne!(from(&mut device, "DE", playback).await.status, 200);
    assert_eq!(from(&mut device, "CA", page).await.status, 200);
}

#[sqlx::test]
async fn a_house_serves_where_it_is(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let only = |code: &str| json!({ "region": { "territories": [code] } });
    let refused = operator.patch("/api/v1/desk/house", only("MX")).await;
    assert_eq!(refused.refusal(400), "territory_not_served");
    let mut change = only("MX");
    change["territory"] = json!("MX");
    operator.patch("/api/v1/desk/house", change).await.json(200);
    // Nobody says where this is.
    assert_eq!(house.device().get("/api/v1/shelves").await.status, 200);
}
