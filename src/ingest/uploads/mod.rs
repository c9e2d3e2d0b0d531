//! Resumable uploads: tus 1.0.0 (core, creation, termination, expiration; <https://tus.io/protocols/resumable-upload>).
//!
//! Bytes are appended to `{data}/uploads/{id}` and made durable before the row says that they are there. When the last
//! one is in, the file becomes an episode, its subtitles or the poster.

mod append;
mod finish;
pub mod routes;

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::types::Json as Kept;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::workshop::Workshop;
use crate::app::App;
use crate::errors::{AppError, AppResult, Problem};

pub use finish::finish_all;

/// An upload that nobody touches for this long is forgotten.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// The uploads that this process is taking in right now.
#[derive(Default)]
pub struct Uploads {
    /// Cancelled when a newer request for the same upload comes: the older one's connection is as good as dead.
    turns: Mutex<HashMap<Uuid, CancellationToken>>,
    /// ffmpeg, looked for when it is first needed.
    shop: OnceCell<Workshop>,
}

impl Uploads {
    /// Ends whoever has the upload now, and says when to end in turn.
    fn take_turn(&self, id: Uuid) -> CancellationToken {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = CancellationToken::new();
        if let Some(older) = turns.insert(id, mine.clone()) {
            older.cancel();
        }
        mine
    }

    fn end_turn(&self, id: Uuid, mine: &CancellationToken) {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // A newer request has its own token there, which is not cancelled.
        if !mine.is_cancelled() {
            turns.remove(&id);
        }
    }

    /// What pictures and videos are looked at with.
    pub async fn shop(&self, app: &App) -> AppResult<&Workshop> {
        let shop = self.shop.get_or_try_init(async || Workshop::open(app));
        shop.await.map_err(AppError::internal)
    }
}

/// An upload's row.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: Uuid,
    pub house_id: Uuid,
    pub series_id: Uuid,
    /// The episode whose file it replaces; none makes an episode of its own.
    pub episode_id: Option<Uuid>,
    pub file_name: String,
    pub bytes_total: i64,
    pub bytes_received: i64,
    pub expires_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Why the finished file could not be used.
    pub problem: Option<Kept<Problem>>,
}

impl Upload {
    /// An upload that has not expired.
    pub async fn read(app: &App, id: Uuid) -> sqlx::Result<Option<Self>> {
        sqlx::query_as!(
            Self,
            r#"select id, house_id, series_id, episode_id, file_name, bytes_total, bytes_received, expires_at, finished_at,
                      problem as "problem: Kept<Problem>"
               from uploads where id = $1 and expires_at > $2"#,
            id,
            app.clock.now()
        )
        .fetch_optional(&app.db)
        .await
    }

    /// The refusal of a file that could not be used: its bytes are gone, and asking again does not change that.
    pub fn refusal(&self) -> Option<AppError> {
        let problem = &self.problem.as_ref()?.0;
        Some(AppError::new(
            StatusCode::GONE,
            "upload_refused",
            problem.message.clone(),
            problem.remedy.clone(),
        ))
    }

    /// How many bytes are surely there: what the row says, or less where the file is shorter.
    pub fn offset(&self, app: &App) -> u64 {
        if self.finished_at.is_some() {
            return self.bytes_total as u64;
        }
        let there = std::fs::metadata(file_of(app, self.id)).map_or(0, |about| about.len());
        there.min(self.bytes_received as u64)
    }
}

fn file_of(app: &App, id: Uuid) -> PathBuf {
    app.config.data.join("uploads").join(id.to_string())
}

/// The upload's file, for this process alone.
enum Held {
    Yes(Locked),
    /// Somebody else has it.
    Busy,
    /// No byte has come yet, or the upload is over.
    NoFile,
}

/// A file that is let go of when this is dropped.
struct Locked(File);

impl Drop for Locked {
    fn drop(&mut self) {
        // Not left to closing the file: a child that was forked just now has it open too.
        let _ = self.0.unlock();
    }
}

/// Makes an empty file where there is none.
fn make_file(app: &App, id: Uuid) -> std::io::Result<()> {
    let path = file_of(app, id);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = File::options().create(true).append(true).open(path)?;
    drop(file);
    Ok(())
}

fn hold(app: &App, id: Uuid) -> std::io::Result<Held> {
    let opened = File::options()
        .read(true)
        .write(true)
        .open(file_of(app, id));
    let file = match opened {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Held::NoFile),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => Ok(Held::Yes(Locked(file))),
        Err(TryLockError::WouldBlock) => Ok(Held::Busy),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Forgets an upload and its bytes.
async fn forget(app: &App, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("delete from uploads where id = $1", id)
        .execute(&app.db)
        .await?;
    let _ = std::fs::remove_file(file_of(app, id));
    Ok(())
}

/// Forgets uploads whose time is over, and files that belong to none. Returns how many.
pub async fn expire(app: &App) -> anyhow::Result<usize> {
    let over = sqlx::query_scalar!(
        "delete from uploads where expires_at <= $1 returning id",
        app.clock.now()
    )
    .fetch_all(&app.db)
    .await?;
    for id in &over {
        let _ = std::fs::remove_file(file_of(app, *id));
    }
    let Ok(files) = std::fs::read_dir(app.config.data.join("uploads")) else {
        return Ok(over.len());
    };
    for file in files.flatten() {
        let Some(id) = file
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<Uuid>().ok())
        else {
            continue;
        };
        let known = sqlx::query_scalar!(
            "select id from uploads where id = $1 and finished_at is null",
            id
        );
        // Held while bytes come in or are made an episode of.
        if known.fetch_optional(&app.db).await?.is_none() && matches!(hold(app, id)?, Held::Yes(_))
        {
            let _ = std::fs::remove_file(file.path());
        }
    }
    Ok(over.len())
}
