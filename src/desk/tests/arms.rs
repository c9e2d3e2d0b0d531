//! The arms of a paywall beside each other.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::paywall::tests::{buy_coins, give_coins, person_of, set_paywall, unlock};
use crate::people::Role;
use crate::testing::TestHouse;

/// Episodes cost ten coins in one arm and twenty in the other.
fn policy() -> Value {
    json!({ "free": 4, "price": 10, "arms": [
        { "name": "dear", "weight": 1, "price": 20 }, { "name": "cheap", "weight": 1 },
    ] })
}

fn arm<'a>(told: &'a Value, name: &str) -> &'a Value {
    let arms = told["arms"].as_array().unwrap();
    arms.iter().find(|arm| arm["name"] == name).unwrap()
}

#[sqlx::test]
async fn each_arm_says_who_has_it_and_what_they_opened_and_brought(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 9, 1).await;
    let other = house.publish("other", 9, 1).await;
    let mut desk = house.account("boss", Role::Operator).await;
    let of_series = format!("/api/v1/desk/series/{}/paywall/arms", series.id);
    let nothing = desk.get(&of_series).await.json(200);
    assert_eq!(nothing, json!({ "inherited": true, "arms": [] }));
    set_paywall(&house, None, policy()).await;

    // Per arm: who looked, and what the first two of each opened.
    let mut seen: HashMap<String, i64> = HashMap::new();
    for _ in 0..14 {
        let mut device = house.device();
        let person = person_of(&house, &mut device).await;
        let path = "/api/v1/series/story/paywall?episode=9";
        let name = device.get(path).await.json(200)["arm"].clone();
        let name = name.as_str().unwrap().to_owned();
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 2 {
            continue;
        }
        let price = if name == "dear" { 20 } else { 10 };
        // A cent a coin, and five coins that were given.
        buy_coins(&house, &person, 100, 0, 100).await;
        give_coins(&house, &person, house.app.random.id(), 5, None).await;
        let mut open = async |series, episode| {
            let key = house.app.random.id();
            unlock(&mut device, key, series, "episode", episode, price)
                .await
                .json(200);
        };
        open(series.id, 5).await;
        if *count == 1 {
            open(series.id, 6).await;
            open(other.id, 5).await;
        }
    }
    assert!(seen.values().all(|count| *count > 2), "{seen:?}");

    let told = desk.get(&of_series).await.json(200);
    assert_eq!(told["inherited"], true);
    let names: Vec<_> = told["arms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arm| &arm["name"])
        .collect();
    assert_eq!(names, ["dear", "cheap"], "in the order of the policy");
    for (name, price) in [("dear", 20), ("cheap", 10)] {
        let usd = |minor| json!([{ "minor": minor, "currency": "USD", "digits": 2 }]);
        assert_eq!(
            arm(&told, name),
            &json!({
                "name": name, "current": true, "viewers": seen[name], "buyers": 2, "unlocks": 3,
                "paid": 3 * price - 10, "bonus": 10, "revenue": usd(3 * price - 10),
            })
        );
        let house_told = desk.get("/api/v1/desk/paywalls/arms").await.json(200);
        let whole = arm(&house_told, name);
        assert_eq!(
            (&whole["unlocks"], &whole["buyers"], &whole["revenue"]),
            (&json!(4), &json!(2), &usd(4 * price - 10))
        );
    }

    // A paywall of its own begins at nothing; an arm that is no more keeps its figures.
    set_paywall(&house, Some(series.id), policy()).await;
    let told = desk.get(&of_series).await.json(200);
    assert_eq!(told["inherited"], false);
    assert_eq!(
        (
            &arm(&told, "dear")["viewers"],
            &arm(&told, "dear")["unlocks"]
        ),
        (&json!(0), &json!(0))
    );
    set_paywall(&house, None, json!({ "free": 4, "price": 10 })).await;
    let told = desk.get("/api/v1/desk/paywalls/arms").await.json(200);
    assert_eq!(
        (
            &arm(&told, "dear")["current"],
            &arm(&told, "dear")["unlocks"]
        ),
        (&json!(false), &json!(4))
    );
    let nobody = format!("/api/v1/desk/series/{}/paywall/arms", house.app.random.id());
    assert_eq!(desk.get(&nobody).await.refusal(404), "series_not_found");
}
