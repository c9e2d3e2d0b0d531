//! Taking a video file in: its bytes kept, an episode made, a package that waits to be worked on.

use std::path::Path;

use anyhow::Context;
use media::Framing;
use sqlx::PgConnection;
use uuid::Uuid;

use super::blobs::{self, SOURCES};
use super::folder::names;
use super::sidecars;
use crate::app::App;
use crate::catalog::studio;
use crate::errors::{AppError, AppResult};
use crate::jobs::{self, Job};

/// A file that is to become an episode.
#[derive(Clone, Debug)]
pub struct NewSource<'a> {
    pub house_id: Uuid,
    pub series_id: Uuid,
    pub number: Number,
    pub title: Option<&'a str>,
    pub file: &'a Path,
    /// As its owner knows it.
    pub file_name: &'a str,
    pub framing: Option<Framing>,
}

/// Which episode a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// This one if it is free, else the next one.
    Preferably(i32),
    /// The one after the last.
    Next,
}

/// A file whose bytes are kept.
pub(super) struct Kept {
    pub blob_key: String,
    pub sha256: Vec<u8>,
    pub bytes: i64,
}

pub(super) async fn keep(app: &App, new: &NewSource<'_>) -> AppResult<Kept> {
    let extension = match names::extension(new.file_name) {
        known if known.len() <= 4 && known.bytes().all(|b| b.is_ascii_alphanumeric()) => known,
        _ => String::new(),
    };
    let extension = if extension.is_empty() {
        "bin"
    } else {
        &extension
    };
    let blob_key = app.storage.keep_file(SOURCES, new.file, extension).await?;
    let sha256 = digest_of(&blob_key).context("a key names its digest")?;
    let bytes = app.storage.size(&blob_key).await? as i64;
    Ok(Kept {
        blob_key,
        sha256,
        bytes,
    })
}

/// The digest in a content-addressed key.
fn digest_of(key: &str) -> Option<Vec<u8>> {
    let name = key.rsplit('/').next()?.split('.').next()?;
    (0..name.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(name.get(at..at + 2)?, 16).ok())
        .collect()
}

/// Makes an episode of the file, and puts it on the queue.
pub async fn add_source(app: &App, new: &NewSource<'_>) -> AppResult<studio::NewEpisode> {
    let kept = keep(app, new).await?;
    let mut tx = app.db.begin().await?;
    let episode = add_kept(app, &mut tx, new, &kept).await?;
    tx.commit().await?;
    Ok(episode)
}

pub(super) async fn add_kept(
    app: &App,
    tx: &mut PgConnection,
    new: &NewSource<'_>,
    kept: &Kept,
) -> AppResult<studio::NewEpisode> {
    blobs::hold(app, tx, [kept.blob_key.as_str()].into_iter()).await?;
    let wanted = match new.number {
        Number::Preferably(number) => Some(number),
        Number::Next => None,
    };
    let (house_id, series_id) = (new.house_id, new.series_id);
    let added = studio::add_episode(app, tx, house_id, series_id, wanted, new.title).await;
    let episode = match (added, new.number) {
        // Refused by asking, not by a failed statement: the transaction goes on.
        (Err(refusal), Number::Preferably(_)) if refusal.status.is_client_error() => {
            studio::add_episode(app, tx, house_id, series_id, None, new.title).await?
        }
        (added, _) => added?,
    };
    let now = app.clock.now();
    sqlx::query!(
        "insert into sources (episode_id, house_id, file_name, sha256, bytes, blob_key, framing, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        episode.id,
        new.house_id,
        new.file_name,
        kept.sha256,
        kept.bytes,
        kept.blob_key,
        new.framing.map(Framing::as_str),
        now
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into packages (episode_id, house_id, state, updated_at) values ($1, $2, 'waiting', $3)",
        episode.id,
        new.house_id,
        now
    )
    .execute(&mut *tx)
    .await?;
    sidecars::attach(app, tx, new.series_id, episode.id, episode.number).await?;
    queue(app, tx, episode.id).await?;
    Ok(episode)
}

/// Gives an episode another file. What viewers have stays until the new one is playable.
pub async fn replace_source(app: &App, episode_id: Uuid, new: &NewSource<'_>) -> AppResult<()> {
    let kept = keep(app, new).await?;
    let mut tx = app.db.begin().await?;
    replace_kept(app, &mut tx, episode_id, new, &kept).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn replace_kept(
    app: &App,
    tx: &mut PgConnection,
    episode_id: Uuid,
    new: &NewSource<'_>,
    kept: &Kept,
) -> AppResult<()> {
    blobs::hold(app, tx, [kept.blob_key.as_str()].into_iter()).await?;
    let replaced = sqlx::query!(
        "update sources set file_name = $3, sha256 = $4, bytes = $5, blob_key = $6, framing = coalesce($7, framing),
                probe = null, created_at = $8
         where episode_id = $1 and house_id = $2",
        episode_id,
        new.house_id,
        new.file_name,
        kept.sha256,
        kept.bytes,
        kept.blob_key,
        new.framing.map(Framing::as_str),
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    if replaced.rows_affected() == 0 {
        return Err(episode_not_found());
    }
    start_over(app, tx, episode_id).await?;
    Ok(())
}

/// Packages an episode again, after a failure or with another framing.
pub async fn retry(
    app: &App,
    house_id: Uuid,
    episode_id: Uuid,
    framing: Option<Framing>,
) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    let changed = sqlx::query!(
        "update sources set framing = coalesce($3, framing) where episode_id = $1 and house_id = $2",
        episode_id,
        house_id,
        framing.map(Framing::as_str)
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(AppError::conflict(
            "source_missing",
            "This episode has no file to work on.",
            "Upload its file again.",
        ));
    }
    start_over(app, &mut tx, episode_id).await?;
    tx.commit().await?;
    Ok(())
}

/// Who works on the episode finds that it is no longer theirs.
async fn start_over(app: &App, tx: &mut PgConnection, episode_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update packages set state = 'waiting', stage = null, progress = 0, problem = null, attempts = 0, retry_at = null,
                worker = null, lease_until = null, completed_at = null, av1_tried_at = null, updated_at = $2
         where episode_id = $1",
        episode_id,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    queue(app, tx, episode_id).await
}

async fn queue(app: &App, tx: &mut PgConnection, episode_id: Uuid) -> sqlx::Result<()> {
    jobs::enqueue(tx, &app.random, &Job::FirstRung { episode_id }).await
}

fn episode_not_found() -> AppError {
    AppError::not_found(
        "episode_not_found",
        "There is no such episode.",
        "Look for it on the page of its series.",
    )
}
