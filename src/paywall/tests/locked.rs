//! Locked means locked: what nobody opened is not served, by any address.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{buy_coins, person_of, set_paywall, unlock};
use crate::config::Config;
use crate::testing::{Answer, Device, SeriesFixture, TestHouse};

/// The bytes of the locked rendition and of its text: no answer may hold any four of them in a row.
const MOVIE: &[u8] = b"\xf1\xe2\xd3\xc4\xb5\xa6\x97\x88\x79\x6a";
const WORDS: &[u8] =
    b"WEBVTT\n\n00:00.000 --> 00:09.000\n\xc3\x97\xc3\x97 whispered secret \xc3\x97\xc3\x97\n";
const SPRITE: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

struct Scene {
    house: TestHouse,
    series: SeriesFixture,
    /// Of episode 5, which is locked.
    movie: String,
    text: String,
    rendition: String,
}

async fn scene(db: PgPool) -> Scene {
    let mut config = Config::default();
    config.limits.rates = false;
    let house = TestHouse::with(db, config).await;
    let series = house.publish("story", 8, 1).await;
    set_paywall(
        &house,
        Some(series.id),
        json!({ "free": 4, "price": 10, "series_price": 30 }),
    )
    .await;
    house.rendition(series.episodes[0], b"free-bytes").await;
    let movie = house.rendition(series.episodes[4], MOVIE).await;
    sqlx::query("update renditions set init = 'lock' where episode_id = $1")
        .bind(series.episodes[4])
        .execute(&house.app.db)
        .await
        .unwrap();
    let track = house.app.random.id();
    let key = house
        .app
        .storage
        .keep_bytes("text", WORDS.into(), "vtt")
        .await
        .unwrap();
    sqlx::query(
        "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
         select $1, house_id, id, 'en', 'English', 'captions', 'sidecar', $3, created_at from episodes where id = $2",
    )
    .bind(track)
    .bind(series.episodes[4])
    .bind(key)
    .execute(&house.app.db)
    .await
    .unwrap();
    let sprite = json!({
        "file": format!("art/{SPRITE}.webp"), "columns": 5, "rows": 5, "tile_width": 90, "tile_height": 160,
        "interval_ms": 2000, "count": 25,
    });
    sqlx::query("update packages set sprite = $2 where episode_id = $1")
        .bind(series.episodes[4])
        .bind(sprite)
        .execute(&house.app.db)
        .await
        .unwrap();
    let rendition = movie
        .trim_start_matches("/media/renditions/")
        .trim_end_matches(".mp4")
        .to_owned();
    Scene {
        house,
        series,
        movie,
        text: format!("/media/text/{track}.vtt"),
        rendition,
    }
}

impl Scene {
    /// Fails when an answer holds anything that plays, or names what does.
    fn gives_nothing(&self, told: &str, answer: &Answer) {
        let holds = |part: &[u8]| {
            answer
                .bytes
                .windows(part.len())
                .any(|window| window == part)
        };
        for four in MOVIE.windows(4).chain([&b"whispered"[..]]) {
            assert!(!holds(four), "{told} gives bytes away");
        }
        for name in [
            self.rendition.as_bytes(),
            SPRITE.as_bytes(),
            self.text.as_bytes(),
            b"bG9jaw==",
        ] {
            assert!(
                !holds(name),
                "{told} tells an address: {}",
                String::from_utf8_lossy(&answer.bytes)
            );
        }
        assert!(
            !answer.headers.contains_key("content-range"),
            "{told} tells a size"
        );
    }

    /// Asks for something locked, and fails unless it is refused with nothing in it.
    async fn refuses(&self, device: &mut Device, path: &str, headers: &[(&str, &str)]) {
        let answer = device.send(Method::GET, path, headers, Body::empty()).await;
        let told = format!("{path} {headers:?}: {}", answer.status);
        assert!(answer.status.is_client_error(), "{told}");
        self.gives_nothing(&told, &answer);
    }

    async fn play(&self, device: &mut Device, number: i32) -> Value {
        device
            .get(&format!("/api/v1/series/story/episodes/{number}"))
            .await
            .json(200)
    }
}

