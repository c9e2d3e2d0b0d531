//! Accounts and chosen models: keys go in and never come out, hosts are on the list.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::config::Config;
use crate::people::Role;
use crate::studio::providers::{Makes, chat, chosen};
use crate::testing::TestHouse;

const PATH: &str = "/api/v1/studio/models";

fn entry(id: &str) -> Value {
    let model = providers::model::usual()
        .into_iter()
        .find(|model| model.id == id)
        .unwrap();
    serde_json::to_value(model).unwrap()
}

#[sqlx::test]
async fn a_key_goes_in_and_never_comes_out(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut olga = house.account("olga", Role::Operator).await;
    let made = olga
        .post(
            &format!("{PATH}/providers"),
            json!({ "name": "Writers", "api": "open-ai", "key": "sk-hush-hush" }),
        )
        .await
        .json(201);
    let one = &made["providers"][0];
    assert_eq!(
        (&one["has_key"], &one["base"]),
        (&json!(true), &json!("https://api.openai.com/v1"))
    );
    assert!(!made.to_string().contains("hush"));
    // Nor does it lie in the database, or in the log of what operators did.
    let rows: String = sqlx::query_scalar(
        "select (select jsonb_agg(to_jsonb(p)) from studio_providers p)::text || (select jsonb_agg(to_jsonb(a)) from audit_log a)::text
             || (select string_agg(encode(key_sealed, 'escape'), '') from studio_providers)",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert!(!rows.contains("hush"), "{rows}");

    let house_id = house.id().await;
    assert!(chat(&house.app, house_id).await.unwrap().is_none());
    let choice = json!({ "provider_id": one["id"], "model": entry("gpt-5-mini") });
    olga.put(&format!("{PATH}/choices/text"), choice)
        .await
        .json(200);
    let target = chat(&house.app, house_id).await.unwrap().unwrap();
    assert_eq!(target.model.id, "gpt-5-mini");
    assert!(target.account.key.is_some());
    assert!(!format!("{target:?}").contains("hush"));

    // Another host gets no key that was entered for this one.
    let path = format!("{PATH}/providers/{}", one["id"].as_str().unwrap());
    let kept = json!({ "name": "Writers", "api": "open-ai" });
    let after = olga.put(&path, kept).await.json(200);
    assert_eq!(after["providers"][0]["has_key"], true, "absent: as it was");
    let moved =
        json!({ "name": "Writers", "api": "open-ai", "base": "https://openrouter.ai/api/v1" });
    let after = olga.put(&path, moved).await.json(200);
    assert_eq!(after["providers"][0]["has_key"], false);

    olga.delete(&path).await;
    assert!(chat(&house.app, house_id).await.unwrap().is_none());
}

#[sqlx::test]
async fn only_hosts_on_the_list_are_accounts(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut olga = house.account("olga", Role::Operator).await;
    for base in [
        "http://127.0.0.1:5432",
        "http://169.254.169.254/latest",
        "http://localhost:8080",
        "https://example.com",
        "file:///etc/passwd",
        "https://user:pass@api.openai.com",
        "not an address",
    ] {
        let body = json!({ "name": "x", "api": "open-ai", "base": base });
        assert_eq!(
            olga.post(&format!("{PATH}/providers"), body)
                .await
                .refusal(400),
            "host_not_allowed",
            "{base}"
        );
    }
    for (body, code) in [
        (json!({ "name": " ", "api": "open-ai" }), "bad_name"),
        (json!({ "name": "x", "api": "telex" }), "bad_protocol"),
        (json!({ "name": "x", "api": "comfy-ui" }), "base_missing"),
        (
            json!({ "name": "x", "api": "open-ai", "at_once": 0 }),
            "bad_limits",
        ),
        (
            json!({ "name": "x", "api": "open-ai", "key": "a\nb" }),
            "bad_key",
        ),
        (
            json!({ "name": "x", "api": "relay", "base": "https://api.openai.com", "relay": "name = 3" }),
            "bad_relay",
        ),
    ] {
        assert_eq!(
            olga.post(&format!("{PATH}/providers"), body.clone())
                .await
                .refusal(400),
            code,
            "{body}"
        );
    }
}

#[sqlx::test]
async fn a_machine_of_ones_own_is_asked_where_the_settings_name_it(db: PgPool) {
    let server = axum::Router::new().route("/system_stats", axum::routing::get(|| async { "{}" }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, server).await.unwrap() });
    let mut config = Config::default();
    config.studio.provider_hosts = vec![base.clone()];
    let house = TestHouse::with(db, config).await;
    let mut olga = house.account("olga", Role::Operator).await;
    let made = olga
        .post(
            &format!("{PATH}/providers"),
            json!({ "name": "Cellar", "api": "comfy-ui", "base": base }),
        )
        .await
        .json(201);
    let path = format!(
        "{PATH}/providers/{}",
        made["providers"][0]["id"].as_str().unwrap()
    );
    let said = olga
        .post(&format!("{path}/test"), json!({}))
        .await
        .json(200);
    assert_eq!(said["outcome"], "answers");
    // A model of another protocol, or of another kind, is not chosen here.
    for (makes, model) in [("clip", "veo-3.1-generate-preview"), ("still", "piper")] {
        let body = json!({ "provider_id": made["providers"][0]["id"], "model": entry(model) });
        let refused = olga.put(&format!("{PATH}/choices/{makes}"), body).await;
        assert_eq!(refused.refusal(400), "bad_model");
    }
    // A house sees its own only.
    house.second_house("second.test").await;
    let mut other = house
        .account_at("second.test", "otto", Role::Operator)
        .await;
    assert_eq!(other.get(PATH).await.json(200)["providers"], json!([]));
    let foreign = other.post(&format!("{path}/test"), json!({})).await;
    assert_eq!(foreign.refusal(404), "provider_not_found");
    assert!(
        chosen(&house.app, house.id().await, Makes::Clip)
            .await
            .unwrap()
            .is_none()
    );
}

