//! Slates of partners: terms that are common to a group of series, and the deals that are made on them.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{block, house, party};
use crate::people::Role;
use crate::testing::Device;

const SLATES: &str = "/api/v1/desk/rights/slates";

/// A guarantee for each series, kept back from what all of them earn.
fn fee() -> Value {
    json!({ "kind": "guarantee", "currency": "USD", "amount": 40_000, "share_bp": 3000 })
}

fn terms() -> Value {
    let mut bare = block(Uuid::nil(), "DE, AT", "2026-03-05", "2026-03-20");
    bare["series_ids"] = json!([]);
    bare["exclusive"] = json!(true);
    json!([bare])
}

fn slate(name: &str, party: &Value, series: &[Uuid]) -> Value {
    json!({ "name": name, "direction": "out", "party_id": party, "terms": terms(), "fee": fee(), "series_ids": series })
}

async fn deal(
    operator: &mut Device,
    slate: &str,
    name: &str,
    series: &[Uuid],
) -> crate::testing::Answer {
    let new = json!({ "name": name, "series_ids": series });
    operator.post(&format!("{SLATES}/{slate}/deals"), new).await
}

/// The series of the only slate: deal and status of each.
async fn states(operator: &mut Device) -> Vec<(Value, Value)> {
    let all = operator.get(SLATES).await.json(200);
    let series = all["items"][0]["series"].as_array().unwrap().clone();
    series
        .iter()
        .map(|one| (one["deal"].clone(), one["status"].clone()))
        .collect()
}

#[sqlx::test]
async fn deals_of_a_slate_begin_with_its_terms(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut series = Vec::new();
    for slug in ["heiress", "contract", "loop"] {
        series.push(house.publish(slug, 2, 1).await.id);
    }
    let party = party(&mut operator, "Rhein Drama").await;
    let made = operator
        .post(SLATES, slate("Spring", &party, &series))
        .await
        .json(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let order: Vec<&str> = made["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["series_id"].as_str().unwrap())
        .collect();
    assert_eq!(
        order,
        series.iter().map(Uuid::to_string).collect::<Vec<_>>()
    );

    let two = deal(&mut operator, &id, "Spring, first two", &series[..2])
        .await
        .json(201);
    assert_eq!(two["status"], "enquiry");
    assert_eq!(two["fee"]["amount"], 80_000);
    assert_eq!(two["fee"]["share_bp"], 3000);
    let named: Vec<Uuid> = serde_json::from_value(two["blocks"][0]["series_ids"].clone()).unwrap();
    assert!(named.len() == 2 && series[..2].iter().all(|one| named.contains(one)));
    assert_eq!(two["blocks"][0]["territories"], "DE, AT");
    assert_eq!(two["blocks"][0]["exclusive"], true);
    // Each of its series is in one deal at a time.
    let again = deal(&mut operator, &id, "Spring again", &series[1..]).await;
    assert_eq!(again.refusal(409), "slate_series_in_deal");
    let first = (json!("Spring, first two"), json!("enquiry"));
    assert_eq!(
        states(&mut operator).await,
        [first.clone(), first, (Value::Null, Value::Null)]
    );

    // Other terms do not touch the deal.
    let mut other = slate("Spring", &party, &series[..2]);
    other["fee"]["amount"] = json!(1);
    operator
        .put(&format!("{SLATES}/{id}"), other)
        .await
        .json(200);
    let path = format!("/api/v1/desk/rights/deals/{}", two["id"].as_str().unwrap());
    assert_eq!(operator.get(&path).await.json(200)["fee"]["amount"], 80_000);
    // A deal that was declined leaves its series free.
    operator
        .post(&format!("{path}/steps"), json!({ "status": "declined" }))
        .await
        .json(200);
    assert_eq!(states(&mut operator).await[0], (Value::Null, Value::Null));
    let one = deal(&mut operator, &id, "Spring, one", &series[..1])
        .await
        .json(201);
    assert_eq!(one["fee"]["amount"], 1);
    // Without the slate its deals stay.
    operator.delete(&format!("{SLATES}/{id}")).await.json(204);
    let deals = operator.get("/api/v1/desk/rights/deals").await.json(200);
    assert_eq!(deals["items"].as_array().unwrap().len(), 2);
}

#[sqlx::test]
async fn a_slate_that_no_deal_can_be_made_from_is_refused(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let party = party(&mut operator, "Rhein Drama").await;
    let good = slate("Spring", &party, &[series]);
    let with = |key: &str, value: Value| {
        let mut bad = good.clone();
        bad[key] = value;
        bad
    };
    let named = json!([block(series, "DE", "2026-03-05", "2026-03-20")]);
    let nowhere = {
        let mut terms = terms();
        terms[0]["territories"] = json!("Atlantis");
        terms
    };
    let paid = json!({ "kind": "flat", "currency": "USD", "amount": 5, "payments": [
        { "id": Uuid::nil(), "due_on": "2026-03-10", "minor": 5, "note": "" }] });
    for (bad, code) in [
        (with("series_ids", json!([])), "slate_series"),
        (
            with("series_ids", json!([series, series])),
            "series_unknown",
        ),
        (with("terms", named), "slate_terms_name_series"),
        (with("terms", json!([])), "rights_blocks"),
        (
            with("fee", json!({ "kind": "flat", "currency": "USD" })),
            "fee_invalid",
        ),
        (with("fee", paid), "slate_instalments"),
        (with("name", json!(" ")), "text_invalid"),
    ] {
        assert_eq!(operator.post(SLATES, bad).await.refusal(400), code);
    }
    operator
        .post(SLATES, with("party_id", json!(Uuid::nil())))
        .await
        .json(404);
    operator
        .post(SLATES, with("terms", nowhere))
        .await
        .json(400);
    let made = operator.post(SLATES, good.clone()).await.json(201);
    assert_eq!(
        operator.post(SLATES, good).await.refusal(409),
        "slate_known"
    );
    let id = made["id"].as_str().unwrap();
    let none = deal(&mut operator, id, "Of nothing", &[]).await;
    assert_eq!(none.refusal(400), "slate_series");
    deal(&mut operator, id, "Of another", &[Uuid::nil()])
        .await
        .json(404);

    let mut member = house.account("Mia", Role::Viewer).await;
    member.get(SLATES).await.json(403);
}
