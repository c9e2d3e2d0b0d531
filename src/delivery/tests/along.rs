//! What goes along with the films: dubs, covers, and how all of it was made.

use delivery::Films;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::super::{pack, send, take_in, verify};
use super::sender;
use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::folder;
use crate::localisation::tests::sound::{bring, tone};
use crate::people::Role;
use crate::storage::Storage;

/// How an episode was made, with what that cost.
fn record(episode: i32) -> Value {
    json!({ "version": provenance::record::VERSION, "series": "Paper Crown", "episode": episode, "producer": "Northlight",
        "made": "2026-03-01T08:00:00Z", "assets": [{ "id": "e01/film", "kind": "episode", "source": "trained",
            "digest": "0a".repeat(32), "maker": { "name": "a model", "provider": "somebody" },
            "inputs": [], "cost": { "minor": 123, "currency": "USD" }, "licence": "LicenseRef-Model", "terms": "See its terms." }] })
}

#[sqlx::test]
async fn dubs_covers_and_how_it_was_made_go_along_and_arrive(db: PgPool) {
    let studio = Studio::new(db).await;
    let about = "title = 'Paper Crown'\nlanguage = 'en'\npublish = true\n[translations.zh]\ntitle = '纸王冠'\nsynopsis = '她签了字。'\n";
    let story = folder(
        &[("01.mp4", "ladder.mp4"), ("poster.png", "poster.png")],
        &[("series.toml", about.as_bytes())],
    );
    studio.read(story.path()).await;
    studio.work().await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let (series, episode, ms): (Uuid, Uuid, i32) = sqlx::query_as(
        "select e.series_id, e.id, p.duration_ms from episodes e join packages p on p.episode_id = e.id",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    // A Spanish dub that was approved, a French one that nobody has listened to, a Chinese cover.
    for language in ["es", "fr"] {
        let sound = tone(u32::try_from(ms).unwrap());
        bring(&mut operator, episode, language, 0, sound)
            .await
            .json(200);
        studio.work().await;
    }
    let approved = json!({ "version": 1, "state": "approved", "reviewer_id": null });
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/es/dub");
    operator.put(&path, approved).await.json(200);
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/zh/title");
    let title = json!({ "title": "信", "before": "" });
    operator.put(&path, title).await.json(200);
    let picture = std::fs::read(story.path().join("poster.png")).unwrap();
    let kind = [("content-type", "application/octet-stream")];
    let cover = format!("/api/v1/desk/localisation/series/{series}/covers/zh");
    operator
        .send(axum::http::Method::PUT, &cover, &kind, picture.into())
        .await
        .json(200);
    sqlx::query(
        "insert into production_releases (id, house_id, series_id, title, records, at) values ($1, $2, $3, 'Paper Crown', $4, $5)",
    )
    .bind(app.random.id())
    .bind(studio.house_id)
    .bind(series)
    .bind(json!([record(0), record(1)]))
    .bind(app.clock.now())
    .execute(&app.db)
    .await
    .unwrap();

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(app, studio.house_id, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    let episode = &sent.manifest.series.episodes[0];
    assert_eq!(episode.sounds, ["en", "es"]);
    assert_eq!(episode.video.as_deref(), Some("001.mkv"));
    let poster = sent.manifest.series.poster.as_ref().unwrap();
    assert!(poster.width > 0 && poster.height > 0);
    // Made again it is the same film: nothing is written twice.
    let package = pack(app, studio.house_id, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let again = send(app, package, &to, |_, _| {}).await.unwrap();
    assert_eq!(again.written, 0);

    let second = house.second_house("second.example").await;
    let mut buyer = house
        .account_at("second.example", "buyer", Role::Operator)
        .await;
    let manifest = verify(&to, |_, _| {}).await.unwrap();
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(received.applied.problems.is_empty());
    assert_eq!(received.records, 2);
    studio.work().await;
    let sounds: Vec<String> = sqlx::query_scalar(
        "select language from renditions where codec = 'aac' and house_id = $1 order by language",
    )
    .bind(second)
    .fetch_all(&app.db)
    .await
    .unwrap();
    // Nobody who receives it can hear what nobody has approved.
    assert_eq!(sounds, ["en", "es"]);
    let page = buyer
        .get("/api/v1/series/paper-crown/episodes/1")
        .await
        .json(200);
    assert_eq!(
        page["episode"]["playback"]["audio"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let texts: (String, String) = sqlx::query_as(
        "select title, synopsis from series_translations where house_id = $1 and language = 'zh'",
    )
    .bind(second)
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!((&*texts.0, &*texts.1), ("纸王冠", "她签了字。"));
    let page = buyer.get("/api/v1/series/paper-crown?lang=zh").await;
    assert_eq!(page.json(200)["episodes"][0]["title"], "信");
    let cover =
        "select picture ->> 'webp' from series_covers where house_id = $1 and language = 'zh'";
    let cover = async || -> String {
        let found = sqlx::query_scalar(cover).bind(second);
        found.fetch_one(&app.db).await.unwrap()
    };
    let first = cover().await;
    // How it was made is kept, and can be read; what it cost is the sender's own.
    let path = format!(
        "/api/v1/desk/rights/titles/{}/received",
        received.applied.series_id
    );
    let came = buyer.get(&path).await.json(200);
    assert_eq!(came["items"][0]["records"], 2);
    let path = format!(
        "/api/v1/desk/rights/received/{}/provenance",
        came["items"][0]["id"].as_str().unwrap()
    );
    let kept = buyer.get(&path).await.json(200);
    assert_eq!(kept["records"][1]["assets"][0]["maker"]["name"], "a model");
    assert_eq!(kept["records"][1]["assets"][0]["cost"], json!(null));
    assert_eq!(operator.get(&path).await.status, 404);
    // The same again changes nothing, and it goes on from there to others.
    let again = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert_eq!((again.applied.extras, cover().await), (0, first));
    let onward = pack(app, second, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let paths: Vec<&str> = onward.parts.iter().map(|part| &*part.path).collect();
    assert!(paths.contains(&delivery::PROVENANCE) && paths.contains(&"art/cover.zh.webp"));
}

#[sqlx::test]
async fn a_record_that_does_not_hold_together_is_refused_before_anything_is_changed(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let app = &studio.house.app;
    let mut wrong = record(1);
    wrong["assets"][0]["digest"] = json!("none");
    sqlx::query(
        "insert into production_releases (id, house_id, series_id, title, records, at)
         select $1, house_id, id, title, $2, created_at from series",
    )
    .bind(app.random.id())
    .bind(json!([wrong]))
    .execute(&app.db)
    .await
    .unwrap();
    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(app, studio.house_id, "two-doors", None, Films::Mezzanine)
        .await
        .unwrap();
    let manifest = send(app, package, &to, |_, _| {}).await.unwrap().manifest;
    let second = studio.house.second_house("second.example").await;
    let refused = take_in(app, &studio.shop, second, place.path(), &manifest, true).await;
    let told = format!("{:#}", refused.err().unwrap());
    assert!(told.contains("SHA-256"), "{told}");
    let there: i64 = sqlx::query_scalar("select count(*) from series where house_id = $1")
        .bind(second)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(there, 0);
}
