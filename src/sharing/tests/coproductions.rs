//! A co-production across a border: from the terms to the cents of each member.

use money::Currency;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::python::{recompute, write};
use super::{Desk, SIMPLE};
use crate::books::revenue::RevenueKind;
use crate::books::{Kind, Spot, balance};

/// The producer keeps China; the co-producer brings as much in money as the other in money and kind.
fn terms() -> Value {
    json!({
        "name": "Two countries", "currency": "USD", "premium": "10%", "treaty": "gb-cn-film",
        "members": [
            { "payee": "producer", "name": "Northlight", "territory": "CN", "cash": "30.00", "profit": "50%",
              "in_kind": [{ "what": "Studio", "value": "20.00" }], "keeps": "China",
              "credits": ["A Northlight production"], "decides": ["The director"] },
            { "payee": "writer", "name": "The writer", "territory": "GB", "cash": "50.00", "profit": "50%", "keeps": "" },
        ],
    })
}

async fn earn(desk: &Desk, series: uuid::Uuid, amount: &str, territory: &str, at: &str) {
    desk.earn_in(territory, Some(series), RevenueKind::Licence, amount, at)
        .await;
}

#[sqlx::test]
async fn each_receipt_runs_through_the_recoupment_to_the_last_cent(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let series = desk.series("heiress").await.id;
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    let body = json!({ "valid_from": "2026-01-01", "terms": terms() });
    // Tried, it leaves nothing.
    let tried = desk
        .operator
        .post("/api/v1/desk/coproductions/try", body.clone())
        .await
        .json(200);
    assert_eq!(tried["members"][0]["share_bp"], 5_000);
    assert_eq!(tried["members"][0]["keeps"], json!(["CN"]));
    assert_eq!(tried["treaty"]["verdict"], "unknown");
    assert_eq!(desk.operator.get(&path).await.json(200)["items"], json!([]));
    let made = desk.operator.post(&path, body).await.json(201);
    assert_eq!(
        (&made["version"], &made["result"]["text"]),
        (&json!(1), &tried["text"])
    );
    let contracts = format!("/api/v1/desk/series/{series}/contracts");
    let contracts = desk.operator.get(&contracts).await.json(200);
    assert_eq!(contracts["items"][0]["id"], made["contract_id"]);

    earn(&desk, series, "70.00 USD", "CN", "2026-01-10T00:00:00Z").await;
    earn(&desk, series, "110.00 USD", "GB", "2026-01-11T00:00:00Z").await;
    earn(&desk, series, "0.03 USD", "ZZ", "2026-01-12T00:00:00Z").await;
    desk.run().await;
    // China's 70.00 are the producer's; 110.00 recoup both with their premium; of three cents one has two.
    let (one, other) = (desk.balance(producer).await.0, desk.balance(writer).await.0);
    assert_eq!((one, other), (7_000 + 5_500 + 2, 5_500 + 1));
    // A refund in China is the producer's alone.
    earn(&desk, series, "-20.00 USD", "CN", "2026-01-13T00:00:00Z").await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await.0, one - 2_000);
    assert_eq!(desk.balance(writer).await.0, other);
    desk.close("2026-01").await;
    let texts = [
        desk.proof(producer, "2026-01").await,
        desk.proof(writer, "2026-01").await,
    ];
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(recompute(&write(folder.path(), &texts)), ["OK", "OK"]);
    // A receipt that says it was earned elsewhere is found out.
    let mut proof: Value = serde_json::from_str(&texts[0]).unwrap();
    proof["statement"]["contracts"][0]["receipts"][0]["territory"] = json!("GB");
    let folder = tempfile::tempdir().unwrap();
    let said = recompute(&write(folder.path(), &[proof.to_string()]));
    assert!(said[0].contains("receipt 1, source"), "{said:?}");
    desk.check_ledger().await;
}

