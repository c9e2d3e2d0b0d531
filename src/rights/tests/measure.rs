//! What the gate costs the feed. `cargo nextest run -p cliffhanger what_the_gate_costs --run-ignored only --no-capture`

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, contract, from, house};
use crate::testing::{Device, TestHouse};

async fn median(house: &TestHouse, device: &mut Device) -> Duration {
    let mut taken = Vec::new();
    for _ in 0..200 {
        let path = format!("/api/v1/feed?session={}&limit=5", house.app.random.id());
        let begun = Instant::now();
        from(device, "DE", &path).await.json(200);
        taken.push(begun.elapsed());
    }
    taken.sort_unstable();
    taken[taken.len() / 2]
}

#[sqlx::test]
#[ignore = "a measurement"]
async fn what_the_gate_costs(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let mut blocks: Vec<Value> = Vec::new();
    for number in 0..200 {
        let series = house
            .publish(&format!("series-{number}"), 10, number % 60)
            .await;
        // Every second one is under contract, every fourth closed in Germany.
        if number % 2 == 0 {
            let places = if number % 4 == 0 { "US" } else { "US, DE" };
            blocks.push(block(series.id, places, "2026-01-01", "2026-12-31"));
        }
    }
    sqlx::query("analyze").execute(&house.app.db).await.unwrap();
    let mut device = house.device();
    median(&house, &mut device).await;
    let without = median(&house, &mut device).await;
    contract(&mut operator, "IN-1", "in", json!(blocks)).await;
    let begun = Instant::now();
    house
        .app
        .rights
        .of(&house.app, house.id().await)
        .await
        .unwrap();
    let built = begun.elapsed();
    median(&house, &mut device).await;
    let with = median(&house, &mut device).await;
    println!("200 series of 10 episodes, 100 under contract, 50 closed: the book takes {built:?}");
    println!("feed, median: {without:?} without contracts, {with:?} with them");
}
