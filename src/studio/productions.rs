//! Productions: a script, and how it is made.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use screenplay::bible::{self, Bible};
use screenplay::{Script, continuity, lint};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::changes::{self, Change, What};
use super::settings::Settings;
use super::{asking, bibles};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Scripts longer than that are refused, bytes.
pub const SCRIPT_MAX: usize = 4 << 20;

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
    /// Who, where and what, as writers handed it on.
    pub bible: Option<Json<Bible>>,
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
    /// Who, where and what, where a writer tells.
    pub bible: Option<Bible>,
}

impl Production {
    pub fn script(&self) -> Script {
        Script::read(&self.script)
    }

    /// What in the script contradicts its bible or itself; of a script without a bible, what it says of itself.
    pub fn clashes(&self) -> Vec<continuity::Finding> {
        let script = self.script();
        match &self.bible {
            Some(bible) => continuity::check(bible, &script),
            None => continuity::check(&bible::draft(&script), &script),
        }
    }

    /// What the critic says of each episode.
    pub fn reports(&self) -> Vec<lint::Report> {
        lint::series(
            &screenplay::scenes::episodes(&self.script()),
            self.settings.last_free(),
            &lint::Wanted::in_language(&self.language),
        )
    }

    /// The first episode that should cost something, by the endings of the script.
    pub fn suggested_paywall(&self) -> Option<i32> {
        let number = lint::suggested_paywall(&self.reports())?;
        i32::try_from(number).ok()
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

/// The refusal for an approval that is not there.
pub fn not_approved() -> AppError {
    AppError::not_found(
        "not_approved",
        "Nobody has approved this.",
        "Load the production anew.",
    )
}

/// One production of a house.
pub async fn find(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Production> {
    sqlx::query_as!(
        Production,
        r#"select id, house_id, owner_id, title, language, script, seed, bible as "bible: Json<Bible>",
                  settings as "settings: Json<Settings>",
                  series_id, updated_at
           from productions where house_id = $1 and id = $2 and removed_at is null"#,
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
        "select id from productions where house_id = $1 and title = $2 and removed_at is null",
        house_id,
        title
    )
    .fetch_optional(&app.db)
    .await?;
    if let Some(id) = known {
        let before = find(app, house_id, id).await?;
        if let Some(bible) = &new.bible {
            bibles::replace(app, &before, Some(bible)).await?;
        }
        change_script(app, &before, &new.script).await?;
        return find(app, house_id, id).await;
    }
    let now = app.clock.now();
    let id = app.random.id();
    sqlx::query!(
        "insert into productions (id, house_id, owner_id, title, language, script, seed, settings, created_at, updated_at, bible, episodes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)",
        id,
        house_id,
        owner_id,
        title,
        new.language,
        new.script,
        new.seed,
        Json(Settings::default()) as _,
        now,
        new.bible.as_ref().map(Json) as _,
        count_episodes(&new.script)
    )
    .execute(&app.db)
    .await?;
    find(app, house_id, id).await
}

/// Refuses what cannot be kept as a script.
pub fn check_script(script: &str) -> AppResult<()> {
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
    let mut tx = app.db.begin().await?;
    let change = Change {
        what: What::Script,
        which: String::new(),
        was: Value::String(before.script.clone()),
    };
    changes::note(&mut tx, app, before, &change).await?;
    put_script(&mut tx, app, before, script).await?;
    tx.commit().await?;
    find(app, before.house_id, before.id).await
}

/// The script as it is, held until the transaction ends.
pub async fn script_now(tx: &mut PgConnection, production_id: Uuid) -> AppResult<String> {
    Ok(sqlx::query_scalar!(
        "select script from productions where id = $1 for update",
        production_id
    )
    .fetch_one(&mut *tx)
    .await?)
}

/// Puts a script there; nothing is kept of the one before.
pub async fn put_script(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    script: &str,
) -> AppResult<()> {
    sqlx::query!(
        "update productions set script = $2, updated_at = $3, episodes = $4 where id = $1",
        production.id,
        script,
        app.clock.now(),
        count_episodes(script)
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// Episodes in which something happens.
pub fn count_episodes(script: &str) -> i32 {
    let episodes = screenplay::scenes::episodes(&Script::read(script));
    let happens = |episode: &&screenplay::scenes::Episode| {
        episode.scenes.iter().any(|scene| !scene.beats.is_empty())
    };
    episodes.iter().filter(happens).count() as i32
}

/// Other settings; those before are kept, for undo.
pub async fn change_settings(
    app: &App,
    production: &Production,
    settings: &Settings,
) -> AppResult<()> {
    settings.check()?;
    if production.settings.0 == *settings {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let change = Change {
        what: What::Settings,
        which: String::new(),
        was: serde_json::to_value(&production.settings.0).map_err(AppError::internal)?,
    };
    changes::note(&mut tx, app, production, &change).await?;
    put_settings(&mut tx, app, production, settings).await?;
    tx.commit().await?;
    Ok(())
}

/// The settings as they are, held until the transaction ends.
pub async fn settings_now(tx: &mut PgConnection, production_id: Uuid) -> AppResult<Settings> {
    let settings = sqlx::query_scalar!(
        r#"select settings as "settings: Json<Settings>" from productions where id = $1 for update"#,
        production_id
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(settings.0)
}

/// Puts settings there; nothing is kept of those before.
pub async fn put_settings(
    tx: &mut PgConnection,
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
    .execute(&mut *tx)
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

/// How long a production that was deleted can be put back.
pub const KEPT: Duration = Duration::days(30);

/// Deletes a production; the series that it was released as stays. For [`KEPT`] it can be put back, with all its takes.
pub async fn remove(app: &App, production: &Production) -> AppResult<()> {
    asking::stop(app, production).await?;
    sqlx::query!(
        "update productions set removed_at = $2 where id = $1",
        production.id,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Puts a production back that was deleted.
///
/// # Errors
/// `production_not_found`; `title_taken`, where another has its title by now.
pub async fn put_back(
    app: &App,
    house_id: Uuid,
    owner: Option<Uuid>,
    id: Uuid,
) -> AppResult<Production> {
    let title = sqlx::query_scalar!(
        "select title from productions where house_id = $1 and id = $2 and removed_at is not null
         and ($3::uuid is null or owner_id = $3)",
        house_id,
        id,
        owner
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(not_found)?;
    let put = sqlx::query!("update productions set removed_at = null where id = $1", id)
        .execute(&app.db)
        .await;
    match put {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(AppError::conflict(
                "title_taken",
                format!("There is another production called {title} by now."),
                "Delete that one first.",
            ));
        }
        put => put?,
    };
    find(app, house_id, id).await
}

/// Productions that were deleted and can still be put back, the last first.
pub async fn removed(app: &App, house_id: Uuid, owner: Option<Uuid>) -> AppResult<Vec<Removed>> {
    let rows = sqlx::query!(
        r#"select id, title, removed_at as "removed_at!" from productions
           where house_id = $1 and removed_at is not null and ($2::uuid is null or owner_id = $2)
           order by removed_at desc, id limit 200"#,
        house_id,
        owner
    )
    .fetch_all(&app.db)
    .await?;
    let removed = rows.into_iter().map(|row| Removed {
        id: row.id,
        title: row.title,
        removed_at: row.removed_at,
        until: row.removed_at + KEPT,
    });
    Ok(removed.collect())
}

/// Deletes for good what nobody has put back.
pub async fn sweep(app: &App) -> AppResult<()> {
    sqlx::query!(
        "delete from productions where removed_at < $1",
        app.clock.now() - KEPT
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// A production that was deleted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedProduction)]
pub struct Removed {
    pub id: Uuid,
    pub title: String,
    pub removed_at: DateTime<Utc>,
    /// Until when it can be put back.
    pub until: DateTime<Utc>,
}
