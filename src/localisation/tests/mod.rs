//! The localisation desk over HTTP: what viewers see of it, who may do what, and what is refused.

mod desk;
mod machine;
mod series;
pub mod sound;
mod title;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Answer, Device, SeriesFixture, TestHouse};

const SOURCE: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nWho signed this?\n\n00:00:03.500 --> 00:00:05.500\nYour sister did.\n";

/// A published series whose first episode has English captions, at the desk of an operator.
struct Scene {
    house: TestHouse,
    operator: Device,
    viewer: Device,
    series: SeriesFixture,
    slug: &'static str,
}

impl Scene {
    async fn open(house: TestHouse) -> Self {
        let slug = "paper-crown";
        let series = house.publish(slug, 2, 1).await;
        text_track(&house, series.episodes[0], "en", SOURCE).await;
        let operator = house.account("mara", Role::Operator).await;
        let viewer = house.device();
        Self {
            house,
            operator,
            viewer,
            series,
            slug,
        }
    }

    fn track(&self, language: &str) -> String {
        let episode = self.series.episodes[0];
        format!("/api/v1/desk/localisation/episodes/{episode}/{language}")
    }

    fn table(&self) -> String {
        format!("/api/v1/desk/localisation/series/{}", self.series.id)
    }

    async fn step(&mut self, language: &str, version: i64, step: &str) -> Answer {
        let path = format!("{}/step", self.track(language));
        let body = json!({ "version": version, "step": step });
        self.operator.post(&path, body).await
    }

    /// Saves two captions over a version and gives the next version.
    async fn save(&mut self, language: &str, version: i64, first: &str) -> i64 {
        let body = json!({ "version": version, "lines": two(first) });
        let path = self.track(language);
        let saved = self.operator.put(&path, body).await.json(200);
        saved["version"].as_i64().unwrap()
    }

    /// The subtitles that viewers have: by language, the whole file.
    async fn shown(&mut self, language: &str) -> Option<String> {
        let path = format!("/api/v1/series/{}/episodes/1", self.slug);
        let page = self.viewer.get(&path).await.json(200);
        let tracks = page["episode"]["text_tracks"].as_array().unwrap().clone();
        let found = tracks.iter().find(|track| track["language"] == language)?;
        let file = self.viewer.get(found["url"].as_str().unwrap()).await;
        Some(String::from_utf8(file.bytes).unwrap())
    }

    async fn status(&mut self, language: &str) -> String {
        let path = self.table();
        let table = self.operator.get(&path).await.json(200);
        let cells = table["episodes"][0]["subtitles"]
            .as_array()
            .unwrap()
            .clone();
        let cell = cells.iter().find(|cell| cell["language"] == language);
        cell.map_or_else(String::new, |cell| {
            cell["status"].as_str().unwrap().to_owned()
        })
    }
}

fn two(first: &str) -> Value {
    json!([
        { "start_ms": 1000, "end_ms": 3000, "text": first },
        { "start_ms": 3500, "end_ms": 5500, "text": "Fue tu hermana." },
    ])
}

async fn text_track(house: &TestHouse, episode: Uuid, language: &str, text: &'static str) {
    let storage = &house.app.storage;
    let key = storage
        .keep_bytes("text", text.into(), "vtt")
        .await
        .unwrap();
    sqlx::query(
        "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
         select $1, house_id, id, $2, $2, 'captions', 'sidecar', $3, created_at from episodes where id = $4",
    )
    .bind(house.app.random.id())
    .bind(language)
    .bind(key)
    .bind(episode)
    .execute(&house.app.db)
    .await
    .unwrap();
}

async fn file(device: &mut Device, method: Method, path: &str, bytes: impl Into<Body>) -> Answer {
    let kind = [("content-type", "application/octet-stream")];
    device.send(method, path, &kind, bytes.into()).await
}
