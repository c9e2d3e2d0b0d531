//! What a deal promises to hand over: due, delivered, accepted or returned; instalments of its fee may wait for it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::fee::{Fee, Waits};
use super::steps::{hold, write};
use super::{DealStatus, steps};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::{Block, BlockKind, Direction};
use crate::rights::{day, line};

const DELIVERABLES_MAX: usize = 100;

/// Something that is handed over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewDealDeliverable)]
#[serde(deny_unknown_fields)]
pub struct NewDeliverable {
    /// Made by the client: an instalment may wait for it.
    pub id: Uuid,
    pub name: String,
    /// A delivery of this series meets it by itself; without one somebody says so.
    pub series_id: Option<Uuid>,
    pub due_on: Option<NaiveDate>,
}

/// How far it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DealDeliverable)]
pub struct Deliverable {
    pub id: Uuid,
    pub name: String,
    pub series_id: Option<Uuid>,
    pub due_on: Option<NaiveDate>,
    pub delivered_at: Option<DateTime<Utc>>,
    pub delivered_by: Option<String>,
    /// Which delivery, or what was handed over.
    pub delivered_note: String,
    pub accepted_at: Option<DateTime<Utc>>,
    pub accepted_by: Option<String>,
    /// Why it went back, when it last did.
    pub returned_note: String,
}

/// What becomes of a deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = DeliverableMove)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Delivered,
    Accepted,
    Returned,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewDeliverableMove)]
#[serde(deny_unknown_fields)]
pub struct NewMove {
    pub status: Move,
    #[serde(default)]
    pub note: String,
}

/// When an instalment is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DealInstalment)]
pub struct Instalment {
    pub id: Uuid,
    pub due: bool,
    /// Of one that waits for something: since when it is met.
    pub met_at: Option<DateTime<Utc>>,
}

/// The deliverables of a deal, in order.
pub async fn of(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
) -> AppResult<Vec<Deliverable>> {
    Ok(sqlx::query_as!(
        Deliverable,
        r#"select d.id, d.name, d.series_id, d.due_on, d.delivered_at, coalesce(p.display_name, p.email) as delivered_by,
                  d.delivered_note, d.accepted_at, coalesce(a.display_name, a.email) as accepted_by, d.returned_note
           from rights_deliverables d left join people p on p.id = d.delivered_by left join people a on a.id = d.accepted_by
           where d.house_id = $1 and d.deal_id = $2 order by d.position, d.id"#,
        house_id,
        deal_id
    )
    .fetch_all(&mut *db)
    .await?)
}

