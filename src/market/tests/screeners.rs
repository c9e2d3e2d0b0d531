//! A link, a recipient, a copy with their name, and what the seller sees of it.

use std::path::Path;
use std::process::Command;

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{DESK, Stall};
use crate::ingest::Workshop;
use crate::jobs::{self, Job};
use crate::market::screeners::sweep;

/// Gives an episode a real film of these seconds.
pub(super) async fn film(
    stall: &Stall,
    shop: &Workshop,
    episode: Uuid,
    seconds: u32,
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let picture = format!(
        "mandelbrot=size=360x640:rate=12:start_scale=1:end_scale=0.02:end_pts={}",
        seconds * 12
    );
    let (video, audio) = (folder.path().join("v.mp4"), folder.path().join("a.mp4"));
    let run = |arguments: &[&str], to: &Path| {
        let made = Command::new(&shop.tools.ffmpeg)
            .args(["-v", "error", "-y", "-f", "lavfi", "-i"])
            .args(arguments)
            .arg(to)
            .status();
        assert!(made.unwrap().success());
    };
    let length = seconds.to_string();
    let fragments = ["-movflags", "frag_keyframe+empty_moov+default_base_moof"];
    run(
        &[
            &[
                picture.as_str(),
                "-t",
                &length,
                "-pix_fmt",
                "yuv420p",
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-crf",
                "20",
            ][..],
            &fragments,
        ]
        .concat(),
        &video,
    );
    run(
        &[
            &["sine=f=330:r=48000", "-t", &length, "-c:a", "aac"][..],
            &fragments,
        ]
        .concat(),
        &audio,
    );
    let app = &stall.house.app;
    for (file, codec, width, height, language) in
        [(&video, "h264", 360, 640, ""), (&audio, "aac", 0, 0, "en")]
    {
        let key = app.storage.keep_file("media", file, "mp4").await.unwrap();
        sqlx::query(
            "insert into renditions (id, house_id, episode_id, codec, width, height, language, mime, bandwidth, average_bandwidth,
                 bytes, duration_ms, blob_key, init, segments, ffmpeg_version, arguments, created_at)
             select $1, house_id, id, $3, $4, $5, $6, 'video/mp4', 800000, 700000, 1, $7, $8, 'init', '[]', 'test', '{}', created_at
             from episodes where id = $2",
        )
        .bind(app.random.id()).bind(episode).bind(codec).bind(width).bind(height).bind(language)
        .bind(seconds as i32 * 1000).bind(key).execute(&app.db).await.unwrap();
    }
    folder
}

pub(super) async fn make(stall: &Stall, shop: &Workshop, screener: &str, episode: Uuid) {
    let job = Job::Screener {
        screener_id: screener.parse().unwrap(),
        episode_id: episode,
    };
    jobs::perform(&stall.house.app, shop, &job).await.unwrap();
}

