//! Scripts, storyboards, whose they are.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::{SCRIPT, begin};
use crate::people::Role;
use crate::testing::TestHouse;

const PATH: &str = "/api/v1/studio/productions";

#[sqlx::test]
async fn a_premise_becomes_ten_episodes(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let made = ann
        .post(PATH, json!({ "premise": "She signs a marriage contract with the man who fired her.", "seed": 4 }))
        .await
        .json(201);
    assert!(made["episodes"].as_array().unwrap().len() >= 10);
    assert_eq!(made["current"], 0);
    assert!(made["artifacts"].as_u64().unwrap() > 100);
    assert_eq!(made["cost_micros"], 0);
    let listed = ann.get(PATH).await.json(200);
    assert_eq!(listed[0]["id"], made["id"]);
}

#[sqlx::test]
async fn what_cannot_begin_says_what_to_do(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    for (body, code) in [
        (json!({}), "script_or_premise"),
        (
            json!({ "premise": "a", "script": "b" }),
            "script_or_premise",
        ),
        (json!({ "premise": "x" }), "bad_premise"),
        (
            json!({ "premise": "A long enough premise.", "engine": "no-such-engine" }),
            "bad_premise",
        ),
        (json!({ "script": "   " }), "empty_script"),
        (json!({ "script": "INT. BAR\n\nA\nB\u{0}" }), "bad_script"),
        (
            json!({ "script": SCRIPT, "language": "!!" }),
            "bad_language",
        ),
        (
            json!({ "script": SCRIPT, "title": "x".repeat(201) }),
            "bad_title",
        ),
    ] {
        assert_eq!(
            ann.post(PATH, body.clone()).await.refusal(400),
            code,
            "{body}"
        );
    }
    begin(&mut ann).await;
    assert_eq!(
        ann.post(PATH, json!({ "script": SCRIPT }))
            .await
            .refusal(409),
        "title_taken"
    );
}

#[sqlx::test]
async fn a_script_is_changed_and_the_change_undone(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    assert_eq!(
        ann.post(&format!("{path}/script/undo"), json!({}))
            .await
            .refusal(409),
        "nothing_to_undo"
    );
    let before = ann.get(&path).await.json(200);
    let other = SCRIPT.replace("Then pay for it.", "Then say who sent you.");
    let changed = ann
        .put(&format!("{path}/script"), json!({ "script": other }))
        .await
        .json(200);
    assert_eq!(changed["script"], other);
    assert_eq!(changed["can_undo"], true);
    let back = ann
        .post(&format!("{path}/script/undo"), json!({}))
        .await
        .json(200);
    assert_eq!(back["script"], before["script"]);
}

#[sqlx::test]
async fn a_storyboard_is_changed_by_hand_and_told_when_the_script_moves_on(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let episode = format!("{path}/episodes/1");
    let mut board = ann.get(&episode).await.json(200)["board"].clone();
    board["shots"][0]["camera"] = json!("shake");
    let changed = ann.put(&episode, board.clone()).await.json(200);
    assert_eq!(
        (
            &changed["board"]["shots"][0]["camera"],
            &changed["changed"],
            &changed["behind"]
        ),
        (&json!("shake"), &json!(true), &json!(false))
    );
    ann.put(
        &format!("{path}/script"),
        json!({ "script": SCRIPT.replace("Nobody came.", "Somebody came.") }),
    )
    .await
    .json(200);
    assert_eq!(ann.get(&episode).await.json(200)["behind"], true);
    let reset = ann.delete(&episode).await.json(200);
    assert_eq!(reset["changed"], false);

    let broken = |change: fn(&mut Value)| {
        let mut board = board.clone();
        change(&mut board);
        board
    };
    for bad in [
        broken(|board| board["shots"] = json!([])),
        broken(|board| board["shots"][0]["place"] = json!(99)),
        broken(|board| board["shots"][0]["lines"] = json!([77])),
        broken(|board| {
            board["shots"][0]["lines"] = json!([0]);
            board["shots"][1]["lines"] = json!([0]);
        }),
        broken(|board| board["shots"][0]["hold_ms"] = json!(4_000_000)),
        broken(|board| board["number"] = json!(2)),
        broken(
            |board| board["shots"][0]["people"] = json!([{ "character": "nobody", "spot": "left", "facing": "left", "pose": "standing", "feeling": "calm" }]),
        ),
    ] {
        assert_eq!(ann.put(&episode, bad).await.refusal(400), "bad_board");
    }
    assert_eq!(
        ann.get(&format!("{path}/episodes/9")).await.refusal(404),
        "episode_not_found"
    );
}

#[sqlx::test]
async fn a_production_is_its_makers_and_of_one_house(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(ben.get(&path).await.refusal(404), "production_not_found");
    assert_eq!(ben.get(PATH).await.json(200), json!([]));
    let mut boss = house.account("boss", Role::Operator).await;
    boss.get(&path).await.json(200);
    house.second_house("other.example").await;
    let mut elsewhere = house
        .account_at("other.example", "eve", Role::Operator)
        .await;
    for other in [
        path.clone(),
        format!("{path}/episodes/1"),
        format!("{path}/artifact?key=poster"),
        format!("{path}/run"),
    ] {
        assert_eq!(
            elsewhere.get(&other).await.refusal(404),
            "production_not_found",
            "{other}"
        );
    }
    assert_eq!(elsewhere.get(PATH).await.json(200), json!([]));
}

