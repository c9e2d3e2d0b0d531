//! Nothing is licensed on before its documents exist.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, house, party, strict_house, try_contract};
use crate::testing::{Answer, Device};

const TITLES: &str = "/api/v1/desk/rights/titles";
const DOCUMENTS: &str = "/api/v1/desk/rights/title-documents";

async fn policy(operator: &mut Device, policy: &str) {
    let answer = operator
        .put(&format!("{TITLES}/policy"), json!({ "policy": policy }))
        .await;
    assert_eq!(answer.status, 204);
}

async fn provide(operator: &mut Device, series: uuid::Uuid, document: Value) -> Value {
    operator
        .post(&format!("{TITLES}/{series}/documents"), document)
        .await
        .json(201)
}

/// Everything that a series with people before a camera must have.
async fn complete(operator: &mut Device, series: uuid::Uuid) {
    for paper in [
        "writer",
        "director",
        "producer",
        "performers",
        "composition",
        "master",
    ] {
        let document = json!({ "paper": paper, "reference": format!("Folder 7, {paper}") });
        provide(operator, series, document).await;
    }
}

fn message(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.bytes).unwrap();
    body["error"]["message"].as_str().unwrap().to_owned()
}

async fn states(operator: &mut Device, series: uuid::Uuid) -> Vec<(String, String)> {
    let chain = operator.get(&format!("{TITLES}/{series}")).await.json(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    chain["needs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|need| (text(&need["paper"]), text(&need["state"])))
        .collect()
}

#[sqlx::test]
async fn what_lacks_a_document_is_not_licensed_on(db: PgPool) {
    let (house, mut operator) = strict_house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let out = json!([block(series, "BR, PT", "2026-03-05", "2026-06-30")]);
    let asked = json!({ "direction": "out", "blocks": out });
    let check = format!("{TITLES}/check");
    let told = operator.post(&check, asked.clone()).await.json(200);
    assert_eq!(told["policy"], "block");
    assert_eq!(told["items"].as_array().unwrap().len(), 6);
    // One that is to be warned goes on.
    policy(&mut operator, "warn").await;
    contract(&mut operator, "C-1", "out", out.clone()).await;

    sqlx::query("delete from title_policies")
        .execute(&house.app.db)
        .await
        .unwrap();
    // A house that never chose refuses.
    let with = party(&mut operator, "Buyer").await;
    let new = json!({ "reference": "C-2", "direction": "out", "party_id": with, "blocks": out });
    let path = "/api/v1/desk/rights/contracts";
    let refused = operator.post(path, new.clone()).await;
    let told = message(&refused);
    assert_eq!(refused.refusal(409), "title_incomplete");
    for part in ["the writer's agreement is missing", "master recording"] {
        assert!(told.contains(part), "{told}");
    }
    // What comes in, and what is only reserved, needs none.
    let mut option = block(series, "JP", "2026-03-05", "2026-06-30");
    option["kind"] = json!("option");
    option["expires_at"] = json!("2026-05-01T00:00:00Z");
    contract(&mut operator, "C-3", "out", json!([option])).await;

    complete(&mut operator, series).await;
    operator.post(path, new).await.json(201);
    assert!(
        states(&mut operator, series)
            .await
            .iter()
            .all(|(_, state)| state == "provided")
    );
    // Of a house that does not ask, nothing is asked.
    policy(&mut operator, "off").await;
    let other = house.publish("other", 1, 1).await.id;
    let free = json!([block(other, "DE", "2026-03-05", "2026-06-30")]);
    contract(&mut operator, "C-4", "out", free).await;
}

#[sqlx::test]
async fn a_document_is_kept_checked_and_taken_away_with_a_reason(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    let added = provide(
        &mut operator,
        series,
        json!({ "paper": "writer", "reference": "Agreement W-3" }),
    )
    .await;
    let id = added["id"].as_str().unwrap().to_owned();
    let file = format!("{DOCUMENTS}/{id}/file");
    let kind = [("content-type", "application/octet-stream")];
    let path = format!("{file}?name=w 3.pdf");
    let path = path.replace(' ', "%20");
    let empty = operator.send(Method::PUT, &path, &kind, Body::empty());
    assert_eq!(empty.await.refusal(400), "title_file_empty");
    let sent = operator.send(Method::PUT, &path, &kind, Body::from("%PDF signed"));
    sent.await.json(200);
    // What is signed is not replaced.
    let again = operator.send(Method::PUT, &path, &kind, Body::from("%PDF other"));
    assert_eq!(again.await.status, 404);
    let came = operator.get(&file).await;
    assert_eq!(came.bytes, b"%PDF signed");
    let chain = operator
        .post(&format!("{DOCUMENTS}/{id}/check"), json!({}))
        .await
        .json(200);
    let writer = chain["needs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|need| need["paper"] == "writer")
        .unwrap();
    assert_eq!(writer["state"], "checked");
    assert!(writer["documents"][0]["checked_at"].is_string());
    let path = format!("{DOCUMENTS}/{id}/removal");
    let mute = operator.post(&path, json!({ "reason": " " })).await;
    assert_eq!(mute.refusal(400), "text_invalid");
    operator
        .post(&path, json!({ "reason": "Signed by somebody else" }))
        .await
        .json(200);
    let first = states(&mut operator, series).await[0].clone();
    assert_eq!(first, ("writer".to_owned(), "missing".to_owned()));
    // The row stays, with who and why.
    let why: String = sqlx::query_scalar("select removed_why from title_documents")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(why, "Signed by somebody else");
}

#[sqlx::test]
async fn a_house_adds_and_waives_with_a_reason_that_is_kept(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    complete(&mut operator, series).await;
    let path = format!("{TITLES}/{series}/exceptions");
    let added = json!({ "paper": "other", "subject": "Drone permit", "change": "added", "reason": "Filmed over a harbour" });
    operator.post(&path, added.clone()).await.json(201);
    assert_eq!(
        operator.post(&path, added).await.refusal(409),
        "title_exception_known"
    );
    let out = json!([block(series, "BR", "2026-03-05", "2026-06-30")]);
    let asked = json!({ "direction": "out", "blocks": out });
    let check = format!("{TITLES}/check");
    let lacks = operator.post(&check, asked.clone()).await.json(200);
    assert_eq!(lacks["items"].as_array().unwrap().len(), 1);
    assert_eq!(lacks["items"][0]["subject"], "Drone permit");
    let permit = json!({ "paper": "other", "subject": "Drone permit", "reference": "DP-1" });
    provide(&mut operator, series, permit).await;
    // Adapted: one more is asked for; without music, two less.
    let about = json!({ "kind": "live_action", "adapted": true, "music": false });
    let chain = operator
        .put(&format!("{TITLES}/{series}"), about)
        .await
        .json(200);
    assert_eq!(chain["needs"][0]["paper"], "underlying");
    assert_eq!(chain["missing"], 1);
    let waived = json!({ "paper": "underlying", "change": "waived", "reason": "The book is free of rights" });
    let chain = operator.post(&path, waived).await.json(201);
    assert_eq!(chain["missing"], 0);
    let free = operator.post(&check, asked.clone()).await.json(200);
    assert_eq!(free["items"], json!([]));
    let exceptions: Vec<&Value> = chain["needs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|need| need["state"] == "waived")
        .collect();
    let exception = &exceptions[0]["exception"];
    assert_eq!(exception["reason"], "The book is free of rights");
    let id = exception["id"].as_str().unwrap();
    let path = format!("/api/v1/desk/rights/title-exceptions/{id}");
    operator.delete(&path).await.json(200);
    let lacks = operator.post(&check, asked).await.json(200);
    assert_eq!(lacks["items"][0]["paper"], "underlying");
    let bad = json!({ "kind": "opera", "adapted": true, "music": false });
    let refused = operator.put(&format!("{TITLES}/{series}"), bad).await;
    assert_eq!(refused.refusal(400), "title_kind_unknown");
}

#[sqlx::test]
async fn a_document_narrower_than_the_grant_blocks_it_and_says_where(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    complete(&mut operator, series).await;
    let path = format!("{TITLES}/{series}/exceptions");
    let voice = json!({ "paper": "voice", "subject": "Mina Park", "change": "added", "reason": "Narrates it" });
    operator.post(&path, voice).await.json(201);
    // The register of consents counts as the document.
    let consent = json!({ "person": "Mina Park", "uses": ["voice"], "series": ["heiress"], "territories": ["BR", "PT"],
        "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-12-31T00:00:00Z", "document": "ab".repeat(32) });
    let titled: String = sqlx::query_scalar("select title from series where id = $1")
        .bind(series)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let mut consent = consent;
    consent["series"] = json!([titled]);
    operator
        .post("/api/v1/desk/consents", consent)
        .await
        .json(201);
    let (_, wide) = draft(
        &mut operator,
        "W-1",
        block(series, "BR, PT, AR", "2026-03-05", "2026-06-30"),
    )
    .await;
    let told = message(&wide);
    assert_eq!(wide.refusal(409), "title_incomplete");
    assert!(
        told.contains("Mina Park's consent to the use of their voice does not reach AR"),
        "{told}"
    );
    let (_, long) = draft(
        &mut operator,
        "W-2",
        block(series, "BR", "2026-03-05", "2027-06-30"),
    )
    .await;
    assert!(message(&long).contains("does not hold for the whole time"));
    let (_, fits) = draft(
        &mut operator,
        "W-3",
        block(series, "BR, PT", "2026-03-05", "2026-06-30"),
    )
    .await;
    fits.json(201);
    // Media, too; and another document makes up for the rest of the territories.
    let more = json!({ "paper": "voice", "subject": "Mina Park", "reference": "Rider 2", "territories": "AR", "media": ["SVOD"] });
    provide(&mut operator, series, more).await;
    let (_, narrow) = draft(
        &mut operator,
        "W-4",
        block(series, "BR, AR", "2026-03-05", "2026-06-30"),
    )
    .await;
    assert_eq!(narrow.refusal(409), "title_incomplete");
    let mut svod = block(series, "BR, AR", "2026-03-05", "2026-06-30");
    svod["media"] = json!(["SVOD"]);
    let (_, fits) = draft(&mut operator, "W-5", svod).await;
    fits.json(201);
    // Of the two, nobody has read the rider yet.
    let chain = states(&mut operator, series).await;
    assert_eq!(
        chain.iter().find(|(paper, _)| paper == "voice").unwrap().1,
        "provided"
    );
}

async fn draft(operator: &mut Device, name: &str, block: Value) -> (String, Answer) {
    let with = party(operator, &format!("Party of {name}")).await;
    let new = json!({ "reference": name, "direction": "out", "party_id": with, "blocks": [block] });
    let answer = operator.post("/api/v1/desk/rights/contracts", new).await;
    (name.to_owned(), answer)
}

#[sqlx::test]
async fn a_deal_is_not_agreed_and_not_signed_without_its_documents(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    let with = party(&mut operator, "Buyer").await;
    let deals = "/api/v1/desk/rights/deals";
    let fee = json!({ "kind": "none", "currency": "USD" });
    let out = json!([block(series, "BR", "2026-03-05", "2026-06-30")]);
    let deal =
        json!({ "name": "D-1", "direction": "out", "party_id": with, "blocks": out, "fee": fee });
    let deal = operator.post(deals, deal).await.json(201);
    let path = format!("{deals}/{}", deal["id"].as_str().unwrap());
    let steps = format!("{path}/steps");
    let offer = json!({ "status": "offer" });
    operator.post(&steps, offer).await.json(200);
    let agreed = json!({ "status": "agreed" });
    let refused = operator.post(&steps, agreed.clone()).await;
    assert_eq!(refused.refusal(409), "title_incomplete");
    complete(&mut operator, series).await;
    operator.post(&steps, agreed).await.json(200);
    // A document is found wanting before anybody has signed.
    let chain = operator.get(&format!("{TITLES}/{series}")).await.json(200);
    let id = chain["needs"][0]["documents"][0]["id"].as_str().unwrap();
    let gone = json!({ "reason": "Not theirs to give" });
    operator
        .post(&format!("{DOCUMENTS}/{id}/removal"), gone)
        .await
        .json(200);
    let digest = operator.get(&path).await.json(200)["document_digest"].clone();
    let sign = json!({ "name": "Olga Operator", "document_digest": digest, "passkey": null });
    let refused = operator.post(&format!("{path}/signatures"), sign).await;
    assert_eq!(refused.refusal(409), "title_incomplete");
}

#[sqlx::test]
async fn what_came_by_a_contract_rests_on_it_alone(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    let given = json!([block(series, "World", "2026-01-01", "2027-12-31")]);
    let id = contract(&mut operator, "IN-1", "in", given).await;
    assert_eq!(
        states(&mut operator, series).await,
        [("contract_in".to_owned(), "checked".to_owned())]
    );
    let out = json!([block(series, "BR", "2026-03-05", "2026-06-30")]);
    contract(&mut operator, "OUT-1", "out", out).await;
    let path = format!("/api/v1/desk/rights/contracts/{id}/withdraw");
    operator.post(&path, json!({})).await.json(200);
    assert_eq!(
        states(&mut operator, series).await,
        [("contract_in".to_owned(), "missing".to_owned())]
    );
    let made = try_contract(
        &mut operator,
        "IN-2",
        "in",
        json!([block(series, "World", "2026-01-01", "2027-12-31")]),
    );
    made.await.1.json(200);
}

#[sqlx::test]
async fn the_days_of_a_document_are_those_of_a_grant(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    policy(&mut operator, "block").await;
    for paper in [
        "writer",
        "director",
        "producer",
        "performers",
        "composition",
        "master",
    ] {
        let territories = (paper == "writer").then_some("DE, US");
        let document = json!({ "paper": paper, "reference": format!("Folder 7, {paper}"), "starts": "2026-03-05",
            "ends": "2026-06-30", "territories": territories });
        provide(&mut operator, series, document).await;
    }
    for (name, places) in [("C-1", "DE"), ("C-2", "US"), ("C-3", "DE, US")] {
        let (_, same) = draft(
            &mut operator,
            name,
            block(series, places, "2026-03-05", "2026-06-30"),
        )
        .await;
        same.json(201);
    }
    let (_, longer) = draft(
        &mut operator,
        "C-4",
        block(series, "US", "2026-03-05", "2026-07-01"),
    )
    .await;
    let told = message(&longer);
    assert_eq!(longer.refusal(409), "title_incomplete");
    assert!(told.contains("does not hold for the whole time"), "{told}");
    // One that is for other places is not said to be too short.
    let (_, elsewhere) = draft(
        &mut operator,
        "C-5",
        block(series, "JP", "2026-03-05", "2026-06-30"),
    )
    .await;
    let told = message(&elsewhere);
    assert!(
        told.contains("the writer's agreement does not reach JP"),
        "{told}"
    );
}
