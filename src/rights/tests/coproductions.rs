//! What a partner in a co-production keeps is not the house's to show or to sell; what they decide about is not signed without them.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{block, both_sign, contract, from, house, party, try_contract};
use crate::testing::{Answer, Device};

const CONTRACTS: &str = "/api/v1/desk/rights/contracts";
const DEALS: &str = "/api/v1/desk/rights/deals";

/// Northlight and the house, who keep and decide what a test wants.
fn terms(northlight: &Value, own: &Value) -> Value {
    let member = |payee: &str, name: &str, more: &Value| {
        let mut member = json!({ "payee": payee, "name": name, "territory": "GB", "cash": "50.00", "profit": "50%" });
        for (key, value) in more.as_object().unwrap() {
            member[key] = value.clone();
        }
        member
    };
    json!({ "name": "Two countries", "currency": "USD",
        "members": [member("northlight", "Northlight", northlight), member("house", "The house", own)] })
}

async fn partner(operator: &mut Device) {
    let payee = json!({ "code": "northlight", "name": "Northlight", "kind": "producer", "currency": "USD" });
    operator.post("/api/v1/desk/payees", payee).await.json(201);
}

async fn agree(operator: &mut Device, series: Uuid, from: &str, terms: Value) -> Answer {
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    let body = json!({ "valid_from": from, "terms": terms });
    operator.post(&path, body).await
}

async fn may(operator: &mut Device, series: Uuid, question: &str) -> Value {
    let path =
        format!("/api/v1/desk/rights/may?series_id={series}&language=en&media=Coins&{question}");
    operator.get(&path).await.json(200)
}

