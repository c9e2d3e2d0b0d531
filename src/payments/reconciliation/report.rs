//! A store's report of its account, as an operator brings it: stores pay out once a month and tell no program of it.
//! All of a report is taken or nothing; the same again changes nothing.

use std::collections::HashMap;

use axum::extract::State;
use chrono::{DateTime, Datelike, Duration, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::compare::{Reconciliation, compare};
use super::lines::{Line, keep};
use super::matching::match_waiting;
use super::table;
use crate::app::App;
use crate::audit;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::payments::provider::ProviderKind;
use crate::people::Person;
use crate::people::policy::Operator;

/// Rows of one report.
const ROWS_MAX: usize = 10_000;
/// Minor units: no report has more in one row.
const AMOUNT_MAX: i64 = 1_000_000_000_000;

/// Whose report it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    Apple,
    Google,
}

impl From<Store> for ProviderKind {
    fn from(store: Store) -> Self {
        match store {
            Store::Apple => Self::Apple,
            Store::Google => Self::Google,
        }
    }
}

/// What a row tells of, as it moves what lies with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StoreLineKind {
    /// A purchase, above zero.
    Sale,
    /// A purchase that was given back, below zero.
    Refund,
    /// What the store keeps beside its sales, below zero; above, it gives some back.
    Fee,
    /// What goes to the bank, below zero; above, it came back.
    Payout,
    /// What the store corrects: below zero it keeps more.
    Adjustment,
}

impl StoreLineKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
            Self::Fee => "fee",
            Self::Payout => "payout",
            Self::Adjustment => "adjustment",
        }
    }
}

/// A row of a store's report. Amounts are in minor units of its currency.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreLine {
    /// Names the row, among all reports of the store.
    pub reference: String,
    pub kind: StoreLineKind,
    /// What the buyer paid, or what moves.
    pub gross: i64,
    /// What the store keeps of it: commission, and tax that it pays itself. Below zero when it gives that back.
    #[serde(default)]
    pub fee: i64,
    /// `gross` less `fee`.
    pub net: i64,
    /// ISO 4217
    pub currency: String,
    pub at: DateTime<Utc>,
    /// Of a sale or a refund: the store's transaction (Apple), or its order (Google).
    #[serde(default)]
    pub source: Option<String>,
}

/// A store's report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreReport {
    pub provider: Store,
    pub lines: Vec<StoreLine>,
}

/// A store's report as a table.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreTable {
    pub provider: Store,
    /// CSV whose first row names the columns `reference`, `kind`, `gross`, `fee`, `net`, `currency`, `at` and `source`, in
    /// any order. Amounts are decimal (`2.99`), `at` is a day or a moment (RFC 3339).
    pub csv: String,
}

/// What became of a report.
#[derive(Serialize, ToSchema)]
pub struct StoreReportTaken {
    pub new: usize,
    /// Rows that stand otherwise in the house, and were matched with nothing yet: they are as this report says now.
    pub changed: usize,
    /// Rows that were known.
    pub known: usize,
    pub reconciliation: Reconciliation,
}

/// Take a store's report in, all of it or nothing.
#[utoipa::path(post, operation_id = "take_store_report", path = "/api/v1/desk/reconciliation/lines", tag = "desk", request_body = StoreReport,
    responses((status = 200, body = StoreReportTaken), (status = 400, body = ErrorBody, description = "`report_refused`, with the number of the row"),
              (status = 403, body = ErrorBody)))]
pub async fn take(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(report): Json<StoreReport>,
) -> AppResult<Json<StoreReportTaken>> {
    let rows = report.lines.into_iter().zip(1_u64..);
    let rows = rows.map(|(line, number)| Row { number, line }).collect();
    taken(&app, &operator, report.provider.into(), rows).await
}

/// The same of a table in CSV.
#[utoipa::path(post, operation_id = "take_store_table", path = "/api/v1/desk/reconciliation/table", tag = "desk", request_body = StoreTable,
    responses((status = 200, body = StoreReportTaken), (status = 400, body = ErrorBody, description = "`report_refused`, with the number of the row"),
              (status = 403, body = ErrorBody)))]
pub async fn take_table(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(sent): Json<StoreTable>,
) -> AppResult<Json<StoreReportTaken>> {
    let rows = table::read(&sent.csv, ROWS_MAX).map_err(refused)?;
    taken(&app, &operator, sent.provider.into(), rows).await
}

/// A row and where it stands: counted from one, in a table with its head.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub number: u64,
    pub line: StoreLine,
}

async fn taken(
    app: &App,
    operator: &Person,
    provider: ProviderKind,
    rows: Vec<Row>,
) -> AppResult<Json<StoreReportTaken>> {
    let house_id = operator.house_id;
    let lines = checked(provider, rows, app.clock.now()).map_err(refused)?;
    let counts = put(app, operator, provider, &lines).await?;
    match_waiting(app, house_id).await?;
    Ok(Json(StoreReportTaken {
        new: counts.new,
        changed: counts.changed,
        known: counts.known,
        reconciliation: compare(app, house_id).await?,
    }))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err wants it so")]
fn refused(why: String) -> AppError {
    AppError::bad_request(
        "report_refused",
        format!("Nothing of the report was taken. {why}"),
        "Correct the row, then send the whole report again.",
    )
}

/// Every row as a line, or what is wrong with the first that is wrong.
fn checked(
    provider: ProviderKind,
    rows: Vec<Row>,
    now: DateTime<Utc>,
) -> Result<Vec<(u64, Line)>, String> {
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Err(format!(
            "It has {} rows; it is to have 1 to {ROWS_MAX}.",
            rows.len()
        ));
    }
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut lines = Vec::with_capacity(rows.len());
    for Row { number, line } in rows {
        let line = check(provider, &line, now).map_err(|why| format!("Row {number}: {why}."))?;
        if let Some(before) = seen.insert(line.reference.clone(), number) {
            return Err(format!(
                "Row {number}: it has the reference of row {before}; each row needs its own."
            ));
        }
        lines.push((number, line));
    }
    Ok(lines)
}

