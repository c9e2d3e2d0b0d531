//! C1 over random streams: whatever is bought, unlocked, refunded and disputed in whatever order, the float is the
//! money of the coins that are left, to the unit.

use ledger::Unit;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text, usd};
use crate::books::Kind;
use crate::payments::disputes::{self, State, Told};
use crate::payments::orders;

/// Draws below a bound, from the house's own seeded chance.
fn draw(market: &Market, below: u64) -> u64 {
    u64::from_be_bytes(market.house.app.random.bytes()) % below
}

async fn check(market: &mut Market, step: &str) {
    let left: (i64, i64, i64) = sqlx::query_as(
        "select coalesce(sum(coins - coins_used - coins_back), 0)::bigint,
                coalesce(sum(case when coins_back > 0 then 0 else money - money_used end), 0)::bigint,
                coalesce(sum(bonus - bonus_used - bonus_back - bonus_expired), 0)::bigint from lots",
    )
    .fetch_one(&market.house.app.db)
    .await
    .unwrap();
    assert_eq!(
        market.theirs(Kind::WalletCoins, Unit::Coin).await,
        left.0,
        "{step}"
    );
    assert_eq!(market.books(Kind::CoinFloat).await, left.1, "{step}");
    assert_eq!(
        market.theirs(Kind::WalletBonus, Unit::Bonus).await,
        left.2,
        "{step}"
    );
    // What came in and did not go back is owed in coins, earned, owed to the tax office, or owed by the buyer.
    let came =
        market.books(Kind::ClearingTest).await + market.theirs(Kind::ReceivableViewer, usd()).await;
    let is = market.books(Kind::CoinFloat).await
        + market.books(Kind::RevenueUnlocks).await
        + market.books(Kind::TaxPayable).await;
    assert_eq!(came, is, "{step}");
    assert!(
        market.theirs(Kind::ReceivableViewer, usd()).await >= 0,
        "{step}"
    );
}

#[sqlx::test]
async fn c1_the_float_is_the_money_of_the_coins_that_are_left(db: PgPool) {
    let mut market = Market::new(db).await;
    let rate = json!([{"territory": "US", "name": "VAT", "rate": "19%", "inclusive": true, "from_day": "2026-01-01"}]);
    market
        .operator
        .put("/api/v1/desk/tax-rates", rate)
        .await
        .json(200);
    let series = market.series(60).await;
    let (mut bought, mut episode): (Vec<Value>, i32) = (Vec::new(), 20);
    for step in 0..60 {
        let what = draw(&market, 10);
        let some = (!bought.is_empty()).then(|| draw(&market, bought.len().max(1) as u64) as usize);
        let told = format!("step {step}: {what}");
        match (what, some) {
            (0..3, _) | (_, None) => {
                let number = draw(&market, 3) as usize;
                let wanted = market.pack(number).await;
                bought.push(market.buy(&wanted).await);
            }
            (3..7, _) => {
                let (paid, bonus) = market.wallet().await;
                if paid + bonus > 60 && episode < 60 {
                    market.unlock(series, episode).await;
                    episode += 1;
                }
            }
            (7, Some(at)) => {
                let path = format!("/api/v1/orders/{}/withdraw", text(&bought[at]["id"]));
                let status = market.viewer.post(&path, json!({})).await.status.as_u16();
                assert!(matches!(status, 200 | 409), "{told}: {status}");
            }
            (8, Some(at)) => {
                let path = format!("/api/v1/desk/orders/{}/refund", text(&bought[at]["id"]));
                let body = json!({"everything": draw(&market, 2) == 0, "reason": "r"});
                let status = market.operator.post(&path, body).await.status.as_u16();
                assert!(matches!(status, 200 | 409), "{told}: {status}");
            }
            (_, Some(at)) => {
                let id = text(&bought[at]["id"]).parse().unwrap();
                let order = orders::find(&market.house.app.db, market.id, id)
                    .await
                    .unwrap();
                if order.refunded > 0 {
                    continue;
                }
                let state = [State::Opened, State::Won, State::Lost][draw(&market, 3) as usize];
                let told = Told {
                    reference: format!("dp_{at}"),
                    state,
                    reason: String::new(),
                    amount: order.price,
                    fee: 0,
                };
                disputes::apply(&market.house.app, &order, &told)
                    .await
                    .unwrap();
            }
        }
        market.sweep().await;
        check(&mut market, &told).await;
    }
    let report = ledger::verify::database(&market.house.app.db, Some(market.id))
        .await
        .unwrap();
    assert_eq!(report.wrong, 0, "{report:?}");
}
