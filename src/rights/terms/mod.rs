//! What is paid and handed over for rights. A deal has terms while it is talked about and as long as it runs; a contract that
//! was written without a deal has its own, and one that came from a deal has the deal's.

pub mod deliverables;
pub mod fee;
pub mod handed;
pub mod paid;
pub mod sharing;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::block::{Block, Direction, Frozen};
use super::{contracts, deals, frozen};
use crate::errors::AppResult;
use deliverables::{Deliverable, Instalment};
use fee::Fee;

/// Whose terms they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Deal(Uuid),
    Contract(Uuid),
}

impl Of {
    pub fn id(self) -> Uuid {
        match self {
            Self::Deal(id) | Self::Contract(id) => id,
        }
    }

    pub fn deal(self) -> Option<Uuid> {
        match self {
            Self::Deal(id) => Some(id),
            Self::Contract(_) => None,
        }
    }

    pub fn contract(self) -> Option<Uuid> {
        match self {
            Self::Contract(id) => Some(id),
            Self::Deal(_) => None,
        }
    }

    /// From two columns, one of which is filled.
    pub fn read(deal: Option<Uuid>, contract: Option<Uuid>) -> Option<Self> {
        deal.map(Self::Deal).or(contract.map(Self::Contract))
    }

    /// What the books and the log call it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Deal(_) => "rights_deal",
            Self::Contract(_) => "rights_contract",
        }
    }
}

/// How far it is, as far as terms care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is owed yet, or it was taken back.
    Open,
    Runs,
    /// What was promised before its end is owed still.
    Over,
}

/// Terms with what they are about.
pub struct Terms {
    pub of: Of,
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub stage: Stage,
    /// The contract that holds the fee, once there is one.
    pub contract_id: Option<Uuid>,
    pub blocks: Vec<Block>,
    pub fee: Fee,
    /// Since when it is signed.
    pub signed_at: Option<DateTime<Utc>>,
}

/// How terms stand.
pub struct Shown {
    pub written_down: Vec<Uuid>,
    pub paid: Vec<Uuid>,
    pub deliverables: Vec<Deliverable>,
    pub instalments: Vec<Instalment>,
}

impl Terms {
    pub async fn shown(
        &self,
        db: &mut PgConnection,
        house_id: Uuid,
        now: DateTime<Utc>,
    ) -> AppResult<Shown> {
        let deliverables = deliverables::of(db, house_id, self.of).await?;
        let booked = paid::booked(db, house_id, self).await?;
        Ok(Shown {
            written_down: booked.owed,
            paid: booked.paid,
            instalments: deliverables::instalments(&self.fee, &deliverables, self.signed_at, now),
            deliverables,
        })
    }
}

/// Takes hold of terms while they change.
pub async fn hold(
    db: &mut PgConnection,
    house_id: Uuid,
    of: Of,
    now: DateTime<Utc>,
) -> AppResult<Terms> {
    match of {
        Of::Deal(id) => Ok(deals::held::hold(db, house_id, id).await?.terms(id)),
        Of::Contract(id) => {
            let held = contracts::hold(db, house_id, id, now).await?;
            let blocks = frozen::of(db, house_id, id, held.version).await?;
            of_held(db, house_id, (id, held), blocks).await
        }
    }
}

/// The terms of a contract that is held, with what it says: one that came from a deal has the deal's.
pub async fn of_held(
    db: &mut PgConnection,
    house_id: Uuid,
    (id, held): (Uuid, contracts::Held),
    blocks: Vec<Frozen>,
) -> AppResult<Terms> {
    match held.deal_id {
        Some(deal) => Ok(deals::held::hold(db, house_id, deal).await?.terms(deal)),
        None => Ok(held.terms(id, frozen::words(blocks))),
    }
}
