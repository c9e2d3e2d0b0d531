//! The accrual run at the desk, and what it could not share out.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use money::Amount;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::books::revenue::RevenueKind;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// What is shared and what is not.
#[derive(Serialize, ToSchema)]
pub struct Accruals {
    pub last_run: Option<DateTime<Utc>>,
    /// Earned without a contract: the house keeps it.
    pub unshared: Vec<Unshared>,
    /// Under a contract, but not shared yet.
    pub waiting: Vec<WaitingLines>,
}

/// Revenue that no contract shares.
#[derive(Serialize, ToSchema)]
pub struct Unshared {
    /// Null: earned by no one series.
    pub series_id: Option<Uuid>,
    pub series_title: Option<String>,
    pub kind: RevenueKind,
    pub amount: Money,
    pub lines: i64,
}

/// Why lines wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// The next run shares them.
    Run,
    /// No rate of exchange is stated for their day.
    Rate,
    /// The contract names sources, and their kind of revenue is not one of them.
    Source,
}

/// Lines that wait.
#[derive(Serialize, ToSchema)]
pub struct WaitingLines {
    pub series_title: String,
    pub contract_version: i32,
    pub waiting_for: WaitingFor,
    pub kind: RevenueKind,
    /// UTC
    pub day: NaiveDate,
    /// Of the contract.
    pub contract_currency: String,
    pub amount: Money,
    pub lines: i64,
}

/// What a run did.
#[derive(Serialize, ToSchema)]
pub struct AccrualRun {
    /// Revenue lines that contracts took in.
    pub received: usize,
    /// Lines that moved to another version of a contract.
    pub moved: usize,
    /// Postings that went to the ledger.
    pub posted: usize,
    pub accruals: Accruals,
}

/// Show what is not shared out: without a contract, or waiting for a rate of exchange.
#[utoipa::path(get, operation_id = "show_accruals", path = "/api/v1/desk/accruals", tag = "sharing",
    responses((status = 200, body = Accruals), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Accruals>> {
    Ok(Json(accruals(&app, operator.house_id).await?))
}

/// Share out everything that is not shared yet. Running it again does nothing more.
#[utoipa::path(post, operation_id = "run_accruals", path = "/api/v1/desk/accruals/run", tag = "sharing",
    responses((status = 200, body = AccrualRun), (status = 403, body = ErrorBody)))]
pub async fn run(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<AccrualRun>> {
    let ran = super::run(&app, operator.house_id).await?;
    let detail =
        json!({"received": ran.received, "taken_back": ran.taken_back, "posted": ran.posted});
    audit::note(
        &app.db,
        &app,
        &operator,
        "accruals.run",
        "house",
        operator.house_id,
        detail,
    )
    .await?;
    Ok(Json(AccrualRun {
        received: ran.received - ran.taken_back,
        moved: ran.taken_back,
        posted: ran.posted,
        accruals: accruals(&app, operator.house_id).await?,
    }))
}

async fn accruals(app: &App, house_id: Uuid) -> AppResult<Accruals> {
    let last_run = sqlx::query_scalar!(
        "select ran_at from share_runs where house_id = $1",
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .flatten();
    let unshared = sqlx::query!(
        r#"select r.series_id, s.title as "title?", r.kind as "kind: RevenueKind", r.currency, sum(r.amount)::bigint as "amount!",
               count(*) as "lines!"
           from revenue r left join series s on s.id = r.series_id
           where r.house_id = $1 and contract_of(r.series_id, r.at) is null
             and not exists (select from share_receipts t where t.line_id = r.id and r.series_id is null)
           group by r.series_id, s.title, r.kind, r.currency having sum(r.amount) <> 0
           order by s.title nulls last, r.kind, r.currency limit 1000"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let unshared = unshared
        .into_iter()
        .map(|row| {
            Ok(Unshared {
                series_id: row.series_id,
                series_title: row.title,
                kind: row.kind,
                amount: Amount::new(row.amount, currency(&row.currency)?).into(),
                lines: row.lines,
            })
        })
        .collect::<AppResult<_>>()?;
    Ok(Accruals {
        last_run,
        unshared,
        waiting: waiting(app, house_id).await?,
    })
}

async fn waiting(app: &App, house_id: Uuid) -> AppResult<Vec<WaitingLines>> {
    let rows = sqlx::query!(
        r#"select c.id, c.series_title, c.version, c.currency as contract_currency, r.kind as "kind: RevenueKind",
               r.series_id, (r.at at time zone 'utc')::date as "day!", r.currency, sum(r.amount)::bigint as "amount!", count(*) as "lines!"
           from revenue r
           join share_contracts c on c.id = contract_of(r.series_id, r.at)
           left join lateral (
               select contract_id, taken_back from share_receipts s where s.line_id = r.id order by seq desc limit 1
           ) had on true
           where r.house_id = $1 and c.id is distinct from (case when had.taken_back then null else had.contract_id end)
           group by c.id, c.series_title, c.version, c.currency, r.kind, r.series_id, 7, r.currency order by 7, 2, 3 limit 1000"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let contracts = super::contracts::terms(app, house_id, &ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (from, to) = (currency(&row.currency)?, currency(&row.contract_currency)?);
        let has_source = contracts
            .get(&row.id)
            .is_some_and(|terms| // A deal by territories has a source for each.
                terms.source(row.kind.as_str(), row.series_id, "").is_some());
        let waiting_for = if !has_source {
            WaitingFor::Source
        } else if from != to
            && super::fx::on(app, house_id, from, to, row.day)
                .await?
                .is_none()
        {
            WaitingFor::Rate
        } else {
            WaitingFor::Run
        };
        found.push(WaitingLines {
            series_title: row.series_title,
            contract_version: row.version,
            waiting_for,
            kind: row.kind,
            day: row.day,
            contract_currency: row.contract_currency,
            amount: Amount::new(row.amount, from).into(),
            lines: row.lines,
        });
    }
    Ok(found)
}