fn pass_of(play: &Value) -> String {
    let url = play["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap();
    url.split_once("?pass=").unwrap().1.to_owned()
}

#[sqlx::test]
async fn who_opened_an_episode_plays_it_by_every_way(db: PgPool) {
    let scene = scene(db).await;
    let mut viewer = scene.house.device();
    let person = person_of(&scene.house, &mut viewer).await;
    buy_coins(&scene.house, &person, 100, 0, 99).await;
    unlock(
        &mut viewer,
        scene.house.app.random.id(),
        scene.series.id,
        "episode",
        5,
        10,
    )
    .await
    .json(200);
    let play = scene.play(&mut viewer, 5).await;
    let episode = &play["episode"];
    assert_eq!(episode["access"], json!({ "kind": "unlocked" }));
    assert_eq!(episode["next"]["locked"], json!(true));
    assert_eq!(episode["previous"]["locked"], json!(false));
    assert!(episode["sprite"]["url"].as_str().unwrap().contains(SPRITE));
    let url = episode["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(viewer.get(&url).await.bytes, MOVIE);
    let part = viewer
        .send(Method::GET, &url, &[("range", "bytes=2-5")], Body::empty())
        .await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &MOVIE[2..6]));
    let words = episode["text_tracks"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(viewer.get(&words).await.bytes, WORDS);
    // The playlists carry the pass on, down to the bytes.
    let list = episode["playback"]["hls"].as_str().unwrap().to_owned();
    let multivariant = String::from_utf8(viewer.get(&list).await.bytes).unwrap();
    let inner = multivariant
        .lines()
        .find(|line| line.contains(&scene.rendition))
        .unwrap();
    let base = list.split("h264").next().unwrap();
    let media = String::from_utf8(viewer.get(&format!("{base}{inner}")).await.bytes).unwrap();
    let file = media
        .split('"')
        .find(|part| part.contains("/media/renditions/"))
        .unwrap();
    assert_eq!(viewer.get(file).await.bytes, MOVIE);
    assert!(multivariant.contains(&format!(
        "text-{}",
        &scene.text["/media/text/".len()..scene.text.len() - 4]
    )));
    // The same address for a while, so that what was fetched ahead serves.
    scene.house.app.clock.advance(Duration::minutes(5));
    assert_eq!(pass_of(&scene.play(&mut viewer, 5).await), pass_of(&play));
    // What is free needs none.
    let free = scene.play(&mut viewer, 1).await;
    assert_eq!(free["episode"]["access"]["kind"], "free");
    let url = free["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!url.contains('?'));
    assert_eq!(scene.house.device().get(&url).await.bytes, b"free-bytes");
}

#[sqlx::test]
async fn ten_thousand_hostile_tries_get_not_one_byte(db: PgPool) {
    let scene = scene(db).await;
    let house = &scene.house;
    // One viewer has opened it; everybody else tries with everything that viewer was ever told.
    let mut owner = house.device();
    let person = person_of(house, &mut owner).await;
    buy_coins(house, &person, 1_000, 0, 999).await;
    unlock(
        &mut owner,
        house.app.random.id(),
        scene.series.id,
        "episode",
        5,
        10,
    )
    .await
    .json(200);
    let old = pass_of(&scene.play(&mut owner, 5).await);
    house.app.clock.advance(Duration::hours(5));
    let good = pass_of(&scene.play(&mut owner, 5).await);
    house
        .rendition(scene.series.episodes[5], b"another-one")
        .await;
    unlock(
        &mut owner,
        house.app.random.id(),
        scene.series.id,
        "episode",
        6,
        10,
    )
    .await
    .json(200);
    let sixth = pass_of(&scene.play(&mut owner, 6).await);
    assert_eq!(
        owner
            .get(&format!("{}?pass={good}", scene.movie))
            .await
            .bytes,
        MOVIE
    );

    let mut thief = house.device();
    person_of(house, &mut thief).await;
    let mut nobody = house.device();
    house.second_house("other.example").await;
    let mut stranger = house.device().at("other.example");
    stranger.get("/api/v1/me").await.json(200);
    // The owner's own session in another house.
    let mut elsewhere = house.device().at("other.example");
    elsewhere.cookie.clone_from(&owner.cookie);

    let episode = scene.series.episodes[4];
    let lists = [
        "h264".to_owned(),
        "av1".to_owned(),
        scene.rendition.clone(),
        format!("text-{}", Uuid::nil()),
    ];
    let mut addresses = vec![scene.movie.clone(), scene.text.clone()];
    addresses.extend(lists.map(|name| format!("/media/hls/{episode}/{name}.m3u8")));
    let mut queries = vec![String::new(), "?".into(), "?pass".into(), "?pass=".into()];
    for pass in [&old, &good, &sixth] {
        queries.extend([
            format!("?pass={pass}"),
            format!("?pass={pass}&pass={pass}"),
            format!("?a=1&pass={pass}"),
            format!("?PASS={pass}"),
            format!("?pass=%{pass}"),
            format!("?pass={pass}%00"),
            format!("?pass[]={pass}"),
            format!("?pass={}", pass.to_lowercase()),
        ]);
    }
    let ranges = [
        "",
        "bytes=0-",
        "bytes=0-0",
        "bytes=-1",
        "bytes=2-5,7-9",
        "bytes=999-",
        "bytes=5-2",
        "bites=0-9",
    ];
    let mut tries = 0;
    for address in &addresses {
        for query in &queries {
            for range in ranges {
                let path = format!("{address}{query}");
                let headers: &[(&str, &str)] = &[("range", range)];
                for device in [&mut nobody, &mut thief, &mut stranger, &mut elsewhere] {
                    scene.refuses(device, &path, headers).await;
                    tries += 1;
                }
            }
        }
    }
    // The owner, with every pass but the good one: altered in each place, cut short, made longer, over, of another
    // episode, twice.
    let letters: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        .chars()
        .collect();
    for place in 0..good.len() {
        for letter in &letters {
            let mut altered: Vec<char> = good.chars().collect();
            if altered[place] == *letter {
                continue;
            }
            altered[place] = *letter;
            let altered: String = altered.into_iter().collect();
            scene
                .refuses(&mut owner, &format!("{}?pass={altered}", scene.movie), &[])
                .await;
            tries += 1;
        }
        let (short, long) = (&good[..place], format!("{good}{}", &good[..=place]));
        for pass in [short, &long, &old, &sixth, &format!("{good}&pass={good}")] {
            scene
                .refuses(&mut owner, &format!("{}?pass={pass}", scene.text), &[])
                .await;
            scene
                .refuses(
                    &mut owner,
                    &format!("{}?pass={pass}", scene.movie),
                    &[("range", "bytes=0-3")],
                )
                .await;
            tries += 2;
        }
    }
    // Tricks with the path, with the best pass there is, by who has not opened it.
    let id = &scene.rendition;
    for path in [
        format!("/media/renditions/../renditions/{id}.mp4"),
        format!("/media/renditions/./{id}.mp4"),
        format!("/media/renditions/{id}.MP4"),
        format!("/media/renditions/{id}.mp4/"),
        format!("/media/renditions//{id}.mp4"),
        format!("/media//renditions/{id}.mp4"),
        format!("/media/renditions/{id}%2emp4"),
        format!("/media/renditions/%2e%2e%2frenditions%2f{id}.mp4"),
        format!("/media/renditions/{id}.mp4%00"),
        format!("/media/renditions/{id}.mp4;x"),
        format!("/media/renditions/{}.mp4", id.to_uppercase()),
        format!("/media/renditions/{}.mp4", id.replace('-', "")),
        format!("/media/renditions/urn:uuid:{id}.mp4"),
        format!("/media/renditions/%7B{id}%7D.mp4"),
        format!("/media/art/{id}.mp4"),
        format!("/media/art/..%2fmedia%2f{id}.mp4"),
        format!("/media/text/{id}.vtt"),
        format!("/media/hls/{}/{id}.m3u8", scene.series.episodes[0]),
        format!("/media/hls/{}/..%2f{id}.m3u8", scene.series.episodes[0]),
        format!("/media/hls/{episode}/%68264.m3u8"),
        format!("/MEDIA/renditions/{id}.mp4"),
        format!("//media/renditions/{id}.mp4"),
    ] {
        for query in &queries {
            for device in [&mut nobody, &mut thief, &mut stranger] {
                let answer = device.get(&format!("{path}{query}")).await;
                scene.gives_nothing(&format!("{path}{query}"), &answer);
                tries += 1;
            }
        }
    }
    // HEAD, and methods that nobody offers.
    for method in ["HEAD", "POST", "PUT", "OPTIONS", "PROPFIND"] {
        for address in &addresses {
            let path = format!("{address}?pass={good}");
            let answer = thief
                .send(method.parse().unwrap(), &path, &[], Body::empty())
                .await;
            assert!(answer.bytes.len() < 600, "{method} {path}");
            scene.gives_nothing(&format!("{method} {path}"), &answer);
            tries += 1;
        }
    }
    // Everything that the API tells of a locked episode.
    for round in 0..60 {
        for path in [
            format!("/api/v1/feed?session={}&limit=10", Uuid::from_u128(round)),
            "/api/v1/series/story".into(),
            "/api/v1/series/story/episodes/4".into(),
            "/api/v1/series/story/episodes/5".into(),
            format!("/api/v1/series/story/paywall?episode={round}"),
            "/api/v1/shelves".into(),
            "/api/v1/search?q=story".into(),
            "/api/v1/history".into(),
            "/series/story/5".into(),
        ] {
            let answer = thief.get(&path).await;
            scene.gives_nothing(&path, &answer);
            tries += 1;
        }
    }
    assert!(tries >= 10_000, "{tries} tries");
    // And after all that, its owner still plays it.
    assert_eq!(
        owner
            .get(&format!("{}?pass={good}", scene.movie))
            .await
            .bytes,
        MOVIE
    );
}

#[sqlx::test]
async fn the_feed_tells_nothing_that_plays_of_a_locked_episode(db: PgPool) {
    let scene = scene(db).await;
    let mut device = scene.house.device();
    let person = person_of(&scene.house, &mut device).await;
    // The viewer has seen the first four: the feed opens on the fifth.
    sqlx::query(
        "insert into progress (person_id, episode_id, house_id, series_id, position_ms, completed, updated_at)
         values ($1, $2, $3, $4, 60000, true, $5)",
    )
    .bind(person.id)
    .bind(scene.series.episodes[3])
    .bind(person.house_id)
    .bind(scene.series.id)
    .bind(scene.house.app.clock.now())
    .execute(&scene.house.app.db)
    .await
    .unwrap();
    let answer = device
        .get(&format!("/api/v1/feed?session={}", Uuid::nil()))
        .await;
    scene.gives_nothing("the feed", &answer);
    let feed = answer.json(200);
    let episode = &feed["items"][0]["episode"];
    assert_eq!(episode["number"], 5);
    assert_eq!(
        episode["access"],
        json!({ "kind": "locked", "coins": 10, "free_at": null })
    );
    assert_eq!(episode["playback"]["video"], json!([]));
    assert_eq!(
        (
            &episode["playback"]["hls"],
            &episode["sprite"],
            &episode["text_tracks"]
        ),
        (&json!(""), &json!(null), &json!([]))
    );
    let page = device.get("/api/v1/series/story").await.json(200);
    let locked: Vec<bool> = page["episodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["locked"].as_bool().unwrap())
        .collect();
    assert_eq!(locked, [false, false, false, false, true, true, true, true]);
}

#[sqlx::test]
async fn access_that_ends_takes_its_pass_with_it(db: PgPool) {
    let scene = scene(db).await;
    let mut device = scene.house.device();
    let person = person_of(&scene.house, &mut device).await;
    let now = scene.house.app.clock.now();
    let grant = crate::paywall::Grant {
        id: scene.house.app.random.id(),
        episode_id: Some(scene.series.episodes[4]),
        series_id: None,
        reason: "advert".into(),
        until: Some(now + Duration::minutes(10)),
    };
    crate::paywall::grant(
        &scene.house.app,
        &scene.house.app.db,
        person.house_id,
        person.id,
        &grant,
    )
    .await
    .unwrap();
    let play = scene.play(&mut device, 5).await;
    assert_eq!(play["episode"]["access"]["reason"], "advert");
    let url = play["episode"]["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(device.get(&url).await.bytes, MOVIE);
    scene.house.app.clock.advance(Duration::minutes(10));
    assert_eq!(device.get(&url).await.refusal(403), "locked");
}
