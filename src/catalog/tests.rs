//! Finding series, through the routes.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::testing::TestHouse;

async fn describe(db: &PgPool, slug: &str, language: &str, title: &str, genres: &[&str]) {
    let genres: Vec<String> = genres.iter().map(|genre| (*genre).to_owned()).collect();
    sqlx::query("update series set language = $2, title = $3, genres = $4 where slug = $1")
        .bind(slug)
        .bind(language)
        .bind(title)
        .bind(genres)
        .execute(db)
        .await
        .unwrap();
}

fn found(body: &Value) -> Vec<&str> {
    body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["slug"].as_str().unwrap())
        .collect()
}

#[sqlx::test]
async fn search_finds_words_parts_and_misspellings_in_more_than_one_script(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    for slug in ["heiress", "palace", "ghost"] {
        house.publish(slug, 1, 1).await;
    }
    describe(
        &db,
        "heiress",
        "en",
        "The Hidden Heiress Returns",
        &["romance"],
    )
    .await;
    describe(&db, "palace", "zh", "深宫女医传", &["period"]).await;
    describe(&db, "ghost", "ar", "بيت الأشباح", &["horror"]).await;
    sqlx::query("insert into series_translations (series_id, house_id, language, title) select id, house_id, 'ko', '돌아온 상속녀' from series where slug = 'heiress'")
        .execute(&db).await.unwrap();
    sqlx::query("insert into credits (series_id, house_id, position, name, role) select id, house_id, 1, 'Blender Foundation', 'Producer' from series where slug = 'ghost'")
        .execute(&db).await.unwrap();
    let mut device = house.device();
    for (query, slug) in [
        ("heiress", "heiress"),
        ("heires", "heiress"),
        ("hieress", "heiress"),
        ("女医", "palace"),
        ("الأشباح", "ghost"),
        ("상속녀", "heiress"),
        ("상속", "heiress"),
        ("blender", "ghost"),
        ("romance", "heiress"),
    ] {
        let body = device
            .get(&format!("/api/v1/search?q={}", urlencode(query)))
            .await
            .json(200);
        assert_eq!(found(&body), [slug], "{query}: {body}");
    }
    let body = device.get("/api/v1/search?genre=period").await.json(200);
    assert_eq!(found(&body), ["palace"]);
    assert_eq!(
        device.get("/api/v1/search?q=zzzzzz").await.json(200)["total"],
        0
    );
}

fn urlencode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[sqlx::test]
async fn a_hostile_search_is_only_a_search(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.publish("story", 1, 1).await;
    let mut device = house.device();
    let long = "a".repeat(30_000);
    for query in [
        "%",
        "_",
        "'",
        "\"",
        "\\",
        "a & | ! ( ) :* <->",
        "'; drop table series; --",
        "\0",
        long.as_str(),
    ] {
        let body = device
            .get(&format!("/api/v1/search?q={}", urlencode(query)))
            .await
            .json(200);
        assert!(body["total"].as_i64().unwrap() <= 1, "{body}");
    }
    let wildcard = device.get("/api/v1/search?q=%25").await.json(200);
    assert_eq!(wildcard["total"], 0, "a percent sign is not a wildcard");
}

#[sqlx::test]
async fn a_series_page_tells_length_credits_dates_and_what_is_alike(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 3, 10).await;
    house.publish("alike", 1, 1).await;
    house.publish("other", 1, 1).await;
    describe(&db, "story", "en", "Story", &["romance", "revenge"]).await;
    describe(&db, "alike", "en", "Alike", &["revenge"]).await;
    sqlx::query("update series set credit = 'A film', licence_text = 'CC BY 3.0', licence_url = 'https://creativecommons.org/licenses/by/3.0/' where slug = 'story'")
        .execute(&db).await.unwrap();
    sqlx::query("update episodes set publish_at = $2 where id = $1")
        .bind(story.episodes[2])
        .bind(house.app.clock.now() + chrono::Duration::days(7))
        .execute(&db)
        .await
        .unwrap();
    let page = house.device().get("/api/v1/series/story").await.json(200);
    assert_eq!(page["series"]["episode_count"], 2);
    assert_eq!(page["series"]["credit"], "A film");
    assert_eq!(page["licence"]["text"], "CC BY 3.0");
    assert_eq!(page["episodes"].as_array().unwrap().len(), 2);
    assert_eq!(page["scheduled"][0]["number"], 3);
    assert_eq!(page["scheduled"][0]["publish_at"], "2026-03-08T08:00:00Z");
    assert_eq!(page["next_up"], 1);
    let alike: Vec<_> = page["more_like_this"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| &card["slug"])
        .collect();
    assert_eq!(alike, [&json!("alike")]);
}

#[sqlx::test]
async fn titles_come_in_the_viewers_language(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    house.publish("story", 1, 1).await;
    sqlx::query("insert into series_translations (series_id, house_id, language, title, synopsis) select id, house_id, 'zh-Hans', '故事', '' from series")
        .execute(&db).await.unwrap();
    sqlx::query("update series set synopsis = 'What happens.'")
        .execute(&db)
        .await
        .unwrap();
    let mut device = house.device();
    let page = device.get("/api/v1/series/story?lang=zh").await.json(200);
    assert_eq!(
        (&page["series"]["title"], &page["series"]["synopsis"]),
        (&json!("故事"), &json!("What happens."))
    );
    let page = device.get("/api/v1/series/story?lang=es").await.json(200);
    assert_eq!(page["series"]["title"], "Story");
}

#[sqlx::test]
async fn shelves_hold_what_was_begun_what_is_new_and_each_genre(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 2, 9).await;
    house.publish("fresh", 1, 1).await;
    describe(&db, "story", "en", "Story", &["romance"]).await;
    let mut device = house.device();
    let told = json!({"id": house.app.random.id(), "type": "heartbeat", "at": house.app.clock.now(), "series_id": story.id,
        "episode_id": story.episodes[0], "position_ms": 3000, "intervals": [[0, 3000]]});
    let play = json!({"id": house.app.random.id(), "type": "play", "at": house.app.clock.now(), "series_id": story.id, "episode_id": story.episodes[0]});
    device
        .post(
            "/api/v1/events",
            json!({"schema": 1, "events": [told, play]}),
        )
        .await
        .json(202);
    let shelves = device.get("/api/v1/shelves").await.json(200);
    let keys: Vec<_> = shelves["shelves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shelf| shelf["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["continue", "new", "trending", "genre:romance"]);
    assert_eq!(
        shelves["shelves"][0]["items"][0]["progress"],
        json!({"number": 1, "position_ms": 3000, "duration_ms": 60000})
    );
    let new: Vec<_> = shelves["shelves"][1]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["series"]["slug"])
        .collect();
    assert_eq!(new, ["fresh", "story"]);
    let genres = device.get("/api/v1/genres").await.json(200);
    assert_eq!(
        genres["genres"],
        json!([{"key": "romance", "kind": "genre", "series_count": 1}])
    );
}
