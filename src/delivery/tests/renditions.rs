//! Deliveries that carry what viewers get: playable where they lie, taken as they are where they are whole, else made anew.

use std::path::Path;

use delivery::{Codec, FileKind, Films, Manifest};
use media::playlists;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::super::{How, fetch, pack, send, take_in, verify};
use super::desk::{agreed_deal, sign};
use super::{only_series, sender};
use crate::app::App;
use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::{SRT, folder};
use crate::jobs::{self, Job};
use crate::people::Role;
use crate::storage::{Storage, hex};
use crate::testing::TestHouse;
use crate::testing::s3::{S3Server, make_bucket};

/// A house with an episode of two sizes and a sound, delivered without its film.
async fn sent(db: PgPool, films: Films) -> (Studio, tempfile::TempDir, Manifest) {
    let studio = Studio::new(db).await;
    let about = "title = 'Two Doors'\nlanguage = 'en'\npublish = true\n";
    let story = folder(
        &[("01.mp4", "ladder.mp4"), ("poster.png", "poster.png")],
        &[("series.toml", about.as_bytes()), ("01.zh-Hans.srt", SRT)],
    );
    studio.read(story.path()).await;
    studio.work().await;
    let place = tempfile::tempdir().unwrap();
    let to = Storage::folder(place.path()).unwrap();
    let app = &studio.house.app;
    let package = pack(app, studio.house_id, "two-doors", None, films)
        .await
        .unwrap();
    let manifest = send(app, package, &to, |_, _| {}).await.unwrap().manifest;
    (studio, place, manifest)
}

/// Puts other bytes into the place of a file, and has the manifest say so.
fn replace(place: &Path, manifest: &mut Manifest, path: &str, bytes: &[u8]) {
    std::fs::write(place.join(path), bytes).unwrap();
    let file = manifest
        .files
        .iter_mut()
        .find(|file| file.path == path)
        .unwrap();
    file.bytes = bytes.len() as u64;
    file.sha256 = hex(&Sha256::digest(bytes));
    std::fs::write(place.join(delivery::MANIFEST), manifest.write()).unwrap();
}

/// Keys of what a house plays, without the pictures of its films.
async fn played(app: &App, house_id: Uuid) -> Vec<(String, i32, String)> {
    let rows = sqlx::query_as(
        "select codec, height, blob_key from renditions where house_id = $1 order by codec, height desc",
    );
    rows.bind(house_id).fetch_all(&app.db).await.unwrap()
}

