//! What a viewer sees of their wallet's past.

use chrono::{DateTime, Utc};
use money::Amount;
use serde::Serialize;
use sqlx::PgExecutor;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::errors::AppResult;

/// What changed a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum EntryKind {
    Bought,
    Bonus,
    Unlocked,
    Gift,
    Refund,
    Expired,
    Withdrawn,
    Merged,
    Reward,
}

impl EntryKind {
    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Bonus => "bonus",
            Self::Unlocked => "unlocked",
            Self::Gift => "gift",
            Self::Refund => "refund",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
            Self::Reward => "reward",
        }
    }
}

/// A line of the history. Added up over all of a viewer's lines, `paid` and `bonus` are the balance.
#[derive(Clone, Debug)]
pub struct NewEntry {
    pub id: Uuid,
    pub house_id: Uuid,
    pub person_id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: EntryKind,
    /// Coins that came in, or below zero went out.
    pub paid: i64,
    pub bonus: i64,
    /// What these paid coins cost the viewer, tax included.
    pub money: Option<Amount>,
    pub series_id: Option<Uuid>,
    pub episodes: Vec<i32>,
    /// The lot or the unlock.
    pub source_id: Uuid,
}

/// Writes a line, once for its id.
pub async fn write(db: impl PgExecutor<'_>, entry: &NewEntry) -> AppResult<()> {
    sqlx::query!(
        "insert into wallet_entries (id, house_id, person_id, at, kind, paid, bonus, currency, money, series_id,
             episodes, source_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing",
        entry.id,
        entry.house_id,
        entry.person_id,
        entry.at,
        entry.kind.as_str(),
        entry.paid,
        entry.bonus,
        entry.money.map(|money| money.currency.to_string()),
        entry.money.map(|money| money.minor),
        entry.series_id,
        &entry.episodes,
        entry.source_id
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the lines of something away that did not come to be.
pub async fn forget(db: impl PgExecutor<'_>, source_id: Uuid) -> AppResult<()> {
    sqlx::query!("delete from wallet_entries where source_id = $1", source_id)
        .execute(db)
        .await?;
    Ok(())
}

/// Names the receipt of a purchase in the history of who made it.
pub async fn set_receipt(db: impl PgExecutor<'_>, lot_id: Uuid, number: i64) -> AppResult<()> {
    sqlx::query!(
        "update wallet_entries set receipt = $2 where source_id = $1 and kind = 'bought'",
        lot_id,
        number
    )
    .execute(db)
    .await?;
    Ok(())
}
