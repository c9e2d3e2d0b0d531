use chrono::TimeDelta;
use sqlx::PgPool;
use uuid::Uuid;

use super::Studio;
use super::clips::folder;
use crate::ingest::{Goal, Outcome, Workshop, retry, unfinished};
use crate::jobs::{self, Job};

async fn one(studio: &Studio, clip: &str, manifest: &str) -> Uuid {
    let folder = folder(&[("01.mp4", clip)], &[("series.toml", manifest.as_bytes())]);
    studio.read(folder.path()).await.episodes[0].episode_id
}

#[sqlx::test]
async fn first_every_episode_plays_then_the_other_sizes_are_made(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("01.mp4", "ladder.mp4"), ("02.mp4", "small.mp4")], &[]);
    let applied = studio.read(folder.path()).await;
    let (app, shop) = (&studio.house.app, &studio.shop);
    let episode_id = applied.episodes[0].episode_id;
    jobs::perform(app, shop, &Job::FirstRung { episode_id })
        .await
        .unwrap();
    assert_eq!(studio.states().await, "1 playable, 2 waiting");
    let heights: Vec<i32> =
        sqlx::query_scalar("select height from renditions where codec = 'h264'")
            .fetch_all(&app.db)
            .await
            .unwrap();
    assert_eq!(heights.len(), 1);
    let next: Vec<_> = unfinished(app, shop.id)
        .await
        .unwrap()
        .iter()
        .map(|waiting| waiting.playable)
        .collect();
    assert_eq!(next, [false, true]);
    jobs::perform(
        app,
        shop,
        &Job::FirstRung {
            episode_id: applied.episodes[1].episode_id,
        },
    )
    .await
    .unwrap();
    jobs::perform(app, shop, &Job::Rest { episode_id })
        .await
        .unwrap();
    assert_eq!(studio.states().await, "1 complete, 2 complete");
}

#[sqlx::test]
async fn every_blob_that_a_row_names_is_there_and_the_work_folder_is_empty(db: PgPool) {
    let studio = Studio::new(db).await;
    let episode_id = one(&studio, "ladder.mp4", "").await;
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::Complete
    );
    let rows: Vec<(String, i64, String, Vec<u8>)> =
        sqlx::query_as("select blob_key, bytes, mime, init from renditions")
            .fetch_all(&studio.house.app.db)
            .await
            .unwrap();
    assert_eq!(rows.len(), 3);
    for (key, bytes, mime, init) in rows {
        let blob = studio.house.app.storage.read(&key).await.unwrap();
        assert_eq!(blob.len() as i64, bytes);
        assert!(blob.starts_with(&init) && init.windows(4).any(|word| word == b"moov"));
        assert!(mime.contains("codecs=\""), "{mime}");
    }
    let left: Vec<_> = std::fs::read_dir(studio.shop.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    // Complete is complete.
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::NotOurs
    );
}

#[sqlx::test]
async fn a_landscape_episode_fails_until_a_framing_is_chosen(db: PgPool) {
    let studio = Studio::new(db).await;
    let episode_id = one(&studio, "wide.mp4", "framing = 'blur'").await;
    let (app, house_id) = (&studio.house.app, studio.house_id);
    // As an upload comes in: nobody has chosen yet.
    sqlx::query("update sources set framing = null")
        .execute(&app.db)
        .await
        .unwrap();
    let Outcome::Failed(problem) = studio.package(episode_id, Goal::Complete).await else {
        panic!()
    };
    assert_eq!(problem.code, "landscape_source");
    assert_eq!(studio.states().await, "1 failed landscape_source");
    assert_eq!(studio.count("renditions").await, 0);
    assert!(unfinished(app, studio.shop.id).await.unwrap().is_empty());
    retry(app, house_id, episode_id, Some(media::Framing::CropRight))
        .await
        .unwrap();
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
    // Another house's episode is nobody's business.
    assert!(retry(app, Uuid::nil(), episode_id, None).await.is_err());
}

#[sqlx::test]
async fn an_episode_is_one_workers_until_its_lease_is_over(db: PgPool) {
    let studio = Studio::new(db).await;
    let episode_id = one(&studio, "small.mp4", "").await;
    let (app, clock) = (&studio.house.app, &studio.house.app.clock);
    let elsewhere = Uuid::from_u128(7);
    sqlx::query("update packages set state = 'packaging', worker = $1, lease_until = $2")
        .bind(elsewhere)
        .bind(clock.now() + TimeDelta::seconds(60))
        .execute(&app.db)
        .await
        .unwrap();
    assert!(unfinished(app, studio.shop.id).await.unwrap().is_empty());
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::NotOurs
    );
    // Its own process, come back in its own data folder, need not wait.
    assert_eq!(unfinished(app, elsewhere).await.unwrap().len(), 1);
    clock.advance(TimeDelta::seconds(61));
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::Complete
    );
}

#[sqlx::test]
async fn two_at_once_make_one_package(db: PgPool) {
    let studio = Studio::new(db).await;
    let episode_id = one(&studio, "small.mp4", "").await;
    let (first, second) = tokio::join!(
        studio.package(episode_id, Goal::Complete),
        studio.package(episode_id, Goal::Complete)
    );
    let mut outcomes = [first, second].map(|outcome| format!("{outcome:?}"));
    outcomes.sort();
    assert_eq!(outcomes, ["Complete", "NotOurs"]);
}

#[sqlx::test]
async fn a_house_that_closes_hands_the_work_back(db: PgPool) {
    let studio = Studio::new(db).await;
    let episode_id = one(&studio, "ladder.mp4", "").await;
    studio.house.app.stopping.cancel();
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::HandedBack
    );
    let row: (String, Option<Uuid>, i32) =
        sqlx::query_as("select state, worker, attempts from packages")
            .fetch_one(&studio.house.app.db)
            .await
            .unwrap();
    assert_eq!(row, ("waiting".into(), None, 0));
}

