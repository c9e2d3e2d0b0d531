//! A deal stands as its contract does, and a contract is in force until its end comes.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, both_sign, contract, house, paper, party};
use crate::rights::delivered;
use crate::testing::Device;

const DEALS: &str = "/api/v1/desk/rights/deals";
const CONTRACTS: &str = "/api/v1/desk/rights/contracts";

/// A deal out that both sides have signed; its id, and that of its contract.
async fn signed(operator: &mut Device, name: &str, grant: &Value) -> (String, String) {
    let with = party(operator, &format!("Buyer of {name}")).await;
    let new = json!({ "name": name, "direction": "out", "party_id": with, "blocks": [grant],
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(DEALS, new).await.json(201);
    let id = deal["id"].as_str().unwrap().to_owned();
    for status in ["offer", "agreed"] {
        let steps = format!("{DEALS}/{id}/steps");
        operator
            .post(&steps, json!({ "status": status }))
            .await
            .json(200);
    }
    both_sign(operator, &id).await;
    let deal = operator.get(&format!("{DEALS}/{id}")).await.json(200);
    (id, deal["contract_id"].as_str().unwrap().to_owned())
}

async fn statuses(operator: &mut Device) -> Vec<String> {
    let list = operator.get(DEALS).await.json(200);
    let mut told: Vec<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            format!("{} {}", text("name"), text("status"))
        })
        .collect();
    told.sort();
    told
}

#[sqlx::test]
async fn a_deal_whose_contract_is_withdrawn_amended_or_over_is_not_live(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let grant = |place: &str| block(series, place, "2026-03-01", "2026-03-20");
    let mut contracts = Vec::new();
    let mut deals = Vec::new();
    for (name, place) in [("D-1", "BR"), ("D-2", "PT"), ("D-3", "FR"), ("D-4", "DE")] {
        let (deal, contract) = signed(&mut operator, name, &grant(place)).await;
        deals.push(deal);
        contracts.push(contract);
    }
    house.app.clock.advance(Duration::days(2));
    assert_eq!(
        statuses(&mut operator).await,
        ["D-1 live", "D-2 live", "D-3 live", "D-4 live"]
    );
    let path = |at: usize, what: &str| format!("{CONTRACTS}/{}/{what}", contracts[at]);
    operator
        .post(&path(0, "withdraw"), json!({}))
        .await
        .json(200);
    operator.post(&path(1, "end"), json!({})).await.json(200);
    // Both have signed that it begins later.
    let agreement = paper(&mut operator, &deals[2], "%PDF from April on").await;
    let later = block(series, "FR", "2026-04-01", "2026-04-30");
    let amended = json!({ "note": "From April on", "blocks": [later], "agreement_id": agreement });
    operator.post(&path(2, "versions"), amended).await.json(200);
    assert_eq!(
        statuses(&mut operator).await,
        ["D-1 ended", "D-2 ended", "D-3 signed", "D-4 live"]
    );
    house.app.clock.advance(Duration::days(18));
    let mut operator = house.account("Otto", crate::people::Role::Operator).await;
    assert_eq!(statuses(&mut operator).await[3], "D-4 ended");
}

#[sqlx::test]
async fn a_contract_whose_end_is_set_is_in_force_until_then(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let (app, house_id) = (&house.app, house.id().await);
    let years = json!([block(series, "World", "2026-01-01", "2027-12-31")]);
    let incoming = contract(&mut operator, "IN-1", "in", years).await;
    let spring = json!([block(series, "DE", "2026-02-01", "2026-03-02")]);
    let out = contract(&mut operator, "OUT-1", "out", spring).await;
    let at = app.clock.now() + Duration::days(3);
    for id in [&incoming, &out] {
        let end = format!("{CONTRACTS}/{id}/end");
        let ended = operator.post(&end, json!({ "at": at })).await.json(200);
        assert_eq!(
            (&ended["status"], &ended["ended_at"]),
            (&json!("active"), &json!(at))
        );
        // Earlier is possible, later is not: somebody else may have it by then.
        let late = json!({ "at": at + Duration::days(1) });
        assert_eq!(
            operator.post(&end, late).await.refusal(409),
            "contract_end_set"
        );
    }
    let need = async |operator: &mut Device| {
        let path = format!("/api/v1/desk/rights/titles/{series}");
        operator.get(&path).await.json(200)["needs"][0]["state"].clone()
    };
    assert_eq!(need(&mut operator).await, "checked");
    delivered::of_contract(app, house_id, series, "OUT-1")
        .await
        .unwrap();
    app.clock.advance(Duration::days(3));
    let shown = operator.get(&format!("{CONTRACTS}/{out}")).await.json(200);
    assert_eq!(shown["status"], "ended");
    assert_eq!(need(&mut operator).await, "missing");
    assert!(
        delivered::of_contract(app, house_id, series, "OUT-1")
            .await
            .is_err()
    );
}
