//! What a viewer sees, through the routes.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::testing::{Device, TestHouse};

fn feed(session: u128) -> String {
    format!("/api/v1/feed?session={}&limit=2", Uuid::from_u128(session))
}

fn slugs(feed: &Value) -> Vec<&str> {
    feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["series"]["slug"].as_str().unwrap())
        .collect()
}

/// What a player tells of one event.
async fn tell(
    house: &TestHouse,
    device: &mut Device,
    kind: &str,
    series: Uuid,
    episode: Uuid,
    body: Value,
) {
    let mut event = json!({
        "id": house.app.random.id(), "type": kind, "at": house.app.clock.now(), "series_id": series, "episode_id": episode
    });
    event
        .as_object_mut()
        .unwrap()
        .extend(body.as_object().unwrap().clone());
    let taken = device
        .post("/api/v1/events", json!({"schema": 1, "events": [event]}))
        .await
        .json(202);
    assert_eq!(taken["accepted"], 1, "{taken}");
    house.app.clock.advance(Duration::seconds(1));
}

#[sqlx::test]
async fn the_first_request_of_a_new_device_is_answered_with_cards_and_a_session(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.publish("older", 3, 5).await;
    house.publish("newer", 2, 1).await;
    let mut device = house.device();
    let answer = device.get(&feed(1)).await;
    let set = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax"),
        "{set}"
    );
    let body = answer.json(200);
    assert_eq!(slugs(&body), ["newer", "older"]);
    assert_eq!(body["items"][0]["series"]["episode_count"], 2);
    assert_eq!(body["items"][0]["series"]["total_duration_ms"], 120_000);
    assert_eq!(body["items"][0]["episode"]["number"], 1);
    assert_eq!(body["items"][0]["episode"]["next"]["number"], 2);
    assert!(
        device
            .get(&feed(2))
            .await
            .headers
            .get("set-cookie")
            .is_none()
    );
}

#[sqlx::test]
async fn no_card_comes_twice_in_a_session(db: PgPool) {
    let house = TestHouse::new(db).await;
    for n in 0..5 {
        house.publish(&format!("series-{n}"), 1, n).await;
    }
    let mut device = house.device();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let body = device.get(&feed(1)).await.json(200);
        seen.extend(slugs(&body).into_iter().map(str::to_owned));
    }
    let all = seen.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all.len(), "{all:?}");
    assert_eq!(seen.len(), 5);
    let body = device.get(&feed(1)).await.json(200);
    assert_eq!((slugs(&body).len(), &body["end"]), (0, &json!(true)));
    // Another session begins anew.
    assert_eq!(slugs(&device.get(&feed(2)).await.json(200)).len(), 2);
}

#[sqlx::test]
async fn one_goes_on_where_one_stopped_and_then_with_the_next_episode(db: PgPool) {
    let house = TestHouse::new(db).await;
    let story = house.publish("story", 2, 30).await;
    house.publish("fresh", 1, 0).await;
    let mut device = house.device();
    tell(
        &house,
        &mut device,
        "heartbeat",
        story.id,
        story.episodes[0],
        json!({"position_ms": 20_000, "intervals": [[0, 20_000]]}),
    )
    .await;
    let body = device.get(&feed(1)).await.json(200);
    assert_eq!(slugs(&body), ["story", "fresh"]);
    assert_eq!(body["items"][0]["reason"], "continue");
    assert_eq!(body["items"][0]["episode"]["resume_ms"], 20_000);

    tell(
        &house,
        &mut device,
        "completion",
        story.id,
        story.episodes[0],
        json!({}),
    )
    .await;
    let body = device.get(&feed(2)).await.json(200);
    assert_eq!(body["items"][0]["episode"]["number"], 2);
    assert_eq!(body["items"][0]["episode"]["resume_ms"], 0);

    // Seen to the end: it goes behind what is unseen, and begins anew.
    tell(
        &house,
        &mut device,
        "completion",
        story.id,
        story.episodes[1],
        json!({}),
    )
    .await;
    let body = device.get(&feed(3)).await.json(200);
    assert_eq!(slugs(&body), ["fresh", "story"]);
    assert_eq!(body["items"][1]["episode"]["number"], 1);
}

