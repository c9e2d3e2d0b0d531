//! Disputes, in whatever order they are told.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text, usd};
use crate::books::Kind;
use crate::payments::disputes::{self, State, Told};
use crate::payments::orders;

pub async fn tell(market: &Market, order: &Value, state: State) {
    let id = text(&order["id"]).parse().unwrap();
    let found = orders::find(&market.house.app.db, market.id, id)
        .await
        .unwrap();
    let told = Told {
        reference: "dp_1".into(),
        state,
        reason: "fraudulent".into(),
        amount: found.price,
        fee: 0,
    };
    disputes::apply(&market.house.app, &found, &told)
        .await
        .unwrap();
}

/// P3: after spending a dispute makes a receivable, never a negative balance.
#[sqlx::test]
async fn p3_a_lost_dispute_leaves_a_debt_of_what_was_used(db: PgPool) {
    let mut market = Market::new(db).await;
    let series = market.series(12).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    market.unlock(series, 6).await;
    let earned = market.books(Kind::RevenueUnlocks).await;
    for _ in 0..2 {
        tell(&market, &order, State::Opened).await;
    }
    assert_eq!(market.order(&order).await["state"], "disputed");
    assert_eq!(
        (
            market.wallet().await,
            market.books(Kind::ClearingTest).await
        ),
        ((0, 0), 0)
    );
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, earned);
    for state in [State::Lost, State::Lost, State::Opened, State::Won] {
        tell(&market, &order, state).await;
    }
    assert_eq!(
        market.order(&order).await["state"],
        "lost",
        "what is decided stays decided"
    );
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, earned);
    let list = market.operator.get("/api/v1/desk/disputes").await.json(200);
    assert_eq!(
        (&list[0]["state"], &list[0]["owed"]["minor"]),
        (&json!("lost"), &json!(earned))
    );
}

#[sqlx::test]
async fn a_won_dispute_gives_everything_again_once(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    // Told out of order: the end first.
    for state in [State::Won, State::Opened, State::Won] {
        tell(&market, &order, state).await;
    }
    assert_eq!(market.order(&order).await["state"], "settled");
    assert_eq!(market.wallet().await, (100, 0));
    assert_eq!(market.books(Kind::CoinFloat).await, 99);
    assert_eq!(market.books(Kind::ClearingTest).await, 99);
    // The coins that came again can be refunded like the first.
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    let after = market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(after["refunded"]["minor"], 99);
    assert_eq!(
        (market.wallet().await, market.books(Kind::CoinFloat).await),
        ((0, 0), 0)
    );
}

#[sqlx::test]
async fn vip_that_is_disputed_ends_and_comes_again_when_it_is_won(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.plan(1).await;
    let order = market.buy(&wanted).await;
    market.advance(chrono::Duration::days(10));
    market.sweep().await;
    let earned = market.books(Kind::RevenueVip).await;
    tell(&market, &order, State::Opened).await;
    let vip = market.viewer.get("/api/v1/vip").await.json(200);
    assert_eq!(vip["state"], "ended");
    assert_eq!(market.books(Kind::VipDeferred).await, 0);
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, earned);
    tell(&market, &order, State::Won).await;
    let vip = market.viewer.get("/api/v1/vip").await.json(200);
    assert_eq!(vip["state"], "cancelled");
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, 0);
    assert_eq!(market.books(Kind::VipDeferred).await, 1_999 - earned);
    market.advance(chrono::Duration::days(40));
    market.sweep().await;
    assert_eq!(
        (
            market.books(Kind::VipDeferred).await,
            market.books(Kind::RevenueVip).await
        ),
        (0, 1_999)
    );
}
