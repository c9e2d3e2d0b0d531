//! What nobody should send, and settings that nobody can mean.

use serde_json::json;
use sqlx::PgPool;

use super::Setup;
use crate::adverts::Adverts;
use crate::config::Config;

#[sqlx::test]
async fn bad_bodies_and_other_houses_episodes_are_refused(db: PgPool) {
    let setup = Setup::new(db, "").await;
    let mut viewer = setup.house.device();
    for body in [
        json!({}),
        json!({ "episode_id": null }),
        json!({ "episode_id": "x" }),
        json!({ "episode_id": 7 }),
        json!({ "episode_id": [] }),
        json!({ "episode_id": setup.series.episodes[1], "seconds": 0 }),
        json!([]),
    ] {
        assert_eq!(
            viewer.post("/api/v1/rewards", body).await.refusal(400),
            "body_invalid"
        );
    }
    let nobodys = json!({ "episode_id": setup.house.app.random.id() });
    assert_eq!(
        viewer.post("/api/v1/rewards", nobodys).await.refusal(404),
        "episode_not_found"
    );
    setup.house.second_house("second.example").await;
    let mut stranger = setup.house.device().at("second.example");
    assert_eq!(
        setup.ask(&mut stranger, 1).await.refusal(404),
        "episode_not_found"
    );
    let reward = setup.ask(&mut viewer, 1).await.json(200);
    setup.wait(15);
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    assert_eq!(
        stranger.post(&done, json!({})).await.refusal(404),
        "reward_not_found"
    );
    // No network is configured.
    let call = viewer.get("/hooks/rewarded?signature=x&key_id=1").await;
    assert_eq!(call.refusal(404), "no_advert_network");
    // What is withdrawn opens to nobody.
    sqlx::query("update series set withdrawn_at = $1")
        .bind(setup.house.app.clock.now())
        .execute(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(
        setup.ask(&mut viewer, 2).await.refusal(404),
        "episode_not_found"
    );
}

#[test]
fn settings_that_cannot_be_meant_stop_the_house() {
    for settings in [
        "server = 'not an address'",
        "server = 'ftp://ads.example'",
        "server = 'https://ads.example'\nhosts = ['https://cdn.example']",
        "keys_url = 'https://keys.example/'",
        "keys_url = 'ftp://keys.example/'\nad_units = ['1']",
        "price_per_impression = 'a cent'",
        "price_per_impression = '-1'",
    ] {
        let config = Config::from_parts("test", &format!("[adverts]\n{settings}"), []).unwrap();
        assert!(Adverts::of(&config.adverts).is_err(), "{settings}");
    }
    assert!(Config::from_parts("test", "[adverts]\nprice = 1", []).is_err());
}
