//! The house's register of consents: real people who have agreed, on paper, to the use of their voice or likeness.

pub mod routes;
#[cfg(test)]
mod tests;

use provenance::consent::{Consent, Register, Use};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// All consents of a house, also those that are over.
pub async fn register(app: &App, house_id: Uuid) -> AppResult<Register> {
    let mut db = app.db.acquire().await?;
    register_in(&mut db, house_id).await
}

/// The same within somebody's transaction.
pub async fn register_in(db: &mut PgConnection, house_id: Uuid) -> AppResult<Register> {
    let rows = sqlx::query!(
        "select id, person, uses, series, territories, starts_at, ends_at, withdrawn_at, document
         from consents where house_id = $1",
        house_id
    )
    .fetch_all(&mut *db)
    .await?;
    let consents = rows.into_iter().map(|row| Consent {
        id: row.id.to_string(),
        person: row.person,
        uses: uses(&row.uses),
        series: row.series,
        territories: row.territories,
        from: row.starts_at,
        until: row.ends_at,
        withdrawn: row.withdrawn_at,
        document: hex(&row.document),
    });
    Ok(Register {
        consents: consents.collect(),
    })
}

/// Uses by their names; what is no use is left out.
pub fn uses(names: &[String]) -> Vec<Use> {
    names
        .iter()
        .filter_map(|name| match name.as_str() {
            "voice" => Some(Use::Voice),
            "likeness" => Some(Use::Likeness),
            _ => None,
        })
        .collect()
}

pub fn names(uses: &[Use]) -> Vec<String> {
    let name = |one: &Use| match one {
        Use::Voice => "voice".to_owned(),
        Use::Likeness => "likeness".to_owned(),
    };
    uses.iter().map(name).collect()
}

/// Bytes as they are written in records.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
        text
    })
}
