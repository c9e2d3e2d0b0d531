//! Receipts, their accruals and what is to be posted, written down at once.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::receive::New;
use super::shares::{accruals, unshared};
use crate::app::App;
use crate::errors::AppResult;
use crate::sharing::Period;
use crate::sharing::contracts::Terms;

/// What is posted together: contract, payee, month, rate of exchange.
type Together = (Uuid, Uuid, Period, Option<Uuid>);
/// What is collected together: contract, month, rate of exchange.
type Collected = (Uuid, Period, Option<Uuid>);

/// Writes receipts, their accruals and what is to be posted, all or nothing.
pub(super) async fn write(
    app: &App,
    house_id: Uuid,
    contracts: &HashMap<Uuid, Terms>,
    mut new: Vec<New>,
) -> AppResult<()> {
    let now = app.clock.now();
    let houses: Vec<Uuid> = sqlx::query_scalar!(
        "select id from payees where house_id = $1 and kind = 'house'",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut rows = Vec::new();
    let mut postings: BTreeMap<Together, (Uuid, i64)> = BTreeMap::new();
    let mut collected: BTreeMap<Collected, i64> = BTreeMap::new();
    let overflow = || unshared(money::Error::Overflow.into());
    for (id, contract) in contracts {
        let own: Vec<usize> = (0..new.len())
            .filter(|at| new[*at].contract == *id)
            .collect();
        if own.is_empty() {
            continue;
        }
        let sums = sqlx::query!(
            r#"select source, sum(amount)::bigint as "sum!", max(place) as "place!" from share_receipts where contract_id = $1 group by source"#,
            id
        )
        .fetch_all(&app.db)
        .await?;
        let mut place = sums.iter().map(|row| row.place).max().unwrap_or(0);
        for at in &own {
            place += 1;
            new[*at].place = place;
        }
        let received: Vec<(Option<String>, i64)> =
            sums.into_iter().map(|row| (row.source, row.sum)).collect();
        let receipts: Vec<(Option<String>, i64)> = own
            .iter()
            .map(|at| (new[*at].source.clone(), new[*at].amount))
            .collect();
        let collects = contract.collects_for.is_some();
        let mut collect = |receipt: &New, amount: i64| {
            let sum = collected
                .entry((*id, receipt.period, receipt.rate))
                .or_default();
            *sum = sum.checked_add(amount).ok_or_else(overflow)?;
            AppResult::Ok(())
        };
        for at in own.iter().filter(|_| collects) {
            collect(&new[*at], new[*at].amount)?;
        }
        for accrual in accruals(&contract.deal, &received, &receipts).map_err(unshared)? {
            let receipt = &new[own[accrual.receipt]];
            let payee = *contract
                .payees
                .get(&accrual.payee)
                .ok_or_else(|| crate::sharing::not_found("payee"))?;
            let posting = if houses.contains(&payee) {
                // The house's own part does not leave the house.
                if collects {
                    let part = accrual.amount.checked_neg().ok_or_else(overflow)?;
                    collect(receipt, part)?;
                }
                None
            } else {
                let posting = postings
                    .entry((*id, payee, receipt.period, receipt.rate))
                    .or_insert_with(|| (app.random.id(), 0));
                posting.1 = posting.1.checked_add(accrual.amount).ok_or_else(overflow)?;
                Some(posting.0)
            };
            rows.push((receipt.id, accrual, payee, posting));
        }
    }
    let collected: Vec<(Uuid, Collected, i64)> = collected
        .into_iter()
        .filter(|(_, amount)| *amount != 0)
        .map(|(of, amount)| (app.random.id(), of, amount))
        .collect();
    macro_rules! column {
        ($list:ident, |$one:pat_param| $value:expr) => {
            $list.iter().map(|$one| $value).collect::<Vec<_>>()
        };
    }
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into share_receipts (id, house_id, contract_id, place, line_id, taken_back, period, source, amount, gross, gross_currency,
             rate_id, kind, territory, earned_at, source_kind, source_id, count, received_at, series_id)
         select n.id, $1, n.contract, n.place, n.line, n.back, n.period, n.source, n.amount, n.gross, n.currency, n.rate, n.kind,
             n.territory, n.at, n.source_kind, n.source_id, n.count, $2, n.series
         from unnest($3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::bool[], $8::date[], $9::text[], $10::bigint[], $11::bigint[],
             $12::text[], $13::uuid[], $14::text[], $15::text[], $16::timestamptz[], $17::text[], $18::uuid[], $19::bigint[], $20::uuid[])
             with ordinality as n (id, contract, place, line, back, period, source, amount, gross, currency, rate, kind, territory, at,
                 source_kind, source_id, count, series, number)
         order by n.number",
        house_id,
        now,
        &column!(new, |one| one.id),
        &column!(new, |one| one.contract),
        &column!(new, |one| one.place),
        &column!(new, |one| one.line),
        &column!(new, |one| one.taken_back),
        &column!(new, |one| one.period.first()),
        &column!(new, |one| one.source.clone()) as &[Option<String>],
        &column!(new, |one| one.amount),
        &column!(new, |one| one.gross.minor),
        &column!(new, |one| one.gross.currency.to_string()),
        &column!(new, |one| one.rate) as &[Option<Uuid>],
        &column!(new, |one| one.kind.clone()),
        &column!(new, |one| one.territory.clone()),
        &column!(new, |one| one.at),
        &column!(new, |one| one.source_kind.clone()),
        &column!(new, |one| one.source_id),
        &column!(new, |one| one.count),
        &column!(new, |one| one.series) as &[Option<Uuid>],
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into share_postings (id, house_id, contract_id, payee_id, period, rate_id, amount, currency, at)
         select n.id, $1, n.contract, n.payee, n.period, n.rate, n.amount, c.currency, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::date[], $7::uuid[], $8::bigint[]) as n (id, contract, payee, period, rate, amount)
         join share_contracts c on c.id = n.contract",
        house_id,
        now,
        &column!(postings, |(_, (id, _))| *id),
        &column!(postings, |((contract, ..), _)| *contract),
        &column!(postings, |((_, payee, ..), _)| *payee),
        &column!(postings, |((.., period, _), _)| period.first()),
        &column!(postings, |((.., rate), _)| *rate) as &[Option<Uuid>],
        &column!(postings, |(_, (_, amount))| *amount),
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into collection_postings (id, house_id, contract_id, series_id, period, rate_id, amount, currency, at)
         select n.id, $1, n.contract, c.series_id, n.period, n.rate, n.amount, c.currency, $2
         from unnest($3::uuid[], $4::uuid[], $5::date[], $6::uuid[], $7::bigint[]) as n (id, contract, period, rate, amount)
         join share_contracts c on c.id = n.contract",
        house_id,
        now,
        &column!(collected, |(id, ..)| *id),
        &column!(collected, |(_, (contract, ..), _)| *contract),
        &column!(collected, |(_, (_, period, _), _)| period.first()),
        &column!(collected, |(_, (.., rate), _)| *rate) as &[Option<Uuid>],
        &column!(collected, |(.., amount)| *amount),
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into share_accruals (receipt_id, number, house_id, payee_id, reason, source, tier, amount, posting_id)
         select n.receipt, n.number, $1, n.payee, n.reason, n.source, n.tier, n.amount, n.posting
         from unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::uuid[])
             as n (receipt, number, payee, reason, source, tier, amount, posting)",
        house_id,
        &column!(rows, |(receipt, ..)| *receipt),
        &column!(rows, |(_, accrual, ..)| accrual.number),
        &column!(rows, |(_, _, payee, _)| *payee),
        &column!(rows, |(_, accrual, ..)| accrual.reason.to_owned()),
        &column!(rows, |(_, accrual, ..)| accrual.source.clone()) as &[Option<String>],
        &column!(rows, |(_, accrual, ..)| accrual.tier.clone()),
        &column!(rows, |(_, accrual, ..)| accrual.amount),
        &column!(rows, |(.., posting)| *posting) as &[Option<Uuid>],
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
