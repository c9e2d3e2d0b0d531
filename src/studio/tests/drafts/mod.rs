//! Drafts, stage by stage: cards by an engine, scripts by a model, and what a model is paid.

mod cards;
mod models;
mod money;

use serde_json::{Value, json};
use uuid::Uuid;

pub use self::money::paid;
use crate::studio::drafts::writing;
use crate::testing::{Device, TestHouse};

const PATH: &str = "/api/v1/studio/drafts";
const PREMISE: &str = "A maid called Mara secretly owns the hotel that she cleans.";

/// What the page sends of a draft as it is.
fn cards(draft: &Value) -> Value {
    let names: Vec<&Value> = draft["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    let episodes: Vec<Value> = draft["episodes"].as_array().unwrap().iter().map(|one| {
        json!({ "title": one["title"], "logline": one["logline"], "hook": one["hook"], "turns": one["turns"], "cliffhanger": one["cliffhanger"], "locked": one["locked"] })
    }).collect();
    json!({ "title": draft["title"], "logline": draft["logline"], "people": names, "places": draft["places"], "episodes": episodes })
}

/// Does what the worker does, and gives the draft after it.
async fn written(house: &TestHouse, device: &mut Device, path: &str) -> Value {
    let id: Uuid =
        sqlx::query_scalar("select id from writings where state in ('waiting', 'running')")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    writing::work(&house.app, id, &|_| {}).await.unwrap();
    device.get(path).await.json(200)
}

async fn begun(house: &TestHouse, device: &mut Device) -> (String, Value) {
    let body = json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20 });
    let draft = device.post(PATH, body).await.json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let draft = written(house, device, &path).await;
    (path, draft)
}
