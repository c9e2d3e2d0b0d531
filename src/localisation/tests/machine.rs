use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::Scene;
use crate::studio::drafts::writing;
use crate::testing::TestHouse;
use crate::testing::llm::{Bookish, Say, config};

#[sqlx::test]
async fn without_a_model_the_button_says_why(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let path = format!("{}/machine", scene.track("es"));
    let machine = scene.operator.get(&path).await.json(200);
    assert_eq!(machine["problem"]["code"], "no_model");
    assert!(!machine["problem"]["remedy"].as_str().unwrap().is_empty());
    let refused = scene
        .operator
        .post(&path, json!({ "spend_micros": null }))
        .await;
    assert_eq!(refused.refusal(409), "no_model");
    // And of an episode that nobody has captioned.
    let other = scene.series.episodes[1];
    let path = format!("/api/v1/desk/localisation/episodes/{other}/es/machine");
    let machine = scene.operator.get(&path).await.json(200);
    assert_eq!(machine["problem"]["code"], "no_source");
}

#[sqlx::test]
async fn a_machine_drafts_and_only_a_person_keeps_it(db: PgPool) {
    let model = Bookish::start(vec![Say::Text("{\"captions\": [\"Una sola\"]}")]).await;
    let house = TestHouse::with(db, config(&model.address)).await;
    let mut scene = Scene::open(house).await;
    let path = format!("{}/machine", scene.track("pt"));
    let machine = scene.operator.get(&path).await.json(200);
    assert_eq!(
        (&machine["problem"], &machine["cost_micros"]),
        (&json!(null), &json!(0))
    );
    let begun = scene
        .operator
        .post(&path, json!({ "spend_micros": null }))
        .await
        .json(202);
    assert_eq!(begun["writing"]["state"], "waiting");
    let twice = scene
        .operator
        .post(&path, json!({ "spend_micros": null }))
        .await;
    assert_eq!(twice.refusal(409), "being_written");
    let id: Uuid = sqlx::query_scalar("select id from writings")
        .fetch_one(&scene.house.app.db)
        .await
        .unwrap();
    writing::work(&scene.house.app, id, &|_| {}).await.unwrap();
    let machine = scene.operator.get(&path).await.json(200);
    assert_eq!(machine["writing"]["state"], "done", "{machine}");
    // The first answer had too few captions, and was asked for again.
    assert!(machine["writing"]["calls"].as_i64() >= Some(2), "{machine}");
    assert!(model.question(0).contains("Who signed this?"));
    let lines = machine["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["start_ms"], 3500);
    assert!(!lines[0]["text"].as_str().unwrap().is_empty());
    // Nothing is kept, let alone shown, by that.
    assert_eq!(scene.status("pt").await, "missing");
    assert_eq!(scene.shown("pt").await, None);
}

#[sqlx::test]
async fn a_machine_drafts_the_title_of_the_episode_with_its_captions(db: PgPool) {
    let model = Bookish::start(Vec::new()).await;
    let house = TestHouse::with(db, config(&model.address)).await;
    let mut scene = Scene::open(house).await;
    let title = "update episodes set title = case number when 1 then 'The sealed letter' end";
    sqlx::query(title)
        .execute(&scene.house.app.db)
        .await
        .unwrap();
    let path = format!("{}/machine", scene.track("pt"));
    let spend = json!({ "spend_micros": null });
    scene.operator.post(&path, spend).await.json(202);
    let id: Uuid = sqlx::query_scalar("select id from writings")
        .fetch_one(&scene.house.app.db)
        .await
        .unwrap();
    writing::work(&scene.house.app, id, &|_| {}).await.unwrap();
    assert!(model.question(0).contains("The sealed letter"));
    let machine = scene.operator.get(&path).await.json(200);
    assert_eq!(machine["lines"].as_array().unwrap().len(), 2, "{machine}");
    assert!(!machine["title"].as_str().unwrap().is_empty());
    // It is kept by whoever saves it, and by nobody else.
    let track = scene.track("pt");
    let track = scene.operator.get(&track).await.json(200);
    assert_eq!(track["local_title"], json!(null));
}
