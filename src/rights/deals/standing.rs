//! How a signed deal stands: as its contract does.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::DealStatus;
use crate::errors::AppResult;
use crate::rights::block::time;
use crate::rights::contracts::ContractStatus;
use crate::rights::frozen;

/// What the contracts of deals say of them, each looked up once.
#[derive(Default)]
pub struct Standings(HashMap<Uuid, Option<DealStatus>>);

impl Standings {
    /// A signed deal is live within the windows of its contract, in the version that is in force, and ended after the last, or with
    /// the contract.
    pub async fn of(
        &mut self,
        db: &mut PgConnection,
        house_id: Uuid,
        (kept, contract): (DealStatus, Option<Uuid>),
        now: DateTime<Utc>,
    ) -> AppResult<DealStatus> {
        let (DealStatus::Signed | DealStatus::Delivered, Some(contract)) = (kept, contract) else {
            return Ok(kept);
        };
        if let Some(known) = self.0.get(&contract) {
            return Ok(known.unwrap_or(kept));
        }
        let found = told(db, house_id, contract, now).await?;
        self.0.insert(contract, found);
        Ok(found.unwrap_or(kept))
    }
}

/// Live or ended; none where it has yet to begin.
async fn told(
    db: &mut PgConnection,
    house_id: Uuid,
    contract: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<DealStatus>> {
    let found = sqlx::query!(
        r#"select status as "status: ContractStatus", version, ended_at from rights_contracts where id = $1 and house_id = $2"#,
        contract,
        house_id
    )
    .fetch_one(&mut *db)
    .await?;
    if found.status == ContractStatus::Withdrawn || found.ended_at.is_some_and(|end| end <= now) {
        return Ok(Some(DealStatus::Ended));
    }
    let (mut live, mut over) = (false, true);
    for block in frozen::of(db, house_id, contract, found.version).await? {
        for (window, _) in block.windows()? {
            let end = match (time(window.end()), found.ended_at) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            let starts = time(window.start());
            let empty = starts.zip(end).is_some_and(|(start, end)| end <= start);
            let ended = empty || end.is_some_and(|end| end <= now);
            live |= !ended && starts.is_none_or(|start| start <= now);
            over &= ended;
        }
    }
    Ok(match (live, over) {
        (true, _) => Some(DealStatus::Live),
        (false, true) => Some(DealStatus::Ended),
        (false, false) => None,
    })
}
