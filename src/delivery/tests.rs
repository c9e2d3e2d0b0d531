//! Out of one house and into another of the same process, with its rights, over a folder and over a bucket.

mod renditions;

use delivery::Films;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{fetch, met, pack, send, take_in, unfinished, verify};
use crate::app::App;
use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::{SRT, folder};
use crate::jobs::{self, Job};
use crate::localisation::tests::sound::{bring, tone};
use crate::people::Role;
use crate::rights::tests::{behind_proxy, both_sign, contract, from};
use crate::storage::Storage;
use crate::testing::Device;
use crate::testing::s3::{S3Server, make_bucket};

/// A house with a published series of two, which it may license on.
async fn sender(db: PgPool) -> (Studio, tempfile::TempDir) {
    let studio = Studio::with(db, behind_proxy()).await;
    let about = "title = 'Two Doors'\nlanguage = 'en'\npublish = true\ncredits = [{ name = 'Northlight', role = 'Production' }]";
    let story = folder(
        &[
            ("01.mp4", "small.mp4"),
            ("02.mkv", "third.mkv"),
            ("poster.png", "poster.png"),
        ],
        &[("series.toml", about.as_bytes()), ("01.zh-Hans.srt", SRT)],
    );
    studio.read(story.path()).await;
    studio.work().await;
    studio.house.ask_for_no_papers().await;
    (studio, story)
}

/// The id of the one series there is.
async fn only_series(app: &App) -> Uuid {
    let id = sqlx::query_scalar("select id from series");
    id.fetch_one(&app.db).await.unwrap()
}

#[sqlx::test]
async fn a_series_goes_with_its_rights_from_house_to_house(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let block = json!([{ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE, AT", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30" }]);
    contract(&mut operator, "C-7", "out", block).await;

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let unknown = pack(
        app,
        studio.house_id,
        "two-doors",
        Some("C-8"),
        Films::Mezzanine,
    )
    .await;
    assert!(unknown.err().unwrap().to_string().contains("C-8"));
    let package = pack(
        app,
        studio.house_id,
        "two-doors",
        Some("C-7"),
        Films::Mezzanine,
    )
    .await
    .unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    assert_eq!(sent.there, 0);

    let second = house.second_house("second.example").await;
    let manifest = verify(&to, |_, _| {}).await.unwrap();
    assert_eq!(manifest, sent.manifest);
    // Nobody runs that house yet: said before anything is changed.
    let refused = take_in(app, &studio.shop, second, place.path(), &manifest, true).await;
    assert!(format!("{:#}", refused.err().unwrap()).contains("nobody runs this house"));
    let count = "select count(*) from series where house_id = $1";
    let there: i64 = sqlx::query_scalar(count)
        .bind(second)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(there, 0);

    house
        .account_at("second.example", "buyer", Role::Operator)
        .await;
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(received.contract && received.applied.problems.is_empty());
    studio.work().await;
    // It plays where the contract says, and nowhere else.
    let mut viewer = house.device().at("second.example");
    let path = "/api/v1/series/two-doors";
    let page = from(&mut viewer, "DE", path).await.json(200);
    assert_eq!(page["episodes"].as_array().unwrap().len(), 2);
    assert_eq!(
        from(&mut viewer, "FR", path).await.refusal(451),
        "not_licensed_here"
    );
    let play = from(&mut viewer, "DE", "/api/v1/series/two-doors/episodes/1")
        .await
        .json(200);
    assert_eq!(play["episode"]["text_tracks"][0]["language"], "zh-Hans");
    // The same again changes nothing.
    let again = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(!again.contract && !again.applied.new_series);
    let there: i64 = sqlx::query_scalar(count)
        .bind(second)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(there, 1);
}

