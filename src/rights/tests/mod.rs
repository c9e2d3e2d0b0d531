mod amended;
mod avails;
mod avails_in;
mod chain;
mod changed;
mod contracts;
mod deals;
mod gate;
mod grid;
mod kept;
mod measure;
mod paid;
mod served;
mod slates;
mod terms;
mod where_from;

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

/// A house whose proxy says where viewers are, with an operator.
pub async fn house(db: PgPool) -> (TestHouse, Device) {
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
