//! Contracts at the desk: versions, refusals, houses apart, hostile input.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, from, house, party, try_contract};
use crate::people::Role;

const CONTRACTS: &str = "/api/v1/desk/rights/contracts";

#[sqlx::test]
async fn an_amendment_is_a_new_version_and_the_old_one_stays(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    let first = block(series.id, "DE", "2026-01-01", "2026-12-31");
    let id = contract(&mut operator, "IN-1", "in", json!([first])).await;
    let mut device = house.device();
    from(&mut device, "AT", "/api/v1/series/heiress")
        .await
        .refusal(451);
    let more = block(series.id, "DE, AT", "2026-01-01", "2026-12-31");
    let sent = json!({ "note": "Austria too", "blocks": [more] });
    let path = format!("{CONTRACTS}/{id}/versions");
    let now = operator.post(&path, sent).await.json(200);
    assert_eq!(
        (&now["version"], &now["versions"][0]["note"]),
        (&json!(2), &json!("Austria too"))
    );
    assert_eq!(now["versions"][1]["version"], 1);
    from(&mut device, "AT", "/api/v1/series/heiress")
        .await
        .json(200);
    let kept: Vec<(i32, String)> =
        sqlx::query_as("select version, territory_words from rights_blocks order by version")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    assert_eq!(kept, [(1, "DE".to_owned()), (2, "DE, AT".to_owned())]);
    operator
        .post(&format!("{CONTRACTS}/{id}/withdraw"), json!({}))
        .await
        .json(200);
    // What was licensed once does not become the house's own by taking the contract back.
    from(&mut device, "DE", "/api/v1/series/heiress")
        .await
        .refusal(451);
}

#[sqlx::test]
async fn a2_what_is_not_held_or_sold_already_is_not_sold_and_it_is_said_why(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    let held = block(series.id, "DACH", "2026-01-01", "2026-12-31");
    contract(&mut operator, "IN-1", "in", json!([held])).await;
    let out = block(series.id, "DE, FR", "2026-02-01", "2026-03-01");
    let (id, answer) = try_contract(&mut operator, "OUT-1", "out", json!([out])).await;
    let refused = answer.json(409);
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.contains("IN-1") && told.contains("FR"), "{told}");
    let same = json!({ "direction": "out", "blocks": [out] });
    let listed = operator
        .post("/api/v1/desk/rights/check", same)
        .await
        .json(200);
    assert_eq!(listed["items"][0]["dimension"], "territory");
    assert_eq!(listed["items"][0]["territories"], json!(["FR"]));
    // It is a draft still, and may be made right.
    let less = block(series.id, "DE", "2026-02-01", "2026-03-01");
    let sent = json!({ "note": "Germany only", "blocks": [less] });
    operator
        .post(&format!("{CONTRACTS}/{id}/versions"), sent)
        .await
        .json(200);
    let path = format!("{CONTRACTS}/{id}/activate");
    operator
        .post(&path, json!({ "signed_on": "2026-01-15" }))
        .await
        .json(200);
    assert_eq!(
        operator
            .post(&path, json!({ "signed_on": "2026-01-15" }))
            .await
            .refusal(409),
        "contract_state"
    );
}

