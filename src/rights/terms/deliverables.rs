//! What a deal or a contract promises to hand over, each due on a day; instalments of its fee may wait for it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Of;
use super::fee::{Fee, Waits};
use crate::app::App;
use crate::errors::{AppError, AppResult};
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

/// When an instalment is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DealInstalment)]
pub struct Instalment {
    pub id: Uuid,
    pub due: bool,
    /// Of one that waits for something: since when it is met.
    pub met_at: Option<DateTime<Utc>>,
}

/// What was promised in a version of a contract.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RightsPromise)]
pub struct Promise {
    pub name: String,
    pub due_on: Option<NaiveDate>,
}

impl From<Deliverable> for Promise {
    fn from(one: Deliverable) -> Self {
        Self {
            name: one.name,
            due_on: one.due_on,
        }
    }
}

/// The deliverables of a deal or a contract, in order.
pub async fn of(db: &mut PgConnection, house_id: Uuid, of: Of) -> AppResult<Vec<Deliverable>> {
    Ok(sqlx::query_as!(
        Deliverable,
        r#"select d.id, d.name, d.series_id, d.due_on, d.delivered_at, coalesce(p.display_name, p.email) as delivered_by,
                  d.delivered_note, d.accepted_at, coalesce(a.display_name, a.email) as accepted_by, d.returned_note
           from rights_deliverables d left join people p on p.id = d.delivered_by left join people a on a.id = d.accepted_by
           where d.house_id = $1 and d.terms_id = $2 order by d.position, d.id"#,
        house_id,
        of.id()
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

/// Puts these in place of those that were there. What was handed over stays as it is.
pub async fn replace(
    db: &mut PgConnection,
    house_id: Uuid,
    terms: Of,
    new: &[NewDeliverable],
) -> AppResult<()> {
    if new.len() > DELIVERABLES_MAX {
        return Err(AppError::bad_request(
            "deliverables_too_many",
            format!("There are at most {DELIVERABLES_MAX} deliverables."),
            "Take some together.",
        ));
    }
    let ids: Vec<Uuid> = new.iter().map(|one| one.id).collect();
    let known = of(db, house_id, terms).await?;
    let handed = |id: Uuid| {
        let found = known.iter().find(|one| one.id == id);
        found.is_some_and(|one| one.delivered_at.is_some())
    };
    if known
        .iter()
        .any(|one| handed(one.id) && !ids.contains(&one.id))
    {
        return Err(AppError::conflict(
            "deliverable_handed_over",
            "Something that was handed over already is missing.",
            "Leave it in; what is still awaited may go.",
        ));
    }
    sqlx::query!(
        "delete from rights_deliverables where terms_id = $1 and house_id = $2 and delivered_at is null and id <> all ($3)",
        terms.id(),
        house_id,
        &ids
    )
    .execute(&mut *db)
    .await?;
    for (position, one) in new.iter().enumerate() {
        let name = line(&one.name, 120, "name of a deliverable")?;
        if let Some(on) = one.due_on {
            day(on)?;
        }
        let twice = ids.iter().filter(|id| **id == one.id).count() > 1;
        if handed(one.id) && !twice {
            continue;
        }
        let kept = sqlx::query!(
            "insert into rights_deliverables (deal_id, contract_id, id, house_id, position, name, series_id, due_on)
             select $1, $2, $3, $4, $5, $6, $7, $8
             where ($7::uuid is null or exists (select from series s where s.id = $7 and s.house_id = $4)) and not $9
             on conflict (terms_id, id) do update
                 set position = excluded.position, name = excluded.name, series_id = excluded.series_id, due_on = excluded.due_on",
            terms.deal(),
            terms.contract(),
            one.id,
            house_id,
            position as i32,
            name,
            one.series_id,
            one.due_on,
            twice
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

/// Refuses a fee of which an instalment waits for what is not promised.
pub async fn check(db: &mut PgConnection, house_id: Uuid, terms: Of, fee: &Fee) -> AppResult<()> {
    let known = of(db, house_id, terms).await?;
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
        "An instalment waits for a deliverable that there is not.",
        "Add the deliverable, or give the instalment a day.",
    ))
}

/// The series of licences that are given.
fn granted(blocks: &[Block]) -> Vec<Uuid> {
    let mut series: Vec<Uuid> = blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Grant)
        .flat_map(|block| block.series_ids.iter().copied())
        .collect();
    series.sort_unstable();
    series.dedup();
    series
}

/// A licence that we give is delivered series by series: what nobody wrote down is promised anyway.
pub async fn complete(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    terms: Of,
    direction: Direction,
    blocks: &[Block],
) -> AppResult<()> {
    if direction == Direction::In {
        return Ok(());
    }
    for id in granted(blocks) {
        sqlx::query!(
            "insert into rights_deliverables (deal_id, contract_id, id, house_id, position, name, series_id)
             select $1, $2, $3, $4,
                    (select count(*) from rights_deliverables where terms_id = coalesce($1::uuid, $2::uuid))::int,
                    left(s.title, 120), s.id
             from series s where s.id = $5 and s.house_id = $4
               and not exists (select from rights_deliverables d
                               where d.terms_id = coalesce($1::uuid, $2::uuid) and d.series_id = $5)",
            terms.deal(),
            terms.contract(),
            app.random.id(),
            house_id,
            id
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Lets go of series that a licence does not give any more and that were not handed over.
pub async fn let_go(
    db: &mut PgConnection,
    house_id: Uuid,
    terms: Of,
    blocks: &[Block],
) -> AppResult<()> {
    sqlx::query!(
        "delete from rights_deliverables where terms_id = $1 and house_id = $2 and delivered_at is null and series_id <> all ($3)",
        terms.id(),
        house_id,
        &granted(blocks)
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
