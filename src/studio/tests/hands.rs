//! What somebody does by hand on a page, done by name: storyboards, drafts, exports; and approvals taken back.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::drafts::paid;
use super::making::begin;
use super::operations::{Desk, NAME};
use crate::config::Config;
use crate::people::Role;
use crate::studio::operations::Answer;
use crate::testing::TestHouse;
use crate::testing::llm::Bookish;

#[sqlx::test]
async fn a_storyboard_is_changed_by_name_as_on_its_page(db: PgPool) {
    let desk = Desk::open(db).await;
    let of = |more: Value| {
        let mut all = json!({ "production": NAME, "episode": 1 });
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    let board = async || desk.done("show_episode", of(json!({}))).await["board"].clone();
    let first = board().await;
    let shots = |board: &Value| board["shots"].as_array().unwrap().len();
    let (many, places) = (shots(&first), first["places"].as_array().unwrap().len());

    // All that a shot has.
    let face = json!({ "character": "jonah", "look": null, "spot": "left", "facing": "right", "pose": "sitting", "feeling": "afraid" });
    let changes = json!({
        "framing": "two_shot", "camera": "push_in", "transition": "fade", "mood": "dread", "hold_ms": 900, "action": "Rain.",
        "people": [face], "effects": first["shots"][0]["effects"],
        "messages": [{ "from": "Mara", "text": "Where are you?", "own": false }],
        "card": { "kind": "caption", "text": "Midnight", "below": null },
        "prop": { "kind": "phone", "text": null },
    });
    let changed = desk
        .done("change_shot", of(json!({ "shot": 1, "changes": changes })))
        .await;
    for (name, after) in changes.as_object().unwrap() {
        assert_eq!(&changed["shot"][name], after, "{name}");
    }
    let fields = first["shots"][0].as_object().unwrap().keys();
    let elsewhere = ["id", "script_line", "lines", "place"];
    for field in fields.filter(|field| !elsewhere.contains(&field.as_str())) {
        assert!(changes.get(field).is_some(), "{field} is not tried here");
    }

    // Where it plays: for all that are there, and for one.
    let there = json!({ "hour": "dawn", "weather": "snow" });
    desk.done("change_place", of(json!({ "shot": 1, "changes": there })))
        .await;
    let alone = json!({ "shot": 2, "changes": { "kind": "kitchen" }, "apart": true });
    desk.done("change_place", of(alone)).await;
    let after = board().await;
    let place = |board: &Value, shot: usize| {
        let at = board["shots"][shot]["place"].as_u64().unwrap() as usize;
        board["places"][at].clone()
    };
    assert_eq!(after["places"].as_array().unwrap().len(), places + 1);
    assert_eq!(
        (&place(&after, 0)["hour"], &place(&after, 0)["weather"]),
        (&json!("dawn"), &json!("snow"))
    );
    assert_ne!(place(&after, 0)["kind"], "kitchen");
    assert_eq!(
        (&place(&after, 1)["kind"], &place(&after, 1)["hour"]),
        (&json!("kitchen"), &json!("dawn"))
    );

    // Their order; no word is lost.
    let said = |board: &Value| {
        let shots = board["shots"].as_array().unwrap().iter();
        let lines = shots.flat_map(|shot| shot["lines"].as_array().unwrap().clone());
        let mut lines: Vec<u64> = lines.map(|line| line.as_u64().unwrap()).collect();
        lines.sort_unstable();
        lines
    };
    desk.done("repeat_shot", of(json!({ "shot": 1 }))).await;
    let repeated = board().await;
    assert_eq!(
        (shots(&repeated), said(&repeated)),
        (many + 1, said(&first))
    );
    desk.done("move_shot", of(json!({ "shot": 2, "to": 1 })))
        .await;
    let moved = board().await;
    assert_eq!(moved["shots"][0], repeated["shots"][1]);
    for _ in 0..many {
        desk.done("remove_shot", of(json!({ "shot": 1 }))).await;
    }
    let last = board().await;
    assert_eq!((shots(&last), said(&last)), (1, said(&first)));
    assert_eq!(
        desk.try_to("remove_shot", of(json!({ "shot": 1 })), None)
            .await,
        Err("last_shot")
    );
    desk.done(
        "say_line",
        of(json!({ "line": 1, "feeling": "whispering" })),
    )
    .await;
    assert_eq!(board().await["lines"][0]["feeling"], "whispering");
    for (name, more, code) in [
        (
            "change_place",
            json!({ "shot": 1, "changes": { "hour": "noon" } }),
            "bad_change",
        ),
        (
            "change_place",
            json!({ "shot": 9, "changes": {} }),
            "shot_not_found",
        ),
        ("move_shot", json!({ "shot": 1, "to": 7 }), "shot_not_found"),
        (
            "say_line",
            json!({ "line": 99, "feeling": "calm" }),
            "line_not_found",
        ),
        (
            "say_line",
            json!({ "line": 1, "feeling": "blue" }),
            "bad_change",
        ),
    ] {
        assert_eq!(desk.try_to(name, of(more), None).await, Err(code), "{name}");
    }
}

#[sqlx::test]
async fn exports_take_their_options_by_name(db: PgPool) {
    let desk = Desk::open(db).await;
    let export = |more: Value| {
        let mut all = json!({ "production": NAME, "format": "tiktok" });
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    let all = json!({ "captions": "both", "part_s": 60, "recap_s": 3, "first": "2026-12-01T18:00:00Z", "every_hours": 12, "tags": ["drama"] });
    for (more, code) in [
        // Understood, and there is no film yet.
        (
            json!({ "episode": 1, "last": 1, "options": all }),
            "cannot_export",
        ),
        (json!({}), "cannot_export"),
        (json!({ "options": { "part_s": 5 } }), "bad_export"),
        (json!({ "options": { "recap_s": 61 } }), "bad_export"),
        (json!({ "last": 2 }), "bad_export"),
        (json!({ "episode": 2, "last": 1 }), "bad_export"),
        (json!({ "options": { "colour": "blue" } }), "bad_change"),
        (json!({ "episode": 9 }), "episode_not_found"),
    ] {
        assert_eq!(
            desk.try_to("export", export(more.clone()), None).await,
            Err(code),
            "{more}"
        );
    }
}

#[sqlx::test]
async fn a_series_is_begun_in_stages_by_name(db: PgPool) {
    let desk = Desk::open(db).await;
    let premise = "She signs a marriage contract with the man who fired her.";
    let begun = json!({ "premise": premise, "writer": "engine", "seed": 4 });
    let draft = desk.done("begin_draft", begun).await;
    assert_eq!(draft["written"], true);
    let id = || json!({ "draft": draft["id"] });
    let mut again = id();
    again["stage"] = json!("episodes");
    again["episode"] = json!(3);
    let other = desk.done("write_draft", again).await;
    assert_ne!(
        other["episodes"][2]["scenes"],
        draft["episodes"][2]["scenes"]
    );
    let undone = desk.done("undo_draft", id()).await;
    assert_eq!(undone["episodes"], draft["episodes"]);
    let redone = desk.done("redo_draft", id()).await;
    assert_eq!(redone["episodes"], other["episodes"]);
    assert_eq!(
        desk.try_to("redo_draft", id(), None).await,
        Err("nothing_to_redo")
    );
    assert_eq!(desk.done("show_draft", id()).await["id"], draft["id"]);
    let made = desk.done("produce_draft", id()).await;
    assert_eq!(made["episodes"], 10);
    let shown = json!({ "production": made["production"] });
    assert_eq!(
        desk.done("show_production", shown).await["id"],
        made["production"]
    );
    let stranger = json!({ "draft": uuid::Uuid::nil() });
    assert_eq!(
        desk.try_to("show_draft", stranger, None).await,
        Err("draft_not_found")
    );
    assert_eq!(
        desk.try_to(
            "begin_draft",
            json!({ "premise": premise, "writer": "model" }),
            None
        )
        .await,
        Err("no_model")
    );
}

#[sqlx::test]
async fn a_model_begins_a_series_only_when_somebody_has_said_yes_to_its_price(db: PgPool) {
    let server = Bookish::start(Vec::new()).await;
    let mut settings = Config::default();
    settings.studio.provider_hosts = vec![server.address.clone()];
    let house = TestHouse::with(db, settings).await;
    let price =
        json!({ "per": "tokens", "micros_in": 0, "micros_out": 1_000_000, "currency": "USD" });
    paid(&house, &server, price).await;
    let mut ann = house.account("ann", Role::Producer).await;
    begin(&mut ann).await;
    let desk = Desk::of(house).await;
    let begun = || json!({ "premise": "A maid owns the hotel.", "writer": "model", "episodes": 2, "seconds": 20 });
    let asked = desk.asked("begin_draft", begun()).await;
    assert!(asked.consequence.cost_micros > 0);
    assert!(asked.consequence.sentence.contains("USD"), "{asked:?}");
    assert_eq!(
        desk.try_to("begin_draft", begun(), Some("GUESSED")).await,
        Err("not_confirmed")
    );
    let mut more = begun();
    more["episodes"] = json!(9);
    let asked_for_less = desk.try_to("begin_draft", more, Some(&asked.confirm)).await;
    assert_eq!(asked_for_less, Err("not_confirmed"));
    let drafts: i64 = sqlx::query_scalar("select count(*) from drafts")
        .fetch_one(&desk.house.app.db)
        .await
        .unwrap();
    assert_eq!((drafts, server.questions()), (0, 0));
    let asked = desk.asked("begin_draft", begun()).await;
    let Ok(Answer::Done(draft)) = desk
        .try_to("begin_draft", begun(), Some(&asked.confirm))
        .await
    else {
        panic!("it was agreed to")
    };
    assert_eq!(
        (&draft["writer"], &draft["writing"]["state"]),
        (&json!("model"), &json!("waiting"))
    );
}

#[sqlx::test]
async fn an_approval_and_the_mark_of_a_real_person_are_taken_back_and_given_again(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let (undo, redo) = (format!("{path}/undo"), format!("{path}/redo"));
    let settings = json!({ "gates": ["script"] });
    ann.put(&format!("{path}/settings"), settings)
        .await
        .json(200);
    ann.put(&format!("{path}/gates/script"), json!({})).await;
    let gate = |gates: Value| (gates[0]["open"].clone(), gates[0]["changed"].clone());
    let gates = format!("{path}/gates");
    assert_eq!(gate(ann.get(&gates).await.json(200)).0, true);
    let undone = ann.post(&undo, json!({})).await.json(200);
    assert_eq!(undone, json!({ "what": "approval", "which": "script" }));
    assert_eq!(gate(ann.get(&gates).await.json(200)).0, false);
    ann.post(&redo, json!({})).await.json(200);
    assert_eq!(gate(ann.get(&gates).await.json(200)).0, true);
    // One that was withdrawn comes back for what it was given for, and for nothing else.
    ann.delete(&format!("{path}/gates/script")).await;
    let script = super::making::SCRIPT.replace("Nobody came.", "Nobody ever came.");
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    ann.post(&undo, json!({ "what": "approval" }))
        .await
        .json(200);
    assert_eq!(
        gate(ann.get(&gates).await.json(200)),
        (json!(false), json!(true))
    );

    let mut olga = house.account("olga", Role::Operator).await;
    let consent =
        json!({ "person": "A. Person", "uses": ["likeness"], "document": "00".repeat(32) });
    let consent = olga.post("/api/v1/desk/consents", consent).await.json(201);
    let real = json!({ "person": "A. Person", "uses": ["likeness"], "consent_id": consent["id"] });
    let mara = format!("{path}/people/mara");
    for _ in 0..2 {
        ann.put(&mara, real.clone()).await.json(200);
    }
    let people = format!("{path}/people");
    let undone = ann.post(&undo, json!({})).await.json(200);
    assert_eq!(undone, json!({ "what": "person", "which": "mara" }));
    let nobody = ann.get(&people).await.json(200);
    assert_eq!(nobody[0]["person"], Value::Null);
    ann.post(&redo, json!({})).await.json(200);
    assert_eq!(ann.get(&people).await.json(200)[0]["person"], "A. Person");
    // Nobody who is nobody is forgotten: there is nothing to take back.
    ann.delete(&mara).await;
    ann.delete(&mara).await;
    ann.post(&undo, json!({})).await.json(200);
    assert_eq!(
        ann.get(&people).await.json(200)[0]["consent_id"],
        consent["id"]
    );
}
