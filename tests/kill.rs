//! The real binary, killed without warning in the middle of its work, then started again.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use support::address;
use support::clip;

mod support;

fn house(database: &str, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cliffhanger"));
    command
        .current_dir(data)
        .env("DATABASE_URL", database)
        .env("CLIFFHANGER_DATA", data)
        .env("CLIFFHANGER_MEDIA__AV1", "false")
        .stdout(Stdio::null());
    command
}

/// What is the same for every run on the same files; the bytes of a rendition are not, because x264's rate control is
/// not repeatable to the bit where a rate cap meets threads.
async fn outcome(db: &PgPool) -> serde_json::Value {
    sqlx::query_scalar(
        "select jsonb_build_object(
            'packages', (select jsonb_agg(jsonb_build_array(number, state, duration_ms, poster, sprite - 'file', worker) order by number)
                         from packages join episodes on id = episode_id),
            'renditions', (select jsonb_agg(jsonb_build_array(number, codec, height,
                               (select jsonb_agg(segment -> 'start_ms') from jsonb_array_elements(segments) segment))
                               order by number, codec, height)
                           from renditions r join episodes e on e.id = r.episode_id))",
    )
    .fetch_one(db)
    .await
    .unwrap()
}

async fn playable(db: &PgPool) -> i64 {
    let count = sqlx::query_scalar("select count(*) from packages where playable_at is not null");
    count.fetch_one(db).await.unwrap_or(0)
}

fn clips(folder: &Path) {
    for (number, size) in [(1, "480x854"), (2, "360x640")] {
        clip(&folder.join(format!("{number}.mp4")), size, 4);
    }
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[sqlx::test(migrations = false)]
async fn a_killed_house_goes_on_where_it_was(db: PgPool) {
    let (episodes, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    clips(episodes.path());
    let address = address(&db);
    let ingest = || {
        let mut command = house(&address, data.path());
        command.arg("ingest").arg(episodes.path());
        command
    };
    // Killed three times: while it takes the files in, and when this many episodes play.
    for (plays, later) in [(0, 40), (1, 0), (1, 150)] {
        let child = Killed(ingest().spawn().unwrap());
        let begun = Instant::now();
        while playable(&db).await < plays && begun.elapsed() < Duration::from_mins(1) {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(later));
        drop(child);
    }
    assert!(ingest().status().unwrap().success());
    let killed = outcome(&db).await;
    assert_eq!(killed["packages"].as_array().unwrap().len(), 2, "{killed}");
    for package in killed["packages"].as_array().unwrap() {
        assert_eq!(package[1], "complete", "{package}");
        assert!(package[5].is_null(), "{package}");
    }

    // The same files again from nothing, undisturbed.
    sqlx::query("delete from series")
        .execute(&db)
        .await
        .unwrap();
    assert!(ingest().status().unwrap().success());
    assert_eq!(outcome(&db).await, killed);
}