#[sqlx::test]
async fn changes_of_accounts_and_choices_are_taken_back_and_done_again(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut olga = house.account("olga", Role::Operator).await;
    let providers = format!("{PATH}/providers");
    let (undo, redo) = (format!("{PATH}/undo"), format!("{PATH}/redo"));
    assert_eq!(
        olga.post(&undo, json!({})).await.refusal(409),
        "nothing_to_undo"
    );
    let add =
        |name: &str| json!({ "name": name, "api": "open-ai", "key": "sk-hush", "per_minute": 7 });
    let one = olga.post(&providers, add("One")).await.json(201)["providers"][0].clone();
    olga.post(&providers, add("Two")).await.json(201);
    let choice = json!({ "provider_id": one["id"], "model": entry("gpt-5-mini") });
    let chosen_one = olga
        .put(&format!("{PATH}/choices/text"), choice)
        .await
        .json(200);
    assert_eq!(
        chosen_one["undo"],
        json!({ "what": "chosen", "which": "text" })
    );
    let names = |view: &Value| -> Vec<String> {
        let all = view["providers"].as_array().unwrap().iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    // An account that is removed comes back with its key and with what was chosen of it.
    olga.delete(&format!("{providers}/{}", one["id"].as_str().unwrap()))
        .await;
    let house_id = house.id().await;
    assert!(chat(&house.app, house_id).await.unwrap().is_none());
    let back = olga.post(&undo, json!({})).await.json(200);
    assert_eq!(names(&back), ["One", "Two"]);
    assert_eq!(
        (&back["choices"], &back["providers"]),
        (&chosen_one["choices"], &chosen_one["providers"])
    );
    assert_eq!(
        back["redo"],
        json!({ "what": "provider_removed", "which": "One" })
    );
    assert!(
        chat(&house.app, house_id)
            .await
            .unwrap()
            .unwrap()
            .account
            .key
            .is_some()
    );
    assert!(!back.to_string().contains("hush"));
    // Again, and back again.
    let again = olga.post(&redo, json!({})).await.json(200);
    assert_eq!(
        (names(&again), &again["choices"]),
        (vec!["Two".to_owned()], &json!([]))
    );
    olga.post(&undo, json!({})).await.json(200);
    // The choice, then an account.
    let unchosen = olga.post(&undo, json!({})).await.json(200);
    assert_eq!(unchosen["choices"], json!([]));
    let fewer = olga.post(&undo, json!({})).await.json(200);
    assert_eq!(names(&fewer), ["One"]);
    // Whatever is changed in between ends what could be done again, and nothing is taken back that was not changed.
    let other = json!({ "name": "Uno", "api": "open-ai", "per_minute": 9 });
    let path = format!("{providers}/{}", one["id"].as_str().unwrap());
    olga.put(&path, other).await.json(200);
    assert_eq!(
        olga.post(&redo, json!({})).await.refusal(409),
        "nothing_to_redo"
    );
    let named = olga.post(&undo, json!({})).await.json(200);
    assert_eq!(
        (names(&named), &named["providers"][0]["per_minute"]),
        (vec!["One".to_owned()], &json!(7))
    );
    // Another house has its own.
    house.second_house("second.localhost").await;
    let mut nora = house
        .account_at("second.localhost", "nora", Role::Operator)
        .await;
    assert_eq!(
        nora.post(&undo, json!({})).await.refusal(409),
        "nothing_to_undo"
    );
    // After a day nothing is kept of it.
    house.app.clock.advance(chrono::Duration::hours(25));
    assert_eq!(
        olga.post(&undo, json!({})).await.refusal(409),
        "nothing_to_undo"
    );
    crate::studio::paid::unfinished::sweep(&house.app)
        .await
        .unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from studio_model_changes")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
