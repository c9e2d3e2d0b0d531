//! Chain of title: a series is licensed on once the documents exist that say it may be.
//!
//! Which these are follows from how it was made (`rights::chain::needs`), with what the house adds or waives. Consents of
//! the register and contracts in count as documents; everything else is provided here. What is missing stands in the way of
//! contracts out, as the house's policy says: not at all, as a warning, or as a refusal.

mod change;
mod documents;
mod gaps;
mod read;
pub mod routes;

pub(super) use gaps::refuse;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::errors::AppResult;

/// What becomes of a licence whose documents are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[schema(as = TitlePolicy)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Policy {
    /// Nobody asks.
    Off,
    /// The desk shows what is missing.
    Warn,
    /// It is refused.
    Block,
}

/// The house's policy; one that never chose refuses.
pub async fn policy(db: &mut PgConnection, house_id: Uuid) -> AppResult<Policy> {
    let kept = sqlx::query_scalar!(
        r#"select policy as "policy: Policy" from title_policies where house_id = $1"#,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?;
    Ok(kept.unwrap_or(Policy::Block))
}

/// Sets the policy of a house.
pub async fn choose(
    db: &mut PgConnection,
    house_id: Uuid,
    policy: Policy,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into title_policies (house_id, policy, updated_by, updated_at) values ($1, $2, $3, $4)
         on conflict (house_id) do update set policy = excluded.policy, updated_by = excluded.updated_by,
             updated_at = excluded.updated_at",
        house_id,
        policy as Policy,
        by,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
