//! One second, one border and one language too far, over HTTP.

use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{block, contract, from, house};
use crate::testing::{Device, TestHouse};

async fn feed(device: &mut Device, house: &TestHouse, territory: &str) -> Vec<String> {
    let path = format!("/api/v1/feed?session={}&limit=10", house.app.random.id());
    let feed = from(device, territory, &path).await.json(200);
    let items = feed["items"].as_array().unwrap().iter();
    items
        .map(|item| item["series"]["slug"].as_str().unwrap().to_owned())
        .collect()
}

fn at(house: &TestHouse, moment: &str) {
    let moment = DateTime::<Utc>::from_str(moment).unwrap();
    house.app.clock.advance(moment - house.app.clock.now());
}

// April begins in Germany at 22:00 UTC, in the first zone of the U.S. at 04:00 UTC, and lasts until May does.
#[sqlx::test]
async fn a4_a_series_appears_at_the_first_instant_of_its_window_and_is_gone_at_the_end(db: PgPool) {
    through_april(db, "DE", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z").await;
}

#[sqlx::test]
async fn a4_where_there_are_many_zones_a_window_opens_in_the_first_and_ends_in_it(db: PgPool) {
    through_april(db, "US", "2026-04-01T04:00:00Z", "2026-05-01T04:00:00Z").await;
}

async fn through_april(db: PgPool, territory: &str, opens: &str, ends: &str) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 3, 1).await;
    let bytes = house.rendition(series.episodes[0], b"0123456789").await;
    let deal = block(series.id, "DE, US", "2026-04-01", "2026-04-30");
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    let mut device = house.device();
    let second = Duration::seconds(1);
    // The operator is told which contract, which dimension and which dates.
    let ask = |territory: &str| {
        format!(
            "/api/v1/desk/rights/may?purpose=play&series_id={}&territory={territory}&language=en&media=Coins&at=2026-06-01T00:00:00Z",
            series.id
        )
    };
    let answer = operator.get(&ask("DE")).await.json(200);
    assert_eq!(answer["may"], false);
    let reason = &answer["reasons"][0];
    assert_eq!(
        (&reason["contract"], &reason["dimension"]),
        (&json!("IN-1"), &json!("time"))
    );
    assert!(
        reason["sentence"]
            .as_str()
            .unwrap()
            .contains("2026-04-30T22:00:00Z"),
        "{reason}"
    );
    let abroad = operator.get(&ask("FR")).await.json(200);
    assert_eq!(abroad["reasons"][0]["contract"], "IN-1");
    at(&house, opens);
    house.app.clock.advance(-second);
    assert!(feed(&mut device, &house, territory).await.is_empty());
    let early = from(&mut device, territory, "/api/v1/series/heiress").await;
    assert_eq!(early.refusal(451), "not_licensed_here");
    let told = early.json(451)["error"]["message"].clone();
    assert!(told.as_str().unwrap().contains(" opens in "), "{told}");
    assert!(!told.as_str().unwrap().contains("IN-1"), "{told}");
    from(&mut device, territory, &bytes).await.refusal(404);
    house.app.clock.advance(second);
    assert_eq!(feed(&mut device, &house, territory).await, ["heiress"]);
    from(&mut device, territory, "/api/v1/series/heiress")
        .await
        .json(200);
    assert_eq!(from(&mut device, territory, &bytes).await.status, 200);
    // One border too far.
    let abroad = from(&mut device, "FR", "/api/v1/series/heiress/episodes/1").await;
    assert_eq!(abroad.refusal(451), "not_licensed_here");
    assert_eq!(
        abroad.json(451)["error"]["message"],
        "This series may not be shown in France."
    );
    from(&mut device, "FR", &bytes).await.refusal(404);
    assert!(feed(&mut device, &house, "FR").await.is_empty());
    at(&house, ends);
    house.app.clock.advance(-second);
    assert_eq!(feed(&mut device, &house, territory).await, ["heiress"]);
    assert_eq!(from(&mut device, territory, &bytes).await.status, 200);
    house.app.clock.advance(second);
    assert!(feed(&mut device, &house, territory).await.is_empty());
    from(&mut device, territory, &bytes).await.refusal(404);
    let late = from(&mut device, territory, "/api/v1/series/heiress").await;
    let told = late.json(451)["error"]["message"].clone();
    assert!(told.as_str().unwrap().contains(" until "), "{told}");
}

