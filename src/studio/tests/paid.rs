//! What is paid for.

use std::process::Command;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::films::{
    CLIP, Fake, clips, entry, footage, house_with, production, ran, settings, stages,
};
use super::making::begin;
use crate::people::Role;
use crate::studio::paid::purse::{self, New, NotReserved};
use crate::studio::paid::{Spend, Wish, unfinished};
use crate::studio::providers::Makes;
use crate::studio::shelves::{self, Made, Origin};
use crate::studio::{graph, providers, records, release, run};
use crate::testing::TestHouse;

#[sqlx::test]
async fn it_asks_before_it_spends_and_buys_each_clip_once(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    assert!(wanted.len() >= 2, "{wanted:?}");
    let asked = ann
        .post(&format!("{path}/run"), json!({ "wanted": wanted }))
        .await;
    assert_eq!(asked.refusal(409), "spend_needed");
    // Nothing may be spent: what is free is made, and nothing was sent.
    let ended = ran(
        &house,
        &mut ann,
        &path,
        json!({ "wanted": wanted, "spend_micros": 0 }),
    )
    .await;
    assert!(
        ended["problem"].as_str().unwrap().contains("may spend"),
        "{ended}"
    );
    assert_eq!(fake.sent(), 0);

    let ended = ran(
        &house,
        &mut ann,
        &path,
        json!({ "wanted": wanted, "spend_micros": 100_000_000 }),
    )
    .await;
    assert_eq!(
        (&ended["state"], &ended["problem"]),
        (&json!("done"), &Value::Null)
    );
    assert_eq!(fake.sent(), wanted.len());
    let paid = i64::try_from(wanted.len()).unwrap() * CLIP;
    let money = ann.get(&format!("{path}/money")).await.json(200);
    assert_eq!(
        (
            money["spent_micros"].as_i64(),
            money["reserved_micros"].as_i64()
        ),
        (Some(paid), Some(0))
    );
    assert!(money["per_kept_second_micros"].as_i64().unwrap() > 0);
    let artifact = ann
        .get(&format!("{path}/artifact?key={}", wanted[0]))
        .await
        .json(200);
    let take = &artifact["takes"][0];
    assert_eq!(
        (&take["made_by"], take["cost_micros"].as_i64()),
        (&json!("Films / films-of-ours"), Some(CLIP))
    );
    let makers = ann.get("/api/v1/studio/makers").await.json(200);
    assert!(
        makers[0]["proven_at"].is_string(),
        "it has made something here"
    );

    // Again: nothing is missing, nothing is sent.
    ran(
        &house,
        &mut ann,
        &path,
        json!({ "wanted": ["e01/captions"], "spend_micros": 100_000_000 }),
    )
    .await;
    assert_eq!(fake.sent(), wanted.len());

    // Another model: what was paid for is stale, and is not paid for again by itself.
    let other = json!({ "provider_id": makers[0]["provider_id"], "model": { "id": "newer" , "api": "ark", "kind": "video", "noted": "2026-11-26", "source": "a test", "can": entry()["can"], "price": entry()["price"] } });
    let mut olga = house.account("olga2", Role::Operator).await;
    olga.put("/api/v1/studio/models/choices/clip", other)
        .await
        .json(200);
    let stale = ann
        .get(&format!("{path}/artifact?key={}", wanted[0]))
        .await
        .json(200);
    assert_eq!(stale["state"], "stale");
    let everything = json!({ "wanted": [format!("e01/shot/{}", wanted[0].rsplit('/').next().unwrap())], "spend_micros": 100_000_000 });
    ran(&house, &mut ann, &path, everything).await;
    assert_eq!(fake.sent(), wanted.len());
    ran(
        &house,
        &mut ann,
        &path,
        json!({ "wanted": [wanted[0]], "spend_micros": CLIP }),
    )
    .await;
    assert_eq!(fake.sent(), wanted.len() + 1, "it was asked for by name");
}

