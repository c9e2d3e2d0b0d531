//! Policies as they are kept: every version, the newest holds.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::policy::Policy;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// The newest version of a policy.
#[derive(Clone, Debug)]
pub struct Kept {
    /// None: taken away again, or never made.
    pub policy: Option<Policy>,
    /// From 1 on; 0: never made.
    pub version: i32,
    pub changed_at: Option<DateTime<Utc>>,
}

/// The house's own policy, or a series' own.
pub async fn current(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    series_id: Option<Uuid>,
) -> AppResult<Kept> {
    let row = sqlx::query!(
        r#"select version, policy as "policy: Json<Policy>", created_at from paywall_policies
           where house_id = $1 and series_id is not distinct from $2 order by version desc limit 1"#,
        house_id,
        series_id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map_or(
        Kept {
            policy: None,
            version: 0,
            changed_at: None,
        },
        |row| Kept {
            policy: row.policy.map(|policy| policy.0),
            version: row.version,
            changed_at: Some(row.created_at),
        },
    ))
}

/// Makes a policy the newest version, or takes it away; the same again is no new version. Says whether it changed.
pub async fn set(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Option<Uuid>,
    policy: Option<&Policy>,
    by: Option<Uuid>,
) -> AppResult<bool> {
    if let Some(policy) = policy {
        policy.check().map_err(|what| invalid(&what))?;
    }
    // One change at a time, so that versions have no doubles.
    sqlx::query!(
        "select id from houses where id = $1 for no key update",
        house_id
    )
    .fetch_optional(&mut *db)
    .await?;
    let kept = current(&mut *db, house_id, series_id).await?;
    if kept.policy.as_ref() == policy {
        return Ok(false);
    }
    sqlx::query!(
        "insert into paywall_policies (id, house_id, series_id, version, policy, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        app.random.id(),
        house_id,
        series_id,
        kept.version + 1,
        policy.map(Json) as _,
        app.clock.now(),
        by
    )
    .execute(&mut *db)
    .await?;
    Ok(true)
}

/// Says what is wrong with a policy.
pub fn invalid(what: &str) -> AppError {
    AppError::bad_request(
        "policy_invalid",
        format!("The paywall cannot be set: {what}."),
        "Change it, and look at the preview before saving.",
    )
}
