//! What becomes of the money that was collected.

use serde_json::json;
use sqlx::PgPool;

use super::{Setup, state, text};
use crate::books::Kind;

#[sqlx::test]
async fn f1_what_is_released_is_the_series_revenue_and_its_backers_see_every_episode(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let policy = json!({ "policy": { "free": 0, "price": 30 } });
    setup
        .operator
        .put("/api/v1/desk/paywalls", policy)
        .await
        .json(200);
    let campaign = setup.open(json!({})).await;
    let mut backer = setup.house.device();
    let mut pledge = setup.pledge(11_000);
    pledge["reward_id"] = campaign["rewards"][1]["id"].clone();
    pledge["thanks"] = json!("Ada");
    let path = format!("/api/v1/campaigns/{}/pledges", text(&campaign["id"]));
    let made = backer.post(&path, pledge.clone()).await.json(201);
    let again = backer.post(&path, pledge).await.json(201);
    assert_eq!(made["id"], again["id"]);
    backer
        .post(
            &format!("/api/v1/pledges/{}/card", text(&made["id"])),
            json!({"test_card": "good"}),
        )
        .await
        .json(200);
    assert_eq!(
        backer
            .get("/api/v1/series/pilot/episodes/3")
            .await
            .json(200)["episode"]["access"]["kind"],
        "locked"
    );
    setup.after(30).await;
    assert_eq!(setup.shown(&campaign).await["thanks"], json!(["Ada"]));
    assert_eq!(
        backer
            .get("/api/v1/series/pilot/episodes/3")
            .await
            .json(200)["episode"]["access"]["kind"],
        "granted"
    );
    for _ in 0..2 {
        assert_eq!(setup.act(&campaign, "release").await["state"], "released");
        setup.sweep().await;
    }
    assert_eq!(
        (
            setup.books(Kind::PledgesHeld).await,
            setup.books(Kind::RevenuePledges).await
        ),
        (0, 11_000)
    );
    assert_eq!(setup.books(Kind::ClearingTest).await, 11_000);
    let lines: (i64, i64) = sqlx::query_as("select count(*), sum(amount)::bigint from revenue where kind = 'pledges' and series_id = $1")
        .bind(setup.series)
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(lines, (1, 11_000));
    let path = format!("/api/v1/desk/campaigns/{}/cancel", text(&campaign["id"]));
    assert_eq!(
        setup.operator.post(&path, json!({})).await.refusal(409),
        "campaign_not_ready"
    );
    setup.checks_pass().await;
}

#[sqlx::test]
async fn f1_a_campaign_that_is_cancelled_gives_every_backer_their_money_back_once(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    let mut backers = Vec::new();
    for (minor, card) in [(9_000, "good"), (2_000, "good"), (3_000, "declines")] {
        backers.push(setup.back(&campaign, minor, card).await);
    }
    setup.after(30).await;
    assert_eq!(setup.books(Kind::PledgesHeld).await, 11_000);
    // One of them withdraws by themselves.
    let orders = backers[1].0.get("/api/v1/orders").await.json(200);
    let path = format!("/api/v1/orders/{}/withdraw", text(&orders[0]["id"]));
    let order = backers[1].0.post(&path, json!({})).await.json(200);
    assert_eq!(
        (&order["state"], &order["item"]["kind"]),
        (&json!("refunded"), &json!("pledge"))
    );
    assert_eq!(setup.shown(&campaign).await["collected"]["minor"], 9_000);
    for _ in 0..3 {
        assert_eq!(setup.act(&campaign, "cancel").await["state"], "cancelled");
        setup.after(1).await;
    }
    assert_eq!(setup.charged().await, (2, 11_000));
    let refunds: i64 = sqlx::query_scalar("select count(*) from refunds where state = 'settled'")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(refunds, 2);
    let mut states = Vec::new();
    for (backer, pledge) in &mut backers {
        states.push(state(backer, pledge).await);
    }
    assert_eq!(states, ["refunded", "refunded", "lapsed"]);
    assert_eq!(
        (
            setup.books(Kind::PledgesHeld).await,
            setup.books(Kind::ClearingTest).await
        ),
        (0, 0)
    );
    setup.checks_pass().await;
}

#[sqlx::test]
async fn f1_a_campaign_cancelled_before_its_close_charges_nobody(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    let (mut backer, pledge) = setup.back(&campaign, 90_000, "good").await;
    setup.act(&campaign, "cancel").await;
    setup.after(40).await;
    assert_eq!(setup.charged().await, (0, 0));
    assert_eq!(state(&mut backer, &pledge).await, "lapsed");
    assert_eq!(setup.shown(&campaign).await["state"], "cancelled");
}
