//! Instalments of deals in the books, and a partner's share computed.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{balance, block, both_sign as sign, house, party};
use crate::testing::{Answer, Device};

const DEALS: &str = "/api/v1/desk/rights/deals";
const FIRST: &str = "00000000-0000-4000-8000-000000000001";
const SECOND: &str = "00000000-0000-4000-8000-000000000002";

/// A deal about these series, agreed; gives its id.
async fn agreed(
    operator: &mut Device,
    name: &str,
    direction: &str,
    series: &[Uuid],
    fee: Value,
) -> String {
    let party = party(operator, &format!("Partner of {name}")).await;
    let mut grant = block(series[0], "BR", "2026-02-01", "2026-12-31");
    grant["series_ids"] = json!(series);
    let new = json!({ "name": name, "direction": direction, "party_id": party, "blocks": [grant], "fee": fee });
    let made = operator.post(DEALS, new).await.json(201);
    let id = made["id"].as_str().unwrap().to_owned();
    for status in ["offer", "agreed"] {
        let step = json!({ "status": status });
        operator
            .post(&format!("{DEALS}/{id}/steps"), step)
            .await
            .json(200);
    }
    id
}

async fn pay(operator: &mut Device, id: &str, payment: &str, status: &str) -> Answer {
    let said = json!({ "status": status, "note": "Transfer 7" });
    operator
        .post(&format!("{DEALS}/{id}/payments/{payment}/steps"), said)
        .await
}

fn schedule(kind: &str, amounts: [i64; 2], share: Option<i32>) -> Value {
    let payment = |id: &str, minor: i64, waits: Value| json!({ "id": id, "due_on": "2026-03-10", "minor": minor, "note": "", "waits": waits });
    json!({ "kind": kind, "currency": "USD", "amount": amounts[0] + amounts[1], "share_bp": share, "payments": [
        payment(FIRST, amounts[0], json!({ "for": "signing" })), payment(SECOND, amounts[1], Value::Null)] })
}

#[sqlx::test]
async fn what_a_licensee_pays_is_revenue_of_each_series_once(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut series = Vec::new();
    for slug in ["heiress", "contract"] {
        series.push(house.publish(slug, 2, 90).await.id);
    }
    let fee = schedule("flat", [100_001, 50_000], None);
    let id = agreed(&mut operator, "D-1", "out", &series, fee).await;
    assert_eq!(
        pay(&mut operator, &id, FIRST, "owed").await.refusal(409),
        "deal_payment_early"
    );
    sign(&mut operator, &id).await;
    let unknown = pay(&mut operator, &id, &Uuid::nil().to_string(), "owed").await;
    unknown.json(404);
    for _ in 0..2 {
        let written = pay(&mut operator, &id, FIRST, "owed").await.json(200);
        assert_eq!(written["written_down"], json!([FIRST]));
    }
    let mut lines: Vec<(Uuid, i64, String)> = sqlx::query_as(
        "select series_id, amount, territory from revenue where kind = 'licence' order by amount",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    let parts: Vec<(i64, &str)> = lines
        .iter()
        .map(|(_, minor, place)| (*minor, place.as_str()))
        .collect();
    assert_eq!(parts, [(50_000, "BR"), (50_001, "BR")]);
    lines.sort();
    lines.dedup_by_key(|(series, ..)| *series);
    assert_eq!(lines.len(), 2);
    // It comes in; the house does not pay it.
    assert_eq!(
        pay(&mut operator, &id, FIRST, "paid").await.refusal(409),
        "deal_payment_comes_in"
    );
}

#[sqlx::test]
async fn what_the_house_pays_a_licensor_is_owed_and_paid_once(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 90).await.id;
    let fee = schedule("flat", [60_000, 40_000], None);
    let id = agreed(&mut operator, "IN-1", "in", &[series], fee).await;
    assert_eq!(
        pay(&mut operator, &id, SECOND, "owed").await.refusal(409),
        "deal_payment_early"
    );
    sign(&mut operator, &id).await;
    for _ in 0..2 {
        let owed = pay(&mut operator, &id, FIRST, "owed").await.json(200);
        assert_eq!(
            (&owed["written_down"], &owed["paid"]),
            (&json!([FIRST]), &json!([]))
        );
    }
    assert_eq!(balance(&house, "payable_partners").await, 60_000);
    assert_eq!(balance(&house, "licence_costs").await, -60_000);
    // Paid at once what nobody wrote down before: both.
    for _ in 0..2 {
        pay(&mut operator, &id, SECOND, "paid").await.json(200);
    }
    assert_eq!(balance(&house, "payable_partners").await, 60_000);
    assert_eq!(balance(&house, "licence_costs").await, -100_000);
    let paid = pay(&mut operator, &id, FIRST, "paid").await.json(200);
    assert_eq!(paid["paid"].as_array().unwrap().len(), 2);
    assert_eq!(balance(&house, "payable_partners").await, 0);
    assert_eq!(balance(&house, "bank").await, 100_000);
    let checks = operator.get("/api/v1/desk/books/checks").await.json(200);
    assert_eq!(checks["passed"], true, "{checks}");
}

#[sqlx::test]
async fn a_licensors_guarantee_is_kept_back_from_its_share(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut series = Vec::new();
    for slug in ["heiress", "contract"] {
        series.push(house.publish(slug, 2, 90).await.id);
    }
    let id = agreed(
        &mut operator,
        "IN-2",
        "in",
        &series,
        schedule("guarantee", [6_000, 4_000], Some(2550)),
    )
    .await;
    let payee = json!({ "code": "northlight", "name": "Northlight", "kind": "distributor", "currency": "USD" });
    let payee = operator.post("/api/v1/desk/payees", payee).await.json(201)["id"].clone();
    let wanted = json!({ "valid_from": "2026-02-01", "payee_id": payee });
    let path = format!("{DEALS}/{id}/sharing");
    assert_eq!(
        operator.post(&path, wanted.clone()).await.refusal(409),
        "deal_not_shared"
    );
    sign(&mut operator, &id).await;
    let nobody = json!({ "valid_from": "2026-02-01", "payee_id": Uuid::nil() });
    operator.post(&path, nobody).await.json(404);
    let shared = operator.post(&path, wanted.clone()).await.json(200);
    assert!(shared["fee"]["share_contract_id"].is_string());
    assert_eq!(
        operator.post(&path, wanted).await.refusal(409),
        "deal_shared"
    );

    // 25.5 % of 500.00 is 127.50, of which the advance of 100.00 is kept back.
    for (id, one) in [(FIRST, series[0]), (SECOND, series[1])] {
        let income = json!({ "id": id, "kind": "sponsorship", "series_id": one,
            "amount": { "minor": 25_000, "currency": "USD" }, "territory": "BR", "note": "A soap" });
        operator.post("/api/v1/desk/income", income).await.json(201);
    }
    let house_id = house.id().await;
    crate::sharing::run(&house.app, house_id).await.unwrap();
    assert_eq!(balance(&house, "payable_payee").await, 2_750);

    // A series whose money is shared already is not shared anew behind anybody's back.
    let another = agreed(
        &mut operator,
        "IN-3",
        "in",
        &series[..1],
        json!({ "kind": "share", "currency": "USD", "share_bp": 500 }),
    )
    .await;
    sign(&mut operator, &another).await;
    let wanted = json!({ "valid_from": "2026-02-01", "payee_id": payee });
    let refused = operator
        .post(&format!("{DEALS}/{another}/sharing"), wanted)
        .await;
    assert_eq!(refused.refusal(409), "contract_about_money_known");
}
