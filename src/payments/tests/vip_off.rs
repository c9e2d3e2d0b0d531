//! A house that offers no VIP any more: nobody begins by any door, and whoever is VIP goes on.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::stripe::{GOOD_CARD, client, confirm};
use super::{Market, text};
use crate::testing::stripe::StripeServer;

async fn switch(market: &mut Market, vip: bool) {
    let change = json!({ "region": { "features": { "vip": vip } } });
    market
        .operator
        .patch("/api/v1/desk/house", change)
        .await
        .json(200);
}

async fn vip(market: &mut Market) -> Value {
    market.viewer.get("/api/v1/vip").await.json(200)
}

async fn tap(market: &mut Market, verb: &str) -> Value {
    let path = format!("/api/v1/vip/{verb}");
    market.viewer.post(&path, json!({})).await.json(200)
}

#[sqlx::test]
async fn nobody_begins_by_a_new_order_or_by_one_that_was_made_before(db: PgPool) {
    let mut market = Market::new(db).await;
    let (before, after) = (market.plan(0).await, market.plan(1).await);
    let open = market.viewer.post("/api/v1/orders", before.clone()).await;
    let open = open.json(200);
    switch(&mut market, false).await;
    for wanted in [&before, &after] {
        let refused = market.viewer.post("/api/v1/orders", wanted.clone()).await;
        assert_eq!(refused.refusal(404), "not_on_sale");
    }
    assert_eq!(
        market.pay(&open, "succeed").await.refusal(404),
        "not_on_sale"
    );
    assert_eq!(vip(&mut market).await["state"], Value::Null);
    // Nobody pays it any more, and coins are sold as ever.
    market.advance(Duration::hours(25));
    market.sweep().await;
    assert_eq!(market.order(&open).await["failure"], "expired");
    let pack = market.pack(0).await;
    market.buy(&pack).await;
    assert_eq!(vip(&mut market).await["state"], Value::Null);
    // Switched on again, it is on sale again.
    switch(&mut market, true).await;
    market.buy(&after).await;
    assert_eq!(vip(&mut market).await["state"], "active");
}

#[sqlx::test]
async fn an_order_that_was_paid_before_begins(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted.clone()).await;
    let order = order.json(200);
    // Paid, and cut off before the books had it.
    sqlx::query("update orders set test_outcome = 'succeed', test_renewals = true")
        .execute(&market.house.app.db)
        .await
        .unwrap();
    switch(&mut market, false).await;
    let again = market.viewer.post("/api/v1/orders", wanted).await;
    again.json(200);
    assert_eq!(
        market.pay(&order, "succeed").await.json(200)["state"],
        "settled"
    );
    assert_eq!(vip(&mut market).await["state"], "active");
}

#[sqlx::test]
async fn who_is_vip_renews_pauses_resumes_and_changes_the_card(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(0).await;
    market.buy(&wanted).await;
    switch(&mut market, false).await;
    let until = vip(&mut market).await["until"].clone();
    market.advance(Duration::days(7));
    market.sweep().await;
    let renewed = vip(&mut market).await;
    assert_eq!(renewed["state"], "active");
    assert!(
        text(&renewed["until"]) > text(&until),
        "{renewed} after {until}"
    );
    for (verb, state) in [
        ("cancel", "cancelled"),
        ("resume", "active"),
        ("pause", "paused"),
        ("resume", "active"),
    ] {
        assert_eq!(tap(&mut market, verb).await["state"], state, "{verb}");
    }
    market
        .viewer
        .post("/api/v1/vip/card", json!({}))
        .await
        .json(200);
    // Once it has ended, it is begun by nobody.
    tap(&mut market, "cancel").await;
    market.advance(Duration::days(8));
    market.sweep().await;
    assert_eq!(vip(&mut market).await["state"], "ended");
    let mut again = wanted;
    again["id"] = json!(market.house.app.random.id());
    let refused = market.viewer.post("/api/v1/orders", again).await;
    assert_eq!(refused.refusal(404), "not_on_sale");
}

#[sqlx::test]
async fn a_gift_code_gives_coins_and_no_vip_and_the_sheet_offers_none(db: PgPool) {
    let mut market = Market::new(db).await;
    let series = market.series(6).await;
    let sheet = "/api/v1/series/story/paywall?episode=6";
    let offered = market.viewer.get(sheet).await.json(200);
    assert!(!offered["vip"]["from"].is_null(), "{offered}");
    switch(&mut market, false).await;
    let offered = market.viewer.get(sheet).await.json(200);
    assert!(offered["vip"]["from"].is_null(), "{offered}");
    let codes = json!({ "label": "Spring", "count": 1, "bonus": 40, "bonus_days": 30, "series_id": series, "series_days": null,
        "uses_max": 1, "expires_at": null });
    let made = market.operator.post("/api/v1/desk/gift-codes", codes).await;
    let code = made.json(201)["codes"][0]["code"].clone();
    let given = market
        .viewer
        .post("/api/v1/gifts/redeem", json!({ "code": code }))
        .await;
    assert_eq!(given.json(200)["bonus"], 40);
    assert_eq!(vip(&mut market).await["state"], Value::Null);
}

#[sqlx::test]
async fn a_card_that_is_confirmed_afterwards_is_not_charged(db: PgPool) {
    let server = StripeServer::local();
    let mut market = super::stripe::market(db, &server.address).await;
    let wanted = market.plan(0).await;
    let order = super::stripe::order(&mut market, &wanted).await;
    switch(&mut market, false).await;
    confirm(&market, &order, GOOD_CARD).await.unwrap();
    let now = market.order(&order).await;
    assert_eq!(
        (&now["state"], &now["failure"]),
        (&json!("failed"), &json!("not_on_sale"))
    );
    market.sweep().await;
    let charges: Value = client(&market)
        .get("v1/charges", &[("limit", "100")])
        .await
        .unwrap();
    assert_eq!(charges["data"], json!([]));
    assert_eq!(vip(&mut market).await["state"], Value::Null);
}
