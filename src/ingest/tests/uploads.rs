use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::TimeDelta;
use futures_util::stream;
use sqlx::PgPool;
use uuid::Uuid;

use super::Studio;
use super::clips::{SRT, clip};
use crate::catalog::studio::{NewSeries, create_series};
use crate::ingest::house_keeping;
use crate::testing::{Answer, Device};

const UPLOADS: &str = "/api/v1/studio/uploads";

/// A producer with a series of their own.
async fn producer(studio: &Studio) -> (Device, Uuid) {
    let app = &studio.house.app;
    let mut device = studio.house.device();
    device
        .get("/api/v1/feed?session=6f2c1c1e-3b0f-4c47-9a55-3f6f0a3f1a01")
        .await;
    let person: Uuid = sqlx::query_scalar("update people set role = 'producer', email = id || '@example.org' where role = 'viewer' returning id")
        .fetch_one(&app.db)
        .await
        .unwrap();
    let mut db = app.db.acquire().await.unwrap();
    let new = NewSeries {
        title: "Doors".into(),
        language: "en".into(),
        synopsis: String::new(),
    };
    let series = create_series(app, &mut db, studio.house_id, Some(person), &new).await;
    (device, series.unwrap())
}

async fn create(device: &mut Device, series: Uuid, name: &str, bytes: u64) -> Answer {
    begin(device, series, name, bytes, None).await
}

/// Begins an upload; to an episode where one is named.
async fn begin(
    device: &mut Device,
    series: Uuid,
    name: &str,
    bytes: u64,
    episode: Option<Uuid>,
) -> Answer {
    let encode = |text: &str| STANDARD.encode(text);
    let mut metadata = format!(
        "filename {},series_id {}",
        encode(name),
        encode(&series.to_string())
    );
    if let Some(episode) = episode {
        metadata.extend([",episode_id ", &encode(&episode.to_string())]);
    }
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-length", &bytes.to_string()),
        ("upload-metadata", &metadata),
    ];
    device
        .send(http("POST"), UPLOADS, &headers, Body::empty())
        .await
}

fn http(method: &str) -> axum::http::Method {
    method.parse().unwrap()
}

fn header(answer: &Answer, name: &str) -> String {
    let value = answer
        .headers
        .get(name)
        .unwrap_or_else(|| panic!("no {name} in {:?}", answer.headers));
    value.to_str().unwrap().to_owned()
}

async fn patch(device: &mut Device, place: &str, offset: usize, body: Body) -> Answer {
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-offset", &offset.to_string()),
        ("content-type", "application/offset+octet-stream"),
    ];
    device.send(http("PATCH"), place, &headers, body).await
}

async fn offset(device: &mut Device, place: &str) -> usize {
    let answer = device
        .send(
            http("HEAD"),
            place,
            &[("tus-resumable", "1.0.0")],
            Body::empty(),
        )
        .await;
    assert_eq!(answer.status, 200);
    header(&answer, "upload-offset").parse().unwrap()
}

/// Uploads a whole file in one piece.
async fn upload(device: &mut Device, series: Uuid, name: &str, bytes: &[u8]) -> Answer {
    let place = header(
        &create(device, series, name, bytes.len() as u64).await,
        "location",
    );
    patch(device, &place, 0, Body::from(bytes.to_vec())).await
}

/// A body whose connection breaks after these bytes.
fn broken(bytes: &[u8]) -> Body {
    let pieces = [
        Ok(Bytes::copy_from_slice(bytes)),
        Err(std::io::Error::other("gone")),
    ];
    Body::from_stream(stream::iter(pieces))
}

