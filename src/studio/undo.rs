//! Taking changes back: each area puts back what stood there.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::changes::{self, Change, What};
use super::settings::Settings;
use super::{Production, bibles, boards, cast, productions, sheets, shelves};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Takes the last change back: of anything, of one kind, or of one thing.
///
/// # Errors
/// `nothing_to_undo`.
pub async fn undo(
    app: &App,
    production: &Production,
    what: Option<What>,
    which: Option<&str>,
) -> AppResult<Change> {
    let mut tx = app.db.begin().await?;
    let change = changes::take_last(&mut tx, production.id, what, which)
        .await?
        .ok_or_else(|| {
            AppError::conflict(
                "nothing_to_undo",
                "Nothing was changed that could be taken back.",
                "There is nothing to go back to.",
            )
        })?;
    match change.what {
        What::Script => {
            let script: String = read(&change.was)?;
            productions::put_script(&mut tx, app, production, &script).await?;
        }
        What::Board => {
            let kept: Option<boards::ByHand> = read(&change.was)?;
            let number = change.which.parse().map_err(AppError::internal)?;
            boards::put(&mut tx, app, production, number, kept.as_ref()).await?;
        }
        What::Cast => {
            let person: Option<storyboard::Character> = read(&change.was)?;
            cast::put(&mut tx, app, production, &change.which, person.as_ref()).await?;
        }
        What::Take => {
            let take: Option<shelves::Chosen> = read(&change.was)?;
            shelves::put(&mut tx, production.id, &change.which, take).await?;
        }
        What::Settings => {
            let settings: Settings = read(&change.was)?;
            productions::put_settings(&mut tx, app, production, &settings).await?;
        }
        What::Translation => {
            let was: sheets::Was = read(&change.was)?;
            sheets::put_back(&mut tx, app, production, &change.which, was).await?;
        }
        What::Bible => {
            let bible: Option<screenplay::bible::Bible> = read(&change.was)?;
            bibles::put(&mut tx, app, production, bible.as_ref()).await?;
        }
    }
    tx.commit().await?;
    Ok(change)
}

fn read<T: DeserializeOwned>(was: &Value) -> AppResult<T> {
    serde_json::from_value(was.clone()).map_err(AppError::internal)
}
