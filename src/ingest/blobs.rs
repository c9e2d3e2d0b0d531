//! Which blobs are still named by a row, and deleting the others.
//!
//! A blob is kept before the row that names it, so a sweep may meet blobs that are not named *yet*. Two things keep
//! those safe: it leaves alone what is younger than a day, and whoever names a blob shares a row lock which the
//! sweep has alone, and makes sure under it that the blob is there.

use chrono::TimeDelta;
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::app::App;

/// Areas of the blob store (see [`crate::storage`]). Sources are never served.
pub const MEDIA: &str = "media";
pub const ART: &str = "art";
pub const TEXT: &str = "text";
pub const SOURCES: &str = "sources";
const AREAS: [&str; 8] = [
    MEDIA,
    ART,
    TEXT,
    SOURCES,
    "strips",
    "trailers",
    "exports",
    "screeners",
];

/// Younger blobs are left alone.
const GRACE: TimeDelta = TimeDelta::days(1);
/// How often a sweep is made, whatever the number of processes.
const EVERY: TimeDelta = TimeDelta::hours(6);
/// Blobs looked at in one transaction.
const BATCH: usize = 200;

/// Holds off sweeps until the transaction ends, and checks that the blobs which it will name are there.
pub async fn hold<'a>(
    app: &App,
    tx: &mut PgConnection,
    keys: impl Iterator<Item = &'a str>,
) -> anyhow::Result<()> {
    sqlx::query_scalar!("select id from blob_sweeps for share")
        .fetch_one(tx)
        .await?;
    for key in keys {
        app.storage.size(key).await?;
    }
    Ok(())
}

/// Deletes blobs that no row names, unless a sweep was made lately. Returns how many went.
pub async fn sweep(app: &App) -> anyhow::Result<usize> {
    let now = app.clock.now();
    let due = sqlx::query!(
        "update blob_sweeps set swept_at = $1 where swept_at < $2",
        now,
        now - EVERY
    )
    .execute(&app.db)
    .await?;
    if due.rows_affected() == 0 {
        return Ok(0);
    }
    let mut gone = 0;
    for area in AREAS {
        let mut old = Vec::new();
        let mut all = app.storage.list(area);
        while let Some((key, modified)) = all.try_next().await? {
            if modified < now - GRACE {
                old.push(key);
            }
            if old.len() == BATCH {
                gone += delete_unnamed(app, &std::mem::take(&mut old)).await?;
            }
        }
        gone += delete_unnamed(app, &old).await?;
    }
    Ok(gone)
}

async fn delete_unnamed(app: &App, keys: &[String]) -> anyhow::Result<usize> {
    if keys.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    sqlx::query_scalar!("select id from blob_sweeps for update")
        .fetch_one(&mut *tx)
        .await?;
    let unnamed = sqlx::query_scalar!(
        r#"select key as "key!" from unnest($1::text[]) key
           where not exists (select from renditions where blob_key = key)
             and not exists (select from ready_renditions where renditions @> jsonb_build_array(jsonb_build_object('blob_key', key)))
             and not exists (select from text_tracks where blob_key = key)
             and not exists (select from sidecars where blob_key = key)
             and not exists (select from sources where blob_key = key)
             and not exists (select from packages where key in (poster ->> 'webp', poster ->> 'avif', sprite ->> 'file'))
             and not exists (select from series where key in (poster ->> 'webp', poster ->> 'avif'))
             and not exists (select from series_covers where key in (picture ->> 'webp', picture ->> 'avif'))
             and not exists (select from episode_thumbnails where key in (picture ->> 'webp', picture ->> 'avif'))
             and not exists (select from strip_pictures where blob_key = key)
             and not exists (select from series_trailers where blob_key = key)
             and not exists (select from screener_copies where blob_key = key)
             and not exists (select from production_exports where blob_key = key)"#,
        keys
    )
    .fetch_all(&mut *tx)
    .await?;
    for key in &unnamed {
        app.storage.delete(key).await?;
    }
    tx.commit().await?;
    Ok(unnamed.len())
}