#[sqlx::test]
async fn what_a_partner_keeps_is_neither_shown_nor_sold_there(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let mut viewer = house.device();
    let page = "/api/v1/series/heiress";
    from(&mut viewer, "CN", page).await.json(200);
    let keeps = terms(
        &json!({ "keeps": "China and Hong Kong" }),
        &json!({ "keeps": "Japan" }),
    );
    let made = agree(&mut operator, series, "2026-03-01", keeps)
        .await
        .json(201);
    assert_eq!(made["until"], Value::Null);

    // The gate of viewers; what the house keeps for itself is its own as before.
    from(&mut viewer, "CN", page).await.refusal(451);
    let episode = format!("{page}/episodes/1");
    from(&mut viewer, "HK", &episode).await.refusal(451);
    for place in ["JP", "DE"] {
        from(&mut viewer, place, page).await.json(200);
    }
    // An operator is told by what, where and since when: from the moment in which the day begins there.
    let told = may(
        &mut operator,
        series,
        "purpose=play&territory=CN&at=2026-04-01T00:00:00Z",
    )
    .await;
    assert_eq!(told["may"], false);
    let reason = &told["reasons"][0];
    assert_eq!(
        (&reason["code"], &reason["contract_id"], &reason["from"]),
        (
            &json!("rights.overlap_out"),
            &made["id"],
            &json!("2026-04-01T00:00:00Z")
        )
    );
    let sentence = reason["sentence"].as_str().unwrap();
    for part in ["Two countries (co-production, kept by Northlight)", "CN"] {
        assert!(sentence.contains(part), "{sentence}");
    }
    for (at, is_free) in [
        ("2026-02-28T15:59:59Z", true),
        ("2026-02-28T16:00:00Z", false),
    ] {
        let asked = format!("purpose=sell&territory=CN&at={at}");
        assert_eq!(
            may(&mut operator, series, &asked).await["may"],
            is_free,
            "{at}"
        );
    }
    let early = json!([block(series, "CN, VN", "2026-02-01", "2026-06-30")]);
    let asked = json!({ "direction": "out", "blocks": early });
    let against = operator
        .post("/api/v1/desk/rights/check", asked)
        .await
        .json(200);
    let against = &against["items"][0];
    assert_eq!(
        (&against["dimension"], &against["from"]),
        (&json!("time"), &json!("2026-02-28T16:00:00Z"))
    );
    let sentence = against["sentence"].as_str().unwrap();
    assert!(sentence.contains("2026-02-28"), "{sentence}");
    // What is free, and what is sold.
    let free = "/api/v1/desk/rights/free?standing=sell_exclusive&media=Coins&language=en&at=2026-04-01T00:00:00Z";
    let free = operator.get(free).await.json(200);
    let codes = free["items"][0]["territories"].as_array().unwrap();
    for (code, is_free) in [("CN", false), ("HK", false), ("JP", true), ("DE", true)] {
        assert_eq!(codes.contains(&json!(code)), is_free, "{code}");
    }
    let grant = |place: &str| json!([block(series, place, "2026-03-05", "2026-06-30")]);
    let (_, refused) = try_contract(&mut operator, "OUT-1", "out", grant("CN, VN")).await;
    let told = refused.json(409)["error"].clone();
    assert_eq!(told["code"], "rights_conflict");
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .contains("kept by Northlight"),
        "{told}"
    );
    contract(&mut operator, "OUT-2", "out", grant("VN, JP")).await;
    let with = party(&mut operator, "Buyer").await;
    let new = json!({ "name": "D-1", "direction": "out", "party_id": with, "blocks": grant("HK"),
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(DEALS, new).await.json(201);
    let steps = format!("{DEALS}/{}/steps", deal["id"].as_str().unwrap());
    operator
        .post(&steps, json!({ "status": "offer" }))
        .await
        .json(200);
    let agreed = operator.post(&steps, json!({ "status": "agreed" })).await;
    assert_eq!(agreed.refusal(409), "rights_conflict");
}

#[sqlx::test]
async fn new_terms_and_the_end_of_an_agreement_move_the_book(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let keeps = |words: &str| terms(&json!({ "keeps": words }), &json!({}));
    agree(&mut operator, series, "2026-03-01", keeps("China"))
        .await
        .json(201);
    // From May on it is Germany instead. Trying terms out moves nothing.
    let body = json!({ "valid_from": "2026-03-01", "terms": keeps("France") });
    operator
        .post("/api/v1/desk/coproductions/try", body)
        .await
        .json(200);
    agree(&mut operator, series, "2026-05-01", keeps("Germany"))
        .await
        .json(201);
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    let kept = operator.get(&path).await.json(200);
    assert_eq!(kept["items"][1]["until"], "2026-05-01");
    for (place, at, is_free) in [
        ("CN", "2026-04-30T15:59:59Z", false),
        ("CN", "2026-04-30T16:00:00Z", true),
        ("DE", "2026-04-30T21:59:59Z", true),
        ("DE", "2026-04-30T22:00:00Z", false),
        ("FR", "2026-06-01T00:00:00Z", true),
    ] {
        let asked = format!("purpose=sell_exclusive&territory={place}&at={at}");
        let told = may(&mut operator, series, &asked).await;
        assert_eq!(told["may"], is_free, "{place} {at}");
    }
    // It ends: not in the past, not later than it does already.
    let end = format!("{path}/ending");
    let past = operator
        .post(&end, json!({ "ends_on": "2020-01-01" }))
        .await;
    assert_eq!(past.refusal(400), "coproduction_end_past");
    let ended = operator
        .post(&end, json!({ "ends_on": "2026-07-01" }))
        .await
        .json(200);
    assert_eq!(ended["items"][0]["until"], "2026-07-01");
    let later = operator
        .post(&end, json!({ "ends_on": "2026-08-01" }))
        .await;
    assert_eq!(later.refusal(409), "coproduction_end_set");
    for (at, is_free) in [
        ("2026-06-30T21:59:59Z", false),
        ("2026-06-30T22:00:00Z", true),
    ] {
        let asked = format!("purpose=play&territory=DE&at={at}");
        assert_eq!(
            may(&mut operator, series, &asked).await["may"],
            is_free,
            "{at}"
        );
    }
    // Terms that are kept later begin anew.
    agree(&mut operator, series, "2026-09-01", keeps("Germany"))
        .await
        .json(201);
    for (at, is_free) in [
        ("2026-08-01T00:00:00Z", true),
        ("2026-10-01T00:00:00Z", false),
    ] {
        let asked = format!("purpose=play&territory=DE&at={at}");
        assert_eq!(
            may(&mut operator, series, &asked).await["may"],
            is_free,
            "{at}"
        );
    }
    let none = house.publish("other", 1, 1).await.id;
    let nothing = format!("/api/v1/desk/series/{none}/coproductions/ending");
    let nothing = operator
        .post(&nothing, json!({ "ends_on": "2026-07-01" }))
        .await;
    nothing.refusal(404);
}

#[sqlx::test]
async fn what_somebody_else_has_is_not_kept(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let mut sold = block(series, "CN", "2026-03-05", "2026-06-30");
    sold["exclusive"] = json!(true);
    contract(&mut operator, "OUT-1", "out", json!([sold])).await;
    let keeps = |words: &str| terms(&json!({ "keeps": words }), &json!({}));
    let refused = agree(&mut operator, series, "2026-04-01", keeps("China, Germany")).await;
    let told = refused.json(409)["error"].clone();
    assert_eq!(told["code"], "coproduction_kept_sold");
    let message = told["message"].as_str().unwrap();
    for part in [
        "Northlight cannot keep",
        "OUT-1",
        "CN",
        "2026-03-31",
        "2026-06-30",
    ] {
        assert!(message.contains(part), "{message}");
    }
    // Refused, it has written nothing: neither terms nor a contract about money.
    let path = format!("/api/v1/desk/series/{series}");
    let kept = operator
        .get(&format!("{path}/coproductions"))
        .await
        .json(200);
    assert_eq!(kept["items"], json!([]));
    let shares = operator.get(&format!("{path}/contracts")).await.json(200);
    assert_eq!(shares["items"], json!([]));
    // Elsewhere, or once that is over, nothing is in the way; nor is what it kept itself before.
    agree(&mut operator, series, "2026-04-01", keeps("Germany"))
        .await
        .json(201);
    agree(&mut operator, series, "2026-07-01", keeps("China, Germany"))
        .await
        .json(201);
    // What the house has for some territories only is not missing where a partner keeps the others.
    let brought = house.publish("brought", 1, 1).await.id;
    let held = block(brought, "DE", "2026-01-01", "2026-12-31");
    contract(&mut operator, "IN-1", "in", json!([held])).await;
    agree(&mut operator, brought, "2026-04-01", keeps("China"))
        .await
        .json(201);
}

/// A draft of a contract out, and the way to it.
async fn draft(operator: &mut Device, name: &str, blocks: Value) -> (String, Value) {
    let with = party(operator, &format!("Party of {name}")).await;
    let new = json!({ "reference": name, "direction": "out", "party_id": with, "blocks": blocks });
    let made = operator.post(CONTRACTS, new).await.json(201);
    let path = format!("{CONTRACTS}/{}", made["id"].as_str().unwrap());
    (path, made)
}

#[sqlx::test]
async fn a_contract_is_put_in_force_once_who_decides_has_consented(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let decides = terms(
        &json!({ "approves": "East Asia" }),
        &json!({ "approves": "World" }),
    );
    agree(&mut operator, series, "2026-03-01", decides)
        .await
        .json(201);
    let grant = |place: &str, ends: &str| json!([block(series, place, "2026-03-05", ends)]);
    // Elsewhere nobody is asked.
    contract(&mut operator, "OUT-1", "out", grant("DE", "2026-06-30")).await;
    let (path, made) = draft(&mut operator, "OUT-2", grant("JP, DE", "2026-06-30")).await;
    let asked = &made["consents"][0];
    assert_eq!(made["consents"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&asked["name"], &asked["territories"], &asked["given"]),
        (&json!("Northlight"), &json!(["JP"]), &Value::Null)
    );
    let signed = json!({ "signed_on": "2026-03-01" });
    let activate = format!("{path}/activate");
    let refused = operator.post(&activate, signed.clone()).await;
    let told = refused.json(409)["error"].clone();
    assert_eq!(told["code"], "consent_missing");
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("Two countries, Northlight decides about licences in JP"),
        "{message}"
    );
    // Who is not asked does not consent; nobody consents tomorrow, or on another contract's paper.
    let consents = format!("{path}/consents");
    let say = |payee: &str, day: &str, document: Value| json!({ "payee": payee, "given_on": day, "note": "By letter", "document_id": document });
    for (sent, code) in [
        (say("house", "2026-03-01", Value::Null), "consent_unasked"),
        (say("northlight", "2099-01-01", Value::Null), "date_invalid"),
        (
            say("northlight", "2026-03-01", json!(series)),
            "not_in_the_rights",
        ),
    ] {
        let answer = operator.post(&consents, sent).await;
        let told: Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert_eq!(told["error"]["code"], code);
    }
    let kind = [("content-type", "application/octet-stream")];
    let file = format!("{path}/documents?name=consent.pdf");
    let kept = operator
        .send(Method::POST, &file, &kind, Body::from("%PDF consent"))
        .await
        .json(201);
    let paper = kept["documents"][0]["id"].clone();
    let given = operator
        .post(&consents, say("northlight", "2026-03-01", paper.clone()))
        .await
        .json(201);
    let given = given["consents"][0]["given"].clone();
    assert_eq!(
        (&given["given_on"], &given["document"], &given["note"]),
        (
            &json!("2026-03-01"),
            &json!("consent.pdf"),
            &json!("By letter")
        )
    );
    assert!(given["by"].is_string());
    let twice = operator
        .post(&consents, say("northlight", "2026-03-01", Value::Null))
        .await;
    assert_eq!(twice.refusal(409), "consent_known");
    // Taken back, it does not count.
    let back = |given: &Value| {
        format!(
            "/api/v1/desk/rights/consents/{}/withdrawal",
            given["id"].as_str().unwrap()
        )
    };
    let without = operator.post(&back(&given), json!({})).await.json(200);
    assert_eq!(without["consents"][0]["given"], Value::Null);
    assert_eq!(
        operator.post(&activate, signed.clone()).await.refusal(409),
        "consent_missing"
    );
    // Given to what the draft said, it is not given to what it says now.
    operator
        .post(&consents, say("northlight", "2026-03-01", paper.clone()))
        .await
        .json(201);
    let more = json!({ "note": "Longer", "blocks": grant("JP, DE", "2026-08-31") });
    let versions = format!("{path}/versions");
    operator.post(&versions, more).await.json(200);
    assert_eq!(
        operator.post(&activate, signed.clone()).await.refusal(409),
        "consent_missing"
    );
    let again = operator
        .post(&consents, say("northlight", "2026-03-01", paper.clone()))
        .await;
    let again = again.json(201)["consents"][0]["given"].clone();
    operator.post(&activate, signed).await.json(200);
    let shown = operator.get(&path).await.json(200);
    let asked = &shown["consents"][0];
    assert_eq!(
        (&asked["in_force"], &asked["given"]),
        (&again, &Value::Null)
    );
    // What put it in force is not taken back, and an amendment is asked about anew.
    assert_eq!(
        operator.post(&back(&again), json!({})).await.refusal(409),
        "consent_used"
    );
    let longer = json!({ "note": "Longer still", "blocks": grant("JP, DE", "2026-10-31") });
    let refused = operator.post(&versions, longer.clone()).await;
    assert_eq!(refused.refusal(409), "consent_missing");
    operator
        .post(&consents, say("northlight", "2026-03-01", Value::Null))
        .await
        .json(201);
    operator.post(&versions, longer).await.json(200);
    // Once the agreement has ended, nobody is asked.
    let ending = format!("/api/v1/desk/series/{series}/coproductions/ending");
    operator
        .post(&ending, json!({ "ends_on": "2026-03-04" }))
        .await
        .json(200);
    let (free, made) = draft(&mut operator, "OUT-3", grant("JP", "2026-06-30")).await;
    assert_eq!(made["consents"], json!([]));
    let signed = json!({ "signed_on": "2026-03-01" });
    operator
        .post(&format!("{free}/activate"), signed)
        .await
        .json(200);
}