#[sqlx::test]
async fn new_terms_are_a_new_version_and_wrong_ones_change_nothing(db: PgPool) {
    let mut desk = Desk::new(db).await;
    desk.participants().await;
    let series = desk.series("heiress").await.id;
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    let body = |terms: Value| json!({ "valid_from": "2026-01-01", "terms": terms });
    desk.operator.post(&path, body(terms())).await.json(201);
    for (pointer, value, code) in [
        ("/members/1/profit", json!("49%"), "coproduction_invalid"),
        ("/members/1/keeps", json!("China"), "coproduction_invalid"),
        (
            "/members/1/payee",
            json!("nobody"),
            "contract_payee_unknown",
        ),
        ("/treaty", json!("atlantis"), "treaty_unknown"),
        ("/currency", json!("EUR"), "contract_currency_differs"),
    ] {
        let mut wrong = terms();
        *wrong.pointer_mut(pointer).unwrap() = value;
        let answer = desk.operator.post(&path, body(wrong)).await;
        assert_eq!(answer.refusal(400), code, "{pointer}");
    }
    let mut later = terms();
    later["premium"] = json!("");
    desk.operator.post(&path, body(later)).await.json(201);
    let kept = desk.operator.get(&path).await.json(200);
    let versions: Vec<i64> = kept["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["version"].as_i64().unwrap())
        .collect();
    assert_eq!(versions, [2, 1]);
    assert_eq!(kept["items"][1]["terms"]["premium"], "10%");
    let treaties = desk.operator.get("/api/v1/desk/treaties").await.json(200);
    assert!(treaties["items"].as_array().unwrap().len() >= 5);
}

#[sqlx::test]
async fn what_is_earned_goes_through_the_collection_account_to_the_last_cent(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("heiress").await.id;
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    // The house is the second member.
    let mut terms = terms();
    terms["members"][1]["payee"] = json!("house");
    let body = json!({ "valid_from": "2026-01-01", "terms": terms });
    desk.operator.post(&path, body).await.json(201);
    let account = Spot::of(Kind::CollectionHeld, series, Currency::of("USD").unwrap());
    let stands = async |desk: &Desk| balance(desk.app(), desk.id, &account).await.unwrap();

    earn(&desk, series, "110.01 USD", "GB", "2026-01-11T00:00:00Z").await;
    earn(&desk, series, "70.00 USD", "CN", "2026-01-12T00:00:00Z").await;
    let rate = json!({"from": "EUR", "to": "USD", "on_date": "2026-01-12", "rate": "1.10", "source": "test"});
    desk.operator
        .post("/api/v1/desk/fx-rates", rate)
        .await
        .json(201);
    earn(&desk, series, "10.00 EUR", "FR", "2026-01-13T00:00:00Z").await;
    desk.run().await;
    let owed = desk.balance(producer).await.0;
    // All that is the producer's came in, and went on; the house's own part stayed where it was.
    let moved = stands(&desk).await;
    assert_eq!((moved.credits_posted, moved.debits_posted), (owed, owed));
    assert!(owed > 7_000 + 5_500);
    let told = desk.operator.get(&path).await.json(200);
    let usd = |minor: i64| json!({ "minor": minor, "currency": "USD", "digits": 2 });
    assert_eq!(
        told["accounts"],
        json!([{ "balance": usd(0), "received": usd(owed) }])
    );
    // A refund that is more than was earned in China: the account lacks what the producer has not got to give back.
    earn(&desk, series, "-90.00 USD", "CN", "2026-01-14T00:00:00Z").await;
    desk.run().await;
    let after = desk.balance(producer).await.0;
    let lacks = desk.operator.get(&path).await.json(200)["accounts"][0]["balance"].clone();
    assert_eq!((owed - after, lacks), (7_000, usd(-2_000)));
    // The next receipts there fill it up, before anybody is paid.
    earn(&desk, series, "25.00 USD", "CN", "2026-01-15T00:00:00Z").await;
    desk.run().await;
    desk.close("2026-01").await;
    assert_eq!(desk.balance(producer).await.0, after + 500);
    assert_eq!(stands(&desk).await.credit(), 0);
    let texts = [desk.proof(producer, "2026-01").await];
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(recompute(&write(folder.path(), &texts)), ["OK"]);
    desk.check_ledger().await;
    // A run that was cut off goes on, and posts nothing twice.
    sqlx::query("update collection_postings set posted_at = null")
        .execute(&desk.app().db)
        .await
        .unwrap();
    desk.run().await;
    assert_eq!(stands(&desk).await.credit(), 0);
    // What is no co-production is shared without one.
    let plain = desk.series("plain").await.id;
    desk.contract(plain, "2026-01-01", SIMPLE).await;
    let none = format!("/api/v1/desk/series/{plain}/coproductions");
    assert_eq!(
        desk.operator.get(&none).await.json(200)["accounts"],
        json!([])
    );
}