/// Which instalments of a fee are due: on their day, or once what they wait for is met.
pub fn instalments(
    fee: &Fee,
    deliverables: &[Deliverable],
    signed_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<Instalment> {
    fee.payments
        .iter()
        .map(|payment| {
            let met_at = match &payment.waits {
                None => None,
                Some(Waits::Signing) => signed_at,
                Some(Waits::Acceptance { deliverable_id }) => deliverables
                    .iter()
                    .find(|one| one.id == *deliverable_id)
                    .and_then(|one| one.accepted_at),
            };
            let due = match payment.waits {
                None => payment.due_on <= now.date_naive(),
                Some(_) => met_at.is_some(),
            };
            Instalment {
                id: payment.id,
                due,
                met_at,
            }
        })
        .collect()
}

/// Puts these in place of those that were there: it is talked about still.
pub async fn replace(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    new: &[NewDeliverable],
) -> AppResult<()> {
    if new.len() > DELIVERABLES_MAX {
        return Err(AppError::bad_request(
            "deliverables_too_many",
            format!("A deal has at most {DELIVERABLES_MAX} deliverables."),
            "Take some together.",
        ));
    }
    sqlx::query!(
        "delete from rights_deliverables where deal_id = $1 and house_id = $2",
        deal_id,
        house_id
    )
    .execute(&mut *db)
    .await?;
    for (position, one) in new.iter().enumerate() {
        let name = line(&one.name, 120, "name of a deliverable")?;
        if let Some(on) = one.due_on {
            day(on)?;
        }
        let kept = sqlx::query!(
            "insert into rights_deliverables (deal_id, id, house_id, position, name, series_id, due_on)
             select $1, $2, $3, $4, $5, $6, $7
             where $6::uuid is null or exists (select from series s where s.id = $6 and s.house_id = $3)
             on conflict do nothing",
            deal_id,
            one.id,
            house_id,
            position as i32,
            name,
            one.series_id,
            one.due_on
        )
        .execute(&mut *db)
        .await?;
        if kept.rows_affected() == 0 {
            return Err(AppError::bad_request(
                "deliverable_invalid",
                format!("The deliverable {name} is of no series of this house, or is named twice."),
                "Reload the page and choose again.",
            ));
        }
    }
    Ok(())
}

/// Refuses a fee of which an instalment waits for what the deal does not promise.
pub async fn check(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    fee: &Fee,
) -> AppResult<()> {
    let known = of(db, house_id, deal_id).await?;
    let lost = fee.payments.iter().any(|payment| match &payment.waits {
        Some(Waits::Acceptance { deliverable_id }) => {
            !known.iter().any(|one| one.id == *deliverable_id)
        }
        _ => false,
    });
    if !lost {
        return Ok(());
    }
    Err(AppError::bad_request(
        "payment_waits",
        "An instalment waits for a deliverable that the deal does not have.",
        "Add the deliverable, or give the instalment a day.",
    ))
}

/// A licence that we give is delivered series by series: what nobody wrote down is promised anyway.
pub async fn complete(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    direction: Direction,
    blocks: &[Block],
) -> AppResult<()> {
    if direction == Direction::In {
        return Ok(());
    }
    let mut series: Vec<Uuid> = blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Grant)
        .flat_map(|block| block.series_ids.iter().copied())
        .collect();
    series.sort_unstable();
    series.dedup();
    for id in series {
        sqlx::query!(
            "insert into rights_deliverables (deal_id, id, house_id, position, name, series_id)
             select $1, $2, $3, (select count(*) from rights_deliverables where deal_id = $1)::int, left(s.title, 120), s.id
             from series s where s.id = $4 and s.house_id = $3
               and not exists (select from rights_deliverables d where d.deal_id = $1 and d.series_id = $4)",
            deal_id,
            app.random.id(),
            house_id,
            id
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Moves a deliverable on, and the deal with it.
pub async fn step(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (deal_id, id): (Uuid, Uuid),
    new: &NewMove,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let held = hold(db, house_id, deal_id).await?;
    if !matches!(held.status, DealStatus::Signed | DealStatus::Delivered) {
        return Err(AppError::conflict(
            "deal_state",
            format!("Deal {} is not signed.", held.name),
            "Nothing is delivered before both sides have signed.",
        ));
    }
    let note = match new.note.trim() {
        "" if new.status == Move::Returned => {
            return Err(AppError::bad_request(
                "return_without_note",
                "What goes back goes back with a note.",
                "Say what is wrong with it.",
            ));
        }
        "" => String::new(),
        note => line(note, 400, "note")?,
    };
    let moved = match new.status {
        Move::Delivered => {
            let by = Some(operator.id);
            deliver(db, house_id, deal_id, id, by, &note, now).await?
        }
        Move::Accepted => sqlx::query!(
            "update rights_deliverables set accepted_at = $4, accepted_by = $5, returned_note = ''
             where house_id = $1 and deal_id = $2 and id = $3 and delivered_at is not null and accepted_at is null",
            house_id,
            deal_id,
            id,
            now,
            operator.id
        )
        .execute(&mut *db)
        .await?
        .rows_affected(),
        Move::Returned => sqlx::query!(
            "update rights_deliverables set delivered_at = null, delivered_by = null, delivered_note = '', returned_note = $4
             where house_id = $1 and deal_id = $2 and id = $3 and delivered_at is not null and accepted_at is null",
            house_id,
            deal_id,
            id,
            note
        )
        .execute(&mut *db)
        .await?
        .rows_affected(),
    };
    if moved == 0 {
        return Err(AppError::conflict(
            "deliverable_state",
            "There is no such deliverable, or it has not come that far, or further already.",
            "Reload the page to see how it stands.",
        ));
    }
    let detail = serde_json::json!({ "deliverable": id, "status": format!("{:?}", new.status).to_lowercase(), "note": note });
    let action = "rights.deliverable_moved";
    crate::audit::note(
        &mut *db,
        app,
        operator,
        action,
        "rights_deal",
        deal_id,
        detail,
    )
    .await?;
    if held.status == DealStatus::Signed && whole(db, deal_id).await? {
        write(app, db, operator, deal_id, DealStatus::Delivered, "").await?;
    }
    Ok(())
}

async fn deliver(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    id: Uuid,
    by: Option<Uuid>,
    note: &str,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    Ok(sqlx::query!(
        "update rights_deliverables set delivered_at = $4, delivered_by = $5, delivered_note = $6, returned_note = ''
         where house_id = $1 and deal_id = $2 and id = $3 and delivered_at is null",
        house_id,
        deal_id,
        id,
        now,
        by,
        note
    )
    .execute(&mut *db)
    .await?
    .rows_affected())
}

/// Whether everything is handed over.
async fn whole(db: &mut PgConnection, deal_id: Uuid) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select not exists (select from rights_deliverables where deal_id = $1 and delivered_at is null) as "whole!""#,
        deal_id
    )
    .fetch_one(&mut *db)
    .await?)
}

/// What a delivery has met.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Met {
    pub deal: String,
    /// Names of deliverables.
    pub deliverables: Vec<String>,
    /// Whether the deal is delivered by it.
    pub whole: bool,
}

/// A delivery of a series under a contract was sent: what the contract's deal promised of it is delivered, and the deal once
/// nothing is left. None: the contract came from no deal.
pub async fn sent(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
    reference: &str,
    delivery_id: &str,
) -> AppResult<Option<Met>> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let db = &mut *transaction;
    let deal_id = sqlx::query_scalar!(
        r#"select deal_id as "deal_id!" from rights_contracts
           where house_id = $1 and reference = $2 and direction = 'out' and deal_id is not null
             and (status = 'active' or status = 'ended' and ended_at > $3)"#,
        house_id,
        reference,
        now
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(deal_id) = deal_id else {
        return Ok(None);
    };
    let held = steps::hold(db, house_id, deal_id).await?;
    complete(app, db, house_id, deal_id, held.direction, &held.blocks.0).await?;
    let mut met = Met {
        deal: held.name,
        ..Met::default()
    };
    let note = format!("Delivery {delivery_id}");
    for one in of(db, house_id, deal_id).await? {
        if one.series_id == Some(series_id)
            && deliver(db, house_id, deal_id, one.id, None, &note, now).await? > 0
        {
            met.deliverables.push(one.name);
        }
    }
    met.whole = whole(db, deal_id).await?;
    if met.whole && held.status == DealStatus::Signed {
        steps::note_step(
            app,
            db,
            (house_id, None),
            deal_id,
            DealStatus::Delivered,
            &note,
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(Some(met))
}
