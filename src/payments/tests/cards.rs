//! A new card for a subscription, with test money and driven against `localstripe`.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::stripe::{DECLINED_CARD, GOOD_CARD, card, client, confirm, event, market, order, post};
use super::{Market, text};
use crate::books::Kind;
use crate::testing::Answer;
use crate::testing::stripe::StripeServer;

async fn begin(market: &mut Market) -> Value {
    let card = market.viewer.post("/api/v1/vip/card", json!({})).await;
    card.json(200)
}

async fn given(market: &mut Market, card: &Value, body: Value) -> Answer {
    let path = format!("/api/v1/vip/card/{}", text(&card["id"]));
    market.viewer.post(&path, body).await
}

async fn state(market: &mut Market) -> Value {
    market.viewer.get("/api/v1/vip").await.json(200)["state"].clone()
}

/// What the page does with the provider's form.
async fn fill_in(market: &Market, card: &Value, number: &str) {
    let like_an_order =
        json!({"provider": {"confirm": "card", "client_secret": card["client_secret"]}});
    confirm(market, &like_an_order, number).await.unwrap();
}

/// Subscribes by a card that is good once.
async fn subscribed(market: &mut Market) -> String {
    let wanted = market.plan(0).await;
    let made = order(market, &wanted).await;
    confirm(market, &made, GOOD_CARD).await.unwrap();
    assert_eq!(market.order(&made).await["state"], "settled");
    let customer: String = sqlx::query_scalar("select ref from provider_customers")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    let bad = card(market, DECLINED_CARD).await;
    client(market).prefer(&customer, &bad).await.unwrap();
    sqlx::query("update provider_customers set method = $1")
        .bind(&bad)
        .execute(&market.house.app.db)
        .await
        .unwrap();
    customer
}

