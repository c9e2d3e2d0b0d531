//! Models that are paid by the token: what a writing may spend, what was charged, and what nobody knows the price of.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{PATH, PREMISE, written};
use crate::people::Role;
use crate::studio::tests::making;
use crate::testing::TestHouse;
use crate::testing::llm::Bookish;

/// Lets a house write with a model of this server that is paid by the token it writes.
pub async fn paid(house: &TestHouse, server: &Bookish, price: Value) {
    let mut olga = house.account("olga", Role::Operator).await;
    let base = format!("{}/v1", server.address);
    let body = json!({ "name": "Pens", "api": "open-ai", "base": base, "key": "k", "at_once": 4, "per_minute": 6000 });
    let made = olga
        .post("/api/v1/studio/models/providers", body)
        .await
        .json(201);
    let model = json!({
        "id": "pen", "api": "open-ai", "kind": "chat", "noted": "2026-11-26", "source": "a test",
        "can": { "tiers": ["json_schema"] }, "price": price,
    });
    let choice = json!({ "provider_id": made["providers"][0]["id"], "model": model });
    olga.put("/api/v1/studio/models/choices/text", choice)
        .await
        .json(200);
}

/// Of the last writing: what each question was reserved at, and what it did cost.
async fn costs(house: &TestHouse) -> Vec<(i64, Option<i64>)> {
    sqlx::query_as(
        "select reserved_micros, charged_micros from writing_calls
         where writing_id = (select id from writings order by place desc limit 1) order by at, id",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn a_model_that_is_paid_writes_for_what_it_may_spend(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = crate::config::Config::default();
    settings.studio.provider_hosts = vec![server.address.clone()];
    let house = TestHouse::with(db, settings).await;
    // A cent for each token that it writes.
    let price = json!({ "per": "tokens", "micros_in": 0, "micros_out": 10_000_000_000_i64, "currency": "USD" });
    paid(&house, &server, price).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let mut body = json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20 });
    assert_eq!(
        ann.post(PATH, body.clone()).await.refusal(409),
        "spend_needed"
    );
    let none: i64 = sqlx::query_scalar("select count(*) from drafts")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!((none, server.questions()), (0, 0));
    body["spend_micros"] = json!(-1);
    assert_eq!(ann.post(PATH, body.clone()).await.refusal(400), "bad_spend");

    // Enough: each question is settled at what its server counted.
    body["spend_micros"] = json!(1_000_000_000_i64);
    let draft = ann.post(PATH, body.clone()).await.json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let draft = written(&house, &mut ann, &path).await;
    assert_eq!(draft["writing"]["state"], "done", "{draft}");
    let whole = costs(&house).await;
    assert_eq!(whole.len(), 3);
    assert!(
        whole.iter().all(|cost| cost.1 == Some(500_000)),
        "{whole:?}"
    );
    assert_eq!(
        ann.post(&format!("{path}/writing"), json!({ "stage": "script" }))
            .await
            .refusal(409),
        "spend_needed"
    );

    // For two questions, and the server counts nothing: what is reserved counts.
    *server.usage.lock().unwrap() = (0, 0);
    let (asked, most) = (server.questions(), whole[0].0 + whole[1].0);
    body["spend_micros"] = json!(most);
    let draft = ann.post(PATH, body).await.json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let draft = written(&house, &mut ann, &path).await;
    assert_eq!(server.questions(), asked + 2);
    assert_eq!(draft["writing"]["state"], "failed");
    let problem = draft["writing"]["problem"].as_str().unwrap();
    let amount = |micros| crate::studio::paid::purse::amount(micros, "USD");
    assert!(
        problem.contains(&amount(whole[2].0)) && problem.contains(&amount(most)),
        "{problem}"
    );
    assert!(
        !draft["episodes"][0]["hook"].as_str().unwrap().is_empty(),
        "what is written is kept"
    );
}

#[sqlx::test]
async fn a_script_is_written_again_within_the_caps_of_its_production(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = crate::config::Config::default();
    settings.studio.provider_hosts = vec![server.address.clone()];
    let house = TestHouse::with(db, settings).await;
    let price = json!({ "per": "tokens", "micros_in": 0, "micros_out": 10_000_000_000_i64, "currency": "USD" });
    paid(&house, &server, price).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = making::begin(&mut ann).await;
    let mut body = json!({ "writer": "model", "stage": "rewrite_line", "line": 8 });
    let writing = format!("{path}/writing");
    assert_eq!(
        ann.post(&writing, body.clone()).await.refusal(409),
        "spend_needed"
    );
    body["spend_micros"] = json!(1_000_000_000_i64);
    let budget = |series: i64| json!({ "budget": { "series": series } });
    let settings = format!("{path}/settings");
    for (series, state, questions) in [(400_000, "failed", 0), (100_000_000, "done", 1)] {
        ann.put(&settings, budget(series)).await.json(200);
        ann.post(&writing, body.clone()).await.json(202);
        written(&house, &mut ann, &path).await;
        let ended = ann.get(&writing).await.json(200);
        assert_eq!(ended["state"], state, "{ended}");
        assert_eq!(server.questions(), questions);
        assert!(
            state == "done" || ended["problem"].as_str().unwrap().contains("0.40 USD"),
            "{ended}"
        );
    }
    let money = ann.get(&format!("{path}/money")).await.json(200);
    assert_eq!(money["spent_micros"], 500_000, "{money}");
    // In another currency than the budget's nothing is asked.
    ann.put(&settings, json!({ "budget": { "currency": "CNY" } }))
        .await
        .json(200);
    ann.post(&writing, body).await.json(202);
    written(&house, &mut ann, &path).await;
    let ended = ann.get(&writing).await.json(200);
    assert!(
        ended["problem"].as_str().unwrap().contains("CNY"),
        "{ended}"
    );
    assert_eq!(server.questions(), 1);
}

#[sqlx::test]
async fn a_model_whose_price_nobody_knows_is_not_asked(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = crate::config::Config::default();
    settings.studio.provider_hosts = vec![server.address.clone()];
    let house = TestHouse::with(db, settings).await;
    paid(&house, &server, json!({ "per": "unknown" })).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let body = json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20, "spend_micros": 1_000_000 });
    assert_eq!(ann.post(PATH, body).await.refusal(409), "unpriced");
    assert_eq!(server.questions(), 0);
}
