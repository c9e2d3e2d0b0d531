//! One more take of what is current; and how far one is while it is made.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::films::{CLIP, Fake, clips, house_with, ran};
use super::making::begin;
use super::operations::{Desk, NAME};
use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn one_more_of_what_a_model_makes_asks_before_it_spends(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let key = clips(&house, &path).await[0].clone();
    let once = json!({ "wanted": [key], "spend_micros": CLIP });
    ran(&house, &mut ann, &path, once.clone()).await;
    let seen = async |ann: &mut crate::testing::Device| {
        ann.get(&format!("{path}/artifact?key={key}"))
            .await
            .json(200)
    };
    let first = seen(&mut ann).await;
    assert_eq!(
        (&first["state"], &first["varies"], &first["next_micros"]),
        (&json!("current"), &json!(true), &json!(CLIP))
    );
    // Nothing is made of what is current unless somebody asks for one more.
    ran(&house, &mut ann, &path, once).await;
    assert_eq!(fake.sent(), 1);
    let another = |spend: Value| json!({ "wanted": [key], "another": true, "spend_micros": spend });
    let asked = ann.post(&format!("{path}/run"), another(Value::Null)).await;
    assert_eq!(asked.refusal(409), "spend_needed");
    let end = ran(&house, &mut ann, &path, another(json!(CLIP))).await;
    assert_eq!(end["problem"], Value::Null, "{end}");
    assert_eq!(fake.sent(), 2, "one more, and not for ever");
    assert_eq!(seen(&mut ann).await["state"], "current");

    // While it is made it tells its steps.
    sqlx::query("update production_jobs set stage = 'running', state = $1 where planned_at = (select max(planned_at) from production_jobs)")
        .bind(json!({ "state": "running", "ticket": { "id": "t", "poll": "", "ahead": 0, "step": [12, 20] } }))
        .execute(&house.app.db)
        .await
        .unwrap();
    let log = ann.get(&format!("{path}/log")).await.json(200);
    let one = &log["under_way"][0];
    assert_eq!(
        (&one["ahead"], &one["step"], &one["steps"]),
        (&json!(0), &json!(12), &json!(20))
    );

    // By name it is asked about, as every other run.
    let desk = Desk::of(house).await;
    let run = json!({ "production": NAME, "artifacts": [key], "another": true });
    let asked = desk.asked("run", run).await;
    assert_eq!(asked.consequence.cost_micros, CLIP);
}

#[sqlx::test]
async fn one_more_mix_has_other_music_and_a_drawing_would_be_the_same(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    ran(
        &house,
        &mut ann,
        &path,
        json!({ "wanted": ["e01/mix", "poster"] }),
    )
    .await;
    let another = |wanted: Value| json!({ "wanted": wanted, "another": true });
    for (wanted, status, code) in [
        (json!(["poster"]), 409, "comes_out_the_same"),
        (json!([]), 400, "another_of_nothing"),
        (json!(["e09/mix"]), 404, "artifact_not_found"),
    ] {
        let refused = ann.post(&format!("{path}/run"), another(wanted)).await;
        assert_eq!(refused.refusal(status), code);
    }
    let end = ran(&house, &mut ann, &path, another(json!(["e01/mix"]))).await;
    assert_eq!(end["problem"], Value::Null, "{end}");
    let (takes, sounds): (i64, i64) = sqlx::query_as(
        "select count(*), count(distinct content) from production_takes where key = 'e01/mix'",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert_eq!((takes, sounds), (2, 2));
    let mix = ann
        .get(&format!("{path}/artifact?key=e01/mix"))
        .await
        .json(200);
    let takes = mix["takes"].as_array().unwrap().iter();
    let used = takes.filter(|take| take["selected"] == true).count();
    assert_eq!((&mix["state"], used), (&json!("current"), 1));
}
