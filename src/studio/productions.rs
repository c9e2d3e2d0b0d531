//! Productions: a script, and how it is made.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use screenplay::Script;
use sqlx::types::Json;
use uuid::Uuid;

use super::settings::Settings;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Scripts longer than that are refused, bytes.
pub const SCRIPT_MAX: usize = 4 << 20;
/// How many earlier scripts are kept.
const UNDO_MAX: i64 = 100;

/// One production of a house.
#[derive(Clone, Debug)]
pub struct Production {
    pub id: Uuid,
    pub house_id: Uuid,
    pub owner_id: Option<Uuid>,
    pub title: String,
    pub language: String,
    /// Fountain.
    pub script: String,
    pub seed: i64,
    pub settings: Json<Settings>,
    pub series_id: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
}

/// What a production begins with.
#[derive(Clone, Debug)]
pub struct NewProduction {
    pub title: String,
    pub language: String,
    pub script: String,
    pub seed: i64,
}

impl Production {
    pub fn script(&self) -> Script {
        Script::read(&self.script)
    }

    /// Where its artifacts lie while they are made.
    pub fn work_folder(&self, app: &App) -> PathBuf {
        let folder = app.config.data.join("work");
        folder.join(format!("studio-{}", self.id))
    }
}

/// The refusal for a production that is not there.
pub fn not_found() -> AppError {
    AppError::not_found(
        "production_not_found",
        "There is no such production.",
        "Look for it in the list of productions.",
    )
}

/// One production of a house.
pub async fn find(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Production> {
    sqlx::query_as!(
        Production,
        r#"select id, house_id, owner_id, title, language, script, seed, settings as "settings: Json<Settings>",
                  series_id, updated_at
           from productions where house_id = $1 and id = $2"#,
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(not_found)
}

/// Takes a script in. A title is used once in a house: the same title again is the same production with a new script.
pub async fn keep(
    app: &App,
    house_id: Uuid,
    owner_id: Option<Uuid>,
    new: &NewProduction,
) -> AppResult<Production> {
    check_script(&new.script)?;
    let title = new.title.trim();
    if title.is_empty() || title.chars().count() > 200 {
        return Err(AppError::bad_request(
            "bad_title",
            "A title has 1 to 200 characters.",
            "Give the production a shorter title.",
        ));
    }
    let known = sqlx::query_scalar!(
        "select id from productions where house_id = $1 and title = $2",
        house_id,
        title
    )
    .fetch_optional(&app.db)
    .await?;
    if let Some(id) = known {
        let before = find(app, house_id, id).await?;
        return change_script(app, &before, &new.script).await;
    }
    let now = app.clock.now();
    let id = app.random.id();
    sqlx::query!(
        "insert into productions (id, house_id, owner_id, title, language, script, seed, settings, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        id,
        house_id,
        owner_id,
        title,
        new.language,
        new.script,
        new.seed,
        Json(Settings::default()) as _,
        now
    )
    .execute(&app.db)
    .await?;
    find(app, house_id, id).await
}

fn check_script(script: &str) -> AppResult<()> {
    if script.trim().is_empty() {
        return Err(AppError::bad_request(
            "empty_script",
            "The script is empty.",
            "Write at least one scene, or begin with a premise.",
        ));
    }
    if script.len() > SCRIPT_MAX || script.contains('\0') {
        return Err(AppError::bad_request(
            "bad_script",
            "This is not a text of at most 4 MB.",
            "Save the screenplay as Fountain or plain text.",
        ));
    }
    Ok(())
}

/// Another script; the one before is kept, for undo.
pub async fn change_script(app: &App, before: &Production, script: &str) -> AppResult<Production> {
    check_script(script)?;
    if before.script == script {
        return Ok(before.clone());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    sqlx::query!(
        "insert into production_scripts (id, house_id, production_id, script, replaced_at)
         select $1, house_id, id, script, $3 from productions where id = $2",
        app.random.id(),
        before.id,
        now
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from production_scripts where production_id = $1 and id not in
         (select id from production_scripts where production_id = $1 order by replaced_at desc limit $2)",
        before.id,
        UNDO_MAX
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update productions set script = $2, updated_at = $3 where id = $1",
        before.id,
        script,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    find(app, before.house_id, before.id).await
}

/// The script as it was before the last change; nothing when there was none.
pub async fn undo_script(app: &App, production: &Production) -> AppResult<Option<Production>> {
    let mut tx = app.db.begin().await?;
    let last = sqlx::query!(
        "delete from production_scripts where id =
         (select id from production_scripts where production_id = $1 order by replaced_at desc, id desc limit 1)
         returning script",
        production.id
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(last) = last else { return Ok(None) };
    sqlx::query!(
        "update productions set script = $2, updated_at = $3 where id = $1",
        production.id,
        last.script,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    find(app, production.house_id, production.id)
        .await
        .map(Some)
}

/// Other settings.
pub async fn change_settings(
    app: &App,
    production: &Production,
    settings: &Settings,
) -> AppResult<()> {
    sqlx::query!(
        "update productions set settings = $2, updated_at = $3 where id = $1",
        production.id,
        Json(settings) as _,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The series that it was released as.
pub async fn released_as(app: &App, production_id: Uuid, series_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update productions set series_id = $2, updated_at = $3 where id = $1",
        production_id,
        series_id,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
