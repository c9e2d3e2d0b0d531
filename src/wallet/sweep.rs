//! What a crash left unfinished, bonus coins whose time is over, and coins that nobody uses any more.

use chrono::Duration;

use super::{back, breakage, lots};
use crate::app::App;
use crate::errors::AppResult;

/// A step that is older than this is nobody's any more.
pub const LEFT_ALONE: Duration = Duration::seconds(30);
const AT_ONCE: i64 = 1_000;

/// Finishes it; safe to run from several processes and at any time. What fails is logged and tried again next time.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let new = sqlx::query_scalar!(
        "select id from lots where state = 'new' and created_at <= $1 order by created_at limit $2",
        now - LEFT_ALONE,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?;
    for id in new {
        if let Err(error) = lots::open(app, id).await {
            tracing::error!(lot = %id, "coins did not come in: {error}");
        }
    }
    let held = sqlx::query_scalar!(
        "select id from lot_moves where state = 'held' and created_at <= $1 order by created_at limit $2",
        now - LEFT_ALONE,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?;
    for id in held {
        if let Err(error) = back::finish(app, id).await {
            tracing::error!(movement = %id, "coins were not taken out: {error}");
        }
    }
    let over = sqlx::query_scalar!(
        "select id from lots where bonus_expires_at <= $1 and state = 'open'
           and bonus > bonus_used + bonus_back + bonus_expired order by bonus_expires_at limit $2",
        now,
        AT_ONCE
    )
    .fetch_all(&app.db)
    .await?;
    for id in over {
        if let Err(error) = back::expire(app, id).await {
            tracing::error!(lot = %id, "bonus coins did not expire: {error}");
        }
    }
    breakage::sweep(app).await
}
