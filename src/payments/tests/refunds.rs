//! Money that goes back: what was not used first; what was, becomes a debt.

use chrono::Duration;
use ledger::Unit;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text, usd};
use crate::books::Kind;
use crate::testing::PASSWORD;

async fn refund(market: &mut Market, order: &Value, everything: bool) -> crate::testing::Answer {
    let path = format!("/api/v1/desk/orders/{}/refund", text(&order["id"]));
    let body = json!({"everything": everything, "reason": "asked for it"});
    market.operator.post(&path, body).await
}

async fn withdraw(market: &mut Market, order: &Value) -> crate::testing::Answer {
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    market.viewer.post(&path, json!({})).await
}

/// A new session of somebody whose old one did not outlast the years of a test.
async fn logged_in(market: &Market, name: &str) -> crate::testing::Device {
    let mut device = market.house.device();
    let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
    device.post("/api/v1/auth/login", login).await.json(200);
    device
}

#[sqlx::test]
async fn unused_coins_go_back_with_a_credit_note(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(1).await;
    let order = market.buy(&wanted).await;
    let after = withdraw(&mut market, &order).await.json(200);
    assert_eq!(
        (&after["state"], &after["refunded"]["minor"]),
        (&json!("refunded"), &json!(299))
    );
    assert_eq!(market.wallet().await, (0, 0));
    assert_eq!(market.theirs(Kind::WalletCoins, Unit::Coin).await, 0);
    assert_eq!(market.books(Kind::CoinFloat).await, 0);
    assert_eq!(market.books(Kind::ClearingTest).await, 0);
    assert_eq!(
        withdraw(&mut market, &order).await.refusal(409),
        "nothing_to_refund"
    );
    let note = market.viewer.get("/receipts/2026000002").await;
    let html = String::from_utf8(note.bytes).unwrap();
    assert!(
        html.contains("Credit note") && html.contains("-2.99 USD") && html.contains("2026-000001"),
        "{html}"
    );
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn unspent_coins_go_back_years_later_less_what_was_spent_and_the_page_says_when_nothing_is_left(
    db: PgPool,
) {
    let mut market = Market::new(db).await;
    let series = market.series(12).await;
    let breakage = json!({"months": 12});
    let wished = market.operator.put("/api/v1/desk/breakage", breakage).await;
    wished.json(200);
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    assert_eq!(order["withdrawable"], true);
    let coins = market.unlock(series, 6).await;
    assert!(coins > 0 && coins < 100, "{coins}");
    let earned = market.books(Kind::RevenueUnlocks).await;
    // Nobody used the wallet for long: the money of its coins counts as breakage meanwhile.
    for _ in 0..2 {
        market.advance(Duration::days(400));
        crate::wallet::sweep(&market.house.app).await.unwrap();
    }
    assert_eq!(market.books(Kind::CoinFloat).await, 0);
    assert_eq!(market.books(Kind::RevenueBreakage).await, 99 - earned);
    market.viewer = logged_in(&market, "buyer").await;
    market.operator = logged_in(&market, "boss").await;
    assert_eq!(market.order(&order).await["withdrawable"], true);
    let after = withdraw(&mut market, &order).await.json(200);
    assert_eq!(
        (&after["refunded"]["minor"], &after["withdrawable"]),
        (&json!(99 - earned), &json!(false))
    );
    assert_eq!(market.wallet().await, (0, 0));
    assert_eq!(
        (
            market.books(Kind::CoinFloat).await,
            market.books(Kind::RevenueBreakage).await,
            market.books(Kind::RevenueUnlocks).await
        ),
        (0, 0, earned)
    );
    assert!(market.reconciled().await);

    // Of what was used up nothing can go back, and the page does not offer it.
    let price = json!({"minor": 60, "currency": "USD"});
    let wanted = market.wanted(json!({"kind": "exact", "coins": 60}), &price);
    let order = market.buy(&wanted).await;
    for episode in [7, 8] {
        assert_eq!(market.unlock(series, episode).await, 30);
    }
    let orders = market.viewer.get("/api/v1/orders").await.json(200);
    let shown: Vec<_> = orders.as_array().unwrap().iter().collect();
    assert_eq!(shown[0]["id"], order["id"]);
    assert!(shown.iter().all(|one| one["withdrawable"] == false));
    assert_eq!(
        withdraw(&mut market, &order).await.refusal(409),
        "nothing_left"
    );
}

#[sqlx::test]
async fn p3_what_was_spent_is_not_withdrawn_and_a_refund_of_everything_makes_a_debt(db: PgPool) {
    let mut market = Market::new(db).await;
    let series = market.series(12).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    let coins = market.unlock(series, 6).await;
    assert!(coins > 0 && coins < 100, "{coins}");
    let earned = market.books(Kind::RevenueUnlocks).await;
    assert_eq!(earned, 99 * coins / 100);
    let after = withdraw(&mut market, &order).await.json(200);
    assert_eq!(after["refunded"]["minor"], 99 - earned);
    assert_eq!(market.wallet().await, (0, 0));
    assert_eq!(market.books(Kind::CoinFloat).await, 0);
    assert_eq!(market.books(Kind::ClearingTest).await, earned);
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, 0);
    // The house gives the rest too: then it is owed, and nobody's balance is negative.
    let whole = refund(&mut market, &order, true).await.json(200);
    assert_eq!(whole["refunded"]["minor"], 99);
    assert_eq!(whole["refunds"].as_array().unwrap().len(), 2);
    assert_eq!(market.books(Kind::ClearingTest).await, 0);
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, earned);
    assert_eq!(
        market.books(Kind::RevenueUnlocks).await,
        earned,
        "what was watched stays earned"
    );
    assert_eq!(
        refund(&mut market, &order, true).await.refusal(409),
        "nothing_to_refund"
    );
    let wallet = market.viewer.get("/api/v1/wallet").await.json(200);
    assert_eq!(wallet["owes"]["minor"], earned);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn an_order_with_nothing_left_gives_nothing_back_unless_all_of_it(db: PgPool) {
    let mut market = Market::new(db).await;
    let series = market.series(30).await;
    let price = json!({"minor": 60, "currency": "USD"});
    let wanted = market.wanted(json!({"kind": "exact", "coins": 60}), &price);
    let order = market.buy(&wanted).await;
    for episode in [6, 7] {
        assert_eq!(market.unlock(series, episode).await, 30);
    }
    assert_eq!(market.wallet().await, (0, 0));
    let refused = refund(&mut market, &order, false).await;
    assert_eq!(refused.refusal(409), "nothing_left");
    let whole = refund(&mut market, &order, true).await.json(200);
    assert_eq!(whole["refunded"]["minor"], 60);
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, 60);
    assert_eq!(market.books(Kind::CoinFloat).await, 0);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_refund_that_was_interrupted_is_finished_by_the_sweep(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    let app = market.house.app.clone();
    let found =
        crate::payments::orders::find(&app.db, market.id, text(&order["id"]).parse().unwrap())
            .await
            .unwrap();
    let wanted = crate::payments::refunds::Wanted {
        cause: crate::payments::refunds::Cause::Desk,
        everything: false,
        reason: "r".into(),
        by: None,
        given: None,
    };
    let id = crate::payments::refunds::begin(&app, &found, &wanted, json!({}))
        .await
        .unwrap();
    // Killed here. Asked for again meanwhile, it is the same refund.
    let again = crate::payments::refunds::begin(&app, &found, &wanted, json!({}))
        .await
        .unwrap();
    assert_eq!(id, again);
    market.advance(Duration::minutes(2));
    market.sweep().await;
    market.sweep().await;
    let order = market.order(&order).await;
    assert_eq!(
        (&order["state"], &order["refunded"]["minor"]),
        (&json!("refunded"), &json!(99))
    );
    assert_eq!(
        (market.wallet().await, market.books(Kind::CoinFloat).await),
        ((0, 0), 0)
    );
    assert!(market.reconciled().await);
}
