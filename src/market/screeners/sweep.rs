//! Copies whose link has ended go; those that a crash left half made are put on the queue again.

use chrono::Duration;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::jobs::{self, Job};

/// A copy of which nothing was heard for so long is nobody's.
const SILENT_FOR: Duration = Duration::minutes(3);

/// Does both.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let over = sqlx::query_scalar!(
        "select c.id from screeners c where (c.revoked_at is not null or c.expires_at <= $1)
           and exists (select from screener_copies k where k.screener_id = c.id and k.state <> 'gone')",
        now
    )
    .fetch_all(&app.db)
    .await?;
    for id in over {
        clear(app, id).await?;
    }
    let silent = sqlx::query!(
        "select screener_id, episode_id from screener_copies where state in ('waiting', 'making') and updated_at < $1 limit 100",
        now - SILENT_FOR
    )
    .fetch_all(&app.db)
    .await?;
    for row in silent {
        let job = Job::Screener {
            screener_id: row.screener_id,
            episode_id: row.episode_id,
        };
        jobs::enqueue(&app.db, &app.random, &job).await?;
    }
    Ok(())
}

/// Deletes what was made for a screener that has ended.
pub async fn clear(app: &App, screener: Uuid) -> AppResult<()> {
    let kept = sqlx::query!(
        "select episode_id, blob_key from screener_copies where screener_id = $1 and state <> 'gone'",
        screener
    )
    .fetch_all(&app.db)
    .await?;
    for row in kept {
        // The bytes first: a row that names none would let them lie.
        if let Some(key) = &row.blob_key {
            match app.storage.delete(key).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(AppError::internal(error)),
            }
        }
        sqlx::query!(
            "update screener_copies set state = 'gone', blob_key = null, bytes = null, updated_at = $3
             where screener_id = $1 and episode_id = $2",
            screener,
            row.episode_id,
            app.clock.now()
        )
        .execute(&app.db)
        .await?;
    }
    Ok(())
}
