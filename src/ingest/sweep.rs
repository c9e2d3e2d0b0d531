//! What has to be looked after: unfinished episodes, uploads that nobody ends, blobs that nobody names.

use uuid::Uuid;

use super::workshop::Workshop;
use super::{blobs, uploads};
use crate::app::App;

/// An episode that waits for somebody to work on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub episode_id: Uuid,
    /// Viewers can play it already; only sizes are missing.
    pub playable: bool,
}

/// The unfinished episodes that are due and nobody else's, in the order in which to work on them: first what
/// nobody can watch yet, the oldest first.
pub async fn unfinished(app: &App, worker: Uuid) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"select p.episode_id, p.state = 'playable' as "playable!"
           from packages p join episodes e on e.id = p.episode_id
           where p.state not in ('complete', 'failed') and (p.retry_at is null or p.retry_at <= $1)
             and (p.worker is null or p.worker = $2 or p.lease_until is null or p.lease_until < $1)
           order by p.state = 'playable', e.created_at, e.number, e.id limit 1000"#,
        app.clock.now(),
        worker
    )
    .fetch_all(&app.db)
    .await
}

/// Everything that a worker does from time to time. One failure does not keep the others from being done.
pub async fn house_keeping(app: &App, shop: &Workshop) {
    let report = |what: &str, result: anyhow::Result<usize>| match result {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "{what}"),
        Err(error) => tracing::warn!("{what}: {error:#}"),
    };
    report(
        "uploads that nobody ended were removed",
        uploads::expire(app).await,
    );
    report(
        "uploads that were cut off at their end were taken in",
        uploads::finish_all(app, shop).await,
    );
    report(
        "blobs that nothing names were deleted",
        blobs::sweep(app).await,
    );
    report(
        "work folders of episodes that are gone were removed",
        shop.tidy(app).await,
    );
}
