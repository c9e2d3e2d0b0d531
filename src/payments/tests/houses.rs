//! Several houses of one process share one account at the provider.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::stripe::{GOOD_CARD, confirm, event, market, order};
use super::{Market, text};
use crate::books::Kind;
use crate::testing::stripe::{Gate, Gated, StripeServer};

async fn fetched(market: &mut Market) -> Value {
    market
        .operator
        .post("/api/v1/desk/reconciliation/fetch", json!({}))
        .await
        .json(200)
}

async fn count(market: &Market, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .bind(market.id)
        .fetch_one(&market.house.app.db)
        .await
        .unwrap()
}

async fn charge(market: &Market) -> String {
    sqlx::query_scalar("select charge_ref from orders where house_id = $1")
        .bind(market.id)
        .fetch_one(&market.house.app.db)
        .await
        .unwrap()
}

/// P4: each house has the lines of its own sales; what is the account's own is booked once.
#[sqlx::test]
async fn p4_one_account_of_two_houses_is_reconciled_in_both(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    let mut other = market.beside("second.example").await;
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    assert_eq!(market.order(&made).await["state"], "settled");
    gate.line("stripe_fee", -7, 0, None);

    // The second house has not heard yet that it was paid: meanwhile nobody knows whose line that is.
    market.change(&mut other);
    let wanted = market.pack(1).await;
    let theirs = order(&mut market, &wanted).await;
    confirm(&market, &theirs, GOOD_CARD).await.unwrap();
    market.change(&mut other);
    let told = fetched(&mut market).await;
    assert_eq!(told["suspense"].as_array().unwrap().len(), 1, "{told:#}");
    assert_eq!(told["suspense"][0]["gross"]["minor"], 299);
    market.change(&mut other);
    assert_eq!(market.order(&theirs).await["state"], "settled");
    gate.line("payout", -200, 5, Some("po_1"));
    for _ in 0..2 {
        assert!(market.reconciled().await);
        market.change(&mut other);
        assert!(market.reconciled().await);
        market.change(&mut other);
    }
    assert_eq!(
        count(
            &market,
            "select count(*) from provider_balance_lines where house_id <> $1"
        )
        .await,
        3
    );
    assert_eq!(
        count(
            &market,
            "select count(*) from provider_balance_lines where house_id = $1"
        )
        .await,
        1
    );
    let second = (
        market.books(Kind::ClearingStripe).await,
        market.books(Kind::Bank).await,
        market.books(Kind::ProviderFees).await,
    );
    assert_eq!(second, (299, 0, 0));
    market.change(&mut other);
    let first = (
        market.books(Kind::ClearingStripe).await,
        market.books(Kind::Bank).await,
        market.books(Kind::ProviderFees).await,
    );
    assert_eq!(first, (99 - 7 - 205, 200, 12), "the account's own house");
}

/// A dispute told at the first house's address is the second's.
#[sqlx::test]
async fn what_one_house_is_told_of_anothers_order_is_done_there(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    let mut other = market.beside("second.example").await;
    market.change(&mut other);
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    // The house never heard that it was paid; the event goes to the first house.
    let intent = text(&made["provider"]["client_secret"]);
    let intent = intent.split("_secret_").next().unwrap().to_owned();
    assert_eq!(
        event(&mut market, "payment_intent.succeeded", &intent)
            .await
            .status,
        200
    );
    assert_eq!(
        count(
            &market,
            "select count(*) from orders where house_id = $1 and state = 'settled'"
        )
        .await,
        1
    );
    let charge = charge(&market).await;
    let dispute = |status: &str| {
        json!({ "id": "dp_1", "amount": 99, "status": status, "reason": "fraudulent", "charge": charge,
                "balance_transactions": [] })
    };
    gate.thing("/v1/disputes/dp_1", dispute("needs_response"));
    assert_eq!(
        event(&mut market, "charge.dispute.created", "dp_1")
            .await
            .status,
        200
    );
    gate.line("adjustment", -99, 1_500, Some("dp_1"));
    assert!(market.reconciled().await);
    gate.thing("/v1/disputes/dp_1", dispute("lost"));
    assert_eq!(
        event(&mut market, "charge.dispute.closed", "dp_1")
            .await
            .status,
        200
    );
    assert_eq!(market.order(&made).await["state"], "lost");
    let list = market.operator.get("/api/v1/desk/disputes").await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(market.books(Kind::ProviderFees).await, 1_500);
    assert!(market.reconciled().await);
    market.change(&mut other);
    let list = market.operator.get("/api/v1/desk/disputes").await.json(200);
    assert_eq!(list, json!([]));
    assert!(market.reconciled().await);
    // One about a sale that no house knows is not passed over in silence.
    let mut strange = dispute("lost");
    strange["charge"] = json!("ch_of_a_shop");
    gate.thing("/v1/disputes/dp_2", strange);
    gate.thing("/v1/charges/ch_of_a_shop", json!({ "id": "ch_of_a_shop" }));
    assert_eq!(
        event(&mut market, "charge.dispute.closed", "dp_2")
            .await
            .status,
        200
    );
    let told: (Option<String>, bool) = sqlx::query_as(
        "select problem, processed_at is not null from provider_events where problem is not null",
    )
    .fetch_one(&market.house.app.db)
    .await
    .unwrap();
    assert_eq!(
        told,
        (
            Some("No house knows the sale that it is about.".into()),
            true
        )
    );
}

/// A fetch that ends in the middle is as if it had never begun: the next one reads what it did not.
#[sqlx::test]
async fn an_account_that_was_read_in_part_is_read_whole_the_next_time(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    for fee in 1..=5 {
        gate.line("stripe_fee", -fee, 0, None);
    }
    gate.page(2);
    gate.set(Gate::FirstPage);
    let answer = market
        .operator
        .post("/api/v1/desk/reconciliation/fetch", json!({}))
        .await;
    assert_eq!(answer.refusal(503), "provider_unavailable");
    gate.set(Gate::Pass);
    assert!(market.reconciled().await);
    assert_eq!(market.books(Kind::ProviderFees).await, 1 + 2 + 3 + 4 + 5);
    gate.line("stripe_fee", -6, 0, None);
    gate.set(Gate::FirstPage);
    assert_eq!(
        market
            .operator
            .post("/api/v1/desk/reconciliation/fetch", json!({}))
            .await
            .refusal(503),
        "provider_unavailable",
        "the first page has news, so the second is asked for"
    );
    gate.page(100);
    assert!(market.reconciled().await);
    assert_eq!(market.books(Kind::ProviderFees).await, 21);
}
