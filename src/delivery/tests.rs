//! Out of one house and into another of the same process, with its rights, over a folder and over a bucket.

use serde_json::json;
use sqlx::PgPool;

use super::{fetch, pack, send, take_in, verify};
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
