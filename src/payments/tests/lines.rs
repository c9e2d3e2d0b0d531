//! Lines of the provider's account beyond sales: fees, payouts, disputes.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::Kind;
use crate::payments::disputes::{self, State, Told};
use crate::payments::orders;

/// A line as the provider would tell it, a second after the ones before.
async fn line(market: &Market, name: &str, kind: &str, gross: i64, fee: i64, source: Option<&str>) {
    sqlx::query(
        "insert into provider_balance_lines (house_id, provider, ref, kind, currency, gross, fee, net, source, at, fetched_at)
         values ($1, 'test', $2, $3, 'USD', $4, $5, $4 - $5, $6, $7, $7)",
    )
    .bind(market.id)
    .bind(name)
    .bind(kind)
    .bind(gross)
    .bind(fee)
    .bind(source)
    .bind(market.house.app.clock.now())
    .execute(&market.house.app.db)
    .await
    .unwrap();
    market.advance(chrono::Duration::seconds(1));
}

async fn tell(market: &Market, order: &Value, reference: &str, state: State) {
    let id = text(&order["id"]).parse().unwrap();
    let app = &market.house.app;
    let found = orders::find(&app.db, market.id, id).await.unwrap();
    let told = Told {
        reference: reference.into(),
        state,
        reason: "fraudulent".into(),
        amount: found.price,
        fee: 1_500,
    };
    disputes::apply(app, &found, &told).await.unwrap();
}

/// Bank, fees, and what lies with the provider.
async fn stand(market: &Market) -> (i64, i64, i64) {
    (
        market.books(Kind::Bank).await,
        market.books(Kind::ProviderFees).await,
        market.books(Kind::ClearingTest).await,
    )
}

#[sqlx::test]
async fn p4_payouts_fees_and_disputes_are_booked_once_and_leave_no_difference(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(1).await;
    market.buy(&wanted).await;
    line(&market, "fee", "stripe_fee", -7, 0, None).await;
    line(&market, "tax", "tax_fee", -2, 0, None).await;
    // Paid out at once, for a fee.
    line(&market, "out", "payout", -100, 1, Some("po_1")).await;
    for _ in 0..2 {
        assert!(market.reconciled().await);
        assert_eq!(stand(&market).await, (100, 10, 299 - 100 - 10));
    }
    // It came back from the bank, and its fee with it.
    line(&market, "back", "payout_failure", 100, -1, Some("po_1")).await;
    for _ in 0..2 {
        assert!(market.reconciled().await);
        assert_eq!(stand(&market).await, (0, 9, 299 - 9));
    }

    // One dispute is lost, with its fee.
    let wanted = market.pack(0).await;
    let lost = market.buy(&wanted).await;
    line(&market, "lost", "adjustment", -99, 1_500, Some("dp_lost")).await;
    assert!(!market.reconciled().await, "the house has not heard of it");
    assert_eq!(stand(&market).await.1, 9, "nor is its fee booked before");
    tell(&market, &lost, "dp_lost", State::Opened).await;
    for state in [State::Opened, State::Lost] {
        tell(&market, &lost, "dp_lost", state).await;
        assert!(market.reconciled().await);
        assert_eq!(stand(&market).await, (0, 1_509, 299 - 1_509));
    }

    // Another is won: the money comes back, and the fee too.
    let wanted = market.pack(0).await;
    let won = market.buy(&wanted).await;
    tell(&market, &won, "dp_won", State::Opened).await;
    line(&market, "taken", "adjustment", -99, 1_500, Some("dp_won")).await;
    assert!(market.reconciled().await);
    assert_eq!(stand(&market).await, (0, 3_009, 299 - 3_009));
    line(&market, "given", "adjustment", 99, -1_500, Some("dp_won")).await;
    assert!(!market.reconciled().await, "nobody said that it was won");
    assert_eq!(stand(&market).await, (0, 3_009, 299 - 3_009));
    tell(&market, &won, "dp_won", State::Won).await;
    for _ in 0..2 {
        assert!(market.reconciled().await);
        assert_eq!(stand(&market).await, (0, 1_509, 299 + 99 - 1_509));
    }
    assert_eq!(market.order(&won).await["state"], "settled");

    // More than there is was paid out: what the provider is owed stands in the books too.
    line(&market, "more", "payout", -50, 0, Some("po_2")).await;
    for _ in 0..2 {
        assert!(market.reconciled().await);
        assert_eq!(stand(&market).await, (50, 1_509, 299 + 99 - 1_509 - 50));
    }
}

/// However many lines wait that match nothing, the ones behind them are matched.
#[sqlx::test]
async fn lines_that_match_nothing_do_not_starve_newer_ones(db: PgPool) {
    let mut market = Market::new(db).await;
    sqlx::query(
        "insert into provider_balance_lines (house_id, provider, ref, kind, currency, gross, fee, net, at, fetched_at)
         select $1, 'test', 'strange_' || n, 'gift', 'USD', 1, 0, 1, $2, $2 from generate_series(1, 1001) n",
    )
    .bind(market.id)
    .bind(market.house.app.clock.now())
    .execute(&market.house.app.db)
    .await
    .unwrap();
    market.advance(chrono::Duration::seconds(1));
    line(&market, "fee", "stripe_fee", -7, 0, None).await;
    let answer = market
        .operator
        .post("/api/v1/desk/reconciliation/fetch", json!({}))
        .await
        .json(200);
    assert_eq!(
        (
            &answer["accounts"][0]["lines"],
            &answer["accounts"][0]["matched"]
        ),
        (&json!(1002), &json!(1))
    );
    assert_eq!(market.books(Kind::ProviderFees).await, 7);
}
