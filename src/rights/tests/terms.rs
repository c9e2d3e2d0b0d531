//! Contracts that were written without a deal: what is paid and handed over by them, version by version, and their files.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{balance, block, both_sign, house, paper, party};
use crate::people::Role;
use crate::testing::{Answer, Device};

const CONTRACTS: &str = "/api/v1/desk/rights/contracts";
const FIRST: &str = "00000000-0000-4000-8000-000000000001";
const SECOND: &str = "00000000-0000-4000-8000-000000000002";
const TAPES: &str = "00000000-0000-4000-8000-00000000000a";
const POSTERS: &str = "00000000-0000-4000-8000-00000000000b";

fn grant(series: &[Uuid]) -> Value {
    let mut grant = block(series[0], "BR", "2026-02-01", "2026-12-31");
    grant["series_ids"] = json!(series);
    json!([grant])
}

fn payment(id: &str, minor: i64, waits: &Value) -> Value {
    json!({ "id": id, "due_on": "2026-03-10", "minor": minor, "note": "", "waits": waits })
}

fn fee(kind: &str, amounts: [i64; 2], share: Option<i32>) -> Value {
    json!({ "kind": kind, "currency": "USD", "amount": amounts[0] + amounts[1], "share_bp": share, "payments": [
        payment(FIRST, amounts[0], &json!({ "for": "signing" })), payment(SECOND, amounts[1], &Value::Null)] })
}

/// A draft with terms; gives the answer.
async fn write(
    operator: &mut Device,
    name: &str,
    direction: &str,
    series: &[Uuid],
    terms: Value,
) -> Answer {
    let party = party(operator, &format!("Partner of {name}")).await;
    let mut new = json!({ "reference": name, "direction": direction, "party_id": party, "blocks": grant(series) });
    for (key, value) in terms.as_object().unwrap() {
        new[key] = value.clone();
    }
    operator.post(CONTRACTS, new).await
}

async fn drafted(
    operator: &mut Device,
    name: &str,
    direction: &str,
    series: &[Uuid],
    terms: Value,
) -> String {
    let made = write(operator, name, direction, series, terms).await;
    made.json(201)["id"].as_str().unwrap().to_owned()
}

async fn force(operator: &mut Device, id: &str) -> Value {
    let path = format!("{CONTRACTS}/{id}/activate");
    let signed = json!({ "signed_on": "2026-03-01" });
    operator.post(&path, signed).await.json(200)
}

async fn pay(operator: &mut Device, id: &str, payment: &str, status: &str) -> Answer {
    let said = json!({ "status": status, "note": "Transfer 7" });
    let path = format!("{CONTRACTS}/{id}/payments/{payment}/steps");
    operator.post(&path, said).await
}

async fn hand(operator: &mut Device, id: &str, what: &str, status: &str) -> Answer {
    let said = json!({ "status": status, "note": "By courier" });
    let path = format!("{CONTRACTS}/{id}/deliverables/{what}/steps");
    operator.post(&path, said).await
}

async fn amend(operator: &mut Device, id: &str, series: &[Uuid], terms: Value) -> Answer {
    let mut sent = json!({ "note": "New terms", "blocks": grant(series) });
    for (key, value) in terms.as_object().unwrap() {
        sent[key] = value.clone();
    }
    let path = format!("{CONTRACTS}/{id}/versions");
    operator.post(&path, sent).await
}

async fn passed(operator: &mut Device) {
    let checks = operator.get("/api/v1/desk/books/checks").await.json(200);
    assert_eq!(checks["passed"], true, "{checks}");
}

