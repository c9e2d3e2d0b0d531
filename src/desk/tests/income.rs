//! What partners pay: written down once, corrected, never by anybody else.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{Kind, Spot, balance};
use crate::desk::checks;
use crate::people::Role;
use crate::testing::TestHouse;

fn income(id: Uuid, series: Option<Uuid>, minor: i64) -> Value {
    json!({
        "id": id, "kind": "sponsorship", "series_id": series, "note": "invoice 17",
        "amount": { "minor": minor, "currency": "USD" },
    })
}

#[sqlx::test]
async fn a_sponsorship_is_owed_and_earned_once_and_can_be_taken_back(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let series = house.publish("heiress", 3, 1).await;
    let mut operator = house.account("op", Role::Operator).await;
    let one = app.random.id();
    for _ in 0..2 {
        let told = operator
            .post("/api/v1/desk/income", income(one, Some(series.id), 50_000))
            .await
            .json(201);
        assert_eq!(told["amount"]["minor"], 50_000);
    }
    let other = operator
        .post("/api/v1/desk/income", income(one, Some(series.id), 40_000))
        .await;
    assert_eq!(other.refusal(409), "income_differs");
    let other = operator
        .post("/api/v1/desk/income", income(one, None, 50_000))
        .await;
    assert_eq!(other.refusal(409), "income_differs");
    let back = income(app.random.id(), Some(series.id), -20_000);
    operator.post("/api/v1/desk/income", back).await.json(201);
    let usd: money::Currency = "USD".parse().unwrap();
    for (kind, comes_to) in [
        (Kind::ClearingPartners, -30_000),
        (Kind::RevenueSponsorship, 30_000),
    ] {
        let account = balance(app, id, &Spot::house(kind, usd)).await.unwrap();
        assert_eq!(account.credit(), comes_to, "{kind:?}");
    }
    let checks = checks::all(app, id).await.unwrap();
    assert!(checks.iter().all(|check| check.passed), "{checks:#?}");
    let log = operator.get("/api/v1/desk/audit").await.json(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 2, "{log}");
}

#[sqlx::test]
async fn what_is_no_income_is_refused_and_changes_nothing(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("op", Role::Operator).await;
    let id = house.app.random.id();
    let good = income(id, None, 100);
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body
    };
    for (body, status, code) in [
        (with("kind", json!("unlocks")), 400, "income_invalid"),
        (with("note", json!("  ")), 400, "income_invalid"),
        (
            with("amount", json!({ "minor": 0, "currency": "USD" })),
            400,
            "income_invalid",
        ),
        (
            with("amount", json!({ "minor": i64::MIN, "currency": "USD" })),
            400,
            "income_invalid",
        ),
        (
            with("amount", json!({ "minor": 5, "currency": "XXX" })),
            400,
            "money.unknown_currency",
        ),
        (with("territory", json!("usa")), 400, "territory_unknown"),
        (with("series_id", json!(id)), 404, "series_not_found"),
    ] {
        let answer = operator.post("/api/v1/desk/income", body).await;
        assert_eq!(answer.refusal(status), code);
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from revenue")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
