use serde_json::{Value, json};
use sqlx::PgPool;

use super::Scene;
use crate::testing::TestHouse;

/// What viewers of a language read of the first episode, wherever they meet it: on the page of its series, beside the
/// player, as the one before the second, in the feed, and where it is bought.
async fn read(scene: &mut Scene, language: &str) -> Vec<Value> {
    let app = scene.house.app.clone();
    let of = |path: &str| format!("/api/v1/{path}lang={language}");
    let mut ask = async |path: &str| scene.viewer.get(&of(path)).await.json(200);
    let page = ask("series/paper-crown?").await;
    let play = ask("series/paper-crown/episodes/1?").await;
    let next = ask("series/paper-crown/episodes/2?").await;
    // Each feed is one of its own: what one has shown it does not show again.
    let feed = ask(&format!("feed?session={}&", app.random.id())).await;
    let sheet = ask("series/paper-crown/paywall?episode=1&").await;
    vec![
        page["episodes"][0]["title"].clone(),
        play["episode"]["title"].clone(),
        next["episode"]["previous"]["title"].clone(),
        feed["items"][0]["episode"]["title"].clone(),
        sheet["episode"]["title"].clone(),
    ]
}

#[sqlx::test]
async fn an_episode_is_called_what_viewers_of_a_language_can_read(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let path = |language: &str| format!("{}/title", scene.track(language));
    let (own, es, french) = (path("en"), path("es"), path("fr-CA"));
    let body = |title: &str, before: &str| json!({ "title": title, "before": before });
    let before: Option<String> = sqlx::query_scalar("select title from episodes where number = 1")
        .fetch_one(&scene.house.app.db)
        .await
        .unwrap();
    let before = before.unwrap_or_default();
    scene
        .operator
        .put(&own, body("The letter", &before))
        .await
        .json(200);
    assert_eq!(read(&mut scene, "es").await, vec!["The letter"; 5]);
    let set = scene
        .operator
        .put(&es, body(" La carta ", ""))
        .await
        .json(200);
    assert_eq!(set, json!({ "language": "es", "title": "La carta" }));
    scene
        .operator
        .put(&french, body("La lettre", ""))
        .await
        .json(200);
    for (language, title) in [
        ("es", "La carta"),
        ("es-419", "La carta"),
        ("fr", "La lettre"),
        ("en", "The letter"),
        ("ko", "The letter"),
    ] {
        assert_eq!(
            read(&mut scene, language).await,
            vec![title; 5],
            "{language}"
        );
    }
    // The desk sees it beside the track, and in the table.
    let track = scene.track("es");
    let track = scene.operator.get(&track).await.json(200);
    assert_eq!(
        (&track["title"], &track["local_title"]),
        (&json!("The letter"), &json!("La carta"))
    );
    let table = scene.table();
    let table = scene.operator.get(&table).await.json(200);
    let languages = table["languages"].as_array().unwrap();
    let at = languages.iter().position(|one| one == "fr-CA").unwrap();
    assert_eq!(table["episodes"][0]["titles"][at], "La lettre");
    assert_eq!(table["episodes"][1]["titles"][at], json!(null));
    // Nobody writes over what they have not seen; nothing that is no title is kept.
    let late = scene.operator.put(&es, body("El sobre", "")).await;
    assert_eq!(late.refusal(409), "text_changed");
    let long = "x".repeat(201);
    let refused = scene.operator.put(&es, body(&long, "La carta")).await;
    assert!(refused.status.is_client_error());
    // What nobody can see is left out of it.
    let clean = body("La\u{0} carta\u{202e}", "La carta");
    let kept = scene.operator.put(&es, clean).await.json(200);
    assert_eq!(kept["title"], "La carta");
    // Taken away, its viewers read its own again.
    scene
        .operator
        .put(&es, body("", "La carta"))
        .await
        .json(200);
    assert_eq!(read(&mut scene, "es").await, vec!["The letter"; 5]);
    let noted: i64 =
        sqlx::query_scalar("select count(*) from audit_log where action = 'localisation.title'")
            .fetch_one(&scene.house.app.db)
            .await
            .unwrap();
    assert_eq!(noted, 5);
}
