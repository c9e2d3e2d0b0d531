//! Operations by name: what an assistant may do, and what it is asked about first.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::films::{CLIP, Fake, SECOND, clips, entry, house_with};
use super::making::begin;
use crate::people::Role;
use crate::studio::operations::confirm::{Asked, Codes};
use crate::studio::operations::{self, Answer, Operation};
use crate::studio::run;
use crate::testing::TestHouse;

pub struct Desk {
    pub house: TestHouse,
    house_id: Uuid,
    codes: Codes,
}

impl Desk {
    pub async fn open(db: PgPool) -> Self {
        let house = TestHouse::new(db).await;
        let mut ann = house.account("ann", Role::Producer).await;
        begin(&mut ann).await;
        Self::of(house).await
    }

    pub async fn of(house: TestHouse) -> Self {
        Self {
            house_id: house.id().await,
            codes: Codes::default(),
            house,
        }
    }

    pub async fn asked(&self, name: &str, arguments: Value) -> Asked {
        match self.try_to(name, arguments.clone(), None).await {
            Ok(Answer::Ask(asked)) => asked,
            other => panic!("{name} {arguments}: {other:?}"),
        }
    }

    pub async fn try_to(
        &self,
        name: &str,
        arguments: Value,
        code: Option<&str>,
    ) -> Result<Answer, &'static str> {
        let operation = Operation::read(name, arguments).map_err(|error| error.code)?;
        operations::perform(
            &self.house.app,
            self.house_id,
            &self.codes,
            &operation,
            code,
        )
        .await
        .map_err(|error| error.code)
    }

    pub async fn done(&self, name: &str, arguments: Value) -> Value {
        match self.try_to(name, arguments.clone(), None).await {
            Ok(Answer::Done(value)) => value,
            other => panic!("{name} {arguments}: {other:?}"),
        }
    }
}

pub const NAME: &str = "The Umbrella";

#[sqlx::test]
async fn everything_can_be_looked_at_and_changed_by_name(db: PgPool) {
    let desk = Desk::open(db).await;
    let list = desk.done("list_productions", json!({})).await;
    assert_eq!(list["productions"][0]["title"], NAME);
    let whole = desk
        .done("show_production", json!({ "production": "the umbrella" }))
        .await;
    assert_eq!(whole.get("script"), None);
    assert_eq!(whole["id"], list["productions"][0]["id"]);

    let lines = desk
        .done("read_script", json!({ "production": NAME }))
        .await;
    let at = lines["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["text"] == "Nobody came.")
        .unwrap()["line"]
        .clone();
    let change = |was: &str| json!({ "production": NAME, "from_line": at, "to_line": at, "text": "Nobody ever came.", "was": was });
    assert_eq!(
        desk.try_to("change_script_lines", change("Somebody came."), None)
            .await,
        Err("lines_have_moved")
    );
    desk.done("change_script_lines", change("Nobody came."))
        .await;
    let episode = desk
        .done("show_episode", json!({ "production": NAME, "episode": 1 }))
        .await;
    assert!(
        episode["board"]["lines"]
            .to_string()
            .contains("Nobody ever came.")
    );

    let shot =
        |changes: Value| json!({ "production": NAME, "episode": 1, "shot": 1, "changes": changes });
    desk.done(
        "change_shot",
        shot(json!({ "camera": "push_in", "hold_ms": 900 })),
    )
    .await;
    for (changes, code) in [
        (json!({ "camera": "upside_down" }), "bad_change"),
        (json!({ "no_such": 1 }), "bad_change"),
        (json!({ "place": 99 }), "bad_board"),
        (json!({ "hold_ms": 4_000_000 }), "bad_board"),
    ] {
        assert_eq!(
            desk.try_to("change_shot", shot(changes.clone()), None)
                .await,
            Err(code),
            "{changes}"
        );
    }
    let face = json!({ "production": NAME, "character": "mara", "changes": { "appearance": { "skin": 3 } } });
    assert_eq!(
        desk.done("change_character", face).await["character"]["appearance"]["skin"],
        3
    );
    for what in ["cast", "board", "script"] {
        assert_eq!(
            desk.done("undo", json!({ "production": NAME })).await["taken_back"],
            what
        );
    }
    assert_eq!(
        desk.try_to("undo", json!({ "production": NAME }), None)
            .await,
        Err("nothing_to_undo")
    );

    let plan = desk
        .done(
            "plan",
            json!({ "production": NAME, "artifacts": ["e01/voice/l01"] }),
        )
        .await;
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1);
    let why = desk
        .done("why", json!({ "production": NAME, "artifact": "e01/film" }))
        .await;
    assert_eq!(why["state"], "missing");
    for look in ["lint_script", "show_cast", "show_run", "readiness"] {
        desk.done(look, json!({ "production": NAME })).await;
    }
    // Nothing that is drawn and spoken here costs anything: no question.
    let run = desk
        .done(
            "run",
            json!({ "production": NAME, "artifacts": ["e01/voice/l01"] }),
        )
        .await;
    assert_eq!(
        desk.done("show_run", json!({ "production": NAME })).await["run"]["id"],
        run["run"]
    );
    desk.done("stop_run", json!({ "production": NAME })).await;
    assert_eq!(
        desk.done("show_run", json!({ "production": NAME })).await["run"]["state"],
        "stopped"
    );
}

