//! Stripe, driven against two servers that we did not write.

use axum::body::Body;
use axum::http::Method;
use chrono::{Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::Kind;
use crate::payments::provider::Provider;
use crate::payments::stripe::{Failure, Stripe};
use crate::testing::stripe::{
    Gate, Gated, OLD_WEBHOOK_SECRET, StripeServer, WEBHOOK_SECRET, Webhooks, config,
};
use crate::testing::{Answer, TestHouse};

pub const GOOD_CARD: &str = "4242424242424242";
/// Can be kept, and is declined when it is charged.
pub const DECLINED_CARD: &str = "4000000000000341";

pub async fn market(db: PgPool, address: &url::Url) -> Market {
    Market::of(TestHouse::with(db, config(address)).await).await
}

pub fn client(market: &Market) -> &Stripe {
    match &market.house.app.payments {
        Provider::Stripe(stripe) => stripe,
        Provider::Test => panic!("the house has a provider"),
    }
}

/// Asks the server for something that only the viewer's page, or Stripe's own desk, asks for.
pub async fn post(market: &Market, path: &str, form: &[(&str, &str)]) -> Value {
    let key = market.house.app.random.id().to_string();
    client(market).post(path, form, &key).await.unwrap()
}

pub async fn card(market: &Market, number: &str) -> String {
    let form = [
        ("type", "card"),
        ("card[number]", number),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2030"),
        ("card[cvc]", "123"),
    ];
    text(&post(market, "v1/payment_methods", &form).await["id"]).to_owned()
}

/// What the provider's script on the page does with the secret of an order.
pub async fn confirm(market: &Market, order: &Value, number: &str) -> Result<Value, Failure> {
    let provider = &order["provider"];
    let secret = text(&provider["client_secret"]);
    let id = secret.split("_secret_").next().unwrap();
    let method = card(market, number).await;
    let key = market.house.app.random.id().to_string();
    if provider["confirm"] == "card" {
        let form = [("client_secret", secret), ("payment_method", &method)];
        return client(market)
            .post(&format!("v1/setup_intents/{id}/confirm"), &form, &key)
            .await;
    }
    post(
        market,
        &format!("v1/payment_intents/{id}"),
        &[("payment_method", &method)],
    )
    .await;
    client(market)
        .post(&format!("v1/payment_intents/{id}/confirm"), &[], &key)
        .await
}

pub async fn order(market: &mut Market, wanted: &Value) -> Value {
    market
        .viewer
        .post("/api/v1/orders", wanted.clone())
        .await
        .json(200)
}

/// A webhook as Stripe would send it.
async fn send(market: &mut Market, signature: &str, body: &[u8]) -> Answer {
    let headers = [
        ("stripe-signature", signature),
        ("content-type", "application/json"),
        ("origin", ""),
        ("sec-fetch-site", ""),
    ];
    let mut stripe = market.house.device();
    stripe
        .send(
            Method::POST,
            "/hooks/stripe",
            &headers,
            Body::from(body.to_vec()),
        )
        .await
}

/// The signature of a webhook.
pub fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    crate::storage::hex(&mac.finalize().into_bytes())
}

/// An event of ours about a thing that exists.
pub async fn event(market: &mut Market, kind: &str, id: &str) -> Answer {
    let event = market.house.app.random.id();
    let body = json!({"id": format!("evt_{event}"), "type": kind, "data": {"object": {"id": id}}})
        .to_string();
    let at = market.house.app.clock.now().timestamp();
    let signature = format!("t={at},v1={}", sign(WEBHOOK_SECRET, at, body.as_bytes()));
    send(market, &signature, body.as_bytes()).await
}

/// Moves the house's clock to the server's.
async fn same_time(market: &Market) {
    let made = post(market, "v1/customers", &[("metadata[of]", "clock")]).await;
    let now =
        chrono::DateTime::<Utc>::from_timestamp(made["created"].as_i64().unwrap(), 0).unwrap();
    market.advance(now - market.house.app.clock.now());
}

