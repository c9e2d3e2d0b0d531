//! The bible of a production, through its routes.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::{SCRIPT, begin};
use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn a_bible_is_told_by_the_script_until_somebody_writes_one(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let bible = format!("{path}/bible");
    let told = ann.get(&bible).await.json(200);
    assert_eq!(told["drafted"], true);
    let names = |shown: &Value| -> Vec<String> {
        let people = shown["bible"]["character"].as_array().unwrap();
        people
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(names(&told).contains(&"MARA".to_owned()), "{told}");

    // As fields: every kind of thing that a bible tells.
    let mut fields = told["bible"].clone();
    let mara = names(&told).iter().position(|name| name == "MARA").unwrap();
    fields["character"][mara]["look"] = json!([
        { "name": "coat", "episodes": "1-3", "about": "wet" },
        { "name": "gown", "episodes": "4-" },
    ]);
    fields["relation"] =
        json!([{ "who": "MARA", "is": "sister", "of": "JONAH", "episodes": "2-" }]);
    fields["prop"] = json!([{ "name": "umbrella", "holder": "JONAH" }]);
    fields["secret"] =
        json!([{ "id": "paid", "what": "He paid.", "knows": [{ "who": "JONAH", "since": 0 }] }]);
    let kept = ann.put(&bible, json!({ "bible": fields })).await.json(200);
    assert_eq!(kept["drafted"], false);
    assert_eq!(kept["bible"], fields);
    // And as the same text, which comes back as the same fields.
    let again = ann
        .put(&bible, json!({ "text": kept["text"] }))
        .await
        .json(200);
    assert_eq!(again["bible"], fields);

    // The script is held against it: a look that is not worn yet, a secret that nobody there knows.
    let script = SCRIPT.replace("MARA slams", "[[look: MARA gown]]\n\nMARA slams");
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    let findings = ann.get(&bible).await.json(200)["findings"].clone();
    assert!(
        findings
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["episode"] == 1
                && one["line"].as_u64().is_some()
                && one["message"].as_str().unwrap().contains("gown")),
        "{findings}"
    );

    // Given up, the script tells again.
    let reset = ann.delete(&bible).await.json(200);
    assert_eq!(
        (&reset["drafted"], names(&reset)),
        (&json!(true), names(&told))
    );
}

#[sqlx::test]
async fn a_bible_that_cannot_be_says_where_and_why(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = format!("{}/bible", begin(&mut ann).await);
    let before = ann.get(&path).await.json(200);
    let twice = "[[character]]\nname = \"MARA\"\n\n[[character]]\nname = \"mara\"\n";
    for (body, code, word) in [
        (json!({}), "bible_or_text", "fields"),
        (
            json!({ "bible": {}, "text": "" }),
            "bible_or_text",
            "fields",
        ),
        (json!({ "text": "[[character]\n" }), "bad_bible", "Line 1"),
        (json!({ "text": "\nno_such = 1\n" }), "bad_bible", "Line 2"),
        (json!({ "text": twice }), "bad_bible", "Line 4"),
        (
            json!({ "bible": { "prop": [{ "name": "ring", "holder": "NOBODY" }] } }),
            "bad_bible",
            "NOBODY",
        ),
        (
            json!({ "bible": { "character": [{ "name": "MARA", "look": [{ "name": "red dress" }] }] } }),
            "bad_bible",
            "one word",
        ),
    ] {
        let answer = ann.put(&path, body.clone()).await;
        assert_eq!(answer.refusal(400), code, "{body}");
        let message = answer.json(400)["error"]["message"].to_string();
        assert!(message.contains(word), "{body}: {message}");
    }
    let bad = json!({ "bible": { "character": [{ "name": "MARA", "look": [{ "name": "coat", "episodes": "9-2" }] }] } });
    assert!(ann.put(&path, bad).await.status.is_client_error());
    assert_eq!(ann.get(&path).await.json(200), before);
}
