use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Scene, file};
use crate::ingest::tests::clips::clip;
use crate::testing::TestHouse;

fn picture(name: &str) -> Vec<u8> {
    std::fs::read(clip(name)).unwrap()
}

async fn card(scene: &mut Scene, language: &str) -> Value {
    let path = format!("/api/v1/series/{}?lang={language}", scene.slug);
    scene.viewer.get(&path).await.json(200)["series"].clone()
}

#[sqlx::test]
async fn titles_and_synopses_are_what_viewers_of_the_language_read(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let path = format!("{}/texts/es", scene.table());
    let new = json!({ "title": "Corona de papel", "synopsis": "Una herencia.", "before": null });
    let table = scene.operator.put(&path, new.clone()).await.json(200);
    let texts = table["texts"].as_array().unwrap().clone();
    let es = texts.iter().find(|one| one["language"] == "es").unwrap();
    assert_eq!(es["title"], "Corona de papel");
    assert_eq!(
        card(&mut scene, "es-419").await["synopsis"],
        "Una herencia."
    );
    assert_eq!(card(&mut scene, "en").await["title"], "Paper-Crown");
    // Somebody who saw nothing there is too late.
    assert_eq!(
        scene.operator.put(&path, new).await.refusal(409),
        "text_changed"
    );
    let own = format!("{}/texts/en", scene.table());
    let before = json!({ "title": "Paper-Crown", "synopsis": "" });
    let change = json!({ "title": "Paper Crown", "synopsis": "An heirloom.", "before": before });
    scene.operator.put(&own, change).await.json(200);
    assert_eq!(card(&mut scene, "en").await["title"], "Paper Crown");
    let long = "x".repeat(201);
    for title in ["", "   ", "\u{0}", long.as_str()] {
        let before = json!({ "title": "Corona de papel", "synopsis": "Una herencia." });
        let bad = json!({ "title": title, "synopsis": "", "before": before });
        let refused = scene.operator.put(&path, bad).await;
        assert!(refused.status.is_client_error(), "{title:?}");
    }
    assert_eq!(card(&mut scene, "es").await["title"], "Corona de papel");
}

#[sqlx::test]
async fn a_cover_is_seen_by_viewers_of_its_language_alone(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let path = |language: &str| format!("{}/covers/{language}", scene.table());
    let (own, es) = (path("en"), path("es"));
    file(
        &mut scene.operator,
        Method::PUT,
        &own,
        picture("poster.png"),
    )
    .await
    .json(200);
    let first = card(&mut scene, "es").await["poster"]["webp"].clone();
    assert!(first.is_string());
    for bad in [
        Vec::new(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        vec![7; 9000],
    ] {
        let refused = file(&mut scene.operator, Method::PUT, &es, bad).await;
        assert_eq!(refused.refusal(422), "picture_unreadable");
    }
    assert_eq!(card(&mut scene, "es").await["poster"]["webp"], first);
    file(&mut scene.operator, Method::PUT, &es, picture("cover.png"))
        .await
        .json(200);
    let second = card(&mut scene, "es").await["poster"]["webp"].clone();
    assert_ne!(second, first);
    assert_eq!(card(&mut scene, "en").await["poster"]["webp"], first);
    scene.operator.delete(&es).await.json(200);
    assert_eq!(card(&mut scene, "es").await["poster"]["webp"], first);
}

#[sqlx::test]
async fn a_dub_is_heard_once_it_is_approved(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let episode = scene.series.episodes[0];
    scene.house.rendition(episode, b"0123456789").await;
    for language in ["en", "es"] {
        sqlx::query(
            "insert into renditions (id, house_id, episode_id, codec, width, height, language, mime, bandwidth, average_bandwidth,
                 bytes, duration_ms, blob_key, init, segments, ffmpeg_version, arguments, created_at)
             select $1, house_id, episode_id, 'aac', 0, 0, $2, 'audio/mp4; codecs=\"mp4a.40.2\"', 96000, 96000, bytes, duration_ms,
                 blob_key, init, segments, ffmpeg_version, arguments, created_at
             from renditions where episode_id = $3 and codec = 'h264'",
        )
        .bind(scene.house.app.random.id())
        .bind(language)
        .bind(episode)
        .execute(&scene.house.app.db)
        .await
        .unwrap();
    }
    assert_eq!(heard(&mut scene).await, ["en", "es"]);
    let dub =
        |language: &str| format!("/api/v1/desk/localisation/episodes/{episode}/{language}/dub");
    let body = |version: i64, state: &str| json!({ "version": version, "state": state, "reviewer_id": null });
    let held = scene
        .operator
        .put(&dub("es"), body(0, "review"))
        .await
        .json(200);
    let cells = held["episodes"][0]["dubs"].as_array().unwrap().clone();
    let es = cells.iter().find(|cell| cell["language"] == "es").unwrap();
    assert_eq!(
        (&es["status"], &es["live"], &es["version"]),
        (&json!("review"), &json!(false), &json!(1))
    );
    assert_eq!(heard(&mut scene).await, ["en"]);
    let id: uuid::Uuid =
        sqlx::query_scalar("select id from renditions where episode_id = $1 and language = 'es'")
            .bind(episode)
            .fetch_one(&scene.house.app.db)
            .await
            .unwrap();
    let bytes = scene
        .viewer
        .get(&format!("/media/renditions/{id}.mp4"))
        .await;
    assert_eq!(bytes.status.as_u16(), 404);
    let playlist = scene
        .viewer
        .get(&format!("/media/hls/{episode}/h264.m3u8"))
        .await;
    let playlist = String::from_utf8(playlist.bytes).unwrap();
    assert!(!playlist.contains(&id.to_string()), "{playlist}");

    assert_eq!(
        scene
            .operator
            .put(&dub("es"), body(0, "approved"))
            .await
            .refusal(409),
        "track_changed"
    );
    assert_eq!(
        scene
            .operator
            .put(&dub("en"), body(0, "draft"))
            .await
            .refusal(400),
        "not_a_dub"
    );
    assert_eq!(
        scene
            .operator
            .put(&dub("fr"), body(0, "approved"))
            .await
            .refusal(409),
        "no_such_dub"
    );
    scene
        .operator
        .put(&dub("es"), body(1, "approved"))
        .await
        .json(200);
    assert_eq!(heard(&mut scene).await, ["en", "es"]);
}

async fn heard(scene: &mut Scene) -> Vec<String> {
    let path = format!("/api/v1/series/{}/episodes/1", scene.slug);
    let page = scene.viewer.get(&path).await.json(200);
    let audio = page["episode"]["playback"]["audio"]
        .as_array()
        .unwrap()
        .clone();
    audio
        .iter()
        .map(|one| one["language"].as_str().unwrap().to_owned())
        .collect()
}
