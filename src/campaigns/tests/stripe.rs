//! Pledges by cards that a provider keeps, driven against `localstripe`.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::text;
use crate::books::Kind;
use crate::payments::tests::Market;
use crate::payments::tests::stripe::{DECLINED_CARD, GOOD_CARD, confirm, market};
use crate::testing::stripe::StripeServer;

/// The market's viewer backs it with a card by its number.
async fn back(market: &mut Market, campaign: &Value, minor: i64, number: &str) -> Value {
    let path = format!("/api/v1/campaigns/{}/pledges", text(&campaign["id"]));
    let id = market.house.app.random.id();
    let pledge = json!({"id": id, "amount": {"minor": minor, "currency": "USD"}});
    let made = market.viewer.post(&path, pledge).await.json(201);
    assert_eq!(made["publishable_key"], "pk_test_12345");
    let given = format!("/api/v1/pledges/{}/card", text(&made["id"]));
    let early = market
        .viewer
        .post(&given, json!({"test_card": "good"}))
        .await;
    assert_eq!(early.refusal(409), "card_not_confirmed");
    let like_an_order =
        json!({"provider": {"confirm": "card", "client_secret": made["client_secret"]}});
    confirm(market, &like_an_order, number).await.unwrap();
    market.viewer.post(&given, json!({})).await.json(200)
}

#[sqlx::test]
async fn f1_kept_cards_are_charged_at_the_close_once_and_refunded_once(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let campaign = json!({
        "title": "The pilot", "currency": "USD", "minimum": 3_000, "closes_at": market.house.app.clock.now() + Duration::days(30),
        "retry_days": 1,
    });
    let campaign = market
        .operator
        .post("/api/v1/desk/campaigns", campaign)
        .await
        .json(201);
    assert_eq!(
        back(&mut market, &campaign, 3_000, GOOD_CARD).await["state"],
        "pledged"
    );
    assert_eq!(
        back(&mut market, &campaign, 700, DECLINED_CARD).await["state"],
        "pledged"
    );
    assert_eq!(market.books(Kind::ClearingStripe).await, 0);
    for _ in 0..4 {
        market.advance(Duration::days(30));
        market.sweep().await;
        super::super::sweep(&market.house.app).await.unwrap();
    }
    assert_eq!(market.books(Kind::PledgesHeld).await, 3_000);
    let path = format!("/api/v1/desk/campaigns/{}/cancel", text(&campaign["id"]));
    for _ in 0..2 {
        let shown = market.operator.post(&path, json!({})).await.json(200);
        assert_eq!(
            (&shown["pledged"]["minor"], &shown["collected"]["minor"]),
            (&json!(3_700), &json!(0))
        );
    }
    assert_eq!(market.books(Kind::PledgesHeld).await, 0);
    assert!(market.reconciled().await);
}
