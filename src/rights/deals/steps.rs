//! What moves a deal on.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::held::{Held, hold};
use super::{DealStatus, document, shown};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::{Block, BlockKind, Direction, Frozen};
use crate::rights::terms::Of;
use crate::rights::terms::deliverables::{self, NewDeliverable};
use crate::rights::terms::fee::{self, Fee};
use crate::rights::{conflicts, contracts, line, not_found};

/// The longest that something is kept for somebody.
const LOCK_DAYS_MAX: i64 = 90;

/// A deal that somebody asks for.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRightsDeal)]
#[serde(deny_unknown_fields)]
pub struct NewDeal {
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub blocks: Vec<Block>,
    pub fee: Fee,
    #[serde(default)]
    pub note: String,
    /// Of a deal in: the rows of the party's avails that it is made from.
    #[serde(default)]
    pub avail_row_ids: Vec<Uuid>,
    /// What is to be handed over. Each series of a licence out is promised anyway.
    #[serde(default)]
    pub deliverables: Vec<NewDeliverable>,
}

/// What happens next.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDealStep)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// `offer`, `counter`, `agreed`, `delivered`, `ended` or `declined`
    pub status: DealStatus,
    #[serde(default)]
    pub note: String,
    /// Of an offer or a counter: what is on the table now, as it was when left out.
    pub blocks: Option<Vec<Block>>,
    pub fee: Option<Fee>,
    /// Of an offer or a counter: for so many days nobody else is sold it; 0 lets go of it.
    pub lock_days: Option<i64>,
    /// Of an offer or a counter: what is to be handed over now, as it was when left out.
    pub deliverables: Option<Vec<NewDeliverable>>,
}

/// Writes an enquiry down, and gives its id.
pub async fn create(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    new: NewDeal,
) -> AppResult<Uuid> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let name = line(&new.name, 80, "name")?;
    fee::check(db, house_id, &new.fee).await?;
    contracts::party(db, house_id, new.party_id).await?;
    let frozen =
        contracts::read_blocks(db, house_id, new.direction, new.blocks, now.date_naive()).await?;
    let blocks: Vec<Block> = frozen.into_iter().map(|frozen| frozen.block).collect();
    let id = app.random.id();
    let kept = sqlx::query!(
        "insert into rights_deals (id, house_id, name, direction, party_id, status, blocks, fee, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 'enquiry', $6, $7, $8, $9, $9) on conflict (house_id, name) do nothing",
        id,
        house_id,
        name,
        new.direction as _,
        new.party_id,
        json!(blocks),
        json!(new.fee),
        operator.id,
        now
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "deal_known",
            format!("There is a deal {name} already."),
            "Give it another name, or go on with that one.",
        ));
    }
    deliverables::replace(db, house_id, Of::Deal(id), &new.deliverables).await?;
    deliverables::check(db, house_id, Of::Deal(id), &new.fee).await?;
    if !new.avail_row_ids.is_empty() {
        let of = (new.direction, new.party_id);
        remember(db, house_id, id, of, &new.avail_row_ids, now).await?;
    }
    write(app, db, operator, id, DealStatus::Enquiry, &new.note).await?;
    Ok(id)
}

/// Keeps the rows that it is made from as they are now: the licensor is answered about them whatever becomes of them.
async fn remember(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    (direction, party_id): (Direction, Uuid),
    rows: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let kept = sqlx::query!(
        "insert into rights_deal_avails (deal_id, row_id, house_id, party_id, title_id, cells, starts_at, ends_at, created_at)
         select $1, r.id, r.house_id, r.party_id, r.title_id, r.cells, r.starts_at, r.ends_at, $5
         from avail_rows r where r.house_id = $2 and r.party_id = $3 and r.id = any ($4)",
        id,
        house_id,
        party_id,
        &rows,
        now
    )
    .execute(&mut *db)
    .await?;
    if direction == Direction::In && kept.rows_affected() == rows.len() as u64 {
        return Ok(());
    }
    Err(AppError::conflict(
        "avails_rows_gone",
        "Some of these rows are not on offer by this party any more, or the deal does not take rights in.",
        "Look at what is on offer now, and choose again.",
    ))
}

/// Writes down that a deal has come so far, as it is now.
pub async fn write(
    app: &App,
    db: &mut PgConnection,
    person: &Person,
    id: Uuid,
    status: DealStatus,
    note: &str,
) -> AppResult<()> {
    note_step(
        app,
        db,
        (person.house_id, Some(person.id)),
        id,
        status,
        note,
    )
    .await?;
    let detail = json!({"status": status});
    audit::note(
        &mut *db,
        app,
        person,
        "rights.deal_moved",
        "rights_deal",
        id,
        detail,
    )
    .await
}

/// Everything is handed over: a deal that was signed is delivered by it.
pub async fn delivered(
    app: &App,
    db: &mut PgConnection,
    (house_id, person): (Uuid, Option<&Person>),
    id: Uuid,
    note: &str,
) -> AppResult<()> {
    if hold(db, house_id, id).await?.status != DealStatus::Signed {
        return Ok(());
    }
    let status = DealStatus::Delivered;
    match person {
        Some(person) => write(app, db, person, id, status, note).await,
        None => note_step(app, db, (house_id, None), id, status, note).await,
    }
}