#[sqlx::test]
async fn caps_are_never_crossed_however_many_ask_at_once(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let budget = json!({ "models": { "clip": true }, "budget": { "series": 10 * CLIP + CLIP / 2, "day": 9 * CLIP } });
    settings(&mut ann, &path, budget).await;
    let production = production(&house, &path).await;
    let chosen = providers::chosen(&house.app, production.house_id, Makes::Clip)
        .await
        .unwrap()
        .unwrap();
    let spend = Spend {
        id: Uuid::from_u128(7),
        most_micros: 100 * CLIP,
        again: false,
    };
    let asking = (0..40).map(|number| {
        let (app, production, chosen) = (house.app.clone(), production.clone(), chosen.clone());
        tokio::spawn(async move {
            let wish = Wish::Clip {
                prompt: "p".into(),
                first_frame: None,
                resolution: "720p".into(),
                seconds: 6,
                wanted_ms: 1,
            };
            let key = format!("e01/clip/t{number:02}");
            let new = New {
                key: &key,
                kind: "clip",
                episode: 1,
                shot: key.clone(),
                basis: production::Digest([1; 32]),
                parts: &std::collections::BTreeMap::new(),
                chosen: &chosen,
                wish: &wish,
            };
            purse::reserve(&app, &production, &spend, &new)
                .await
                .unwrap()
        })
    });
    let mut reserved = 0;
    for one in asking.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(_) => reserved += 1,
            Err(NotReserved::Cap { over, .. }) => assert_eq!(over.of, "day"),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(reserved, 9);
    let sum: i64 = sqlx::query_scalar("select sum(reserved_micros)::bigint from production_jobs")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(sum, 9 * CLIP);
    // Another day: the series' cap holds.
    house.app.clock.advance(chrono::Duration::days(1));
    let wish = Wish::Clip {
        prompt: "p".into(),
        first_frame: None,
        resolution: "720p".into(),
        seconds: 6,
        wanted_ms: 1,
    };
    let mut ends = Vec::new();
    for number in 50..53 {
        let key = format!("e01/clip/t{number}");
        let new = New {
            key: &key,
            kind: "clip",
            episode: 1,
            shot: key.clone(),
            basis: production::Digest([1; 32]),
            parts: &std::collections::BTreeMap::new(),
            chosen: &chosen,
            wish: &wish,
        };
        ends.push(
            purse::reserve(&house.app, &production, &spend, &new)
                .await
                .unwrap(),
        );
    }
    assert!(ends[0].is_ok());
    assert!(
        matches!(&ends[1], Err(NotReserved::Cap { over, .. }) if over.of == "series"),
        "{:?}",
        ends[1]
    );
    assert_eq!(fake.sent(), 0);
}

#[sqlx::test]
async fn killed_at_any_stage_nothing_is_sent_twice_and_nothing_is_lost(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    let one = json!({ "wanted": [wanted[0]], "spend_micros": 10 * CLIP });
    ran(&house, &mut ann, &path, one.clone()).await;
    assert_eq!(fake.sent(), 1);
    let production = production(&house, &path).await;
    let ticket =
        json!({ "id": "t1", "poll": format!("{}/contents/generations/tasks/t1", fake.base) });
    for (stage, state, after, charged) in [
        ("planned", json!({ "state": "planned" }), "failed", Some(0)),
        (
            "submitting",
            json!({ "state": "submitting" }),
            "ambiguous",
            None,
        ),
        (
            "submitted",
            json!({ "state": "submitted", "ticket": ticket }),
            "done",
            Some(CLIP),
        ),
        (
            "running",
            json!({ "state": "running", "ticket": ticket }),
            "done",
            Some(CLIP),
        ),
        (
            "ambiguous",
            json!({ "state": "ambiguous", "why": "?" }),
            "ambiguous",
            None,
        ),
        (
            "expired",
            json!({ "state": "expired", "ticket": ticket }),
            "expired",
            None,
        ),
        ("done", json!({ "state": "done" }), "done", Some(CLIP)),
    ] {
        // As a process that was killed there has left it.
        sqlx::query("update production_jobs set stage = $1, state = $2, charged_micros = null, take_id = null, problem = null")
            .bind(stage)
            .bind(state)
            .execute(&house.app.db)
            .await
            .unwrap();
        if stage == "done" {
            sqlx::query("update production_jobs set charged_micros = reserved_micros")
                .execute(&house.app.db)
                .await
                .unwrap();
        } else {
            sqlx::query("update production_jobs set file = null")
                .execute(&house.app.db)
                .await
                .unwrap();
        }
        sqlx::query("delete from production_takes where kind = 'clip'")
            .execute(&house.app.db)
            .await
            .unwrap();
        if stage == "done" {
            // What came was kept before the take was made.
            let file = house
                .app
                .storage
                .keep_bytes("studio", footage("90x160", true).into(), "mp4")
                .await
                .unwrap();
            sqlx::query("update production_jobs set file = $1")
                .bind(file)
                .execute(&house.app.db)
                .await
                .unwrap();
        }
        for _ in 0..2 {
            unfinished::go_on(&house.app, production.id, false)
                .await
                .unwrap();
        }
        assert_eq!(
            stages(&house).await,
            [(after.to_owned(), charged)],
            "{stage}"
        );
        let takes: i64 =
            sqlx::query_scalar("select count(*) from production_takes where kind = 'clip'")
                .fetch_one(&house.app.db)
                .await
                .unwrap();
        assert_eq!(takes, i64::from(after == "done"), "{stage}");
    }
    assert_eq!(fake.sent(), 1, "nothing was sent again");

    // A job that nobody knows the end of stands in the way until somebody has said what became of it.
    sqlx::query("update production_jobs set stage = 'ambiguous', state = '{\"state\":\"ambiguous\",\"why\":\"?\"}', charged_micros = null, take_id = null, file = null")
        .execute(&house.app.db)
        .await
        .unwrap();
    sqlx::query("delete from production_takes where kind = 'clip'")
        .execute(&house.app.db)
        .await
        .unwrap();
    let ended = ran(&house, &mut ann, &path, one.clone()).await;
    assert!(
        ended["problem"].as_str().unwrap().contains("is not over"),
        "{ended}"
    );
    assert_eq!(fake.sent(), 1);
    let jobs = ann.get(&format!("{path}/jobs")).await.json(200);
    let decision = format!("{path}/jobs/{}/decision", jobs[0]["id"].as_str().unwrap());
    let wrong = ann
        .post(&decision, json!({ "outcome": "taken", "id": "../../etc" }))
        .await;
    assert_eq!(wrong.refusal(400), "id_not_enough");
    ann.post(&decision, json!({ "outcome": "taken", "id": "t1" }))
        .await;
    unfinished::sweep(&house.app).await.unwrap();
    unfinished::sweep(&house.app).await.unwrap();
    assert_eq!(stages(&house).await, [("done".to_owned(), Some(CLIP))]);
    let late = ann.post(&decision, json!({ "outcome": "not_taken" })).await;
    assert_eq!(late.refusal(409), "job_not_open");
    assert_eq!(fake.sent(), 1);
    // Nobody else's.
    let mut ben = house.account("ben", Role::Producer).await;
    assert_eq!(
        ben.post(&decision, json!({ "outcome": "lost" }))
            .await
            .refusal(404),
        "production_not_found"
    );
}