#[sqlx::test]
async fn a_source_that_is_replaced_meanwhile_wins(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("01.mp4", "ladder.mp4")], &[]);
    let episode_id = studio.read(folder.path()).await.episodes[0].episode_id;
    let package = studio.package(episode_id, Goal::Complete);
    let replace = async {
        // Once the work has begun.
        loop {
            let begun: bool = sqlx::query_scalar("select worker is not null from packages")
                .fetch_one(&studio.house.app.db)
                .await
                .unwrap();
            if begun {
                break;
            }
            tokio::task::yield_now().await;
        }
        super::clips::put(folder.path(), "01.mp4", "small.mp4");
        studio.read(folder.path()).await;
    };
    let (outcome, ()) = tokio::join!(package, replace);
    assert_eq!(outcome, Outcome::HandedBack);
    assert_eq!(studio.states().await, "1 waiting");
    assert_eq!(studio.count("renditions").await, 0);
    studio.work().await;
    let widths: Vec<i32> = sqlx::query_scalar("select width from renditions where codec = 'h264'")
        .fetch_all(&studio.house.app.db)
        .await
        .unwrap();
    assert_eq!(widths, [180]);
}

/// A file system of a few megabytes; only root may make one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(kilobytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"])
            .arg(folder.path())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }

    fn resize(&self, kilobytes: u32) {
        let status = std::process::Command::new("mount")
            .args(["-o", &format!("remount,size={kilobytes}k")])
            .arg(self.0.path())
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("-l")
            .arg(self.0.path())
            .status();
    }
}

#[sqlx::test]
async fn a_full_disk_pauses_the_work_until_there_is_room(db: PgPool) {
    let Some(disk) = SmallDisk::new(4 * 1024) else {
        eprintln!("skipped: mounting a small file system is not permitted here");
        return;
    };
    let mut studio = Studio::new(db).await;
    let episode_id = one(&studio, "ladder.mp4", "").await;
    // Packaged where there is no room, the house's own data being elsewhere.
    studio.shop = Workshop::open_in(&studio.house.app, disk.0.path()).unwrap();
    let Outcome::Paused(problem) = studio.package(episode_id, Goal::Complete).await else {
        panic!()
    };
    assert_eq!(problem.code, "disk_full");
    assert_eq!(studio.states().await, "1 paused disk_full");
    assert_eq!(studio.count("renditions").await, 0);
    // Not looked at again at once …
    assert!(
        unfinished(&studio.house.app, studio.shop.id)
            .await
            .unwrap()
            .is_empty()
    );
    // … but after a while, by itself.
    disk.resize(512 * 1024);
    studio.house.app.clock.advance(TimeDelta::seconds(61));
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
}

#[sqlx::test]
async fn a_disk_that_fills_up_during_the_work_pauses_it_too(db: PgPool) {
    let Some(disk) = SmallDisk::new(64) else {
        eprintln!("skipped: mounting a small file system is not permitted here");
        return;
    };
    let mut studio = Studio::new(db).await;
    let episode_id = one(&studio, "ladder.mp4", "").await;
    studio.shop = Workshop::open_in(&studio.house.app, disk.0.path()).unwrap();
    studio.shop.begin_with(56 << 10);
    let outcome = studio.package(episode_id, Goal::Complete).await;
    assert!(matches!(outcome, Outcome::Paused(_)), "{outcome:?}");
    assert_eq!(studio.count("renditions").await, 0);
    disk.resize(64 * 1024);
    studio.house.app.clock.advance(TimeDelta::seconds(61));
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete");
}

#[sqlx::test]
async fn what_is_watched_most_gets_av1_when_nothing_else_waits(db: PgPool) {
    let studio = Studio::new(db).await;
    let (app, shop) = (&studio.house.app, &studio.shop);
    if !shop.tools.av1 {
        eprintln!("skipped: this ffmpeg has no SVT-AV1");
        return;
    }
    let folder = folder(
        &[("01.mp4", "small.mp4"), ("02.mp4", "other.mp4")],
        &[("series.toml", b"title = 'A'\npublish = true")],
    );
    let applied = studio.read(folder.path()).await;
    let (episode_id, next) = (
        applied.episodes[0].episode_id,
        applied.episodes[1].episode_id,
    );
    assert_eq!(crate::ingest::wants_av1(app, shop).await.unwrap(), None);
    studio.work().await;
    assert_eq!(
        crate::ingest::wants_av1(app, shop).await.unwrap(),
        Some(episode_id)
    );
    jobs::perform(app, shop, &Job::Av1 { episode_id })
        .await
        .unwrap();
    let made: Vec<i32> = sqlx::query_scalar(
        "select number from renditions r join episodes e on e.id = r.episode_id where codec = 'av1'",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    assert_eq!(made, [1]);
    // The next one is queued right after it.
    let queued: i64 =
        sqlx::query_scalar("select count(*) from apalis.jobs where idempotency_key = $1")
            .bind(format!("av1:{next}"))
            .fetch_one(&app.db)
            .await
            .unwrap();
    assert_eq!(queued, 1);
    jobs::perform(app, shop, &Job::Av1 { episode_id: next })
        .await
        .unwrap();
    assert_eq!(studio.states().await, "1 complete, 2 complete");
    assert_eq!(crate::ingest::wants_av1(app, shop).await.unwrap(), None);
    let play = studio
        .house
        .device()
        .get("/api/v1/series/a/episodes/1")
        .await
        .json(200);
    assert!(play["episode"]["playback"]["hls_av1"].is_string());
}
