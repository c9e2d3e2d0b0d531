//! Adverts of the house itself, verified by its clock.

use serde_json::json;
use sqlx::PgPool;

use super::Setup;
use crate::people::Role;

#[sqlx::test]
async fn a_house_advert_opens_the_episode_once_its_time_has_passed(db: PgPool) {
    let setup = Setup::new(db, "").await;
    setup.house.publish("newer", 2, 1).await;
    let mut viewer = setup.house.device();
    let before = viewer.get("/api/v1/rewards").await.json(200);
    assert_eq!(
        (&before["cap"], &before["left_today"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(before["resets_at"], "2026-03-02T00:00:00Z");
    let reward = setup.ask(&mut viewer, 2).await.json(200);
    assert_eq!(reward["kind"], "house");
    assert_eq!(
        (&reward["seconds"], &reward["verified_by"]),
        (&json!(15), &json!("time"))
    );
    assert_eq!(reward["series"]["slug"], "newer");
    assert!(reward["vast"].is_null());

    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    setup.wait(14);
    let early = viewer.post(&done, json!({})).await;
    assert_eq!(early.headers["retry-after"], "1");
    assert_eq!(early.refusal(409), "advert_not_over");
    assert_eq!(setup.access(&mut viewer, 2).await["kind"], "locked");
    setup.wait(1);
    let answer = viewer.post(&done, json!({})).await.json(200);
    assert_eq!(answer, json!({ "granted": true, "left_today": 4 }));
    let access = setup.access(&mut viewer, 2).await;
    assert_eq!(
        (&access["kind"], &access["reason"]),
        (&json!("granted"), &json!("advert"))
    );
    assert_eq!(access["until"], "2026-03-03T08:00:15Z");
    // Again is the same.
    let again = viewer.post(&done, json!({})).await.json(200);
    assert_eq!(again, json!({ "granted": true, "left_today": 4 }));
    // Another viewer sees nothing of it.
    let mut other = setup.house.device();
    assert_eq!(
        other.post(&done, json!({})).await.refusal(404),
        "reward_not_found"
    );
    assert_eq!(setup.access(&mut other, 2).await["kind"], "locked");
    setup.wait(48 * 3600);
    assert_eq!(setup.access(&mut viewer, 2).await["kind"], "locked");
}

#[sqlx::test]
async fn an_advert_is_never_longer_than_its_episode(db: PgPool) {
    let setup = Setup::new(db, "").await;
    let set = |ms: i32, episode: usize| {
        sqlx::query("update packages set duration_ms = $1 where episode_id = $2")
            .bind(ms)
            .bind(setup.series.episodes[episode])
            .execute(&setup.house.app.db)
    };
    set(9_900, 1).await.unwrap();
    set(900, 2).await.unwrap();
    let mut viewer = setup.house.device();
    assert_eq!(setup.ask(&mut viewer, 1).await.json(200)["seconds"], 9);
    assert_eq!(setup.ask(&mut viewer, 2).await.refusal(409), "no_advert");
}

#[sqlx::test]
async fn two_adverts_cannot_be_watched_at_once(db: PgPool) {
    let setup = Setup::new(db, "").await;
    let mut viewer = setup.house.device();
    let first = setup.ask(&mut viewer, 1).await.json(200);
    setup.wait(10);
    let same = setup.ask(&mut viewer, 1).await.json(200);
    assert_eq!(
        first["id"], same["id"],
        "the clock of the same episode goes on"
    );
    let second = setup.ask(&mut viewer, 2).await.json(200);
    setup.wait(10);
    let done = |reward: &serde_json::Value| {
        format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap())
    };
    assert_eq!(
        viewer.post(&done(&first), json!({})).await.refusal(409),
        "advert_passed"
    );
    assert_eq!(
        viewer.post(&done(&second), json!({})).await.refusal(409),
        "advert_not_over"
    );
    setup.wait(5);
    viewer.post(&done(&second), json!({})).await.json(200);
    assert_eq!(setup.access(&mut viewer, 1).await["kind"], "locked");
    assert_eq!(setup.access(&mut viewer, 2).await["kind"], "granted");
}

#[sqlx::test]
async fn c3_the_days_cap_holds_until_midnight_and_what_is_open_needs_no_advert(db: PgPool) {
    let mut setup = Setup::new(db, "").await;
    setup.cap(2).await;
    let mut viewer = setup.house.device();
    assert_eq!(
        setup.ask(&mut viewer, 0).await.refusal(409),
        "episode_not_locked"
    );
    for episode in 1..=2 {
        let reward = setup.ask(&mut viewer, episode).await.json(200);
        setup.wait(15);
        let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
        viewer.post(&done, json!({})).await.json(200);
    }
    assert_eq!(
        setup.ask(&mut viewer, 1).await.refusal(409),
        "episode_not_locked"
    );
    assert_eq!(
        setup.ask(&mut viewer, 3).await.refusal(409),
        "adverts_used_up"
    );
    let sheet = viewer
        .get("/api/v1/series/story/paywall?episode=4")
        .await
        .json(200);
    assert_eq!(
        sheet["advert"],
        json!({ "available": false, "left_today": 0 })
    );
    setup.wait(16 * 3600);
    setup.ask(&mut viewer, 3).await.json(200);
    // The cap was lowered while an advert ran.
    setup.cap(0).await;
    setup.wait(15);
    let reward = setup.ask(&mut viewer, 3).await.json(200);
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    assert_eq!(
        viewer.post(&done, json!({})).await.refusal(409),
        "adverts_used_up"
    );
    assert_eq!(setup.access(&mut viewer, 3).await["kind"], "locked");
}

#[sqlx::test]
async fn an_advert_that_was_left_alone_opens_nothing(db: PgPool) {
    let setup = Setup::new(db, "").await;
    let mut viewer = setup.house.device();
    let reward = setup.ask(&mut viewer, 1).await.json(200);
    setup.wait(3601);
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    assert_eq!(
        viewer.post(&done, json!({})).await.refusal(409),
        "advert_too_late"
    );
    let fresh = setup.ask(&mut viewer, 1).await.json(200);
    assert_ne!(fresh["id"], reward["id"]);
}

#[sqlx::test]
async fn asking_again_and_again_ends(db: PgPool) {
    let setup = Setup::new(db, "").await;
    let mut viewer = setup.house.device();
    for turn in 0..100 {
        setup.ask(&mut viewer, 1 + turn % 2).await.json(200);
    }
    assert_eq!(
        setup.ask(&mut viewer, 1).await.refusal(429),
        "adverts_asked_too_often"
    );
}

#[sqlx::test]
async fn the_desk_sets_the_cap_and_the_log_says_who(db: PgPool) {
    let mut setup = Setup::new(db, "").await;
    let path = "/api/v1/desk/adverts";
    let before = setup.operator.get(path).await.json(200);
    let kept = |cap: i32, hours: Option<i32>| json!({ "daily_cap": cap, "opens_hours": hours, "trusts_the_clock": false });
    assert_eq!(before, kept(5, Some(48)));
    let new = json!({ "daily_cap": 3, "opens_hours": null });
    assert_eq!(setup.operator.put(path, new).await.json(200), kept(3, None));
    assert_eq!(setup.operator.get(path).await.json(200), kept(3, None));
    for bad in [
        json!({ "daily_cap": -1, "opens_hours": 1 }),
        json!({ "daily_cap": 101, "opens_hours": 1 }),
        json!({ "daily_cap": 1, "opens_hours": 0 }),
        json!({ "daily_cap": 1, "opens_hours": 9000 }),
        json!({ "daily_cap": 1 }),
        json!({ "daily_cap": 1, "opens_hours": 1, "more": 1 }),
    ] {
        let refused = setup.operator.put(path, bad).await.status.as_u16();
        assert!(refused == 400 || refused == 200, "{refused}");
    }
    let noted: i64 =
        sqlx::query_scalar("select count(*) from audit_log where action = 'adverts.changed'")
            .fetch_one(&setup.house.app.db)
            .await
            .unwrap();
    assert!(noted >= 1);
}

#[sqlx::test]
async fn an_account_takes_over_the_days_count(db: PgPool) {
    let mut setup = Setup::new(db, "").await;
    setup.cap(1).await;
    let mut device = setup.house.device();
    let reward = setup.ask(&mut device, 1).await.json(200);
    setup.wait(15);
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    device.post(&done, json!({})).await.json(200);
    setup.house.account("anna", Role::Viewer).await;
    let login = json!({ "email": "anna@example.org", "password": crate::testing::PASSWORD });
    device.post("/api/v1/auth/login", login).await;
    assert_eq!(
        device.get("/api/v1/rewards").await.json(200)["left_today"],
        0
    );
    assert_eq!(setup.access(&mut device, 1).await["kind"], "granted");
}
