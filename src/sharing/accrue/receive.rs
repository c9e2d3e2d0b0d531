//! Lines as receipts of their contracts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, NaiveDate, Utc};
use money::{Amount, Currency};
use uuid::Uuid;

use super::due::Due;
use super::write::write;
use crate::app::App;
use crate::books::money::currency;
use crate::errors::AppResult;
use crate::sharing::Period;
use crate::sharing::contracts::{Terms, terms};
use crate::sharing::fx::{self, Rate};

/// A receipt about to be written.
pub(super) struct New {
    pub id: Uuid,
    pub contract: Uuid,
    pub place: i32,
    pub line: Uuid,
    pub series: Option<Uuid>,
    pub taken_back: bool,
    pub period: Period,
    pub source: Option<String>,
    pub amount: i64,
    pub gross: Amount,
    pub rate: Option<Uuid>,
    pub kind: String,
    pub territory: String,
    pub at: DateTime<Utc>,
    pub source_kind: String,
    pub source_id: Uuid,
    pub count: i64,
}

/// Rates that were looked up, by currencies and day.
type Rates = HashMap<(Currency, Currency, NaiveDate), Option<Rate>>;

pub(super) async fn receive(
    app: &App,
    house_id: Uuid,
    page: Vec<Due>,
) -> AppResult<(usize, usize)> {
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
    let Some(source) = contract.source(&due.kind, due.series_id, &due.territory) else {
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
