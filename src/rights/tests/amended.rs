//! A contract that is amended while somebody watches: what plays is let go on or refused by the new version, from its moment on.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, from, house};

const PAGE: &str = "/api/v1/series/heiress/episodes/1";

fn amendment(note: &str, block: &Value) -> Value {
    json!({ "note": note, "blocks": [block] })
}

#[sqlx::test]
async fn what_plays_is_refused_or_let_go_on_by_the_new_version_from_its_moment_on(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 2).await;
    house.rendition(series.episodes[0], b"0123456789").await;
    let year = |places: &str| block(series.id, places, "2026-01-01", "2026-12-31");
    let id = contract(&mut operator, "IN-1", "in", json!([year("DE, AT")])).await;
    let versions = format!("/api/v1/desk/rights/contracts/{id}/versions");
    let mut device = house.device();
    let second = Duration::seconds(1);

    // It plays: page, and bytes at the address that the page told.
    let page = from(&mut device, "DE", PAGE).await.json(200);
    let bytes = page["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(from(&mut device, "DE", &bytes).await.status, 200);
    let mut neighbour = house.device();
    from(&mut neighbour, "AT", PAGE).await.json(200);

    // An amendment that leaves Germany as it was lets it go on, under the address that is there already.
    house.app.clock.advance(second);
    let wider = amendment("Switzerland too", &year("DE, AT, CH"));
    operator.post(&versions, wider).await.json(200);
    assert_eq!(from(&mut device, "DE", &bytes).await.status, 200);
    from(&mut house.device(), "CH", PAGE).await.json(200);

    // One that takes Germany out stops it with the next byte that is asked for.
    house.app.clock.advance(second);
    operator
        .post(&versions, amendment("Without Germany", &year("AT")))
        .await
        .json(200);
    from(&mut device, "DE", &bytes).await.refusal(404);
    let refused = from(&mut device, "DE", PAGE).await;
    assert_eq!(refused.refusal(451), "not_licensed_here");
    let told = refused.json(451)["error"].clone();
    assert_eq!(told["message"], "This series may not be shown in Germany.");
    assert!(!told["remedy"].as_str().unwrap().is_empty());
    // Next door nothing has changed.
    let there = from(&mut neighbour, "AT", PAGE).await.json(200);
    let there = there["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(from(&mut neighbour, "AT", &there).await.status, 200);

    // One that ends it on a day: until the last instant of that day it plays, then it says until when it did.
    let short = block(series.id, "DE, AT", "2026-01-01", "2026-04-30");
    operator
        .post(&versions, amendment("Until April", &short))
        .await
        .json(200);
    assert_eq!(from(&mut device, "DE", &bytes).await.status, 200);
    let end: chrono::DateTime<chrono::Utc> = "2026-04-30T22:00:00Z".parse().unwrap();
    house
        .app
        .clock
        .advance(end - house.app.clock.now() - second);
    // The address was told long ago and may have run out: a page that is reloaded has a new one.
    let page = from(&mut device, "DE", PAGE).await.json(200);
    let bytes = page["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(from(&mut device, "DE", &bytes).await.status, 200);
    house.app.clock.advance(second);
    from(&mut device, "DE", &bytes).await.refusal(404);
    let late = from(&mut device, "DE", PAGE).await.json(451)["error"]["message"].clone();
    assert!(late.as_str().unwrap().contains(" until "), "{late}");

    // Amended once more, it opens again at once.
    operator
        .post(&versions, amendment("The year after all", &year("DE, AT")))
        .await
        .json(200);
    from(&mut device, "DE", PAGE).await.json(200);
    // Every version stands.
    let all = operator
        .get("/api/v1/desk/rights/contracts")
        .await
        .json(200);
    assert_eq!(all["items"][0]["version"], 5);
}

#[sqlx::test]
async fn the_gate_tells_a_moment_and_asks_of_a_delivery(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 2).await;
    let year = block(series.id, "World", "2026-01-01", "2026-12-31");
    contract(&mut operator, "IN-1", "in", json!([year])).await;
    let spring = block(series.id, "DE", "2026-04-01", "2026-06-30");
    let out = contract(&mut operator, "OUT-1", "out", json!([spring])).await;
    let ask = |more: &str| {
        format!(
            "/api/v1/desk/rights/may?series_id={}&language=en&media=VOD{more}",
            series.id
        )
    };
    let noon = "&territory=DE&at=2026-05-01T12:00:00Z";
    let without = ask(&format!("&purpose=deliver{noon}"));
    assert_eq!(
        operator.get(&without).await.refusal(400),
        "delivery_contract"
    );
    let with = ask(&format!("&purpose=deliver&contract_id={out}{noon}"));
    let answer = operator.get(&with).await.json(200);
    assert_eq!(
        (&answer["may"], &answer["contract"]),
        (&json!(true), &json!("OUT-1"))
    );
    assert_eq!(answer["zone"], "America/New_York");
    let abroad = format!("&purpose=deliver&contract_id={out}&territory=FR&at=2026-05-01T12:00:00Z");
    let answer = operator.get(&ask(&abroad)).await.json(200);
    let sentence = answer["reasons"][0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("at 2026-05-01 12:00 UTC"), "{sentence}");
    assert!(!sentence.contains(".000001"), "{sentence}");
}