#[sqlx::test]
async fn what_the_house_may_not_hand_over_stays(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let block = |territories: &str, starts: &str, ends: &str| {
        json!([{ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": territories, "languages": null,
            "starts": starts, "ends": ends, "sublicence": true }])
    };
    let years = block("World", "2026-01-01", "2027-12-31");
    let incoming = contract(&mut operator, "IN-1", "in", years).await;
    let spring = block("DE", "2026-02-01", "2026-06-30");
    contract(&mut operator, "C-9", "out", spring).await;
    let refused = async |reference: Option<&str>| {
        let packed = pack(
            app,
            studio.house_id,
            "two-doors",
            reference,
            Films::Mezzanine,
        )
        .await;
        packed.err().map(|error| error.to_string())
    };
    assert_eq!(refused(Some("C-9")).await, None);
    // It is another's: without a contract by which it goes, it stays.
    let loose = refused(None).await.unwrap();
    assert!(loose.contains("--contract"), "{loose}");
    // The licensor's own contract has ended, and with it what was licensed on.
    let path = format!("/api/v1/desk/rights/contracts/{incoming}/end");
    operator.post(&path, json!({})).await.json(200);
    let without = refused(Some("C-9")).await.unwrap();
    assert!(without.contains("No contract gives a right"), "{without}");
    let again = block("World", "2026-01-01", "2027-12-31");
    contract(&mut operator, "IN-2", "in", again).await;
    assert_eq!(refused(Some("C-9")).await, None);
    app.clock.advance(chrono::Duration::days(200));
    let late = refused(Some("C-9")).await.unwrap();
    assert!(late.contains("is over"), "{late}");
}

#[sqlx::test]
async fn over_a_bucket_it_goes_on_where_it_stopped(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let app = &studio.house.app;
    let server = S3Server::start();
    make_bucket(&server, "partner").await;
    let to = Storage::at("s3://partner/two-doors", &server.config("partner")).unwrap();
    // Stopped before the manifest: what was written is no delivery yet.
    let package = pack(app, studio.house_id, "two-doors", None, Films::Mezzanine)
        .await
        .unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    to.delete(delivery::MANIFEST).await.unwrap();
    to.delete("002.mkv").await.unwrap();
    let unfinished = verify(&to, |_, _| {}).await.unwrap_err().to_string();
    assert!(unfinished.contains("not finished yet"), "{unfinished}");
    let package = pack(app, studio.house_id, "two-doors", None, Films::Mezzanine)
        .await
        .unwrap();
    let again = send(app, package, &to, |_, _| {}).await.unwrap();
    assert_eq!((again.written, again.there), (1, sent.written - 1));

    // Half of it came already, one file of it broken.
    let place = tempfile::tempdir().unwrap();
    let half = Storage::folder(place.path()).unwrap();
    to.copy_to("001.mp4", &half, "001.mp4").await.unwrap();
    half.put("002.mkv", "torn".into()).await.unwrap();
    let came = fetch(&to, place.path(), |_, _| {}).await.unwrap();
    assert_eq!(verify(&came, |_, _| {}).await.unwrap(), again.manifest);

    // A file that is not as the manifest says is named.
    half.put("002.mkv", "torn".into()).await.unwrap();
    let torn = verify(&came, |_, _| {}).await.unwrap_err().to_string();
    assert!(torn.contains("002.mkv"), "{torn}");
    assert!(Storage::at("ftp://x/y", &app.config).is_err());
}

/// How an episode was made, with what that cost.
fn record(episode: i32) -> Value {
    json!({ "version": provenance::record::VERSION, "series": "Paper Crown", "episode": episode, "producer": "Northlight",
        "made": "2026-03-01T08:00:00Z", "assets": [{ "id": "e01/film", "kind": "episode", "source": "trained",
            "digest": "0a".repeat(32), "maker": { "name": "a model", "provider": "somebody" },
            "inputs": [], "cost": { "minor": 123, "currency": "USD" }, "licence": "LicenseRef-Model", "terms": "See its terms." }] })
}