#[sqlx::test]
async fn a4_a_house_without_contracts_and_its_own_series_go_on_as_before(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let (own, other) = (
        house.publish("own", 2, 1).await,
        house.publish("other", 2, 2).await,
    );
    let mut device = house.device();
    assert_eq!(feed(&mut device, &house, "FR").await.len(), 2);
    contract(
        &mut operator,
        "IN-1",
        "in",
        json!([block(other.id, "DE", "2026-03-01", "2026-03-30")]),
    )
    .await;
    assert_eq!(feed(&mut device, &house, "FR").await, ["own"]);
    // What is given away alone is closed to the house itself, there and by that way.
    let mut out = block(own.id, "BR", "2026-03-01", "2026-03-30");
    out["exclusive"] = json!(true);
    let out = contract(&mut operator, "OUT-1", "out", json!([out])).await;
    assert!(feed(&mut device, &house, "BR").await.is_empty());
    assert_eq!(feed(&mut device, &house, "FR").await, ["own"]);
    let path = format!("/api/v1/desk/rights/contracts/{out}/end");
    operator.post(&path, json!({})).await.json(200);
    assert_eq!(feed(&mut device, &house, "BR").await, ["own"]);
}

async fn text(house: &TestHouse, episode: Uuid, language: &str) -> Uuid {
    let id = house.app.random.id();
    let key = house
        .app
        .storage
        .keep_bytes("text", "WEBVTT\n".into(), "vtt")
        .await
        .unwrap();
    sqlx::query(
        "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
         select $1, house_id, id, $2, $2, 'subtitles', 'sidecar', $3, created_at from episodes where id = $4",
    )
    .bind(id)
    .bind(language)
    .bind(key)
    .bind(episode)
    .execute(&house.app.db)
    .await
    .unwrap();
    id
}

#[sqlx::test]
async fn a4_a_language_that_is_not_licensed_is_neither_told_of_nor_served(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 1, 1).await;
    let mut deal = block(series.id, "MX", "2026-03-01", "2026-03-30");
    deal["languages"] = json!(["es"]);
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    let mut device = house.device();
    let episode = "/api/v1/series/heiress/episodes/1";
    // It is in English, and nobody may hear or read it in Spanish yet.
    assert_eq!(
        from(&mut device, "MX", episode).await.refusal(451),
        "not_licensed_here"
    );
    let (spanish, french) = (
        text(&house, series.episodes[0], "es-MX").await,
        text(&house, series.episodes[0], "fr").await,
    );
    house.app.rights.forget(house.id().await);
    let page = from(&mut device, "MX", episode).await.json(200);
    let tracks = page["episode"]["text_tracks"].as_array().unwrap();
    assert_eq!(tracks.len(), 1);
    assert_eq!(tracks[0]["language"], "es-MX");
    let vtt = |id: Uuid| format!("/media/text/{id}.vtt");
    assert_eq!(from(&mut device, "MX", &vtt(spanish)).await.status, 200);
    from(&mut device, "MX", &vtt(french)).await.refusal(404);
}

/// Rights are asked for wherever something is shown: what is merely published is read nowhere else.
#[test]
fn a4_nothing_that_viewers_see_goes_round_the_gate() {
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for area in [
        "watch", "catalog", "paywall", "adverts", "web", "audience", "wallet", "vip",
    ] {
        files(&source.join(area), &mut found);
    }
    assert!(found.len() > 50);
    for file in found {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("visible_episodes("), "{}", file.display());
    }
}
