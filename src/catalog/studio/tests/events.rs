use std::time::Duration;

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::people::Role;
use crate::testing::TestHouse;

/// The next event `series`, or none at the end. The limit is only there so that a test that would
/// wait for ever fails instead.
async fn next(stream: &mut BodyDataStream) -> Option<Value> {
    let wait = async {
        loop {
            let chunk = stream.next().await?.unwrap();
            let text = std::str::from_utf8(&chunk).unwrap();
            // Comments keep the line open.
            if text.starts_with(':') {
                continue;
            }
            let data = text.strip_prefix("event: series\ndata: ").unwrap();
            return Some(serde_json::from_str(data.trim_end()).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait)
        .await
        .expect("an event or the end")
}

#[sqlx::test]
async fn a_follower_sees_the_series_at_once_and_every_change(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = ann
        .post(
            "/api/v1/studio/series",
            json!({ "title": "Heir", "language": "en" }),
        )
        .await
        .json(201);
    let path = format!("/api/v1/studio/series/{}", series["id"].as_str().unwrap());
    let response = ann.open(&format!("{path}/events")).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(
        !response.headers().contains_key("content-encoding"),
        "a compressed stream would be held back"
    );
    let mut stream = response.into_body().into_data_stream();
    assert_eq!(next(&mut stream).await, Some(series));
    let changed = ann
        .patch(&path, json!({ "synopsis": "Two lines.\n\nOf text." }))
        .await
        .json(200);
    assert_eq!(next(&mut stream).await, Some(changed));
    // Another process would do no more than this.
    sqlx::query("update series set title = 'Heirs'")
        .execute(&house.app.db)
        .await
        .unwrap();
    assert_eq!(next(&mut stream).await.unwrap()["title"], "Heirs");
    ann.delete(&path).await.json(204);
    assert_eq!(
        next(&mut stream).await,
        None,
        "what is gone is not followed"
    );
}

#[sqlx::test]
async fn followers_let_go_when_the_house_closes(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = ann
        .post(
            "/api/v1/studio/series",
            json!({ "title": "Heir", "language": "en" }),
        )
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/series/{}/events",
        series["id"].as_str().unwrap()
    );
    let mut stream = ann.open(&path).await.into_body().into_data_stream();
    next(&mut stream).await.unwrap();
    house.app.stopping.cancel();
    assert_eq!(next(&mut stream).await, None);
}
