//! What the critic says of the endings goes with a series into the house.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::SCRIPT;
use crate::people::Role;
use crate::studio::run;
use crate::testing::TestHouse;

#[sqlx::test]
async fn who_sets_the_prices_of_a_draft_is_told_where_they_should_begin(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let mut script = SCRIPT.to_owned();
    for number in 2..=10 {
        let ending = if number == 4 {
            "MARA\nWho are you, really?\n"
        } else {
            "Jonah goes home.\n"
        };
        let _ = write!(
            script,
            "\n# Episode {number}: Another\n\nINT. CONVENIENCE STORE - NIGHT\n\nJONAH\nGood night.\n\n{ending}"
        );
    }
    let made = ann
        .post("/api/v1/studio/productions", json!({ "script": script }))
        .await
        .json(201);
    assert_eq!(made["suggested_paywall"], 5, "after the question");
    let path = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    let asked = json!({ "wanted": ["e01/film"] });
    ann.post(&format!("{path}/run"), asked).await.json(202);
    let run = ann.get(&format!("{path}/run")).await.json(200);
    let run_id = run["id"].as_str().unwrap().parse().unwrap();
    run::work(&house.app, run_id).await.unwrap();
    let released = ann
        .post(&format!("{path}/release"), json!({}))
        .await
        .json(200);

    let mut olga = house.account("olga", Role::Operator).await;
    let paywall = format!(
        "/api/v1/desk/series/{}/paywall",
        released["series_id"].as_str().unwrap()
    );
    let shown = olga.get(&paywall).await.json(200);
    assert_eq!(
        (&shown["suggested"], &shown["policy"], &shown["version"]),
        (&json!(5), &Value::Null, &json!(0)),
        "a suggestion is nothing that is set"
    );

    // It is what the last release says.
    let flat = script.replace("Who are you, really?", "Good night.");
    ann.put(&format!("{path}/script"), json!({ "script": flat }))
        .await
        .json(200);
    ann.post(&format!("{path}/release"), json!({}))
        .await
        .json(200);
    let now = ann.get(&path).await.json(200)["suggested_paywall"].clone();
    assert_ne!(now, 5);
    assert_eq!(olga.get(&paywall).await.json(200)["suggested"], now);
}
