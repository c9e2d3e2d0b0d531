//! Contracts as the desk sees them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use money::waterfall::Waterfall;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::contracts::refused;
use crate::app::App;
use crate::errors::AppResult;

/// One version of the deal about a series, or about the series of a slate.
#[derive(Serialize, ToSchema)]
pub struct ShareContract {
    pub id: Uuid,
    pub version: i32,
    /// Shares what is earned from this day (UTC) on, until the day of the next version. It counts from zero: what an
    /// earlier version has recouped is not in it.
    pub valid_from: NaiveDate,
    /// Whether it is the one that shares what is earned today.
    pub current: bool,
    /// The slate that this is a version of; null: the deal is about one series.
    pub slate_id: Option<Uuid>,
    /// The series that it is about.
    pub series: Vec<ContractSeries>,
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

/// A series that a contract is about.
#[derive(Clone, Serialize, ToSchema)]
pub struct ContractSeries {
    pub id: Uuid,
    /// Null: it was deleted; what was shared stays.
    pub slug: Option<String>,
    pub title: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ShareContracts {
    /// The newest version first.
    pub items: Vec<ShareContract>,
}

/// Those about a series, by itself or in a slate.
pub(super) async fn of_series(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<ShareContract>> {
    let ids = sqlx::query_scalar!(
        "select contract_id from share_contract_series where house_id = $1 and series_id = $2",
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let current = sqlx::query_scalar!("select contract_of($1, $2)", series_id, app.clock.now())
        .fetch_one(&app.db)
        .await?;
    let mut found = shown(app, house_id, &ids).await?;
    for contract in &mut found {
        contract.current = current == Some(contract.id);
    }
    Ok(found)
}

/// Those of every slate.
pub(super) async fn of_slates(app: &App, house_id: Uuid) -> AppResult<Vec<ShareContract>> {
    let ids = sqlx::query_scalar!(
        "select id from share_contracts where house_id = $1 and slate_id is not null",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    shown(app, house_id, &ids).await
}

pub(super) async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<ShareContract> {
    let found = shown(app, house_id, &[id]).await?.into_iter().next();
    found.ok_or_else(|| super::not_found("contract"))
}

/// A slate's version is current when no later one of it is valid; so is a series' own.
async fn shown(app: &App, house_id: Uuid, ids: &[Uuid]) -> AppResult<Vec<ShareContract>> {
    let rows = sqlx::query!(
        r#"select c.id, c.slate_id, c.version, c.valid_from, c.text, c.digest, c.currency, c.created_at,
               c.valid_from <= $3 and not exists (
                   select from share_contracts later
                   where later.house_id = $1 and coalesce(later.slate_id, later.series_id) = coalesce(c.slate_id, c.series_id)
                     and later.valid_from <= $3 and (later.valid_from, later.version) > (c.valid_from, c.version)) as "current!"
           from share_contracts c where c.house_id = $1 and c.id = any ($2)
           order by c.created_at desc, c.version desc, c.id limit 500"#,
        house_id,
        ids,
        app.clock.now().date_naive()
    )
    .fetch_all(&app.db)
    .await?;
    let mut series = series(app, house_id, ids).await?;
    rows.into_iter()
        .map(|row| {
            let deal = Waterfall::read(&row.text).map_err(refused)?;
            Ok(ShareContract {
                series: series.remove(&row.id).unwrap_or_default(),
                current: row.current,
                id: row.id,
                slate_id: row.slate_id,
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

/// The series of contracts, by contract.
async fn series(
    app: &App,
    house_id: Uuid,
    contracts: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<ContractSeries>>> {
    let rows = sqlx::query!(
        r#"select c.contract_id, c.series_id, s.slug as "slug?", s.title as "title?"
           from share_contract_series c left join series s on s.id = c.series_id and s.house_id = c.house_id
           where c.house_id = $1 and c.contract_id = any ($2) order by s.title, c.series_id"#,
        house_id,
        contracts
    )
    .fetch_all(&app.db)
    .await?;
    let mut found: HashMap<Uuid, Vec<ContractSeries>> = HashMap::new();
    for row in rows {
        let of = found.entry(row.contract_id).or_default();
        of.push(ContractSeries {
            id: row.series_id,
            slug: row.slug,
            title: row.title,
        });
    }
    Ok(found)
}
