//! Logging in on a device that has been watched on: its anonymous viewer becomes part of the account.

use sqlx::PgConnection;
use uuid::Uuid;

use super::Person;
use crate::errors::AppResult;
use crate::{adverts, campaigns, market, payments, paywall, wallet};

/// Moves what `device` did into `account` and removes `device`, if it is anonymous; an account is
/// left alone. Where both have something, the newer wins.
pub async fn into_account(db: &mut PgConnection, device: &Person, account: Uuid) -> AppResult<()> {
    if device.id == account {
        return Ok(());
    }
    let anonymous = sqlx::query_scalar!(
        "select p.id from people p
         where p.id = $1 and p.email is null
           and not exists (select from passkeys where person_id = p.id) for update",
        device.id
    )
    .fetch_optional(&mut *db)
    .await?;
    if anonymous.is_none() {
        return Ok(());
    }
    sqlx::query!(
        "insert into progress (person_id, episode_id, house_id, series_id, position_ms, completed, in_history, updated_at)
         select $2, episode_id, house_id, series_id, position_ms, completed, in_history, updated_at
         from progress where person_id = $1
         on conflict (person_id, episode_id) do update
         set position_ms = excluded.position_ms, completed = excluded.completed,
             in_history = excluded.in_history, updated_at = excluded.updated_at
         where excluded.updated_at > progress.updated_at",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into my_list (person_id, series_id, house_id, added_at)
         select $2, series_id, house_id, added_at from my_list where person_id = $1
         on conflict (person_id, series_id) do update set added_at = greatest(my_list.added_at, excluded.added_at)",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into likes (person_id, episode_id, house_id, liked_at)
         select $2, episode_id, house_id, liked_at from likes where person_id = $1
         on conflict (person_id, episode_id) do update set liked_at = greatest(likes.liked_at, excluded.liked_at)",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    // The feed that is open on this device goes on without repeating itself.
    sqlx::query!(
        "insert into feed_sessions (id, person_id, house_id, served, created_at)
         select id, $2, house_id, served, created_at from feed_sessions where person_id = $1
         on conflict do nothing",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update reports set person_id = $2 where person_id = $1",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update uploads set person_id = $2 where person_id = $1",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update series set owner_id = $2 where owner_id = $1",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    // Under the account's pseudonym, so that erasing the account erases these too.
    sqlx::query!(
        "update events set viewer_key = (select viewer_key from people where id = $2) where viewer_key = $1",
        device.viewer_key,
        account
    )
    .execute(&mut *db)
    .await?;
    // Who claimed the house before having an account keeps it: a house must not lose its operator by a login.
    sqlx::query!(
        "update people account set role = device.role from people device
         where account.id = $2 and device.id = $1
           and array_position(array['viewer', 'producer', 'operator'], device.role)
             > array_position(array['viewer', 'producer', 'operator'], account.role)",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update operator_links set used_by = $2 where used_by = $1",
        device.id,
        account
    )
    .execute(&mut *db)
    .await?;
    wallet::merge(&mut *db, device.id, account).await?;
    paywall::merge(&mut *db, device.id, account).await?;
    adverts::merge(&mut *db, device.id, account).await?;
    payments::merge(&mut *db, device.id, account).await?;
    campaigns::merge(&mut *db, device.id, account).await?;
    market::merge(&mut *db, device.id, account).await?;
    sqlx::query!("delete from people where id = $1", device.id)
        .execute(&mut *db)
        .await?;
    Ok(())
}