/// The luma of one frame of a film.
fn frame(shop: &Workshop, file: &Path, at: &str) -> Vec<u8> {
    let said = Command::new(&shop.tools.ffmpeg)
        .args(["-v", "error", "-ss", at, "-i"])
        .arg(file)
        .args([
            "-frames:v",
            "1",
            "-vf",
            "scale=360:640,format=gray",
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .unwrap();
    assert_eq!(said.stdout.len(), 360 * 640);
    said.stdout
}

#[sqlx::test]
async fn a_recipient_opens_the_link_and_watches_a_copy_with_their_name_all_over_it(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let shop = Workshop::open(&stall.house.app).unwrap();
    let episode = stall.episodes[0];
    let source = film(&stall, &shop, episode, 4).await;
    let (id, token) = stall
        .screener("Bea Buyer", json!({ "episode_ids": [episode] }))
        .await;
    let mut buyer = stall.house.device();
    let media = format!("/media/screeners/{id}/{episode}.mp4");
    let prepare = format!("/api/v1/screeners/{id}/episodes/{episode}");
    assert_eq!(buyer.get(&media).await.refusal(410), "link_over");
    assert_eq!(
        buyer.post(&prepare, json!({})).await.refusal(410),
        "link_over"
    );
    let seen = buyer
        .post("/api/v1/screeners/open", json!({ "token": token }))
        .await
        .json(200);
    assert_eq!(
        (&seen["name"], &seen["title"]),
        (&json!("Bea Buyer"), &json!("Crimson-Vow"))
    );
    assert_eq!(seen["episodes"].as_array().unwrap().len(), 1);
    assert_eq!(seen["episodes"][0]["copy"]["state"], "none");
    assert_eq!(buyer.get(&media).await.refusal(404), "media_not_found");
    let other = format!("/api/v1/screeners/{id}/episodes/{}", stall.episodes[1]);
    assert_eq!(
        buyer.post(&other, json!({})).await.refusal(404),
        "not_in_the_market"
    );
    assert_eq!(
        buyer.post(&prepare, json!({})).await.json(200)["state"],
        "waiting"
    );
    make(&stall, &shop, &id, episode).await;
    make(&stall, &shop, &id, episode).await;
    let ready = buyer.post(&prepare, json!({})).await.json(200);
    assert_eq!(
        (&ready["state"], &ready["url"]),
        (&json!("ready"), &json!(media))
    );
    let played = buyer
        .send(
            Method::GET,
            &media,
            &[("range", "bytes=0-1023")],
            Body::empty(),
        )
        .await;
    assert_eq!((played.status.as_u16(), played.bytes.len()), (206, 1024));
    assert_eq!(played.headers["cache-control"], "private, no-store");
    // Nobody else, by the same address.
    assert_eq!(
        stall.house.device().get(&media).await.refusal(410),
        "link_over"
    );
    let whole = buyer.get(&media).await;
    let copy = source.path().join("copy.mp4");
    std::fs::write(&copy, &whole.bytes).unwrap();
    if let Some(folder) = std::env::var_os("MARKET_LOOK") {
        std::fs::copy(&copy, Path::new(&folder).join("screener.mp4")).unwrap();
    }
    let streams = Command::new(&shop.tools.ffprobe)
        .args([
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name",
            "-of",
            "csv=p=0",
        ])
        .arg(&copy)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(streams.stdout)
            .unwrap()
            .trim()
            .replace('\n', " "),
        "h264 aac"
    );
    // In each third of the picture across and down, early and late: no crop of a third is without it.
    for at in ["0.5", "3"] {
        let (before, after) = (
            frame(&shop, &source.path().join("v.mp4"), at),
            frame(&shop, &copy, at),
        );
        for part in 0..9 {
            let (x, y) = (part % 3 * 120, part / 3 * 213);
            let loud = (0..120 * 213)
                .map(|at| (y + at / 120) * 360 + x + at % 120)
                .filter(|at| before[*at].abs_diff(after[*at]) > 24)
                .count();
            assert!(loud > 120, "part {part} at {at} s: {loud} pixels");
        }
    }
}

#[sqlx::test]
async fn the_seller_sees_who_watched_what_and_how_far(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let (id, token) = stall.screener("Bea Buyer", json!({})).await;
    let views = format!("/api/v1/screeners/{id}/views");
    let report = |episode: Uuid, position: i64, watched: i64| json!({ "episode_id": episode, "position_ms": position, "watched_ms": watched });
    let (mut phone, mut desk) = (stall.house.device(), stall.house.device());
    assert_eq!(
        phone
            .post(&views, report(stall.episodes[0], 1, 1))
            .await
            .refusal(410),
        "link_over"
    );
    for device in [&mut phone, &mut desk] {
        device
            .post("/api/v1/screeners/open", json!({ "token": token }))
            .await
            .json(200);
    }
    phone
        .post(&views, report(stall.episodes[0], 20_000, 20_000))
        .await
        .json(204);
    stall.house.app.clock.advance(Duration::seconds(20));
    phone
        .post(&views, report(stall.episodes[0], 12_000, 5_000))
        .await
        .json(204);
    // Told more than there is: no more than the episode, and a minute at once.
    desk.post(&views, report(stall.episodes[1], 900_000, 900_000_000))
        .await
        .json(204);
    assert_eq!(
        desk.post(&views, report(Uuid::nil(), 1, 1))
            .await
            .refusal(404),
        "not_in_the_market"
    );
    let listed = stall
        .operator
        .get(&format!("{DESK}/screeners"))
        .await
        .json(200);
    let screener = &listed["items"][0];
    assert_eq!(
        (&screener["openings"], &screener["episodes"]),
        (&json!(2), &json!(2))
    );
    let rows: Vec<(i64, i64, i64)> = screener["views"]
        .as_array()
        .unwrap()
        .iter()
        .map(|view| {
            ["number", "furthest_ms", "watched_ms"]
                .map(|key| view[key].as_i64().unwrap())
                .into()
        })
        .collect();
    assert!(
        rows.contains(&(1, 20_000, 25_000)) && rows.contains(&(2, 60_000, 60_000)),
        "{rows:?}"
    );
    let devices: Vec<&Value> = screener["views"]
        .as_array()
        .unwrap()
        .iter()
        .map(|view| &view["device"])
        .collect();
    assert!(devices.contains(&&json!(1)) && devices.contains(&&json!(2)));
    let again = phone
        .get(&format!("/api/v1/screeners/{id}"))
        .await
        .json(200);
    assert_eq!(again["episodes"][0]["furthest_ms"], 20_000);
}

#[sqlx::test]
async fn a_link_ends_on_its_day_by_withdrawal_or_when_its_devices_are_used_up(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let shop = Workshop::open(&stall.house.app).unwrap();
    let episode = stall.episodes[0];
    let _film = film(&stall, &shop, episode, 2).await;
    let open = "/api/v1/screeners/open";
    let (late, late_token) = stall
        .screener("Bea Buyer", json!({ "days": 1, "openings_max": 1 }))
        .await;
    let (gone, gone_token) = stall.screener("Sam Seller", json!({ "days": 9 })).await;
    let mut buyer = stall.house.device();
    for (id, token) in [(&late, &late_token), (&gone, &gone_token)] {
        buyer.post(open, json!({ "token": token })).await.json(200);
        buyer
            .post(
                &format!("/api/v1/screeners/{id}/episodes/{episode}"),
                json!({}),
            )
            .await
            .json(200);
        make(&stall, &shop, id, episode).await;
        assert_eq!(
            buyer
                .get(&format!("/media/screeners/{id}/{episode}.mp4"))
                .await
                .status
                .as_u16(),
            200
        );
    }
    // Again on the same device is no other device.
    buyer
        .post(open, json!({ "token": late_token }))
        .await
        .json(200);
    let mut second = stall.house.device();
    assert_eq!(
        second
            .post(open, json!({ "token": late_token }))
            .await
            .refusal(409),
        "screener_used_up"
    );
    let keys: Vec<String> =
        sqlx::query_scalar("select blob_key from screener_copies order by blob_key")
            .fetch_all(&stall.house.app.db)
            .await
            .unwrap();
    assert_eq!(keys.len(), 2);
    stall
        .operator
        .delete(&format!("{DESK}/screeners/{gone}"))
        .await
        .json(204);
    stall.house.app.clock.advance(Duration::days(1));
    for id in [&late, &gone] {
        assert_eq!(
            buyer
                .get(&format!("/media/screeners/{id}/{episode}.mp4"))
                .await
                .refusal(410),
            "link_over"
        );
        assert_eq!(
            buyer
                .get(&format!("/api/v1/screeners/{id}"))
                .await
                .refusal(410),
            "link_over"
        );
        assert_eq!(
            buyer
                .post(
                    &format!("/api/v1/screeners/{id}/episodes/{episode}"),
                    json!({})
                )
                .await
                .refusal(410),
            "link_over"
        );
    }
    for token in [late_token, gone_token, "guessed".into()] {
        assert_eq!(
            buyer
                .post(open, json!({ "token": token }))
                .await
                .refusal(410),
            "link_over"
        );
    }
    sweep(&stall.house.app).await.unwrap();
    for key in keys {
        assert!(
            stall.house.app.storage.size(&key).await.is_err(),
            "{key} is still there"
        );
    }
    // What is asked for too late is not made.
    make(&stall, &shop, &late, episode).await;
    let left: i64 =
        sqlx::query_scalar("select count(*) from screener_copies where state <> 'gone'")
            .fetch_one(&stall.house.app.db)
            .await
            .unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test]
async fn a_screener_that_makes_no_sense_is_refused(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let unready = stall.house.app.random.id();
    for (key, value, status) in [
        ("series_id", json!(Uuid::nil()), 404),
        ("episode_ids", json!([unready]), 400),
        ("days", json!(0), 400),
        ("openings_max", json!(0), 400),
        ("name", json!("two\nlines"), 400),
        ("email", json!("@"), 400),
    ] {
        let mut new =
            json!({ "series_id": stall.series, "name": "Bea", "email": "b@c.example", "days": 7 });
        new[key] = value;
        stall
            .operator
            .post(&format!("{DESK}/screeners"), new)
            .await
            .refusal(status);
    }
    let made: i64 = sqlx::query_scalar("select count(*) from screeners")
        .fetch_one(&stall.house.app.db)
        .await
        .unwrap();
    assert_eq!(made, 0);
}