#[sqlx::test]
async fn what_is_not_published_or_not_playable_is_seen_nowhere(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let (tomorrow, drafted, withdrawn, unready) = (
        house.publish("tomorrow", 1, -1).await,
        house.publish("drafted", 1, 1).await,
        house.publish("withdrawn", 1, 1).await,
        house.publish("unready", 1, 1).await,
    );
    sqlx::query("update series set publish_at = null where id = $1")
        .bind(drafted.id)
        .execute(&db)
        .await
        .unwrap();
    sqlx::query("update series set withdrawn_at = publish_at where id = $1")
        .bind(withdrawn.id)
        .execute(&db)
        .await
        .unwrap();
    sqlx::query("update packages set playable_at = null where episode_id = $1")
        .bind(unready.episodes[0])
        .execute(&db)
        .await
        .unwrap();
    let mut device = house.device();
    for (series, slug) in [
        (&tomorrow, "tomorrow"),
        (&drafted, "drafted"),
        (&withdrawn, "withdrawn"),
        (&unready, "unready"),
    ] {
        let address = house.rendition(series.episodes[0], b"0123456789").await;
        assert_eq!(device.get(&address).await.refusal(404), "media_not_found");
        assert_eq!(
            device
                .get(&format!("/api/v1/series/{slug}"))
                .await
                .refusal(404),
            "series_not_found"
        );
        assert_eq!(
            device
                .get(&format!("/api/v1/series/{slug}/episodes/1"))
                .await
                .refusal(404),
            "series_not_found"
        );
        assert_eq!(
            device
                .put(
                    &format!("/api/v1/episodes/{}/like", series.episodes[0]),
                    json!({})
                )
                .await
                .refusal(404),
            "episode_not_found"
        );
    }
    assert_eq!(slugs(&device.get(&feed(1)).await.json(200)).len(), 0);
    assert_eq!(
        device.get("/api/v1/shelves").await.json(200)["shelves"],
        json!([])
    );
    assert_eq!(
        device.get("/api/v1/search?q=tomorrow").await.json(200)["total"],
        0
    );
    // The clock alone publishes it.
    house.app.clock.advance(Duration::days(1));
    assert_eq!(slugs(&device.get(&feed(2)).await.json(200)), ["tomorrow"]);
}

#[sqlx::test]
async fn a_rendition_is_served_whole_and_by_range(db: PgPool) {
    let house = TestHouse::new(db).await;
    let story = house.publish("story", 1, 1).await;
    let address = house.rendition(story.episodes[0], b"0123456789").await;
    let mut device = house.device();
    let play = device
        .get("/api/v1/series/story/episodes/1")
        .await
        .json(200);
    let track = &play["episode"]["playback"]["video"][0];
    assert_eq!(track["url"], address);
    assert_eq!(
        track["segments"],
        json!({"offsets": [0, 4, 10], "starts_ms": [0, 1000, 3000]})
    );
    assert_eq!(track["init"], "aW5pdA==");
    let whole = device.get(&address).await;
    assert_eq!(
        (whole.status.as_u16(), whole.bytes.as_slice()),
        (200, b"0123456789".as_slice())
    );
    let part = device
        .send(
            Method::GET,
            &address,
            &[("range", "bytes=4-9")],
            Body::empty(),
        )
        .await;
    assert_eq!(
        (part.status.as_u16(), part.bytes.as_slice()),
        (206, b"456789".as_slice())
    );
    assert_eq!(part.headers["content-range"], "bytes 4-9/10");
    let past = device
        .send(
            Method::GET,
            &address,
            &[("range", "bytes=10-")],
            Body::empty(),
        )
        .await;
    assert_eq!(
        (past.status.as_u16(), &past.headers["content-range"]),
        (416, &"bytes */10".parse().unwrap())
    );
}

#[sqlx::test]
async fn hostile_media_addresses_find_nothing(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    for path in [
        "/media/art/..%2F..%2Fpostgres%2Faddress",
        "/media/art/%2e%2e%2f%2e%2e%2fconfig.webp",
        "/media/art/x.webp",
        "/media/renditions/1.mp4",
        "/media/renditions/00000000-0000-0000-0000-000000000000.mp4",
        "/media/text/%00.vtt",
    ] {
        assert_eq!(
            device.get(path).await.refusal(404),
            "media_not_found",
            "{path}"
        );
    }
}

