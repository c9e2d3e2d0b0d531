//! Payouts: planned, approved, paid, come back.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Desk, SIMPLE};
use crate::books::{Kind, Spot, balance};

async fn plan(desk: &mut Desk) -> Value {
    desk.operator
        .post("/api/v1/desk/payouts/plan", json!({}))
        .await
        .json(200)
}

async fn step(desk: &mut Desk, payout: &Value, verb: &str) -> Value {
    let path = format!(
        "/api/v1/desk/payouts/{}/{verb}",
        payout["id"].as_str().unwrap()
    );
    desk.operator.post(&path, json!({})).await.json(200)
}

async fn house_account(desk: &Desk, kind: Kind) -> i64 {
    let spot = Spot::house(kind, money::Currency::of("USD").unwrap());
    balance(desk.app(), desk.id, &spot).await.unwrap().credit()
}

/// A producer who is owed half of what comes in.
async fn producer(desk: &mut Desk, extra: Value) -> (Uuid, Uuid) {
    let mut body = json!({"code": "producer", "name": "Northlight", "kind": "producer", "currency": "USD", "payout_reference": "vault/7"});
    body.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    let producer = desk.payee(body).await;
    desk.payee(json!({"code": "writer", "name": "The writer", "kind": "writer", "currency": "USD", "threshold": 100_000})).await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    (producer, series.id)
}

#[sqlx::test]
async fn what_is_owed_is_shown_then_withheld_then_sent_then_paid(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(
        &mut desk,
        json!({"withholding": "15%", "hold_days": 7, "territory": "US"}),
    )
    .await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    // Within the last week: on hold.
    desk.unlocks(series, "20.00 USD", "2026-02-27T10:00:00Z")
        .await;
    desk.run().await;
    let planned = plan(&mut desk).await;
    let payout = planned["planned"][0].clone();
    let minor = |key: &str| payout[key]["minor"].as_i64().unwrap();
    assert_eq!(
        (
            minor("payable"),
            minor("held"),
            minor("netted"),
            minor("withheld"),
            minor("amount")
        ),
        (6_000, 1_000, 0, 750, 4_250)
    );
    assert_eq!(
        (
            planned["skipped"][0]["payee_code"].as_str(),
            planned["skipped"][0]["reason"].as_str()
        ),
        (Some("writer"), Some("below_threshold"))
    );
    // Nothing has moved.
    assert_eq!(desk.balance(producer).await, (6_000, 0));
    // Planning again replaces the plan.
    let payout = plan(&mut desk).await["planned"][0].clone();
    assert_eq!(
        step(&mut desk, &payout, "approve").await["state"],
        "approved"
    );
    assert_eq!(
        step(&mut desk, &payout, "approve").await["state"],
        "approved"
    );
    assert_eq!(desk.balance(producer).await, (1_000, 0));
    assert_eq!(house_account(&desk, Kind::PayoutTransit).await, 4_250);
    let file = desk.operator.get("/api/v1/desk/payouts/file").await;
    let file = String::from_utf8(file.bytes).unwrap();
    let row = format!(
        "{},producer,Northlight,vault/7,42.50,USD",
        payout["id"].as_str().unwrap()
    );
    assert_eq!(file.lines().nth(1), Some(row.as_str()));
    assert_eq!(step(&mut desk, &payout, "paid").await["state"], "paid");
    let accounts = [Kind::PayoutTransit, Kind::TaxWithheld, Kind::Bank];
    let mut found = Vec::new();
    for kind in accounts {
        found.push(house_account(&desk, kind).await);
    }
    assert_eq!(found, [0, 750, 4_250]);
    assert_eq!(plan(&mut desk).await["skipped"][0]["reason"], "on_hold");
    desk.check_ledger().await;
}

#[sqlx::test]
async fn a_payout_that_comes_back_is_owed_again(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(&mut desk, json!({"withholding": "10%"})).await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    for last in ["approve", "paid"] {
        let payout = plan(&mut desk).await["planned"][0].clone();
        step(&mut desk, &payout, "approve").await;
        if last == "paid" {
            step(&mut desk, &payout, "paid").await;
        }
        assert_eq!(desk.balance(producer).await, (0, 0));
        for _ in 0..2 {
            assert_eq!(
                step(&mut desk, &payout, "returned").await["state"],
                "returned"
            );
        }
        assert_eq!(desk.balance(producer).await, (5_000, 0));
        for kind in [Kind::PayoutTransit, Kind::TaxWithheld, Kind::Bank] {
            assert_eq!(house_account(&desk, kind).await, 0, "{kind:?} after {last}");
        }
        let path = format!(
            "/api/v1/desk/payouts/{}/paid",
            payout["id"].as_str().unwrap()
        );
        assert_eq!(
            desk.operator.post(&path, json!({})).await.refusal(409),
            "payout_state"
        );
    }
    desk.check_ledger().await;
}

