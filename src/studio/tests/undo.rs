//! Whatever a person changes of a production can be taken back, the last first.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::begin;
use crate::people::Role;
use crate::testing::{Device, TestHouse};

async fn back(ann: &mut Device, path: &str) -> (String, String) {
    let undone = ann.post(&format!("{path}/undo"), json!({})).await.json(200);
    let word = |name: &str| undone[name].as_str().unwrap().to_owned();
    (word("what"), word("which"))
}

async fn next(ann: &mut Device, path: &str) -> Value {
    ann.get(&format!("{path}/undo")).await.json(200)
}

#[sqlx::test]
async fn settings_translations_and_the_bible_are_taken_back(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let settings = ann.get(&path).await.json(200)["settings"].clone();

    // Settings, twice; the same again is no change.
    for paywall in [3, 5, 5] {
        let mut other = settings.clone();
        other["paywall"] = json!(paywall);
        ann.put(&format!("{path}/settings"), other).await.json(200);
    }
    assert_eq!(next(&mut ann, &path).await["what"], "settings");
    assert_eq!(back(&mut ann, &path).await.0, "settings");
    assert_eq!(ann.get(&path).await.json(200)["settings"]["paywall"], 3);
    assert_eq!(back(&mut ann, &path).await.0, "settings");
    assert_eq!(ann.get(&path).await.json(200)["settings"], settings);
    // What is refused is no change either.
    let mut bad = settings.clone();
    bad["budget"]["currency"] = json!("money");
    assert_eq!(
        ann.put(&format!("{path}/settings"), bad).await.refusal(400),
        "bad_currency"
    );
    assert_eq!(next(&mut ann, &path).await, Value::Null);

    // A language: its first lines bring it with them, and one step takes both back.
    let spanish = format!("{path}/languages/es");
    let lines = ann.get(&spanish).await.json(200)["lines"].clone();
    let line = |at: usize, text: &str| json!({ "speaker": lines[at]["speaker"], "source": lines[at]["source"], "text": text });
    ann.put(
        &spanish,
        json!({ "lines": [line(0, "Entonces paga."), line(1, "Nadie vino.")] }),
    )
    .await
    .json(200);
    ann.put(
        &spanish,
        json!({ "lines": [line(0, "Pues paga."), line(1, "Nadie vino.")], "dub": true }),
    )
    .await
    .json(200);
    assert_eq!(
        back(&mut ann, &path).await,
        ("translation".into(), "es".into())
    );
    let sheet = ann.get(&spanish).await.json(200);
    assert_eq!(sheet["dub"], false);
    assert_eq!(sheet["lines"][0]["text"], "Entonces paga.");
    assert_eq!(sheet["lines"][1]["text"], "Nadie vino.");
    back(&mut ann, &path).await;
    assert_eq!(ann.get(&spanish).await.json(200)["lines"][0]["text"], "");
    assert_eq!(ann.get(&path).await.json(200)["settings"], settings);
    // All of a language or nothing: one line that is too long, and none is kept.
    let long = "x".repeat(3_001);
    let refused = ann
        .put(
            &spanish,
            json!({ "lines": [line(0, "Paga."), line(1, &long)] }),
        )
        .await
        .refusal(400);
    assert_eq!(refused, "bad_translation");
    assert_eq!(ann.get(&spanish).await.json(200)["lines"][0]["text"], "");
    assert_eq!(next(&mut ann, &path).await, Value::Null);

    // A language that is removed comes back with what was said in it.
    ann.put(&spanish, json!({ "lines": [line(0, "Paga.")] }))
        .await
        .json(200);
    assert_eq!(ann.delete(&spanish).await.status, 204);
    assert_eq!(back(&mut ann, &path).await.0, "settings");
    let listed = ann.get(&format!("{path}/languages")).await.json(200);
    assert_eq!(
        (&listed[0]["language"], &listed[0]["translated"]),
        (&json!("es"), &json!(1))
    );

    // The bible.
    let bible = format!("{path}/bible");
    let text = "[[character]]\nname = \"MARA\"\nage = 27\n\n[[character]]\nname = \"JONAH\"\n";
    ann.put(&bible, json!({ "text": text })).await.json(200);
    ann.delete(&bible).await.json(200);
    assert_eq!(back(&mut ann, &path).await.0, "bible");
    let shown = ann.get(&bible).await.json(200);
    assert_eq!(
        (&shown["drafted"], &shown["bible"]["character"][0]["age"]),
        (&json!(false), &json!(27))
    );
    back(&mut ann, &path).await;
    assert_eq!(ann.get(&bible).await.json(200)["drafted"], true);

    // One kind alone, whatever was changed after it.
    ann.put(&bible, json!({ "text": text })).await.json(200);
    let undone = ann
        .post(
            &format!("{path}/undo"),
            json!({ "what": "translation", "which": "es" }),
        )
        .await
        .json(200);
    assert_eq!(undone["what"], "translation");
    assert_eq!(ann.get(&bible).await.json(200)["drafted"], false);

    // Somebody else's is nobody's.
    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(
        ben.post(&format!("{path}/undo"), json!({}))
            .await
            .refusal(404),
        "production_not_found"
    );
}

