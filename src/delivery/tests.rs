//! Out of one house and into another of the same process, with its rights, over a folder and over a bucket.

use serde_json::json;
use sqlx::PgPool;

use super::{fetch, met, pack, send, take_in, verify};
use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::{SRT, folder};
use crate::people::Role;
use crate::rights::tests::{behind_proxy, contract, from};
use crate::storage::Storage;
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
    (studio, story)
}

#[sqlx::test]
async fn a_series_goes_with_its_rights_from_house_to_house(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series: uuid::Uuid = sqlx::query_scalar("select id from series")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let block = json!([{ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE, AT", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30" }]);
    contract(&mut operator, "C-7", "out", block).await;

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let unknown = pack(app, studio.house_id, "two-doors", Some("C-8")).await;
    assert!(unknown.err().unwrap().to_string().contains("C-8"));
    let package = pack(app, studio.house_id, "two-doors", Some("C-7"))
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
    let series: uuid::Uuid = sqlx::query_scalar("select id from series")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let block = |territories: &str, starts: &str, ends: &str| {
        json!([{ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": territories, "languages": null,
            "starts": starts, "ends": ends, "sublicence": true }])
    };
    let years = block("World", "2026-01-01", "2027-12-31");
    let incoming = contract(&mut operator, "IN-1", "in", years).await;
    let spring = block("DE", "2026-02-01", "2026-06-30");
    contract(&mut operator, "C-9", "out", spring).await;
    let refused = async |reference: Option<&str>| {
        let packed = pack(app, studio.house_id, "two-doors", reference).await;
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
    assert!(without.contains("no right"), "{without}");
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
    let package = pack(app, studio.house_id, "two-doors", None).await.unwrap();
    let sent = send(app, package, &to, |_, _| {}).await.unwrap();
    to.delete(delivery::MANIFEST).await.unwrap();
    to.delete("002.mkv").await.unwrap();
    let unfinished = verify(&to, |_, _| {}).await.unwrap_err().to_string();
    assert!(unfinished.contains("not finished yet"), "{unfinished}");
    let package = pack(app, studio.house_id, "two-doors", None).await.unwrap();
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

#[sqlx::test]
async fn a_delivery_marks_its_deal_and_the_instalment_that_waits_for_it_becomes_due(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series: uuid::Uuid = sqlx::query_scalar("select id from series")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let posters = "00000000-0000-4000-8000-00000000000a";
    let with = crate::rights::tests::party(&mut operator, "Buyer").await;
    let block = json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "DE, AT", "languages": null,
        "starts": "2026-02-01", "ends": "2026-06-30" });
    let payment = |last: &str, minor: i64, waits: serde_json::Value| {
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
    let due = |deal: &serde_json::Value| {
        [0, 1].map(|at| deal["instalments"][at]["due"].as_bool().unwrap())
    };
    assert_eq!(due(&agreed), [false, false]);
    // The series itself is promised, though nobody wrote it down.
    assert_eq!(agreed["deliverables"][1]["series_id"], json!(series));
    let hand = |id: &str, status: &str| {
        let to = format!("{path}/deliverables/{id}/steps");
        (to, json!({ "status": status, "note": "Folder 3" }))
    };
    let (to, early) = hand(posters, "delivered");
    assert_eq!(operator.post(&to, early).await.refusal(409), "deal_state");
    for recorded in [false, true] {
        let digest = agreed["document_digest"].clone();
        let sign = json!({ "name": "Olga", "document_digest": digest, "passkey": null, "recorded": recorded });
        operator
            .post(&format!("{path}/signatures"), sign)
            .await
            .json(200);
    }
    assert_eq!(due(&operator.get(&path).await.json(200)), [true, false]);

    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let package = pack(app, studio.house_id, "two-doors", Some("D-7"))
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
