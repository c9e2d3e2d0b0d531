//! Tax: one decision for each sale, with its evidence.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Market, text};
use crate::books::Kind;

async fn rates(market: &mut Market, rates: Value) -> crate::testing::Answer {
    market.operator.put("/api/v1/desk/tax-rates", rates).await
}

#[expect(clippy::needless_pass_by_value, reason = "it reads better at the call")]
fn vat(rate: &str, inclusive: bool, from: &str, until: Value) -> Value {
    json!({"territory": "US", "name": "VAT", "rate": rate, "inclusive": inclusive, "from_day": from, "until_day": until})
}

/// T1: taxed at the sale, once, by the rate of the day, with what is known of where the buyer is.
#[sqlx::test]
async fn t1_each_sale_has_one_decision_and_the_books_have_its_tax(db: PgPool) {
    let mut market = Market::new(db).await;
    let untaxed = market.pack(1).await;
    market.buy(&untaxed).await;
    market.advance(Duration::minutes(1));
    let change = json!([
        vat("20%", true, "2026-03-01", json!("2026-03-02")),
        vat("25%", true, "2026-03-02", json!("2026-03-03")),
        vat("8.875%", false, "2026-03-03", Value::Null),
    ]);
    rates(&mut market, change).await.json(200);
    // In the price: 2.99 holds 0.50 of 20 %, then 0.60 of 25 %. On top: 2.99 and 0.27.
    let mut tax = 0;
    for (expected_price, expected_tax) in [(299, 50), (299, 60), (326, 27)] {
        let wanted = market.pack(1).await;
        assert_eq!(
            wanted["expected"]["minor"], expected_price,
            "what is shown is what is charged"
        );
        let order = market.buy(&wanted).await;
        assert_eq!(
            (&order["price"]["minor"], &order["tax"]["minor"]),
            (&json!(expected_price), &json!(expected_tax))
        );
        tax += expected_tax;
        assert_eq!(market.books(Kind::TaxPayable).await, tax);
        market.advance(Duration::days(1));
    }
    let decisions: Vec<(String, i64, i64)> =
        sqlx::query_as("select rate, net, tax from tax_decisions order by decided_at")
            .fetch_all(&market.house.app.db)
            .await
            .unwrap();
    assert_eq!(decisions.len(), 4);
    assert_eq!(decisions[3], ("8.875 %".into(), 299, 27));
    let orders: i64 = sqlx::query_scalar(
        "select count(*) from orders o where (select count(*) from tax_decisions d where d.subject_id = o.id and d.net = o.net and d.tax = o.tax
             and d.policy = 'sale' and d.evidence ->> 'territory' = 'US') = 1",
    )
    .fetch_one(&market.house.app.db)
    .await
    .unwrap();
    assert_eq!(orders, 4);
    // A refund takes its own tax back, whatever the rate is by then.
    let list = market.viewer.get("/api/v1/orders").await.json(200);
    let first = &list[2];
    let path = format!("/api/v1/orders/{}/withdraw", text(&first["id"]));
    market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(market.books(Kind::TaxPayable).await, 60 + 27);
    let report = market
        .operator
        .get("/api/v1/desk/tax?from=2026-03-01&to=2026-04-01")
        .await
        .json(200);
    let lines = report.as_array().unwrap();
    let due: i64 = lines
        .iter()
        .map(|line| line["tax_due"]["minor"].as_i64().unwrap())
        .sum();
    assert_eq!((lines.len(), due), (4, 87), "{report:#}");
    let twenty = lines.iter().find(|line| line["rate"] == "20 %").unwrap();
    assert_eq!(
        (
            &twenty["sales"],
            &twenty["refunds"],
            &twenty["refunded_tax"]["minor"]
        ),
        (&json!(1), &json!(1), &json!(50))
    );
    let earlier = market
        .operator
        .get("/api/v1/desk/tax?from=2026-02-01&to=2026-03-01")
        .await
        .json(200);
    assert_eq!(earlier, json!([]));
    let receipt = market.viewer.get("/receipts/2026000004").await;
    let html = String::from_utf8(receipt.bytes).unwrap();
    assert!(
        html.contains("VAT 8.875 %") && html.contains("0.27 USD") && html.contains("3.26 USD"),
        "{html}"
    );
}

