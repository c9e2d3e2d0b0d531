//! Campaigns: viewers back a series or a pilot before it is made, all or nothing.
//!
//! ```text
//! open → collecting → collected → released      a pledge:  waiting → pledged → collected → refunded
//!   ↓        ↓            ↓                                   ↓         ↓
//! failed     └→ cancelled ←┘                               withdrawn   lapsed, dropped
//! ```
//!
//! A pledge keeps a card and charges nothing: card holds last days, campaigns weeks. When the campaign closes, what is
//! *pledged* by cards that were confirmed is tested against the minimum: below it nobody is ever charged. Else each
//! pledge is charged without its backer, declined cards again day after day, so that *collected* is told beside pledged
//! and never above it. What is collected is held for the backers ([`crate::books::Kind::PledgesHeld`]) until an operator
//! releases it; a campaign that is cancelled before gives every backer their money back, once.

mod card;
mod close;
mod collect;
pub mod desk;
mod finish;
mod merge;
mod pledge;
mod reward;
pub mod routes;
mod shown;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

pub use merge::merge;

/// Where a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = CampaignState)]
pub enum State {
    Open,
    /// Closed below its minimum: nobody was charged.
    Failed,
    /// Closed with success: cards are being charged.
    Collecting,
    /// Every card was charged, or given up; the money is held.
    Collected,
    /// The money is the house's.
    Released,
    /// Every backer gets their money back.
    Cancelled,
}

/// Where a pledge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PledgeState {
    /// Its card is not confirmed yet: it does not count.
    Waiting,
    Pledged,
    /// By its backer, before the close; or its card was never confirmed.
    Withdrawn,
    /// The campaign failed or was cancelled before it was charged.
    Lapsed,
    Collected,
    /// Its card was declined until nobody tried any more.
    Dropped,
    Refunded,
}

/// A campaign as its steps need it.
pub struct Campaign {
    pub id: Uuid,
    pub house_id: Uuid,
    pub series_id: Option<Uuid>,
    pub currency: String,
    pub minimum: i64,
    pub closes_at: chrono::DateTime<chrono::Utc>,
    pub retry_days: i32,
    pub state: State,
}

/// A pledge as its steps need it.
pub struct Pledge {
    pub id: Uuid,
    pub house_id: Uuid,
    pub campaign_id: Uuid,
    pub person_id: Option<Uuid>,
    pub amount: i64,
    pub currency: String,
    pub territory: String,
    pub reward_id: Option<Uuid>,
    pub state: PledgeState,
    pub provider: crate::payments::provider::ProviderKind,
    pub setup_ref: Option<String>,
    pub method: Option<String>,
    pub test_declines: bool,
    pub attempts: i32,
    pub order_id: Option<Uuid>,
    pub created_at: chrono::DateTime<chrono::Utc>,
}

/// Reads pledges: what follows `where`, and its arguments.
macro_rules! pledges {
    ($where:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::campaigns::Pledge,
            r#"select id, house_id, campaign_id, person_id, amount, currency, territory, reward_id,
                state as "state: crate::campaigns::PledgeState", provider as "provider: crate::payments::provider::ProviderKind",
                setup_ref, method, test_declines, attempts, order_id, created_at from pledges where "# + $where,
            $($argument),*
        )
    };
}
pub(crate) use pledges;

/// One campaign of a house.
pub async fn find(db: impl PgExecutor<'_>, house_id: Uuid, id: Uuid) -> AppResult<Campaign> {
    sqlx::query_as!(
        Campaign,
        r#"select id, house_id, series_id, currency, minimum, closes_at, retry_days, state as "state: State"
           from campaigns where house_id = $1 and id = $2"#,
        house_id,
        id
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| not_found("campaign"))
}

/// The same, held against others who would change it.
async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Campaign> {
    sqlx::query_scalar!(
        "select id from campaigns where house_id = $1 and id = $2 for update",
        house_id,
        id
    )
    .fetch_optional(&mut *db)
    .await?;
    find(db, house_id, id).await
}

async fn hold_pledge(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Pledge> {
    pledges!("house_id = $1 and id = $2 for update", house_id, id)
        .fetch_optional(db)
        .await?
        .ok_or_else(|| not_found("pledge"))
}

/// Asks about cards, closes what is due, charges, gives back, makes the house's what was released; again and again.
pub async fn sweep(app: &App) -> AppResult<()> {
    card::sweep(app).await?;
    close::sweep(app).await?;
    collect::sweep(app).await?;
    finish::sweep(app).await
}

fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "campaign_not_found",
        format!("There is no such {what} in this house."),
        "Look at the list of campaigns.",
    )
}
