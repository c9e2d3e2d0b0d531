//! What becomes of the instalments of a deal: what others pay is written down as revenue of the series; what the house pays is
//! owed in the books, and paid.

use std::collections::HashMap;

use axum::extract::State;
use ledger::Reference;
use money::{Allocation, Amount, allocate};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::DealStatus;
use super::fee::{Fee, Payment};
use super::routes::one;
use super::shown::{Deal, read};
use super::steps::{Held, hold};
use crate::app::App;
use crate::audit;
use crate::books::money::{MoneySent, currency};
use crate::books::revenue::RevenueKind;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::desk::income::{NewIncome, earn};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::Operator;
use crate::rights::block::{Block, BlockKind, Direction};
use crate::rights::contracts::codes;
use crate::rights::not_found;

/// What is said of an instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = DealPaymentMove)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// It is in the books: earned by a deal out, owed by a deal in.
    Owed,
    /// Of a deal in: it has left the bank.
    Paid,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewDealPaymentMove)]
#[serde(deny_unknown_fields)]
pub struct NewMove {
    pub status: Move,
    /// Of what was paid: what one would look for.
    #[serde(default)]
    pub note: String,
}

/// Which instalments of a deal are in the books, and which were paid by the house.
#[derive(Default)]
pub struct Booked {
    pub owed: Vec<Uuid>,
    pub paid: Vec<Uuid>,
}

/// The income of an instalment; of several series each has its own part.
fn income(payment: Uuid, series: Option<Uuid>) -> Uuid {
    series.map_or(payment, |series| {
        derived(payment, &format!("part:{series}"))
    })
}

/// What is licensed; a deal without a grant is about all of its blocks.
fn licensed(blocks: &[Block]) -> Vec<&Block> {
    let grants: Vec<&Block> = blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Grant)
        .collect();
    if grants.is_empty() {
        blocks.iter().collect()
    } else {
        grants
    }
}

/// The series of a deal, each once.
pub(super) fn series_of(blocks: &[Block]) -> Vec<Uuid> {
    let mut series: Vec<Uuid> = licensed(blocks)
        .into_iter()
        .flat_map(|block| block.series_ids.iter().copied())
        .collect();
    series.sort_unstable();
    series.dedup();
    series
}

/// Which instalments are in the books.
pub(super) async fn booked(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    direction: Direction,
    fee: &Fee,
    blocks: &[Block],
) -> AppResult<Booked> {
    if fee.payments.is_empty() {
        return Ok(Booked::default());
    }
    if direction == Direction::In {
        let rows = sqlx::query!(
            r#"select payment_id, paid_at is not null as "paid!" from rights_deal_payments where house_id = $1 and deal_id = $2"#,
            house_id,
            deal_id
        )
        .fetch_all(&mut *db)
        .await?;
        return Ok(Booked {
            owed: rows.iter().map(|row| row.payment_id).collect(),
            paid: rows
                .iter()
                .filter(|row| row.paid)
                .map(|row| row.payment_id)
                .collect(),
        });
    }
    let several = series_of(blocks);
    let parts = several.iter().copied().map(Some).chain([None]);
    let mut lines: HashMap<Uuid, Uuid> = HashMap::new();
    for part in parts {
        lines.extend(fee.payments.iter().map(|payment| {
            let id = income(payment.id, part);
            (derived(house_id, &format!("income:{id}")), payment.id)
        }));
    }
    let ids: Vec<Uuid> = lines.keys().copied().collect();
    let known = sqlx::query_scalar!(
        "select id from revenue where house_id = $1 and id = any ($2)",
        house_id,
        &ids
    )
    .fetch_all(&mut *db)
    .await?;
    let mut owed: Vec<Uuid> = known
        .iter()
        .filter_map(|id| lines.get(id).copied())
        .collect();
    owed.sort_unstable();
    owed.dedup();
    Ok(Booked {
        owed,
        paid: Vec::new(),
    })
}

/// Say that an instalment of a signed deal is owed, or that the house has paid it.
#[utoipa::path(post, operation_id = "move_deal_payment", path = "/api/v1/desk/rights/deals/{id}/payments/{payment_id}/steps",
    tag = "rights", params(("id" = Uuid, Path), ("payment_id" = Uuid, Path)), request_body = NewMove,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn step(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, payment_id)): Path<(Uuid, Uuid)>,
    Json(new): Json<NewMove>,
) -> AppResult<Json<Deal>> {
    let house_id = operator.house_id;
    // Held until it is in the books, so that two who press at once are one after the other.
    let mut transaction = app.db.begin().await?;
    let held = hold(&mut transaction, house_id, id).await?;
    let payment = held.fee.payments.iter().find(|one| one.id == payment_id);
    let payment = payment.ok_or_else(|| not_found("instalment"))?;
    due(&app, &mut transaction, house_id, id, &held, payment).await?;
    match (held.direction, new.status) {
        (Direction::Out, Move::Owed) => earned(&app, &operator, &held, payment).await?,
        (Direction::Out, Move::Paid) => {
            return Err(AppError::conflict(
                "deal_payment_comes_in",
                "This instalment is paid to the house.",
                "Write it down as income; its arrival shows in the reconciliation.",
            ));
        }
        (Direction::In, Move::Owed) => {
            owe(&app, &mut transaction, &operator, id, &held, payment).await?;
        }
        (Direction::In, Move::Paid) => {
            owe(&app, &mut transaction, &operator, id, &held, payment).await?;
            pay(
                &app,
                &mut transaction,
                &operator,
                id,
                &held,
                (payment, &new.note),
            )
            .await?;
        }
    }
    transaction.commit().await?;
    one(&app, house_id, id).await
}

