//! What becomes of a contract: draft → active → ended; or withdrawn, as if it had never been.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use uuid::Uuid;

use super::super::block::{Block, Direction, Frozen};
use super::super::coproductions::consents;
use super::super::terms::{Of, Terms, fee};
use super::super::{book, chain, conflicts, frozen};
use super::shown::ContractStatus;
use super::terms::stage;
use super::write;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// A contract that is held while it changes.
pub struct Held {
    pub reference: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub status: ContractStatus,
    pub version: i32,
    /// Of the deal that it came from.
    pub deal_id: Option<Uuid>,
    /// Of one in force: when it will end.
    pub ended_at: Option<DateTime<Utc>>,
    pub activated_at: Option<DateTime<Utc>>,
    pub fee: Kept<fee::Fee>,
}

impl Held {
    /// What is paid and handed over by it where no deal came before it.
    pub fn terms(self, id: Uuid, blocks: Vec<Block>) -> Terms {
        Terms {
            of: Of::Contract(id),
            stage: stage(self.status),
            blocks,
            name: self.reference,
            direction: self.direction,
            party_id: self.party_id,
            contract_id: Some(id),
            fee: self.fee.0,
            signed_at: self.activated_at,
        }
    }
}

/// Takes hold of a contract, and of the house's book, so that two who change it are one after the other. One whose end is set
/// is in force until then.
pub async fn hold(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Held> {
    book::changed(db, house_id).await?;
    sqlx::query_as!(
        Held,
        r#"select reference, direction as "direction: Direction", party_id, version, deal_id, ended_at,
                  case when status = 'ended' and ended_at > $3 then 'active' else status end as "status!: ContractStatus",
                  activated_at, rights_fee(id) as "fee!: Kept<fee::Fee>"
           from rights_contracts where id = $1 and house_id = $2 for update"#,
        id,
        house_id,
        now
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| super::super::not_found("contract"))
}

pub fn wrong_state(held: &Held, wanted: &str) -> AppError {
    AppError::conflict(
        "contract_state",
        format!(
            "Contract {} is {}; it cannot be {wanted}.",
            held.reference,
            held.status.as_str()
        ),
        "Reload the page to see how it stands.",
    )
}

/// Puts a draft in force, with its territories as on the day of its signing. Refused, with every reason, where another contract
/// is in its way.
pub async fn activate(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    signed_on: NaiveDate,
    instead_of: &[Uuid],
) -> AppResult<()> {
    super::super::day(signed_on)?;
    let held = hold(db, operator.house_id, id, app.clock.now()).await?;
    // Its document waits for two signatures: nobody puts it in force without them.
    if held.deal_id.is_some_and(|deal| !instead_of.contains(&deal)) {
        return Err(AppError::conflict(
            "contract_of_deal",
            format!(
                "Contract {} comes from a deal, and is in force once both sides have signed that.",
                held.reference
            ),
            "Have the deal's document signed.",
        ));
    }
    let blocks = frozen::of(db, operator.house_id, id, held.version).await?;
    let blocks = frozen::words(blocks)
        .into_iter()
        .map(|block| block.freeze(signed_on))
        .collect::<AppResult<_>>()?;
    put_in_force(app, db, operator, id, &held, signed_on, blocks, instead_of).await
}

/// Puts a draft in force whose territories were read already: those that a delivery brought.
pub async fn activate_as_read(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    signed_on: NaiveDate,
) -> AppResult<()> {
    super::super::day(signed_on)?;
    let held = hold(db, operator.house_id, id, app.clock.now()).await?;
    let blocks = frozen::of(db, operator.house_id, id, held.version).await?;
    put_in_force(app, db, operator, id, &held, signed_on, blocks, &[]).await
}

#[expect(
    clippy::too_many_arguments,
    reason = "which contract, and what it says from when on"
)]
async fn put_in_force(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    held: &Held,
    signed_on: NaiveDate,
    blocks: Vec<Frozen>,
    instead_of: &[Uuid],
) -> AppResult<()> {
    let house_id = operator.house_id;
    if held.status != ContractStatus::Draft {
        return Err(wrong_state(held, "put in force"));
    }
    chain::refuse(app, db, house_id, held.direction, &blocks).await?;
    let (about, now) = ((id, held.version), app.clock.now());
    consents::refuse(db, house_id, about, held.direction, &blocks, now).await?;
    conflicts::refuse(
        app,
        db,
        house_id,
        held.party_id,
        Some(id),
        held.direction,
        &blocks,
        instead_of,
    )
    .await?;
    for (position, block) in blocks.iter().enumerate() {
        sqlx::query!(
            "update rights_blocks set territories = $4, territories_on = $5, territories_table = $6
             where contract_id = $1 and version = $2 and position = $3",
            id,
            held.version,
            position as i32,
            &write::codes(block.territories),
            block.on,
            block.table
        )
        .execute(&mut *db)
        .await?;
    }
    sqlx::query!(
        "update rights_contracts set status = 'active', signed_on = $2, activated_at = $3 where id = $1",
        id,
        signed_on,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    let detail =
        json!({"reference": held.reference, "version": held.version, "signed_on": signed_on});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.activated",
        "rights_contract",
        id,
        detail,
    )
    .await
}

/// Ends a contract at a moment, at the earliest now. What was bought while it ran may be kept where it says so.
pub async fn end(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    at: DateTime<Utc>,
) -> AppResult<()> {
    let held = hold(db, operator.house_id, id, app.clock.now()).await?;
    if held.status != ContractStatus::Active {
        return Err(wrong_state(&held, "ended"));
    }
    if at < app.clock.now() {
        return Err(AppError::bad_request(
            "contract_end_past",
            "A contract cannot end in the past.",
            "Leave the moment out to end it now.",
        ));
    }
    // What comes after the end that is set may be somebody else's by now.
    if let Some(known) = held.ended_at.filter(|known| *known < at) {
        return Err(AppError::conflict(
            "contract_end_set",
            format!(
                "Contract {} ends at {}; it cannot end later than that.",
                held.reference,
                known.format("%Y-%m-%d %H:%M UTC")
            ),
            "Write a contract for the time after.",
        ));
    }
    sqlx::query!(
        "update rights_contracts set status = 'ended', ended_at = $2 where id = $1",
        id,
        at
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"reference": held.reference, "at": at});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.ended",
        "rights_contract",
        id,
        detail,
    )
    .await
}

/// Takes a contract back as if it had never been: what was bought by it plays no more either. Its titles do not become the
/// house's own by it.
pub async fn withdraw(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
) -> AppResult<()> {
    let held = hold(db, operator.house_id, id, app.clock.now()).await?;
    if held.status == ContractStatus::Withdrawn {
        return Ok(());
    }
    sqlx::query!(
        "update rights_contracts set status = 'withdrawn', withdrawn_at = $2 where id = $1",
        id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"reference": held.reference});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.withdrawn",
        "rights_contract",
        id,
        detail,
    )
    .await
}