#[sqlx::test]
async fn an_upload_in_pieces_over_a_bad_line_becomes_an_episode(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let file = std::fs::read(clip("small.mp4")).unwrap();
    let third = file.len() / 3;
    let answer = create(&mut device, series, "04 The end.mp4", file.len() as u64).await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        header(&answer, "upload-expires"),
        "Mon, 02 Mar 2026 08:00:00 GMT"
    );
    let place = header(&answer, "location");

    assert_eq!(
        patch(&mut device, &place, 0, broken(&file[..third]))
            .await
            .refusal(400),
        "upload_cut_off"
    );
    assert_eq!(offset(&mut device, &place).await, third);
    let answer = patch(
        &mut device,
        &place,
        third,
        Body::from(file[third..2 * third].to_vec()),
    )
    .await;
    assert_eq!(
        (answer.status.as_u16(), header(&answer, "upload-offset")),
        (204, (2 * third).to_string())
    );
    assert_eq!(studio.count("episodes").await, 0);

    // A process that died between the bytes and the row, and one whose last bytes never reached the disk.
    let db = &studio.house.app.db;
    let id = place.rsplit('/').next().unwrap().to_owned();
    let path = studio.house.app.config.data.join("uploads").join(&id);
    sqlx::query("update uploads set bytes_received = bytes_received - 100")
        .execute(db)
        .await
        .unwrap();
    assert_eq!(offset(&mut device, &place).await, 2 * third - 100);
    std::fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(third as u64)
        .unwrap();
    assert_eq!(offset(&mut device, &place).await, third);

    let answer = patch(
        &mut device,
        &place,
        third,
        Body::from(file[third..].to_vec()),
    )
    .await;
    assert_eq!(
        (answer.status.as_u16(), header(&answer, "upload-offset")),
        (204, file.len().to_string())
    );
    assert_eq!(offset(&mut device, &place).await, file.len());
    assert!(!path.exists());
    assert_eq!(studio.states().await, "4 waiting");
    let (key, name): (String, String) = sqlx::query_as("select blob_key, file_name from sources")
        .fetch_one(db)
        .await
        .unwrap();
    assert_eq!(studio.house.app.storage.read(&key).await.unwrap(), file);
    assert_eq!(name, "04 The end.mp4");
    studio.work().await;
    assert_eq!(studio.states().await, "4 complete");
}

#[sqlx::test]
async fn numbers_come_from_names_as_long_as_they_are_free(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    for (name, from) in [
        ("2.mp4", "small.mp4"),
        ("intro.mp4", "other.mp4"),
        ("2 again.mkv", "third.mkv"),
    ] {
        let bytes = std::fs::read(clip(from)).unwrap();
        assert_eq!(upload(&mut device, series, name, &bytes).await.status, 204);
    }
    let episodes: Vec<(i32, String)> = sqlx::query_as(
        "select number, file_name from episodes join sources on id = episode_id order by 1",
    )
    .fetch_all(&studio.house.app.db)
    .await
    .unwrap();
    let expected = [(2, "2.mp4"), (3, "intro.mp4"), (4, "2 again.mkv")];
    assert_eq!(
        episodes,
        expected.map(|(number, name)| (number, name.to_owned()))
    );
}

