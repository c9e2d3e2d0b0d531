//! The bible of a production: who, where and what is true of the series, as its writers handed it on or as somebody has
//! changed it; without one, what the script says of itself.

use screenplay::bible::{self, Bible};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Production;
use super::changes::{self, Change, What};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// The bible that holds.
pub fn of(production: &Production) -> Bible {
    match &production.bible {
        Some(bible) => bible.0.clone(),
        None => bible::draft(&production.script()),
    }
}

/// Reads one as TOML.
///
/// # Errors
/// `bad_bible` with the line.
pub fn read(text: &str) -> AppResult<Bible> {
    Bible::read(text).map_err(|problem| {
        AppError::bad_request(
            "bad_bible",
            format!("Line {}: {}.", problem.line, problem.message),
            problem.remedy,
        )
    })
}

/// Another bible; the one before is kept, for undo. One that contradicts itself is refused.
pub async fn change(app: &App, production: &Production, bible: &Bible) -> AppResult<()> {
    Bible::read(&bible.write()).map_err(|problem| {
        AppError::bad_request(
            "bad_bible",
            format!("The bible contradicts itself: {}.", problem.message),
            problem.remedy,
        )
    })?;
    replace(app, production, Some(bible)).await
}

/// Back to what the script says of itself.
pub async fn forget(app: &App, production: &Production) -> AppResult<()> {
    replace(app, production, None).await
}

/// Puts a bible there, or none, and keeps the one before.
pub(super) async fn replace(
    app: &App,
    production: &Production,
    bible: Option<&Bible>,
) -> AppResult<()> {
    let before = production.bible.as_ref().map(|bible| &bible.0);
    if before == bible {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let change = Change {
        what: What::Bible,
        which: String::new(),
        was: match before {
            Some(before) => serde_json::to_value(before).map_err(AppError::internal)?,
            None => Value::Null,
        },
    };
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, app, production, bible).await?;
    tx.commit().await?;
    Ok(())
}

/// The bible as it is, held until the transaction ends; nothing where it is drafted from the script.
pub async fn now(tx: &mut PgConnection, production_id: Uuid) -> AppResult<Option<Bible>> {
    let bible = sqlx::query_scalar!(
        r#"select bible as "bible: Json<Bible>" from productions where id = $1 for update"#,
        production_id
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(bible.map(|bible| bible.0))
}

/// Puts a bible there, or none; nothing is kept of the one before.
pub async fn put(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    bible: Option<&Bible>,
) -> AppResult<()> {
    sqlx::query!(
        "update productions set bible = $2, updated_at = $3 where id = $1",
        production.id,
        bible.map(Json) as _,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}