#[sqlx::test]
async fn dubs_covers_and_how_it_was_made_go_along_and_arrive(db: PgPool) {
    let studio = Studio::new(db).await;
    let about = "title = 'Paper Crown'\nlanguage = 'en'\npublish = true\n[translations.zh]\ntitle = '纸王冠'\nsynopsis = '她签了字。'\n";
    let story = folder(
        &[("01.mp4", "ladder.mp4"), ("poster.png", "poster.png")],
        &[("series.toml", about.as_bytes())],
    );
    studio.read(story.path()).await;
    studio.work().await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let (series, episode, ms): (Uuid, Uuid, i32) = sqlx::query_as(
        "select e.series_id, e.id, p.duration_ms from episodes e join packages p on p.episode_id = e.id",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    // A Spanish dub that was approved, a French one that nobody has listened to, a Chinese cover.
    for language in ["es", "fr"] {
        let sound = tone(u32::try_from(ms).unwrap());
        bring(&mut operator, episode, language, 0, sound)
            .await
            .json(200);
        studio.work().await;
    }
    let approved = json!({ "version": 1, "state": "approved", "reviewer_id": null });
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/es/dub");
    operator.put(&path, approved).await.json(200);
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/zh/title");
    let title = json!({ "title": "信", "before": "" });
    operator.put(&path, title).await.json(200);
    let picture = std::fs::read(story.path().join("poster.png")).unwrap();
    let kind = [("content-type", "application/octet-stream")];
    let cover = format!("/api/v1/desk/localisation/series/{series}/covers/zh");
    operator
        .send(axum::http::Method::PUT, &cover, &kind, picture.into())
        .await
        .json(200);
    sqlx::query(
        "insert into production_releases (id, house_id, series_id, title, records, at) values ($1, $2, $3, 'Paper Crown', $4, $5)",
    )
    .bind(app.random.id())
    .bind(studio.house_id)
    .bind(series)
    .bind(json!([record(0), record(1)]))
    .bind(app.clock.now())
    .execute(&app.db)
    .await
    .unwrap();

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(app, studio.house_id, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    let episode = &sent.manifest.series.episodes[0];
    assert_eq!(episode.sounds, ["en", "es"]);
    assert_eq!(episode.video.as_deref(), Some("001.mkv"));
    let poster = sent.manifest.series.poster.as_ref().unwrap();
    assert!(poster.width > 0 && poster.height > 0);
    // Made again it is the same film: nothing is written twice.
    let package = pack(app, studio.house_id, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let again = send(app, package, &to, |_, _| {}).await.unwrap();
    assert_eq!(again.written, 0);

    let second = house.second_house("second.example").await;
    let mut buyer = house
        .account_at("second.example", "buyer", Role::Operator)
        .await;
    let manifest = verify(&to, |_, _| {}).await.unwrap();
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(received.applied.problems.is_empty());
    assert_eq!(received.records, 2);
    studio.work().await;
    let sounds: Vec<String> = sqlx::query_scalar(
        "select language from renditions where codec = 'aac' and house_id = $1 order by language",
    )
    .bind(second)
    .fetch_all(&app.db)
    .await
    .unwrap();
    // Nobody who receives it can hear what nobody has approved.
    assert_eq!(sounds, ["en", "es"]);
    let page = buyer
        .get("/api/v1/series/paper-crown/episodes/1")
        .await
        .json(200);
    assert_eq!(
        page["episode"]["playback"]["audio"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let texts: (String, String) = sqlx::query_as(
        "select title, synopsis from series_translations where house_id = $1 and language = 'zh'",
    )
    .bind(second)
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!((&*texts.0, &*texts.1), ("纸王冠", "她签了字。"));
    let page = buyer.get("/api/v1/series/paper-crown?lang=zh").await;
    assert_eq!(page.json(200)["episodes"][0]["title"], "信");
    let cover =
        "select picture ->> 'webp' from series_covers where house_id = $1 and language = 'zh'";
    let cover = async || -> String {
        let found = sqlx::query_scalar(cover).bind(second);
        found.fetch_one(&app.db).await.unwrap()
    };
    let first = cover().await;
    // How it was made is kept, and can be read; what it cost is the sender's own.
    let path = format!(
        "/api/v1/desk/rights/titles/{}/received",
        received.applied.series_id
    );
    let came = buyer.get(&path).await.json(200);
    assert_eq!(came["items"][0]["records"], 2);
    let path = format!(
        "/api/v1/desk/rights/received/{}/provenance",
        came["items"][0]["id"].as_str().unwrap()
    );
    let kept = buyer.get(&path).await.json(200);
    assert_eq!(kept["records"][1]["assets"][0]["maker"]["name"], "a model");
    assert_eq!(kept["records"][1]["assets"][0]["cost"], json!(null));
    assert_eq!(operator.get(&path).await.status, 404);
    // The same again changes nothing, and it goes on from there to others.
    let again = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert_eq!((again.applied.extras, cover().await), (0, first));
    let onward = pack(app, second, "paper-crown", None, Films::Mezzanine)
        .await
        .unwrap();
    let paths: Vec<&str> = onward.parts.iter().map(|part| &*part.path).collect();
    assert!(paths.contains(&delivery::PROVENANCE) && paths.contains(&"art/cover.zh.webp"));
}

#[sqlx::test]
async fn a_record_that_does_not_hold_together_is_refused_before_anything_is_changed(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let app = &studio.house.app;
    let mut wrong = record(1);
    wrong["assets"][0]["digest"] = json!("none");
    sqlx::query(
        "insert into production_releases (id, house_id, series_id, title, records, at)
         select $1, house_id, id, title, $2, created_at from series",
    )
    .bind(app.random.id())
    .bind(json!([wrong]))
    .execute(&app.db)
    .await
    .unwrap();
    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(app, studio.house_id, "two-doors", None, Films::Mezzanine)
        .await
        .unwrap();
    let manifest = send(app, package, &to, |_, _| {}).await.unwrap().manifest;
    let second = studio.house.second_house("second.example").await;
    let refused = take_in(app, &studio.shop, second, place.path(), &manifest, true).await;
    let told = format!("{:#}", refused.err().unwrap());
    assert!(told.contains("SHA-256"), "{told}");
    let there: i64 = sqlx::query_scalar("select count(*) from series where house_id = $1")
        .bind(second)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(there, 0);
}

/// A deal about the series to which both sides have agreed; the path of its page.
async fn agreed_deal(operator: &mut Device, series: Uuid) -> String {
    let with = crate::rights::tests::party(operator, "Buyer").await;
    let block = json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30" });
    let deal = json!({ "name": "D-9", "direction": "out", "party_id": with, "blocks": [block],
        "fee": { "kind": "flat", "currency": "EUR", "amount": 900, "payments": [] } });
    let deals = "/api/v1/desk/rights/deals";
    let made = operator.post(deals, deal).await.json(201);
    let path = format!("{deals}/{}", made["id"].as_str().unwrap());
    for status in ["offer", "agreed"] {
        let step = json!({ "status": status });
        operator
            .post(&format!("{path}/steps"), step)
            .await
            .json(200);
    }
    path
}

/// Puts both signatures under the deal at this path.
async fn sign(operator: &mut Device, path: &str) {
    both_sign(operator, path.rsplit('/').next().unwrap()).await;
}

#[sqlx::test]
async fn the_desk_delivers_a_signed_deal_stops_and_goes_on(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let path = agreed_deal(&mut operator, series).await;
    let deliveries = format!("{path}/deliveries");
    let wanted = json!({ "series_id": series });
    let early = operator.post(&deliveries, wanted.clone()).await;
    assert_eq!(early.refusal(409), "delivery_unsigned");
    sign(&mut operator, &path).await;

    let begun = operator.post(&deliveries, wanted.clone()).await.json(201);
    assert_eq!(begun["items"][0]["state"], "waiting");
    let id = begun["items"][0]["id"].as_str().unwrap().to_owned();
    let delivery_id: Uuid = id.parse().unwrap();
    let twice = operator.post(&deliveries, wanted.clone()).await;
    assert_eq!(twice.refusal(409), "delivery_under_way");
    // Its job may be lost: the sweep finds it.
    assert_eq!(unfinished(app).await.unwrap(), [delivery_id]);
    let act = |what: &str| format!("/api/v1/desk/rights/deliveries/{id}/{what}");
    let stopped = operator.post(&act("stop"), json!({})).await.json(200);
    assert_eq!(stopped["items"][0]["state"], "stopped");
    let job = Job::Deliver { delivery_id };
    jobs::perform(app, &studio.shop, &job).await.unwrap();
    let still = operator.get(&deliveries).await.json(200);
    assert_eq!(still["items"][0]["state"], "stopped");
    let again = operator.post(&act("stop"), json!({})).await;
    assert_eq!(again.refusal(409), "delivery_state");
    assert_eq!(operator.get(&act("manifest")).await.status, 404);

    operator.post(&act("resume"), json!({})).await.json(200);
    jobs::perform(app, &studio.shop, &job).await.unwrap();
    let done = operator.get(&deliveries).await.json(200);
    let one = &done["items"][0];
    assert_eq!(one["state"], "done", "{one}");
    assert!(one["done"] == one["total"] && one["bytes"].as_i64().unwrap() > 0);
    let manifest = operator.get(&act("manifest")).await.json(200);
    assert_eq!(manifest["rights"]["reference"], "D-9");
    // What lies there is a delivery, and the deal knows it.
    let place = one["destination"].as_str().unwrap();
    let there = Storage::folder(std::path::Path::new(place)).unwrap();
    verify(&there, |_, _| {}).await.unwrap();
    let deal = operator.get(&path).await.json(200);
    let steps = deal["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["status"] == "delivered"));
    // The house that it is for fetches it by a link, and nothing else than it has; for some days.
    let link = operator.post(&act("link"), json!({})).await.json(201);
    let address = link["address"].as_str().unwrap();
    let under = &address[address.find("/deliveries/").unwrap()..];
    let mut other = house.device();
    let file = |name: &str| format!("{under}/{name}");
    assert_eq!(
        other.get(&file("manifest.json")).await.json(200)["rights"]["reference"],
        "D-9"
    );
    let first = &manifest["files"][0];
    let got = other.get(&file(first["path"].as_str().unwrap())).await;
    assert_eq!(
        (got.status.as_u16(), got.bytes.len() as u64),
        (200, first["bytes"].as_u64().unwrap())
    );
    for name in [
        "../manifest.json",
        "..%2f..%2fpostgres%2fPG_VERSION",
        "nothing.mp4",
    ] {
        assert_eq!(other.get(&file(name)).await.status, 404, "{name}");
    }
    let newer = operator.post(&act("link"), json!({})).await.json(201);
    assert_eq!(
        other.get(&file("manifest.json")).await.refusal(404),
        "delivery_link_over"
    );
    let newer = newer["address"].as_str().unwrap();
    let newer = format!(
        "{}/manifest.json",
        &newer[newer.find("/deliveries/").unwrap()..]
    );
    other.get(&newer).await.json(200);
    app.clock.advance(chrono::Duration::days(15));
    assert_eq!(other.get(&newer).await.refusal(404), "delivery_link_over");
    app.clock.advance(chrono::Duration::days(-15));
    // Again is another row; what is there is not written anew.
    operator.post(&deliveries, wanted.clone()).await.json(201);
    let next = unfinished(app).await.unwrap()[0];
    jobs::perform(app, &studio.shop, &Job::Deliver { delivery_id: next })
        .await
        .unwrap();
    // One that cannot be finished says why, and can be begun again.
    operator.post(&deliveries, wanted).await.json(201);
    let third = unfinished(app).await.unwrap()[0];
    sqlx::query("update deliveries set destination = 'ftp://x/y' where id = $1")
        .bind(third)
        .execute(&app.db)
        .await
        .unwrap();
    jobs::perform(app, &studio.shop, &Job::Deliver { delivery_id: third })
        .await
        .unwrap();
    let all = operator.get(&deliveries).await.json(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
    assert_eq!(all["items"][0]["state"], "failed");
    let problem = all["items"][0]["problem"].as_str().unwrap();
    assert!(problem.contains("ftp"), "{problem}");
    let actions: Vec<String> = sqlx::query_scalar(
        "select action from audit_log where action like 'delivery.%' order by action",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    assert_eq!(
        actions,
        [
            "delivery.linked",
            "delivery.linked",
            "delivery.resumed",
            "delivery.started",
            "delivery.started",
            "delivery.started",
            "delivery.stopped"
        ]
    );
}

#[sqlx::test]
async fn a_delivery_marks_its_deal_and_the_instalment_that_waits_for_it_becomes_due(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let posters = "00000000-0000-4000-8000-00000000000a";
    let with = crate::rights::tests::party(&mut operator, "Buyer").await;
    let block = json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE, AT", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30" });
    let payment = |last: &str, minor: i64, waits: Value| {
        json!({ "id": format!("00000000-0000-4000-8000-00000000000{last}"), "due_on": "2026-12-01", "minor": minor, "note": "",
            "waits": waits })
    };
    let mut deal = json!({ "name": "D-7", "direction": "out", "party_id": with, "blocks": [block],
        "deliverables": [{ "id": posters, "name": "Posters", "due_on": "2026-03-20" }],
        "fee": { "kind": "flat", "currency": "EUR", "amount": 900, "payments": [
            payment("1", 300, json!({ "for": "signing" })),
            payment("2", 600, json!({ "for": "acceptance", "deliverable_id": "00000000-0000-4000-8000-00000000000b" }))] } });
    let deals = "/api/v1/desk/rights/deals";
    let lost = operator.post(deals, deal.clone()).await;
    assert_eq!(lost.refusal(400), "payment_waits");
    deal["fee"]["payments"][1]["waits"]["deliverable_id"] = json!(posters);
    let made = operator.post(deals, deal).await.json(201);
    let path = format!("{deals}/{}", made["id"].as_str().unwrap());
    for status in ["offer", "agreed"] {
        let step = json!({ "status": status });
        operator
            .post(&format!("{path}/steps"), step)
            .await
            .json(200);
    }
    let agreed = operator.get(&path).await.json(200);
    let due = |deal: &Value| [0, 1].map(|at| deal["instalments"][at]["due"].as_bool().unwrap());
    assert_eq!(due(&agreed), [false, false]);
    // The series itself is promised, though nobody wrote it down.
    assert_eq!(agreed["deliverables"][1]["series_id"], json!(series));
    let hand = |id: &str, status: &str| {
        let to = format!("{path}/deliverables/{id}/steps");
        (to, json!({ "status": status, "note": "Folder 3" }))
    };
    let (to, early) = hand(posters, "delivered");
    assert_eq!(operator.post(&to, early).await.refusal(409), "deal_state");
    sign(&mut operator, &path).await;
    assert_eq!(due(&operator.get(&path).await.json(200)), [true, false]);

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(
        app,
        studio.house_id,
        "two-doors",
        Some("D-7"),
        Films::Mezzanine,
    )
    .await
    .unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    let id = &sent.manifest.id;
    let told = met(app, studio.house_id, "two-doors", "D-7", id).await;
    let told = told.unwrap().unwrap();
    assert_eq!(told.deliverables, ["Two Doors"]);
    assert!(!told.whole);
    let (to, handed) = hand(posters, "delivered");
    let whole = operator.post(&to, handed).await.json(200);
    let steps = whole["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["status"], "delivered");
    assert_eq!(due(&whole), [true, false]);
    let (to, mut back) = hand(posters, "returned");
    back["note"] = json!("");
    assert_eq!(
        operator.post(&to, back).await.refusal(400),
        "return_without_note"
    );
    let (to, good) = hand(posters, "accepted");
    let accepted = operator.post(&to, good.clone()).await.json(200);
    assert_eq!(due(&accepted), [true, true]);
    assert_eq!(
        operator.post(&to, good).await.refusal(409),
        "deliverable_state"
    );
    // The same delivery again meets nothing more.
    let told = met(app, studio.house_id, "two-doors", "D-7", id).await;
    let told = told.unwrap().unwrap();
    assert!(told.deliverables.is_empty() && told.whole);
}

#[sqlx::test]
async fn what_the_words_of_a_contract_meant_goes_along(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series: uuid::Uuid = sqlx::query_scalar("select id from series")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let with = crate::rights::tests::party(&mut operator, "Buyer").await;
    let blocks = |ends: &str| {
        let block = |territories: &str| {
            json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": territories,
                "languages": null, "starts": "2026-02-01", "ends": ends })
        };
        json!([
            block("World excl. China, Netherlands Antilles"),
            block("Netherlands Antilles")
        ])
    };
    let contracts = "/api/v1/desk/rights/contracts";
    let new = json!({ "reference": "C-10", "direction": "out", "party_id": with, "blocks": blocks("2026-05-31"),
        "signed_on": "2010-06-01" });
    let made = operator.post(contracts, new).await.json(201);
    let path = format!("{contracts}/{}", made["id"].as_str().unwrap());
    let signed = json!({ "signed_on": "2010-06-01" });
    operator
        .post(&format!("{path}/activate"), signed)
        .await
        .json(200);
    let longer = json!({ "note": "Longer", "blocks": blocks("2026-06-30") });
    operator
        .post(&format!("{path}/versions"), longer)
        .await
        .json(200);
    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(
        app,
        studio.house_id,
        "two-doors",
        Some("C-10"),
        Films::Mezzanine,
    )
    .await
    .unwrap();
    let manifest = send(app, package, &to, |_, _| {}).await.unwrap().manifest;
    let second = house.second_house("second.example").await;
    house
        .account_at("second.example", "buyer", Role::Operator)
        .await;
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(received.contract);
    studio.work().await;
    let kept = async |house: uuid::Uuid| -> Vec<(Vec<String>, chrono::NaiveDate)> {
        sqlx::query_as(
            "select b.territories, b.territories_on from rights_blocks b join rights_contracts c on c.id = b.contract_id
             and c.version = b.version where c.house_id = $1 order by b.position",
        )
        .bind(house)
        .fetch_all(&app.db)
        .await
        .unwrap()
    };
    let theirs = kept(second).await;
    assert_eq!(theirs, kept(studio.house_id).await);
    assert_eq!(theirs[1].0, ["AN"]);
    let mut viewer = house.device().at("second.example");
    let path = "/api/v1/series/two-doors";
    from(&mut viewer, "FR", path).await.json(200);
    from(&mut viewer, "SS", path).await.refusal(451);
}

#[sqlx::test]
async fn episodes_that_were_there_at_the_signing_are_covered_where_they_come(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let block = json!([{ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30", "later_episodes": false }]);
    contract(&mut operator, "C-11", "out", block).await;
    // From the desk, by a contract that came from no deal.
    let id: Uuid = sqlx::query_scalar("select id from rights_contracts")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let deliveries = format!("/api/v1/desk/rights/contracts/{id}/deliveries");
    let wanted = json!({ "series_id": series });
    let begun = operator.post(&deliveries, wanted.clone()).await.json(201);
    let twice = operator.post(&deliveries, wanted).await;
    assert_eq!(twice.refusal(409), "delivery_under_way");
    let text = begun["items"][0]["id"].as_str().unwrap().to_owned();
    let job = Job::Deliver {
        delivery_id: text.parse().unwrap(),
    };
    jobs::perform(app, &studio.shop, &job).await.unwrap();
    let done = operator.get(&deliveries).await.json(200);
    assert_eq!(done["items"][0]["state"], "done", "{done}");
    let log = operator
        .get("/api/v1/desk/audit?action=delivery.started")
        .await
        .json(200);
    assert_eq!(log["items"][0]["subject_kind"], "rights_contract", "{log}");
    let link = format!("/api/v1/desk/rights/deliveries/{text}/link");
    operator.post(&link, json!({})).await.json(201);

    let place = std::path::PathBuf::from(done["items"][0]["destination"].as_str().unwrap());
    let there = Storage::folder(&place).unwrap();
    let manifest = verify(&there, |_, _| {}).await.unwrap();
    // It arrives long after it was signed.
    app.clock.advance(chrono::Duration::days(30));
    let second = house.second_house("second.example").await;
    house
        .account_at("second.example", "buyer", Role::Operator)
        .await;
    let received = take_in(app, &studio.shop, second, &place, &manifest, true)
        .await
        .unwrap();
    assert!(received.contract);
    studio.work().await;
    let mut viewer = house.device().at("second.example");
    let page = from(&mut viewer, "DE", "/api/v1/series/two-doors").await;
    assert_eq!(page.json(200)["episodes"].as_array().unwrap().len(), 2);
    from(&mut viewer, "FR", "/api/v1/series/two-doors")
        .await
        .refusal(451);
}
