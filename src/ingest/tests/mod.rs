//! The ways in, with real ffmpeg on files of a second or three.

pub mod clips;
mod crashes;
mod folders;
mod listings;
mod packages;
mod s3;
mod sweeps;
mod uploads;

use std::path::Path;

use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::folder::{self, Applied, FolderPlan, Listing};
use super::{Goal, Outcome, Progress, Workshop, package, unfinished};
use crate::config::Config;
use crate::testing::TestHouse;

/// A house that can package.
pub struct Studio {
    pub house: TestHouse,
    pub shop: Workshop,
    pub house_id: Uuid,
}

impl Studio {
    pub async fn new(db: PgPool) -> Self {
        Self::with(db, Config::default()).await
    }

    pub async fn with(db: PgPool, config: Config) -> Self {
        let house = TestHouse::with(db, config).await;
        let shop = Workshop::open(&house.app).unwrap();
        let house_id = sqlx::query_scalar("select id from houses")
            .fetch_one(&house.app.db)
            .await
            .unwrap();
        Self {
            house,
            shop,
            house_id,
        }
    }

    pub async fn plan(&self, folder: &Path) -> FolderPlan {
        let listing = Listing::read(folder).unwrap();
        let plan = folder::plan(&self.house.app, &self.shop, self.house_id, listing, None);
        plan.await.unwrap()
    }

    /// Reads a folder and takes in what is new.
    pub async fn read(&self, folder: &Path) -> Applied {
        let plan = self.plan(folder).await;
        folder::apply(&self.house.app, &self.shop, &plan, false)
            .await
            .unwrap()
    }

    pub async fn package(&self, episode_id: Uuid, goal: Goal) -> Outcome {
        let progress = Progress::default();
        package(&self.house.app, &self.shop, episode_id, goal, &progress)
            .await
            .unwrap()
    }

    /// Works on everything that is due.
    pub async fn work(&self) {
        for waiting in unfinished(&self.house.app, self.shop.id).await.unwrap() {
            self.package(waiting.episode_id, Goal::Complete).await;
        }
    }

    /// Every row that ingest makes, without ids and times, in an order of its own.
    pub async fn rows(&self) -> Value {
        sqlx::query_scalar(
            "select jsonb_build_object(
                'series', (select jsonb_agg(jsonb_build_array(slug, title, language, synopsis, genres, poster, publish_at) order by slug) from series),
                'episodes', (select jsonb_agg(jsonb_build_array(number, title, publish_at) order by series_id, number) from episodes),
                'sources', (select jsonb_agg(jsonb_build_array(e.number, file_name, sha256, framing, blob_key, probe) order by e.number, file_name)
                            from sources join episodes e on e.id = episode_id),
                'packages', (select jsonb_agg(jsonb_build_array(e.number, state, stage, progress, problem, duration_ms, p.poster, p.sprite,
                                playable_at is not null, completed_at is not null, worker, lease_until) order by e.number)
                             from packages p join episodes e on e.id = episode_id),
                'renditions', (select jsonb_agg(jsonb_build_array(e.number, codec, width, height, language, mime, blob_key, segments)
                                order by e.number, codec, height, language) from renditions join episodes e on e.id = episode_id),
                'texts', (select jsonb_agg(jsonb_build_array(e.number, language, kind, origin, blob_key) order by e.number, language, kind)
                          from text_tracks join episodes e on e.id = episode_id),
                'sidecars', (select jsonb_agg(jsonb_build_array(number, language, kind, blob_key) order by number, language, kind) from sidecars))",
        )
        .fetch_one(&self.house.app.db)
        .await
        .unwrap()
    }

    /// The same without what differs from one encode to the next: x264's rate control is not repeatable to the bit
    /// where a rate cap meets threads.
    pub async fn shape(&self) -> Value {
        let mut rows = self.rows().await;
        for rendition in rows["renditions"].as_array_mut().unwrap() {
            rendition[6] = Value::Null;
            for segment in rendition[7].as_array_mut().unwrap() {
                segment["bytes"].take();
                segment["offset"].take();
            }
        }
        for package in rows["packages"].as_array_mut().unwrap() {
            package[7]["file"].take();
        }
        rows
    }

    /// Numbers and states of all packages, such as `1 complete, 2 failed no_video_stream`.
    pub async fn states(&self) -> String {
        sqlx::query_scalar(
            "select coalesce(string_agg(concat_ws(' ', e.number, state, problem ->> 'code'), ', ' order by e.number), '')
             from packages join episodes e on e.id = episode_id",
        )
        .fetch_one(&self.house.app.db)
        .await
        .unwrap()
    }

    pub async fn count(&self, table: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&self.house.app.db)
            .await
            .unwrap()
    }
}

/// The codes of problems with the files they are about, such as `02.mp4 empty_file`.
pub fn problems(all: &[folder::FileProblem]) -> Vec<String> {
    let one = |one: &folder::FileProblem| {
        assert!(!one.problem.message.is_empty() && !one.problem.remedy.is_empty());
        format!("{} {}", one.file, one.problem.code)
    };
    all.iter().map(one).collect()
}