#[sqlx::test]
async fn spent_coins_keep_their_tax_and_the_parts_add_up(db: PgPool) {
    let mut market = Market::new(db).await;
    rates(
        &mut market,
        json!([vat("1/6", true, "2026-01-01", Value::Null)]),
    )
    .await
    .json(200);
    let series = market.series(12).await;
    let wanted = market.pack(1).await;
    let order = market.buy(&wanted).await;
    let net = market.books(Kind::CoinFloat).await;
    assert_eq!(net + market.books(Kind::TaxPayable).await, 299);
    market.unlock(series, 6).await;
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    let after = market.viewer.post(&path, json!({})).await.json(200);
    let back = after["refunded"]["minor"].as_i64().unwrap();
    assert_eq!(market.books(Kind::CoinFloat).await, 0);
    let (earned, tax) = (
        market.books(Kind::RevenueUnlocks).await,
        market.books(Kind::TaxPayable).await,
    );
    assert!(earned > 0 && tax > 0 && tax < 43, "{earned} {tax}");
    assert_eq!(back + earned + tax, 299);
    assert_eq!(market.books(Kind::ClearingTest).await, 299 - back);
}

#[sqlx::test]
async fn a_renewal_is_taxed_by_the_rate_of_its_day_within_the_price_that_was_agreed(db: PgPool) {
    let mut market = Market::new(db).await;
    rates(
        &mut market,
        json!([vat("20%", false, "2026-01-01", Value::Null)]),
    )
    .await
    .json(200);
    let wanted = market.plan(0).await;
    assert_eq!(wanted["expected"]["minor"], 359);
    market.buy(&wanted).await;
    assert_eq!(market.books(Kind::TaxPayable).await, 60);
    rates(
        &mut market,
        json!([vat("25%", false, "2026-01-01", Value::Null)]),
    )
    .await
    .json(200);
    market.advance(Duration::days(7));
    market.sweep().await;
    let orders = market.viewer.get("/api/v1/orders").await.json(200);
    assert_eq!(
        (&orders[0]["price"]["minor"], &orders[0]["tax"]["minor"]),
        (&json!(839), &json!(168))
    );
    assert_eq!(market.books(Kind::TaxPayable).await, 228);
}

#[sqlx::test]
async fn rates_that_make_no_sense_are_refused(db: PgPool) {
    let mut market = Market::new(db).await;
    let good = vat("20%", true, "2026-01-01", Value::Null);
    for (change, code) in [
        (
            json!([vat("x", true, "2026-01-01", Value::Null)]),
            "money.not_a_fraction",
        ),
        (
            json!([vat("-5%", true, "2026-01-01", Value::Null)]),
            "money.not_a_fraction",
        ),
        (
            json!([vat("101%", true, "2026-01-01", Value::Null)]),
            "tax_rates_invalid",
        ),
        (
            json!([vat("5%", true, "2026-01-01", json!("2026-01-01"))]),
            "tax_rates_invalid",
        ),
        (
            json!([vat("5%", true, "1026-01-01", Value::Null)]),
            "tax_rates_invalid",
        ),
        (
            json!([good, vat("5%", true, "2027-01-01", Value::Null)]),
            "tax_rates_invalid",
        ),
        (
            json!([{"territory": "usa", "name": "VAT", "rate": "1%", "inclusive": true, "from_day": "2026-01-01"}]),
            "tax_rates_invalid",
        ),
        (
            json!([{"territory": "US", "name": " ", "rate": "1%", "inclusive": true, "from_day": "2026-01-01"}]),
            "tax_rates_invalid",
        ),
    ] {
        assert_eq!(
            rates(&mut market, change.clone()).await.refusal(400),
            code,
            "{change}"
        );
    }
    for query in [
        "",
        "?from=2026-01-01",
        "?from=2026-02-01&to=2026-01-01",
        "?from=x&to=y",
        "?from=-9999-01-01&to=9999-01-01",
    ] {
        let answer = market
            .operator
            .get(&format!("/api/v1/desk/tax{query}"))
            .await;
        assert_eq!(answer.status, 400, "{query}");
    }
}

/// A house whose coins are taxed when they are spent, with somebody who bought some for 2.99.
async fn multi_purpose(db: PgPool) -> (Market, Uuid, Value) {
    let mut market = Market::new(db).await;
    rates(
        &mut market,
        json!([vat("20%", true, "2026-01-01", Value::Null)]),
    )
    .await
    .json(200);
    let book = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200);
    let mut multi = book["book"].clone();
    multi["voucher"] = json!("multi_purpose");
    market
        .operator
        .put(
            "/api/v1/desk/price-book",
            json!({"version": 1, "book": multi}),
        )
        .await
        .json(200);
    let series = market.series(30).await;
    let wanted = market.pack(1).await;
    let order = market.buy(&wanted).await;
    (market, series, order)
}

