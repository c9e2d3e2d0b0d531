use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use sqlx::PgPool;

use super::Studio;
use super::clips::folder;
use crate::ingest::house_keeping;
use crate::jobs::{self, Job};

async fn jobs_waiting(studio: &Studio) -> Vec<String> {
    sqlx::query_scalar("select idempotency_key from apalis.jobs where status = 'Pending' order by priority desc, 1")
        .fetch_all(&studio.house.app.db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn a_lost_queue_loses_nothing(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("01.mp4", "ladder.mp4"), ("02.mp4", "small.mp4")], &[]);
    let applied = studio.read(folder.path()).await;
    let ids: Vec<_> = applied
        .episodes
        .iter()
        .map(|taken| taken.episode_id)
        .collect();
    let (app, shop) = (&studio.house.app, &studio.shop);
    let mut both: Vec<_> = ids.iter().map(|id| format!("first_rung:{id}")).collect();
    both.sort_unstable();
    assert_eq!(jobs_waiting(&studio).await, both);
    sqlx::query("delete from apalis.jobs")
        .execute(&app.db)
        .await
        .unwrap();
    jobs::sweep(app, shop).await.unwrap();
    jobs::sweep(app, shop).await.unwrap();
    assert_eq!(jobs_waiting(&studio).await, both);
    jobs::perform(app, shop, &Job::FirstRung { episode_id: ids[0] })
        .await
        .unwrap();
    sqlx::query("delete from apalis.jobs")
        .execute(&app.db)
        .await
        .unwrap();
    jobs::sweep(app, shop).await.unwrap();
    assert_eq!(
        jobs_waiting(&studio).await,
        [format!("first_rung:{}", ids[1]), format!("rest:{}", ids[0])]
    );
}

#[sqlx::test]
async fn a_job_is_queued_once_and_with_its_transaction(db: PgPool) {
    let studio = Studio::new(db).await;
    let app = &studio.house.app;
    let job = Job::Av1 {
        episode_id: app.random.id(),
    };
    let mut tx = app.db.begin().await.unwrap();
    jobs::enqueue(&mut *tx, &app.random, &job).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(jobs_waiting(&studio).await.is_empty());
    for _ in 0..2 {
        jobs::enqueue(&app.db, &app.random, &job).await.unwrap();
    }
    assert_eq!(jobs_waiting(&studio).await.len(), 1);
    // While it runs, not again; once it has ended, afresh.
    for (status, waiting) in [("Running", 0), ("Done", 1), ("Killed", 1)] {
        sqlx::query("update apalis.jobs set status = $1")
            .bind(status)
            .execute(&app.db)
            .await
            .unwrap();
        jobs::enqueue(&app.db, &app.random, &job).await.unwrap();
        assert_eq!(jobs_waiting(&studio).await.len(), waiting, "{status}");
    }
}

#[sqlx::test]
async fn a_worker_does_what_waits_and_ends_when_the_house_closes(db: PgPool) {
    let studio = Studio::new(db).await;
    let app = studio.house.app.clone();
    let folder = folder(&[("01.mp4", "ladder.mp4"), ("02.mp4", "small.mp4")], &[]);
    studio.read(folder.path()).await;
    assert!(!jobs::is_worked_on(&app.db).await.unwrap());
    // A row that nobody can read does not stop the others.
    sqlx::query(
        "insert into apalis.jobs (id, job_type, job, priority, metadata) values ('00000000000000000000000000', 'media', '{\"kind\":\"?\"}', 9, '')",
    )
    .execute(&app.db)
    .await
    .unwrap();
    let worker = tokio::spawn(jobs::work(app.clone()));
    while studio.states().await != "1 complete, 2 complete" {
        assert!(!worker.is_finished(), "{}", studio.states().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(jobs::is_worked_on(&app.db).await.unwrap());
    app.stopping.cancel();
    worker.await.unwrap().unwrap();
    assert!(!jobs::is_worked_on(&app.db).await.unwrap());
    let left: i64 = sqlx::query_scalar(
        "select count(*) from apalis.jobs where status in ('Running', 'Queued')",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test]
async fn blobs_go_a_day_after_nothing_names_them(db: PgPool) {
    let studio = Studio::new(db).await;
    let app = &studio.house.app;
    let folder = folder(&[("01.mp4", "small.mp4"), ("02.mp4", "other.mp4")], &[]);
    let applied = studio.read(folder.path()).await;
    studio.work().await;
    let keys: Vec<String> = sqlx::query_scalar(
        "select blob_key from renditions union select blob_key from sources order by 1",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    let stray = app
        .storage
        .keep_bytes("media", "nobody's".into(), "mp4")
        .await
        .unwrap();
    let others = app
        .storage
        .keep_bytes("elsewhere", "not ours".into(), "bin")
        .await
        .unwrap();
    sqlx::query("delete from episodes where id = $1")
        .bind(applied.episodes[1].episode_id)
        .execute(&app.db)
        .await
        .unwrap();
    let named: Vec<String> = sqlx::query_scalar(
        "select blob_key from renditions union select blob_key from sources order by 1",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    assert!(named.len() < keys.len());

    let written = |hours: u64| {
        let now: SystemTime = app.clock.now().into();
        for key in keys.iter().chain([&stray, &others]) {
            let file = std::fs::File::options()
                .write(true)
                .open(app.storage.path(key).unwrap())
                .unwrap();
            file.set_modified(now - Duration::from_secs(hours * 3600))
                .unwrap();
        }
    };
    let there = async |key: &str| app.storage.size(key).await.is_ok();
    written(23);
    house_keeping(app, &studio.shop).await;
    assert!(there(&stray).await);
    // The next sweep is some hours later, whoever makes it.
    written(25);
    house_keeping(app, &studio.shop).await;
    assert!(there(&stray).await);
    app.clock.advance(TimeDelta::hours(7));
    house_keeping(app, &studio.shop).await;
    assert!(!there(&stray).await && there(&others).await);
    for key in &keys {
        assert_eq!(there(key).await, named.contains(key), "{key}");
    }
}