#[sqlx::test]
async fn a_webhook_that_cannot_be_handled_waits_for_an_operator_of_its_house(db: PgPool) {
    let nowhere = "http://127.0.0.1:9".parse().unwrap();
    let mut market = market(db, &nowhere).await;
    let mut beside = market.beside("beside.example").await;
    let sent = event(&mut market, "charge.refunded", "ch_1").await;
    assert_eq!(sent.status.as_u16(), 200, "it is kept");
    for _ in 0..14 {
        market.advance(Duration::minutes(20));
        crate::payments::stripe::hooks::sweep(&market.house.app)
            .await
            .unwrap();
    }
    let path = "/api/v1/desk/provider-events";
    let stuck = market.operator.get(path).await.json(200);
    assert_eq!(
        (
            &stuck[0]["provider"],
            &stuck[0]["kind"],
            &stuck[0]["attempts"]
        ),
        (&json!("stripe"), &json!("charge.refunded"), &json!(12))
    );
    let retry = format!("{path}/retry");
    let wanted = json!({"provider": "stripe", "event_id": stuck[0]["event_id"]});
    let tried = market.operator.post(&retry, wanted.clone()).await.json(200);
    assert_eq!(
        (&tried["handled"], &tried["stuck"][0]["attempts"]),
        (&json!(false), &json!(13))
    );
    // Another house's operator neither sees nor tries it.
    assert_eq!(beside.operator.get(path).await.json(200), json!([]));
    let refused = beside.operator.post(&retry, wanted).await;
    assert_eq!(refused.refusal(404), "event_not_waiting");
}

/// P1: what is forged, stale, of the future, without a signature or rewritten is refused; the second secret is good.
#[sqlx::test]
async fn p1_a_webhook_is_taken_only_with_a_good_signature_over_its_bytes(db: PgPool) {
    let nowhere = "http://127.0.0.1:9".parse().unwrap();
    let mut market = market(db, &nowhere).await;
    let body = json!({"id": "evt_1", "type": "ping", "data": {"object": {"id": "x"}}}).to_string();
    let now = market.house.app.clock.now().timestamp();
    let good = |at: i64, secret: &str| format!("t={at},v1={}", sign(secret, at, body.as_bytes()));
    let other = format!("t={now},v1={}", "0".repeat(64));
    for bad in [
        String::new(),
        format!("t={now}"),
        format!("v1={}", sign(WEBHOOK_SECRET, now, body.as_bytes())),
        other.clone(),
        good(now, "whsec_wrong"),
        good(now, ""),
        good(now - 301, WEBHOOK_SECRET),
        good(now + 301, WEBHOOK_SECRET),
        good(now, WEBHOOK_SECRET).replace("v1=", "v0="),
        "t=".repeat(5_000),
    ] {
        let answer = send(&mut market, &bad, body.as_bytes()).await;
        assert_eq!(answer.refusal(400), "signature_refused", "{bad:.80}");
    }
    // The same thing in other bytes.
    let pretty =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&body).unwrap()).unwrap();
    let answer = send(&mut market, &good(now, WEBHOOK_SECRET), pretty.as_bytes()).await;
    assert_eq!(answer.refusal(400), "signature_refused");
    let db = market.house.app.db.clone();
    let kept = async || -> i64 {
        sqlx::query_scalar("select count(*) from provider_events")
            .fetch_one(&db)
            .await
            .unwrap()
    };
    assert_eq!(kept().await, 0);
    for fine in [
        good(now, WEBHOOK_SECRET),
        good(now - 299, WEBHOOK_SECRET),
        good(now, OLD_WEBHOOK_SECRET),
        format!(
            "{other},v1={}",
            sign(OLD_WEBHOOK_SECRET, now, body.as_bytes())
        ),
    ] {
        let mut stripe = market.house.device();
        let headers = [
            ("stripe-signature", fine.as_str()),
            ("origin", ""),
            ("sec-fetch-site", ""),
        ];
        let answer = stripe
            .send(
                Method::POST,
                "/hooks/stripe",
                &headers,
                Body::from(body.clone()),
            )
            .await;
        assert_eq!(answer.status, 200, "{fine}");
    }
    assert_eq!(kept().await, 1, "kept once, however often it comes");
    for strange in [
        "{}",
        "[]",
        "null",
        r#"{"id":"","type":"x","data":{"object":{}}}"#,
        r#"{"id":"e","type":"x","data":{"object":{"id":7}}}"#,
        "\0",
        "{\"id\":\"a\0b\"}",
    ] {
        let signature = format!(
            "t={now},v1={}",
            sign(WEBHOOK_SECRET, now, strange.as_bytes())
        );
        let answer = send(&mut market, &signature, strange.as_bytes()).await;
        assert!(
            answer.status.is_client_error(),
            "{strange}: {}",
            answer.status
        );
    }
}

