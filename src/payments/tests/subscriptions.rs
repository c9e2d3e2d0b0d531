//! VIP with test money, under a clock that is moved.

use chrono::{Duration, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::Kind;
use crate::vip;

async fn shown(market: &mut Market) -> Value {
    market.viewer.get("/api/v1/vip").await.json(200)
}

async fn tap(market: &mut Market, verb: &str) -> crate::testing::Answer {
    market
        .viewer
        .post(&format!("/api/v1/vip/{verb}"), json!({}))
        .await
}

async fn until(market: &Market) -> Option<chrono::DateTime<Utc>> {
    let now = market.house.app.clock.now();
    vip::until(&market.house.app.db, market.id, market.person, now)
        .await
        .unwrap()
}

#[sqlx::test]
async fn an_intro_week_is_stated_with_its_end_and_renews_at_the_full_price(db: PgPool) {
    let mut market = Market::new(db).await;
    assert_eq!(shown(&mut market).await["state"], Value::Null);
    let wanted = market.plan(0).await;
    assert_eq!(
        wanted["expected"]["minor"], 299,
        "the intro price is what is charged first"
    );
    let order = market.buy(&wanted).await;
    assert_eq!(
        (&order["state"], &order["price"]["minor"]),
        (&json!("settled"), &json!(299))
    );
    let vip = shown(&mut market).await;
    assert_eq!(
        (&vip["state"], &vip["next_charge"]["amount"]["minor"]),
        (&json!("active"), &json!(699))
    );
    assert_eq!(vip["intro_ends"], vip["until"]);
    assert_eq!(vip["until"], "2026-03-08T08:00:00Z");
    assert_eq!(vip["next_charge"]["at"], "2026-03-08T08:00:00Z");
    assert!(until(&market).await.is_some());
    // A second one beside it is refused.
    let again = market.plan(1).await;
    assert_eq!(
        market
            .viewer
            .post("/api/v1/orders", again)
            .await
            .refusal(409),
        "vip_already"
    );
    // Its money is earned day by day, to the unit.
    for day in 1..=7 {
        market.advance(Duration::days(1));
        if day < 7 {
            market.sweep().await;
            market.sweep().await;
            assert_eq!(market.books(Kind::RevenueVip).await, 299 * day / 7);
            assert_eq!(market.books(Kind::VipDeferred).await, 299 - 299 * day / 7);
        }
    }
    assert!(
        until(&market).await.is_some(),
        "a renewal may be a little late"
    );
    market.sweep().await;
    assert_eq!(market.books(Kind::RevenueVip).await, 299);
    assert_eq!(market.books(Kind::VipDeferred).await, 699);
    let vip = shown(&mut market).await;
    assert_eq!(
        (&vip["state"], &vip["until"], &vip["intro_ends"]),
        (
            &json!("active"),
            &json!("2026-03-15T08:00:00Z"),
            &Value::Null
        )
    );
    let orders = market.viewer.get("/api/v1/orders").await.json(200);
    assert_eq!(orders.as_array().unwrap().len(), 2);
    assert_eq!(
        (&orders[0]["price"]["minor"], &orders[0]["receipt"]),
        (&json!(699), &json!(2_026_000_002_i64))
    );
    let lines: Vec<(i64, i64)> =
        sqlx::query_as("select amount, count from revenue where kind = 'vip' order by at")
            .fetch_all(&market.house.app.db)
            .await
            .unwrap();
    assert_eq!(
        (lines.len(), lines.iter().map(|line| line.0).sum::<i64>()),
        (7, 299)
    );
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_house_that_slept_books_every_day_once(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(2).await;
    market.buy(&wanted).await;
    market.advance(Duration::days(100));
    market.sweep().await;
    assert_eq!(market.books(Kind::RevenueVip).await, 9_999 * 100 / 365);
    tap(&mut market, "cancel").await.json(200);
    market.advance(Duration::days(265));
    market.sweep().await;
    assert_eq!(market.books(Kind::RevenueVip).await, 9_999);
    assert_eq!(market.books(Kind::VipDeferred).await, 0);
    assert_eq!(
        (until(&market).await, &shown(&mut market).await["state"]),
        (None, &json!("ended"))
    );
}

#[sqlx::test]
async fn one_tap_cancels_and_it_lasts_until_the_end(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(1).await;
    market.buy(&wanted).await;
    let vip = tap(&mut market, "cancel").await.json(200);
    assert_eq!(
        (&vip["state"], &vip["next_charge"], &vip["until"]),
        (
            &json!("cancelled"),
            &Value::Null,
            &json!("2026-04-01T08:00:00Z")
        )
    );
    tap(&mut market, "cancel").await.json(200);
    let vip = tap(&mut market, "resume").await.json(200);
    assert_eq!(
        (&vip["state"], &vip["next_charge"]["amount"]["minor"]),
        (&json!("active"), &json!(1_999))
    );
    tap(&mut market, "cancel").await.json(200);
    market.advance(Duration::days(30));
    market.sweep().await;
    assert!(until(&market).await.is_some());
    market.advance(Duration::days(1));
    market.sweep().await;
    assert_eq!(
        (until(&market).await, &shown(&mut market).await["state"]),
        (None, &json!("ended"))
    );
    assert_eq!(
        market.books(Kind::ClearingTest).await,
        1_999,
        "nothing more was charged"
    );
    for verb in ["cancel", "pause", "resume"] {
        assert_eq!(
            tap(&mut market, verb).await.refusal(409),
            "vip_none",
            "{verb}"
        );
    }
    let again = market.plan(1).await;
    market.buy(&again).await;
    assert_eq!(shown(&mut market).await["state"], "active");
}

#[sqlx::test]
async fn a_pause_is_not_paid_and_not_open(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(1).await;
    market.buy(&wanted).await;
    let vip = tap(&mut market, "pause").await.json(200);
    assert_eq!(
        (&vip["state"], &vip["next_charge"]),
        (&json!("paused"), &Value::Null)
    );
    market.advance(Duration::days(60));
    market.sweep().await;
    assert_eq!(
        (until(&market).await, market.books(Kind::ClearingTest).await),
        (None, 1_999)
    );
    tap(&mut market, "resume").await.json(200);
    market.sweep().await;
    let vip = shown(&mut market).await;
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("active"), &json!("2026-05-30T08:00:00Z"))
    );
    assert_eq!(market.books(Kind::ClearingTest).await, 3_998);
}

