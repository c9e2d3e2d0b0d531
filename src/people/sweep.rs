//! What time has made useless: ended sessions, abandoned ceremonies, devices that never come back.

use sqlx::PgConnection;

use super::session;
use crate::app::App;
use crate::errors::AppResult;

/// Deletes it, a thousand people at a time at most; safe to run from several processes.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let db: &mut PgConnection = &mut transaction;
    sqlx::query!("delete from sessions where expires_at <= $1", now)
        .execute(&mut *db)
        .await?;
    session::forget_ended(app, &mut *db).await?;
    sqlx::query!("delete from passkey_ceremonies where expires_at <= $1", now)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "delete from operator_links where used_at is null and expires_at <= $1::timestamptz - interval '30 days'",
        now
    )
    .execute(&mut *db)
    .await?;
    // Without a session and without a login nobody can ever be this person again.
    sqlx::query!(
        "with gone as (
             delete from people where id in (
                 select id from people p
                 where email is null and role = 'viewer'
                   and not exists (select from sessions where person_id = p.id)
                   and not exists (select from passkeys where person_id = p.id)
                   -- Whoever owns coins, or has opened something with them, is kept.
                   and not exists (select from lots where person_id = p.id)
                   and not exists (select from unlocks where person_id = p.id)
                   and not exists (select from pledges where person_id = p.id)
                 limit 1000 for update skip locked)
             returning viewer_key)
         delete from events where viewer_key in (select viewer_key from gone)"
    )
    .execute(&mut *db)
    .await?;
    transaction.commit().await?;
    Ok(())
}
