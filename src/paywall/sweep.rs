//! Unlocks that a crash left held.

use super::finish::finish;
use crate::app::App;
use crate::errors::AppResult;
use crate::wallet;

const AT_ONCE: i64 = 1_000;

/// Finishes them; safe to run from several processes and at any time.
pub async fn sweep(app: &App) -> AppResult<()> {
    let held = sqlx::query_scalar!(
        "select id from unlocks where state = 'held' and created_at <= $1 order by created_at limit $2",
        app.clock.now() - wallet::LEFT_ALONE,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?;
    for id in held {
        if let Err(error) = finish(app, id).await {
            tracing::error!(unlock = %id, "a held unlock was not finished: {error}");
        }
    }
    Ok(())
}
