//! A dub that comes as a sound file, with real ffmpeg.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::folder;
use crate::people::Role;
use crate::testing::{Answer, Device};

/// A tone as a WAV of one channel.
pub fn tone(milliseconds: u32) -> Vec<u8> {
    let rate = 16_000_u32;
    let samples = rate * milliseconds / 1000;
    let mut file = Vec::new();
    let bytes = samples * 2;
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for half in [1_u16, 1] {
        file.extend(half.to_le_bytes());
    }
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    for half in [2_u16, 16] {
        file.extend(half.to_le_bytes());
    }
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    for at in 0..samples {
        let value =
            (f64::from(at) * 440.0 * std::f64::consts::TAU / f64::from(rate)).sin() * 9_000.0;
        file.extend((value as i16).to_le_bytes());
    }
    file
}

pub async fn bring(
    operator: &mut Device,
    episode: Uuid,
    language: &str,
    version: i64,
    sound: Vec<u8>,
) -> Answer {
    let path =
        format!("/api/v1/desk/localisation/episodes/{episode}/{language}/sound?version={version}");
    let kind = [("content-type", "application/octet-stream")];
    operator
        .send(Method::PUT, &path, &kind, Body::from(sound))
        .await
}

/// The dub of the only episode, as the table tells it.
fn dub<'a>(table: &'a Value, language: &str) -> &'a Value {
    let dubs = table["episodes"][0]["dubs"].as_array().unwrap();
    dubs.iter().find(|dub| dub["language"] == language).unwrap()
}

#[sqlx::test]
async fn a_dub_that_comes_as_a_sound_is_heard_once_it_is_approved(db: PgPool) {
    let studio = Studio::new(db).await;
    let about = "title = 'Paper Crown'\nlanguage = 'en'\npublish = true";
    let story = folder(
        &[("01.mp4", "ladder.mp4"), ("02.mp4", "small.mp4")],
        &[("series.toml", about.as_bytes())],
    );
    studio.read(story.path()).await;
    studio.work().await;
    let house = &studio.house;
    let mut operator = house.account("Olga", Role::Operator).await;
    let (episode, ms): (Uuid, i32) = sqlx::query_as(
        "select e.id, p.duration_ms from episodes e join packages p on p.episode_id = e.id order by e.number limit 1",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    let ms = u32::try_from(ms).unwrap();
    // No sound, of another length, of the language that is spoken.
    let broken = bring(&mut operator, episode, "es", 0, b"not a sound".to_vec()).await;
    assert_eq!(broken.refusal(422), "damaged");
    let long = bring(&mut operator, episode, "es", 0, tone(ms + 5_000)).await;
    assert_eq!(long.refusal(422), "sound_length");
    let spoken = bring(&mut operator, episode, "en", 0, tone(ms)).await;
    assert_eq!(spoken.refusal(400), "not_a_dub");
    let silent: Uuid = sqlx::query_scalar("select id from episodes where number = 2")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let silent = bring(&mut operator, silent, "es", 0, tone(1_200)).await;
    assert_eq!(silent.refusal(409), "film_silent");
    let mut viewer = house.account("Vera", Role::Viewer).await;
    bring(&mut viewer, episode, "es", 0, tone(ms))
        .await
        .json(403);

    let brought = bring(&mut operator, episode, "es", 0, tone(ms))
        .await
        .json(200);
    assert_eq!(dub(&brought, "es")["status"], "draft");
    // While it is packaged nothing is put on top.
    let early = bring(&mut operator, episode, "es", 1, tone(ms)).await;
    assert_eq!(early.refusal(409), "film_at_work");
    studio.work().await;
    let sounds: Vec<String> = sqlx::query_scalar(
        "select language from renditions where codec = 'aac' and episode_id = $1 order by language",
    )
    .bind(episode)
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    assert_eq!(sounds, ["en", "es"]);
    let heard = async |device: &mut Device| {
        let page = device
            .get("/api/v1/series/paper-crown/episodes/1")
            .await
            .json(200);
        let audio = page["episode"]["playback"]["audio"]
            .as_array()
            .unwrap()
            .clone();
        audio
            .iter()
            .map(|one| one["language"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(heard(&mut viewer).await, ["en"]);
    let approved = json!({ "version": 1, "state": "approved", "reviewer_id": null });
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/es/dub");
    operator.put(&path, approved).await.json(200);
    assert_eq!(heard(&mut viewer).await, ["en", "es"]);
    // Another take of it stands in the place of the first.
    let again = bring(&mut operator, episode, "es", 2, tone(ms))
        .await
        .json(200);
    assert_eq!(dub(&again, "es")["status"], "draft");
    studio.work().await;
    let count: i64 = sqlx::query_scalar(
        "select count(*) from renditions where codec = 'aac' and episode_id = $1",
    )
    .bind(episode)
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert_eq!(count, 2);
}