fn check(provider: ProviderKind, line: &StoreLine, now: DateTime<Utc>) -> Result<Line, String> {
    let reference = name(&line.reference)
        .ok_or("its reference is empty, longer than 255 bytes, or has unprintable letters")?;
    let source = match line.source.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(
            name(text).ok_or("its source is longer than 255 bytes, or has unprintable letters")?,
        ),
    };
    let unit = currency(line.currency.trim())
        .map_err(|error| error.message.trim_end_matches('.').to_owned())?;
    let usual = |amount: i64| (-AMOUNT_MAX..=AMOUNT_MAX).contains(&amount);
    if ![line.gross, line.fee, line.net].into_iter().all(usual) {
        return Err("an amount is larger than any report's".into());
    }
    let say = |minor| Amount::new(minor, unit).number();
    if line.net != line.gross - line.fee {
        return Err(format!(
            "its net is {}, but its gross less its fee is {}",
            say(line.net),
            say(line.gross - line.fee)
        ));
    }
    let needs_source = matches!(line.kind, StoreLineKind::Sale | StoreLineKind::Refund);
    if needs_source && source.is_none() {
        return Err("a sale or a refund needs its source, the store's transaction or order".into());
    }
    match line.kind {
        StoreLineKind::Sale if line.gross <= 0 => {
            return Err("the gross of a sale is above zero".into());
        }
        StoreLineKind::Refund if line.gross >= 0 => {
            return Err("the gross of a refund is below zero".into());
        }
        StoreLineKind::Payout if line.gross == 0 => {
            return Err("a payout moves something: below zero when it goes to the bank".into());
        }
        _ if line.gross == 0 && line.fee == 0 => return Err("it moves nothing".into()),
        _ => {}
    }
    if line.at.year() < 2008 || line.at > now + Duration::days(1) {
        return Err("its time is before there were stores, or still to come".into());
    }
    Ok(Line {
        provider,
        reference,
        kind: line.kind.as_str().into(),
        currency: unit,
        gross: line.gross,
        fee: line.fee,
        net: line.net,
        source,
        at: line.at,
    })
}

/// A store's name of something, trimmed.
fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let fine = (1..=255).contains(&text.len()) && !text.contains(char::is_control);
    fine.then(|| text.to_owned())
}

#[derive(Default)]
struct Counts {
    new: usize,
    changed: usize,
    known: usize,
}

/// How a line of the same name stands.
struct Stands {
    reference: String,
    kind: String,
    currency: String,
    gross: i64,
    fee: i64,
    source: Option<String>,
    at: DateTime<Utc>,
    matched_id: Option<Uuid>,
}

async fn put(
    app: &App,
    operator: &Person,
    provider: ProviderKind,
    lines: &[(u64, Line)],
) -> AppResult<Counts> {
    let house_id = operator.house_id;
    let names: Vec<String> = lines
        .iter()
        .map(|(_, line)| line.reference.clone())
        .collect();
    let mut transaction = app.db.begin().await?;
    let stand = sqlx::query_as!(
        Stands,
        "select ref as reference, kind, currency, gross, fee, source, at, matched_id from provider_balance_lines
         where house_id = $1 and provider = $2 and ref = any ($3) order by ref for update",
        house_id,
        provider.as_str(),
        &names
    )
    .fetch_all(&mut *transaction)
    .await?;
    let stand: HashMap<&str, &Stands> = stand
        .iter()
        .map(|one| (one.reference.as_str(), one))
        .collect();
    let mut counts = Counts::default();
    for (number, line) in lines {
        match stand.get(line.reference.as_str()) {
            None if keep(app, &mut transaction, house_id, line).await? => counts.new += 1,
            // Another brought it this moment.
            None => counts.known += 1,
            Some(same) if is_same(same, line) => counts.known += 1,
            Some(other) if other.matched_id.is_some() => {
                return Err(refused(format!(
                    "Row {number}: the reference {} stands otherwise in a report of before, and is booked: a correction is an adjustment with a reference of its own.",
                    line.reference
                )));
            }
            Some(_) => {
                sqlx::query!(
                    "update provider_balance_lines set kind = $4, currency = $5, gross = $6, fee = $7, net = $8, source = $9, at = $10,
                         problem = null
                     where house_id = $1 and provider = $2 and ref = $3 and matched_id is null",
                    house_id,
                    provider.as_str(),
                    line.reference,
                    line.kind,
                    line.currency.code(),
                    line.gross,
                    line.fee,
                    line.net,
                    line.source,
                    line.at
                )
                .execute(&mut *transaction)
                .await?;
                counts.changed += 1;
            }
        }
    }
    audit::note(
        &mut *transaction,
        app,
        operator,
        "reconciliation.report_taken",
        "house",
        house_id,
        serde_json::json!({"provider": provider, "new": counts.new, "changed": counts.changed, "known": counts.known}),
    )
    .await?;
    transaction.commit().await?;
    Ok(counts)
}

fn is_same(stands: &Stands, line: &Line) -> bool {
    (stands.kind.as_str(), stands.currency.as_str(), stands.gross)
        == (line.kind.as_str(), line.currency.code(), line.gross)
        && (stands.fee, &stands.source) == (line.fee, &line.source)
        // The database keeps microseconds.
        && stands.at.timestamp_micros() == line.at.timestamp_micros()
}
