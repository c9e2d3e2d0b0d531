//! Limits of an account, kept by all processes of a house together.

use std::sync::atomic::Ordering;

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::films::{Fake, clips, house_with, settings};
use super::making::SCRIPT;
use crate::people::Role;
use crate::studio::run;
use crate::testing::{Device, TestHouse};

/// Another limit for the account of the house.
async fn limited(house: &TestHouse, at_once: i32, per_minute: i32) -> Uuid {
    sqlx::query_scalar("update studio_providers set at_once = $1, per_minute = $2 returning id")
        .bind(at_once)
        .bind(per_minute)
        .fetch_one(&house.app.db)
        .await
        .unwrap()
}

async fn asked(ann: &mut Device, path: &str, wanted: &[String]) -> Uuid {
    let body = json!({ "wanted": wanted, "spend_micros": 100_000_000 });
    let run = ann.post(&format!("{path}/run"), body).await.json(202);
    run["id"].as_str().unwrap().parse().unwrap()
}

#[sqlx::test]
async fn two_workers_keep_to_the_limits_of_one_account_together(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, first) = house_with(db, &fake).await;
    limited(&house, 2, 600).await;
    let script = SCRIPT.replace("The Umbrella", "The Other Umbrella");
    let body = json!({ "script": script });
    let made = ann.post("/api/v1/studio/productions", body).await.json(201);
    let id = made["id"].as_str().unwrap();
    let second = format!("/api/v1/studio/productions/{id}");
    settings(&mut ann, &second, json!({ "models": { "clip": true } })).await;
    let other = house.beside(ledger::Options::default());
    let wanted = clips(&house, &first).await;
    let runs = (
        asked(&mut ann, &first, &wanted).await,
        asked(&mut ann, &second, &wanted).await,
    );
    let began = house.app.clock.now();
    let (one, two) = tokio::join!(run::work(&house.app, runs.0), run::work(&other, runs.1));
    one.unwrap();
    two.unwrap();
    for path in [&first, &second] {
        let ended = ann.get(&format!("{path}/run")).await.json(200);
        assert_eq!(ended["problem"], Value::Null, "{ended}");
    }
    assert_eq!(fake.sent(), 2 * wanted.len());
    assert!(
        (1..=2).contains(&fake.most.load(Ordering::SeqCst)),
        "{:?}",
        fake.most
    );
    // Each question counts, not only what is asked for: none began earlier than a tenth of a second after the last.
    let requests = fake.sent() + fake.polls.load(Ordering::SeqCst);
    let took = house.app.clock.now() - began;
    let least = Duration::milliseconds(100 * (i64::try_from(requests).unwrap() - 1));
    assert!(took >= least, "{requests} requests in {took}");
}

#[sqlx::test]
async fn what_a_killed_process_held_comes_free_by_itself(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, _, _) = house_with(db, &fake).await;
    let account = limited(&house, 1, 60).await;
    let other = house.beside(ledger::Options::default());
    let held = house
        .app
        .models
        .try_lane(&house.app, account)
        .await
        .unwrap();
    assert!(other.models.try_lane(&other, account).await.is_none());
    held.killed();
    house.app.clock.advance(Duration::seconds(59));
    assert!(other.models.try_lane(&other, account).await.is_none());
    house.app.clock.advance(Duration::seconds(2));
    let taken = other.models.try_lane(&other, account).await.unwrap();
    assert!(
        house
            .app
            .models
            .try_lane(&house.app, account)
            .await
            .is_none()
    );
    // A minute takes as many as it says, whoever asks, and nothing is saved up.
    let mut begins = Vec::new();
    for _ in 0..3 {
        taken.begin().await.unwrap();
        begins.push(house.app.clock.now());
    }
    let apart: Vec<i64> = begins
        .windows(2)
        .map(|two| (two[1] - two[0]).num_seconds())
        .collect();
    assert_eq!(apart, [1, 1]);
    // What is given back is free at once; an account that takes more takes them at once.
    limited(&house, 2, 60).await;
    let more = house.app.models.try_lane(&house.app, account).await;
    assert!(more.is_some());
    // An account that was removed holds nobody up.
    let gone = other.models.try_lane(&other, Uuid::nil()).await;
    gone.unwrap().begin().await.unwrap();
}

#[sqlx::test]
async fn one_account_is_not_another_and_a_turn_is_waited_for(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, _, _) = house_with(db, &fake).await;
    let account = limited(&house, 1, 6000).await;
    let mut olga = house.account("nora", Role::Operator).await;
    let made = json!({ "name": "More films", "api": "ark", "base": fake.base, "key": "k", "at_once": 1, "per_minute": 60 });
    let made = olga
        .post("/api/v1/studio/models/providers", made)
        .await
        .json(201);
    let mut ids = made["providers"].as_array().unwrap().iter();
    let own = ids.find(|one| one["name"] == "More films").unwrap()["id"].clone();
    let own: Uuid = own.as_str().unwrap().parse().unwrap();
    let held = house
        .app
        .models
        .try_lane(&house.app, account)
        .await
        .unwrap();
    assert!(house.app.models.try_lane(&house.app, own).await.is_some());
    let provider = crate::studio::providers::accounts::open(&house.app, house.id().await, account);
    let provider = provider.await.unwrap().0;
    let (turn, ()) = tokio::join!(house.app.models.lane(&house.app, &provider), async {
        tokio::task::yield_now().await;
        drop(held);
    });
    turn.unwrap();
}
