use axum::http::Method;
use serde_json::json;
use sqlx::PgPool;

use super::{Scene, file, two};
use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn a_draft_is_nobody_elses_and_an_approval_puts_it_before_viewers(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let path = scene.track("es");
    let track = scene.operator.get(&path).await.json(200);
    assert_eq!(track["status"], "missing");
    assert_eq!(track["source"]["lines"][0]["text"], "Who signed this?");
    // The source's times are there to be filled in.
    assert_eq!(track["lines"][1]["start_ms"], 3500);
    assert_eq!(track["lines"][1]["text"], "");
    assert_eq!(track["judgement"]["lines"][1]["faults"][0]["kind"], "empty");

    let version = scene.save("es", 0, "¿Quién firmó esto? Tom & Ann <3").await;
    assert_eq!(scene.status("es").await, "draft");
    assert_eq!(scene.shown("es").await, None, "a draft was shown");
    let early = scene.step("es", version, "approve").await.refusal(409);
    assert_eq!(early, "out_of_turn");
    let sent = scene.step("es", version, "send").await.json(200);
    assert_eq!(scene.status("es").await, "review");
    assert_eq!(scene.shown("es").await, None);
    let version = sent["version"].as_i64().unwrap();
    let approved = scene.step("es", version, "approve").await.json(200);
    assert_eq!(
        (&approved["status"], &approved["live"]),
        (&json!("approved"), &json!(true))
    );
    let shown = scene.shown("es").await.unwrap();
    assert!(
        shown.contains("¿Quién firmó esto? Tom &amp; Ann &lt;3"),
        "{shown}"
    );

    // What is worked on afterwards is a draft again; viewers go on having what was approved.
    let version = approved["version"].as_i64().unwrap();
    let version = scene.save("es", version, "Otra cosa.").await;
    assert_eq!(scene.status("es").await, "draft");
    assert!(scene.shown("es").await.unwrap().contains("firmó"));
    scene.step("es", version, "withdraw").await.json(200);
    assert_eq!(scene.shown("es").await, None);
}

#[sqlx::test]
async fn who_has_not_seen_the_newest_version_is_told_and_changes_nothing(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let first = scene.save("es", 0, "Uno.").await;
    let second = scene.save("es", first, "Dos.").await;
    let (path, late) = (
        scene.track("es"),
        json!({ "version": first, "lines": two("Tarde.") }),
    );
    let refused = scene.operator.put(&path, late).await;
    assert_eq!(refused.refusal(409), "track_changed");
    let body = refused.json(409);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(&format!("version {second}")), "{message}");
    let track = scene.operator.get(&path).await.json(200);
    assert_eq!(track["lines"][0]["text"], "Dos.");
    assert_eq!(track["versions"].as_array().unwrap().len(), 2);

    let wanted = json!({ "version": second, "restore": first });
    let restored = scene
        .operator
        .post(&format!("{path}/restore"), wanted)
        .await
        .json(200);
    assert_eq!(restored["lines"][0]["text"], "Uno.");
    assert_eq!(restored["versions"][0]["origin"], "earlier");
    let missing = json!({ "version": restored["version"], "restore": 99 });
    let missing = scene
        .operator
        .post(&format!("{path}/restore"), missing)
        .await;
    assert_eq!(missing.refusal(404), "not_in_localisation");
}

#[sqlx::test]
async fn what_came_with_the_film_is_published_and_the_first_of_its_versions(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    assert_eq!(scene.status("en").await, "published");
    let version = scene.save("en", 0, "Who signed it?").await;
    assert_eq!(version, 2);
    let path = scene.track("en");
    let track = scene.operator.get(&path).await.json(200);
    assert_eq!(track["versions"][1]["origin"], "film");
    assert_eq!(track["versions"][1]["shown"], true);
    assert!(
        scene
            .shown("en")
            .await
            .unwrap()
            .contains("Who signed this?")
    );
    let sent = scene.step("en", version, "send").await.json(200);
    let version = sent["version"].as_i64().unwrap();
    scene.step("en", version, "approve").await.json(200);
    assert!(scene.shown("en").await.unwrap().contains("Who signed it?"));
}

