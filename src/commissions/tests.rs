//! A commission from its brief to its last payment.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::rights::tests::{house, party};
use crate::testing::{Device, TestHouse};

const COMMISSIONS: &str = "/api/v1/desk/commissions";

fn draft(party: &Value) -> Value {
    json!({ "name": "Harbour Lights", "party_id": party, "series_id": null, "brief": "Twelve nights on a ferry.", "episodes": 3,
        "currency": "USD", "budget": 900_000, "milestones": [
            { "name": "Scripts", "due_on": "2026-04-01", "minor": 300_000, "episodes": null },
            { "name": "First two episodes", "due_on": "2026-06-01", "minor": 400_000, "episodes": 2 },
            { "name": "All episodes", "due_on": null, "minor": 200_000, "episodes": 3 }] })
}

async fn begun(operator: &mut Device) -> (String, Value) {
    let party = party(operator, "Ferry Films").await;
    let made = operator.post(COMMISSIONS, draft(&party)).await.json(201);
    let path = format!("{COMMISSIONS}/{}", made["id"].as_str().unwrap());
    for status in ["agreed", "in_production"] {
        let step = json!({ "status": status });
        operator
            .post(&format!("{path}/steps"), step)
            .await
            .json(200);
    }
    (path, made)
}

async fn review(
    operator: &mut Device,
    path: &str,
    number: i32,
    verdict: &str,
    note: &str,
) -> Value {
    let review = json!({ "verdict": verdict, "note": note });
    operator
        .post(&format!("{path}/episodes/{number}/reviews"), review)
        .await
        .json(200)
}

/// What the books say is owed to partners, and was spent on commissions.
async fn booked(house: &TestHouse, kind: &str) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(credits_posted - debits_posted), 0)::bigint from ledger_accounts where kind = $1",
    )
    .bind(kind)
    .fetch_one(&house.app.db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn milestones_are_owed_once_met_and_paid_from_the_bank(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let (path, made) = begun(&mut operator).await;
    assert_eq!(booked(&house, "payable_partners").await, 0);
    let scripts = made["milestones"][0]["id"].as_str().unwrap();
    let met = format!("{path}/milestones/{scripts}/met");
    let now = operator.post(&met, json!({})).await.json(200);
    assert_eq!(now["owed"]["minor"], 300_000);
    assert_eq!(
        operator.post(&met, json!({})).await.refusal(409),
        "milestone_state"
    );
    assert_eq!(booked(&house, "payable_partners").await, 300_000);
    assert_eq!(booked(&house, "commission_costs").await, -300_000);
    // A milestone of episodes is nobody's word.
    let two = made["milestones"][1]["id"].as_str().unwrap();
    let word = operator
        .post(&format!("{path}/milestones/{two}/met"), json!({}))
        .await;
    assert_eq!(word.refusal(409), "milestone_state");

    let mute = json!({ "verdict": "returned", "note": " " });
    let mute = operator
        .post(&format!("{path}/episodes/1/reviews"), mute)
        .await;
    assert_eq!(mute.refusal(400), "return_without_note");
    review(
        &mut operator,
        &path,
        1,
        "returned",
        "The horn drowns her line.",
    )
    .await;
    let now = review(&mut operator, &path, 2, "accepted", "").await;
    assert_eq!(now["episodes"][0]["state"], "returned");
    assert_eq!(booked(&house, "payable_partners").await, 300_000);
    let now = review(&mut operator, &path, 1, "accepted", "").await;
    assert_eq!(now["episodes"][0]["reviews"].as_array().unwrap().len(), 2);
    assert_eq!(booked(&house, "payable_partners").await, 700_000);
    let again = json!({ "verdict": "returned", "note": "Changed my mind" });
    let again = operator
        .post(&format!("{path}/episodes/1/reviews"), again)
        .await;
    assert_eq!(again.refusal(409), "episode_accepted");
    let now = review(&mut operator, &path, 3, "accepted", "").await;
    assert_eq!(now["status"], "delivered");
    assert_eq!(now["owed"]["minor"], 900_000);

    let close = json!({ "status": "closed" });
    let early = operator.post(&format!("{path}/steps"), close.clone()).await;
    assert_eq!(early.refusal(409), "commission_unpaid");
    for milestone in made["milestones"].as_array().unwrap() {
        let id = milestone["id"].as_str().unwrap();
        let paid = json!({ "note": "Transfer 77" });
        operator
            .post(&format!("{path}/milestones/{id}/payment"), paid)
            .await
            .json(200);
    }
    assert_eq!(booked(&house, "payable_partners").await, 0);
    assert_eq!(booked(&house, "bank").await, 900_000);
    let closed = operator
        .post(&format!("{path}/steps"), close)
        .await
        .json(200);
    assert_eq!(closed["paid"]["minor"], 900_000);
    let steps: Vec<&Value> = closed["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["status"])
        .collect();
    assert_eq!(
        steps,
        ["draft", "agreed", "in_production", "delivered", "closed"]
    );
}

#[sqlx::test]
async fn what_a_crash_left_between_is_posted_once_by_the_sweep(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let (path, made) = begun(&mut operator).await;
    let scripts = made["milestones"][0]["id"].as_str().unwrap();
    let met = format!("{path}/milestones/{scripts}/met");
    operator.post(&met, json!({})).await.json(200);
    // Posted, but the mark was lost.
    sqlx::query("update commission_milestones set booked_at = null")
        .execute(&house.app.db)
        .await
        .unwrap();
    super::sweep(&house.app).await.unwrap();
    super::sweep(&house.app).await.unwrap();
    assert_eq!(booked(&house, "payable_partners").await, 300_000);
    let checks = operator.get("/api/v1/desk/books/checks").await.json(200);
    assert_eq!(checks["passed"], true, "{checks}");
}

#[sqlx::test]
async fn a_commission_that_does_not_add_up_is_refused(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("harbour", 1, 1).await.id;
    let party = party(&mut operator, "Ferry Films").await;
    let mut short = draft(&party);
    short["budget"] = json!(900_001);
    let refused = operator.post(COMMISSIONS, short).await;
    assert_eq!(refused.refusal(400), "milestones_invalid");
    let mut far = draft(&party);
    far["milestones"][1]["episodes"] = json!(4);
    let refused = operator.post(COMMISSIONS, far).await;
    assert_eq!(refused.refusal(400), "milestones_invalid");
    let mut none = draft(&party);
    none["currency"] = json!("XYZW");
    assert_eq!(operator.post(COMMISSIONS, none).await.status, 400);
    let made = operator.post(COMMISSIONS, draft(&party)).await.json(201);
    let twice = operator.post(COMMISSIONS, draft(&party)).await;
    assert_eq!(twice.refusal(409), "commission_known");
    let path = format!("{COMMISSIONS}/{}", made["id"].as_str().unwrap());
    // Nothing is accepted of what is not agreed.
    let review = json!({ "verdict": "accepted" });
    let early = operator
        .post(&format!("{path}/episodes/1/reviews"), review.clone())
        .await;
    assert_eq!(early.refusal(409), "commission_state");
    let tied = operator
        .put(&format!("{path}/series"), json!({ "series_id": series }))
        .await
        .json(200);
    assert_eq!(tied["series_id"], json!(series));
    let agreed = json!({ "status": "agreed" });
    operator
        .post(&format!("{path}/steps"), agreed)
        .await
        .json(200);
    let beyond = operator
        .post(&format!("{path}/episodes/4/reviews"), review)
        .await;
    assert_eq!(beyond.refusal(404), "commission_episode_unknown");
}
