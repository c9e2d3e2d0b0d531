//! Accruals: revenue lines become receipts of contracts, and receipts give shares.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use money::waterfall::{Reason, Receipt, ReceiptError, Waterfall, run as pour};
use money::{Amount, Currency};
use uuid::Uuid;

use super::contracts::{Terms, terms};
use super::fx::{self, Rate};
use super::{Period, post};
use crate::app::App;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult};

/// Lines looked at in one transaction.
const PAGE: i64 = 2_000;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Receipts that contracts took in.
    pub received: usize,
    /// Of those: taken back from a contract because another one holds.
    pub taken_back: usize,
    /// Postings that went to the ledger.
    pub posted: usize,
}

/// Shares out everything that is not shared yet, as far as there are contracts and rates for it. May be ended at any
/// moment and run again: nothing is shared or posted twice.
pub async fn run(app: &App, house_id: Uuid) -> AppResult<Ran> {
    let mut held = super::hold(app, house_id).await?;
    let ran = run_held(app, house_id).await?;
    sqlx::query!(
        "update share_runs set ran_at = $2 where house_id = $1",
        house_id,
        app.clock.now()
    )
    .execute(&mut *held.transaction)
    .await?;
    held.commit().await?;
    Ok(ran)
}

/// The same for who holds the house's shares already.
pub(super) async fn run_held(app: &App, house_id: Uuid) -> AppResult<Ran> {
    let mut ran = Ran::default();
    let mut after = (DateTime::UNIX_EPOCH, Uuid::nil());
    loop {
        let page = page(app, house_id, after).await?;
        let Some(last) = page.last() else { break };
        after = (last.at, last.id);
        let (received, taken_back) = receive(app, house_id, page).await?;
        ran.received += received;
        ran.taken_back += taken_back;
    }
    ran.posted = post::post_open(app, house_id).await?;
    Ok(ran)
}

/// A revenue line whose contract is not the one that has received it.
pub(super) struct Due {
    pub id: Uuid,
    pub series_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub amount: Amount,
    pub territory: String,
    pub source_kind: String,
    pub source_id: Uuid,
    pub count: i64,
    /// The contract that was valid when it was earned.
    pub contract: Option<Uuid>,
    /// The receipt by which another contract has it.
    pub had: Option<Uuid>,
}

/// The next lines that are due, in the order in which they were earned.
pub(super) async fn page(
    app: &App,
    house_id: Uuid,
    after: (DateTime<Utc>, Uuid),
) -> AppResult<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select r.id, r.series_id, r.at, r.kind, r.amount, r.currency, r.territory, r.source_kind, r.source_id, r.count,
               c.id as "contract?", case when had.taken_back then null else had.id end as "had?"
           from revenue r
           left join lateral (select contract_of(r.series_id, r.at) as id) c on true
           left join lateral (
               select id, contract_id, taken_back from share_receipts s where s.line_id = r.id order by seq desc limit 1
           ) had on true
           where r.house_id = $1 and r.series_id is not null and (r.at, r.id) > ($2, $3)
             and c.id is distinct from (case when had.taken_back then null else had.contract_id end)
           order by r.at, r.id limit $4"#,
        house_id,
        after.0,
        after.1,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Due {
                id: row.id,
                series_id: row.series_id,
                at: row.at,
                kind: row.kind,
                amount: Amount::new(row.amount, currency(&row.currency)?),
                territory: row.territory,
                source_kind: row.source_kind,
                source_id: row.source_id,
                count: row.count,
                contract: row.contract,
                had: row.had,
            })
        })
        .collect()
}

/// A receipt about to be written.
struct New {
    id: Uuid,
    contract: Uuid,
    place: i32,
    line: Uuid,
    series: Option<Uuid>,
    taken_back: bool,
    period: Period,
    source: Option<String>,
    amount: i64,
    gross: Amount,
    rate: Option<Uuid>,
    kind: String,
    territory: String,
    at: DateTime<Utc>,
    source_kind: String,
    source_id: Uuid,
    count: i64,
}

/// Rates that were looked up, by currencies and day.
type Rates = HashMap<(Currency, Currency, NaiveDate), Option<Rate>>;

async fn receive(app: &App, house_id: Uuid, page: Vec<Due>) -> AppResult<(usize, usize)> {
    let had = had(app, page.iter().filter_map(|due| due.had).collect()).await?;
    let mut ids: Vec<Uuid> = page.iter().filter_map(|due| due.contract).collect();
    ids.extend(had.values().map(|receipt| receipt.contract));
    ids.sort_unstable();
    ids.dedup();
    let contracts = terms(app, house_id, &ids).await?;
    let mut rates = Rates::new();
    let mut new: Vec<New> = Vec::new();
    for due in page {
        let incoming = match due.contract.and_then(|id| contracts.get(&id)) {
            Some(contract) => match receipt(app, house_id, contract, &due, &mut rates).await? {
                Some(receipt) => Some(receipt),
                // It waits where it is until there is a rate or a source for it.
                None => continue,
            },
            None => None,
        };
        if let Some(old) = due.had.and_then(|id| had.get(&id)) {
            new.push(old.back(app)?);
        }
        new.extend(incoming);
    }
    let taken_back = new.iter().filter(|receipt| receipt.taken_back).count();
    let received = new.len();
    if received > 0 {
        write(app, house_id, &contracts, new).await?;
    }
    Ok((received, taken_back))
}