#[sqlx::test]
async fn whole_renditions_of_the_ladder_are_taken_as_they_are(db: PgPool) {
    let (studio, place, manifest) = sent(db, Films::Renditions).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let episode = &manifest.series.episodes[0];
    assert_eq!(
        (&episode.video, episode.sounds.as_slice()),
        (&None, &["en".to_owned()][..])
    );
    assert_eq!((episode.width, episode.height), (480, 854));
    let known: Vec<(Codec, u32)> = (episode.renditions.iter())
        .map(|one| (one.codec, one.height))
        .collect();
    assert_eq!(
        known,
        [(Codec::H264, 854), (Codec::H264, 640), (Codec::Aac, 0)]
    );
    assert!(
        manifest
            .files
            .iter()
            .all(|file| file.kind != FileKind::Video)
    );
    // Whoever has a player plays them where they lie.
    let below = place.path().join("renditions/001");
    let read = |uri: &str| std::fs::read_to_string(below.join(uri)).ok();
    let sizes = |uri: &str| Some(std::fs::metadata(below.join(uri)).ok()?.len());
    playlists::validate::package(&read("h264.m3u8").unwrap(), read, sizes).unwrap();
    let mmc = std::fs::read_to_string(place.path().join("metadata/mmc.xml")).unwrap();
    assert!(mmc.contains("renditions/001/h264-854.mp4"), "{mmc}");

    let second = house.second_house("second.example").await;
    // A film that lies there and is none of the delivery is left alone.
    crate::ingest::tests::clips::put(place.path(), "07.mp4", "other.mp4");
    let to = Storage::folder(place.path()).unwrap();
    let manifest = verify(&to, |_, _| {}).await.unwrap();
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(
        received.applied.problems.is_empty(),
        "{:?}",
        received.applied.problems
    );
    assert_eq!(received.films.how[&1], How::AsTheyAre);
    let told = told_at_the_desk(house, second).await;
    let taken = json!({ "mezzanine": 0, "as_they_are": 1, "anew": [] });
    assert_eq!(told["films"], taken);
    studio.work().await;
    assert_eq!(
        played(app, second).await,
        played(app, studio.house_id).await
    );
    let same: i64 = sqlx::query_scalar(
        "select count(*) from renditions a join renditions b using (codec, height, language, segments, init, mime, ffmpeg_version,
             arguments, label, bandwidth, average_bandwidth, bytes, duration_ms) where a.house_id = $1 and b.house_id = $2",
    )
    .bind(studio.house_id)
    .bind(second)
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(same, 3);
    assert_eq!(studio.count("ready_renditions").await, 0);
    let mut viewer = house.device().at("second.example");
    let page = viewer
        .get("/api/v1/series/two-doors/episodes/1")
        .await
        .json(200);
    assert_eq!(
        page["episode"]["playback"]["video"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(page["episode"]["text_tracks"][0]["language"], "zh-Hans");
    assert!(page["episode"]["poster"]["webp"].is_string());

    // The same again changes nothing; and it goes on from there, with a film or without.
    let again = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    assert!(unfinished_packages(app).await == 0 && again.applied.extras == 0);
    assert_eq!(studio.count("ready_renditions").await, 0);
    for films in [Films::Mezzanine, Films::Renditions] {
        let onward = pack(app, second, "two-doors", None, films).await.unwrap();
        let one = &onward.series.episodes[0];
        assert_eq!(one.video.is_some(), films == Films::Mezzanine);
        assert_eq!(one.sounds, ["en"]);
    }
}

async fn unfinished_packages(app: &App) -> i64 {
    let count = sqlx::query_scalar("select count(*) from packages where state <> 'complete'");
    count.fetch_one(&app.db).await.unwrap()
}

#[sqlx::test]
async fn a_size_that_is_cut_short_is_made_anew_from_the_largest_that_is_whole(db: PgPool) {
    let (studio, place, mut manifest) = sent(db, Films::Renditions).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let second = house.second_house("second.example").await;
    let to = Storage::folder(place.path()).unwrap();
    let path = "renditions/001/h264-854.mp4";
    let whole = std::fs::read(place.path().join(path)).unwrap();
    let cut = &whole[..whole.len() - 900];
    // Cut on its way: nothing is taken in.
    std::fs::write(place.path().join(path), cut).unwrap();
    let refused = verify(&to, |_, _| {}).await.unwrap_err().to_string();
    assert!(
        refused.contains(path) && refused.contains("nothing was taken in"),
        "{refused}"
    );
    // Cut where it was sent from, and its digest with it.
    replace(place.path(), &mut manifest, path, cut);
    verify(&to, |_, _| {}).await.unwrap();
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, true)
        .await
        .unwrap();
    let How::Anew { from, why } = &received.films.how[&1] else {
        panic!("{:?}", received.films.how)
    };
    assert!(
        from.ends_with("h264-640.mp4") && why.contains("h264-854.mp4"),
        "{from}: {why}"
    );
    let told = told_at_the_desk(house, second).await;
    let anew = json!([{ "number": 1, "why": why }]);
    assert_eq!(told["films"]["anew"], anew);
    studio.work().await;
    let heights: Vec<i32> = (played(app, second).await.into_iter())
        .map(|one| one.1)
        .collect();
    assert_eq!(heights, [0, 640]);
    let mut viewer = house.device().at("second.example");
    viewer
        .get("/api/v1/series/two-doors/episodes/1")
        .await
        .json(200);
}

#[sqlx::test]
async fn a_sound_that_is_broken_or_no_size_that_is_whole_is_refused(db: PgPool) {
    let (studio, place, mut manifest) = sent(db, Films::Renditions).await;
    let app = &studio.house.app;
    let second = studio.house.second_house("second.example").await;
    let paths: Vec<String> = (manifest.series.episodes[0].renditions.iter())
        .map(|one| one.file.clone())
        .collect();
    let refused = async |manifest: &Manifest| {
        let received = take_in(app, &studio.shop, second, place.path(), manifest, true).await;
        format!("{:#}", received.err().unwrap())
    };
    let sound = std::fs::read(place.path().join(&paths[2])).unwrap();
    replace(
        place.path(),
        &mut manifest,
        &paths[2],
        &sound[..sound.len() - 200],
    );
    let told = refused(&manifest).await;
    assert!(
        told.contains("episode 1") && told.contains("aac-en.mp4"),
        "{told}"
    );
    replace(place.path(), &mut manifest, &paths[2], &sound);
    // A picture in the place of a sound, and nothing in the place of pictures.
    let picture = std::fs::read(place.path().join(&paths[1])).unwrap();
    replace(place.path(), &mut manifest, &paths[2], &picture);
    let told = refused(&manifest).await;
    assert!(told.contains("it is h264, and not aac"), "{told}");
    replace(place.path(), &mut manifest, &paths[2], &sound);
    for path in &paths[..2] {
        replace(place.path(), &mut manifest, path, b"no film at all");
    }
    let told = refused(&manifest).await;
    assert!(
        told.contains("none of its renditions can be used"),
        "{told}"
    );
    let there: i64 = sqlx::query_scalar("select count(*) from series where house_id = $1")
        .bind(second)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(there, 0);
}

