//! Accounts and chosen models as they stood before each change: taking it back, and doing it again. What an account was
//! tells its sealed keys too, so that nothing is kept for longer than a day.

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

/// How long a change can be taken back.
const KEPT: TimeDelta = TimeDelta::days(1);

/// What was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ModelsChange)]
pub struct Change {
    /// `provider_added`, `provider_changed`, `provider_removed`, `chosen`, `unchosen`
    pub what: String,
    /// Name of the account, or what is made.
    pub which: String,
}

/// The two ways that can be gone from where a house is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Back,
    Forth,
}

/// Keeps what stands there, in the transaction that changes it, before it does. What was taken back before cannot be done
/// again then.
pub async fn note(
    tx: &mut PgConnection,
    app: &App,
    house_id: Uuid,
    change: &Change,
) -> AppResult<()> {
    sqlx::query!(
        "delete from studio_model_changes where house_id = $1 and undone",
        house_id
    )
    .execute(&mut *tx)
    .await?;
    push(tx, app, house_id, change, false).await
}

/// Lays what stands there on one of the stacks.
async fn push(
    tx: &mut PgConnection,
    app: &App,
    house_id: Uuid,
    change: &Change,
    undone: bool,
) -> AppResult<()> {
    sqlx::query!(
        "insert into studio_model_changes (house_id, what, which, was, at, undone)
         select $1, $2, $3, jsonb_build_object(
             'providers', (select coalesce(jsonb_agg(to_jsonb(p) - 'lane_next_at' - 'lane_leases'), '[]')
                           from studio_providers p where house_id = $1),
             'choices', (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from studio_choices c where house_id = $1)), $4, $5",
        house_id,
        change.what,
        change.which,
        app.clock.now(),
        undone
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// What would be taken back or done again next.
pub async fn last(app: &App, house_id: Uuid, way: Way) -> AppResult<Option<Change>> {
    Ok(sqlx::query_as!(
        Change,
        "select what, which from studio_model_changes
         where house_id = $1 and undone = $2 and at > $3 order by place desc limit 1",
        house_id,
        way == Way::Forth,
        app.clock.now() - KEPT
    )
    .fetch_optional(&app.db)
    .await?)
}

/// Goes one step, and keeps what stood there for the way back.
///
/// # Errors
/// `nothing_to_undo`, `nothing_to_redo`; `jobs_under_way` where an account would go whose jobs are not over.
pub async fn go(tx: &mut PgConnection, app: &App, house_id: Uuid, way: Way) -> AppResult<Change> {
    let row = sqlx::query!(
        "delete from studio_model_changes where place = (
             select place from studio_model_changes
             where house_id = $1 and undone = $2 and at > $3 order by place desc limit 1 for update)
         returning what, which, was",
        house_id,
        way == Way::Forth,
        app.clock.now() - KEPT
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Err(match way {
            Way::Back => AppError::conflict(
                "nothing_to_undo",
                "There is nothing to take back.",
                "Changes can be taken back for a day.",
            ),
            Way::Forth => AppError::conflict(
                "nothing_to_redo",
                "There is nothing to do again.",
                "Whatever is changed in between ends that.",
            ),
        });
    };
    let change = Change {
        what: row.what,
        which: row.which,
    };
    push(tx, app, house_id, &change, way == Way::Back).await?;
    put(tx, house_id, &row.was).await?;
    Ok(change)
}

/// Puts accounts and choices there as they were.
async fn put(tx: &mut PgConnection, house_id: Uuid, was: &Value) -> AppResult<()> {
    let (providers, choices) = (&was["providers"], &was["choices"]);
    let live = sqlx::query_scalar!(
        r#"select count(*) as "count!" from production_jobs where house_id = $1
           and provider_id not in (select id from jsonb_to_recordset($2) as kept(id uuid))
           and stage in ('planned', 'submitting', 'submitted', 'running', 'ambiguous')"#,
        house_id,
        providers
    )
    .fetch_one(&mut *tx)
    .await?;
    if live > 0 {
        return Err(jobs_under_way(live));
    }
    sqlx::query!("delete from studio_choices where house_id = $1", house_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "delete from studio_providers where house_id = $1
         and id not in (select id from jsonb_to_recordset($2) as kept(id uuid))",
        house_id,
        providers
    )
    .execute(&mut *tx)
    .await?;
    // Two may have swapped their names.
    sqlx::query!(
        "update studio_providers set name = id::text where house_id = $1",
        house_id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into studio_providers (id, house_id, name, api, base, key_sealed, second_sealed, at_once, per_minute, relay,
                tested_at, test_problem, created_at)
         select id, house_id, name, api, base, key_sealed, second_sealed, at_once, per_minute, relay,
                tested_at, test_problem, created_at
         from jsonb_populate_recordset(null::studio_providers, $2) where house_id = $1
         on conflict (id) do update set name = excluded.name, api = excluded.api, base = excluded.base,
             key_sealed = excluded.key_sealed, second_sealed = excluded.second_sealed, at_once = excluded.at_once,
             per_minute = excluded.per_minute, relay = excluded.relay, tested_at = excluded.tested_at,
             test_problem = excluded.test_problem",
        house_id,
        providers
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into studio_choices select * from jsonb_populate_recordset(null::studio_choices, $2) where house_id = $1",
        house_id,
        choices
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// An account stays until what it is paid for is over.
pub fn jobs_under_way(live: i64) -> AppError {
    AppError::conflict(
        "jobs_under_way",
        format!("{live} paid jobs of this account are not over."),
        "Wait for them, or decide what became of them.",
    )
}

/// Forgets what can no more be taken back.
pub async fn sweep(app: &App) -> AppResult<()> {
    sqlx::query!(
        "delete from studio_model_changes where at <= $1",
        app.clock.now() - KEPT
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
