//! Payees, contracts, trying them, rates.

use serde_json::json;
use sqlx::PgPool;

use super::{Desk, SIMPLE};

#[sqlx::test]
async fn versions_of_a_contract_are_kept_and_the_one_of_today_is_named(db: PgPool) {
    let mut desk = Desk::new(db).await;
    desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.contract(
        series.id,
        "2026-04-01",
        &SIMPLE.replace("50%", "40%").replace("30%", "40%"),
    )
    .await;
    let path = format!("/api/v1/desk/series/{}/contracts", series.id);
    let listed = desk.operator.get(&path).await.json(200);
    let of = |key: &str| {
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one[key].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("version"), [2, 1]);
    // The second begins in a month.
    assert_eq!(of("current"), [false, true]);
    assert_eq!(listed["items"][1]["text"], SIMPLE);
    assert_eq!(listed["items"][1]["digest"].as_str().unwrap().len(), 64);
    for change in [
        "update share_contracts set text = ''",
        "delete from share_contracts",
    ] {
        let refused = sqlx::query(change)
            .execute(&desk.app().db)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("never changed"), "{refused}");
    }
}

#[sqlx::test]
async fn a_contract_that_cannot_be_is_refused_with_its_line(db: PgPool) {
    let mut desk = Desk::new(db).await;
    desk.participants().await;
    desk.payee(json!({"code": "tokyo", "name": "Tokyo", "kind": "distributor", "currency": "JPY"}))
        .await;
    let series = desk.series("story").await;
    let path = format!("/api/v1/desk/series/{}/contracts", series.id);
    for (from, to, code, says) in [
        (
            "\"50%\"",
            "\"55%\"",
            "waterfall.bad_shares",
            "Line 8, `tier.1.to`: the shares add up to 105 %, not to 1.",
        ),
        ("[[tier]]", "[[tier]", "waterfall.not_toml", "Line 5: "),
        (
            "writer",
            "stranger",
            "contract_payee_unknown",
            "Line 4: there is no payee `stranger` in this house.",
        ),
        (
            "writer",
            "tokyo",
            "contract_currency_differs",
            "Line 4: `tokyo` is paid in JPY, and the contract is in USD.",
        ),
        (
            "[[tier]]",
            "[[source]]\nid = \"merchandise\"\n[[tier]]",
            "contract_source_unknown",
            "Line 6: `merchandise` is no kind of revenue.",
        ),
    ] {
        let body = json!({"valid_from": "2026-01-01", "text": SIMPLE.replace(from, to)});
        let answer = desk.operator.post(&path, body).await;
        assert_eq!(answer.refusal(400), code);
        let message = answer.json(400)["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(message.starts_with(says), "{message}");
    }
    let past = json!({"valid_from": "1970-01-01", "text": SIMPLE});
    assert_eq!(
        desk.operator.post(&path, past).await.refusal(400),
        "date_invalid"
    );
    let nowhere = format!("/api/v1/desk/series/{}/contracts", desk.id);
    let body = json!({"valid_from": "2026-01-01", "text": SIMPLE});
    assert_eq!(
        desk.operator.post(&nowhere, body).await.refusal(404),
        "series_not_found"
    );
}

#[sqlx::test]
async fn a_dry_run_explains_every_tier_and_draws_the_curve(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let text = r#"
name = "Try"
currency = "USD"
payees = ["house", "producer"]
[[source]]
id = "unlocks"
[[source]]
id = "vip"
[[tier]]
name = "Costs"
kind = "recoup"
to = { producer = "300.00" }
[[tier]]
name = "Net"
kind = "split"
to = { producer = "50%", house = "50%" }
"#;
    let body = json!({"text": text, "gross": "1000.00", "mix": [{"source": "unlocks", "weight": 3}, {"source": "vip", "weight": 1}], "steps": 4});
    let tried = desk
        .operator
        .post("/api/v1/desk/contracts/dry-run", body)
        .await
        .json(200);
    assert_eq!(tried["explanation"][0], "unlocks received 750.00 USD.");
    assert_eq!(
        tried["explanation"][2],
        "Costs: 1000.00 USD reached it. It takes everything until 300.00 USD is recouped: 300.00 USD (producer 300.00 USD (full)). It is full. 700.00 USD flows on."
    );
    assert_eq!(
        tried["shares"][1]["cash"],
        json!({"minor": 65_000, "currency": "USD", "digits": 2})
    );
    let producer: Vec<i64> = tried["curve"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["cash"][1]["minor"].as_i64().unwrap())
        .collect();
    assert_eq!(producer, [0, 25_000, 40_000, 52_500, 65_000]);
    for (key, value, code) in [
        ("gross", json!("1000.001"), "money.not_an_amount"),
        ("gross", json!("-1.00"), "gross_invalid"),
        ("gross", json!("92233720368547758.08"), "money.overflow"),
        (
            "mix",
            json!([{"source": "adverts", "weight": 1}]),
            "mix_source_unknown",
        ),
        (
            "mix",
            json!([{"source": "vip", "weight": 0}]),
            "money.no_weight",
        ),
        ("text", json!("name = 7"), "waterfall.missing_key"),
    ] {
        let mut body = json!({"text": text, "gross": "1000.00"});
        body[key] = value;
        assert_eq!(
            desk.operator
                .post("/api/v1/desk/contracts/dry-run", body)
                .await
                .refusal(400),
            code
        );
    }
}

#[sqlx::test]
async fn payees_are_added_changed_and_refused_in_words(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let good = json!({"code": "p-1", "name": "P", "kind": "cast", "currency": "EUR", "threshold": 5000, "hold_days": 14, "withholding": "12.5%", "territory": "DE"});
    let made = desk
        .operator
        .post("/api/v1/desk/payees", good.clone())
        .await
        .json(201);
    assert_eq!(made["withholding"], "12.5 %");
    assert_eq!(
        made["threshold"],
        json!({"minor": 5000, "currency": "EUR", "digits": 2})
    );
    assert_eq!(
        desk.operator
            .post("/api/v1/desk/payees", good.clone())
            .await
            .refusal(409),
        "payee_exists"
    );
    for (key, value, code) in [
        ("code", json!("P 1"), "payee_code_invalid"),
        ("name", json!(" "), "name_missing"),
        ("currency", json!("COIN"), "money.unknown_currency"),
        ("threshold", json!(-1), "threshold_invalid"),
        ("hold_days", json!(400), "hold_invalid"),
        ("withholding", json!("101%"), "withholding_invalid"),
        ("territory", json!("Germany"), "territory_invalid"),
        ("person_id", json!(desk.id), "account_not_found"),
    ] {
        let mut body = good.clone();
        body["code"] = json!("p-2");
        body[key] = value;
        assert_eq!(
            desk.operator
                .post("/api/v1/desk/payees", body)
                .await
                .refusal(400),
            code
        );
    }
    let path = format!("/api/v1/desk/payees/{}", made["id"].as_str().unwrap());
    let changed = desk
        .operator
        .patch(&path, json!({"hold_days": 0, "name": "Q"}))
        .await
        .json(200);
    assert_eq!(
        (
            changed["name"].as_str(),
            changed["hold_days"].as_i64(),
            changed["withholding"].as_str()
        ),
        (Some("Q"), Some(0), Some("12.5 %"))
    );
    let told: i64 = sqlx::query_scalar(
        "select count(*) from audit_log where action in ('payee.added', 'payee.changed')",
    )
    .fetch_one(&desk.app().db)
    .await
    .unwrap();
    assert_eq!(told, 2);
}
