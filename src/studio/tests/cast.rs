//! The cast: told by bible and script, changed by hand, taken back; and undo of everything else.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::{SCRIPT, begin};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

async fn cast(device: &mut Device, path: &str) -> Value {
    device.get(&format!("{path}/cast")).await.json(200)
}

fn mara(cast: &Value) -> Value {
    let members = cast["members"].as_array().unwrap();
    let found = members.iter().find(|one| one["person"]["id"] == "mara");
    found.unwrap().clone()
}

#[sqlx::test]
async fn what_a_writer_tells_of_people_reaches_the_storyboard(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let made = ann
        .post(
            "/api/v1/studio/productions",
            json!({ "premise": "She signs a marriage contract with the man who fired her.", "engine": "contract-marriage", "seed": 4 }),
        )
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    );
    let cast = cast(&mut ann, &path).await;
    let members = cast["members"].as_array().unwrap();
    // The engine's grandmother is 79 and his contract is signed in a black suit.
    let old = members
        .iter()
        .find(|one| one["person"]["appearance"]["age"] == "old");
    assert_eq!(
        old.unwrap()["person"]["appearance"]["presenting"],
        "feminine"
    );
    let suit = members
        .iter()
        .find(|one| one["person"]["looks"][0]["outfit"] == "suit")
        .unwrap();
    assert!(
        !suit["about"].as_str().unwrap().is_empty() && !suit["sounds"].as_str().unwrap().is_empty()
    );
    let board = ann.get(&format!("{path}/episodes/1")).await.json(200);
    let there = board["board"]["cast"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == suit["person"]["id"]);
    assert_eq!(
        there,
        Some(&suit["person"]),
        "the storyboard's cast is the production's"
    );
}

#[sqlx::test]
async fn a_face_is_changed_by_hand_and_taken_back(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let before = cast(&mut ann, &path).await;
    let own = mara(&before);
    assert_eq!((&own["by_hand"], &own["lines"]), (&json!(false), &json!(1)));
    let shares: f64 = before["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["share"].as_f64().unwrap())
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);

    // A board that was changed by hand shows the new face too, and is not behind for it.
    let episode = format!("{path}/episodes/1");
    let mut board = ann.get(&episode).await.json(200)["board"].clone();
    board["shots"][0]["camera"] = json!("shake");
    ann.put(&episode, board).await.json(200);
    let mut person = own["person"].clone();
    person["appearance"]["hair"] = json!("bun");
    person["appearance"]["skin"] = json!(6);
    person["voice"] = json!("bf_emma");
    person["looks"][0]["to"] = json!(3);
    person["looks"].as_array_mut().unwrap().push(
        json!({ "id": "gown", "outfit": "gown", "colours": ["#ffffff", "#000000"], "from": 4 }),
    );
    let changed = ann
        .put(&format!("{path}/cast/mara"), person.clone())
        .await
        .json(200);
    let after = mara(&changed);
    assert_eq!(
        (&after["by_hand"], &after["voice"]),
        (&json!(true), &json!("bf_emma"))
    );
    let shown = ann.get(&episode).await.json(200);
    assert_eq!(
        (&shown["changed"], &shown["behind"]),
        (&json!(true), &json!(false))
    );
    assert!(shown["board"]["cast"].to_string().contains("\"bun\""));

    // Undo takes back the last change of anything: first the face, then the board; then nothing is left.
    assert_eq!(
        ann.get(&format!("{path}/undo")).await.json(200),
        json!({ "what": "cast", "which": "mara" })
    );
    let undo = format!("{path}/undo");
    assert_eq!(ann.post(&undo, json!({})).await.json(200)["what"], "cast");
    assert_eq!(mara(&cast(&mut ann, &path).await), own);
    assert_eq!(
        ann.post(&undo, json!({ "what": "script" }))
            .await
            .refusal(409),
        "nothing_to_undo"
    );
    assert_eq!(
        ann.post(&undo, json!({ "what": "board", "which": "1" }))
            .await
            .json(200)["which"],
        "1"
    );
    assert_eq!(ann.get(&episode).await.json(200)["changed"], false);
    assert_eq!(
        ann.post(&undo, json!({})).await.refusal(409),
        "nothing_to_undo"
    );
    assert_eq!(ann.get(&undo).await.json(200), Value::Null);
}