/// Writes it down where perhaps nobody did it: a delivery was sent.
async fn note_step(
    app: &App,
    db: &mut PgConnection,
    (house_id, person_id): (Uuid, Option<Uuid>),
    id: Uuid,
    status: DealStatus,
    note: &str,
) -> AppResult<()> {
    let note: String = note
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(400)
        .collect();
    sqlx::query!(
        "with moved as (update rights_deals set status = $2, updated_at = $6 where id = $1 returning *)
         insert into rights_deal_steps (deal_id, number, house_id, status, note, blocks, fee, person_id, at)
         select $1, coalesce((select max(number) from rights_deal_steps where deal_id = $1), 0) + 1, $3, $2, $4,
                moved.blocks, moved.fee, $5, $6 from moved",
        id,
        status as DealStatus,
        house_id,
        note,
        person_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Takes a step.
pub async fn step(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    new: NewStep,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let held = hold(db, house_id, id).await?;
    if !held.status.leads_to(new.status) {
        return Err(AppError::conflict(
            "deal_state",
            format!(
                "Deal {} has not come that far, or further already.",
                held.name
            ),
            "Reload the page to see how it stands.",
        ));
    }
    match new.status {
        DealStatus::Offer | DealStatus::Counter => {
            offer(app, db, operator, id, &held, &new).await?;
        }
        DealStatus::Agreed => agree(app, db, operator, id, &held).await?,
        DealStatus::Declined => {
            if let Some(contract) = held.contract_id {
                contracts::withdraw(app, db, operator, contract).await?;
            }
        }
        DealStatus::Ended => {
            let contract = held.contract_id.ok_or_else(|| not_found("contract"))?;
            contracts::end(app, db, operator, contract, now).await?;
        }
        _ => {}
    }
    write(app, db, operator, id, new.status, &new.note).await
}

/// What is on the table, and whether it is kept for them meanwhile.
async fn offer(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    held: &Held,
    new: &NewStep,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let fee = new.fee.clone().unwrap_or_else(|| held.fee.0.clone());
    fee::check(db, house_id, &fee).await?;
    let blocks = new.blocks.clone().unwrap_or_else(|| held.blocks.0.clone());
    let frozen =
        contracts::read_blocks(db, house_id, held.direction, blocks, now.date_naive()).await?;
    let locked_until = match new.lock_days {
        None => held.locked_until,
        Some(0) => None,
        Some(days) if (1..=LOCK_DAYS_MAX).contains(&days) => Some(now + Duration::days(days)),
        Some(_) => {
            return Err(AppError::bad_request(
                "lock_too_long",
                format!("Something is kept for somebody for 1 to {LOCK_DAYS_MAX} days."),
                "Give fewer days, and offer it again later.",
            ));
        }
    };
    if let Some(until) = locked_until.filter(|_| held.direction == Direction::Out) {
        let reserved: Vec<Frozen> = frozen
            .iter()
            .filter_map(|one| reservation(one, until))
            .collect();
        conflicts::refuse(
            app,
            db,
            house_id,
            held.party_id,
            None,
            held.direction,
            &reserved,
            &[id],
        )
        .await?;
    }
    if let Some(new) = &new.deliverables {
        deliverables::replace(db, house_id, Of::Deal(id), new).await?;
    }
    deliverables::check(db, house_id, Of::Deal(id), &fee).await?;
    let blocks: Vec<Block> = frozen.into_iter().map(|frozen| frozen.block).collect();
    sqlx::query!(
        "update rights_deals set blocks = $2, fee = $3, locked_until = $4 where id = $1",
        id,
        json!(blocks),
        json!(fee),
        locked_until
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// A grant that is talked about, as an option that lapses.
pub fn reservation(frozen: &Frozen, until: DateTime<Utc>) -> Option<Frozen> {
    (frozen.block.kind == BlockKind::Grant).then(|| Frozen {
        block: Block {
            kind: BlockKind::Option,
            expires_at: Some(until),
            ..frozen.block.clone()
        },
        ..frozen.clone()
    })
}

/// Nothing may stand in its way; then the contract is drafted, and the document set that is to be signed.
async fn agree(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    held: &Held,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let blocks = held.blocks.0.clone();
    let frozen =
        contracts::read_blocks(db, house_id, held.direction, blocks, now.date_naive()).await?;
    conflicts::refuse(
        app,
        db,
        house_id,
        held.party_id,
        None,
        held.direction,
        &frozen,
        &[id],
    )
    .await?;
    let new = contracts::NewContract {
        reference: held.name.clone(),
        direction: held.direction,
        party_id: held.party_id,
        blocks: held.blocks.0.clone(),
        note: format!("Deal {}", held.name),
        signed_on: None,
        fee: Some(held.fee.0.clone()),
        deliverables: Vec::new(),
    };
    let contract = contracts::create(app, db, operator, new, Some(id)).await?;
    let deal = shown::read(db, house_id, Some(id), now)
        .await?
        .into_iter()
        .next();
    let deal = deal.ok_or_else(|| not_found("deal"))?;
    let (key, digest) = document::make(app, db, house_id, &deal, &frozen).await?;
    sqlx::query!(
        "update rights_deals set contract_id = $2, document_key = $3, document_digest = $4 where id = $1",
        id,
        contract,
        key,
        digest
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