#[sqlx::test]
async fn a_house_without_stripe_takes_no_webhooks_of_it(db: PgPool) {
    let mut market = Market::new(db).await;
    let answer = event(&mut market, "ping", "x").await;
    assert_eq!(answer.refusal(404), "hook_unknown");
}

/// P1 and P4, live: the webhooks of a real payment, in another order and twice; each line of the provider matched.
#[sqlx::test]
async fn p1_a_purchase_by_card_ends_the_same_in_whatever_order_its_webhooks_come(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let mut webhooks = Webhooks::of(&server).await;
    same_time(&market).await;
    let shop = market.shop().await;
    assert_eq!(
        shop["provider"],
        json!({"kind": "stripe", "publishable_key": "pk_test_12345"})
    );
    let wanted = market.pack(1).await;
    let made = order(&mut market, &wanted).await;
    assert_eq!(
        (&made["state"], &made["provider"]["confirm"]),
        (&json!("pending"), &json!("payment"))
    );
    assert_eq!(
        order(&mut market, &wanted).await,
        made,
        "the same tap is the same payment"
    );
    let answer = market.pay(&made, "succeed").await;
    assert_eq!(answer.refusal(409), "not_test_money");
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    let mut came = webhooks.until("payment_intent.succeeded").await;
    assert!(came.len() > 1);
    came.reverse();
    let again = came.clone();
    for (signature, body) in came.into_iter().chain(again) {
        assert_eq!(send(&mut market, &signature, &body).await.status, 200);
    }
    let after = market.order(&made).await;
    assert_eq!(
        (&after["state"], &after["receipt"].is_i64()),
        (&json!("settled"), &true)
    );
    assert_eq!(after["provider"].get("client_secret"), None);
    assert_eq!(market.wallet().await, (300, 15));
    assert_eq!(market.books(Kind::ClearingStripe).await, 299);
    assert!(market.reconciled().await);
    let path = format!("/api/v1/desk/orders/{}", text(&made["id"]));
    let whole = market.operator.get(&path).await.json(200);
    assert_eq!(whole["taxed"]["evidence"]["payment_country"], "FR");
    let path = format!("/api/v1/orders/{}/withdraw", text(&made["id"]));
    let back = market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(back["refunded"]["minor"], 299);
    assert!(market.reconciled().await);
    assert_eq!(market.books(Kind::ClearingStripe).await, 0);
}

