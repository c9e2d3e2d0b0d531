//! Contracts: deals about series, version by version.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use money::waterfall::{Problem, Waterfall};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::currency;
use crate::books::revenue::RevenueKind;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// One version of the deal about a series.
#[derive(Serialize, ToSchema)]
pub struct ShareContract {
    pub id: Uuid,
    pub version: i32,
    /// Shares what is earned from this day (UTC) on, until the day of the next version. It counts from zero: what an
    /// earlier version has recouped is not in it.
    pub valid_from: NaiveDate,
    /// Whether it is the one that shares what is earned today.
    pub current: bool,
    pub name: String,
    /// ISO 4217
    pub currency: String,
    pub payees: Vec<String>,
    /// The deal in TOML.
    pub text: String,
    /// SHA-256 of the text, as every statement shows it.
    pub digest: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct ShareContracts {
    /// The newest version first.
    pub items: Vec<ShareContract>,
}

/// A new version of the deal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShareContract {
    pub valid_from: NaiveDate,
    /// The deal in TOML; see the documentation of the waterfall language.
    pub text: String,
}

/// List the versions of a series' contract.
#[utoipa::path(get, operation_id = "list_share_contracts", path = "/api/v1/desk/series/{id}/contracts", tag = "sharing",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ShareContracts), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
) -> AppResult<Json<ShareContracts>> {
    series_title(&app, operator.house_id, series_id).await?;
    Ok(Json(ShareContracts {
        items: of_series(&app, operator.house_id, series_id).await?,
    }))
}

/// Add a version of a series' contract. Versions are never edited; one that begins earlier than what was shared already
/// moves those revenue lines, and the differences are posted.
#[utoipa::path(post, operation_id = "add_share_contract", path = "/api/v1/desk/series/{id}/contracts", tag = "sharing",
    params(("id" = Uuid, Path)), request_body = NewShareContract,
    responses((status = 201, body = ShareContract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(new): Json<NewShareContract>,
) -> AppResult<(StatusCode, Json<ShareContract>)> {
    let house_id = operator.house_id;
    let title = series_title(&app, house_id, series_id).await?;
    let valid_from = super::day(new.valid_from)?;
    let deal = read(&new.text)?;
    super::payees::ensure_house(&app, house_id).await?;
    let payees = payees_of(&app, house_id, &deal, &new.text).await?;
    // One at a time, so that two who add a version get two numbers.
    let mut held = super::hold(&app, house_id).await?;
    let id = app.random.id();
    let digest = digest(&new.text);
    let version = sqlx::query_scalar!(
        "insert into share_contracts (id, house_id, series_id, series_title, version, valid_from, text, digest, currency, payees,
             created_by, created_at)
         select $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9, $10, $11
         from share_contracts where series_id = $3 returning version",
        id,
        house_id,
        series_id,
        title,
        valid_from,
        new.text,
        digest,
        deal.currency.code(),
        json!(payees),
        operator.id,
        app.clock.now()
    )
    .fetch_one(&mut *held.transaction)
    .await?;
    let detail = json!({"series": series_id, "version": version, "valid_from": valid_from, "digest": digest});
    audit::note(
        &mut *held.transaction,
        &app,
        &operator,
        "contract.added",
        "contract",
        id,
        detail,
    )
    .await?;
    held.commit().await?;
    let made = of_series(&app, house_id, series_id).await?;
    let made = made.into_iter().find(|contract| contract.id == id);
    Ok((
        StatusCode::CREATED,
        Json(made.ok_or_else(|| super::not_found("contract"))?),
    ))
}

