use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::{Role, sweep};
use crate::testing::{PASSWORD, TestHouse};

/// Every table with a column that names a person, and how many of its rows name `person`.
async fn traces(db: &PgPool, person: Uuid, viewer_key: Uuid) -> Vec<(String, i64)> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select c.table_name, c.column_name from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and c.data_type = 'uuid' and t.table_type = 'BASE TABLE' order by 1, 2",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let mut found = Vec::new();
    for (table, column) in columns {
        let text = format!("select count(*) from \"{table}\" where \"{column}\" in ($1, $2)");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .bind(person)
            .bind(viewer_key)
            .fetch_one(db)
            .await
            .unwrap();
        if count > 0 {
            found.push((table, count));
        }
    }
    found
}

#[sqlx::test]
async fn erasing_a_viewer_erases_their_rows_everywhere(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("first", 1, 1).await;
    let episode = series.episodes[0];
    let mut device = house.account("ann", Role::Viewer).await;
    device
        .put(&format!("/api/v1/my-list/{}", series.id), json!({}))
        .await
        .json(204);
    device
        .put(&format!("/api/v1/episodes/{episode}/like"), json!({}))
        .await
        .json(200);
    device
        .post(
            &format!("/api/v1/episodes/{episode}/reports"),
            json!({ "reason": "audio" }),
        )
        .await
        .json(201);
    device
        .get(&format!("/api/v1/feed?session={}", Uuid::nil()))
        .await
        .json(200);
    let at = house.app.clock.now();
    let event = json!({
        "id": Uuid::from_u128(7), "type": "heartbeat", "at": at, "play_id": Uuid::from_u128(8),
        "series_id": series.id, "episode_id": episode, "intervals": [[0, 5000]], "position_ms": 5000,
    });
    device
        .post(
            "/api/v1/events",
            json!({ "schema": 1, "sent_at": at, "events": [event] }),
        )
        .await
        .json(202);
    let (id, key): (Uuid, Uuid) =
        sqlx::query_as("select id, viewer_key from people where email = 'ann@example.org'")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    let before: Vec<_> = traces(&house.app.db, id, key)
        .await
        .into_iter()
        .map(|(table, _)| table)
        .collect();
    for table in [
        "events_default",
        "feed_sessions",
        "likes",
        "my_list",
        "people",
        "progress",
        "reports",
        "sessions",
    ] {
        assert!(
            before.iter().any(|found| found == table
                || (table == "events_default" && found.starts_with("events"))),
            "{table} is not among {before:?}"
        );
    }
    let answer = device.delete("/api/v1/me").await;
    answer.json(204);
    assert!(
        answer.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(traces(&house.app.db, id, key).await, []);
    let login = json!({ "email": "ann@example.org", "password": PASSWORD });
    assert_eq!(
        device.post("/api/v1/auth/login", login).await.refusal(401),
        "login_failed"
    );
}

#[sqlx::test]
async fn nobody_is_erased_without_a_session(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.account("ann", Role::Viewer).await;
    house.device().delete("/api/v1/me").await.json(204);
    let people: i64 = sqlx::query_scalar("select count(*) from people")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(people, 1);
}

#[sqlx::test]
async fn a_producers_series_outlives_their_account(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("first", 1, 1).await;
    let mut device = house.account("ann", Role::Producer).await;
    sqlx::query("update series set owner_id = (select id from people)")
        .execute(&house.app.db)
        .await
        .unwrap();
    device.delete("/api/v1/me").await.json(204);
    let owner: Option<Uuid> = sqlx::query_scalar("select owner_id from series where id = $1")
        .bind(series.id)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(owner, None);
}

#[sqlx::test]
async fn devices_that_never_come_back_are_swept_and_accounts_are_not(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.account("ann", Role::Viewer).await;
    house.device().get("/api/v1/me").await.json(200);
    house.app.clock.advance(Duration::days(200));
    let mut faithful = house.device();
    faithful.get("/api/v1/me").await.json(200);
    let count = || async {
        let count: (i64, i64) =
            sqlx::query_as("select (select count(*) from people), (select count(*) from sessions)")
                .fetch_one(&house.app.db)
                .await
                .unwrap();
        count
    };
    sweep(&house.app).await.unwrap();
    assert_eq!(count().await, (3, 3));
    house.app.clock.advance(Duration::days(200));
    sweep(&house.app).await.unwrap();
    assert_eq!(count().await, (2, 1));
}
