//! What a statement is made from, as it is kept.

use chrono::{DateTime, Utc};
use ledger::{Hash, Transfer};
use money::Amount;
use uuid::Uuid;

use super::super::accrue::{accruals, unshared};
use super::super::contracts::{Terms, terms};
use super::super::{Period, fx, pool};
use super::proof::{Before, ContractFacts, Facts, LineFacts, MoveFacts, ReceiptFacts};
use crate::app::App;
use crate::books::money::currency;
use crate::books::{Kind, Spot};
use crate::errors::{AppError, AppResult};

/// The payee of a statement.
pub struct Who {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub currency: String,
}

/// Everything about a payee's month; none where there is nothing to state.
pub async fn gather(
    app: &App,
    house: &(Uuid, String),
    who: &Who,
    period: Period,
) -> AppResult<Option<Facts>> {
    let currency = currency(&who.currency)?;
    let (starts, ends) = (period.starts(), period.ends());
    let opening = opening(app, who.id, period).await?;
    let contract_ids = sqlx::query_scalar!(
        r#"select distinct r.contract_id from share_receipts r join share_contracts c on c.id = r.contract_id
           where r.house_id = $1 and r.period = $2
             and exists (select from jsonb_each_text(c.payees) named where named.value = $3)"#,
        house.0,
        period.first(),
        who.id.to_string()
    )
    .fetch_all(&app.db)
    .await?;
    let mut contracts: Vec<Terms> = terms(app, house.0, &contract_ids)
        .await?
        .into_values()
        .collect();
    contracts.sort_by(|a, b| {
        (&a.series_title, a.version, a.id).cmp(&(&b.series_title, b.version, b.id))
    });
    let (mut found, mut lines) = (Vec::new(), Vec::new());
    for (at, contract) in contracts.into_iter().enumerate() {
        let receipts = receipts(app, &contract, period).await?;
        lines.extend(lines_of(app, who.id, &contract, period, at).await?);
        found.push(ContractFacts {
            id: contract.id,
            series_id: contract.series_id,
            covers: contract.covers,
            series: contract.series_title,
            version: contract.version,
            valid_from: contract.valid_from,
            text: contract.text,
            digest: contract.digest,
            receipts,
        });
    }
    let moves = sqlx::query_as!(
        MoveFacts,
        "select payout_id, event, at, moved as amount from payout_events
         where payee_id = $1 and at >= $2 and at < $3 and moved <> 0 order by at, id",
        who.id,
        starts,
        ends
    )
    .fetch_all(&app.db)
    .await?;
    if found.is_empty() && moves.is_empty() && opening == 0 {
        return Ok(None);
    }
    let all = || found.iter().flat_map(|contract| &contract.receipts);
    let mut rate_ids: Vec<Uuid> = all().filter_map(|receipt| receipt.rate_id).collect();
    rate_ids.sort_unstable();
    rate_ids.dedup();
    let pool_ids: Vec<Uuid> = all()
        .filter(|receipt| receipt.source_kind == pool::SOURCE)
        .map(|receipt| receipt.source_id)
        .collect();
    Ok(Some(Facts {
        house: house.clone(),
        payee: (who.id, who.code.clone(), who.name.clone(), who.kind.clone()),
        period,
        version: 1,
        supersedes: None,
        made_at: app.clock.now(),
        currency,
        opening,
        rates: fx::by_id(app, house.0, &rate_ids).await?,
        pools: pool::with_earlier(app, house.0, &pool_ids).await?,
        contracts: found,
        lines,
        moves,
        accounts: [Kind::PayablePayee, Kind::ReceivablePayee]
            .map(|kind| Spot::of(kind, who.id, currency).account(house.0)),
        transfers: transfers(app, house.0, who.id, period, (starts, ends)).await?,
    }))
}

/// Earnings and payouts of everything before the period.
async fn opening(app: &App, payee: Uuid, period: Period) -> AppResult<i64> {
    Ok(sqlx::query_scalar!(
        r#"select ((select coalesce(sum(amount), 0) from share_postings where payee_id = $1 and period < $2)
                 + (select coalesce(sum(moved), 0) from payout_events where payee_id = $1 and at < $3))::bigint as "opening!""#,
        payee,
        period.first(),
        period.starts()
    )
    .fetch_one(&app.db)
    .await?)
}

/// Everything that the contract has received up to the last receipt of the period or an earlier one.
async fn receipts(app: &App, contract: &Terms, period: Period) -> AppResult<Vec<ReceiptFacts>> {
    let rows = sqlx::query!(
        "select line_id, series_id, taken_back, source, kind, territory, earned_at, source_kind, source_id, count, gross, gross_currency, rate_id, amount
         from share_receipts
         where contract_id = $1 and place <= (select max(place) from share_receipts where contract_id = $1 and period <= $2)
         order by place",
        contract.id,
        period.first()
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ReceiptFacts {
                line_id: row.line_id,
                series_id: row.series_id.or(contract.series_id),
                taken_back: row.taken_back,
                source: row.source,
                kind: row.kind,
                territory: row.territory,
                at: row.earned_at,
                source_kind: row.source_kind,
                source_id: row.source_id,
                count: row.count,
                gross: Amount::new(row.gross, currency(&row.gross_currency)?),
                rate_id: row.rate_id,
                amount: row.amount,
            })
        })
        .collect()
}