/// The line as a receipt of its contract, or nothing where a rate or a source is missing.
async fn receipt(
    app: &App,
    house_id: Uuid,
    contract: &Terms,
    due: &Due,
    rates: &mut Rates,
) -> AppResult<Option<New>> {
    let Some(source) = contract.source(&due.kind, due.series_id) else {
        return Ok(None);
    };
    let (from, to) = (due.amount.currency, contract.deal.currency);
    let (amount, rate) = if from == to {
        (due.amount.minor, None)
    } else {
        let day = due.at.date_naive();
        let known = match rates.entry((from, to, day)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(fx::on(app, house_id, from, to, day).await?),
        };
        let Some(rate) = known else {
            return Ok(None);
        };
        // A rate that is out of all measure: the lines wait for a better one.
        let Ok(converted) = rate.convert(due.amount) else {
            return Ok(None);
        };
        (converted.minor, Some(rate.id))
    };
    Ok(Some(New {
        id: app.random.id(),
        contract: contract.id,
        place: 0,
        line: due.id,
        series: due.series_id,
        taken_back: false,
        period: Period::of(due.at),
        source,
        amount,
        gross: due.amount,
        rate,
        kind: due.kind.clone(),
        territory: due.territory.clone(),
        at: due.at,
        source_kind: due.source_kind.clone(),
        source_id: due.source_id,
        count: due.count,
    }))
}

/// What a contract has received by these receipts.
async fn had(app: &App, ids: Vec<Uuid>) -> AppResult<HashMap<Uuid, New>> {
    let rows = sqlx::query!("select * from share_receipts where id = any($1)", &ids)
        .fetch_all(&app.db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let receipt = New {
                id: row.id,
                contract: row.contract_id,
                place: row.place,
                line: row.line_id,
                series: row.series_id,
                taken_back: row.taken_back,
                period: Period::starting(row.period),
                source: row.source,
                amount: row.amount,
                gross: Amount::new(row.gross, currency(&row.gross_currency)?),
                rate: row.rate_id,
                kind: row.kind,
                territory: row.territory,
                at: row.earned_at,
                source_kind: row.source_kind,
                source_id: row.source_id,
                count: row.count,
            };
            Ok((receipt.id, receipt))
        })
        .collect()
}

impl New {
    /// The receipt that takes this one back, by the rate at which it came.
    fn back(&self, app: &App) -> AppResult<New> {
        let negated = |amount: i64| {
            amount
                .checked_neg()
                .ok_or_else(|| crate::books::money::refused(money::Error::Overflow))
        };
        Ok(New {
            id: app.random.id(),
            place: 0,
            taken_back: true,
            amount: negated(self.amount)?,
            gross: Amount::new(negated(self.gross.minor)?, self.gross.currency),
            source: self.source.clone(),
            kind: self.kind.clone(),
            territory: self.territory.clone(),
            source_kind: self.source_kind.clone(),
            ..*self
        })
    }
}

/// What one receipt gave to one payee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Accrual {
    /// Place among the receipts.
    pub receipt: usize,
    /// Place within its receipt.
    pub number: i16,
    /// Code.
    pub payee: String,
    pub reason: &'static str,
    pub source: Option<String>,
    pub tier: String,
    pub amount: i64,
}

/// What further receipts (source and amount) give after so much has been received of each source. A standing is a
/// function of the sums alone, so what came before may come as one sum.
pub(super) fn accruals(
    deal: &Waterfall,
    received: &[(Option<String>, i64)],
    receipts: &[(Option<String>, i64)],
) -> Result<Vec<Accrual>, ReceiptError> {
    let one = |id: String, (source, minor): &(Option<String>, i64)| Receipt {
        id,
        source: source.clone(),
        amount: Amount::new(*minor, deal.currency),
    };
    let before = received.iter().map(|sum| one(String::new(), sum));
    let after = receipts
        .iter()
        .enumerate()
        .map(|(at, receipt)| one(at.to_string(), receipt));
    let all: Vec<Receipt> = before.chain(after).collect();
    let mut found: Vec<Accrual> = Vec::new();
    for posting in pour(deal, &all)?.postings {
        let Ok(receipt) = posting.receipt.parse::<usize>() else {
            continue;
        };
        let (reason, source, tier) = match posting.reason {
            Reason::Tier { source, tier } => ("tier", source, tier),
            Reason::KeptBack { guarantee } => ("kept_back", None, guarantee),
            Reason::Recovered { guarantee } => ("recovered", None, guarantee),
        };
        let number = found
            .last()
            .filter(|last| last.receipt == receipt)
            .map_or(0, |last| last.number + 1);
        found.push(Accrual {
            receipt,
            number,
            payee: posting.payee,
            reason,
            source,
            tier,
            amount: posting.amount.minor,
        });
    }
    Ok(found)
}

/// What is posted together: contract, payee, month, rate of exchange.
type Together = (Uuid, Uuid, Period, Option<Uuid>);

/// Writes receipts, their accruals and what is to be posted, all or nothing.
async fn write(
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
        for accrual in accruals(&contract.deal, &received, &receipts).map_err(unshared)? {
            let receipt = &new[own[accrual.receipt]];
            let payee = *contract
                .payees
                .get(&accrual.payee)
                .ok_or_else(|| super::not_found("payee"))?;
            let posting = if houses.contains(&payee) {
                None
            } else {
                let posting = postings
                    .entry((*id, payee, receipt.period, receipt.rate))
                    .or_insert_with(|| (app.random.id(), 0));
                posting.1 = posting
                    .1
                    .checked_add(accrual.amount)
                    .ok_or_else(|| unshared(money::Error::Overflow.into()))?;
                Some(posting.0)
            };
            rows.push((receipt.id, accrual, payee, posting));
        }
    }
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

/// A deal was checked when it was added: only sums beyond 64 bits can stop it.
pub(super) fn unshared(error: ReceiptError) -> AppError {
    let mut told = AppError::bad_request(error.code(), format!("{error}."), error.remedy());
    told.cause = Some(error.into());
    told
}
