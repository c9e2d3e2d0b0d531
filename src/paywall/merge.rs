//! Logging in: what a device's viewer has opened becomes the account's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;

/// Moves it, in the transaction that joins the two.
pub async fn merge(db: &mut PgConnection, device: Uuid, account: Uuid) -> AppResult<()> {
    // Two devices do not make the same key, unless somebody means to.
    sqlx::query!(
        "update unlocks u set person_id = $2,
             key = case when exists (select from unlocks o where o.person_id = $2 and o.key = u.key) then u.id else u.key end
         where u.person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into unlocked_episodes (person_id, episode_id, house_id, unlock_id, at)
         select $2, episode_id, house_id, unlock_id, at from unlocked_episodes where person_id = $1
         on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into unlocked_series (person_id, series_id, house_id, unlock_id, at)
         select $2, series_id, house_id, unlock_id, at from unlocked_series where person_id = $1
         on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update grants g set person_id = $2
         where g.person_id = $1 and not (g.reason = 'wait' and exists (
             select from grants o where o.person_id = $2 and o.reason = 'wait' and o.episode_id = g.episode_id))",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into paywall_arms (person_id, scope, house_id, arm, assigned_at)
         select $2, scope, house_id, arm, assigned_at from paywall_arms where person_id = $1
         on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update gift_redemptions r set person_id = $2
         where r.person_id = $1 and not exists (
             select from gift_redemptions o where o.person_id = $2 and o.code_id = r.code_id)",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
