//! Films, made; made again only where something changed; into the house.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::studio::{productions, run, shelves};
use crate::testing::{Device, TestHouse};

pub const SCRIPT: &str = "Title: The Umbrella\nLanguage: en\n\n# Episode 1: Rain\n\nINT. CONVENIENCE STORE - NIGHT\n\nMARA slams a book shut.\n\nMARA\n(cold)\nThen pay for it.\n\nJONAH\nNobody came.\n\nJONAH (V.O.)\nI lied.\n";

/// Begins a production and gives its address.
pub async fn begin(device: &mut Device) -> String {
    let made = device
        .post("/api/v1/studio/productions", json!({ "script": SCRIPT }))
        .await
        .json(201);
    format!(
        "/api/v1/studio/productions/{}",
        made["id"].as_str().unwrap()
    )
}

/// Asks for a run and does what the worker does.
pub async fn made(house: &TestHouse, device: &mut Device, path: &str) -> Value {
    let run = device
        .post(&format!("{path}/run"), json!({}))
        .await
        .json(202);
    run::work(&house.app, run["id"].as_str().unwrap().parse().unwrap())
        .await
        .unwrap();
    device.get(&format!("{path}/run")).await.json(200)
}

pub fn id(path: &str) -> Uuid {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn takes(house: &TestHouse, path: &str) -> BTreeSet<(String, usize)> {
    let shelves = shelves::all(&house.app, id(path)).await.unwrap();
    shelves
        .into_iter()
        .map(|(key, shelf)| (key, shelf.takes.len()))
        .collect()
}

#[sqlx::test]
async fn a_script_becomes_a_series_and_a_changed_line_touches_only_what_hangs_on_it(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let unmade = ann.get(&path).await.json(200);
    assert_eq!(
        ann.post(&format!("{path}/release"), json!({}))
            .await
            .refusal(409),
        "nothing_finished"
    );
    let ended = made(&house, &mut ann, &path).await;
    assert_eq!(
        (&ended["state"], &ended["problem"]),
        (&json!("done"), &Value::Null)
    );
    let whole = ann.get(&path).await.json(200);
    assert_eq!(whole["current"], whole["artifacts"]);
    assert_eq!(whole["episodes"][0]["film"], true);

    // Nothing is made again without a reason.
    let first = takes(&house, &path).await;
    made(&house, &mut ann, &path).await;
    assert_eq!(takes(&house, &path).await, first);

    // Another word in one line: its voice, the shot and the panel it is said in, and what is put together from them.
    let other = SCRIPT.replace("Nobody came.", "Nobody ever came.");
    let after = ann
        .put(&format!("{path}/script"), json!({ "script": other }))
        .await
        .json(200);
    // Three lines were spoken here: what one takes is known by now. Of films there was one, which says little.
    let guessed = |view: &Value| {
        let kinds = view["guessed"].as_array().unwrap().iter();
        kinds
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    let (now, then) = (guessed(&after), guessed(&unmade));
    assert!(then.contains("voice") && then.contains("film"), "{then:?}");
    assert!(!now.contains("voice") && now.contains("film"), "{now:?}");
    let took: f64 = sqlx::query_scalar(
        "select avg(seconds)::float8 from production_takes where kind = 'voice'",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    let plan = super::operations::Desk::of(house).await;
    let wanted = json!({ "production": "The Umbrella", "artifacts": ["e01/voice/l02"] });
    let planned = plan.done("plan", wanted).await;
    let house = plan.house;
    let seconds = planned["steps"][0]["seconds"].as_f64().unwrap();
    // The longer ones longer: about that, and no figure of another machine.
    assert!(
        seconds > took * 0.3 && seconds < took * 3.0,
        "{seconds} beside {took}"
    );
    assert_eq!(planned["times_measured"], json!(["voice"]));
    assert_eq!(planned["times_assumed"], json!([]));
    let ended = made(&house, &mut ann, &path).await;
    assert_eq!(
        (&ended["state"], &ended["problem"]),
        (&json!("done"), &Value::Null),
        "{ended}"
    );
    let touched: Vec<String> = takes(&house, &path)
        .await
        .difference(&first)
        .map(|(key, _)| key.clone())
        .collect();
    assert!(
        touched.iter().all(|key| [
            "voice/l02",
            "shot/",
            "panel/",
            "mix",
            "film",
            "captions",
            "strip",
            "thumbnail",
            "trailer"
        ]
        .iter()
        .any(|part| key.contains(part))),
        "{touched:?}"
    );
    let all: Vec<String> = first.iter().map(|(key, _)| key.clone()).collect();
    let of = |keys: &[String], kind| keys.iter().filter(|key| key.contains(kind)).count();
    assert!(
        (1..of(&all, "/shot/")).contains(&of(&touched, "/shot/")),
        "{touched:?}"
    );
    assert_eq!(of(&touched, "/panel/"), 1, "{touched:?}");
    assert!(of(&all, "/panel/") >= 3, "{all:?}");
    assert!(
        !touched.contains(&"e01/voice/l01".to_owned()) && !touched.contains(&"poster".to_owned())
    );

    // And back: the takes of before are there still, and a film of the house is a film.
    let production = productions::find(&house.app, house.id().await, id(&path))
        .await
        .unwrap();
    let kept = shelves::selected(&house.app, production.id).await.unwrap();
    let film = house
        .app
        .storage
        .read(&kept["e01/film"].blob_key)
        .await
        .unwrap();
    assert_eq!(&film[4..8], b"ftyp");
    let released = ann
        .post(&format!("{path}/release"), json!({}))
        .await
        .json(200);
    assert_eq!(released["episodes"], 1);
    let series = ann
        .get(&format!(
            "/api/v1/studio/series/{}",
            released["series_id"].as_str().unwrap()
        ))
        .await
        .json(200);
    assert_eq!(series["title"], "The Umbrella");
}

#[sqlx::test]
async fn takes_are_selected_and_locked(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let run = ann
        .post(
            &format!("{path}/run"),
            json!({ "wanted": ["e01/voice/l01"] }),
        )
        .await
        .json(202);
    run::work(&house.app, run["id"].as_str().unwrap().parse().unwrap())
        .await
        .unwrap();
    let artifact = format!("{path}/artifact?key=e01/voice/l01");
    let before = ann.get(&artifact).await.json(200);
    assert_eq!(
        (
            before["state"].as_str(),
            before["takes"].as_array().unwrap().len()
        ),
        (Some("current"), 1)
    );
    ann.put(
        &format!("{path}/lock"),
        json!({ "key": "e01/voice/l01", "locked": true }),
    )
    .await;
    ann.put(
        &format!("{path}/script"),
        json!({ "script": SCRIPT.replace("Then pay for it.", "Then never mind.") }),
    )
    .await
    .json(200);
    assert_eq!(
        ann.get(&artifact).await.json(200)["state"],
        "current",
        "it is locked"
    );
    ann.put(
        &format!("{path}/lock"),
        json!({ "key": "e01/voice/l01", "locked": false }),
    )
    .await;
    let stale = ann.get(&artifact).await.json(200);
    assert_eq!(stale["state"], "stale");
    assert!(
        stale["why"]
            .as_array()
            .unwrap()
            .iter()
            .any(|sentence| sentence == "words has changed."),
        "{}",
        stale["why"]
    );
    let unknown = format!("{path}/takes/{}/selected", Uuid::nil());
    assert_eq!(
        ann.put(&unknown, json!({})).await.refusal(404),
        "take_not_found"
    );
    assert_eq!(
        ann.get(&format!("{path}/artifact?key=e99/film"))
            .await
            .refusal(404),
        "artifact_not_found"
    );
}