#[sqlx::test]
async fn a_list_keeps_the_order_in_which_it_was_made(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (first, second) = (
        house.publish("first", 1, 1).await,
        house.publish("second", 1, 1).await,
    );
    let mut device = house.device();
    for id in [first.id, second.id, first.id] {
        device
            .put(&format!("/api/v1/my-list/{id}"), json!({}))
            .await
            .json(204);
        house.app.clock.advance(Duration::seconds(1));
    }
    let list = device.get("/api/v1/my-list").await.json(200);
    let titles: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Second", "First"]);
    assert_eq!(list["items"][0]["in_my_list"], true);
    device
        .delete(&format!("/api/v1/my-list/{}", second.id))
        .await
        .json(204);
    assert_eq!(
        device.get("/api/v1/my-list").await.json(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let nothing = format!("/api/v1/my-list/{}", Uuid::nil());
    assert_eq!(
        device.put(&nothing, json!({})).await.refusal(404),
        "series_not_found"
    );
    // Lists are one's own.
    assert_eq!(
        house.device().get("/api/v1/my-list").await.json(200)["items"],
        json!([])
    );
}

#[sqlx::test]
async fn a_heart_counts_once_a_viewer(db: PgPool) {
    let house = TestHouse::new(db).await;
    let story = house.publish("story", 1, 1).await;
    let address = format!("/api/v1/episodes/{}/like", story.episodes[0]);
    let (mut one, mut two) = (house.device(), house.device());
    one.put(&address, json!({})).await.json(200);
    assert_eq!(
        one.put(&address, json!({})).await.json(200),
        json!({"liked": true, "like_count": 1})
    );
    assert_eq!(
        two.put(&address, json!({})).await.json(200)["like_count"],
        2
    );
    assert_eq!(
        one.delete(&address).await.json(200),
        json!({"liked": false, "like_count": 1})
    );
}

#[sqlx::test]
async fn history_shows_the_latest_first_and_can_be_forgotten_and_brought_back(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (a, b) = (
        house.publish("a", 2, 1).await,
        house.publish("b", 1, 1).await,
    );
    let mut device = house.device();
    for (series, episode) in [
        (a.id, a.episodes[0]),
        (b.id, b.episodes[0]),
        (a.id, a.episodes[1]),
    ] {
        tell(
            &house,
            &mut device,
            "heartbeat",
            series,
            episode,
            json!({"position_ms": 5000}),
        )
        .await;
    }
    let history = device.get("/api/v1/history").await.json(200);
    let seen: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["series"]["slug"].as_str().unwrap().to_owned(),
                item["episode"]["number"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(seen, [("a".to_owned(), 2), ("b".to_owned(), 1)]);
    device
        .delete(&format!("/api/v1/history/{}", a.id))
        .await
        .json(204);
    assert_eq!(
        device.get("/api/v1/history").await.json(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    device
        .put(&format!("/api/v1/history/{}", a.id), json!({}))
        .await
        .json(204);
    assert_eq!(
        device.get("/api/v1/history").await.json(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    device.delete("/api/v1/history").await.json(204);
    assert_eq!(
        device.get("/api/v1/history").await.json(200)["items"],
        json!([])
    );
    // Where one stopped is kept.
    let play = device.get("/api/v1/series/b/episodes/1").await.json(200);
    assert_eq!(play["episode"]["resume_ms"], 5000);
}

#[sqlx::test]
async fn a_report_is_kept_and_a_wrong_one_is_refused(db: PgPool) {
    let house = TestHouse::new(db.clone()).await;
    let story = house.publish("story", 1, 1).await;
    let address = format!("/api/v1/episodes/{}/reports", story.episodes[0]);
    let mut device = house.device();
    device
        .post(
            &address,
            json!({"reason": "audio", "detail": "silent\u{0} from 0:10"}),
        )
        .await
        .json(201);
    assert_eq!(
        device
            .post(&address, json!({"reason": "boring"}))
            .await
            .status
            .as_u16(),
        400
    );
    let kept: (String, String) = sqlx::query_as("select reason, detail from reports")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(kept, ("audio".into(), "silent from 0:10".into()));
}
