use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::catalog::studio;
use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// Every request about somebody's series and episode, and that all are refused as if neither were there.
async fn is_hidden(device: &mut Device, series: &str, episode: Uuid) {
    let series = format!("/api/v1/studio/series/{series}");
    let episode_path = format!("/api/v1/studio/episodes/{episode}");
    for answer in [
        device.get(&series).await,
        device.patch(&series, json!({ "title": "Mine" })).await,
        device.delete(&series).await,
        device.post(&format!("{series}/publish"), json!({})).await,
        device.post(&format!("{series}/withdraw"), json!({})).await,
        device
            .put(
                &format!("{series}/order"),
                json!({ "episode_ids": [episode] }),
            )
            .await,
        device.get(&format!("{series}/events")).await,
    ] {
        assert_eq!(answer.refusal(404), "series_not_found");
    }
    for answer in [
        device
            .patch(&episode_path, json!({ "title": "Mine" }))
            .await,
        device.delete(&episode_path).await,
        device
            .post(&format!("{episode_path}/retry"), json!({}))
            .await,
    ] {
        assert_eq!(answer.refusal(404), "episode_not_found");
    }
    assert_eq!(
        device.get("/api/v1/studio/series").await.json(200)["items"],
        json!([])
    );
}

#[sqlx::test]
async fn producers_see_their_own_operators_all_and_other_houses_nothing(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.second_house("second.example").await;
    let mut ann = house.account("ann", Role::Producer).await;
    let made = ann
        .post(
            "/api/v1/studio/series",
            json!({ "title": "Heir", "language": "en" }),
        )
        .await
        .json(201);
    let id = made["id"].as_str().unwrap();
    let episode = {
        let mut db = house.app.db.acquire().await.unwrap();
        let added = studio::add_episode(
            &house.app,
            &mut db,
            house.id().await,
            id.parse().unwrap(),
            None,
            None,
        );
        added.await.unwrap().id
    };
    let before = ann
        .get(&format!("/api/v1/studio/series/{id}"))
        .await
        .json(200);
    is_hidden(&mut house.account("bob", Role::Producer).await, id, episode).await;
    is_hidden(
        &mut house
            .account_at("second.example", "boss", Role::Operator)
            .await,
        id,
        episode,
    )
    .await;
    assert_eq!(
        ann.get(&format!("/api/v1/studio/series/{id}"))
            .await
            .json(200),
        before
    );

    let mut boss = house.account("boss", Role::Operator).await;
    assert_eq!(
        boss.get("/api/v1/studio/series").await.json(200)["items"][0]["id"],
        id
    );
    boss.patch(
        &format!("/api/v1/studio/series/{id}"),
        json!({ "title": "Heirs" }),
    )
    .await
    .json(200);
    boss.delete(&format!("/api/v1/studio/episodes/{episode}"))
        .await
        .json(204);
}