#[sqlx::test]
async fn a_take_with_a_fault_is_kept_and_used_only_if_somebody_says_so(db: PgPool) {
    let fake = Fake::new("160x90").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    let one = json!({ "wanted": [wanted[0]], "spend_micros": 10 * CLIP });
    let ended = ran(&house, &mut ann, &path, one).await;
    assert!(
        ended["problem"].as_str().unwrap().contains("160 x 90"),
        "{ended}"
    );
    let at = format!("{path}/artifact?key={}", wanted[0]);
    let artifact = ann.get(&at).await.json(200);
    assert_eq!(
        (&artifact["state"], &artifact["takes"][0]["selected"]),
        (&json!("blocked"), &json!(false))
    );
    let checks = artifact["takes"][0]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["name"] == "aspect"
        && check["passed"] == false
        && check["value"].as_f64().unwrap() > 1.7));
    let all = json!({ "wanted": [format!("e01/shot/{}", wanted[0].rsplit('/').next().unwrap())], "spend_micros": 10 * CLIP });
    ran(&house, &mut ann, &path, all).await;
    assert_eq!(
        fake.sent(),
        1,
        "what is blocked is not bought again by itself"
    );
    let take = artifact["takes"][0]["id"].as_str().unwrap();
    ann.put(&format!("{path}/takes/{take}/selected"), json!({}))
        .await;
    assert_eq!(ann.get(&at).await.json(200)["state"], "current");
}

#[sqlx::test]
async fn what_a_model_cannot_do_costs_nothing(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let wanted = clips(&house, &path).await;
    let makers = ann.get("/api/v1/studio/makers").await.json(200);
    let mut olga = house.account("olga2", Role::Operator).await;
    let mut choose = async |model: Value| {
        let body = json!({ "provider_id": makers[0]["provider_id"], "model": model });
        olga.put("/api/v1/studio/models/choices/clip", body)
            .await
            .json(200);
    };
    let mut short = entry();
    short["can"]["seconds"] = json!([1]);
    let mut unpriced = entry();
    unpriced["price"] = json!({ "per": "unknown" });
    let mut yuan = entry();
    yuan["price"]["currency"] = json!("CNY");
    for (model, says) in [
        (unpriced, "what films-of-ours costs"),
        (yuan, "paid in CNY"),
        (short, "none of 1"),
    ] {
        choose(model).await;
        let ended = ran(
            &house,
            &mut ann,
            &path,
            json!({ "wanted": [wanted[0]], "spend_micros": 10 * CLIP }),
        )
        .await;
        assert!(ended["problem"].as_str().unwrap().contains(says), "{ended}");
    }
    assert_eq!((fake.sent(), stages(&house).await.len()), (0, 0));
}

