//! What the words of a contract meant on the day of its signing, they mean for as long as they stand.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{behind_proxy, block, both_sign, from, house, party};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

const CONTRACTS: &str = "/api/v1/desk/rights/contracts";
const HEIRESS: &str = "/api/v1/series/heiress";

/// A contract in that was signed long ago.
async fn of_2010(operator: &mut Device, name: &str, blocks: Value) -> String {
    let with = party(operator, &format!("Party of {name}")).await;
    let new = json!({ "reference": name, "direction": "in", "party_id": with, "blocks": blocks, "signed_on": "2010-06-01" });
    let made = operator.post(CONTRACTS, new).await.json(201);
    assert_eq!(made["signed_on"], "2010-06-01");
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("{CONTRACTS}/{id}/activate");
    let signed = json!({ "signed_on": "2010-06-01" });
    operator.post(&path, signed).await.json(200);
    id
}

#[sqlx::test]
async fn an_amendment_reads_again_only_what_it_says_anew(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let other = house.publish("haunted", 2, 1).await.id;
    let world =
        |series: uuid::Uuid, ends: &str| block(series, "World excl. China", "2026-01-01", ends);
    let id = of_2010(
        &mut operator,
        "IN-1",
        json!([world(series, "2026-06-30"), world(other, "2026-06-30")]),
    )
    .await;
    let mut viewer = house.device();
    // There was no South Sudan yet.
    from(&mut viewer, "SS", HEIRESS).await.refusal(451);
    from(&mut viewer, "FR", HEIRESS).await.json(200);
    let path = format!("{CONTRACTS}/{id}/versions");
    let longer = json!({ "note": "Longer", "blocks": [world(other, "2026-06-30"), world(series, "2026-12-31")] });
    operator.post(&path, longer).await.json(200);
    from(&mut viewer, "SS", HEIRESS).await.refusal(451);
    house.app.clock.advance(chrono::Duration::days(150));
    from(&mut viewer, "FR", HEIRESS).await.json(200);
    let mut operator = house.account("Otto", Role::Operator).await;

    // A series that is added to such a block was never meant by its words: which reading is meant is not guessed.
    let third = house.publish("third", 1, 1).await.id;
    let mut grown = world(series, "2026-12-31");
    grown["series_ids"] = json!([series, third]);
    let more = json!({ "note": "And a third", "blocks": [grown, world(other, "2026-06-30")] });
    let refused = operator.post(&path, more).await;
    assert_eq!(refused.refusal(400), "rights_words_moved");
    // Of its own, it is read for today; the others stay as they were.
    let apart = json!({ "note": "And a third", "blocks": [world(series, "2026-12-31"), world(other, "2026-06-30"),
        world(third, "2026-12-31")] });
    operator.post(&path, apart).await.json(200);
    from(&mut viewer, "SS", HEIRESS).await.refusal(451);
    from(&mut viewer, "SS", "/api/v1/series/third")
        .await
        .json(200);
    // Other words are read for today.
    let all = block(series, "World", "2026-01-01", "2026-12-31");
    let wider = json!({ "note": "China too", "blocks": [all] });
    operator.post(&path, wider).await.json(200);
    from(&mut viewer, "SS", HEIRESS).await.json(200);
}

#[sqlx::test]
async fn a_territory_that_ceased_to_exist_breaks_no_list(db: PgPool) {
    let house = TestHouse::with(db, behind_proxy()).await;
    house.ask_for_no_papers().await;
    let back: DateTime<Utc> = "2010-06-01T08:00:00Z".parse().unwrap();
    let now = house.app.clock.now();
    house.app.clock.advance(back - now);
    let mut operator = house.account("Olga", Role::Operator).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let with = party(&mut operator, "Buyer").await;
    let grant = block(series, "Netherlands Antilles", "2010-06-01", "2035-12-31");
    let deals = "/api/v1/desk/rights/deals";
    let new = json!({ "name": "D-1", "direction": "out", "party_id": with, "blocks": [grant],
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(deals, new).await.json(201);
    let id = deal["id"].as_str().unwrap().to_owned();
    for status in ["offer", "agreed"] {
        let steps = format!("{deals}/{id}/steps");
        operator
            .post(&steps, json!({ "status": status }))
            .await
            .json(200);
    }
    both_sign(&mut operator, &id).await;

    // Today there are three countries in its place.
    house.app.clock.advance(now - back);
    let mut operator = house.account("Otto", Role::Operator).await;
    let list = operator.get(deals).await.json(200);
    assert_eq!(list["items"][0]["status"], "live");
    // What was signed then can be written down today, too, and be amended.
    let licensed = house.publish("haunted", 2, 1).await.id;
    let given = |ends: &str| json!([block(licensed, "AN", "2010-06-01", ends)]);
    let contract = of_2010(&mut operator, "IN-1", given("2026-12-31")).await;
    let path = format!("{CONTRACTS}/{contract}/versions");
    let amended = json!({ "note": "Longer", "blocks": given("2027-12-31") });
    operator.post(&path, amended).await.json(200);
    from(&mut house.device(), "CW", "/api/v1/series/haunted")
        .await
        .json(200);
    // So it can be tried out: as the next version, or as what was signed then; not as what is signed today.
    let check = "/api/v1/desk/rights/check";
    let blocks = given("2027-12-31");
    for (more, status) in [
        (json!({ "contract_id": contract }), 200),
        (json!({ "signed_on": "2010-06-01" }), 200),
        (json!({}), 400),
        (json!({ "contract_id": licensed }), 404),
    ] {
        let mut asked = json!({ "direction": "in", "blocks": blocks });
        asked
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        operator.post(check, asked).await.json(status);
    }
    let early = json!({ "reference": "IN-2", "direction": "in", "party_id": with, "blocks": given("2026-12-31") });
    let refused = operator.post(CONTRACTS, early).await;
    assert_eq!(refused.status, 400);
}
