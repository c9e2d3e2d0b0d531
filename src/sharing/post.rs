//! From accruals to the payees' accounts in the ledger.

use ledger::{Reference, Unit};
use money::Amount;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Period;
use super::collection;
use super::fx::{self, Rate};
use crate::app::App;
use crate::books::money::{currency, refused};
use crate::books::{Entry, Kind, Spot, balance, derived, post};
use crate::errors::{AppError, AppResult};

/// A sum of accruals that is not in the ledger yet.
struct Posting {
    id: Uuid,
    payee: Uuid,
    period: Period,
    amount: Amount,
    rate: Option<Rate>,
    /// The series from whose collection account it comes.
    from: Option<Uuid>,
}

/// Posts what is not posted yet, in the order in which it came; who calls holds the house's shares. Ids are those of the
/// rows, so that what was posted before a crash is found again.
pub(super) async fn post_open(app: &App, house_id: Uuid) -> AppResult<usize> {
    collection::post_open(app, house_id).await?;
    let rows = sqlx::query!(
        "select p.id, p.payee_id, p.period, p.amount, p.currency, p.rate_id, case when c.collects then c.series_id end as collects_for
         from share_postings p join share_contracts c on c.id = p.contract_id
         where p.house_id = $1 and p.posted_at is null order by p.at, p.id",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let rate_ids: Vec<Uuid> = rows.iter().filter_map(|row| row.rate_id).collect();
    let rates = fx::by_id(app, house_id, &rate_ids).await?;
    let count = rows.len();
    for row in rows {
        let posting = Posting {
            id: row.id,
            payee: row.payee_id,
            period: Period::starting(row.period),
            amount: Amount::new(row.amount, currency(&row.currency)?),
            // What was collected was exchanged on its way in.
            rate: rates
                .iter()
                .find(|rate| row.collects_for.is_none() && Some(rate.id) == row.rate_id)
                .cloned(),
            from: row.collects_for,
        };
        post_one(app, house_id, &posting).await?;
    }
    Ok(count)
}

async fn post_one(app: &App, house_id: Uuid, posting: &Posting) -> AppResult<()> {
    let payable = Spot::of(Kind::PayablePayee, posting.payee, posting.amount.currency);
    // After a crash the answer may be lost and the transfers there: then they are asked for as they are.
    let known = ledger::accounts::transfers(&app.db, &ids(posting)).await?;
    let owed = if known.is_empty() {
        balance(app, house_id, &payable).await?.spendable()
    } else {
        let taken = known
            .iter()
            .filter(|transfer| transfer.debit == payable.account(house_id));
        taken.map(|transfer| transfer.amount).sum()
    };
    let entries = entries(house_id, posting, owed).map_err(refused)?;
    let own = [
        payable,
        Spot::of(
            Kind::ReceivablePayee,
            posting.payee,
            posting.amount.currency,
        ),
    ]
    .map(|spot| spot.account(house_id));
    let transfers = post(app, house_id, entries).await.map_err(AppError::from)?;
    let touching: Vec<Uuid> = transfers
        .iter()
        .filter(|transfer| own.contains(&transfer.debit) || own.contains(&transfer.credit))
        .map(|transfer| transfer.id)
        .collect();
    sqlx::query!(
        "update share_postings set posted_at = $2, transfers = $3 where id = $1",
        posting.id,
        app.clock.now(),
        &touching
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Every id that a posting's transfers may have.
fn ids(posting: &Posting) -> Vec<Uuid> {
    ["given", "owed", "owes"]
        .map(|label| derived(posting.id, label))
        .into()
}

/// What is posted: a share to what is owed; a correction from what is `owed`, and beyond that to what the payee owes,
/// for a payable never falls below zero. The expense is in the currency that was earned: another one is exchanged, both
/// legs in one chain.
fn entries(house_id: Uuid, posting: &Posting, owed: i64) -> Result<Vec<Entry>, money::Error> {
    if posting.amount.is_zero() {
        return Ok(Vec::new());
    }
    let unit = Unit::Currency(posting.amount.currency);
    let whole = (posting.amount.minor.checked_abs()).ok_or(money::Error::Overflow)?;
    let payable = Spot::of(Kind::PayablePayee, posting.payee, unit);
    let receivable = Spot::of(Kind::ReceivablePayee, posting.payee, unit);
    let gives = posting.amount.minor > 0;
    let data = json!({"period": posting.period.to_string()});
    let source = match posting.from {
        Some(series) => Source {
            place: Spot::of(Kind::CollectionHeld, series, unit),
            before: Vec::new(),
            reference: Reference::with("share", posting.id, &data),
        },
        None => earned(
            house_id,
            (posting.id, "share"),
            posting.amount,
            posting.rate.as_ref(),
            &payable,
            &data,
        )?,
    };
    let Source {
        place: other,
        before: mut entries,
        reference,
    } = source;
    let mut add = |label: &str, debit: Spot, credit: Spot, amount: i64| {
        if amount > 0 {
            entries.push(Entry {
                id: derived(posting.id, label),
                debit,
                credit,
                amount,
                reference: reference.clone(),
            });
        }
    };
    if gives {
        add("owed", other, payable, whole);
    } else {
        let from_owed = whole.min(owed.max(0));
        add("owed", payable, other, from_owed);
        add("owes", receivable, other, whole - from_owed);
    }
    Ok(entries)
}

/// Where money of the contract's currency comes from.
pub(super) struct Source {
    pub place: Spot,
    /// What has to be moved before.
    pub before: Vec<Entry>,
    pub reference: Reference,
}

/// What was earned, on its way to an account: from the expense in that currency, or exchanged from another one.
pub(super) fn earned(
    house_id: Uuid,
    (id, kind): (Uuid, &'static str),
    amount: Amount,
    rate: Option<&Rate>,
    to: &Spot,
    data: &Value,
) -> Result<Source, money::Error> {
    let Some(rate) = rate else {
        return Ok(Source {
            place: Spot::house(Kind::ShareExpense, amount.currency),
            before: Vec::new(),
            reference: Reference::with(kind, id, data),
        });
    };
    let whole = (amount.minor.checked_abs()).ok_or(money::Error::Overflow)?;
    let conversion = rate.ending_with(Amount::new(whole, amount.currency))?;
    let expense = Spot::house(Kind::ShareExpense, conversion.from.currency);
    let taken_by = Spot::house(Kind::Exchange, conversion.from.currency);
    let given_by = Spot::house(Kind::Exchange, amount.currency);
    let [leg, _] = ledger::exchange::legs(&ledger::exchange::Exchange {
        ids: [derived(id, "given"), derived(id, "owed")],
        from: expense.account(house_id),
        taken_by: taken_by.account(house_id),
        given_by: given_by.account(house_id),
        to: to.account(house_id),
        conversion: &conversion,
        source: &rate.source,
        rate_at: rate.on_date.and_time(chrono::NaiveTime::MIN).and_utc(),
        kind,
        reference_id: id,
    });
    let reference = with(&leg.reference, data);
    let (debit, credit) = if amount.minor > 0 {
        (expense, taken_by)
    } else {
        (taken_by, expense)
    };
    let first = Entry {
        id: leg.id,
        debit,
        credit,
        amount: conversion.from.minor,
        reference: reference.clone(),
    };
    Ok(Source {
        place: given_by,
        before: vec![first],
        reference,
    })
}

/// A reference with more in its data.
fn with(reference: &Reference, more: &Value) -> Reference {
    let mut data: Value = serde_json::from_str(&reference.data).unwrap_or_default();
    if let (Some(data), Some(more)) = (data.as_object_mut(), more.as_object()) {
        data.extend(more.clone());
    }
    Reference::with(&reference.kind, reference.id, &data)
}
