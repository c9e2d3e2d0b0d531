//! Making, naming, ordering and deleting episodes.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::series::{lock_series, touch};
use super::text::line;
use crate::app::App;
use crate::errors::{AppError, AppResult};

const EPISODES_MAX: i32 = 10_000;

/// An episode that was just added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewEpisode {
    pub id: Uuid,
    pub number: i32,
}

/// The refusal for an episode that is not there.
pub(super) fn episode_not_found() -> AppError {
    AppError::not_found(
        "episode_not_found",
        "There is no such episode.",
        "Look for it on the page of its series.",
    )
}

/// Adds an episode: with `number`, which must be free, or after the last one.
///
/// In a series that is dropped week by week the new episode comes no earlier than the one before it.
/// Holds the series' row until the caller's transaction ends, so that numbers never clash.
pub async fn add_episode(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    number: Option<i32>,
    title: Option<&str>,
) -> AppResult<NewEpisode> {
    let title = episode_title(title)?;
    lock_series(db, house_id, series_id).await?;
    let existing = sqlx::query!(
        r#"select coalesce(max(number), 0) as "last!", bool_or(number = $2) as taken from episodes where series_id = $1"#,
        series_id,
        number
    )
    .fetch_one(&mut *db)
    .await?;
    let number = number.unwrap_or(existing.last + 1);
    if existing.taken == Some(true) {
        return Err(AppError::conflict(
            "episode_number_taken",
            format!("There is an episode {number} already."),
            "Choose another number, or delete that episode first.",
        ));
    }
    if !(1..=EPISODES_MAX).contains(&number) {
        return Err(AppError::bad_request(
            "episode_number_invalid",
            format!("An episode cannot have the number {number}."),
            format!("Number episodes from 1 to {EPISODES_MAX}."),
        ));
    }
    let (id, now) = (app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into episodes (id, house_id, series_id, number, title, publish_at, created_at)
         values ($1, $2, $3, $4, $5,
                 (select max(publish_at) from episodes where series_id = $3 and number < $4 and publish_at > $6), $6)",
        id,
        house_id,
        series_id,
        number,
        title,
        now
    )
    .execute(&mut *db)
    .await?;
    touch(db, series_id, now).await?;
    Ok(NewEpisode { id, number })
}

pub(super) fn episode_title(title: Option<&str>) -> AppResult<Option<String>> {
    title
        .filter(|title| !title.trim().is_empty())
        .map(|title| line(title, "title of the episode", 200))
        .transpose()
}

/// Sets or takes away an episode's title.
pub async fn change_episode_title(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    episode_id: Uuid,
    title: Option<&str>,
) -> AppResult<()> {
    let title = episode_title(title)?;
    let series_id = sqlx::query_scalar!(
        "update episodes set title = $3 where id = $1 and house_id = $2 returning series_id",
        episode_id,
        house_id,
        title
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(episode_not_found)?;
    touch(db, series_id, app.clock.now()).await
}

/// Deletes an episode with all that was made of it; those after it move up one number.
pub async fn delete_episode(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    episode_id: Uuid,
) -> AppResult<()> {
    let series_id = sqlx::query_scalar!(
        "select series_id from episodes where id = $1 and house_id = $2",
        episode_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(episode_not_found)?;
    lock_series(db, house_id, series_id).await?;
    let number = sqlx::query_scalar!(
        "delete from episodes where id = $1 returning number",
        episode_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(episode_not_found)?;
    sqlx::query!(
        "update episodes set number = number - 1 where series_id = $1 and number > $2",
        series_id,
        number
    )
    .execute(&mut *db)
    .await?;
    touch(db, series_id, app.clock.now()).await
}

/// Numbers the episodes anew from 1 in the given order, which must name each exactly once.
/// Dates of weekly drops stay with the place, not with the episode.
pub async fn order_episodes(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    episode_ids: &[Uuid],
) -> AppResult<()> {
    lock_series(db, house_id, series_id).await?;
    let current = sqlx::query!(
        "select id, publish_at from episodes where series_id = $1 order by number",
        series_id
    )
    .fetch_all(&mut *db)
    .await?;
    let mut wanted = episode_ids.to_vec();
    wanted.sort_unstable();
    let mut known: Vec<_> = current.iter().map(|row| row.id).collect();
    known.sort_unstable();
    if wanted != known {
        return Err(AppError::conflict(
            "order_incomplete",
            "The order does not name each episode of the series exactly once.",
            "Reload the page and order them again.",
        ));
    }
    let dates: Vec<Option<DateTime<Utc>>> = current.iter().map(|row| row.publish_at).collect();
    sqlx::query!(
        r#"update episodes set number = place.number, publish_at = place.publish_at
           from unnest($1::uuid[], $2::timestamptz[]) with ordinality as place (id, publish_at, number)
           where episodes.id = place.id"#,
        episode_ids,
        &dates as &[Option<DateTime<Utc>>]
    )
    .execute(&mut *db)
    .await?;
    touch(db, series_id, app.clock.now()).await
}