#[sqlx::test]
async fn a_good_card_given_in_the_grace_is_charged_at_once(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let refused = market.viewer.post("/api/v1/vip/card", json!({})).await;
    assert_eq!(refused.refusal(409), "vip_none");
    subscribed(&mut market).await;
    market.advance(Duration::days(7));
    market.sweep().await;
    assert_eq!(state(&mut market).await, "grace");
    let bad = begin(&mut market).await;
    assert_eq!(
        (&bad["provider"], &bad["publishable_key"]),
        (&json!("stripe"), &json!("pk_test_12345"))
    );
    assert_eq!(
        given(&mut market, &bad, json!({})).await.refusal(409),
        "card_not_confirmed"
    );
    fill_in(&market, &bad, DECLINED_CARD).await;
    assert_eq!(
        given(&mut market, &bad, json!({})).await.refusal(402),
        "card_declined"
    );
    assert_eq!(state(&mut market).await, "grace");
    // Nobody else's business.
    let mut other = market.house.device();
    let path = format!("/api/v1/vip/card/{}", text(&bad["id"]));
    assert_eq!(
        other.post(&path, json!({})).await.refusal(404),
        "card_not_found"
    );
    let good = begin(&mut market).await;
    fill_in(&market, &good, GOOD_CARD).await;
    for _ in 0..2 {
        let vip = given(&mut market, &good, json!({})).await.json(200);
        assert_eq!(
            (&vip["state"], &vip["until"]),
            (&json!("active"), &json!("2026-03-15T08:00:00Z"))
        );
    }
    assert_eq!(market.books(Kind::ClearingStripe).await, 299 + 699);
    // What follows is charged to the new card too.
    market.advance(Duration::days(7));
    market.sweep().await;
    assert_eq!(state(&mut market).await, "active");
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_card_whose_page_was_closed_is_heard_of_by_webhook_and_by_sweep(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    subscribed(&mut market).await;
    market.advance(Duration::days(7));
    market.sweep().await;
    let heard = begin(&mut market).await;
    fill_in(&market, &heard, GOOD_CARD).await;
    let secret = text(&heard["client_secret"]);
    let setup = secret.split("_secret_").next().unwrap().to_owned();
    for _ in 0..2 {
        let answer = event(&mut market, "setup_intent.succeeded", &setup).await;
        assert_eq!(answer.status, 200);
    }
    // Killed before the charge: the sweep of renewals makes it, once.
    market.sweep().await;
    market.sweep().await;
    assert_eq!(state(&mut market).await, "active");
    assert_eq!(market.books(Kind::ClearingStripe).await, 299 + 699);
    // No webhook either: it is asked about.
    let bad = card(&market, DECLINED_CARD).await;
    sqlx::query("update provider_customers set method = $1")
        .bind(&bad)
        .execute(&market.house.app.db)
        .await
        .unwrap();
    let silent = begin(&mut market).await;
    fill_in(&market, &silent, GOOD_CARD).await;
    market.advance(Duration::minutes(10));
    market.sweep().await;
    let kept: String = sqlx::query_scalar("select method from provider_customers")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_ne!(kept, bad);
    // One that is never filled in ends after a day.
    let left = begin(&mut market).await;
    market.advance(Duration::days(2));
    market.sweep().await;
    assert_eq!(
        given(&mut market, &left, json!({})).await.refusal(409),
        "card_failed"
    );
}

#[sqlx::test]
async fn an_invoice_that_stripe_could_not_charge_is_paid_by_the_new_card(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let customer = subscribed(&mut market).await;
    // Stripe renews it from now on.
    market.sweep().await;
    let reference: String = sqlx::query_scalar("select provider_ref from subscriptions")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    market.advance(Duration::days(7));
    let form = [
        ("customer", customer.as_str()),
        ("subscription", reference.as_str()),
    ];
    let invoice = post(&market, "v1/invoices", &form).await;
    let id = text(&invoice["id"]).to_owned();
    let pay = format!("v1/invoices/{id}/pay");
    let key = market.house.app.random.id().to_string();
    // Refused, or answered with an invoice that is still open.
    let _: Result<Value, _> = client(&market).post(&pay, &[], &key).await;
    event(&mut market, "invoice.payment_failed", &id).await;
    assert_eq!(state(&mut market).await, "grace");
    let bad = begin(&mut market).await;
    fill_in(&market, &bad, DECLINED_CARD).await;
    assert_eq!(
        given(&mut market, &bad, json!({})).await.refusal(402),
        "card_declined"
    );
    let good = begin(&mut market).await;
    fill_in(&market, &good, GOOD_CARD).await;
    let vip = given(&mut market, &good, json!({})).await.json(200);
    assert_eq!(vip["state"], "active");
    assert_eq!(market.books(Kind::ClearingStripe).await, 299 + 699);
    // Its webhook comes late.
    event(&mut market, "invoice.payment_succeeded", &id).await;
    assert_eq!(market.books(Kind::ClearingStripe).await, 299 + 699);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn test_money_has_cards_too(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    market.pay(&order, "decline_renewals").await.json(200);
    market.advance(Duration::days(7));
    market.sweep().await;
    assert_eq!(state(&mut market).await, "grace");
    let bad = begin(&mut market).await;
    assert_eq!(
        (&bad["test_money"], &bad["client_secret"]),
        (&json!(true), &Value::Null)
    );
    let waits = given(&mut market, &bad, json!({})).await;
    assert_eq!(waits.refusal(409), "card_not_confirmed");
    for _ in 0..2 {
        let declined = given(&mut market, &bad, json!({"test_outcome": "decline"})).await;
        assert_eq!(declined.refusal(409), "card_failed");
    }
    let good = begin(&mut market).await;
    let told = given(&mut market, &good, json!({"test_outcome": "succeed"})).await;
    let vip = told.json(200);
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("active"), &json!("2026-03-15T08:00:00Z"))
    );
    assert_eq!(market.books(Kind::ClearingTest).await, 299 + 699);
    // A card may be changed before anything fails.
    let early = begin(&mut market).await;
    given(&mut market, &early, json!({"test_outcome": "succeed"}))
        .await
        .json(200);
    assert_eq!(market.books(Kind::ClearingTest).await, 299 + 699);
}