#[sqlx::test]
async fn files_come_in_whole_or_not_at_all(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let version = scene.save("es", 0, "Uno.").await;
    let path = format!("{}/file?version={version}", scene.track("es"));
    let mut bad: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"no times here".to_vec(),
        vec![0; 2048],
        b"1\n99:99:99,999 --> 00:00:01,000\nx\n".to_vec(),
        (0..=255).cycle().take(40_000).collect(),
    ];
    let cue = |at: usize| {
        let (minute, second) = (at / 60, at % 60);
        format!("00:{minute:02}:{second:02}.000 --> 00:{minute:02}:{second:02}.500\nx\n\n")
    };
    let many = (0..2_100).map(cue).collect::<Vec<_>>().concat();
    bad.push(many.into_bytes());
    for bytes in bad {
        let refused = file(&mut scene.operator, Method::POST, &path, bytes).await;
        assert_eq!(refused.refusal(400), "subtitle_unreadable");
    }
    let huge = file(
        &mut scene.operator,
        Method::POST,
        &path,
        vec![b'x'; 5 << 20],
    )
    .await;
    assert_eq!(huge.refusal(413), "subtitle_too_large");
    let place = scene.track("es");
    let track = scene.operator.get(&place).await.json(200);
    assert_eq!(
        (&track["version"], &track["lines"][0]["text"]),
        (&json!(version), &json!("Uno."))
    );

    let srt =
        "1\r\n00:00:01,000 --> 00:00:02,500\r\n<font color=red>Hola</font> <script>x</script>\r\n";
    let taken = file(&mut scene.operator, Method::POST, &path, srt)
        .await
        .json(200);
    assert_eq!(taken["lines"][0]["text"], "Hola x");
    assert_eq!(taken["versions"][0]["origin"], "file");
    let again = file(&mut scene.operator, Method::POST, &path, srt).await;
    assert_eq!(again.refusal(409), "track_changed");
}

#[sqlx::test]
async fn captions_that_viewers_could_not_read_are_not_sent(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let version = scene.save("es", 0, "  ").await;
    let refused = scene.step("es", version, "send").await;
    assert_eq!(refused.refusal(409), "captions_unready");
    let message = refused.json(409)["error"]["message"].to_string();
    assert!(message.contains("caption 1"), "{message}");
    let path = scene.track("es");
    for lines in [
        json!([{ "start_ms": 5, "end_ms": 1, "text": "x" }]),
        json!([{ "start_ms": 5, "end_ms": u64::MAX, "text": "x" }]),
        json!([{ "start_ms": 5, "end_ms": 10, "text": "x".repeat(1001) }]),
        json!([{ "start_ms": -5, "end_ms": 10, "text": "x" }]),
    ] {
        let body = json!({ "version": version, "lines": lines });
        let refused = scene.operator.put(&path, body).await;
        assert!(refused.status.is_client_error(), "{lines}");
    }
    let checks = json!({ "language": "es", "lines": two("Una línea que es demasiado larga para leerla en dos segundos, ¿verdad?") });
    let judged = scene
        .operator
        .post("/api/v1/desk/localisation/checks", checks)
        .await
        .json(200);
    let faults = judged["lines"][0]["faults"].as_array().unwrap().clone();
    assert_eq!(faults[0]["kind"], "fast");
    assert_eq!(faults[0]["limit"], 17.0);
    assert!(faults[0]["value"].as_f64().unwrap() > 30.0);
    assert_eq!(faults[1]["kind"], "long");
    // Each language by its own guide.
    for (language, speed, line) in [
        ("ar", 20.0, 42.0),
        ("hi", 22.0, 42.0),
        ("th", 17.0, 35.0),
        ("ja", 4.0, 13.0),
    ] {
        let checks = json!({ "language": language, "lines": two("ไม่รู้") });
        let judged = scene
            .operator
            .post("/api/v1/desk/localisation/checks", checks)
            .await
            .json(200);
        assert_eq!(
            (&judged["speed_max"], &judged["line_max"]),
            (&json!(speed), &json!(line)),
            "{language}"
        );
        // Signs above and below are no letters where its guide says so.
        if language == "th" {
            assert_eq!(judged["lines"][0]["characters"], 3);
        }
    }
}