#[sqlx::test]
async fn what_the_house_pays_by_a_contract_is_owed_and_paid_once(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 90).await.id;
    let terms = json!({ "fee": fee("flat", [60_000, 40_000], None) });
    let id = drafted(&mut operator, "IN-1", "in", &[series], terms).await;
    assert_eq!(
        pay(&mut operator, &id, SECOND, "owed").await.refusal(409),
        "deal_payment_early"
    );
    let shown = force(&mut operator, &id).await;
    // The first waited for the signing; the second has its day, before which it may be paid.
    assert_eq!(shown["instalments"][0]["due"], true, "{shown}");
    assert_eq!(shown["instalments"][1]["due"], false);
    let nobody = pay(&mut operator, &id, &Uuid::nil().to_string(), "owed").await;
    nobody.json(404);
    for _ in 0..2 {
        let owed = pay(&mut operator, &id, FIRST, "owed").await.json(200);
        assert_eq!(
            (&owed["written_down"], &owed["paid"]),
            (&json!([FIRST]), &json!([]))
        );
    }
    assert_eq!(balance(&house, "payable_partners").await, 60_000);
    assert_eq!(balance(&house, "licence_costs").await, -60_000);
    for payment in [FIRST, SECOND, SECOND] {
        pay(&mut operator, &id, payment, "paid").await.json(200);
    }
    assert_eq!(balance(&house, "payable_partners").await, 0);
    assert_eq!(balance(&house, "licence_costs").await, -100_000);
    assert_eq!(balance(&house, "bank").await, 100_000);
    passed(&mut operator).await;
}