#[sqlx::test]
async fn a_deal_is_signed_once_who_decides_has_consented(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let decides = terms(&json!({ "approves": "Japan" }), &json!({}));
    agree(&mut operator, series, "2026-03-01", decides)
        .await
        .json(201);
    let with = party(&mut operator, "Buyer").await;
    let grant = json!([block(series, "JP", "2026-03-05", "2026-06-30")]);
    let new = json!({ "name": "D-1", "direction": "out", "party_id": with, "blocks": grant,
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(DEALS, new).await.json(201);
    let id = deal["id"].as_str().unwrap().to_owned();
    let path = format!("{DEALS}/{id}");
    let steps = format!("{path}/steps");
    operator
        .post(&steps, json!({ "status": "offer" }))
        .await
        .json(200);
    let agreed = operator
        .post(&steps, json!({ "status": "agreed" }))
        .await
        .json(200);
    assert_eq!(agreed["consents"][0]["territories"], json!(["JP"]));
    let sign = json!({ "name": "Olga Operator", "document_digest": agreed["document_digest"], "passkey": null });
    let refused = operator.post(&format!("{path}/signatures"), sign).await;
    assert_eq!(refused.refusal(409), "consent_missing");
    let contract = agreed["contract_id"].as_str().unwrap();
    let consent = json!({ "payee": "northlight", "given_on": "2026-03-01" });
    let consents = format!("{CONTRACTS}/{contract}/consents");
    operator.post(&consents, consent).await.json(201);
    both_sign(&mut operator, &id).await;
    let signed = operator.get(&path).await.json(200);
    assert_eq!(
        (&signed["status"], &signed["consents"]),
        (&json!("signed"), &json!([]))
    );
}

#[sqlx::test]
async fn viewers_are_told_whose_co_production_it_is(db: PgPool) {
    let (house, mut operator) = house(db).await;
    partner(&mut operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let mut viewer = house.device();
    let page = "/api/v1/series/heiress";
    let before = from(&mut viewer, "DE", page).await.json(200);
    assert_eq!(before["coproduction"], json!([]));
    let lines = json!({ "credits": ["In association with Northlight"] });
    agree(
        &mut operator,
        series,
        "2026-03-01",
        terms(&lines, &json!({})),
    )
    .await
    .json(201);
    let told = from(&mut viewer, "DE", page).await.json(200);
    let named = json!([
        { "name": "Northlight", "credits": ["In association with Northlight"] },
        { "name": "The house", "credits": [] },
    ]);
    assert_eq!(told["coproduction"], named);
    // Terms that have yet to hold are told once they do.
    let next = terms(
        &json!({ "credits": ["Produced by Northlight"] }),
        &json!({}),
    );
    agree(&mut operator, series, "2026-03-20", next)
        .await
        .json(201);
    assert_eq!(
        from(&mut viewer, "DE", page).await.json(200)["coproduction"],
        named
    );
    house.app.clock.advance(Duration::days(30));
    let later = from(&mut viewer, "DE", page).await.json(200);
    assert_eq!(
        later["coproduction"][0]["credits"],
        json!(["Produced by Northlight"])
    );
}
