//! Statements: what a payee's month came to, with its proof.

pub mod close;
mod csv;
mod facts;
mod print;
pub mod proof;
pub mod routes;
mod view;
mod words;

use money::Amount;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

pub(crate) use csv::cell as csv_cell;
#[cfg(test)]
pub(super) use facts::run_again;

/// A statement in a list.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct StatementSummary {
    pub id: Uuid,
    pub payee_id: Uuid,
    pub payee_code: String,
    pub payee_name: String,
    /// A month (UTC).
    #[schema(example = "2026-11")]
    pub period: String,
    pub version: i32,
    /// Whether no later version replaces it.
    pub latest: bool,
    /// Owed before the first moment of the month; below zero: the payee owed.
    pub opening: Money,
    /// By all lines together.
    pub earned: Money,
    /// Paid out and withheld (below zero), come back (above).
    pub moved: Money,
    /// `opening + earned + moved`
    pub closing: Money,
    /// `closing` less that of the version before.
    pub difference: Money,
    pub lines: i32,
    /// SHA-256 of what it says.
    pub digest: String,
    pub made_at: chrono::DateTime<chrono::Utc>,
}

/// Statements of a house, newest first: of a period, of a payee, of an account, or one.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    pub id: Option<Uuid>,
    pub period: Option<super::Period>,
    pub payee_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
}

pub(super) async fn list(
    app: &App,
    house_id: Uuid,
    wanted: Wanted,
) -> AppResult<Vec<StatementSummary>> {
    let rows = sqlx::query!(
        r#"select s.id, s.payee_id, y.code, y.name, s.period, s.version, s.currency, opening, earned, moved, closing, difference, lines,
               digest, made_at,
               not exists (select from statements n where n.payee_id = s.payee_id and n.period = s.period and n.version > s.version) as "latest!"
           from statements s join payees y on y.id = s.payee_id
           where s.house_id = $1 and ($2::uuid is null or s.id = $2) and ($3::date is null or s.period = $3)
             and ($4::uuid is null or s.payee_id = $4) and ($5::uuid is null or y.person_id = $5)
           order by s.period desc, y.name, y.code, s.version desc limit 500"#,
        house_id,
        wanted.id,
        wanted.period.map(super::Period::first),
        wanted.payee_id,
        wanted.person_id
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unit = currency(&row.currency)?;
            let money = |minor| Money::from(Amount::new(minor, unit));
            Ok(StatementSummary {
                id: row.id,
                payee_id: row.payee_id,
                payee_code: row.code,
                payee_name: row.name,
                period: super::Period::starting(row.period).to_string(),
                version: row.version,
                latest: row.latest,
                opening: money(row.opening),
                earned: money(row.earned),
                moved: money(row.moved),
                closing: money(row.closing),
                difference: money(row.difference),
                lines: row.lines,
                digest: row.digest,
                made_at: row.made_at,
            })
        })
        .collect()
}

/// A statement and its proof, byte for byte as published; of an account only its own.
pub async fn published(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    person_id: Option<Uuid>,
) -> AppResult<(StatementSummary, String)> {
    let wanted = Wanted {
        id: Some(id),
        person_id,
        ..Wanted::default()
    };
    let summary = list(app, house_id, wanted).await?.pop();
    let summary = summary.ok_or_else(|| super::not_found("statement"))?;
    let proof = sqlx::query_scalar!(
        "select proof from statements where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok((summary, proof))
}

/// A proof as a table.
pub fn table(proof: &str) -> AppResult<String> {
    let proof = serde_json::from_str(proof).map_err(anyhow::Error::from)?;
    Ok(csv::rows(&proof))
}
