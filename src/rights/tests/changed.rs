//! What was gained and lost since a day, and what contracts say against each other.

use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, house};
use crate::people::Role;
use crate::testing::Device;

async fn since(operator: &mut Device, standing: &str, day: NaiveDate) -> Vec<Value> {
    let path = format!("/api/v1/desk/rights/changes?standing={standing}&since={day}");
    let found = operator.get(&path).await.json(200);
    found["items"].as_array().unwrap().clone()
}

fn places<'a>(change: &'a Value, side: &str) -> Vec<&'a str> {
    let territories = change[side]["territories"].as_array().unwrap();
    territories
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect()
}

#[sqlx::test]
async fn what_came_and_went_since_a_day_is_told(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let clock = &house.app.clock;
    let series = house.publish("heiress", 2, 1).await.id;
    let day = |days: i64| (clock.now() + Duration::days(days)).date_naive();
    // New since yesterday: the house's own, everywhere.
    let new = since(&mut operator, "sell", day(-1)).await;
    assert_eq!(new.len(), 1);
    assert!(places(&new[0], "gained").contains(&"BR") && places(&new[0], "lost").is_empty());

    clock.advance(Duration::days(5));
    assert_eq!(
        since(&mut operator, "sell", day(0)).await,
        Vec::<Value>::new()
    );
    let mut alone = block(series, "DE, AT", "2026-01-01", "2026-12-31");
    alone["exclusive"] = json!(true);
    let out = contract(&mut operator, "OUT-1", "out", json!([alone])).await;
    clock.advance(Duration::days(5));
    let sold = since(&mut operator, "sell", day(-7)).await;
    assert_eq!(sold.len(), 1, "{sold:?}");
    assert_eq!(places(&sold[0], "lost"), ["AT", "DE"]);
    assert_eq!(places(&sold[0], "gained"), Vec::<&str>::new());
    assert!(sold[0]["until"].as_str().unwrap().starts_with("2026-12-31"));
    // The same as the day after it came: nothing.
    assert_eq!(
        since(&mut operator, "sell", day(-2)).await,
        Vec::<Value>::new()
    );

    let amended = json!({ "note": "Austria given back", "blocks": [{
        "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE", "languages": null,
        "starts": "2026-01-01", "ends": "2026-12-31", "exclusive": true }] });
    let path = format!("/api/v1/desk/rights/contracts/{out}");
    operator
        .post(&format!("{path}/versions"), amended)
        .await
        .json(200);
    let back = since(&mut operator, "sell", day(-2)).await;
    assert_eq!(places(&back[0], "gained"), ["AT"]);
    clock.advance(Duration::days(5));
    operator
        .post(&format!("{path}/end"), json!({}))
        .await
        .json(200);
    let ended = since(&mut operator, "sell", day(-2)).await;
    assert_eq!(places(&ended[0], "gained"), ["DE"]);
    // Since before the contract: as it was.
    assert_eq!(
        since(&mut operator, "sell", day(-12)).await,
        Vec::<Value>::new()
    );

    let path = "/api/v1/desk/rights/changes?standing=sell&since=yesterday";
    operator.get(path).await.json(400);
}

#[sqlx::test]
async fn a_right_that_is_given_on_and_not_held_any_more_is_a_fault(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let years = json!([block(series, "World", "2026-01-01", "2027-12-31")]);
    let incoming = contract(&mut operator, "IN-1", "in", years).await;
    let spring = json!([block(series, "DE", "2026-02-01", "2026-06-30")]);
    contract(&mut operator, "OUT-1", "out", spring).await;
    let faults = "/api/v1/desk/rights/faults";
    assert_eq!(operator.get(faults).await.json(200)["items"], json!([]));
    let path = format!("/api/v1/desk/rights/contracts/{incoming}/end");
    operator.post(&path, json!({})).await.json(200);
    house.app.clock.advance(Duration::hours(1));
    let found = operator.get(faults).await.json(200);
    let first = &found["items"][0];
    assert!(
        first["sentence"].as_str().unwrap().starts_with("OUT-1: "),
        "{found}"
    );
    assert_eq!(first["territories"], json!(["DE"]));
    // Once it is over there is nothing to mend.
    house.app.clock.advance(Duration::days(365));
    let mut operator = house.account("Otto", Role::Operator).await;
    assert_eq!(operator.get(faults).await.json(200)["items"], json!([]));
}

#[sqlx::test]
async fn a_contract_that_is_taken_back_is_a_loss_and_languages_are_told(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let clock = &house.app.clock;
    let series = house.publish("heiress", 2, 1).await.id;
    let mut given = block(series, "DE", "2026-01-01", "2026-12-31");
    given["languages"] = json!(["de", "en"]);
    given["media"] = json!(["SVOD"]);
    let id = contract(&mut operator, "IN-1", "in", json!([given])).await;
    let soon = "/api/v1/desk/rights/horizon?standing=play&days=366";
    let turns = operator.get(soon).await.json(200);
    let ends = &turns["items"][0];
    assert_eq!(ends["turn"], "ends", "{turns}");
    assert_eq!(ends["media"], json!(["SVOD"]));
    assert_eq!(ends["languages"], json!(["de", "en"]));

    clock.advance(Duration::days(3));
    let day = |days: i64| (clock.now() + Duration::days(days)).date_naive();
    assert_eq!(
        since(&mut operator, "play", day(-1)).await,
        Vec::<Value>::new()
    );
    let path = format!("/api/v1/desk/rights/contracts/{id}/withdraw");
    operator.post(&path, json!({})).await.json(200);
    let lost = since(&mut operator, "play", day(-1)).await;
    assert_eq!(places(&lost[0], "lost"), ["DE"], "{lost:?}");
    assert_eq!(lost[0]["lost"]["languages"], json!(["de", "en"]));
    assert_eq!(lost[0]["lost"]["media"], json!(["SVOD"]));
    // The day after there is nothing more to tell.
    clock.advance(Duration::days(2));
    assert_eq!(
        since(&mut operator, "play", day(-1)).await,
        Vec::<Value>::new()
    );
}
