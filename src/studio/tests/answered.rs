//! What only a person can answer for, done by name: own files, paid jobs that nobody knows the end of, real people; and
//! the cards of a draft, reviewed.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::films::{CLIP, Fake, clips, house_with, ran, stages};
use super::judged::RECORDING;
use super::operations::{Desk, NAME};
use crate::people::Role;
use crate::studio::operations::Answer;

async fn agreed(desk: &Desk, name: &str, arguments: Value) -> Value {
    let asked = desk.asked(name, arguments.clone()).await;
    match desk.try_to(name, arguments, Some(&asked.confirm)).await {
        Ok(Answer::Done(value)) => value,
        other => panic!("{name}: {other:?}"),
    }
}

#[sqlx::test]
async fn a_file_is_brought_by_name_and_taken_back(db: PgPool) {
    let desk = Desk::open(db).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("line.ogg");
    std::fs::write(&file, RECORDING).unwrap();
    let bring = |artifact: &str, file: &std::path::Path| json!({ "production": NAME, "artifact": artifact, "file": file });
    for (artifact, file, code) in [
        (
            "e01/voice/l01",
            &*folder.path().join("no"),
            "file_unreadable",
        ),
        ("e01/voice/l01", folder.path(), "file_unreadable"),
        (
            "e01/voice/l01",
            std::path::Path::new("/dev/zero"),
            "file_unreadable",
        ),
        ("e09/voice/l01", &file, "artifact_not_found"),
        ("poster", &file, "take_unusable"),
    ] {
        let refused = desk.try_to("bring_take", bring(artifact, file), None).await;
        assert_eq!(refused, Err(code), "{artifact} {}", file.display());
    }
    let taken = desk.done("bring_take", bring("e01/voice/l01", &file)).await;
    let artifact = json!({ "production": NAME, "artifact": "e01/voice/l01" });
    let shown = desk.done("show_artifact", artifact.clone()).await;
    assert_eq!(shown["takes"][0]["id"], taken["take"]);
    assert_eq!(shown["takes"][0]["selected"], taken["used"]);
    if taken["used"] == false {
        // Other words are said in it than the line has: a person may use it all the same.
        let chosen = json!({ "production": NAME, "take": taken["take"] });
        desk.done("choose_take", chosen).await;
    }
    let shown = desk.done("show_artifact", artifact.clone()).await;
    assert_eq!(
        (&shown["state"], &shown["takes"][0]["selected"]),
        (&json!("current"), &json!(true))
    );
    let back = json!({ "production": NAME, "what": "take" });
    assert_eq!(
        desk.done("undo", back.clone()).await["which"],
        "e01/voice/l01"
    );
    let shown = desk.done("show_artifact", artifact).await;
    assert_eq!(shown["takes"][0]["selected"], false);
    assert_eq!(
        desk.try_to("undo", back, None).await,
        Err("nothing_to_undo")
    );
    // What somebody brought is no measure of how long this machine takes.
    let pace: f32 =
        sqlx::query_scalar("select max(seconds) from production_takes where facts ? 'brought'")
            .fetch_one(&desk.house.app.db)
            .await
            .unwrap();
    assert!(pace >= 0.0);
}

#[sqlx::test]
async fn what_became_of_a_paid_job_is_said_by_name_once_somebody_has_agreed(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    let one = json!({ "wanted": [wanted[0]], "spend_micros": 10 * CLIP });
    ran(&house, &mut ann, &path, one).await;
    let desk = Desk::of(house).await;
    let money = desk.done("show_money", json!({ "production": NAME })).await;
    let job = money["paid_jobs"][0]["id"].clone();
    let decide = |outcome: &str, id: Option<&str>| json!({ "production": NAME, "job": job, "outcome": outcome, "id": id });
    // It is over: nobody is asked anything.
    assert_eq!(
        desk.try_to("decide_paid_job", decide("lost", None), None)
            .await,
        Err("job_not_open")
    );
    sqlx::query("update production_jobs set stage = 'ambiguous', state = '{\"state\":\"ambiguous\",\"why\":\"?\"}', charged_micros = null, take_id = null, file = null")
        .execute(&desk.house.app.db)
        .await
        .unwrap();
    for (outcome, id) in [("taken", None), ("lost", Some("t1"))] {
        let refused = desk
            .try_to("decide_paid_job", decide(outcome, id), None)
            .await;
        assert_eq!(refused, Err("bad_decision"), "{outcome}");
    }
    let mut stranger = decide("lost", None);
    stranger["job"] = json!(Uuid::nil());
    assert_eq!(
        desk.try_to("decide_paid_job", stranger, None).await,
        Err("job_not_found")
    );

    let asked = desk.asked("decide_paid_job", decide("lost", None)).await;
    assert!(asked.consequence.sentence.contains("0.30 USD"), "{asked:?}");
    // Agreed to for one answer, and not for another.
    let other = desk
        .try_to(
            "decide_paid_job",
            decide("not_taken", None),
            Some(&asked.confirm),
        )
        .await;
    assert_eq!(other, Err("not_confirmed"));
    assert_eq!(stages(&desk.house).await, [("ambiguous".to_owned(), None)]);
    agreed(&desk, "decide_paid_job", decide("lost", None)).await;
    assert_eq!(
        stages(&desk.house).await,
        [("failed".to_owned(), Some(CLIP))]
    );
    assert_eq!(fake.sent(), 1);
}

