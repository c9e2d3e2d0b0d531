//! The limit of a month, against everything that a viewer pays.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};

impl Market {
    async fn limited_to(&mut self, minor: i64) {
        let wanted = json!({ "monthly_limit": minor });
        self.viewer.patch("/api/v1/wallet", wanted).await.json(200);
    }

    /// Orders without paying.
    async fn order_of(&mut self, wanted: &Value) -> crate::testing::Answer {
        self.viewer.post("/api/v1/orders", wanted.clone()).await
    }
}

#[sqlx::test]
async fn vip_and_what_waits_for_its_payment_count_and_what_went_back_does_not(db: PgPool) {
    let mut market = Market::new(db).await;
    let (vip, pack) = (market.plan(0).await, market.pack(0).await);
    let (vip_costs, pack_costs) = (
        vip["expected"]["minor"].as_i64().unwrap(),
        pack["expected"]["minor"].as_i64().unwrap(),
    );
    // Enough for both, to the cent.
    market.limited_to(vip_costs + pack_costs).await;
    market.buy(&vip).await;
    let waiting = market.order_of(&pack).await.json(200);
    let more = market.pack(0).await;
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    market.pay(&waiting, "succeed").await.json(200);
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    // Its money goes back, and may be spent again.
    let path = format!("/api/v1/orders/{}/withdraw", text(&waiting["id"]));
    market.viewer.post(&path, json!({})).await.json(200);
    market.order_of(&more).await.json(200);
    let too_much = market.pack(0).await;
    let answer = market.order_of(&too_much).await;
    assert_eq!(answer.refusal(403), "limit_reached");
}

#[sqlx::test]
async fn a_payment_that_failed_does_not_count_and_another_month_is_another_limit(db: PgPool) {
    let mut market = Market::new(db).await;
    let pack = market.pack(0).await;
    market
        .limited_to(pack["expected"]["minor"].as_i64().unwrap())
        .await;
    let order = market.order_of(&pack).await.json(200);
    market.pay(&order, "decline").await;
    let again = market.pack(0).await;
    market.buy(&again).await;
    let more = market.pack(0).await;
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    market.advance(chrono::Duration::days(31));
    market.order_of(&more).await.json(200);
}

#[sqlx::test]
async fn of_orders_at_once_only_as_many_are_made_as_fit(db: PgPool) {
    let mut market = Market::new(db).await;
    let mut orders = Vec::new();
    for _ in 0..12 {
        orders.push(market.pack(0).await);
    }
    let price = orders[0]["expected"]["minor"].as_i64().unwrap();
    market.limited_to(3 * price + price / 2).await;
    let taps = orders.into_iter().map(|wanted| {
        let mut device = market.viewer.again();
        async move { device.post("/api/v1/orders", wanted).await.status.as_u16() }
    });
    let answers = futures_util::future::join_all(taps).await;
    let made = answers.iter().filter(|status| **status == 200).count();
    let refused = answers.iter().filter(|status| **status == 403).count();
    assert_eq!((made, refused), (3, 9), "{answers:?}");
}
