//! What viewers are told in the house's own lines: that a machine made it, that a brand paid.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

const SERIES: &str = "/api/v1/series/heiress";

async fn asked(device: &mut Device, path: &str, language: &str) -> Value {
    let headers = [("accept-language", language)];
    device
        .send(Method::GET, path, &headers, Body::empty())
        .await
        .json(200)
}

/// What the page of the series, its first episode and the feed tell.
async fn told(house: &TestHouse, language: &str) -> Value {
    let mut viewer = house.device();
    let page = asked(&mut viewer, SERIES, language).await["disclosures"].clone();
    let episode = asked(&mut viewer, &format!("{SERIES}/episodes/1"), language).await;
    let feed = format!("/api/v1/feed?session={}", house.app.random.id());
    let feed = asked(&mut viewer, &feed, language).await;
    assert_eq!(page, episode["episode"]["disclosures"]);
    assert_eq!(page, feed["items"][0]["episode"]["disclosures"]);
    page
}

async fn lines(operator: &mut Device, disclosures: Value) {
    let region =
        json!({ "region": { "content_languages": ["en", "vi"], "disclosures": disclosures } });
    operator.patch("/api/v1/desk/house", region).await.json(200);
}

/// A release of the studio's whose films hold something of this kind from this source.
async fn released(house: &TestHouse, series: Uuid, kind: &str, source: &str) {
    let records = json!([{ "assets": [
        { "kind": "episode", "source": "code" },
        { "kind": kind, "source": source },
    ] }]);
    sqlx::query(
        "insert into production_releases (id, house_id, series_id, title, records, at)
         values ($1, $2, $3, 'Heiress', $4, clock_timestamp())",
    )
    .bind(house.app.random.id())
    .bind(house.id().await)
    .bind(series)
    .bind(records)
    .execute(&house.app.db)
    .await
    .unwrap();
}

#[sqlx::test]
async fn viewers_are_told_in_their_language_that_a_machine_made_it(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let id = house.publish("heiress", 2, 1).await.id;
    let machine = json!({ "machine": { "en": "Made with AI.", "de": "Mit KI.", "pt-BR": "Com IA.", "vi": "Bằng AI." } });
    lines(&mut operator, machine).await;
    // Filmed, until somebody or something says otherwise.
    assert_eq!(told(&house, "de").await, json!([]));
    released(&house, id, "script", "trained").await;
    assert_eq!(told(&house, "de").await, json!([]));
    released(&house, id, "voice", "trained").await;
    for (language, line) in [
        ("de-AT,de;q=0.9", "Mit KI."),
        ("pt", "Com IA."),
        ("vi", "Bằng AI."),
        ("ko", "Made with AI."),
        ("fi", "Made with AI."),
    ] {
        assert_eq!(told(&house, language).await, json!([line]), "{language}");
    }
    // The last release holds.
    released(&house, id, "picture", "human").await;
    assert_eq!(told(&house, "de").await, json!([]));
    // And what the house says of a series, whatever came with it.
    let kind = json!({ "kind": "generated", "adapted": false, "music": false });
    operator
        .put(&format!("/api/v1/desk/rights/titles/{id}"), kind)
        .await
        .json(200);
    assert_eq!(told(&house, "de").await, json!(["Mit KI."]));
    // A house without the line says nothing of its own.
    lines(&mut operator, json!({ "machine": { "de": " " } })).await;
    assert_eq!(told(&house, "de").await, json!([]));
}

#[sqlx::test]
async fn a_deal_without_words_of_its_own_is_told_in_the_house_s(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let series = house.publish("heiress", 2, 1).await;
    let brand = json!({ "name": "Pomelo", "category": "drinks" });
    let brand = operator.post("/api/v1/desk/brands", brand).await.json(201)["id"].clone();
    let today = house.app.clock.now().date_naive();
    let deal = |disclosures: Value| {
        json!({ "brand_id": brand, "title": "Summer", "starts_on": today, "ends_on": today + chrono::Days::new(9),
            "currency": "USD", "per_thousand": 500_000, "disclosures": disclosures })
    };
    let deals = "/api/v1/desk/brand-deals";
    let refused = operator.post(deals, deal(json!({}))).await;
    assert_eq!(refused.refusal(400), "disclosure_missing");
    let placement = json!({ "placement": { "en": "Brands paid.", "es": "Marcas que pagaron." } });
    lines(&mut operator, placement).await;
    let silent = operator.post(deals, deal(json!({}))).await.json(201);
    let place = |deal: &Value, from: i64| {
        json!({ "deal_id": deal["id"], "episode_id": series.episodes[0], "from_ms": from, "to_ms": from + 4_000,
            "area": 80, "prominence": "used" })
    };
    let placements = "/api/v1/desk/placements";
    for from in [10_000, 20_000] {
        operator
            .post(placements, place(&silent, from))
            .await
            .json(201);
    }
    assert_eq!(told(&house, "es").await, json!(["Marcas que pagaron."]));
    assert_eq!(told(&house, "ko").await, json!(["Brands paid."]));
    // Its own words go before the house's, for that deal.
    let own = operator.post(deals, deal(json!({ "*": "With Pomelo." })));
    let own = own.await.json(201);
    operator
        .post(placements, place(&own, 30_000))
        .await
        .json(201);
    let both = told(&house, "es").await;
    assert_eq!(both, json!(["Marcas que pagaron.", "With Pomelo."]));
    // The line stays while a deal leans on it.
    let region = json!({ "region": { "disclosures": { "placement": {} } } });
    let refused = operator.patch("/api/v1/desk/house", region).await;
    assert_eq!(refused.refusal(409), "house_line_needed");
    assert_eq!(told(&house, "es").await, both);
}