#[sqlx::test]
async fn subtitles_and_posters_are_attached_in_any_order(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let video = std::fs::read(clip("small.mp4")).unwrap();
    let poster = std::fs::read(clip("poster.png")).unwrap();
    assert_eq!(
        upload(&mut device, series, "01.en.srt", SRT).await.status,
        204
    );
    assert_eq!(
        upload(&mut device, series, "01.mp4", &video).await.status,
        204
    );
    assert_eq!(
        upload(
            &mut device,
            series,
            "01.zh.vtt",
            b"WEBVTT\n\n00:00.100 --> 00:00.900\nHi\n"
        )
        .await
        .status,
        204
    );
    assert_eq!(
        upload(&mut device, series, "anything.png", &poster)
            .await
            .status,
        204
    );
    studio.work().await;
    let rows = studio.rows().await;
    let languages: Vec<_> = rows["texts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text[1].clone())
        .collect();
    assert_eq!(languages, ["en", "zh"]);
    assert!(rows["series"][0][5]["thumbhash"].is_string());
    assert_eq!(studio.count("sidecars").await, 0);
    assert_eq!(
        upload(&mut device, series, "whose.srt", SRT)
            .await
            .refusal(422),
        "episode_unclear"
    );
    assert_eq!(
        upload(&mut device, series, "02.srt", b"nothing")
            .await
            .refusal(400),
        "subtitle_unreadable"
    );
    assert_eq!(
        upload(&mut device, series, "p.jpg", b"GIF89a")
            .await
            .refusal(422),
        "not_a_picture"
    );
}

#[sqlx::test]
async fn a_file_that_is_no_video_is_refused_and_leaves_nothing(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let playlist = b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n";
    assert_eq!(
        upload(&mut device, series, "01.mp4", playlist)
            .await
            .refusal(422),
        "not_a_video"
    );
    let sound = std::fs::read(clip("sound.mp4")).unwrap();
    assert_eq!(
        upload(&mut device, series, "01.mp4", &sound)
            .await
            .refusal(422),
        "no_video_stream"
    );
    assert_eq!(studio.count("episodes").await, 0);
    let told: Vec<String> = sqlx::query_scalar("select problem ->> 'code' from uploads order by 1")
        .fetch_all(&studio.house.app.db)
        .await
        .unwrap();
    assert_eq!(told, ["no_video_stream", "not_a_video"]);
    let left = std::fs::read_dir(studio.house.app.config.data.join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[sqlx::test]
async fn a_refused_file_is_told_until_a_better_one_comes_or_it_is_given_up(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let place = |answer: &Answer| header(answer, "location");
    let begun = place(&create(&mut device, series, "01.mp4", 7).await);
    let no_video = patch(&mut device, &begun, 0, Body::from("nothing")).await;
    assert_eq!(no_video.refusal(422), "not_a_video");

    let tus = [("tus-resumable", "1.0.0")];
    let head = device.send(http("HEAD"), &begun, &tus, Body::empty()).await;
    assert_eq!(head.status, 410);
    assert!(!head.headers.contains_key("upload-offset"));
    let again = patch(&mut device, &begun, 7, Body::empty()).await;
    assert_eq!(again.refusal(410), "upload_refused");

    let page = format!("/api/v1/studio/series/{series}");
    let shown = device.get(&page).await.json(200);
    let refused = &shown["refused_uploads"];
    assert_eq!(refused[0]["file_name"], "01.mp4");
    assert_eq!(refused[0]["problem"]["code"], "not_a_video");
    assert!(begun.ends_with(refused[0]["id"].as_str().unwrap()));

    let other = place(&create(&mut device, series, "02.mp4", 7).await);
    patch(&mut device, &other, 0, Body::from("nothing"))
        .await
        .refusal(422);
    let gone = device
        .send(http("DELETE"), &other, &tus, Body::empty())
        .await;
    assert_eq!(gone.status, 204);
    let tall = std::fs::read(clip("small.mp4")).unwrap();
    assert_eq!(
        upload(&mut device, series, "01.mp4", &tall).await.status,
        204
    );
    let shown = device.get(&page).await.json(200);
    assert_eq!(shown["refused_uploads"], serde_json::json!([]));
}

#[sqlx::test]
async fn an_episodes_file_is_replaced_and_the_old_one_plays_until_then(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let old = std::fs::read(clip("small.mp4")).unwrap();
    upload(&mut device, series, "01.mp4", &old).await;
    studio.work().await;
    let app = &studio.house.app;
    sqlx::query("update series set publish_at = $1")
        .bind(app.clock.now())
        .execute(&app.db)
        .await
        .unwrap();
    let page = format!("/api/v1/studio/series/{series}");
    let shown = device.get(&page).await.json(200);
    let episode: Uuid = shown["episodes"][0]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let watch = format!(
        "/api/v1/series/{}/episodes/1",
        shown["slug"].as_str().unwrap()
    );
    let before = device.get(&watch).await.json(200);

    let stranger = begin(&mut device, series, "02.mp4", 9, Some(Uuid::nil())).await;
    stranger.refusal(404);
    let nonsense = begin(&mut device, series, "new.mp4", 7, Some(episode)).await;
    let nonsense = header(&nonsense, "location");
    patch(&mut device, &nonsense, 0, Body::from("nothing"))
        .await
        .refusal(422);
    assert_eq!(studio.states().await, "1 complete");

    let new = std::fs::read(clip("other.mp4")).unwrap();
    let begun = begin(
        &mut device,
        series,
        "new.mp4",
        new.len() as u64,
        Some(episode),
    )
    .await;
    let sent = patch(&mut device, &header(&begun, "location"), 0, Body::from(new)).await;
    assert_eq!(sent.status, 204);
    assert_eq!(studio.states().await, "1 waiting");
    let meanwhile = device.get(&watch).await.json(200);
    for part in ["video", "audio"] {
        assert_eq!(
            meanwhile["episode"]["playback"][part],
            before["episode"]["playback"][part]
        );
    }

    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
    let after = device.get(&watch).await.json(200);
    assert_eq!(after["episode"]["id"], before["episode"]["id"]);
    assert_ne!(
        after["episode"]["playback"]["video"],
        before["episode"]["playback"]["video"]
    );
    let shown = device.get(&page).await.json(200);
    assert_eq!(shown["episodes"][0]["file_name"], "new.mp4");
    assert_eq!(shown["episodes"].as_array().unwrap().len(), 1);
}

#[sqlx::test]
async fn the_same_name_again_after_a_failure_is_a_second_try(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let wide = std::fs::read(clip("wide.mp4")).unwrap();
    assert_eq!(
        upload(&mut device, series, "01.mp4", &wide).await.status,
        204
    );
    studio.work().await;
    assert_eq!(studio.states().await, "1 failed landscape_source");
    let tall = std::fs::read(clip("small.mp4")).unwrap();
    assert_eq!(
        upload(&mut device, series, "01.mp4", &tall).await.status,
        204
    );
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
}

#[sqlx::test]
async fn what_does_not_fit_is_refused(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let limit = studio.house.app.config.limits.source_bytes;
    assert_eq!(
        create(&mut device, series, "01.mp4", limit + 1)
            .await
            .refusal(413),
        "file_too_large"
    );
    assert_eq!(
        create(&mut device, series, "01.mp4", 0).await.refusal(400),
        "empty_file"
    );
    let place = header(&create(&mut device, series, "01.mp4", 10).await, "location");
    assert_eq!(
        patch(&mut device, &place, 4, Body::from("x"))
            .await
            .refusal(409),
        "wrong_offset"
    );
    assert_eq!(
        patch(&mut device, &place, 0, Body::from("12345678901"))
            .await
            .refusal(413),
        "upload_too_long"
    );
    // The same without a length said beforehand.
    let body = Body::from_stream(stream::iter(
        ["123456", "7890AB"].map(Ok::<_, std::io::Error>),
    ));
    assert_eq!(
        patch(&mut device, &place, 0, body).await.refusal(413),
        "upload_too_long"
    );
    assert_eq!(offset(&mut device, &place).await, 6);
    let headers = [("tus-resumable", "0.2.2"), ("upload-offset", "0")];
    let answer = device
        .send(http("PATCH"), &place, &headers, Body::empty())
        .await;
    assert_eq!(answer.refusal(412), "tus_version");
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-offset", "6"),
        ("content-type", "text/plain"),
    ];
    let answer = device
        .send(http("PATCH"), &place, &headers, Body::empty())
        .await;
    assert_eq!(answer.refusal(415), "not_an_upload");
    for (name, value) in [
        ("upload-length", "-1"),
        ("upload-length", "+1"),
        ("upload-length", "99999999999999999999"),
        ("upload-metadata", "filename !!"),
    ] {
        let headers = [
            ("tus-resumable", "1.0.0"),
            ("upload-length", "5"),
            (name, value),
        ];
        let headers = if name == "upload-length" {
            &headers[..1]
        } else {
            &headers[..2]
        };
        let headers = [headers, &[(name, value)]].concat();
        let answer = device
            .send(http("POST"), UPLOADS, &headers, Body::empty())
            .await;
        assert!(["header_missing", "metadata_missing"].contains(&answer.refusal(400).as_str()));
    }
}

#[sqlx::test]
async fn only_the_owner_and_operators_upload(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut owner, series) = producer(&studio).await;
    let place = header(&create(&mut owner, series, "01.mp4", 10).await, "location");
    let mut stranger = studio.house.device();
    assert!(
        [401, 403].contains(
            &create(&mut stranger, series, "01.mp4", 10)
                .await
                .status
                .as_u16()
        )
    );
    let (mut rival, _) = producer(&studio).await;
    assert_eq!(
        create(&mut rival, series, "01.mp4", 10).await.refusal(404),
        "series_not_found"
    );
    assert_eq!(
        patch(&mut rival, &place, 0, Body::from("x"))
            .await
            .refusal(404),
        "upload_not_found"
    );
    let answer = rival
        .send(
            http("DELETE"),
            &place,
            &[("tus-resumable", "1.0.0")],
            Body::empty(),
        )
        .await;
    assert_eq!(answer.refusal(404), "upload_not_found");
    sqlx::query("update people set role = 'operator' where role = 'producer'")
        .execute(&studio.house.app.db)
        .await
        .unwrap();
    assert_eq!(offset(&mut rival, &place).await, 0);
}

#[sqlx::test]
async fn of_two_requests_at_once_the_newer_goes_on(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let file = std::fs::read(clip("small.mp4")).unwrap();
    let place = header(
        &create(&mut device, series, "01.mp4", file.len() as u64).await,
        "location",
    );
    // The first sends a little and then nothing, as a phone that went into a tunnel.
    let (first_bytes, mut older) = (file[..100].to_vec(), studio.house.device());
    older.cookie.clone_from(&device.cookie);
    let silent = stream::unfold(Some(first_bytes), async |bytes| match bytes {
        Some(bytes) => Some((Ok::<_, std::io::Error>(bytes), None)),
        None => std::future::pending().await,
    });
    let older_place = place.clone();
    let older =
        tokio::spawn(
            async move { patch(&mut older, &older_place, 0, Body::from_stream(silent)).await },
        );
    let row = async || -> i64 {
        sqlx::query_scalar("select bytes_received from uploads")
            .fetch_one(&studio.house.app.db)
            .await
            .unwrap()
    };
    let path = studio
        .house
        .app
        .config
        .data
        .join("uploads")
        .join(place.rsplit('/').next().unwrap());
    while std::fs::metadata(&path).map_or(0, |about| about.len()) < 100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(row().await, 0);
    // Asking ends it, and counts what it brought.
    assert_eq!(offset(&mut device, &place).await, 100);
    assert_eq!(older.await.unwrap().refusal(409), "upload_taken_over");
    assert_eq!(
        patch(&mut device, &place, 100, Body::from(file[100..].to_vec()))
            .await
            .status,
        204
    );
    let key: String = sqlx::query_scalar("select blob_key from sources")
        .fetch_one(&studio.house.app.db)
        .await
        .unwrap();
    assert_eq!(studio.house.app.storage.read(&key).await.unwrap(), file);
    // The last piece sent again, because its answer was lost, makes no second episode.
    assert_eq!(
        patch(&mut device, &place, file.len(), Body::empty())
            .await
            .status,
        204
    );
    assert_eq!(studio.count("episodes").await, 1);
}

#[sqlx::test]
async fn uploads_are_given_up_or_expire(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let gone = header(&create(&mut device, series, "01.mp4", 10).await, "location");
    assert_eq!(
        patch(&mut device, &gone, 0, Body::from("12345"))
            .await
            .status,
        204
    );
    let answer = device
        .send(
            http("DELETE"),
            &gone,
            &[("tus-resumable", "1.0.0")],
            Body::empty(),
        )
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        patch(&mut device, &gone, 5, Body::from("x"))
            .await
            .refusal(404),
        "upload_not_found"
    );

    let late = header(&create(&mut device, series, "01.mp4", 10).await, "location");
    studio.house.app.clock.advance(TimeDelta::hours(23));
    assert_eq!(
        patch(&mut device, &late, 0, Body::from("12345"))
            .await
            .status,
        204
    );
    studio.house.app.clock.advance(TimeDelta::hours(23));
    assert_eq!(offset(&mut device, &late).await, 5);
    studio.house.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(
        patch(&mut device, &late, 5, Body::from("x"))
            .await
            .refusal(404),
        "upload_not_found"
    );
    house_keeping(&studio.house.app, &studio.shop).await;
    assert_eq!(studio.count("uploads").await, 0);
    let left = std::fs::read_dir(studio.house.app.config.data.join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[sqlx::test]
async fn an_upload_whose_process_died_at_its_end_is_taken_in_once(db: PgPool) {
    let studio = Studio::new(db).await;
    let (mut device, series) = producer(&studio).await;
    let file = std::fs::read(clip("small.mp4")).unwrap();
    let place = header(
        &create(&mut device, series, "01.mp4", file.len() as u64).await,
        "location",
    );
    let path = studio
        .house
        .app
        .config
        .data
        .join("uploads")
        .join(place.rsplit('/').next().unwrap());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, &file).unwrap();
    sqlx::query("update uploads set bytes_received = bytes_total")
        .execute(&studio.house.app.db)
        .await
        .unwrap();
    house_keeping(&studio.house.app, &studio.shop).await;
    house_keeping(&studio.house.app, &studio.shop).await;
    assert_eq!(studio.states().await, "1 waiting");
    assert_eq!(offset(&mut device, &place).await, file.len());
}

#[sqlx::test]
async fn the_protocol_is_told(db: PgPool) {
    let studio = Studio::new(db).await;
    let answer = studio
        .house
        .device()
        .send(http("OPTIONS"), UPLOADS, &[], Body::empty())
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(header(&answer, "tus-version"), "1.0.0");
    assert_eq!(
        header(&answer, "tus-extension"),
        "creation,termination,expiration"
    );
    assert_eq!(header(&answer, "tus-max-size"), (4_u64 << 30).to_string());
}
