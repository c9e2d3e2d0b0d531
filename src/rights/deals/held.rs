//! A deal that nobody else changes meanwhile.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use uuid::Uuid;

use super::DealStatus;
use crate::errors::AppResult;
use crate::rights::block::{Block, Direction};
use crate::rights::terms::fee::Fee;
use crate::rights::terms::{Of, Stage, Terms};
use crate::rights::{book, not_found};

/// A deal that is held while it changes.
pub struct Held {
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub status: DealStatus,
    pub blocks: Kept<Vec<Block>>,
    pub fee: Kept<Fee>,
    pub locked_until: Option<DateTime<Utc>>,
    pub contract_id: Option<Uuid>,
    pub document_key: Option<String>,
    pub document_digest: Option<String>,
    /// Who signs for the party.
    pub party_person_id: Option<Uuid>,
    pub signed_at: Option<DateTime<Utc>>,
}

impl Held {
    /// What is paid and handed over by it.
    pub fn terms(self, id: Uuid) -> Terms {
        Terms {
            of: Of::Deal(id),
            stage: stage(self.status),
            name: self.name,
            direction: self.direction,
            party_id: self.party_id,
            contract_id: self.contract_id,
            blocks: self.blocks.0,
            fee: self.fee.0,
            signed_at: self.signed_at,
        }
    }
}

pub(super) fn stage(status: DealStatus) -> Stage {
    match status {
        DealStatus::Signed | DealStatus::Delivered => Stage::Runs,
        DealStatus::Ended => Stage::Over,
        _ => Stage::Open,
    }
}

pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Held> {
    book::changed(db, house_id).await?;
    sqlx::query_as!(
        Held,
        r#"select name, direction as "direction: Direction", party_id, status as "status: DealStatus",
                  blocks as "blocks: Kept<Vec<Block>>", coalesce(rights_fee(contract_id), fee) as "fee!: Kept<Fee>", locked_until,
                  contract_id, document_key, document_digest, party_person_id,
                  (select min(s.at) from rights_deal_steps s where s.deal_id = d.id and s.status = 'signed') as signed_at
           from rights_deals d where id = $1 and house_id = $2 for update"#,
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("deal"))
}
