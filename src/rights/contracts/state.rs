//! What becomes of a contract: draft → active → ended; or withdrawn, as if it had never been.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use uuid::Uuid;

use super::super::block::{Block, Direction, Frozen};
use super::super::terms::{Of, Terms, deliverables, fee};
use super::super::{book, chain, conflicts};
use super::routes::Amendment;
use super::shown::{ContractStatus, blocks_of};
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
    pub deal_id: Option<Uuid>,
    pub activated_at: Option<DateTime<Utc>>,
    pub fee: Kept<fee::Fee>,
}

impl Held {
    /// What is paid and handed over by it where no deal came before it.
    pub async fn terms(self, db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Terms> {
        Ok(Terms {
            of: Of::Contract(id),
            stage: stage(self.status),
            blocks: blocks_of(db, house_id, id, self.version).await?,
            name: self.reference,
            direction: self.direction,
            party_id: self.party_id,
            contract_id: Some(id),
            fee: self.fee.0,
            signed_at: self.activated_at,
        })
    }
}

/// Takes hold of a contract, and of the house's book, so that two who change it are one after the other.
pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Held> {
    book::changed(db, house_id).await?;
    sqlx::query_as!(
        Held,
        r#"select reference, direction as "direction: Direction", party_id, status as "status: ContractStatus", version,
                  deal_id, activated_at, rights_fee(id) as "fee!: Kept<fee::Fee>"
           from rights_contracts where id = $1 and house_id = $2 for update"#,
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| super::super::not_found("contract"))
}

fn wrong_state(held: &Held, wanted: &str) -> AppError {
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
    let house_id = operator.house_id;
    super::super::day(signed_on)?;
    let held = hold(db, house_id, id).await?;
    if held.status != ContractStatus::Draft {
        return Err(wrong_state(&held, "put in force"));
    }
    let blocks = blocks_of(db, house_id, id, held.version).await?;
    let blocks = frozen(blocks, signed_on)?;
    chain::refuse(app, db, house_id, held.direction, &blocks).await?;
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

fn frozen(blocks: Vec<Block>, on: NaiveDate) -> AppResult<Vec<Frozen>> {
    blocks.into_iter().map(|block| block.freeze(on)).collect()
}

/// Adds a version, which counts from now on. Of a draft, it is the draft as it is now.
pub async fn amend(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    new: Amendment,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let held = hold(db, house_id, id).await?;
    if !matches!(held.status, ContractStatus::Draft | ContractStatus::Active) {
        return Err(wrong_state(&held, "amended"));
    }
    // What an amendment adds was never meant by the words of the first signing: they are read for today.
    let today = app.clock.now().date_naive();
    let blocks = write::read(db, house_id, held.direction, new.blocks, today).await?;
    chain::refuse(app, db, house_id, held.direction, &blocks).await?;
    if held.status == ContractStatus::Active {
        conflicts::refuse(
            app,
            db,
            house_id,
            held.party_id,
            Some(id),
            held.direction,
            &blocks,
            &[],
        )
        .await?;
    }
    let terms = super::super::terms::hold(db, house_id, Of::Contract(id)).await?;
    let (of, direction) = (terms.of, held.direction);
    let fee = match new.fee {
        Some(fee) => fee::amended(db, house_id, &terms, fee).await?,
        None => terms.fee,
    };
    let given: Vec<Block> = blocks.iter().map(|frozen| frozen.block.clone()).collect();
    match new.deliverables {
        Some(promised) => deliverables::replace(db, house_id, of, &promised).await?,
        None if direction == Direction::Out => {
            deliverables::let_go(db, house_id, of, &given).await?;
        }
        None => {}
    }
    deliverables::complete(app, db, house_id, of, direction, &given).await?;
    deliverables::check(db, house_id, of, &fee).await?;
    let version = held.version + 1;
    let said = write::Said {
        note: &new.note,
        blocks: &blocks,
        fee: &fee,
        of,
    };
    write::version(app, db, operator, (id, version), said).await?;
    sqlx::query!(
        "update rights_contracts set version = $2 where id = $1",
        id,
        version
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"reference": held.reference, "version": version, "note": new.note.trim()});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.amended",
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
    let held = hold(db, operator.house_id, id).await?;
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
    let held = hold(db, operator.house_id, id).await?;
    if held.status == ContractStatus::Withdrawn {
        return Ok(());
    }
    sqlx::query!(
        "update rights_contracts set status = 'withdrawn', ended_at = null where id = $1",
        id
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