#[sqlx::test]
async fn a_gate_opens_for_what_there_is_and_closes_when_that_changes(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    settings(
        &mut ann,
        &path,
        json!({ "gates": ["script", "episode"], "gates_by_checks": ["episode"] }),
    )
    .await;
    let line = format!("{path}/artifact?key=e01/voice/l01");
    let blocked = ann.get(&line).await.json(200);
    assert_eq!(
        (&blocked["state"], &blocked["why"][0]),
        (&json!("blocked"), &json!("It waits for script."))
    );
    ann.put(&format!("{path}/gates/script"), json!({})).await;
    assert_eq!(ann.get(&line).await.json(200)["state"], "missing");
    let script = super::making::SCRIPT.replace("Nobody came.", "Nobody ever came.");
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    let gates = ann.get(&format!("{path}/gates")).await.json(200);
    assert_eq!(
        (&gates[0]["open"], &gates[0]["changed"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&gates[4]["open"], &gates[4]["by_checks"]),
        (&json!(false), &json!(true)),
        "no film is made"
    );
    assert_eq!(ann.get(&line).await.json(200)["state"], "blocked");
    ann.put(&format!("{path}/gates/script"), json!({})).await;
    ann.delete(&format!("{path}/gates/script")).await;
    assert_eq!(ann.get(&line).await.json(200)["state"], "blocked");
    assert_eq!(
        ann.delete(&format!("{path}/gates/script"))
            .await
            .refusal(404),
        "not_approved"
    );
    assert_eq!(
        ann.post(&format!("{path}/release"), json!({}))
            .await
            .refusal(409),
        "gate_closed"
    );
    // By whatever door: this is what the command line calls.
    let shop = crate::ingest::Workshop::open(&house.app).unwrap();
    let refused = release::release(
        &house.app,
        &shop,
        &production(&house, &path).await,
        false,
        None,
    )
    .await
    .unwrap_err();
    assert!(refused.to_string().contains("approved"), "{refused}");
}

#[sqlx::test]
async fn settings_that_make_no_sense_are_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    for (body, code) in [
        (
            json!({ "budget": { "currency": "dollars" } }),
            "bad_currency",
        ),
        (json!({ "budget": { "day": -1 } }), "bad_cap"),
    ] {
        assert_eq!(
            ann.put(&format!("{path}/settings"), body)
                .await
                .refusal(400),
            code
        );
    }
    let negative = ann
        .post(&format!("{path}/run"), json!({ "spend_micros": -1 }))
        .await;
    assert_eq!(negative.refusal(400), "bad_spend");
}