#[sqlx::test]
async fn whoever_is_named_approves(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let mut other = scene.house.account("ines", Role::Operator).await;
    let me = other.get("/api/v1/me").await.json(200);
    let version = scene.save("es", 0, "Uno.").await;
    let path = format!("{}/reviewer", scene.track("es"));
    let body = json!({ "version": version, "reviewer_id": me["id"] });
    let named = scene.operator.put(&path, body).await.json(200);
    assert_eq!(named["reviewer_id"], me["id"]);
    let viewer = scene.viewer.get("/api/v1/me").await.json(200);
    let body = json!({ "version": named["version"], "reviewer_id": viewer["id"] });
    let nobody = scene.operator.put(&path, body).await;
    assert_eq!(nobody.refusal(400), "no_reviewer");
    let sent = scene
        .step("es", named["version"].as_i64().unwrap(), "send")
        .await
        .json(200);
    let version = sent["version"].as_i64().unwrap();
    let refused = scene.step("es", version, "approve").await;
    assert_eq!(refused.refusal(409), "others_review");
    let step = format!("{}/step", scene.track("es"));
    let back = json!({ "version": version, "step": "return", "note": "Shorter, please." });
    let back = other.post(&step, back).await.json(200);
    assert_eq!(
        (&back["status"], &back["note"]),
        (&json!("draft"), &json!("Shorter, please."))
    );
    let sent = scene
        .step("es", back["version"].as_i64().unwrap(), "send")
        .await
        .json(200);
    let body = json!({ "version": sent["version"], "step": "approve" });
    other.post(&step, body).await.json(200);
    assert!(scene.shown("es").await.is_some());
}

#[sqlx::test]
async fn it_is_for_who_runs_this_house_alone(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    let version = scene.save("es", 0, "Uno.").await;
    let (track, table) = (scene.track("es"), scene.table());
    let address = scene
        .house
        .rendition(scene.series.episodes[0], b"0123456789")
        .await;
    let media = address.replace("renditions", "localisation");
    assert_eq!(scene.operator.get(&media).await.bytes, b"0123456789");
    let mut producer = scene.house.account("theo", Role::Producer).await;
    scene.house.second_house("other.example").await;
    let mut stranger = scene
        .house
        .account_at("other.example", "kai", Role::Operator)
        .await;
    let body = json!({ "version": version, "lines": two("Robado.") });
    for (device, status) in [(&mut producer, 403), (&mut stranger, 404)] {
        assert_eq!(device.get(&track).await.status.as_u16(), status);
        assert_eq!(device.get(&table).await.status.as_u16(), status);
        assert_eq!(
            device.put(&track, body.clone()).await.status.as_u16(),
            status
        );
        assert_eq!(device.get(&media).await.status.as_u16(), status);
        let step = json!({ "version": version, "step": "send" });
        assert_eq!(
            device
                .post(&format!("{track}/step"), step)
                .await
                .status
                .as_u16(),
            status
        );
        let words = json!({ "title": "Mine", "synopsis": "", "before": null });
        let texts = format!("{table}/texts/es");
        assert_eq!(device.put(&texts, words).await.status.as_u16(), status);
    }
    let list = stranger.get("/api/v1/desk/localisation").await.json(200);
    assert_eq!(list["series"], json!([]));
    assert_eq!(scene.status("es").await, "draft");
}

#[sqlx::test]
async fn a_language_that_no_contract_named_is_shown_of_what_is_under_contract(db: PgPool) {
    let mut scene = Scene::open(TestHouse::new(db).await).await;
    scene.house.ask_for_no_papers().await;
    let grant = json!([{ "kind": "grant", "series_ids": [scene.series.id], "media": ["FAST"], "territories": "IS",
        "languages": ["is"], "starts": "2026-01-01", "ends": "2035-12-31" }]);
    crate::rights::tests::contract(&mut scene.operator, "OUT-IS", "out", grant).await;
    // Everybody's rights are known from here on; Italian was not among their languages.
    assert_eq!(scene.shown("it").await, None);
    assert!(scene.shown("en").await.is_some());
    let version = scene.save("it", 0, "Chi ha firmato?").await;
    let sent = scene.step("it", version, "send").await.json(200);
    let version = sent["version"].as_i64().unwrap();
    scene.step("it", version, "approve").await.json(200);
    assert!(scene.shown("it").await.unwrap().contains("Chi ha firmato?"));
}