#[sqlx::test]
async fn with_both_the_film_is_encoded_and_a_stop_halfway_is_gone_on_from(db: PgPool) {
    let (studio, place, manifest) = sent(db, Films::Both).await;
    let app = &studio.house.app;
    let episode = &manifest.series.episodes[0];
    assert_eq!(
        (episode.video.as_deref(), episode.renditions.len()),
        (Some("001.mp4"), 3)
    );
    // Stopped in the middle of the renditions: the rest is written, and no more.
    let server = S3Server::start();
    make_bucket(&server, "partner").await;
    let to = Storage::at("s3://partner/both", &server.config("partner")).unwrap();
    let package = async || {
        pack(app, studio.house_id, "two-doors", None, Films::Both)
            .await
            .unwrap()
    };
    let first = send(app, package().await, &to, |_, _| {}).await.unwrap();
    for lost in [
        delivery::MANIFEST,
        "renditions/001/h264-640.mp4",
        "renditions/001/aac-en.m3u8",
    ] {
        to.delete(lost).await.unwrap();
    }
    let again = send(app, package().await, &to, |_, _| {}).await.unwrap();
    assert_eq!((again.written, again.there), (2, first.written - 2));
    // Half of it came, a rendition torn.
    let half = tempfile::tempdir().unwrap();
    let came = Storage::folder(half.path()).unwrap();
    came.put("renditions/001/h264-854.mp4", "torn".into())
        .await
        .unwrap();
    fetch(&to, half.path(), |_, _| {}).await.unwrap();
    let fetched = verify(&came, |_, _| {}).await.unwrap();
    assert_eq!(fetched, again.manifest);

    let second = studio.house.second_house("second.example").await;
    let received = take_in(app, &studio.shop, second, place.path(), &manifest, false)
        .await
        .unwrap();
    assert_eq!(received.films.how[&1], How::Mezzanine);
    studio.work().await;
    let sizes: Vec<(String, i32)> = (played(app, second).await.into_iter())
        .map(|one| (one.0, one.1))
        .collect();
    assert_eq!(
        sizes,
        [
            ("aac".into(), 0),
            ("h264".into(), 854),
            ("h264".into(), 640)
        ]
    );
}

#[sqlx::test]
async fn the_desk_chooses_what_goes_of_each_film(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let (house, app) = (&studio.house, &studio.house.app);
    let mut operator = house.account("seller", Role::Operator).await;
    let series = only_series(app).await;
    let path = agreed_deal(&mut operator, series).await;
    sign(&mut operator, &path).await;
    let deliveries = format!("{path}/deliveries");
    let wrong = json!({ "series_id": series, "films": "reels" });
    assert!(
        operator
            .post(&deliveries, wrong)
            .await
            .status
            .is_client_error()
    );
    let mut places = Vec::new();
    for (films, video) in [("renditions", false), ("both", true), ("mezzanine", true)] {
        let wanted = json!({ "series_id": series, "films": films });
        let begun = operator.post(&deliveries, wanted).await.json(201);
        let one = &begun["items"][0];
        assert_eq!(one["films"], films);
        let delivery_id: Uuid = one["id"].as_str().unwrap().parse().unwrap();
        jobs::perform(app, &studio.shop, &Job::Deliver { delivery_id })
            .await
            .unwrap();
        let done = operator.get(&deliveries).await.json(200);
        let one = &done["items"][0];
        assert_eq!(one["state"], "done", "{one}");
        places.push(one["destination"].as_str().unwrap().to_owned());
        let of = format!("/api/v1/desk/rights/deliveries/{delivery_id}");
        let manifest = operator.get(&format!("{of}/manifest")).await.json(200);
        let episode = &manifest["series"]["episodes"][0];
        assert_eq!(episode["video"].is_string(), video, "{films}");
        assert_eq!(episode["renditions"].is_array(), films != "mezzanine");
        let kind = if films == "mezzanine" { 2 } else { 3 };
        assert_eq!(manifest["format"], format!("cliffhanger-delivery-{kind}"));
        // By the link it is what was chosen.
        let link = operator
            .post(&format!("{of}/link"), json!({}))
            .await
            .json(201);
        let address = link["address"].as_str().unwrap();
        let under = &address[address.find("/deliveries/").unwrap()..];
        let list = house
            .device()
            .get(&format!("{under}/renditions/001/h264.m3u8"))
            .await;
        assert_eq!(
            list.status.as_u16(),
            if films == "mezzanine" { 404 } else { 200 }
        );
    }
    places.dedup();
    assert_eq!(places.len(), 3, "each has a place of its own: {places:?}");
}

#[sqlx::test]
async fn what_is_not_encoded_to_the_end_goes_by_its_film_alone(db: PgPool) {
    let (studio, _story) = sender(db).await;
    let app = &studio.house.app;
    sqlx::query("update packages set state = 'playable'")
        .execute(&app.db)
        .await
        .unwrap();
    let refused = pack(app, studio.house_id, "two-doors", None, Films::Renditions).await;
    let told = refused.err().unwrap().to_string();
    assert!(told.contains("not encoded to the end"), "{told}");
    pack(app, studio.house_id, "two-doors", None, Films::Mezzanine)
        .await
        .unwrap();
}

/// The delivery that came to a house, as its operators read of it.
async fn told_at_the_desk(house: &TestHouse, second: Uuid) -> Value {
    let mut operator = house
        .account_at("second.example", "reader", Role::Operator)
        .await;
    let series: Uuid = sqlx::query_scalar("select id from series where house_id = $1")
        .bind(second)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    let path = format!("/api/v1/desk/rights/titles/{series}/received");
    operator.get(&path).await.json(200)["items"][0].clone()
}