#[sqlx::test]
async fn a_still_is_drawn_before_anything_is_made(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let still = ann
        .open(&format!("{path}/episodes/1/stills/1?width=90"))
        .await;
    assert_eq!(still.headers()["content-type"], "image/png");
    assert_eq!(
        ann.get(&format!("{path}/episodes/1/stills/0"))
            .await
            .refusal(404),
        "shot_not_found"
    );
    assert_eq!(
        ann.get(&format!("{path}/episodes/1/stills/999"))
            .await
            .refusal(404),
        "shot_not_found"
    );
}

#[sqlx::test]
async fn the_lint_looks_at_the_last_free_episode(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let script = "Title: The Umbrella\nLanguage: en\n\n# Episode 1\n\nINT. STORE - NIGHT\n\nMARA\nYou are not my father. He is dead.\n\n# Episode 2\n\nINT. STORE - NIGHT\n\nMARA\nWhere are we going?\n";
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    let soft = async |ann: &mut crate::testing::Device, paywall: u32| {
        let settings = json!({ "paywall": paywall });
        ann.put(&format!("{path}/settings"), settings)
            .await
            .json(200);
        let seen = ann.get(&path).await.json(200);
        let all = seen["episodes"].as_array().unwrap().iter();
        all.flat_map(|episode| episode["findings"].as_array().unwrap().clone())
            .any(|finding| finding["code"] == "paywall.soft")
    };
    // The second is the first that costs; the first, which sells it, ends strongly.
    assert!(!soft(&mut ann, 2).await);
    assert!(soft(&mut ann, 3).await);
    // With its figures, for whoever says it in another language.
    let seen = ann.get(&path).await.json(200);
    let findings = seen["episodes"][1]["findings"].as_array().unwrap();
    let soft = findings
        .iter()
        .find(|one| one["code"] == "paywall.soft")
        .unwrap();
    assert!(
        soft["measured"].as_f64().unwrap() < soft["wanted"].as_f64().unwrap(),
        "{soft}"
    );
}

#[sqlx::test]
async fn what_cannot_be_is_found_and_keeps_the_gate_closed(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = super::making::begin(&mut ann).await;
    let gates = json!({ "gates": ["script"], "gates_by_checks": ["script"] });
    ann.put(&format!("{path}/settings"), gates).await.json(200);
    let dead = "Title: The Umbrella\nLanguage: en\n\n# Episode 1: Rain\n\nINT. STORE - NIGHT\n\nMARA slams a book shut. [[dies: JONAH]]\n\nMARA\nThen pay for it.\n\nJONAH\nNobody came.\n\nMARA\nWho signed it?\n";
    let after = ann
        .put(&format!("{path}/script"), json!({ "script": dead }))
        .await
        .json(200);
    let findings = after["episodes"][0]["findings"].as_array().unwrap();
    let clash = findings
        .iter()
        .find(|one| one["code"] == "dead.speaks")
        .unwrap();
    assert_eq!(
        (&clash["weight"], &clash["line"]),
        (&json!("fault"), &json!(13)),
        "{clash}"
    );
    // No voices are fetched for tests.
    assert_eq!(after["voice_note"], "missing");
    let open = async |ann: &mut crate::testing::Device| {
        let gates = ann.get(&format!("{path}/gates")).await.json(200);
        gates
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["gate"] == "script")
            .unwrap()["open"]
            .clone()
    };
    assert_eq!(open(&mut ann).await, false);
    let faults = |of: &Value| {
        let all = of["episodes"][0]["findings"].as_array().unwrap().clone();
        all.iter().filter(|one| one["weight"] == "fault").count()
    };
    let alive = dead.replace(" [[dies: JONAH]]", "");
    let after = ann
        .put(&format!("{path}/script"), json!({ "script": alive }))
        .await
        .json(200);
    assert_eq!(open(&mut ann).await, faults(&after) == 0, "{after}");
}

#[sqlx::test]
async fn a_deleted_production_is_put_back_whole_for_thirty_days(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    let removed = "/api/v1/studio/removed-productions";
    let before = ann.get(&path).await.json(200);
    assert_eq!(ann.delete(&path).await.status, 204);
    ann.get(&path).await.refusal(404);
    let none = ann.get("/api/v1/studio/productions").await.json(200);
    assert_eq!(none, json!([]));
    let listed = ann.get(removed).await.json(200);
    assert_eq!(
        (&listed[0]["id"], &listed[0]["title"]),
        (&json!(id), &before["title"])
    );

    // Nobody else's, and not where another has its title.
    let mut eve = house.account("eve", Role::Producer).await;
    let back = format!("{removed}/{id}/restore");
    assert_eq!(eve.get(removed).await.json(200), json!([]));
    eve.post(&back, json!({})).await.refusal(404);
    let another = begin(&mut ann).await;
    assert_eq!(ann.post(&back, json!({})).await.refusal(409), "title_taken");
    ann.delete(&another).await;
    let mut whole = ann.post(&back, json!({})).await.json(200);
    let mut was = before;
    for one in [&mut whole, &mut was] {
        one.as_object_mut().unwrap().remove("run");
    }
    assert_eq!(whole, was);
    ann.post(&back, json!({})).await.refusal(404);

    // What nobody wants back goes for good.
    house.app.clock.advance(chrono::Duration::days(29));
    crate::studio::productions::sweep(&house.app).await.unwrap();
    assert_eq!(
        ann.get(removed).await.json(200).as_array().unwrap().len(),
        1
    );
    house.app.clock.advance(chrono::Duration::days(2));
    crate::studio::productions::sweep(&house.app).await.unwrap();
    assert_eq!(ann.get(removed).await.json(200), json!([]));
    ann.get(&path).await.json(200);
}