#[sqlx::test]
async fn p3_a_refund_after_a_payout_makes_a_receivable_and_never_a_negative_payout(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(&mut desk, json!({})).await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    let payout = plan(&mut desk).await["planned"][0].clone();
    step(&mut desk, &payout, "approve").await;
    step(&mut desk, &payout, "paid").await;
    desk.unlocks(series, "-60.00 USD", "2026-02-04T10:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (0, 3_000));
    assert_eq!(plan(&mut desk).await["planned"], json!([]));
    // What comes next is set off first.
    desk.unlocks(series, "20.00 USD", "2026-02-05T10:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (1_000, 3_000));
    let payout = plan(&mut desk).await["planned"][0].clone();
    assert_eq!(
        (
            payout["netted"]["minor"].as_i64(),
            payout["amount"]["minor"].as_i64()
        ),
        (Some(1_000), Some(0))
    );
    assert_eq!(step(&mut desk, &payout, "approve").await["state"], "paid");
    assert_eq!(desk.balance(producer).await, (0, 2_000));
    desk.unlocks(series, "100.00 USD", "2026-02-06T10:00:00Z")
        .await;
    desk.run().await;
    let payout = plan(&mut desk).await["planned"][0].clone();
    assert_eq!(
        (
            payout["netted"]["minor"].as_i64(),
            payout["amount"]["minor"].as_i64()
        ),
        (Some(2_000), Some(3_000))
    );
    step(&mut desk, &payout, "approve").await;
    assert_eq!(desk.balance(producer).await, (0, 0));
    desk.check_ledger().await;
}

#[sqlx::test]
async fn a_plan_that_is_outdated_moves_nothing(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(&mut desk, json!({})).await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    let payout = plan(&mut desk).await["planned"][0].clone();
    desk.unlocks(series, "-1.00 USD", "2026-02-04T10:00:00Z")
        .await;
    desk.run().await;
    let path = format!(
        "/api/v1/desk/payouts/{}/approve",
        payout["id"].as_str().unwrap()
    );
    assert_eq!(
        desk.operator.post(&path, json!({})).await.refusal(409),
        "payout_outdated"
    );
    assert_eq!(desk.balance(producer).await, (4_950, 0));
    assert_eq!(
        step(&mut desk, &payout, "cancel").await["state"],
        "cancelled"
    );
    assert_eq!(
        desk.operator.post(&path, json!({})).await.refusal(409),
        "payout_state"
    );
    let nothing = format!("/api/v1/desk/payouts/{}/approve", desk.id);
    assert_eq!(
        desk.operator.post(&nothing, json!({})).await.refusal(404),
        "not_in_the_books"
    );
}

#[sqlx::test]
async fn an_approval_that_was_cut_off_is_found_again(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(&mut desk, json!({})).await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    let payout = plan(&mut desk).await["planned"][0].clone();
    step(&mut desk, &payout, "approve").await;
    // The process ended between the ledger's yes and the row.
    sqlx::query("update payouts set state = 'planned'")
        .execute(&desk.app().db)
        .await
        .unwrap();
    let planned = plan(&mut desk).await;
    assert_eq!(planned["planned"], json!([]));
    assert_eq!(desk.balance(producer).await, (0, 0));
    let listed = desk
        .operator
        .get("/api/v1/desk/payouts?state=approved")
        .await
        .json(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(house_account(&desk, Kind::PayoutTransit).await, 5_000);
}

#[sqlx::test]
async fn approvals_at_once_pay_once(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, series) = producer(&mut desk, json!({})).await;
    desk.unlocks(series, "100.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    let payout: Uuid = plan(&mut desk).await["planned"][0]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let approvals = (0..3).map(|_| super::super::payouts::approve(desk.app(), desk.id, payout));
    for approval in futures_util::future::join_all(approvals).await {
        approval.unwrap();
    }
    assert_eq!(desk.balance(producer).await, (0, 0));
    assert_eq!(house_account(&desk, Kind::PayoutTransit).await, 5_000);
}
