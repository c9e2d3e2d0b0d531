//! Lines of a production that a model translates.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::drafts::paid;
use super::making::begin;
use crate::people::Role;
use crate::studio::drafts::writing;
use crate::testing::llm::{Bookish, Say, config};
use crate::testing::{Device, TestHouse};

/// Does the last writing that waits, and shows the sheet.
async fn written(house: &TestHouse, ann: &mut Device, sheet: &str) -> Value {
    let id: Uuid = sqlx::query_scalar("select id from writings where state = 'waiting'")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    writing::work(&house.app, id, &|_| {}).await.unwrap();
    ann.get(sheet).await.json(200)
}

fn texts(sheet: &Value) -> Vec<String> {
    let lines = sheet["lines"].as_array().unwrap().iter();
    lines
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect()
}

#[sqlx::test]
async fn a_model_translates_what_is_missing_and_one_step_takes_it_back(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let spanish = format!("{path}/languages/es");
    let machine = format!("{spanish}/machine");
    let first = ann.get(&spanish).await.json(200)["lines"][0].clone();
    let own =
        json!({ "speaker": first["speaker"], "source": first["source"], "text": "Pues paga." });
    ann.put(&spanish, json!({ "lines": [own] })).await.json(200);

    let shown = ann.get(&machine).await.json(200);
    assert_eq!(
        (
            &shown["code"],
            &shown["missing"],
            &shown["cost_micros"],
            &shown["writing"]
        ),
        (&Value::Null, &json!(2), &json!(0), &Value::Null)
    );
    let begun = ann.post(&machine, json!({})).await.json(202);
    assert_eq!(begun["writing"]["state"], "waiting");
    assert_eq!(
        ann.post(&machine, json!({})).await.refusal(409),
        "being_written"
    );
    let sheet = written(&house, &mut ann, &spanish).await;
    let done = texts(&sheet);
    assert_eq!(done[0], "Pues paga.", "what somebody wrote stays");
    assert!(done.iter().all(|text| !text.is_empty()), "{done:?}");
    assert!(server.question(0).contains("Nobody came."));
    assert!(!server.question(0).contains("Then pay for it."));
    let ended = ann.get(&machine).await.json(200);
    assert_eq!(
        (&ended["writing"]["state"], &ended["missing"]),
        (&json!("done"), &json!(0))
    );
    assert_eq!(
        ann.post(&machine, json!({})).await.refusal(409),
        "nothing_to_translate"
    );

    // All of it is one change.
    let undone = ann.post(&format!("{path}/undo"), json!({})).await.json(200);
    assert_eq!(undone, json!({ "what": "translation", "which": "es" }));
    assert_eq!(
        texts(&ann.get(&spanish).await.json(200)),
        ["Pues paga.", "", ""]
    );

    // Into a language that it did not go into yet; what the model cannot do is told, and nothing is kept.
    let french = format!("{path}/languages/fr");
    server
        .script
        .lock()
        .unwrap()
        .extend(vec![Say::Text("{\"captions\": []}"); 30]);
    ann.post(&format!("{french}/machine"), json!({}))
        .await
        .json(202);
    let sheet = written(&house, &mut ann, &french).await;
    assert!(texts(&sheet).iter().all(String::is_empty));
    let failed = ann.get(&format!("{french}/machine")).await.json(200);
    assert_eq!(failed["writing"]["state"], "failed");
    ann.post(&format!("{french}/machine"), json!({}))
        .await
        .json(202);
    assert_eq!(ann.delete(&format!("{french}/machine")).await.status, 204);
    let stopped = ann.get(&format!("{french}/machine")).await.json(200);
    assert_eq!(stopped["writing"]["state"], "stopped");

    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(
        ben.post(&machine, json!({})).await.refusal(404),
        "production_not_found"
    );
}

#[sqlx::test]
async fn without_a_model_it_is_said_why(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let machine = format!("{}/languages/es/machine", begin(&mut ann).await);
    let shown = ann.get(&machine).await.json(200);
    assert_eq!(shown["code"], "no_model");
    assert!(shown["problem"].is_string());
    assert_eq!(ann.post(&machine, json!({})).await.refusal(409), "no_model");
}