#[sqlx::test]
async fn hostile_contracts_are_refused_in_words_and_change_nothing(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    let party = party(&mut operator, "Someone").await;
    let good = block(series.id, "DE", "2026-01-01", "2026-12-31");
    let with = |key: &str, value: Value| {
        let mut bad = good.clone();
        bad[key] = value;
        json!([bad])
    };
    let many: Vec<Value> = (0..501).map(|_| good.clone()).collect();
    for (blocks, code) in [
        (json!([]), "rights_blocks"),
        (json!(many), "rights_blocks"),
        (
            with("territories", json!("Atlantis")),
            "rights.unknown_place",
        ),
        (with("territories", json!("")), "rights.no_territory"),
        (
            with("territories", json!("(".repeat(9_000))),
            "rights_blocks",
        ),
        (with("media", json!(["Telepathy"])), "rights_unknown_media"),
        (with("media", json!([])), "rights.empty_claim"),
        (
            with("languages", json!(["xxyyzz"])),
            "rights.unknown_language",
        ),
        (with("languages", json!([])), "rights.empty_claim"),
        (with("starts", json!("2027-01-01")), "rights.empty_window"),
        (with("starts", json!("1200-01-01")), "date_invalid"),
        (with("ends", json!("tomorrow")), "rights.not_a_moment"),
        (with("kind", json!("option")), "rights_no_expiry"),
        (with("series_ids", json!([])), "rights_titles"),
        (
            with("series_ids", json!([uuid::Uuid::nil()])),
            "rights_titles",
        ),
        (
            with("episode_ids", json!([uuid::Uuid::nil()])),
            "rights_titles",
        ),
        (with("price", json!(1)), "body_invalid"),
    ] {
        let new =
            json!({ "reference": "X", "direction": "in", "party_id": party, "blocks": blocks });
        let answer = operator.post(CONTRACTS, new).await;
        assert_eq!(answer.refusal(400), code, "{}", answer.json(400));
    }
    for reference in ["", "  ", "a\nb", &"x".repeat(200)] {
        let new = json!({ "reference": reference, "direction": "in", "party_id": party, "blocks": [good] });
        assert_eq!(
            operator.post(CONTRACTS, new).await.refusal(400),
            "text_invalid"
        );
    }
    assert_eq!(operator.get(CONTRACTS).await.json(200)["items"], json!([]));
    house.device().get("/api/v1/series/heiress").await.json(200);
}

#[sqlx::test]
async fn another_house_sees_and_changes_nothing(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    let deal = block(series.id, "DE", "2026-01-01", "2026-12-31");
    let id = contract(&mut operator, "IN-1", "in", json!([deal])).await;
    house.second_house("second.example").await;
    let mut other = house
        .account_at("second.example", "Otto", Role::Operator)
        .await;
    assert_eq!(other.get(CONTRACTS).await.json(200)["items"], json!([]));
    other.get(&format!("{CONTRACTS}/{id}")).await.refusal(404);
    for step in ["end", "withdraw"] {
        other
            .post(&format!("{CONTRACTS}/{id}/{step}"), json!({}))
            .await
            .refusal(404);
    }
    let theirs = party(&mut other, "Theirs").await;
    let new =
        json!({ "reference": "IN-1", "direction": "in", "party_id": theirs, "blocks": [deal] });
    assert_eq!(
        other.post(CONTRACTS, new).await.refusal(400),
        "rights_titles"
    );
    let ask = format!(
        "/api/v1/desk/rights/may?purpose=play&series_id={}&territory=DE&language=en&media=VOD",
        series.id
    );
    other.get(&ask).await.refusal(404);
    assert_eq!(operator.get(&ask).await.json(200)["contract"], "IN-1");
}

#[sqlx::test]
async fn a_broadcasters_runs_are_sold_by_number_and_none_of_them_twice(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    let on_air = |runs: &str| {
        let mut sold = block(series.id, "DE", "2026-01-01", "2026-12-31");
        sold["media"] = json!(["Free TV"]);
        sold["runs"] = json!(runs);
        json!([sold])
    };
    contract(&mut operator, "OUT-1", "out", on_air("1-2")).await;
    contract(&mut operator, "OUT-2", "out", on_air("4")).await;
    let (_, again) = try_contract(&mut operator, "OUT-3", "out", on_air("2-3")).await;
    let told = again.json(409)["error"]["message"].to_string();
    assert!(told.contains("OUT-1"), "{told}");
    let asked = json!({ "direction": "out", "blocks": on_air("2-3") });
    let listed = operator
        .post("/api/v1/desk/rights/check", asked)
        .await
        .json(200);
    assert_eq!(listed["items"][0]["dimension"], "run", "{listed}");
    contract(&mut operator, "OUT-4", "out", on_air("3")).await;
    // What is no run is refused, and a version keeps what was written.
    for wrong in ["0", "3-2", "64", "first", "1-2-3"] {
        let asked = json!({ "direction": "out", "blocks": on_air(wrong) });
        let refused = operator.post("/api/v1/desk/rights/check", asked).await;
        assert_eq!(refused.refusal(400), "rights_runs", "{wrong}");
    }
    let kept = operator.get(CONTRACTS).await.json(200).to_string();
    assert!(kept.contains(r#""runs":"1-2""#), "{kept}");
}
