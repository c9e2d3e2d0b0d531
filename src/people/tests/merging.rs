use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Device, PASSWORD, TestHouse};

async fn id_of(device: &mut Device) -> Uuid {
    let me = device.get("/api/v1/me").await.json(200);
    me["id"].as_str().unwrap().parse().unwrap()
}

async fn stop_at(house: &TestHouse, person: Uuid, episode: Uuid, position_ms: i32) {
    sqlx::query(
        "insert into progress (person_id, episode_id, house_id, series_id, position_ms, updated_at)
         select $1, id, house_id, series_id, $3, $4 from episodes where id = $2",
    )
    .bind(person)
    .bind(episode)
    .bind(position_ms)
    .bind(house.app.clock.now())
    .execute(&house.app.db)
    .await
    .unwrap();
}

fn login() -> Value {
    json!({ "email": "ann@example.org", "password": PASSWORD })
}

#[sqlx::test]
async fn what_was_watched_before_logging_in_is_kept_and_the_newer_place_wins(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("first", 3, 1).await;
    let other = house.publish("second", 1, 1).await;
    let mut account = house.account("ann", Role::Viewer).await;
    let account_id = id_of(&mut account).await;
    let mut device = house.device();
    let device_id = id_of(&mut device).await;
    let [one, two, three] = series.episodes[..] else {
        panic!()
    };
    stop_at(&house, account_id, one, 1_000).await;
    stop_at(&house, device_id, two, 2_000).await;
    house.app.clock.advance(Duration::minutes(1));
    stop_at(&house, device_id, one, 11_000).await;
    stop_at(&house, account_id, two, 22_000).await;
    stop_at(&house, device_id, three, 3_000).await;
    for (who, series) in [(&mut account, series.id), (&mut device, series.id)] {
        who.put(&format!("/api/v1/my-list/{series}"), json!({}))
            .await
            .json(204);
    }
    device
        .put(&format!("/api/v1/my-list/{}", other.id), json!({}))
        .await
        .json(204);
    account
        .put(&format!("/api/v1/episodes/{one}/like"), json!({}))
        .await
        .json(200);
    device
        .put(&format!("/api/v1/episodes/{one}/like"), json!({}))
        .await
        .json(200);
    device
        .put(&format!("/api/v1/episodes/{two}/like"), json!({}))
        .await
        .json(200);
    device
        .post(
            &format!("/api/v1/episodes/{one}/reports"),
            json!({ "reason": "audio" }),
        )
        .await
        .json(201);

    assert_eq!(
        device.post("/api/v1/auth/login", login()).await.json(200)["id"],
        json!(account_id)
    );

    let places: Vec<(Uuid, i32)> =
        sqlx::query_as("select person_id, position_ms from progress order by position_ms")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    assert_eq!(
        places,
        [3_000, 11_000, 22_000].map(|place| (account_id, place))
    );
    let list = device.get("/api/v1/my-list").await.json(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    for table in ["likes", "reports"] {
        let owners: Vec<Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select distinct person_id from {table}"
        )))
        .fetch_all(&house.app.db)
        .await
        .unwrap();
        assert_eq!(owners, [account_id], "{table}");
    }
    let left: i64 = sqlx::query_scalar("select count(*) from people where id = $1")
        .bind(device_id)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(left, 0, "the anonymous viewer is gone");
}

#[sqlx::test]
async fn events_of_the_device_follow_the_account(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut account = house.account("ann", Role::Viewer).await;
    let account_id = id_of(&mut account).await;
    let mut device = house.device();
    let device_id = id_of(&mut device).await;
    sqlx::query(
        "insert into events (id, day, house_id, viewer_key, schema, type, at, received_at)
         select gen_random_uuid(), current_date, house_id, viewer_key, 1, 'share', now(), now() from people where id = $1",
    )
    .bind(device_id)
    .execute(&house.app.db)
    .await
    .unwrap();
    device.post("/api/v1/auth/login", login()).await.json(200);
    let owner: Uuid =
        sqlx::query_scalar("select p.id from events e join people p using (viewer_key)")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    assert_eq!(owner, account_id);
}

#[sqlx::test]
async fn an_account_is_not_swallowed_by_another(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.account("ann", Role::Viewer).await;
    let mut bob = house.account("bob", Role::Producer).await;
    let bob_id = id_of(&mut bob).await;
    bob.post("/api/v1/auth/login", login()).await.json(200);
    assert_eq!(bob.get("/api/v1/me").await.json(200)["role"], "viewer");
    let mut again = house.device();
    let login = json!({ "email": "bob@example.org", "password": PASSWORD });
    assert_eq!(
        again.post("/api/v1/auth/login", login).await.json(200)["id"],
        json!(bob_id)
    );
}

#[sqlx::test]
async fn who_claimed_the_house_keeps_it_by_logging_in(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.account("ann", Role::Viewer).await;
    let mut device = house.device();
    let link = crate::people::operator_link(&house.app, house.id().await)
        .await
        .unwrap();
    let token = link.split('#').nth(1).unwrap();
    device
        .post("/api/v1/auth/claim", json!({ "token": token }))
        .await
        .json(200);
    let me = device.post("/api/v1/auth/login", login()).await.json(200);
    assert_eq!(
        (&me["role"], &me["email"]),
        (&json!("operator"), &json!("ann@example.org"))
    );
}
