//! What a draft was before each change, and what was taken back of that: undo and redo, which outlive the page.

use screenplay::writers::{Outline, Story};
use sqlx::types::Json;

use super::{Draft, find};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::changes::Way;

/// How many versions are kept beside the one that there is.
const KEPT: i64 = 50;

/// Which ways are open from where a draft is.
pub struct Open {
    pub undo: bool,
    pub redo: bool,
}

pub async fn open(app: &App, draft: &Draft) -> AppResult<Open> {
    Ok(sqlx::query_as!(
        Open,
        r#"select exists (select from draft_versions where draft_id = $1 and house_id = $2 and not undone) as "undo!",
                  exists (select from draft_versions where draft_id = $1 and house_id = $2 and undone) as "redo!""#,
        draft.id,
        draft.house_id
    )
    .fetch_one(&app.db)
    .await?)
}

/// Keeps what is there now, for undo. What was taken back before cannot be done again then.
pub async fn remember(app: &App, draft: &Draft) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query!(
        "delete from draft_versions where draft_id = $1 and house_id = $2 and undone",
        draft.id,
        draft.house_id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into draft_versions (house_id, draft_id, outline, story, replaced_at)
         select house_id, id, outline, story, $2 from drafts where id = $1 and house_id = $3",
        draft.id,
        app.clock.now(),
        draft.house_id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from draft_versions where draft_id = $1 and house_id = $3 and place not in
         (select place from draft_versions where draft_id = $1 order by place desc limit $2)",
        draft.id,
        KEPT,
        draft.house_id
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The draft as it was before the last change.
///
/// # Errors
/// `nothing_to_undo`.
pub async fn undo(app: &App, draft: &Draft) -> AppResult<Draft> {
    go(app, draft, Way::Back).await?.ok_or_else(|| {
        AppError::conflict(
            "nothing_to_undo",
            "This is the first version of the draft.",
            "There is nothing to go back to.",
        )
    })
}

/// The draft as it was before the last undo.
///
/// # Errors
/// `nothing_to_redo`.
pub async fn redo(app: &App, draft: &Draft) -> AppResult<Draft> {
    go(app, draft, Way::Forth).await?.ok_or_else(|| {
        AppError::conflict(
            "nothing_to_redo",
            "Nothing was taken back that could be done again, or something was changed since.",
            "Make the change anew.",
        )
    })
}

/// Puts the last version of one way there, and keeps what there is for the other; nothing where there was none.
async fn go(app: &App, draft: &Draft, way: Way) -> AppResult<Option<Draft>> {
    let (forth, now) = (way == Way::Forth, app.clock.now());
    let mut tx = app.db.begin().await?;
    // Of two that ask at once the second goes on from where the first has come to.
    let there = sqlx::query!(
        r#"select outline as "outline: Json<Outline>", story as "story: Json<Story>" from drafts where id = $1 and house_id = $2 for update"#,
        draft.id,
        draft.house_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let version = sqlx::query!(
        r#"delete from draft_versions where place =
         (select place from draft_versions where draft_id = $1 and house_id = $2 and undone = $3 order by place desc limit 1)
         returning outline as "outline: Json<Outline>", story as "story: Json<Story>""#,
        draft.id,
        draft.house_id,
        forth
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(version) = version else {
        return Ok(None);
    };
    sqlx::query!(
        "insert into draft_versions (house_id, draft_id, outline, story, replaced_at, undone) values ($1, $2, $3, $4, $5, $6)",
        draft.house_id,
        draft.id,
        there.outline as _,
        there.story as _,
        now,
        !forth
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update drafts set outline = $3, story = $4, language = $5, updated_at = $6 where id = $1 and house_id = $2",
        draft.id,
        draft.house_id,
        version.outline as _,
        &version.story as _,
        version.story.language,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    find(app, draft.house_id, draft.id).await.map(Some)
}
