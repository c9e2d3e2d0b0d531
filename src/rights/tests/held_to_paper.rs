//! What two sides have signed is changed by what both have signed, and their papers say all of it.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{block, both_sign, house, paper, party, said_by};
use crate::testing::Device;

const DEALS: &str = "/api/v1/desk/rights/deals";
const CONTRACTS: &str = "/api/v1/desk/rights/contracts";

async fn agreed(operator: &mut Device, name: &str, blocks: &Value) -> Value {
    let with = party(operator, &format!("Buyer of {name}")).await;
    let new = json!({ "name": name, "direction": "out", "party_id": with, "blocks": blocks,
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(DEALS, new).await.json(201);
    let steps = format!("{DEALS}/{}/steps", deal["id"].as_str().unwrap());
    let offer = json!({ "status": "offer" });
    operator.post(&steps, offer).await.json(200);
    let agreed = json!({ "status": "agreed" });
    operator.post(&steps, agreed).await.json(200)
}

#[sqlx::test]
async fn a_contract_that_two_have_signed_is_not_amended_by_one(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let grant = |ends: &str| json!([block(series, "BR", "2026-03-05", ends)]);
    let deal = agreed(&mut operator, "D-1", &grant("2026-06-30")).await;
    let id = deal["id"].as_str().unwrap();
    let contract = format!("{CONTRACTS}/{}", deal["contract_id"].as_str().unwrap());
    let versions = format!("{contract}/versions");
    let longer = |paper: Value| json!({ "note": "Longer", "blocks": grant("2026-12-31"), "agreement_id": paper });
    // While its document waits for signatures it is neither changed nor put in force beside it.
    let waits = operator.post(&versions, longer(Value::Null)).await;
    assert_eq!(waits.refusal(409), "contract_of_deal");
    let alone = json!({ "signed_on": "2026-03-01" });
    let alone = operator.post(&format!("{contract}/activate"), alone).await;
    assert_eq!(alone.refusal(409), "contract_of_deal");
    both_sign(&mut operator, id).await;

    let bare = operator.post(&versions, longer(Value::Null)).await;
    assert_eq!(bare.refusal(409), "amendment_unsigned");
    let other = agreed(
        &mut operator,
        "D-2",
        &json!([block(series, "PT", "2026-03-05", "2026-06-30")]),
    )
    .await;
    let foreign = paper(&mut operator, other["id"].as_str().unwrap(), "%PDF other").await;
    let refused = operator.post(&versions, longer(foreign)).await;
    assert_eq!(refused.refusal(404), "not_in_the_rights");
    let before = operator.get(&contract).await.json(200);
    assert_eq!(before["version"], 1);

    let signed = paper(&mut operator, id, "%PDF until December").await;
    let now = operator
        .post(&versions, longer(signed.clone()))
        .await
        .json(200);
    let digest = crate::storage::hex(&Sha256::digest("%PDF until December"));
    assert_eq!(
        (
            &now["version"],
            &now["versions"][0]["agreement_digest"],
            &now["versions"][0]["agreement_id"]
        ),
        (&json!(2), &json!(digest), &signed)
    );
    // One paper is for one amendment.
    let again = operator.post(&versions, longer(signed)).await;
    assert_eq!(again.refusal(409), "paper_used");
    let path = format!("{DEALS}/{id}/papers?name=a.pdf");
    let kind = [("content-type", "application/octet-stream")];
    let empty = operator.send(Method::POST, &path, &kind, Body::empty());
    assert_eq!(empty.await.refusal(400), "paper_empty");
}

#[sqlx::test]
async fn the_document_names_the_episodes_and_when_an_option_lapses(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 3, 1).await;
    let mut some = block(series.id, "BR", "2026-03-05", "2026-06-30");
    some["episode_ids"] = json!([series.episodes[0], series.episodes[2]]);
    let mut option = block(series.id, "PT", "2026-03-05", "2026-06-30");
    option["kind"] = json!("option");
    option["expires_at"] = json!("2026-05-01T12:30:00Z");
    let deal = agreed(&mut operator, "D-1", &json!([some, option])).await;
    let path = format!("{DEALS}/{}/document", deal["id"].as_str().unwrap());
    let told = said_by(&operator.get(&path).await.bytes);
    assert!(told.contains("Episodes 1, 3 "), "{told}");
    assert!(told.contains("Lapses 2026-05-01 12:30 UTC"), "{told}");
}