#[sqlx::test]
async fn the_record_tells_who_made_what_was_bought_and_brought_and_what_it_did_cost(db: PgPool) {
    let fake = Fake::new("90x160").await;
    let (house, mut ann, path) = house_with(db, &fake).await;
    let mut olga = house.account("olga2", Role::Operator).await;
    let still = json!({
        "id": "stills-of-ours", "api": "ark", "kind": "image", "noted": "2026-11-26", "source": "a test",
        "price": { "per": "image", "micros": 123_400, "currency": "CNY" },
    });
    let makers = ann.get("/api/v1/studio/makers").await.json(200);
    let choice = json!({ "provider_id": makers[0]["provider_id"], "model": still });
    olga.put("/api/v1/studio/models/choices/still", choice)
        .await
        .json(200);
    settings(
        &mut ann,
        &path,
        json!({ "models": { "still": true, "clip": true }, "budget": { "currency": "CNY" } }),
    )
    .await;
    let document = "00".repeat(32);
    let consent = json!({ "person": "A. Person", "uses": ["likeness"], "document": document });
    let consent = olga.post("/api/v1/desk/consents", consent).await.json(201);
    let real = json!({ "person": "A. Person", "uses": ["likeness"], "consent_id": consent["id"] });
    ann.put(&format!("{path}/people/mara"), real)
        .await
        .json(200);

    let production = production(&house, &path).await;
    let tools = house.app.studio.tools(&house.app, |_| {}).await.unwrap();
    let standing = run::standing(&house.app, &production, &tools)
        .await
        .unwrap();
    let shots = &standing.episodes[0].board.shots;
    let at = (0..shots.len()).find(|at| {
        let made = standing.graph.node(&graph::still(1, *at)).is_some();
        made && shots[*at].people.iter().any(|one| one.character == "mara")
    });
    let at = at.unwrap();
    let (still, clip) = (graph::still(1, at), graph::clip(1, at));
    // A clip that was bought in a currency of hundredths, one in a currency without, and the film that makes it a record.
    let made = |facts: Value, by: &str| Made {
        bytes: bytes::Bytes::from(format!("{by} {facts}")),
        extension: "mp4",
        facts,
        checks: json!([]),
        made_by: by.into(),
        seconds: 1.0,
    };
    let with = |model: &str| json!({ "made_with": { "provider": "Films", "model": model } });
    let ids = (production.house_id, production.id);
    let origin = |micros: i64, currency: &str| Origin {
        cost_micros: micros,
        currency: currency.into(),
        ..Origin::default()
    };
    for (key, kind, made, origin) in [
        (
            &*still,
            "still",
            made(with("stills-of-ours"), "Films / stills-of-ours"),
            origin(123_400, "CNY"),
        ),
        (
            &*clip,
            "clip",
            made(with("films-of-ours"), "Films / films-of-ours"),
            origin(2_000_001, "JPY"),
        ),
        (
            "e01/film",
            "film",
            made(json!({}), "Cliffhanger 1"),
            Origin::default(),
        ),
    ] {
        let none = (None, &std::collections::BTreeMap::new());
        shelves::keep(&house.app, ids, (key, kind), none, &made, &origin)
            .await
            .unwrap();
    }
    let read = async |key: &str| {
        let all = records::of(&house.app, &production, &standing)
            .await
            .unwrap();
        let written = serde_json::to_string(&all[1]).unwrap();
        let record = provenance::Record::read(&written).unwrap();
        let found = record.assets.iter().find(|asset| asset.id == key);
        found.unwrap().clone()
    };
    let bought = read(&still).await;
    assert_eq!(
        (&*bought.maker.name, bought.maker.provider.as_deref()),
        ("stills-of-ours", Some("Films"))
    );
    let cost = bought.cost.unwrap();
    assert_eq!((cost.minor, &*cost.currency), (13, "CNY"));
    assert_eq!(
        bought.source,
        provenance::source::Source::Trained,
        "a model's"
    );
    let filmed = read(&clip).await;
    let cost = filmed.cost.unwrap();
    assert_eq!((cost.minor, &*cost.currency), (3, "JPY"));
    assert_eq!(filmed.kind, provenance::record::Kind::Clip);
    for asset in [&bought.people, &filmed.people] {
        assert_eq!(asset[0].person, "A. Person");
    }
    // Who drew the parts that our own people are composed of is named; of a model's pictures nobody is.
    let parts = "Lorelei by Lisa Wischofsky (CC0 1.0)";
    let own = read("e01/film").await.terms.unwrap();
    assert!(own.contains(parts), "{own}");
    assert!(bought.terms.is_none_or(|terms| !terms.contains(parts)));

    // Her own picture instead: it is nobody's model's, and cost nothing here.
    let picture = tempfile::tempdir().unwrap();
    let (mp4, png) = (
        picture.path().join("came.mp4"),
        picture.path().join("still.png"),
    );
    std::fs::write(&mp4, footage("90x160", true)).unwrap();
    let drawn = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(&mp4)
        .args(["-frames:v", "1"])
        .arg(&png)
        .status();
    assert!(drawn.unwrap().success());
    let take = ann
        .send(
            axum::http::Method::POST,
            &format!("{path}/takes?key={still}"),
            &[("content-type", "application/octet-stream")],
            axum::body::Body::from(std::fs::read(&png).unwrap()),
        )
        .await
        .json(201);
    assert_eq!(take["selected"], true, "{take}");
    let brought = read(&still).await;
    assert_eq!(brought.source, provenance::source::Source::Human);
    assert_eq!(
        (&*brought.licence, brought.cost),
        ("LicenseRef-Brought", None)
    );
}

#[sqlx::test]
async fn a_till_that_was_given_back_is_free_at_once(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let id = production(&house, &path).await.id;
    // The server lets go of a lock only when its own process ends, some time after a connection was closed: a sweep right
    // after a run found the till taken, and left what was paid for lying.
    for number in 0..100 {
        let till = unfinished::Till::open(&house.app, id).await.unwrap();
        let till = till.unwrap_or_else(|| panic!("it was not free the {number}th time"));
        let other = unfinished::Till::open(&house.app, id).await.unwrap();
        assert!(other.is_none(), "one has it at a time");
        till.close().await;
    }
}
