//! A house whose blobs are on an S3 server: in, packaged, and played by range.

use axum::body::Body;
use axum::http::Method;
use sqlx::PgPool;

use super::Studio;
use super::clips::folder;
use crate::testing::s3::{S3Server, make_bucket};

#[sqlx::test]
async fn an_episode_is_packaged_into_a_bucket_and_plays_from_it(db: PgPool) {
    let server = S3Server::start();
    make_bucket(&server, "house").await;
    let studio = Studio::with(db, server.config("house")).await;
    let episodes = folder(&[("01.mp4", "small.mp4")], &[]);
    studio.read(episodes.path()).await;
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
    let app = &studio.house.app;
    sqlx::query("update series set publish_at = $1")
        .bind(app.clock.now())
        .execute(&app.db)
        .await
        .unwrap();

    let mut device = studio.house.device();
    let feed = device
        .get("/api/v1/feed?session=6f2c1c1e-3b0f-4c47-9a55-3f6f0a3f1a01")
        .await
        .json(200);
    let video = &feed["items"][0]["episode"]["playback"]["video"][0];
    let (url, size) = (
        video["url"].as_str().unwrap(),
        video["bytes"].as_u64().unwrap(),
    );
    let whole = device.get(url).await;
    assert_eq!(whole.status, 200);
    assert_eq!(whole.bytes.len() as u64, size);
    assert_eq!(&whole.bytes[4..8], b"ftyp");
    let headers = [("range", "bytes=100-299")];
    let part = device.send(Method::GET, url, &headers, Body::empty()).await;
    assert_eq!(part.status, 206);
    assert_eq!(part.bytes, whole.bytes[100..300]);
    assert_eq!(
        part.headers["content-range"],
        format!("bytes 100-299/{size}")
    );

    let poster = feed["items"][0]["episode"]["poster"]["webp"]
        .as_str()
        .unwrap();
    assert_eq!(&device.get(poster).await.bytes[8..12], b"WEBP");
    assert!(
        !app.config.data.join("blobs").exists(),
        "blobs are in the bucket only"
    );
}
