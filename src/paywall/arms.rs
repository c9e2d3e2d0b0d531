//! Which arm a viewer was given, kept so that it stays theirs.

use sqlx::PgConnection;
use uuid::Uuid;

use super::access::{Subject, Viewer};
use crate::app::App;
use crate::errors::AppResult;

/// Writes down which arm a viewer has seen a price of; the first one stays.
pub(super) async fn remember(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    viewer: Viewer,
    subject: &Subject,
) -> AppResult<()> {
    if subject.policy().is_none_or(|policy| policy.arms.is_empty()) {
        return Ok(());
    }
    let arm = subject.arm(Some(viewer));
    // An arm that is no more is replaced by one that is.
    sqlx::query!(
        "insert into paywall_arms (person_id, scope, house_id, arm, assigned_at)
         select p.id, $2, $3, $4, $5 from people p where p.id = $1
         on conflict (person_id, scope) do update set arm = excluded.arm, assigned_at = excluded.assigned_at
         where paywall_arms.arm <> excluded.arm",
        viewer.id,
        subject.scope,
        house_id,
        arm,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