#[sqlx::test]
async fn what_a_licensee_pays_is_revenue_once_and_in_the_statement(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut series = Vec::new();
    for slug in ["heiress", "contract"] {
        series.push(house.publish(slug, 2, 90).await.id);
    }
    let payee =
        json!({ "code": "writer", "name": "Wanda Writer", "kind": "cast", "currency": "USD" });
    operator.post("/api/v1/desk/payees", payee).await.json(201);
    let text = "name = \"Heiress\"\ncurrency = \"USD\"\npayees = [\"house\", \"writer\"]\n\n[[tier]]\nname = \"Shares\"\n\
                kind = \"split\"\nto = { writer = \"10%\", house = \"90%\" }\n";
    let shares = json!({ "valid_from": "2026-02-01", "text": text });
    let path = format!("/api/v1/desk/series/{}/contracts", series[0]);
    operator.post(&path, shares).await.json(201);

    let terms = json!({ "fee": fee("flat", [100_000, 50_000], None) });
    let id = drafted(&mut operator, "OUT-1", "out", &series, terms).await;
    force(&mut operator, &id).await;
    assert_eq!(
        pay(&mut operator, &id, FIRST, "paid").await.refusal(409),
        "deal_payment_comes_in"
    );
    for _ in 0..2 {
        let written = pay(&mut operator, &id, FIRST, "owed").await.json(200);
        assert_eq!(written["written_down"], json!([FIRST]));
    }
    let lines: Vec<(i64, String)> = sqlx::query_as(
        "select amount, territory from revenue where kind = 'licence' order by amount",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    assert_eq!(lines, [(50_000, "BR".into()), (50_000, "BR".into())]);
    // One of the series is taken out: what is in the books stays as it was, and is not written down anew.
    amend(&mut operator, &id, &series[..1], json!({}))
        .await
        .json(200);
    let again = pay(&mut operator, &id, FIRST, "owed").await.json(200);
    assert_eq!(again["written_down"], json!([FIRST]));
    let count: i64 = sqlx::query_scalar("select count(*) from revenue where kind = 'licence'")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(count, 2);

    // An instalment of another contract that its client gave the same id is another one.
    let terms = json!({ "fee": fee("flat", [100_000, 50_000], None) });
    let other = drafted(&mut operator, "OUT-2", "out", &series[1..], terms).await;
    force(&mut operator, &other).await;
    pay(&mut operator, &other, FIRST, "owed").await.json(200);
    let total: i64 =
        sqlx::query_scalar("select sum(amount)::bigint from revenue where kind = 'licence'")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    assert_eq!(total, 200_000);

    // The month's statement has the writer's tenth of the first series.
    let house_id = house.id().await;
    crate::sharing::run(&house.app, house_id).await.unwrap();
    house.app.clock.advance(Duration::days(31));
    let close = json!({ "period": "2026-03" });
    let closed = operator
        .post("/api/v1/desk/statements/close", close)
        .await
        .json(200);
    let mine = closed["made"].as_array().unwrap().iter();
    let earned: Vec<&Value> = mine
        .filter(|one| one["payee_code"] == "writer")
        .map(|one| &one["earned"]["minor"])
        .collect();
    assert_eq!(earned, [&json!(5_000)], "{closed}");
    passed(&mut operator).await;
}

#[sqlx::test]
async fn a_share_a_guarantee_and_a_commission_are_computed_as_a_deals(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let payee = json!({ "code": "northlight", "name": "Northlight", "kind": "distributor", "currency": "USD" });
    let payee = operator.post("/api/v1/desk/payees", payee).await.json(201)["id"].clone();
    let mut earned = 0;
    let share = |kind: &str| json!({ "kind": kind, "currency": "USD", "share_bp": 2000 });
    // A fifth of 500.00 is 100.00; of the guarantee, 60.00 is kept back from it.
    for (number, (kind, fee, part)) in [
        ("share", share("share"), 10_000),
        (
            "guarantee",
            fee("guarantee", [3_500, 2_500], Some(2000)),
            4_000,
        ),
        ("commission", share("commission"), 10_000),
    ]
    .into_iter()
    .enumerate()
    {
        let series = house.publish(kind, 1, 1).await.id;
        let name = format!("IN-{kind}");
        let id = drafted(&mut operator, &name, "in", &[series], json!({ "fee": fee })).await;
        let wanted = json!({ "valid_from": "2026-02-01", "payee_id": payee });
        let path = format!("{CONTRACTS}/{id}/sharing");
        assert_eq!(
            operator.post(&path, wanted.clone()).await.refusal(409),
            "deal_not_shared"
        );
        force(&mut operator, &id).await;
        let shared = operator.post(&path, wanted.clone()).await.json(200);
        let money = shared["fee"]["share_contract_id"].clone();
        assert!(money.is_string(), "{shared}");
        assert_eq!(
            operator.post(&path, wanted).await.refusal(409),
            "deal_shared"
        );
        // What computes it stays, whatever later versions say.
        let same = json!({ "fee": fee });
        let amended = amend(&mut operator, &id, &[series], same).await.json(200);
        assert_eq!(amended["fee"]["share_contract_id"], money);
        let income = json!({ "id": Uuid::from_u128(number as u128 + 1), "kind": "sponsorship", "series_id": series,
            "amount": { "minor": 50_000, "currency": "USD" }, "territory": "BR", "note": "A soap" });
        operator.post("/api/v1/desk/income", income).await.json(201);
        crate::sharing::run(&house.app, house.id().await)
            .await
            .unwrap();
        earned += part;
        assert_eq!(balance(&house, "payable_payee").await, earned, "{kind}");
    }
    passed(&mut operator).await;
}

#[sqlx::test]
async fn an_amended_fee_is_a_new_version_and_what_is_paid_stays_paid(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = [house.publish("heiress", 2, 90).await.id];
    let terms = json!({ "fee": fee("flat", [60_000, 40_000], None),
        "deliverables": [{ "id": TAPES, "name": "Tapes", "series_id": null, "due_on": "2026-03-05" }] });
    let id = drafted(&mut operator, "IN-1", "in", &series, terms).await;
    force(&mut operator, &id).await;
    pay(&mut operator, &id, FIRST, "paid").await.json(200);
    hand(&mut operator, &id, TAPES, "delivered").await.json(200);

    // What is in the books is neither changed nor left out, be it by another currency or by a fee without a sum.
    let mut euros = fee("flat", [60_000, 40_000], None);
    euros["currency"] = json!("EUR");
    let mut third = fee("flat", [60_000, 40_000], None);
    third["payments"][0]["id"] = json!(TAPES);
    for wrong in [
        fee("flat", [59_999, 40_001], None),
        json!({ "kind": "none", "currency": "USD" }),
        json!({ "kind": "share", "currency": "USD", "share_bp": 1000 }),
        json!({ "kind": "flat", "currency": "USD", "amount": 100_000, "payments": [] }),
        euros,
        third,
    ] {
        let refused = amend(&mut operator, &id, &series, json!({ "fee": wrong })).await;
        assert_eq!(refused.refusal(409), "payment_booked", "{wrong}");
    }
    assert_eq!(
        amend(&mut operator, &id, &series, json!({ "deliverables": [] }))
            .await
            .refusal(409),
        "deliverable_handed_over"
    );
    // The rest may be: less is owed, and something more is promised, for which it waits.
    let mut less = fee("guarantee", [60_000, 15_000], Some(1000));
    less["payments"][1]["waits"] = json!({ "for": "acceptance", "deliverable_id": POSTERS });
    let promised = json!([
        { "id": TAPES, "name": "Something else", "series_id": null, "due_on": null },
        { "id": POSTERS, "name": "Posters", "series_id": null, "due_on": "2026-04-01" }]);
    let terms = json!({ "fee": less, "deliverables": promised });
    let now = amend(&mut operator, &id, &series, terms).await.json(200);
    assert_eq!(
        (&now["version"], &now["fee"]["amount"], &now["paid"]),
        (&json!(2), &json!(75_000), &json!([FIRST]))
    );
    // What was handed over is what it was, and so is the first version.
    assert_eq!(now["deliverables"][0]["name"], "Tapes");
    assert!(now["deliverables"][0]["delivered_by"].is_string());
    assert_eq!(now["versions"][1]["fee"]["amount"], 100_000);
    assert_eq!(now["versions"][1]["promised"][0]["name"], "Tapes");
    assert_eq!(now["versions"][0]["promised"][1]["name"], "Posters");
    assert_eq!(
        pay(&mut operator, &id, SECOND, "paid").await.refusal(409),
        "deal_payment_early"
    );
    for status in ["delivered", "returned", "delivered", "accepted"] {
        hand(&mut operator, &id, POSTERS, status).await.json(200);
    }
    assert_eq!(
        hand(&mut operator, &id, POSTERS, "accepted")
            .await
            .refusal(409),
        "deliverable_state"
    );
    pay(&mut operator, &id, SECOND, "paid").await.json(200);
    assert_eq!(balance(&house, "bank").await, 75_000);
    // A version that says nothing of money leaves it as it is.
    let same = amend(&mut operator, &id, &series, json!({})).await;
    assert_eq!(same.json(200)["fee"]["amount"], 75_000);
    // Once it has ended nothing is handed over any more.
    operator
        .post(&format!("{CONTRACTS}/{id}/end"), json!({}))
        .await
        .json(200);
    assert_eq!(
        hand(&mut operator, &id, TAPES, "accepted")
            .await
            .refusal(409),
        "deal_state"
    );
    passed(&mut operator).await;
}

#[sqlx::test]
async fn hostile_terms_are_refused_in_words_and_change_nothing(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = [house.publish("heiress", 2, 1).await.id];
    let good = fee("flat", [60_000, 40_000], None);
    let with = |key: &str, value: Value| {
        let mut bad = good.clone();
        bad[key] = value;
        bad
    };
    let paid = |key: &str, value: Value| {
        let mut bad = good.clone();
        bad["payments"][1][key] = value;
        bad
    };
    for (number, (fee, code)) in [
        (with("amount", json!(0)), "fee_invalid"),
        (with("amount", json!(-5)), "fee_invalid"),
        (with("amount", json!(i64::MAX)), "fee_invalid"),
        (with("amount", Value::Null), "fee_invalid"),
        (with("share_bp", json!(100)), "fee_invalid"),
        (with("kind", json!("share")), "fee_invalid"),
        (with("kind", json!("bribe")), "body_invalid"),
        (with("amount", json!(1.5)), "body_invalid"),
        (with("currency", json!("XQZ")), "money.unknown_currency"),
        (with("currency", json!("")), "money.unknown_currency"),
        (with("amount", json!(100_001)), "payments_invalid"),
        (paid("minor", json!(-40_000)), "payments_invalid"),
        (paid("minor", json!(i64::MAX)), "payments_invalid"),
        (paid("due_on", json!("1200-01-01")), "payments_invalid"),
        (paid("due_on", json!("2026-02-30")), "body_invalid"),
        (paid("note", json!("a\nb")), "payments_invalid"),
        (paid("id", json!(FIRST)), "payments_invalid"),
        (
            paid(
                "waits",
                json!({ "for": "acceptance", "deliverable_id": TAPES }),
            ),
            "payment_waits",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("IN-{number}");
        let answer = write(
            &mut operator,
            &name,
            "in",
            &series,
            json!({ "fee": fee.clone() }),
        )
        .await;
        assert_eq!(answer.refusal(400), code, "{fee}");
    }
    let nobodys = with("share_contract_id", json!(Uuid::nil()));
    let refused = write(
        &mut operator,
        "IN-X",
        "in",
        &series,
        json!({ "fee": nobodys }),
    )
    .await;
    assert_eq!(refused.refusal(404), "not_in_the_rights");
    let thing = |key: &str, value: Value| {
        let mut one = json!({ "id": TAPES, "name": "Tapes", "series_id": null, "due_on": null });
        one[key] = value;
        one
    };
    let many: Vec<Value> = (0..101_u128)
        .map(|number| thing("id", json!(Uuid::from_u128(number))))
        .collect();
    for (number, (things, code)) in [
        (json!([thing("name", json!(" "))]), "text_invalid"),
        (
            json!([thing("due_on", json!("3000-01-01"))]),
            "date_invalid",
        ),
        (
            json!([thing("series_id", json!(Uuid::nil()))]),
            "deliverable_invalid",
        ),
        (
            json!([thing("name", json!("A")), thing("name", json!("B"))]),
            "deliverable_invalid",
        ),
        (json!(many), "deliverables_too_many"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("IN-D{number}");
        let answer = write(
            &mut operator,
            &name,
            "in",
            &series,
            json!({ "deliverables": things }),
        )
        .await;
        assert_eq!(answer.refusal(400), code, "{things}");
    }
    assert_eq!(operator.get(CONTRACTS).await.json(200)["items"], json!([]));
}

#[sqlx::test]
async fn a_licence_out_promises_its_series_and_a_delivery_meets_it(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut series = Vec::new();
    for slug in ["heiress", "contract"] {
        series.push(house.publish(slug, 2, 90).await.id);
    }
    let id = drafted(&mut operator, "OUT-1", "out", &series, json!({})).await;
    let shown = force(&mut operator, &id).await;
    assert_eq!(shown["deliverables"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&shown["fee"]["kind"], &shown["fee"]["currency"]),
        (&json!("none"), &json!("USD"))
    );
    let house_id = house.id().await;
    let told = crate::delivery::met(&house.app, house_id, "heiress", "OUT-1", "d-1").await;
    let told = told.unwrap().unwrap();
    assert_eq!((told.name.as_str(), told.whole), ("OUT-1", false));
    // The other is given no more: nothing of it is awaited. What was sent stays.
    let now = amend(&mut operator, &id, &series[..1], json!({})).await;
    let left = now.json(200)["deliverables"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert_eq!(left[0]["delivered_note"], "Delivery d-1");
}

#[sqlx::test]
async fn a_contract_that_came_from_a_deal_has_the_deals_terms_by_either_door(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = [house.publish("heiress", 2, 90).await.id];
    let party = party(&mut operator, "Partner").await;
    let new = json!({ "name": "D-1", "direction": "in", "party_id": party, "blocks": grant(&series),
        "fee": fee("flat", [60_000, 40_000], None) });
    let deals = "/api/v1/desk/rights/deals";
    let deal = operator.post(deals, new).await.json(201);
    let deal = format!("{deals}/{}", deal["id"].as_str().unwrap());
    for status in ["offer", "agreed"] {
        let step = json!({ "status": status });
        operator
            .post(&format!("{deal}/steps"), step)
            .await
            .json(200);
    }
    both_sign(&mut operator, deal.rsplit('/').next().unwrap()).await;
    let shown = operator.get(&deal).await.json(200);
    let id = shown["contract_id"].as_str().unwrap();
    // Paid by one door, it is paid by the other.
    pay(&mut operator, id, FIRST, "paid").await.json(200);
    let again = operator
        .post(
            &format!("{deal}/payments/{FIRST}/steps"),
            json!({ "status": "paid" }),
        )
        .await
        .json(200);
    assert_eq!(again["paid"], json!([FIRST]));
    assert_eq!(balance(&house, "bank").await, 60_000);
    // An amendment of the contract changes what the deal owes, and not what was signed.
    let signed = paper(&mut operator, deal.rsplit('/').next().unwrap(), "%PDF more").await;
    let more = json!({ "fee": fee("flat", [60_000, 50_000], None), "agreement_id": signed });
    amend(&mut operator, id, &series, more).await.json(200);
    let now = operator.get(&deal).await.json(200);
    assert_eq!(
        (&now["fee"]["amount"], &now["document_digest"]),
        (&json!(110_000), &shown["document_digest"])
    );
}

#[sqlx::test]
async fn files_of_a_contract_are_kept_fetched_and_taken_away_with_a_reason(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = [house.publish("heiress", 2, 1).await.id];
    let id = drafted(&mut operator, "IN-1", "in", &series, json!({})).await;
    let to = |name: &str| format!("{CONTRACTS}/{id}/documents?name={name}");
    let kind = [("content-type", "application/octet-stream")];
    let bytes = b"%PDF-1.7 signed".to_vec();
    let kept = operator
        .send(
            Method::POST,
            &to("signed%20%22copy%22.pdf"),
            &kind,
            Body::from(bytes.clone()),
        )
        .await
        .json(201);
    let file = &kept["documents"][0];
    assert_eq!(
        (&file["name"], &file["bytes"]),
        (&json!("signed \"copy\".pdf"), &json!(15))
    );
    let address = format!(
        "/api/v1/desk/rights/contract-documents/{}",
        file["id"].as_str().unwrap()
    );
    let fetched = operator.get(&format!("{address}/file")).await;
    assert_eq!(fetched.bytes, bytes);
    assert_eq!(
        fetched.headers["content-disposition"],
        "attachment; filename=\"signed__copy_.pdf\""
    );
    for (name, bytes, status, code) in [
        ("a.pdf", Vec::new(), 400, "title_file_empty"),
        ("%0a", vec![1], 400, "text_invalid"),
        (
            "a.pdf",
            vec![0; (32 << 20) + 1],
            413,
            "title_file_too_large",
        ),
    ] {
        let refused = operator
            .send(Method::POST, &to(name), &kind, Body::from(bytes))
            .await;
        assert_eq!(refused.refusal(status), code);
    }
    house.second_house("second.example").await;
    let mut other = house
        .account_at("second.example", "Otto", Role::Operator)
        .await;
    other.get(&format!("{address}/file")).await.refusal(404);
    other
        .send(Method::POST, &to("a.pdf"), &kind, Body::from(vec![1]))
        .await
        .refusal(404);
    let removal = format!("{address}/removal");
    assert_eq!(
        operator
            .post(&removal, json!({ "reason": "" }))
            .await
            .refusal(400),
        "text_invalid"
    );
    let gone = operator
        .post(&removal, json!({ "reason": "The wrong one" }))
        .await
        .json(200);
    assert_eq!(gone["documents"], json!([]));
    operator.get(&format!("{address}/file")).await.refusal(404);
    let kept: i64 = sqlx::query_scalar(
        "select count(*) from rights_documents where removed_why = 'The wrong one'",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert_eq!(kept, 1);
}