#[sqlx::test]
async fn what_was_taken_back_is_done_again_until_something_else_is_changed(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let (undo, redo) = (format!("{path}/undo"), format!("{path}/redo"));
    assert_eq!(ann.get(&redo).await.json(200), Value::Null);
    assert_eq!(
        ann.post(&redo, json!({})).await.refusal(409),
        "nothing_to_redo"
    );

    // One change of each kind that needs no film.
    let seen = ann.get(&path).await.json(200);
    let mut settings = seen["settings"].clone();
    settings["paywall"] = json!(3);
    ann.put(&format!("{path}/settings"), settings)
        .await
        .json(200);
    let script = seen["script"]
        .as_str()
        .unwrap()
        .replace("Nobody came.", "Somebody came.");
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    let episode = format!("{path}/episodes/1");
    let mut board = ann.get(&episode).await.json(200)["board"].clone();
    board["shots"][0]["camera"] = json!("tilt_up");
    ann.put(&episode, board).await.json(200);
    let spanish = format!("{path}/languages/es");
    let line = ann.get(&spanish).await.json(200)["lines"][0].clone();
    let said =
        json!({ "speaker": line["speaker"], "source": line["source"], "text": "Entonces paga." });
    ann.put(&spanish, json!({ "lines": [said] }))
        .await
        .json(200);
    let bible = format!("{path}/bible");
    ann.put(
        &bible,
        json!({ "text": "[[character]]\nname = \"MARA\"\nage = 27\n" }),
    )
    .await
    .json(200);
    let mut mara = ann.get(&format!("{path}/cast")).await.json(200)["members"][0]["person"].clone();
    let skin = mara["appearance"]["skin"].as_u64().unwrap();
    mara["appearance"]["skin"] = json!((skin + 1) % 8);
    let face = format!("{path}/cast/{}", mara["id"].as_str().unwrap());
    ann.put(&face, mara).await.json(200);

    let kinds = [
        "cast",
        "bible",
        "translation",
        "board",
        "script",
        "settings",
    ];
    let all = async |ann: &mut Device| {
        json!([
            ann.get(&format!("{path}/cast")).await.json(200)["members"][0]["person"]["appearance"]
                ["skin"],
            ann.get(&bible).await.json(200)["drafted"],
            ann.get(&spanish).await.json(200)["lines"][0]["text"],
            ann.get(&episode).await.json(200)["board"]["shots"][0]["camera"],
            ann.get(&path).await.json(200)["script"],
            ann.get(&path).await.json(200)["settings"],
        ])
    };
    let changed = all(&mut ann).await;
    for kind in kinds {
        assert_eq!(back(&mut ann, &path).await.0, kind);
    }
    let began = all(&mut ann).await;
    assert_eq!(began[5], seen["settings"]);
    for (at, kind) in kinds.iter().enumerate() {
        assert_ne!(began[at], changed[at], "{kind}");
    }
    // All of it again, in the order in which it was done; then back once more.
    for kind in kinds.iter().rev() {
        assert_eq!(ann.get(&redo).await.json(200)["what"], *kind);
        assert_eq!(ann.post(&redo, json!({})).await.json(200)["what"], *kind);
    }
    assert_eq!(all(&mut ann).await, changed);
    assert_eq!(ann.get(&redo).await.json(200), Value::Null);
    for kind in kinds {
        assert_eq!(back(&mut ann, &path).await.0, kind);
    }
    assert_eq!(all(&mut ann).await, began);

    // Something else is changed: that can be taken back, and what was taken back before is over.
    ann.post(&redo, json!({})).await.json(200);
    let other = seen["script"]
        .as_str()
        .unwrap()
        .replace("Nobody came.", "They came.");
    ann.put(&format!("{path}/script"), json!({ "script": other }))
        .await
        .json(200);
    assert_eq!(
        ann.post(&redo, json!({})).await.refusal(409),
        "nothing_to_redo"
    );
    assert_eq!(ann.post(&undo, json!({})).await.json(200)["what"], "script");
    assert_eq!(
        ann.post(&undo, json!({})).await.json(200)["what"],
        "settings"
    );

    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(
        ben.post(&redo, json!({})).await.refusal(404),
        "production_not_found"
    );
}
