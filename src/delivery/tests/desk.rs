//! The desk delivers what was signed: as a job that is stopped and goes on, by a link, and the deal knows it.

use delivery::Films;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::super::{met, pack, send, take_in, unfinished, verify};
use super::{only_series, sender};
use crate::jobs::{self, Job};
use crate::people::Role;
use crate::rights::tests::{both_sign, contract, from};
use crate::storage::Storage;
use crate::testing::Device;

/// A deal about the series to which both sides have agreed; the path of its page.
pub async fn agreed_deal(operator: &mut Device, series: Uuid) -> String {
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
pub async fn sign(operator: &mut Device, path: &str) {
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
