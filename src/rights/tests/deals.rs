//! A deal from the enquiry to its end.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{block, from, house, paper, party, said_by};
use crate::people::Role;
use crate::people::tests::authenticator::Authenticator;
use crate::testing::{Answer, Device, TestHouse};

const DEALS: &str = "/api/v1/desk/rights/deals";

fn fee() -> Value {
    json!({ "kind": "flat", "currency": "USD", "amount": 150_000, "payments": [
        { "id": "00000000-0000-4000-8000-000000000001", "due_on": "2026-03-10", "minor": 100_000, "note": "On signing" },
        { "id": "00000000-0000-4000-8000-000000000002", "due_on": "2026-04-10", "minor": 50_000, "note": "On delivery" }] })
}

async fn enquire(operator: &mut Device, name: &str, blocks: Value) -> String {
    let party = party(operator, &format!("Buyer of {name}")).await;
    let new = json!({ "name": name, "direction": "out", "party_id": party, "blocks": blocks, "fee": fee() });
    let made = operator.post(DEALS, new).await.json(201);
    assert_eq!(made["status"], "enquiry");
    made["id"].as_str().unwrap().to_owned()
}

async fn step(operator: &mut Device, id: &str, step: Value) -> Answer {
    operator.post(&format!("{DEALS}/{id}/steps"), step).await
}

async fn sign(device: &mut Device, id: &str, extra: Value) -> Answer {
    let deal = device
        .post(&format!("{DEALS}/{id}/signing"), json!({}))
        .await
        .json(200);
    let mut body = json!({ "name": "Olga Operator", "document_digest": deal["document_digest"], "passkey": null });
    for (key, value) in extra.as_object().unwrap() {
        body[key] = value.clone();
    }
    device.post(&format!("{DEALS}/{id}/signatures"), body).await
}

