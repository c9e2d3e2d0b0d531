//! What becomes of the instalments of a fee: what others pay is written down as revenue of the series; what the house pays is
//! owed in the books, and paid.

use std::collections::HashMap;

use ledger::Reference;
use money::{Allocation, Amount, allocate};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::deliverables::{instalments, of as deliverables_of};
use super::fee::Payment;
use super::{Of, Stage, Terms, hold};
use crate::app::App;
use crate::audit;
use crate::books::money::{MoneySent, currency};
use crate::books::partners::{NewIncome, earn};
use crate::books::revenue::RevenueKind;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::{Block, BlockKind, Direction};
use crate::rights::contracts::codes;
use crate::rights::not_found;

/// The longest note of an income.
const NOTE_MAX: usize = 200;

/// What is said of an instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = DealPaymentMove)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// It is in the books: earned by rights that go out, owed for rights that come in.
    Owed,
    /// For rights that come in: it has left the bank.
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

/// Which instalments of a fee are in the books, and which were paid by the house.
#[derive(Default)]
pub struct Booked {
    pub owed: Vec<Uuid>,
    pub paid: Vec<Uuid>,
}

/// The income of an instalment; of several series each has its own part.
fn income(of: Of, payment: Uuid, series: Option<Uuid>) -> Uuid {
    let whole = match of {
        Of::Deal(_) => payment,
        // The client made the payment's id, perhaps for another contract too.
        Of::Contract(contract) => derived(contract, &format!("payment:{payment}")),
    };
    series.map_or(whole, |series| derived(whole, &format!("part:{series}")))
}

/// What is licensed; without a grant it is about all of the blocks.
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

/// The series that are licensed, each once.
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
    terms: &Terms,
) -> AppResult<Booked> {
    if terms.fee.payments.is_empty() {
        return Ok(Booked::default());
    }
    let rows = sqlx::query!(
        r#"select payment_id, paid_at is not null as "paid!" from rights_payments where house_id = $1 and terms_id = $2"#,
        house_id,
        terms.of.id()
    )
    .fetch_all(&mut *db)
    .await?;
    let mut owed: Vec<Uuid> = rows.iter().map(|row| row.payment_id).collect();
    if terms.direction == Direction::Out && terms.of.deal().is_some() {
        owed.extend(unnoted(db, house_id, terms).await?);
    }
    owed.sort_unstable();
    owed.dedup();
    let paid = rows.iter().filter(|row| row.paid);
    Ok(Booked {
        owed,
        paid: paid.map(|row| row.payment_id).collect(),
    })
}

