//! Taking changes back, and doing again what was taken back: each area puts there what stood there, and gives what stands
//! there now, so that the other way stays open.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgConnection;

use super::changes::{self, Change, Way, What};
use super::settings::Settings;
use super::{Production, bibles, boards, cast, gates, people, productions, sheets, shelves};
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
    go(app, production, Way::Back, what, which)
        .await?
        .ok_or_else(|| {
            AppError::conflict(
                "nothing_to_undo",
                "Nothing was changed that could be taken back.",
                "There is nothing to go back to.",
            )
        })
}

/// Does again what was taken back last: of anything, or of one kind.
///
/// # Errors
/// `nothing_to_redo`.
pub async fn redo(app: &App, production: &Production, what: Option<What>) -> AppResult<Change> {
    go(app, production, Way::Forth, what, None)
        .await?
        .ok_or_else(|| {
            AppError::conflict(
                "nothing_to_redo",
                "Nothing was taken back that could be done again, or something was changed since.",
                "Make the change anew.",
            )
        })
}

async fn go(
    app: &App,
    production: &Production,
    way: Way,
    what: Option<What>,
    which: Option<&str>,
) -> AppResult<Option<Change>> {
    let mut tx = app.db.begin().await?;
    let Some(change) = changes::take_last(&mut tx, production.id, way, what, which).await? else {
        return Ok(None);
    };
    let other = Change {
        was: exchange(&mut tx, app, production, &change).await?,
        ..change.clone()
    };
    let open = match way {
        Way::Back => Way::Forth,
        Way::Forth => Way::Back,
    };
    changes::push(
        &mut tx,
        app,
        (production.house_id, production.id),
        &other,
        open,
    )
    .await?;
    tx.commit().await?;
    Ok(Some(change))
}

/// Puts there what the change says, and gives what stood there.
async fn exchange(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    change: &Change,
) -> AppResult<Value> {
    let (id, which) = (production.id, &*change.which);
    match change.what {
        What::Script => {
            let script: String = read(&change.was)?;
            let now = productions::script_now(tx, id).await?;
            productions::put_script(tx, app, production, &script).await?;
            written(now)
        }
        What::Board => {
            let kept: Option<boards::ByHand> = read(&change.was)?;
            let number = which.parse().map_err(AppError::internal)?;
            let now = boards::now(tx, id, number).await?;
            boards::put(tx, app, production, number, kept.as_ref()).await?;
            written(now)
        }
        What::Cast => {
            let person: Option<storyboard::Character> = read(&change.was)?;
            let now = cast::now(tx, id, which).await?;
            cast::put(tx, app, production, which, person.as_ref()).await?;
            written(now)
        }
        What::Take => {
            let take: Option<shelves::Chosen> = read(&change.was)?;
            let now = shelves::chosen_now(tx, id, which).await?;
            shelves::put(tx, id, which, take).await?;
            written(now)
        }
        What::Settings => {
            let settings: Settings = read(&change.was)?;
            let now = productions::settings_now(tx, id).await?;
            productions::put_settings(tx, app, production, &settings).await?;
            written(now)
        }
        What::Translation => {
            let was: sheets::Was = read(&change.was)?;
            written(sheets::put_back(tx, app, production, which, was).await?)
        }
        What::Bible => {
            let bible: Option<screenplay::bible::Bible> = read(&change.was)?;
            let now = bibles::now(tx, id).await?;
            bibles::put(tx, app, production, bible.as_ref()).await?;
            written(now)
        }
        What::Approval => {
            let approval: Option<gates::Approval> = read(&change.was)?;
            let now = gates::approved_now(tx, id, which).await?;
            gates::put(tx, production, which, approval.as_ref()).await?;
            written(now)
        }
        What::Person => {
            let real: Option<people::Mark> = read(&change.was)?;
            let now = people::marked_now(tx, id, which).await?;
            people::put(tx, production, which, real.as_ref()).await?;
            written(now)
        }
    }
}

fn read<T: DeserializeOwned>(was: &Value) -> AppResult<T> {
    serde_json::from_value(was.clone()).map_err(AppError::internal)
}

fn written(now: impl Serialize) -> AppResult<Value> {
    serde_json::to_value(now).map_err(AppError::internal)
}