async fn own_series(db: PgPool) -> (TestHouse, Device, uuid::Uuid) {
    let (house, operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    (house, operator, series)
}

fn alone(series: uuid::Uuid, territories: &str) -> Value {
    let mut wanted = block(series, territories, "2026-03-05", "2026-03-20");
    wanted["exclusive"] = json!(true);
    json!([wanted])
}

#[sqlx::test]
async fn a_deal_is_offered_agreed_signed_delivered_live_and_ended(db: PgPool) {
    let (house, mut operator, series) = own_series(db).await;
    let id = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    // Nothing is agreed that was never offered.
    let early = step(&mut operator, &id, json!({ "status": "agreed" })).await;
    assert_eq!(early.refusal(409), "deal_state");
    step(
        &mut operator,
        &id,
        json!({ "status": "offer", "lock_days": 7 }),
    )
    .await
    .json(200);
    let counter =
        json!({ "status": "counter", "note": "And Portugal", "blocks": alone(series, "BR, PT") });
    step(&mut operator, &id, counter).await.json(200);
    let agreed = step(&mut operator, &id, json!({ "status": "agreed" }))
        .await
        .json(200);
    let digest = agreed["document_digest"].as_str().unwrap();
    let document = operator.get(&format!("{DEALS}/{id}/document")).await;
    assert!(document.bytes.starts_with(b"%PDF"));
    assert_eq!(
        crate::storage::hex(&Sha256::digest(&document.bytes)),
        digest
    );
    // Another document than the one that was read is not signed.
    let other = sign(&mut operator, &id, json!({ "document_digest": "00" })).await;
    assert_eq!(other.refusal(409), "document_changed");
    assert_eq!(
        sign(&mut operator, &id, json!({})).await.json(200)["in_force"],
        false
    );
    assert_eq!(
        sign(&mut operator, &id, json!({})).await.refusal(409),
        "signed_already"
    );
    // The other side's is recorded from a copy that is kept, and one copy bears out one signature.
    let without = json!({ "name": "Bruna Buyer", "recorded": true });
    let refused = sign(&mut operator, &id, without).await;
    assert_eq!(refused.refusal(400), "copy_needed");
    let copy = paper(&mut operator, &id, "%PDF by hand").await;
    let recorded = json!({ "name": "Bruna Buyer", "recorded": true, "copy_id": copy });
    assert_eq!(
        sign(&mut operator, &id, recorded).await.json(200)["in_force"],
        true
    );
    let signed = operator.get(&format!("{DEALS}/{id}")).await.json(200);
    assert_eq!(signed["status"], "signed");
    let kept = &signed["signatures"][1];
    let by_hand = crate::storage::hex(&Sha256::digest("%PDF by hand"));
    assert_eq!(kept["copy_digest"], by_hand);
    let file = format!("/api/v1/desk/rights/papers/{}", copy.as_str().unwrap());
    assert_eq!(operator.get(&file).await.bytes, b"%PDF by hand");
    let methods: Vec<&Value> = signed["signatures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["method"])
        .collect();
    assert_eq!(methods, ["session", "recorded"]);
    let sheet = operator.get(&format!("{DEALS}/{id}/signatures")).await;
    let told = said_by(&sheet.bytes).replace(' ', "");
    assert!(told.contains(&by_hand), "{told}");
    // Whoever is no side of it does not learn that there is one.
    let mut stranger = house.account("Sam", Role::Viewer).await;
    let hidden = stranger.get(&format!("{DEALS}/{id}/signatures")).await;
    hidden.json(404);
    step(&mut operator, &id, json!({ "status": "delivered" }))
        .await
        .json(200);
    let mut viewer = house.device();
    from(&mut viewer, "PT", "/api/v1/series/heiress")
        .await
        .json(200);
    house.app.clock.advance(Duration::days(6));
    assert_eq!(
        operator.get(&format!("{DEALS}/{id}")).await.json(200)["status"],
        "live"
    );
    // It is the licensee's alone meanwhile.
    from(&mut viewer, "PT", "/api/v1/series/heiress")
        .await
        .refusal(451);
    // The instalment is written down once, as income of the house.
    let income = json!({ "id": "00000000-0000-4000-8000-000000000001", "kind": "licence", "series_id": series,
        "amount": { "minor": 100_000, "currency": "USD" }, "territory": "BR", "note": "D-1" });
    operator.post("/api/v1/desk/income", income).await.json(201);
    let paid = operator.get(&format!("{DEALS}/{id}")).await.json(200)["written_down"].clone();
    assert_eq!(paid, json!(["00000000-0000-4000-8000-000000000001"]));
    let steps: Vec<String> = operator.get(&format!("{DEALS}/{id}")).await.json(200)["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        steps,
        [
            "enquiry",
            "offer",
            "counter",
            "agreed",
            "signed",
            "delivered"
        ]
    );
    step(&mut operator, &id, json!({ "status": "ended" }))
        .await
        .json(200);
    from(&mut viewer, "PT", "/api/v1/series/heiress")
        .await
        .json(200);
}

#[sqlx::test]
async fn a2_what_is_locked_is_offered_to_nobody_else_until_the_lock_expires(db: PgPool) {
    let (house, mut operator, series) = own_series(db).await;
    let first = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    let second = enquire(&mut operator, "D-2", alone(series, "LATAM")).await;
    step(
        &mut operator,
        &first,
        json!({ "status": "offer", "lock_days": 2 }),
    )
    .await
    .json(200);
    step(&mut operator, &second, json!({ "status": "offer" }))
        .await
        .json(200);
    let refused = step(&mut operator, &second, json!({ "status": "agreed" }))
        .await
        .json(409);
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.contains("D-1") && told.contains("BR"), "{told}");
    let both = step(
        &mut operator,
        &second,
        json!({ "status": "offer", "lock_days": 1 }),
    )
    .await;
    assert_eq!(both.refusal(409), "rights_conflict");
    let long = step(
        &mut operator,
        &second,
        json!({ "status": "offer", "lock_days": 9_999 }),
    )
    .await;
    assert_eq!(long.refusal(400), "lock_too_long");
    // Viewers are not kept out by what is talked about.
    let mut viewer = house.device();
    from(&mut viewer, "BR", "/api/v1/series/heiress")
        .await
        .json(200);
    house.app.clock.advance(Duration::days(2));
    step(&mut operator, &second, json!({ "status": "agreed" }))
        .await
        .json(200);
    let late = step(&mut operator, &first, json!({ "status": "agreed" })).await;
    // Agreed is not signed: the one that signs first has it.
    late.json(200);
}

#[sqlx::test]
async fn a_passkey_signs_the_documents_digest_and_who_has_one_signs_with_it(db: PgPool) {
    let (house, mut operator, series) = own_series(db).await;
    let mut phone = Authenticator::new(3);
    let started = operator
        .post(
            "/api/v1/auth/passkeys/register/start",
            json!({ "name": "Phone" }),
        )
        .await
        .json(200);
    let credential = phone.create(&started["options"]);
    let finish = json!({ "ceremony": started["ceremony"], "credential": credential });
    operator
        .post("/api/v1/auth/passkeys/register/finish", finish)
        .await
        .json(200);
    let id = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    step(&mut operator, &id, json!({ "status": "offer" }))
        .await
        .json(200);
    step(&mut operator, &id, json!({ "status": "agreed" }))
        .await
        .json(200);
    let path = format!("{DEALS}/{id}/signing");
    let signing = operator.post(&path, json!({})).await.json(200);
    let without =
        json!({ "name": "Olga", "document_digest": signing["document_digest"], "passkey": null });
    let signatures = format!("{DEALS}/{id}/signatures");
    let refused = operator.post(&signatures, without.clone()).await;
    assert_eq!(refused.refusal(403), "passkey_needed");
    let with = |ceremony: &Value, answer: Value| {
        let mut body = without.clone();
        body["passkey"] = json!({ "ceremony": ceremony["ceremony"], "credential": answer });
        body
    };
    // An answer to another challenge, as of a login, is no signature.
    let login = operator
        .post("/api/v1/auth/passkeys/login/start", json!({}))
        .await
        .json(200);
    let wrong = phone.get(&login["options"]);
    let answer = operator
        .post(&signatures, with(&signing["ceremony"], wrong))
        .await;
    assert_eq!(answer.status, 400);
    let signing = operator.post(&path, json!({})).await.json(200);
    let right = phone.get(&signing["ceremony"]["options"]);
    let body = with(&signing["ceremony"], right);
    operator.post(&signatures, body.clone()).await.json(200);
    assert_eq!(operator.post(&signatures, body).await.status, 400);
    let kept: Value = sqlx::query_scalar("select evidence from rights_signatures")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(kept["digest"], signing["document_digest"]);
    // The other side, by the link that the house gave them; an address that somebody registered first is no proof.
    let mut stranger = house.account("Stranger", Role::Viewer).await;
    assert_eq!(stranger.post(&path, json!({})).await.status, 404);
    sqlx::query("update rights_parties set email = 'stranger@example.org'")
        .execute(&house.app.db)
        .await
        .unwrap();
    assert_eq!(stranger.post(&path, json!({})).await.status, 404);
    let invite = format!("{DEALS}/{id}/invitation");
    let older = operator.post(&invite, json!({})).await.json(201);
    let newer = operator.post(&invite, json!({})).await.json(201);
    let token = |made: &Value| {
        let (_, token) = made["link"]
            .as_str()
            .unwrap()
            .split_once("/deals#")
            .unwrap();
        json!({ "token": token })
    };
    let claim = "/api/v1/deals/claim";
    assert_eq!(house.device().post(claim, token(&newer)).await.status, 401);
    let mut buyer = house.account("Bruna", Role::Viewer).await;
    assert_eq!(buyer.post(claim, token(&older)).await.status, 404);
    assert_eq!(buyer.post(claim, json!({ "token": "x" })).await.status, 404);
    for _ in 0..2 {
        let deals = buyer.post(claim, token(&newer)).await.json(200);
        assert_eq!(deals["items"][0]["id"], json!(id));
    }
    assert_eq!(
        stranger.post(claim, token(&newer)).await.refusal(410),
        "link_over"
    );
    let none = stranger.get("/api/v1/deals").await.json(200);
    assert_eq!(none["items"], json!([]));
    let document = buyer.get(&format!("{DEALS}/{id}/document")).await;
    assert_eq!(document.status, 200);
    assert_eq!(
        sign(&mut buyer, &id, json!({ "name": "Bruna" }))
            .await
            .json(200)["in_force"],
        true
    );
    stranger
        .get(&format!("{DEALS}/{id}/document"))
        .await
        .refusal(404);
}

#[sqlx::test]
async fn an_option_keeps_others_out_and_not_its_holder(db: PgPool) {
    let (_house, mut operator, series) = own_series(db).await;
    let holder = party(&mut operator, "Holder").await;
    let mut option = alone(series, "BR");
    option[0]["kind"] = json!("option");
    option[0]["expires_at"] = json!("2026-03-31T00:00:00Z");
    let contracts = "/api/v1/desk/rights/contracts";
    let new =
        json!({ "reference": "O-1", "direction": "out", "party_id": holder, "blocks": option });
    let made = operator.post(contracts, new).await.json(201);
    let path = format!("{contracts}/{}/activate", made["id"].as_str().unwrap());
    let signed = json!({ "signed_on": "2026-03-01" });
    operator.post(&path, signed).await.json(200);

    let other = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    step(&mut operator, &other, json!({ "status": "offer" }))
        .await
        .json(200);
    let refused = step(&mut operator, &other, json!({ "status": "agreed" })).await;
    let told = refused.json(409);
    assert!(
        told["error"]["message"].as_str().unwrap().contains("O-1"),
        "{told}"
    );
    let new = json!({ "name": "D-2", "direction": "out", "party_id": holder, "blocks": alone(series, "BR"), "fee": fee() });
    let made = operator.post(DEALS, new).await.json(201);
    let own = made["id"].as_str().unwrap().to_owned();
    for status in ["offer", "agreed"] {
        step(&mut operator, &own, json!({ "status": status }))
            .await
            .json(200);
    }
}

#[sqlx::test]
async fn what_is_free_is_what_is_left_after_the_deals(db: PgPool) {
    let (house, mut operator, series) = own_series(db).await;
    let free = "/api/v1/desk/rights/free?standing=sell_exclusive&media=Coins&language=pt&at=2026-03-10T00:00:00Z";
    let all = operator.get(free).await.json(200);
    let everywhere = all["territories"].as_array().unwrap().len();
    assert_eq!(all["series"], 1);
    assert!(everywhere >= 249);
    let id = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    step(
        &mut operator,
        &id,
        json!({ "status": "offer", "lock_days": 3 }),
    )
    .await
    .json(200);
    let left = operator.get(free).await.json(200);
    let codes = left["items"][0]["territories"].as_array().unwrap();
    assert!(codes.len() == everywhere - 1 && !codes.contains(&json!("BR")));
    let soon = operator
        .get("/api/v1/desk/rights/horizon?standing=sell&days=30")
        .await
        .json(200);
    assert_eq!(soon["items"][0]["turn"], "lapses", "{soon}");
    assert_eq!(soon["items"][0]["titles"], json!(["Heiress"]));
    assert_eq!(
        operator
            .get("/api/v1/desk/rights/free?standing=sell&media=X&language=pt")
            .await
            .refusal(400),
        "rights_unknown_media"
    );
    let mut bad = fee();
    bad["payments"][0]["minor"] = json!(1);
    let party = party(&mut operator, "P").await;
    let new = json!({ "name": "D-9", "direction": "out", "party_id": party, "blocks": alone(series, "BR"), "fee": bad });
    assert_eq!(
        operator.post(DEALS, new).await.refusal(400),
        "payments_invalid"
    );
    // A body that is no body changes nothing.
    let headers = [("content-type", "application/json")];
    let answer = house
        .account("Otto", Role::Operator)
        .await
        .send(Method::POST, DEALS, &headers, Body::from("{"))
        .await;
    assert_eq!(answer.status, 400);
}

#[sqlx::test]
async fn a_house_may_have_deals_signed_by_passkey_alone(db: PgPool) {
    let (_house, mut operator, series) = own_series(db).await;
    let rule = json!({ "region": { "passkey_signatures": true } });
    operator.patch("/api/v1/desk/house", rule).await.json(200);
    let id = enquire(&mut operator, "D-1", alone(series, "BR")).await;
    for status in ["offer", "agreed"] {
        let moved = json!({ "status": status });
        step(&mut operator, &id, moved).await.json(200);
    }
    // Being logged in does not do, and it is said what does; nor does a copy that was signed elsewhere.
    let logged_in = sign(&mut operator, &id, json!({})).await;
    let told = logged_in.json(403)["error"].clone();
    assert_eq!(told["code"], "passkey_missing");
    assert!(
        told["remedy"].as_str().unwrap().contains("Add a passkey"),
        "{told}"
    );
    let copy = paper(&mut operator, &id, "%PDF by hand").await;
    let recorded = json!({ "recorded": true, "copy_id": copy });
    let recorded = sign(&mut operator, &id, recorded).await;
    assert_eq!(recorded.refusal(409), "signature_recorded");
    let deal = operator.get(&format!("{DEALS}/{id}")).await.json(200);
    assert_eq!(deal["signatures"], json!([]));
}
