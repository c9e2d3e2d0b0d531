//! Cards that an engine writes at once: changed by hand, told again, locked, taken back; and what is refused.

use screenplay::Script;
use screenplay::scenes::{Beat, episodes};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{PATH, PREMISE, cards};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

async fn by_engine(device: &mut Device) -> (String, Value) {
    let body = json!({ "premise": "She signs a marriage contract with the man who fired her.", "writer": "engine", "seed": 4 });
    let draft = device.post(PATH, body).await.json(201);
    (format!("{PATH}/{}", draft["id"].as_str().unwrap()), draft)
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