/// Income of deals that was written down before there were rows about it: found by its ids.
async fn unnoted(db: &mut PgConnection, house_id: Uuid, terms: &Terms) -> AppResult<Vec<Uuid>> {
    let several = series_of(&terms.blocks);
    let parts = several.iter().copied().map(Some).chain([None]);
    let mut lines: HashMap<Uuid, Uuid> = HashMap::new();
    for part in parts {
        lines.extend(terms.fee.payments.iter().map(|payment| {
            let id = income(terms.of, payment.id, part);
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
    Ok(known
        .iter()
        .filter_map(|id| lines.get(id).copied())
        .collect())
}

/// Says that an instalment of what is signed is owed, or that the house has paid it. The terms are held until it is in the books,
/// so that two who press at once are one after the other.
pub async fn step(
    app: &App,
    operator: &Person,
    (asked, payment_id): (Of, Uuid),
    new: &NewMove,
) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let db = &mut *transaction;
    let terms = hold(db, operator.house_id, asked, app.clock.now()).await?;
    let payment = terms.fee.payments.iter().find(|one| one.id == payment_id);
    let payment = payment.ok_or_else(|| not_found("instalment"))?;
    due(app, db, operator.house_id, &terms, payment).await?;
    match (terms.direction, new.status) {
        (Direction::Out, Move::Owed) => earned(app, db, operator, &terms, payment).await?,
        (Direction::Out, Move::Paid) => {
            return Err(AppError::conflict(
                "deal_payment_comes_in",
                "This instalment is paid to the house.",
                "Write it down as income; its arrival shows in the reconciliation.",
            ));
        }
        (Direction::In, Move::Owed) => owe(app, db, operator, &terms, payment).await?,
        (Direction::In, Move::Paid) => {
            owe(app, db, operator, &terms, payment).await?;
            pay(app, db, operator, &terms, (payment, &new.note)).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Refuses what is not signed, or waits for something that has not come.
async fn due(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    terms: &Terms,
    payment: &Payment,
) -> AppResult<()> {
    let signed = terms.stage != Stage::Open;
    let waits = if signed && payment.waits.is_some() {
        let known = deliverables_of(db, house_id, terms.of).await?;
        let all = instalments(&terms.fee, &known, terms.signed_at, app.clock.now());
        !all.iter().any(|one| one.id == payment.id && one.due)
    } else {
        false
    };
    if signed && !waits {
        return Ok(());
    }
    Err(AppError::conflict(
        "deal_payment_early",
        format!("This instalment of {} is not owed yet.", terms.name),
        "Wait until it is signed and in force, and for what the instalment waits for.",
    ))
}

/// Revenue of the series, in equal parts where there are several. Once it is written down, it stays as it is: an amendment may
/// have changed the series since.
async fn earned(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    terms: &Terms,
    payment: &Payment,
) -> AppResult<()> {
    let house_id = operator.house_id;
    if booked(db, house_id, terms)
        .await?
        .owed
        .contains(&payment.id)
    {
        return Ok(());
    }
    let series = series_of(&terms.blocks);
    let whole = Amount::new(payment.minor, currency(&terms.fee.currency)?);
    let parts = allocate(whole, &vec![1; series.len()], Allocation::FloorThenFirst);
    let parts = parts.map_err(AppError::internal)?;
    // The only territory, where there is one; else it is written down for the house's own.
    let mut territories: Vec<String> = Vec::new();
    for block in licensed(&terms.blocks) {
        let frozen = block.clone().freeze(app.clock.now().date_naive())?;
        territories.extend(codes(frozen.territories));
    }
    territories.sort_unstable();
    territories.dedup();
    let territory = match territories.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let note = format!("{} {}", terms.name, payment.note);
    let note: String = note.trim().chars().take(NOTE_MAX).collect();
    for (series_id, part) in series.iter().zip(parts).filter(|(_, part)| part.minor > 0) {
        let own = (series.len() > 1).then_some(*series_id);
        let line = NewIncome {
            id: income(terms.of, payment.id, own),
            kind: RevenueKind::Licence,
            series_id: Some(*series_id),
            amount: MoneySent {
                minor: part.minor,
                currency: terms.fee.currency.clone(),
            },
            territory: territory.clone(),
            note: note.clone(),
        };
        earn(app, operator, line).await?;
    }
    noted(app, db, house_id, terms, payment).await.map(|_| ())
}

/// Notes that an instalment is in the books; whether it was not before.
async fn noted(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    terms: &Terms,
    payment: &Payment,
) -> AppResult<bool> {
    let written = sqlx::query!(
        "insert into rights_payments (deal_id, contract_id, payment_id, house_id, owed_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        terms.of.deal(),
        terms.of.contract(),
        payment.id,
        house_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    Ok(written.rows_affected() > 0)
}

fn entry(of: Of, payment: Uuid, label: &str, (debit, credit): (Spot, Spot), minor: i64) -> Entry {
    Entry {
        id: derived(of.id(), &format!("{label}:{payment}")),
        debit,
        credit,
        amount: minor,
        reference: Reference::new(of.kind(), of.id()),
    }
}

/// A debt to the partner. Its id is the instalment's: the same again is nothing new.
async fn owe(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    terms: &Terms,
    payment: &Payment,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let currency = currency(&terms.fee.currency)?;
    let sides = (
        Spot::house(Kind::LicenceCosts, currency),
        Spot::house(Kind::PayablePartners, currency),
    );
    let entry = entry(terms.of, payment.id, "owed", sides, payment.minor);
    books::post(app, house_id, vec![entry]).await?;
    if noted(app, db, house_id, terms, payment).await? {
        note(app, db, operator, "rights.payment_owed", terms, payment).await?;
    }
    Ok(())
}

/// Out of the bank, to the partner.
async fn pay(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    terms: &Terms,
    (payment, words): (&Payment, &str),
) -> AppResult<()> {
    let house_id = operator.house_id;
    let words = match words.trim() {
        "" => String::new(),
        words => crate::rights::line(words, 200, "note")?,
    };
    let currency = currency(&terms.fee.currency)?;
    let sides = (
        Spot::house(Kind::PayablePartners, currency),
        Spot::house(Kind::Bank, currency),
    );
    let entry = entry(terms.of, payment.id, "paid", sides, payment.minor);
    books::post(app, house_id, vec![entry]).await?;
    let written = sqlx::query!(
        "update rights_payments set paid_at = $4, paid_by = $5, paid_note = $6
         where terms_id = $1 and payment_id = $2 and house_id = $3 and paid_at is null",
        terms.of.id(),
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
    note(app, db, operator, "rights.payment_paid", terms, payment).await
}

async fn note(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    action: &'static str,
    terms: &Terms,
    payment: &Payment,
) -> AppResult<()> {
    let (kind, id) = (terms.of.kind(), terms.of.id());
    let detail = json!({ "name": terms.name, "amount": terms.fee.words(payment.minor)? });
    audit::note(&mut *db, app, operator, action, kind, id, detail).await
}