#[sqlx::test]
async fn a_webhook_that_never_comes_is_made_up_for(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    market.advance(Duration::minutes(2));
    market.sweep().await;
    let state: String = sqlx::query_scalar("select state from orders")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(state, "settled");
    // The answer to our asking was lost: the payment is known by what it says of us.
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    sqlx::query(
        "update orders set provider_ref = null, client_secret = null where state = 'pending'",
    )
    .execute(&market.house.app.db)
    .await
    .unwrap();
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    market.advance(Duration::minutes(2));
    market.sweep().await;
    assert_eq!(market.order(&made).await["state"], "settled");
    assert_eq!(market.wallet().await, (200, 0));
    assert_eq!(market.books(Kind::ClearingStripe).await, 198);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_declined_card_may_be_followed_by_another_and_nobody_pays_after_a_day(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    let declined = confirm(&market, &made, DECLINED_CARD).await.unwrap_err();
    assert!(declined.is_decline());
    assert_eq!(market.order(&made).await["state"], "pending");
    market.advance(Duration::hours(25));
    market.sweep().await;
    let after = market.order(&made).await;
    assert_eq!(
        (&after["state"], &after["failure"]),
        (&json!("failed"), &json!("cancelled"))
    );
    assert_eq!(
        (
            market.wallet().await,
            market.books(Kind::ClearingStripe).await
        ),
        ((0, 0), 0)
    );
}

#[sqlx::test]
async fn a_provider_that_is_down_in_the_middle_charges_nothing_twice(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    let wanted = market.pack(0).await;
    for mode in [Gate::Down, Gate::LoseAnswers] {
        gate.set(mode);
        let answer = market.viewer.post("/api/v1/orders", wanted.clone()).await;
        assert_eq!(answer.refusal(503), "provider_unavailable");
    }
    gate.set(Gate::Pass);
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    // Down when the viewer comes back: the order is shown as it was.
    gate.set(Gate::Down);
    assert_eq!(market.order(&made).await["state"], "pending");
    gate.set(Gate::Pass);
    assert_eq!(market.order(&made).await["state"], "settled");
    // Of a refund the answer is lost: it is given once.
    gate.set(Gate::LoseAnswers);
    let path = format!("/api/v1/orders/{}/withdraw", text(&made["id"]));
    assert_eq!(
        market.viewer.post(&path, json!({})).await.refusal(503),
        "provider_unavailable"
    );
    assert_eq!(
        market.wallet().await,
        (0, 0),
        "coins that go back cannot be spent meanwhile"
    );
    gate.set(Gate::Pass);
    market.advance(Duration::minutes(10));
    market.sweep().await;
    let after = market.order(&made).await;
    assert_eq!(
        (&after["state"], &after["refunded"]["minor"]),
        (&json!("refunded"), &json!(99))
    );
    let given: Value = client(&market)
        .get("v1/refunds", &[("limit", "100")])
        .await
        .unwrap();
    assert_eq!(given["data"].as_array().unwrap().len(), 1);
    assert_eq!(market.books(Kind::ClearingStripe).await, 0);
    assert!(market.reconciled().await);
}

/// One of the house's own could not be sent, and somebody gives money back at the provider's own desk meanwhile.
#[sqlx::test]
async fn p4_a_refund_at_the_providers_own_desk_is_not_lost_in_one_of_the_house(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    let series = market.series(12).await;
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    assert_eq!(market.order(&made).await["state"], "settled");
    market.unlock(series, 6).await;
    let earned = market.books(Kind::RevenueUnlocks).await;
    gate.set(Gate::Down);
    let path = format!("/api/v1/orders/{}/withdraw", text(&made["id"]));
    let answer = market.viewer.post(&path, json!({})).await;
    assert_eq!(answer.refusal(503), "provider_unavailable");
    gate.set(Gate::Pass);
    let charge: String = sqlx::query_scalar("select charge_ref from orders")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    let form = [("charge", charge.as_str()), ("amount", "20")];
    post(&market, "v1/refunds", &form).await;
    for _ in 0..2 {
        let answer = event(&mut market, "charge.refunded", &charge).await;
        assert_eq!(answer.status, 200);
    }
    let after = market.order(&made).await;
    let refunded = 99 - earned + 20;
    assert_eq!(after["refunded"]["minor"], refunded);
    let debt = market.theirs(Kind::ReceivableViewer, super::usd()).await;
    assert_eq!(debt, 20, "what was used, and was given back all the same");
    assert_eq!(market.books(Kind::ClearingStripe).await, 99 - refunded);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_refund_at_the_providers_own_desk_is_followed(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let series = market.series(12).await;
    let wanted = market.pack(0).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    assert_eq!(market.order(&made).await["state"], "settled");
    market.unlock(series, 6).await;
    let earned = market.books(Kind::RevenueUnlocks).await;
    let charge: String = sqlx::query_scalar("select charge_ref from orders")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    post(&market, "v1/refunds", &[("charge", &charge)]).await;
    for _ in 0..2 {
        assert_eq!(
            event(&mut market, "charge.refunded", &charge).await.status,
            200
        );
    }
    let after = market.order(&made).await;
    assert_eq!(
        (&after["state"], &after["refunded"]["minor"]),
        (&json!("refunded"), &json!(99))
    );
    assert_eq!(
        market.theirs(Kind::ReceivableViewer, super::usd()).await,
        earned
    );
    assert_eq!(market.books(Kind::ClearingStripe).await, 0);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn vip_by_card_is_renewed_by_stripe_and_cancelled_by_one_tap(db: PgPool) {
    let server = StripeServer::local();
    let gate = Gated::before(&server).await;
    let mut market = market(db, &gate.address).await;
    let wanted = market.plan(0).await;
    let made = order(&mut market, &wanted).await;
    assert_eq!(made["provider"]["confirm"], "card");
    confirm(&market, &made, GOOD_CARD).await.unwrap();
    // The charge is made, and its answer is lost: it is made once.
    gate.set(Gate::LosePayments);
    assert_eq!(market.order(&made).await["state"], "pending");
    gate.set(Gate::Pass);
    for _ in 0..3 {
        assert_ne!(market.order(&made).await["state"], "failed");
    }
    assert_eq!(market.order(&made).await["state"], "settled");
    let charges: Value = client(&market)
        .get("v1/charges", &[("limit", "100")])
        .await
        .unwrap();
    assert_eq!(charges["data"].as_array().unwrap().len(), 1);
    assert_eq!(market.books(Kind::ClearingStripe).await, 299);
    // Stripe is told to renew it, at the full price, once.
    market.sweep().await;
    market.sweep().await;
    let theirs: Value = client(&market)
        .get("v1/subscriptions", &[("status", "all")])
        .await
        .unwrap();
    let theirs = theirs["data"].as_array().unwrap();
    assert_eq!(
        (theirs.len(), &theirs[0]["plan"]["amount"]),
        (1, &json!(699))
    );
    let (reference, customer) = (
        text(&theirs[0]["id"]).to_owned(),
        text(&theirs[0]["customer"]).to_owned(),
    );
    // A week later it was charged there; the webhook comes twice.
    market.advance(Duration::days(7));
    let form = [
        ("customer", customer.as_str()),
        ("subscription", reference.as_str()),
    ];
    let invoice = post(&market, "v1/invoices", &form).await;
    let id = text(&invoice["id"]).to_owned();
    post(&market, &format!("v1/invoices/{id}/pay"), &[]).await;
    for _ in 0..2 {
        assert_eq!(
            event(&mut market, "invoice.payment_succeeded", &id)
                .await
                .status,
            200
        );
    }
    market.sweep().await;
    let vip = market.viewer.get("/api/v1/vip").await.json(200);
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("active"), &json!("2026-03-15T08:00:00Z"))
    );
    assert_eq!(market.books(Kind::ClearingStripe).await, 299 + 699);
    assert_eq!(market.books(Kind::RevenueVip).await, 299);
    // The next webhook never comes: the sweep asks.
    market.advance(Duration::days(7));
    let invoice = post(&market, "v1/invoices", &form).await;
    post(
        &market,
        &format!("v1/invoices/{}/pay", text(&invoice["id"])),
        &[],
    )
    .await;
    market.advance(Duration::hours(3));
    market.sweep().await;
    let vip = market.viewer.get("/api/v1/vip").await.json(200);
    assert_eq!(
        (&vip["state"], &vip["until"]),
        (&json!("active"), &json!("2026-03-22T08:00:00Z"))
    );
    assert!(market.reconciled().await);
    // One tap, and Stripe knows.
    market
        .viewer
        .post("/api/v1/vip/cancel", json!({}))
        .await
        .json(200);
    let told: Value = client(&market)
        .get(&format!("v1/subscriptions/{reference}"), &[])
        .await
        .unwrap();
    assert_eq!(told["cancel_at_period_end"], true);
    gate.set(Gate::Down);
    market
        .viewer
        .post("/api/v1/vip/resume", json!({}))
        .await
        .json(200);
    gate.set(Gate::Pass);
    market.sweep().await;
    let told: Value = client(&market)
        .get(&format!("v1/subscriptions/{reference}"), &[])
        .await
        .unwrap();
    assert_eq!(
        told["cancel_at_period_end"], false,
        "the sweep tells what could not be told at once"
    );
}

#[sqlx::test]
async fn vip_on_a_card_that_is_declined_does_not_begin(db: PgPool) {
    let server = StripeServer::local();
    let mut market = market(db, &server.address).await;
    let wanted = market.plan(1).await;
    let made = order(&mut market, &wanted).await;
    confirm(&market, &made, DECLINED_CARD).await.unwrap();
    let after = market.order(&made).await;
    assert_eq!(
        (&after["state"], &after["failure"]),
        (&json!("failed"), &json!("declined"))
    );
    assert_eq!(
        market.viewer.get("/api/v1/vip").await.json(200)["state"],
        Value::Null
    );
    assert_eq!(market.books(Kind::VipDeferred).await, 0);
}

/// What the other server does right: keys, and failures on demand.
#[sqlx::test]
async fn the_same_key_is_the_same_answer_and_a_failure_says_whether_to_ask_again(db: PgPool) {
    let server = StripeServer::stateful();
    let market = market(db, &server.address).await;
    let stripe = client(&market);
    let person = market.house.app.random.id();
    let first = stripe.customer(person).await.unwrap();
    assert_eq!(stripe.customer(person).await.unwrap(), first);
    let changed: Result<Value, Failure> = stripe
        .post(
            "v1/customers",
            &[("metadata[person_id]", "other")],
            &format!("customer:{person}"),
        )
        .await;
    assert!(
        matches!(changed, Err(Failure::Refused { status: 400, ref code, .. }) if code == "idempotency_error"),
        "{changed:?}"
    );
    let charge = async |token: &str| -> Result<Value, Failure> {
        let form = [("amount", "299"), ("currency", "usd"), ("source", token)];
        let key = market.house.app.random.id().to_string();
        stripe.post("v1/charges", &form, &key).await
    };
    for token in ["tok_500", "tok_429"] {
        assert!(
            matches!(charge(token).await, Err(Failure::Unknown(_))),
            "{token}"
        );
    }
    let declined = charge("tok_chargeDeclined").await.unwrap_err();
    assert!(declined.is_decline() && !declined.is_missing());
    let missing: Result<Value, Failure> = stripe.get("v1/charges/ch_none", &[]).await;
    assert!(missing.unwrap_err().is_missing());
    let escaped: Result<Value, Failure> = stripe.get("v1/charges/../customers", &[]).await;
    assert!(escaped.is_err());
    // A refund is given once, also when its key is forgotten.
    let paid = charge("tok_visa").await.unwrap();
    let id = market.house.app.random.id();
    let given = stripe.refund(id, text(&paid["id"]), 100).await.unwrap();
    assert_eq!(
        stripe.refund(id, text(&paid["id"]), 100).await.unwrap().id,
        given.id
    );
    // A subscription is found again by what it says of ours.
    let token: Value = stripe
        .post(
            &format!("v1/customers/{first}/sources"),
            &[("source", "tok_visa")],
            "source",
        )
        .await
        .unwrap();
    assert!(token["id"].is_string());
    let price = money::Amount::new(699, super::usd());
    let ours = market.house.app.random.id();
    let start = market.house.app.clock.now().timestamp() + 604_800;
    let made = stripe
        .subscribe(ours, &first, crate::vip::Period::Week, price, start)
        .await
        .unwrap();
    assert_eq!(
        stripe.find_ours(&first, ours).await.unwrap().unwrap().id,
        made.id
    );
    assert!(stripe.find_ours(&first, person).await.unwrap().is_none());
}

#[sqlx::test]
async fn a_dispute_is_asked_for_and_booked_with_its_fee(db: PgPool) {
    let server = StripeServer::stateful();
    let mut market = market(db, &server.address).await;
    let form = [
        ("amount", "299"),
        ("currency", "usd"),
        ("source", "tok_createDispute"),
    ];
    let made = post(&market, "v1/charges", &form).await;
    let path = format!("v1/charges/{}", text(&made["id"]));
    // That server disputes a charge a moment after it has answered.
    let mut charge = made;
    for _ in 0..100 {
        if charge["dispute"].is_string() {
            break;
        }
        charge = client(&market).get(&path, &[]).await.unwrap();
    }
    let (charge, dispute) = (
        text(&charge["id"]).to_owned(),
        text(&charge["dispute"]).to_owned(),
    );
    let shop = market.shop().await;
    let pack: uuid::Uuid = text(&shop["packs"][1]["id"]).parse().unwrap();
    // That server has no payments: the order is written down as paid by this charge.
    let app = market.house.app.clone();
    let id = app.random.id();
    let price = money::Amount::new(299, super::usd());
    let new = crate::payments::orders::New {
        id,
        house_id: market.id,
        person_id: market.person,
        kind: crate::payments::orders::Kind::Pack,
        item_id: Some(pack),
        book_version: 1,
        coins: 300,
        bonus: 15,
        bonus_days: 90,
        price,
        tax: money::Amount::zero(super::usd()),
        rate: None,
        policy: crate::payments::tax::Policy::Sale,
        territory: "US",
        provider: crate::payments::provider::ProviderKind::Stripe,
        provider_ref: Some("pi_1"),
        plan: None,
        renews: None,
        evidence: json!({}),
    };
    let mut connection = app.db.acquire().await.unwrap();
    crate::payments::orders::insert(&app, &mut connection, &new, "buyer")
        .await
        .unwrap();
    drop(connection);
    let found = crate::payments::orders::find(&app.db, market.id, id)
        .await
        .unwrap();
    let payment = crate::payments::orders::Payment {
        charge_ref: Some(charge),
        ..Default::default()
    };
    crate::payments::orders::paid(&app, &found, &payment, "webhook")
        .await
        .unwrap();
    // The dispute is told before the sale is settled, and again after.
    for _ in 0..2 {
        assert_eq!(
            event(&mut market, "charge.dispute.created", &dispute)
                .await
                .status,
            200
        );
    }
    let list = market.operator.get("/api/v1/desk/disputes").await.json(200);
    assert_eq!(
        (
            list.as_array().unwrap().len(),
            &list[0]["state"],
            &list[0]["amount"]["minor"],
            &list[0]["fee"]["minor"]
        ),
        (1, &json!("opened"), &json!(299), &json!(1_500))
    );
    assert_eq!(
        (
            market.wallet().await,
            market.books(Kind::ClearingStripe).await
        ),
        ((0, 0), 0)
    );
    let problems: i64 =
        sqlx::query_scalar("select count(*) from provider_events where processed_at is null")
            .fetch_one(&app.db)
            .await
            .unwrap();
    assert_eq!(problems, 0);
    // One about nothing that we know asks for nothing.
    assert_eq!(
        event(&mut market, "charge.dispute.created", "dp_unknown")
            .await
            .status,
        200
    );
}