/// Refuses what is not signed, or waits for something that has not come.
async fn due(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    held: &Held,
    payment: &Payment,
) -> AppResult<()> {
    let now = app.clock.now();
    let signed = matches!(
        held.status,
        DealStatus::Signed | DealStatus::Delivered | DealStatus::Ended
    );
    let waits = if signed && payment.waits.is_some() {
        let deal = read(db, house_id, Some(id), now).await?.into_iter().next();
        let deal = deal.ok_or_else(|| not_found("deal"))?;
        !deal
            .instalments
            .iter()
            .any(|one| one.id == payment.id && one.due)
    } else {
        false
    };
    if signed && !waits {
        return Ok(());
    }
    Err(AppError::conflict(
        "deal_payment_early",
        format!("This instalment of {} is not owed yet.", held.name),
        "Wait for both signatures, and for what the instalment waits for.",
    ))
}

/// Revenue of the series, in equal parts where there are several.
async fn earned(app: &App, operator: &Person, held: &Held, payment: &Payment) -> AppResult<()> {
    let series = series_of(&held.blocks);
    let whole = Amount::new(payment.minor, currency(&held.fee.currency)?);
    let parts = allocate(whole, &vec![1; series.len()], Allocation::FloorThenFirst);
    let parts = parts.map_err(AppError::internal)?;
    // The only territory, where there is one; else it is written down for the house's own.
    let mut territories: Vec<String> = Vec::new();
    for block in licensed(&held.blocks) {
        let frozen = block.clone().freeze(app.clock.now().date_naive())?;
        territories.extend(codes(frozen.territories));
    }
    territories.sort_unstable();
    territories.dedup();
    let territory = match territories.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    for (series_id, part) in series.iter().zip(parts).filter(|(_, part)| part.minor > 0) {
        let own = (series.len() > 1).then_some(*series_id);
        let line = NewIncome {
            id: income(payment.id, own),
            kind: RevenueKind::Licence,
            series_id: Some(*series_id),
            amount: MoneySent {
                minor: part.minor,
                currency: held.fee.currency.clone(),
            },
            territory: territory.clone(),
            note: format!("{} {}", held.name, payment.note).trim().to_owned(),
        };
        earn(app, operator, line).await?;
    }
    Ok(())
}

fn entry(id: Uuid, payment: Uuid, label: &str, (debit, credit): (Spot, Spot), minor: i64) -> Entry {
    Entry {
        id: derived(id, &format!("{label}:{payment}")),
        debit,
        credit,
        amount: minor,
        reference: Reference::new("rights_deal", id),
    }
}

/// A debt to the partner. Its id is the instalment's: the same again is nothing new.
async fn owe(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    held: &Held,
    payment: &Payment,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let currency = currency(&held.fee.currency)?;
    let sides = (
        Spot::house(Kind::LicenceCosts, currency),
        Spot::house(Kind::PayablePartners, currency),
    );
    let entry = entry(id, payment.id, "owed", sides, payment.minor);
    books::post(app, house_id, vec![entry]).await?;
    let written = sqlx::query!(
        "insert into rights_deal_payments (deal_id, payment_id, house_id, owed_at) values ($1, $2, $3, $4) on conflict do nothing",
        id,
        payment.id,
        house_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(());
    }
    note(app, db, operator, id, "rights.payment_owed", held, payment).await
}

/// Out of the bank, to the partner.
async fn pay(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    held: &Held,
    (payment, words): (&Payment, &str),
) -> AppResult<()> {
    let house_id = operator.house_id;
    let words = match words.trim() {
        "" => String::new(),
        words => crate::rights::line(words, 200, "note")?,
    };
    let currency = currency(&held.fee.currency)?;
    let sides = (
        Spot::house(Kind::PayablePartners, currency),
        Spot::house(Kind::Bank, currency),
    );
    let entry = entry(id, payment.id, "paid", sides, payment.minor);
    books::post(app, house_id, vec![entry]).await?;
    let written = sqlx::query!(
        "update rights_deal_payments set paid_at = $4, paid_by = $5, paid_note = $6
         where deal_id = $1 and payment_id = $2 and house_id = $3 and paid_at is null",
        id,
        payment.id,
        house_id,
        app.clock.now(),
        operator.id,
        words
    )
    .execute(&mut *db)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(());
    }
    note(app, db, operator, id, "rights.payment_paid", held, payment).await
}

async fn note(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    action: &'static str,
    held: &Held,
    payment: &Payment,
) -> AppResult<()> {
    let detail = json!({ "deal": held.name, "amount": held.fee.words(payment.minor)? });
    audit::note(&mut *db, app, operator, action, "rights_deal", id, detail).await
}