async fn of_series(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<Vec<ShareContract>> {
    let rows = sqlx::query!(
        "select id, version, valid_from, text, digest, currency, created_at from share_contracts
         where house_id = $1 and series_id = $2 order by version desc limit 500",
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let today = app.clock.now().date_naive();
    let begun = rows.iter().filter(|row| row.valid_from <= today);
    let current = begun
        .max_by_key(|row| (row.valid_from, row.version))
        .map(|row| row.id);
    rows.into_iter()
        .map(|row| {
            let deal = Waterfall::read(&row.text).map_err(refused)?;
            Ok(ShareContract {
                current: current == Some(row.id),
                id: row.id,
                version: row.version,
                valid_from: row.valid_from,
                name: deal.name,
                currency: row.currency,
                payees: deal.payees,
                text: row.text,
                digest: row.digest,
                created_at: row.created_at,
            })
        })
        .collect()
}

async fn series_title(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<String> {
    sqlx::query_scalar!(
        "select title from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "series_not_found",
            "There is no such series in this house.",
            "Look for it in the list of series.",
        )
    })
}

/// Reads a deal whose sources, if it names any, are kinds of revenue.
pub(super) fn read(text: &str) -> AppResult<Waterfall> {
    let deal = Waterfall::read(text).map_err(refused)?;
    let known = |id: &str| RevenueKind::ALL.iter().any(|kind| kind.as_str() == id);
    match deal.sources.iter().find(|source| !known(&source.id)) {
        None => Ok(deal),
        Some(source) => {
            let kinds: Vec<&str> = RevenueKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Err(AppError::bad_request(
                "contract_source_unknown",
                format!(
                    "Line {}: `{}` is no kind of revenue.",
                    line_of(text, &source.id),
                    source.id
                ),
                format!(
                    "Name the sources after kinds of revenue: {}.",
                    kinds.join(", ")
                ),
            ))
        }
    }
}

fn refused(problem: Problem) -> AppError {
    let key = if problem.key.is_empty() {
        String::new()
    } else {
        format!(", `{}`", problem.key)
    };
    AppError::bad_request(
        problem.code,
        format!("Line {}{key}: {}.", problem.line, problem.message),
        problem.remedy,
    )
}

/// The line on which a name stands in quotes for the first time.
fn line_of(text: &str, name: &str) -> usize {
    let quoted = format!("\"{name}\"");
    text.lines()
        .position(|line| line.contains(&quoted))
        .map_or(1, |at| at + 1)
}

/// The payees that a deal names, by code; each must be known and have the deal's currency.
async fn payees_of(
    app: &App,
    house_id: Uuid,
    deal: &Waterfall,
    text: &str,
) -> AppResult<HashMap<String, Uuid>> {
    let rows = sqlx::query!(
        "select id, code, kind, currency from payees where house_id = $1 and code = any($2)",
        house_id,
        &deal.payees
    )
    .fetch_all(&app.db)
    .await?;
    for code in &deal.payees {
        let line = line_of(text, code);
        match rows.iter().find(|row| row.code == *code) {
            None => {
                return Err(AppError::bad_request(
                    "contract_payee_unknown",
                    format!("Line {line}: there is no payee `{code}` in this house."),
                    "Add the payee first, or correct the name.",
                ));
            }
            Some(row) if row.kind != "house" && row.currency != deal.currency.code() => {
                return Err(AppError::bad_request(
                    "contract_currency_differs",
                    format!(
                        "Line {line}: `{code}` is paid in {}, and the contract is in {}.",
                        row.currency, deal.currency
                    ),
                    "Write the contract in the payee's currency, or add the payee again in the other one.",
                ));
            }
            Some(_) => {}
        }
    }
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// SHA-256 of a text, hexadecimal.
pub(super) fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let mut written = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        write!(written, "{byte:02x}").expect("a text can always grow");
    }
    written
}

/// A contract as accruals and statements need it.
pub(super) struct Terms {
    pub id: Uuid,
    pub series_id: Uuid,
    pub series_title: String,
    pub version: i32,
    pub valid_from: NaiveDate,
    pub text: String,
    pub digest: String,
    pub deal: Waterfall,
    /// By code.
    pub payees: HashMap<String, Uuid>,
}

impl Terms {
    /// The contract's source that a kind of revenue comes from; nothing where the contract does not have it.
    pub fn source(&self, kind: &str) -> Option<Option<String>> {
        if self.deal.sources.is_empty() {
            return Some(None);
        }
        let found = self.deal.sources.iter().find(|source| source.id == kind);
        found.map(|source| Some(source.id.clone()))
    }
}

/// The contracts with these ids.
pub(super) async fn terms(
    app: &App,
    house_id: Uuid,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Terms>> {
    let rows = sqlx::query!(
        "select id, series_id, series_title, version, valid_from, text, digest, currency, payees from share_contracts
         where house_id = $1 and id = any($2)",
        house_id,
        ids
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            currency(&row.currency)?;
            let terms = Terms {
                id: row.id,
                series_id: row.series_id,
                series_title: row.series_title,
                version: row.version,
                valid_from: row.valid_from,
                deal: Waterfall::read(&row.text).map_err(refused)?,
                text: row.text,
                digest: row.digest,
                payees: serde_json::from_value(row.payees).map_err(anyhow::Error::from)?,
            };
            Ok((terms.id, terms))
        })
        .collect()
}
