//! Addresses that the OpenAPI document leaves out: media, pages of receipts, deliveries under a link.

use axum::http::Method;
use bytes::Bytes;
use serde_json::json;
use uuid::Uuid;

use super::rooms::Side;
use crate::people::session;
use crate::testing::{Device, TestHouse};

/// Addresses with a place in them that are the same for every house, and why.
pub const OF_NO_HOUSE: &[(&str, &str)] = &[(
    "/media/art/{file}",
    "a picture is named by the digest of its bytes: whoever knows that has seen it",
)];

/// An address of something that a house has.
pub struct Raw {
    /// As the router has it.
    pub route: &'static str,
    pub address: String,
}

/// Every address with a place in it that the router has beside the document.
pub fn routes() -> Vec<&'static str> {
    let router = include_str!("../../../router.rs");
    let texts = router.split('"').skip(1).step_by(2);
    texts
        .filter(|text| text.starts_with('/') && text.contains('{'))
        .collect()
}

/// One thing for each of them, all of which say the mark of the house; and where they are.
pub async fn keep(house: &TestHouse, side: &mut Side) -> Vec<Raw> {
    let mark = side.mark;
    let say = |what: &str| Bytes::from(format!("{mark} {what}"));
    let storage = &house.app.storage;
    let film: &'static [u8] = format!("{mark} film").leak().as_bytes();
    let film = house.rendition(side.episode, film).await;
    let id = film.trim_start_matches("/media/renditions/");
    let keep = |what: &'static str| storage.keep_bytes("media", say(what), "bin");
    let [text, strip, picture, trailer] = [(); 4].map(|()| house.app.random.id());
    let (id_of, keys) = (
        [text, strip, picture, trailer],
        [
            keep("text").await.unwrap(),
            keep("picture").await.unwrap(),
            keep("trailer").await.unwrap(),
            keep("copy").await.unwrap(),
        ],
    );
    rows(house, side, id_of, keys).await;
    let token = delivery(house, side).await;
    // Receipts are numbered in each house from the first: only this one has a second.
    super::rooms::buy(house, &mut side.buyer).await;
    let receipt: i64 = sqlx::query_scalar("select max(number) from receipts where house_id = $1")
        .bind(side.id)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let at = |route, address| Raw { route, address };
    vec![
        at(
            "/media/localisation/{file}",
            format!("/media/localisation/{id}"),
        ),
        at(
            "/media/hls/{episode}/{file}",
            format!("/media/hls/{}/h264.m3u8", side.episode),
        ),
        at("/media/text/{file}", format!("/media/text/{text}.vtt")),
        at(
            "/media/strips/{file}",
            format!("/media/strips/{picture}.webp"),
        ),
        at(
            "/media/trailers/{file}",
            format!("/media/trailers/{trailer}.mp4"),
        ),
        at(
            "/media/market/{file}",
            format!("/media/market/{trailer}.mp4"),
        ),
        at(
            "/media/screeners/{id}/{file}",
            format!("/media/screeners/{}/{}.mp4", side.screener, side.episode),
        ),
        at(
            "/deliveries/{token}/{*file}",
            format!("/deliveries/{token}/{}", delivery::MANIFEST),
        ),
        at(
            "/deliveries/{token}/{*file}",
            format!("/deliveries/{token}/01.mp4"),
        ),
        at("/receipts/{number}", format!("/receipts/{receipt}")),
        at("/media/renditions/{file}", film),
    ]
}

async fn rows(house: &TestHouse, side: &Side, ids: [Uuid; 4], keys: [String; 4]) {
    let [text, strip, picture, trailer] = ids;
    let [text_key, picture_key, trailer_key, copy_key] = keys;
    let statements = [
        (text, "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
          select $1, $2, $3, 'en', 'English', 'subtitles', 'sidecar', $4, created_at from episodes where id = $3", text_key),
        (strip, "insert into strips (id, house_id, episode_id, made_of, updated_at)
          select $1, $2, $3, $4, created_at from episodes where id = $3", "film".to_owned()),
        (picture, "insert into strip_pictures (id, house_id, strip_id, position, blob_key, bytes, width, height, alt)
          select $1, $2, id, 0, $4, 1, 1, 1, '' from strips where episode_id = $3", picture_key),
        (trailer, "insert into series_trailers (id, house_id, series_id, blob_key, bytes, duration_ms, updated_at)
          select $1, $2, series_id, $4, 12, 1000, created_at from episodes where id = $3", trailer_key),
        (side.screener, "insert into screener_copies (screener_id, house_id, episode_id, state, blob_key, bytes, updated_at)
          select $1, $2, $3, 'ready', $4, 12, created_at from episodes where id = $3
          on conflict (screener_id, episode_id) do update set state = 'ready', blob_key = $4, bytes = 12", copy_key),
    ];
    for (id, statement, key) in statements {
        sqlx::query(statement)
            .bind(id)
            .bind(side.id)
            .bind(side.episode)
            .bind(key)
            .execute(&house.app.db)
            .await
            .unwrap();
    }
}

/// A delivery that is done, and the link to it.
async fn delivery(house: &TestHouse, side: &Side) -> String {
    let place = house
        .app
        .config
        .data
        .join(format!("delivered-{}", side.mark));
    std::fs::create_dir_all(&place).unwrap();
    let sha = "0".repeat(64);
    let manifest = json!({ "format": delivery::FORMAT, "id": side.series.to_string(), "made_at": "2026-03-01T08:00:00Z", "from": side.mark,
        "series": { "id": side.series.to_string(), "title": side.mark, "synopsis": "", "language": "en", "genres": [], "tropes": [],
            "age_rating": "all", "filing_number": null, "credit": null, "licence_text": null, "licence_url": null, "credits": [],
            "translations": {}, "year": 2026,
            "episodes": [{ "number": 1, "title": null, "duration_ms": 1000, "width": 9, "height": 16, "video": "01.mp4", "subtitles": [] }] },
        "rights": null, "files": [{ "path": "01.mp4", "bytes": 9, "sha256": sha, "kind": "video" }] });
    std::fs::write(place.join("01.mp4"), side.mark).unwrap();
    std::fs::write(place.join(delivery::MANIFEST), manifest.to_string()).unwrap();
    let token = session::new_token(&house.app);
    sqlx::query(
        "insert into deliveries (id, house_id, deal_id, series_id, contract, destination, state, manifest, asked_at, link_digest, link_until)
         values ($1, $2, $3, $4, $5, $6, 'done', $7::jsonb, $8, $9, $8 + interval '1 day')",
    )
    .bind(house.app.random.id())
    .bind(side.id)
    .bind(side.deal.0)
    .bind(side.series)
    .bind(side.mark)
    .bind(place.to_str().unwrap())
    .bind(manifest.to_string())
    .bind(house.app.clock.now())
    .bind(session::hash_token(&token).as_slice())
    .execute(&house.app.db)
    .await
    .unwrap();
    token
}

/// What an address answers: its status, and all that it says.
pub async fn ask(device: &mut Device, address: &str) -> (u16, Vec<u8>) {
    let answer = device
        .send(Method::GET, address, &[], axum::body::Body::empty())
        .await;
    (answer.status.as_u16(), answer.bytes)
}
