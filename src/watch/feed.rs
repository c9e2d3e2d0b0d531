//! The feed: one card a series, opening on the episode that the viewer should see next.

use uuid::Uuid;

use super::ranking::{Candidate, Reason, rank};
use crate::app::App;
use crate::errors::AppResult;
use crate::people::Person;

/// Series looked at for one page of the feed.
const CANDIDATES_MAX: i64 = 1_000;
/// Feed sessions kept for a viewer.
const SESSIONS_MAX: i64 = 20;

/// The next `limit` series of a feed session, in order; what it returns is never returned again in
/// the same session.
pub async fn next_series(
    app: &App,
    closed: &[Uuid],
    person: &Person,
    session: Uuid,
    limit: usize,
) -> AppResult<Vec<(Uuid, Reason)>> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    // Locks the session, so that two requests at once do not get the same cards.
    let served = sqlx::query_scalar!(
        "insert into feed_sessions (id, person_id, house_id, created_at) values ($1, $2, $3, $4)
         on conflict (person_id, id) do update set id = excluded.id returning served",
        session,
        person.id,
        person.house_id,
        now
    )
    .fetch_one(&mut *transaction)
    .await?;
    let candidates = sqlx::query_as!(
        Candidate,
        r#"with visible as (
               select v.series_id, max(v.published_at) as published_at, max(v.number) as last_number
               from open_episodes($1, $2, $6) v group by v.series_id),
           mine as (
               select distinct on (p.series_id) p.series_id, p.updated_at, p.completed, p.in_history, e.number
               from progress p join episodes e on e.id = p.episode_id
               where p.person_id = $3 order by p.series_id, p.updated_at desc)
           select v.series_id as "series_id!", v.published_at as "published_at!",
                  coalesce(sum(d.impressions), 0)::bigint as "impressions!",
                  coalesce(sum(d.plays), 0)::bigint as "plays!",
                  coalesce(sum(d.completions), 0)::bigint as "completions!",
                  case when m.in_history then m.updated_at end as continued_at,
                  coalesce(m.completed and m.number >= v.last_number, false) as "finished!"
           from visible v
           left join mine m on m.series_id = v.series_id
           left join series_days d on d.series_id = v.series_id
                and d.day > ($2::timestamptz - interval '14 days')::date
           where v.series_id <> all ($4)
           group by v.series_id, v.published_at, v.last_number, m.updated_at, m.completed, m.in_history, m.number
           order by m.updated_at desc nulls last, v.published_at desc
           limit $5"#,
        person.house_id,
        now,
        person.id,
        &served,
        CANDIDATES_MAX,
        closed
    )
    .fetch_all(&mut *transaction)
    .await?;
    let mut order = rank(candidates, now, || app.random.fraction());
    order.truncate(limit);
    let shown: Vec<Uuid> = order.iter().map(|(id, _)| *id).collect();
    sqlx::query!(
        "update feed_sessions set served = served || $3 where person_id = $1 and id = $2",
        person.id,
        session,
        &shown
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "delete from feed_sessions where person_id = $1 and id in
             (select id from feed_sessions where person_id = $1 order by created_at desc offset $2)",
        person.id,
        SESSIONS_MAX
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(order)
}
