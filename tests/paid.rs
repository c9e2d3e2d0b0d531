//! The real binary buys clips of a server of ours, and is killed without warning again and again in the middle of them.

#![allow(clippy::disallowed_types, reason = "a server that is not the house")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use sqlx::PgPool;
use support::address;

mod support;

/// Each clip once, by what was asked for.
#[derive(Default)]
struct Seen(Mutex<BTreeMap<String, usize>>);

impl Seen {
    fn sent(&self) -> usize {
        self.0.lock().unwrap().values().sum()
    }
}

async fn fake(file: Vec<u8>) -> (String, Arc<Seen>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Seen::default());
    let router = Router::new()
        .route(
            "/contents/generations/tasks",
            post(|State(seen): State<Arc<Seen>>, Json(body): Json<Value>| async move {
                let id = {
                    let mut all = seen.0.lock().unwrap();
                    let prompt = body["content"][0]["text"].as_str().unwrap().to_owned();
                    *all.entry(prompt).or_default() += 1;
                    all.values().sum::<usize>()
                };
                // Long enough that a kill falls between the question and its answer.
                tokio::time::sleep(Duration::from_millis(60)).await;
                Json(json!({ "id": format!("t{id}") }))
            }),
        )
        .route(
            "/contents/generations/tasks/{id}",
            get(|headers: HeaderMap| async move {
                let host = headers["host"].to_str().unwrap().to_owned();
                Json(json!({ "status": "succeeded", "content": { "video_url": format!("http://{host}/file") } }))
            }),
        )
        .route("/file", get(move || std::future::ready(file.clone())))
        .with_state(seen.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (base, seen)
}

fn footage(folder: &Path) -> Vec<u8> {
    let file = folder.join("footage.mp4");
    let made = Command::new("ffmpeg")
        .args([
            "-nostdin",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=c=0xb04030:s=90x160:r=4:d=4,hue=h=t*60",
        ])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
        ])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    std::fs::read(file).unwrap()
}

/// So many lines that there are forty shots of people; each is another picture.
fn script() -> String {
    let mut text = String::from("Title: Forty\nLanguage: en\n");
    for episode in 1..=3 {
        let _ = write!(text, "\n# Episode {episode}: Night {episode}\n");
        for scene in 1..=5 {
            let place = ["KITCHEN", "BAR", "OFFICE", "LIBRARY", "HALLWAY"][scene - 1];
            let _ = write!(
                text,
                "\nINT. {place} {episode} - NIGHT\n\nMARA lifts letter {episode}{scene} from the floor.\n\nMARA\nThis is {episode} of {scene}.\n\nJONAH\nAnd {scene} of {episode}.\n"
            );
        }
    }
    text
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn count(db: &PgPool, stages: &str) -> usize {
    let sql = format!("select count(*) from production_jobs where stage = any(array[{stages}])");
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_one(db)
        .await
        .unwrap_or(0);
    usize::try_from(count).unwrap()
}

#[sqlx::test(migrations = false)]
async fn killed_in_the_middle_of_forty_paid_clips_none_is_lost_and_none_is_bought_twice(
    db: PgPool,
) {
    let data = tempfile::tempdir().unwrap();
    let (base, seen) = fake(footage(data.path())).await;
    std::fs::write(data.path().join("forty.fountain"), script()).unwrap();
    let address = address(&db);
    let house = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliffhanger"));
        command
            .current_dir(data.path())
            .args(arguments)
            .env("DATABASE_URL", &address)
            .env("CLIFFHANGER_DATA", data.path())
            .env("CLIFFHANGER_STUDIO__FETCH", "false")
            .env("CLIFFHANGER_STUDIO__ASK_AFTER_MS", "20")
            .env(
                "CLIFFHANGER_STUDIO__PROVIDER_HOSTS",
                format!("[\"{base}\"]"),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    // The production is there; nothing is made of it yet.
    assert!(
        house(&["produce", "forty.fountain", "--plan"])
            .status()
            .unwrap()
            .success()
    );
    let model = json!({
        "id": "films-of-ours", "api": "ark", "kind": "video", "noted": "2026-11-26", "source": "a test",
        "can": { "seconds": [4] }, "price": { "per": "second", "micros": 10_000, "currency": "USD" },
    });
    sqlx::query(
        "with provider as (insert into studio_providers (id, house_id, name, api, base, at_once, per_minute, created_at)
             select gen_random_uuid(), id, 'Films', 'ark', $1, 8, 6000, now() from houses returning id, house_id),
         choice as (insert into studio_choices (house_id, makes, provider_id, model, updated_at)
             select house_id, 'clip', id, $2, now() from provider)
         update productions set settings = settings || '{\"models\": {\"clip\": true}}'",
    )
    .bind(&base)
    .bind(&model)
    .execute(&db)
    .await
    .unwrap();
    let listed = house(&["studio", "state", "Forty"])
        .stdout(Stdio::piped())
        .output()
        .unwrap();
    let all = String::from_utf8(listed.stdout)
        .unwrap()
        .matches("/clip/")
        .count();
    assert!(all >= 40, "{all} clips");

    let produce = [
        "produce",
        "forty.fountain",
        "--no-release",
        "--spend",
        "100",
    ];
    for (sent, later) in [(1, 10), (9, 30), (20, 0), (31, 70)] {
        let child = Killed(house(&produce).spawn().unwrap());
        let begun = Instant::now();
        while seen.sent() < sent && begun.elapsed() < Duration::from_mins(3) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(later)).await;
        // SIGKILL.
        drop(child);
    }
    // Once more, until nothing of it is open. The rest of the series is not waited for.
    let child = Killed(house(&produce).spawn().unwrap());
    let begun = Instant::now();
    loop {
        let over = count(&db, "'done', 'ambiguous'").await;
        let taken: i64 = sqlx::query_scalar(
            "select count(*) from production_jobs where stage = 'done' and take_id is not null",
        )
        .fetch_one(&db)
        .await
        .unwrap();
        let done = count(&db, "'done'").await;
        if over >= all && usize::try_from(taken).unwrap() == done {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_mins(6),
            "{over} of {all} are over, {taken} taken"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(child);

    // None twice: whatever was asked for was asked for once.
    let twice: Vec<_> = seen
        .0
        .lock()
        .unwrap()
        .iter()
        .filter(|(_, times)| **times > 1)
        .map(|(prompt, _)| prompt.clone())
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(seen.sent() <= all);
    // None lost: each that was sent is a take, or waits for a person; and each clip is one of these.
    let (keys, charged): (i64, i64) = sqlx::query_as(
        "select count(distinct key) filter (where stage in ('done', 'ambiguous')), coalesce(sum(charged_micros), 0)::bigint from production_jobs",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(usize::try_from(keys).unwrap(), all);
    let (done, ambiguous) = (count(&db, "'done'").await, count(&db, "'ambiguous'").await);
    assert!(
        seen.sent() >= done && seen.sent() <= done + ambiguous,
        "{} sent, {done} done, {ambiguous} ambiguous",
        seen.sent()
    );
    let takes: i64 =
        sqlx::query_scalar("select count(distinct key) from production_takes where kind = 'clip'")
            .fetch_one(&db)
            .await
            .unwrap();
    assert_eq!(usize::try_from(takes).unwrap(), done);
    let priced: i64 = sqlx::query_scalar("select coalesce(sum(reserved_micros), 0)::bigint from production_jobs where stage = 'done'")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(charged, priced, "what failed costs nothing");
    println!(
        "{all} clips, {} requests, {done} takes, {ambiguous} wait for a person",
        seen.sent()
    );
}