async fn lines_of(
    app: &App,
    payee: Uuid,
    contract: &Terms,
    period: Period,
    at: usize,
) -> AppResult<Vec<LineFacts>> {
    let rows = sqlx::query!(
        "select r.place, a.reason, a.source, a.tier, a.amount
         from share_accruals a join share_receipts r on r.id = a.receipt_id
         where r.contract_id = $1 and r.period = $2 and a.payee_id = $3 order by r.place, a.number",
        contract.id,
        period.first(),
        payee
    )
    .fetch_all(&app.db)
    .await?;
    let line = |row: (i32, String, Option<String>, String, i64)| LineFacts {
        contract: at,
        place: row.0,
        reason: row.1,
        source: row.2,
        tier: row.3,
        amount: row.4,
    };
    Ok(rows
        .into_iter()
        .map(|row| line((row.place, row.reason, row.source, row.tier, row.amount)))
        .collect())
}

async fn transfers(
    app: &App,
    house_id: Uuid,
    payee: Uuid,
    period: Period,
    (starts, ends): (DateTime<Utc>, DateTime<Utc>),
) -> AppResult<Vec<(Hash, Transfer)>> {
    let ids = sqlx::query_scalar!(
        r#"select unnest(transfers) as "id!" from share_postings where payee_id = $1 and period = $2
           union select unnest(transfers) from payout_events where payee_id = $1 and at >= $3 and at < $4"#,
        payee,
        period.first(),
        starts,
        ends
    )
    .fetch_all(&app.db)
    .await?;
    let mut found = ledger::accounts::transfers(&app.db, &ids).await?;
    if found.len() != ids.len() {
        return Err(AppError::internal(anyhow::anyhow!(
            "postings of payee {payee} are not in the ledger"
        )));
    }
    found.sort_by_key(|transfer| transfer.seq);
    let places: Vec<i64> = found.iter().map(|transfer| transfer.seq - 1).collect();
    let hashes = sqlx::query!(
        "select seq, hash from ledger_transfers where ledger_id = $1 and seq = any($2)",
        house_id,
        &places
    )
    .fetch_all(&app.db)
    .await?;
    let before = |seq: i64| {
        let row = hashes.iter().find(|row| row.seq == seq - 1);
        row.and_then(|row| row.hash.as_slice().try_into().ok())
            .map_or(Hash::ZERO, Hash)
    };
    Ok(found
        .into_iter()
        .map(|transfer| (before(transfer.seq), transfer))
        .collect())
}

/// The version that holds so far.
pub async fn latest(app: &App, payee: Uuid, period: Period) -> AppResult<Option<(Before, String)>> {
    let row = sqlx::query!(
        "select id, version, digest, closing, figures from statements where payee_id = $1 and period = $2 order by version desc limit 1",
        payee,
        period.first()
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| {
        let before = Before {
            id: row.id,
            version: row.version,
            digest: row.digest,
            closing: row.closing,
        };
        (before, row.figures)
    }))
}

/// Runs contracts again from zero, over everything that they have received, and holds what was accrued against it.
pub async fn run_again(app: &App, house_id: Uuid, contract_ids: &[Uuid]) -> AppResult<()> {
    for contract in terms(app, house_id, contract_ids).await?.into_values() {
        let receipts = sqlx::query!(
            "select source, amount from share_receipts where contract_id = $1 order by place",
            contract.id
        )
        .fetch_all(&app.db)
        .await?;
        let receipts: Vec<(Option<String>, i64)> = receipts
            .into_iter()
            .map(|row| (row.source, row.amount))
            .collect();
        let again = accruals(&contract.deal, &[], &receipts).map_err(unshared)?;
        let kept = sqlx::query!(
            "select r.place, a.number, a.payee_id, a.reason, a.source, a.tier, a.amount
             from share_accruals a join share_receipts r on r.id = a.receipt_id
             where r.contract_id = $1 order by r.place, a.number",
            contract.id
        )
        .fetch_all(&app.db)
        .await?;
        let same = again.len() == kept.len()
            && again.iter().zip(&kept).all(|(again, kept)| {
                i32::try_from(again.receipt + 1) == Ok(kept.place)
                    && again.number == kept.number
                    && contract.payees.get(&again.payee) == Some(&kept.payee_id)
                    && again.reason == kept.reason
                    && again.source == kept.source
                    && again.tier == kept.tier
                    && again.amount == kept.amount
            });
        if !same {
            let cause = anyhow::anyhow!(
                "the accruals of contract {} are not those of running it again",
                contract.id
            );
            return Err(AppError::internal(cause));
        }
    }
    Ok(())
}
