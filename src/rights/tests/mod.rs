mod amended;
mod avails;
mod avails_in;
mod chain;
mod changed;
mod contracts;
mod coproductions;
mod deals;
mod first_refusal;
mod gate;
mod grid;
mod held_to_paper;
mod kept;
mod measure;
mod paid;
mod served;
mod slates;
mod standing;
mod terms;
mod where_from;
mod words;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::config::Config;
use crate::people::Role;
use crate::testing::{Answer, Device, TestHouse};

/// Behind a proxy that says where a viewer is.
pub fn behind_proxy() -> Config {
    Config {
        behind_proxy: true,
        territory_header: Some("cf-ipcountry".into()),
        ..Config::default()
    }
}

/// A house whose proxy says where viewers are, with an operator. It licenses on what lacks documents.
pub async fn house(db: PgPool) -> (TestHouse, Device) {
    let (house, operator) = strict_house(db).await;
    house.ask_for_no_papers().await;
    (house, operator)
}

/// The same as houses begin: what lacks documents is not licensed on.
pub async fn strict_house(db: PgPool) -> (TestHouse, Device) {
    let house = TestHouse::with(db, behind_proxy()).await;
    let operator = house.account("Olga", Role::Operator).await;
    (house, operator)
}

/// Asks from somewhere.
pub async fn from(device: &mut Device, territory: &str, path: &str) -> Answer {
    let headers = [("cf-ipcountry", territory)];
    device
        .send(Method::GET, path, &headers, Body::empty())
        .await
}

/// A grant in of everything by coins, with what a test wants otherwise.
pub fn block(series: Uuid, territories: &str, starts: &str, ends: &str) -> Value {
    json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": territories, "languages": null,
        "starts": starts, "ends": ends, "exclusive": false, "sublicence": true })
}

pub async fn party(operator: &mut Device, name: &str) -> Value {
    let party = json!({ "name": name, "territory": "GB", "email": null, "payee_id": null });
    operator
        .post("/api/v1/desk/rights/parties", party)
        .await
        .json(201)["id"]
        .clone()
}

/// Writes a contract down and puts it in force; gives its id.
pub async fn contract(operator: &mut Device, name: &str, direction: &str, blocks: Value) -> String {
    let (id, answer) = try_contract(operator, name, direction, blocks).await;
    answer.json(200);
    id
}

/// The same with the answer to putting it in force.
pub async fn try_contract(
    operator: &mut Device,
    name: &str,
    direction: &str,
    blocks: Value,
) -> (String, Answer) {
    let party = party(operator, &format!("Party of {name}")).await;
    let new =
        json!({ "reference": name, "direction": direction, "party_id": party, "blocks": blocks });
    let made = operator
        .post("/api/v1/desk/rights/contracts", new)
        .await
        .json(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/desk/rights/contracts/{id}/activate");
    let answer = operator
        .post(&path, json!({ "signed_on": "2026-03-01" }))
        .await;
    (id, answer)
}

/// Keeps a paper of a deal, such as the copy that the other side has signed; gives its id.
pub async fn paper(operator: &mut Device, deal: &str, bytes: &'static str) -> Value {
    let path = format!("/api/v1/desk/rights/deals/{deal}/papers?name=signed.pdf");
    let kind = [("content-type", "application/octet-stream")];
    let answer = operator
        .send(Method::POST, &path, &kind, Body::from(bytes))
        .await;
    answer.json(201)["id"].clone()
}

/// The house signs a deal's document, and records that the other side has.
pub async fn both_sign(operator: &mut Device, deal: &str) {
    let path = format!("/api/v1/desk/rights/deals/{deal}");
    let digest = operator.get(&path).await.json(200)["document_digest"].clone();
    let copy = paper(operator, deal, "%PDF signed by hand").await;
    for (recorded, copy_id) in [(false, Value::Null), (true, copy)] {
        let signature = json!({ "name": "Olga Operator", "document_digest": digest, "passkey": null,
            "recorded": recorded, "copy_id": copy_id });
        operator
            .post(&format!("{path}/signatures"), signature)
            .await
            .json(200);
    }
}

/// Credits less debits of an account of the house.
pub async fn balance(house: &TestHouse, kind: &str) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(credits_posted - debits_posted), 0)::bigint from ledger_accounts where kind = $1",
    )
    .bind(kind)
    .fetch_one(&house.app.db)
    .await
    .unwrap()
}

/// The words of a PDF, without marks of direction and breaks of lines.
pub fn said_by(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let told = std::process::Command::new("pdftotext")
        .arg(&file)
        .args(["-layout", "-"])
        .output()
        .expect("install poppler-utils");
    assert!(told.status.success());
    let marks = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    let text: String = String::from_utf8(told.stdout)
        .unwrap()
        .chars()
        .filter(marks)
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