#[sqlx::test]
async fn who_of_the_cast_is_real_is_said_by_name_with_a_consent(db: PgPool) {
    let desk = Desk::open(db).await;
    let mut olga = desk.house.account("olga", Role::Operator).await;
    let consent =
        json!({ "person": "A. Person", "uses": ["likeness"], "document": "00".repeat(32) });
    let consent = olga.post("/api/v1/desk/consents", consent).await.json(201)["id"].clone();
    let real = |character: &str, uses: &[&str], consent: &Value| json!({ "production": NAME, "character": character, "person": "A. Person", "uses": uses, "consent": consent });
    for (arguments, code) in [
        (real("nobody", &["likeness"], &consent), "bad_person"),
        (real("mara", &["shoes"], &consent), "bad_person"),
        (real("mara", &["voice"], &consent), "consent_missing"),
        (
            real("mara", &["likeness"], &json!(Uuid::nil())),
            "consent_missing",
        ),
    ] {
        let asked = desk.asked("set_real_person", arguments.clone()).await;
        let refused = desk
            .try_to("set_real_person", arguments, Some(&asked.confirm))
            .await;
        assert_eq!(refused, Err(code));
    }
    let set = agreed(
        &desk,
        "set_real_person",
        real("mara", &["likeness"], &consent),
    )
    .await;
    assert_eq!(
        (&set["cast"][0]["character"], &set["cast"][0]["person"]),
        (&json!("mara"), &json!("A. Person"))
    );
    let forgotten = json!({ "production": NAME, "character": "mara" });
    let set = agreed(&desk, "forget_real_person", forgotten).await;
    assert_eq!(set["cast"][0]["person"], Value::Null);
}

#[sqlx::test]
async fn the_cards_of_a_draft_are_reviewed_by_name(db: PgPool) {
    let desk = Desk::open(db).await;
    let premise = "She signs a marriage contract with the man who fired her.";
    let begun = json!({ "premise": premise, "writer": "engine", "seed": 4 });
    let draft = desk.done("begin_draft", begun).await;
    let review = |episode: Option<u32>, changes: Value| json!({ "draft": draft["id"], "episode": episode, "changes": changes });
    for (episode, changes, code) in [
        (None, json!({ "colour": "blue" }), "bad_change"),
        (None, json!({ "people": ["One"] }), "bad_cards"),
        (None, json!({ "title": 3 }), "bad_change"),
        (Some(0), json!({ "locked": true }), "episode_not_found"),
        (Some(99), json!({ "locked": true }), "episode_not_found"),
        (Some(2), json!({ "script": "" }), "bad_change"),
    ] {
        let refused = desk
            .try_to("change_draft", review(episode, changes.clone()), None)
            .await;
        assert_eq!(refused, Err(code), "{episode:?} {changes}");
    }
    let named = desk
        .done(
            "change_draft",
            review(None, json!({ "title": "The Signature" })),
        )
        .await;
    assert_eq!(named["title"], "The Signature");
    assert_eq!(named["episodes"][1]["hook"], draft["episodes"][1]["hook"]);
    let locked = desk
        .done(
            "change_draft",
            review(Some(2), json!({ "locked": true, "title": "Ink" })),
        )
        .await;
    assert_eq!(
        (
            &locked["episodes"][1]["locked"],
            &locked["episodes"][1]["title"]
        ),
        (&json!(true), &json!("Ink"))
    );
    assert_eq!(locked["episodes"][0], named["episodes"][0]);
    let back = desk
        .done("undo_draft", json!({ "draft": draft["id"] }))
        .await;
    assert_eq!(
        (&back["title"], &back["episodes"][1]["locked"]),
        (&json!("The Signature"), &json!(false))
    );
    // Nothing is being written: stopping it changes nothing.
    let still = desk
        .done("stop_writing_draft", json!({ "draft": draft["id"] }))
        .await;
    assert_eq!(still["episodes"], back["episodes"]);
    desk.done("stop_rewriting", json!({ "production": NAME }))
        .await;
}