/// T1: a multi-purpose voucher is taxed when it is spent, by the rate of that day, and not when it is sold.
#[sqlx::test]
async fn t1_multi_purpose_coins_are_taxed_when_they_are_spent_and_only_then(db: PgPool) {
    let (mut market, series, order) = multi_purpose(db).await;
    assert_eq!(
        (&order["price"]["minor"], &order["tax"]["minor"]),
        (&json!(299), &json!(0))
    );
    assert_eq!(
        (
            market.books(Kind::TaxPayable).await,
            market.books(Kind::CoinFloat).await
        ),
        (0, 299)
    );
    // Bonus coins go first and carry nothing; then paid ones, and their tax.
    for episode in 10..14 {
        market.unlock(series, episode).await;
    }
    let left = market.books(Kind::CoinFloat).await;
    let (earned, tax) = (
        market.books(Kind::RevenueUnlocks).await,
        market.books(Kind::TaxPayable).await,
    );
    assert!(tax > 0 && left < 299, "{tax} {left}");
    assert_eq!(earned + tax + left, 299);
    let lines: i64 = sqlx::query_scalar("select sum(amount)::bigint from revenue")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(lines, earned, "the lines come to what the account holds");
    let sums: Vec<(String, i64, i64)> = sqlx::query_as(
        "select policy, sum(tax)::bigint, sum(net + tax)::bigint from tax_decisions group by policy order by policy",
    )
    .fetch_all(&market.house.app.db)
    .await
    .unwrap();
    assert_eq!(
        sums,
        [
            ("deferred".into(), 0, 299),
            ("redemption".into(), tax, 299 - left)
        ]
    );
    // What was not spent goes back untaxed.
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    let after = market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(after["refunded"]["minor"], left);
    assert_eq!(market.books(Kind::TaxPayable).await, tax);
    let html = String::from_utf8(market.viewer.get("/receipts/2026000001").await.bytes).unwrap();
    assert!(html.contains("Tax falls when the coins are used"), "{html}");
}

/// The coins were given back to the viewer between the posting of an unlock and its end: its tax goes back with it.
#[sqlx::test]
async fn an_unlock_that_is_taken_back_takes_its_tax_back_too(db: PgPool) {
    let (mut market, series, _) = multi_purpose(db).await;
    // Bonus coins carry no money: they are spent first.
    let order = json!({"spend_order": "paid_first"});
    market.viewer.patch("/api/v1/wallet", order).await.json(200);
    // Another process gives them back at the very moment at which the tax is decided.
    for statement in [
        "create function gives_back() returns trigger language plpgsql as $$
         begin
             update lots set coins_used = coins_used - p.paid, money_used = money_used - p.money, price_used = price_used - p.price
             from unlock_parts p join unlocks u on u.id = p.unlock_id where u.state = 'held' and p.lot_id = lots.id;
             delete from wallet_entries e using unlocks u where u.id = e.source_id and u.state = 'held';
             update unlocks set state = 'refused', key = id where state = 'held';
             return null;
         end $$",
        "create trigger gives_back after insert on tax_decisions for each row
         when (new.subject_kind = 'unlock' and new.net > 0) execute function gives_back()",
    ] {
        sqlx::query(statement).execute(&market.house.app.db).await.unwrap();
    }
    let (_, answer) = market.try_unlock(series, 10).await;
    assert_eq!(answer.refusal(409), "unlock_refused");
    assert_eq!(
        (
            market.books(Kind::TaxPayable).await,
            market.books(Kind::RevenueUnlocks).await,
            market.books(Kind::CoinFloat).await
        ),
        (0, 0, 299)
    );
    let (lines, decided): (i64, i64) = sqlx::query_as(
        "select (select coalesce(sum(amount), 0)::bigint from revenue),
                (select sum(tax)::bigint from tax_decisions where subject_kind = 'unlock')",
    )
    .fetch_one(&market.house.app.db)
    .await
    .unwrap();
    assert_eq!((lines, decided), (0, 0));
    let taxed: i64 =
        sqlx::query_scalar("select max(tax) from tax_decisions where subject_kind = 'unlock'")
            .fetch_one(&market.house.app.db)
            .await
            .unwrap();
    assert!(taxed > 0, "there was tax to take back");
}
