//! All or nothing.

use serde_json::json;
use sqlx::PgPool;

use super::{Setup, state, text};
use crate::books::Kind;

#[sqlx::test]
async fn f1_nobody_is_charged_before_the_close_and_nobody_when_it_fails(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    let (mut first, one) = setup.back(&campaign, 6_000, "good").await;
    let (mut second, two) = setup.back(&campaign, 3_999, "good").await;
    for _ in 0..29 {
        setup.after(1).await;
        assert_eq!(setup.charged().await, (0, 0));
    }
    let shown = setup.shown(&campaign).await;
    assert_eq!(
        (
            &shown["state"],
            &shown["pledged"]["minor"],
            &shown["backers"]
        ),
        (&json!("open"), &json!(9_999), &json!(2))
    );
    for _ in 0..10 {
        setup.after(1).await;
    }
    let shown = setup.shown(&campaign).await;
    assert_eq!(
        (
            &shown["state"],
            &shown["pledged"]["minor"],
            &shown["collected"]["minor"]
        ),
        (&json!("failed"), &json!(9_999), &json!(0))
    );
    assert_eq!(setup.charged().await, (0, 0));
    let orders: i64 = sqlx::query_scalar("select count(*) from orders")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(orders, 0);
    assert_eq!(state(&mut first, &one).await, "lapsed");
    assert_eq!(state(&mut second, &two).await, "lapsed");
    setup.checks_pass().await;
}

#[sqlx::test]
async fn f1_the_goal_counts_cards_that_were_confirmed_in_time_and_nothing_else(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    let path = format!("/api/v1/campaigns/{}/pledges", text(&campaign["id"]));
    setup.back(&campaign, 5_000, "good").await;
    setup.back(&campaign, 50_000, "refused").await;
    // Never confirmed; and confirmed too late.
    setup
        .house
        .device()
        .post(&path, setup.pledge(50_000))
        .await
        .json(201);
    let mut late = setup.house.device();
    setup
        .house
        .app
        .clock
        .advance(chrono::Duration::minutes(60 * 24 * 30 - 1));
    let pledge = late.post(&path, setup.pledge(50_000)).await.json(201);
    // Taken back.
    let (mut sorry, id) = setup.back(&campaign, 50_000, "good").await;
    sorry
        .delete(&format!("/api/v1/pledges/{id}"))
        .await
        .json(200);
    setup.house.app.clock.advance(chrono::Duration::minutes(1));
    let given = late
        .post(
            &format!("/api/v1/pledges/{}/card", text(&pledge["id"])),
            json!({"test_card": "good"}),
        )
        .await;
    assert_eq!(given.refusal(402), "card_failed");
    assert_eq!(
        late.post(&path, setup.pledge(50_000)).await.refusal(409),
        "campaign_closed"
    );
    setup.sweep().await;
    assert_eq!(setup.shown(&campaign).await["state"], "failed");
    assert_eq!(setup.charged().await, (0, 0));
}

#[sqlx::test]
async fn f1_what_is_declined_is_tried_again_and_told_apart_from_what_was_pledged(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    let (mut good, one) = setup.back(&campaign, 7_000, "good").await;
    let (mut bad, two) = setup.back(&campaign, 4_000, "declines").await;
    let (mut mended, three) = setup.back(&campaign, 1_000, "declines").await;
    setup.after(30).await;
    let shown = setup.shown(&campaign).await;
    assert_eq!(
        (
            &shown["state"],
            &shown["pledged"]["minor"],
            &shown["collected"]["minor"]
        ),
        (&json!("collecting"), &json!(12_000), &json!(7_000))
    );
    // Within the day nothing is tried again.
    setup.sweep().await;
    let tries: i64 = sqlx::query_scalar("select count(*) from orders")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(tries, 3);
    // One backer's bank thinks better of it.
    sqlx::query("update pledges set test_declines = false where id::text = $1")
        .bind(&three)
        .execute(&setup.house.app.db)
        .await
        .unwrap();
    for _ in 0..8 {
        setup.after(1).await;
    }
    let shown = setup.shown(&campaign).await;
    assert_eq!(
        (
            &shown["state"],
            &shown["pledged"]["minor"],
            &shown["collected"]["minor"]
        ),
        (&json!("collected"), &json!(12_000), &json!(8_000))
    );
    let states = [
        state(&mut good, &one).await,
        state(&mut bad, &two).await,
        state(&mut mended, &three).await,
    ];
    assert_eq!(states, ["collected", "dropped", "collected"]);
    assert_eq!(setup.charged().await, (2, 0));
    // At the close, and on each of three days after it.
    let tries: i64 = sqlx::query_scalar("select count(*) from orders where price = 4000")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(tries, 4);
    assert_eq!(setup.books(Kind::PledgesHeld).await, 8_000);
    assert_eq!(setup.books(Kind::RevenuePledges).await, 0);
    setup.checks_pass().await;
}
