//! Events: taken at least once, kept once.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::testing::TestHouse;

#[expect(
    clippy::needless_pass_by_value,
    reason = "it reads better at the calls"
)]
fn event(house: &TestHouse, kind: &str, body: Value) -> Value {
    let mut event = json!({"id": house.app.random.id(), "type": kind, "at": house.app.clock.now()});
    event
        .as_object_mut()
        .unwrap()
        .extend(body.as_object().unwrap().clone());
    event
}

async fn counts(db: &PgPool, series: Uuid) -> (i64, i64, i64, i64) {
    sqlx::query_as(
        "select coalesce(sum(impressions), 0)::bigint, coalesce(sum(plays), 0)::bigint,
                        coalesce(sum(completions), 0)::bigint, coalesce(sum(watched_ms), 0)::bigint
                    from series_days where series_id = $1",
    )
    .bind(series)
    .fetch_one(db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn an_event_sent_twice_is_kept_and_counted_once(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 1, 1).await;
    let mut device = house.device();
    let about = json!({"series_id": story.id, "episode_id": story.episodes[0], "position_ms": 9000, "intervals": [[0, 4000], [5000, 9000]]});
    let beat = event(&house, "heartbeat", about.clone());
    let batch = json!({"schema": 1, "sent_at": house.app.clock.now(), "events": [beat, beat, event(&house, "play", about), {"type": "dance"}]});
    let first = device.post("/api/v1/events", batch.clone()).await.json(202);
    assert_eq!(
        first,
        json!({"accepted": 2, "duplicates": 1, "rejected": 1})
    );
    house.app.clock.advance(Duration::hours(30));
    let again = device.post("/api/v1/events", batch).await.json(202);
    assert_eq!(
        again,
        json!({"accepted": 0, "duplicates": 3, "rejected": 1})
    );
    assert_eq!(counts(&db, story.id).await, (0, 1, 0, 8000));
}

#[sqlx::test]
async fn a_late_heartbeat_does_not_move_the_viewer_back(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 1, 1).await;
    let mut device = house.device();
    let at = |position: i64| json!({"series_id": story.id, "episode_id": story.episodes[0], "position_ms": position});
    let early = event(&house, "heartbeat", at(5_000));
    house.app.clock.advance(Duration::seconds(10));
    let late = event(&house, "heartbeat", at(15_000));
    for beat in [late, early] {
        device
            .post("/api/v1/events", json!({"schema": 1, "events": [beat]}))
            .await
            .json(202);
    }
    let play = device
        .get("/api/v1/series/story/episodes/1")
        .await
        .json(200);
    assert_eq!(play["episode"]["resume_ms"], 15_000);
}

#[sqlx::test]
async fn a_beacon_of_plain_text_is_taken(db: PgPool) {
    let house = TestHouse::new(db).await;
    let body = json!({"schema": 1, "events": [event(&house, "share", json!({}))]}).to_string();
    let answer = house
        .device()
        .send(
            Method::POST,
            "/api/v1/events",
            &[("content-type", "text/plain;charset=UTF-8")],
            Body::from(body),
        )
        .await;
    assert_eq!(answer.json(202)["accepted"], 1);
}

#[sqlx::test]
async fn events_carry_a_pseudonym_and_not_the_person(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    house
        .device()
        .post(
            "/api/v1/events",
            json!({"schema": 1, "events": [event(&house, "share", json!({}))]}),
        )
        .await
        .json(202);
    let (person, key): (Uuid, Uuid) = sqlx::query_as("select id, viewer_key from people")
        .fetch_one(&db)
        .await
        .unwrap();
    let row: String = sqlx::query_scalar("select events::text from events")
        .fetch_one(&db)
        .await
        .unwrap();
    assert!(
        row.contains(&key.to_string()) && !row.contains(&person.to_string()),
        "{row}"
    );
}

#[sqlx::test]
async fn hostile_batches_are_refused_or_harmless(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 1, 1).await;
    let mut device = house.device();
    let refused = |body: &'static str| (Method::POST, body);
    for (method, body) in [
        refused(""),
        refused("[]"),
        refused("{}"),
        refused("{\"schema\":1,\"events\":3}"),
        refused("\u{fffd}"),
    ] {
        let answer = device
            .send(method, "/api/v1/events", &[], Body::from(body))
            .await;
        assert_eq!(answer.refusal(400), "events_unreadable", "{body}");
    }
    assert_eq!(
        device
            .post("/api/v1/events", json!({"schema": 9, "events": []}))
            .await
            .refusal(400),
        "events_schema_unknown"
    );
    let many = vec![json!({}); 501];
    assert_eq!(
        device
            .post("/api/v1/events", json!({"schema": 1, "events": many}))
            .await
            .refusal(400),
        "events_too_many"
    );
    let about = |body: Value| {
        let mut about = json!({"series_id": story.id, "episode_id": story.episodes[0]});
        about
            .as_object_mut()
            .unwrap()
            .extend(body.as_object().unwrap().clone());
        event(&house, "heartbeat", about)
    };
    let batch = vec![
        about(json!({"position_ms": -5})),
        about(
            json!({"position_ms": u64::MAX, "intervals": [[0, u64::MAX], [1, u64::MAX], [9, 3], ["a", {}], null]}),
        ),
        about(json!({"position_ms": "x", "intervals": "y"})),
        about(json!({"detail": "nul \u{0} inside"})),
        about(json!({"detail": "x".repeat(10_000)})),
        json!({"id": house.app.random.id(), "type": "play", "at": "9999-12-31T23:59:59Z", "series_id": Uuid::nil()}),
        json!({"id": house.app.random.id(), "type": "play", "at": "-262143-01-01T00:00:00Z", "series_id": story.id}),
        Value::Null,
    ];
    let taken = device
        .post("/api/v1/events", json!({"schema": 1, "events": batch}))
        .await
        .json(202);
    assert_eq!(
        taken,
        json!({"accepted": 5, "duplicates": 0, "rejected": 3})
    );
    let play = device
        .get("/api/v1/series/story/episodes/1")
        .await
        .json(200);
    assert_eq!(play["episode"]["resume_ms"], 60_000);
    assert!(counts(&db, story.id).await.3 <= 10 * 60 * 1000);
}