#[sqlx::test]
async fn a_translation_that_costs_is_paid_only_when_somebody_says_so(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = crate::config::Config::default();
    settings.studio.provider_hosts = vec![server.address.clone()];
    let house = TestHouse::with(db, settings).await;
    let price = json!({ "per": "tokens", "micros_in": 0, "micros_out": 10_000_000_000_i64, "currency": "USD" });
    paid(&house, &server, price).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let spanish = format!("{path}/languages/es");
    let machine = format!("{spanish}/machine");
    let shown = ann.get(&machine).await.json(200);
    let most = shown["cost_micros"].as_i64().unwrap();
    assert!(
        most > 0 && shown["cost"].as_str().unwrap().contains("USD"),
        "{shown}"
    );
    assert_eq!(
        ann.post(&machine, json!({})).await.refusal(409),
        "spend_needed"
    );
    assert_eq!(server.questions(), 0);
    ann.post(&machine, json!({ "spend_micros": most }))
        .await
        .json(202);
    let sheet = written(&house, &mut ann, &spanish).await;
    assert!(texts(&sheet).iter().all(|text| !text.is_empty()), "{sheet}");
    // It is money of the production.
    let spent = ann.get(&format!("{path}/money")).await.json(200)["spent_micros"].clone();
    assert!(
        spent.as_i64().unwrap() > 0 && spent.as_i64().unwrap() <= most,
        "{spent}"
    );
}

/// More lines than one question holds.
fn long_script() -> String {
    let mut script = String::from(
        "Title: The Umbrella\nLanguage: en\n\n# Episode 1: Rain\n\nINT. CONVENIENCE STORE - NIGHT\n\nMARA slams a book shut.\n",
    );
    for number in 1..=20 {
        let who = if number % 2 == 1 { "MARA" } else { "JONAH" };
        let _ = write!(script, "\n{who}\nThat is door number {number}.\n");
    }
    script
}

#[sqlx::test]
async fn a_translation_that_is_stopped_keeps_what_came_and_goes_on_from_there(db: PgPool) {
    let came = || Say::With("/captions/0", json!("Ensimmäinen ovi."));
    let server = Bookish::start(vec![came(), Say::Silence]).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let made = ann
        .post(
            "/api/v1/studio/productions",
            json!({ "script": long_script() }),
        )
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    // A language that nobody here tells from English, in which the model answers.
    let finnish = format!("{path}/languages/fi");
    let machine = format!("{finnish}/machine");
    ann.post(&machine, json!({})).await.json(202);
    let waiting = || async {
        sqlx::query_scalar::<_, Uuid>("select id from writings where state = 'waiting'")
            .fetch_one(&house.app.db)
            .await
            .unwrap()
    };
    let id = waiting().await;
    // Stopped while the model is silent over its second question.
    let asked = async |questions: usize| {
        while server.questions() < questions {
            tokio::task::yield_now().await;
        }
    };
    let stop = async {
        asked(2).await;
        ann.delete(&machine).await;
    };
    let (done, ()) = tokio::join!(writing::work(&house.app, id, &|_| {}), stop);
    done.unwrap();
    let there = texts(&ann.get(&finnish).await.json(200));
    let kept = there.iter().filter(|text| !text.is_empty()).count();
    assert_eq!(
        (&*there[0], there.len(), kept),
        ("Ensimmäinen ovi.", 20, 16)
    );

    // What is asked now is the rest; killed in the middle of that, what came is found by whoever begins again.
    ann.post(&machine, json!({})).await.json(202);
    let id = waiting().await;
    server.script.lock().unwrap().push(Say::Silence);
    {
        let work = writing::work(&house.app, id, &|_| {});
        tokio::pin!(work);
        tokio::select! {
            _ = &mut work => panic!("it was not answered"),
            () = asked(3) => {}
        }
    }
    assert!(server.question(2).contains("door number 17."));
    assert!(!server.question(2).contains("1. That is door number 1."));
    writing::work(&house.app, id, &|_| {}).await.unwrap();
    assert_eq!(
        ann.get(&machine).await.json(200)["writing"]["state"],
        "failed"
    );
    ann.post(&machine, json!({})).await.json(202);
    let sheet = written(&house, &mut ann, &finnish).await;
    assert!(texts(&sheet).iter().all(|text| !text.is_empty()), "{sheet}");
    assert_eq!(
        server.questions(),
        4,
        "no line is asked for twice but the four"
    );

    // Each time is one change; taken back, the lines do not come again by themselves.
    for left in [16, 0] {
        ann.post(&format!("{path}/undo"), json!({})).await.json(200);
        let there = texts(&ann.get(&finnish).await.json(200));
        let kept = there.iter().filter(|text| !text.is_empty()).count();
        assert_eq!(kept, left);
    }
    ann.post(&machine, json!({})).await.json(202);
    let first = texts(&ann.get(&finnish).await.json(200));
    assert!(first.iter().all(String::is_empty), "{first:?}");
}