#[sqlx::test]
async fn nobody_is_changed_into_what_cannot_be_drawn(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let own = mara(&cast(&mut ann, &path).await)["person"].clone();
    let changes: [fn(&mut Value); 11] = [
        |one| one["appearance"]["skin"] = json!(8),
        |one| one["appearance"]["hair"] = json!("no-such-cut"),
        |one| one["appearance"]["hair_colour"] = json!("red"),
        |one| one["looks"] = json!([]),
        |one| one["looks"][0]["colours"] = json!(["#12345g", "#000000"]),
        |one| one["looks"][0]["from"] = json!(0),
        |one| one["looks"][0]["to"] = json!(0),
        |one| one["looks"][0]["id"] = json!("two words"),
        |one| one["name"] = json!("  "),
        |one| one["voice"] = json!("nobody"),
        |one| one["id"] = json!("jonah"),
    ];
    for change in changes {
        let mut person = own.clone();
        change(&mut person);
        assert_eq!(
            ann.put(&format!("{path}/cast/mara"), person.clone())
                .await
                .refusal(400),
            "bad_character",
            "{person}"
        );
    }
    let mut nobody = own.clone();
    nobody["id"] = json!("nobody");
    assert_eq!(
        ann.put(&format!("{path}/cast/nobody"), nobody)
            .await
            .refusal(404),
        "character_not_found"
    );
    assert_eq!(
        ann.get(&format!("{path}/cast/nobody/picture"))
            .await
            .refusal(404),
        "character_not_found"
    );
    let mut unreadable = own.clone();
    unreadable["appearance"]["age"] = json!("ancient");
    assert!(
        ann.put(&format!("{path}/cast/mara"), unreadable)
            .await
            .status
            .is_client_error()
    );
}

#[sqlx::test]
async fn people_are_drawn_as_they_would_be(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    for part in ["face", "moods", "looks"] {
        let picture = ann
            .open(&format!("{path}/cast/mara/picture?part={part}"))
            .await;
        assert_eq!(picture.headers()["content-type"], "image/png", "{part}");
    }
    assert_eq!(
        ann.get(&format!("{path}/cast/mara/sample?voice=nobody"))
            .await
            .refusal(404),
        "voice_not_found"
    );
    let heard = ann
        .open(&format!("{path}/cast/mara/sample?voice=bf_emma"))
        .await;
    assert_eq!(heard.headers()["content-type"], "audio/wav");
}

#[sqlx::test]
async fn the_board_of_productions_tells_how_far_each_is(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let card = ann.get("/api/v1/studio/productions").await.json(200)[0].clone();
    assert_eq!(
        (
            &card["stage"],
            &card["episodes"],
            &card["films"],
            &card["poster"],
            &card["last_run"]
        ),
        (
            &json!("writing"),
            &json!(1),
            &json!(0),
            &Value::Null,
            &Value::Null
        )
    );
    let two = format!("{SCRIPT}\n# Episode 2: Sun\n\nINT. BAR - DAY\n\nMARA\nStill unpaid.\n");
    ann.put(&format!("{path}/script"), json!({ "script": two }))
        .await
        .json(200);
    assert_eq!(
        ann.get("/api/v1/studio/productions").await.json(200)[0]["episodes"],
        2
    );
    let found = ann.get(&format!("{path}/readiness")).await.json(200);
    assert_eq!(
        (&found["missing"], &found["poster"], &found["published"]),
        (&json!([1, 2]), &json!(false), &json!(false))
    );
    let log = ann.get(&format!("{path}/log")).await.json(200);
    assert_eq!((&log["run"], &log["entries"]), (&Value::Null, &json!([])));
}
