//! A buyer logs in: what they did on the device before is the account's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;

/// Moves invitations, shortlist, screeners and enquiries of `device` to `account`.
pub async fn merge(db: &mut PgConnection, device: Uuid, account: Uuid) -> AppResult<()> {
    sqlx::query!(
        "insert into market_guests (invitation_id, person_id, house_id, came_at)
         select invitation_id, $2, house_id, came_at from market_guests where person_id = $1 on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into market_shortlists (person_id, series_id, house_id, added_at)
         select $2, series_id, house_id, added_at from market_shortlists where person_id = $1 on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into screener_openings (screener_id, person_id, house_id, at)
         select screener_id, $2, house_id, at from screener_openings where person_id = $1 on conflict do nothing",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into screener_views (screener_id, person_id, episode_id, house_id, begun_at, last_at, furthest_ms, watched_ms)
         select screener_id, $2, episode_id, house_id, begun_at, last_at, furthest_ms, watched_ms
         from screener_views where person_id = $1
         on conflict (screener_id, person_id, episode_id) do update set
             begun_at = least(screener_views.begun_at, excluded.begun_at), last_at = greatest(screener_views.last_at, excluded.last_at),
             furthest_ms = greatest(screener_views.furthest_ms, excluded.furthest_ms),
             watched_ms = screener_views.watched_ms + excluded.watched_ms",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update market_enquiries set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