#[sqlx::test]
async fn a_declined_renewal_is_forgiven_for_some_days_and_tried_again(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    market.pay(&order, "decline_renewals").await.json(200);
    market.advance(Duration::days(7));
    market.sweep().await;
    let vip = shown(&mut market).await;
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("grace"), &json!("2026-03-11T08:00:00Z"))
    );
    assert_eq!(vip["retry_at"], "2026-03-09T08:00:00Z");
    assert!(until(&market).await.is_some());
    market.advance(Duration::days(1));
    market.sweep().await;
    let failed: i64 = sqlx::query_scalar("select count(*) from orders where state = 'failed'")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(failed, 2, "it was tried again");
    // The card works again: what was forgiven counts as paid.
    sqlx::query("update subscriptions set test_declines = false")
        .execute(&market.house.app.db)
        .await
        .unwrap();
    market.advance(Duration::days(1));
    market.sweep().await;
    let vip = shown(&mut market).await;
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("active"), &json!("2026-03-15T08:00:00Z"))
    );
    // Declined for good, it ends.
    sqlx::query("update subscriptions set test_declines = true")
        .execute(&market.house.app.db)
        .await
        .unwrap();
    market.advance(Duration::days(6));
    for _ in 0..4 {
        market.sweep().await;
        market.advance(Duration::days(1));
    }
    market.sweep().await;
    assert_eq!(
        (until(&market).await, &shown(&mut market).await["state"]),
        (None, &json!("ended"))
    );
    assert_eq!(market.books(Kind::VipDeferred).await, 0);
    assert_eq!(market.books(Kind::RevenueVip).await, 299 + 699);
}

#[sqlx::test]
async fn a_refund_of_vip_gives_the_days_to_come(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(1).await;
    let order = market.buy(&wanted).await;
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    assert_eq!(
        market.viewer.post(&path, json!({})).await.refusal(409),
        "withdrawal_not_for_vip"
    );
    market.advance(Duration::days(10));
    market.sweep().await;
    let earned = 1_999 * 10 / 31;
    assert_eq!(market.books(Kind::RevenueVip).await, earned);
    let path = format!("/api/v1/desk/orders/{}/refund", text(&order["id"]));
    let after = market
        .operator
        .post(&path, json!({"reason": "sorry"}))
        .await
        .json(200);
    assert_eq!(after["refunded"]["minor"], 1_999 - earned);
    assert_eq!(
        (until(&market).await, &shown(&mut market).await["state"]),
        (None, &json!("ended"))
    );
    assert_eq!(
        (
            market.books(Kind::VipDeferred).await,
            market.books(Kind::ClearingTest).await
        ),
        (0, earned)
    );
    market.advance(Duration::days(40));
    market.sweep().await;
    assert_eq!(
        market.books(Kind::RevenueVip).await,
        earned,
        "no more days are earned"
    );
    assert!(market.reconciled().await);
}