#[sqlx::test]
async fn publishing_is_asked_about_and_a_code_holds_once(db: PgPool) {
    let desk = Desk::open(db).await;
    let publish = || json!({ "production": NAME });
    let ask = async || desk.asked("publish", publish()).await;
    let asked = ask().await;
    assert!(asked.consequence.publishes);
    assert_eq!(
        desk.try_to("publish", publish(), Some("GUESSED")).await,
        Err("not_confirmed")
    );
    // The code is good: what is missing now is a film.
    assert_eq!(
        desk.try_to("publish", publish(), Some(&asked.confirm))
            .await,
        Err("nothing_finished")
    );
    assert_eq!(
        desk.try_to("publish", publish(), Some(&asked.confirm))
            .await,
        Err("not_confirmed"),
        "it was used"
    );
    // A code too many does not make one of another call good.
    let other = ask().await;
    assert_ne!(other.confirm, asked.confirm);
    assert_eq!(
        desk.try_to(
            "publish",
            json!({ "production": NAME.to_lowercase() }),
            Some(&other.confirm)
        )
        .await,
        Err("not_confirmed")
    );
}

#[sqlx::test]
async fn what_costs_money_is_asked_about_and_no_more_is_spent_than_was_told(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    let mut olga = house.account("olga2", Role::Operator).await;
    let desk = Desk::of(house).await;
    let one = || json!({ "production": NAME, "artifacts": [wanted[0]] });
    let asked = desk.asked("run", one()).await;
    assert_eq!(asked.consequence.cost_micros, CLIP);
    let told = &asked.consequence.sentence;
    assert!(told.contains("at most 0.30 USD"), "{told}");

    // The model has become dearer since: the old yes was to less.
    let makers = ann.get("/api/v1/studio/makers").await.json(200);
    let mut dearer = entry();
    dearer["price"]["micros"] = json!(2 * SECOND);
    let choice = json!({ "provider_id": makers[0]["provider_id"], "model": dearer, "licence": "terms of a test" });
    olga.put("/api/v1/studio/models/choices/clip", choice)
        .await
        .json(200);
    assert_eq!(
        desk.try_to("run", one(), Some(&asked.confirm)).await,
        Err("not_confirmed")
    );
    // Nor is a yes to one clip a yes to two.
    let asked = desk.asked("run", one()).await;
    assert_eq!(asked.consequence.cost_micros, 2 * CLIP);
    let two = json!({ "production": NAME, "artifacts": [wanted[0], wanted[1]] });
    assert_eq!(
        desk.try_to("run", two, Some(&asked.confirm)).await,
        Err("not_confirmed")
    );
    assert_eq!(fake.sent(), 0);

    let asked = desk.asked("run", one()).await;
    let done = desk.try_to("run", one(), Some(&asked.confirm)).await;
    let Ok(Answer::Done(begun)) = done else {
        panic!("{done:?}")
    };
    let run = begun["run"].as_str().unwrap().parse().unwrap();
    run::work(&desk.house.app, run).await.unwrap();
    assert_eq!(fake.sent(), 1);
    let money = ann.get(&format!("{path}/money")).await.json(200);
    assert_eq!(money["spent_micros"].as_i64(), Some(2 * CLIP));
    // That somebody has looked is for somebody to say.
    let gate = desk
        .asked("approve", json!({ "production": NAME, "gate": "script" }))
        .await;
    assert_eq!(gate.consequence.cost_micros, 0);
}

#[sqlx::test]
async fn what_cannot_be_read_says_what_to_do(db: PgPool) {
    let desk = Desk::open(db).await;
    for (name, arguments, code) in [
        ("no_such", json!({}), "unknown_operation"),
        (
            "list_productions",
            json!({ "production": NAME }),
            "bad_arguments",
        ),
        ("plan", json!([]), "bad_arguments"),
        ("plan", json!({}), "bad_arguments"),
        (
            "show_episode",
            json!({ "production": NAME, "episode": -1 }),
            "bad_arguments",
        ),
        (
            "show_episode",
            json!({ "production": NAME, "episode": 9 }),
            "episode_not_found",
        ),
        (
            "show_production",
            json!({ "production": "no such" }),
            "production_not_found",
        ),
        (
            "show_production",
            json!({ "production": Uuid::nil() }),
            "production_not_found",
        ),
        (
            "read_script",
            json!({ "production": NAME, "from_line": 999 }),
            "no_such_line",
        ),
        (
            "show_artifact",
            json!({ "production": NAME, "artifact": "../../etc" }),
            "artifact_not_found",
        ),
        (
            "export",
            json!({ "production": NAME, "episode": 1, "format": "edit" }),
            "cannot_export",
        ),
        (
            "choose_take",
            json!({ "production": NAME, "take": Uuid::nil() }),
            "take_not_found",
        ),
        (
            "change_character",
            json!({ "production": NAME, "character": "nobody", "changes": {} }),
            "character_not_found",
        ),
    ] {
        assert_eq!(
            desk.try_to(name, arguments.clone(), None).await,
            Err(code),
            "{name} {arguments}"
        );
    }
}
