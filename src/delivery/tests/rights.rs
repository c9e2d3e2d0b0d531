//! A series goes with its rights, from house to house, and stays where the house may not hand it over.

use delivery::Films;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::super::{fetch, pack, send, take_in, verify};
use super::{only_series, sender};
use crate::people::Role;
use crate::rights::tests::{contract, from};
use crate::storage::Storage;
use crate::testing::s3::{S3Server, make_bucket};

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

#[sqlx::test]
async fn what_the_words_of_a_contract_meant_goes_along(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series: Uuid = sqlx::query_scalar("select id from series")
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
    let kept = async |house: Uuid| -> Vec<(Vec<String>, chrono::NaiveDate)> {
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
