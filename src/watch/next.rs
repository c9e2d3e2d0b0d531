//! Which episode of a series a viewer should see next.

use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// Where a viewer goes on in a series.
#[derive(Clone, Debug)]
pub struct NextUp {
    pub series_id: Uuid,
    pub episode_id: Uuid,
    pub number: i32,
    pub position_ms: i32,
    pub duration_ms: i32,
    /// True when the viewer has seen the last episode there is; the first one is then given.
    pub finished: bool,
}

/// For each of the series that can be watched now: the episode last played, or the one after it when
/// that was seen to its end, or the first.
pub async fn next_up(
    app: &App,
    house_id: Uuid,
    closed: &[Uuid],
    person_id: Uuid,
    series: &[Uuid],
) -> AppResult<Vec<NextUp>> {
    let rows = sqlx::query_as!(
        NextUp,
        r#"with episodes as (
               select v.series_id, v.episode_id, v.number, v.duration_ms
               from open_episodes($1, $2, $5) v where v.series_id = any ($4)),
           last as (
               select distinct on (p.series_id) p.series_id, e.number,
                      p.completed and p.position_ms >= e.duration_ms * 9 / 10 as ended
               from progress p join episodes e on e.episode_id = p.episode_id
               where p.person_id = $3 order by p.series_id, p.updated_at desc),
           wanted as (
               select e.series_id,
                      min(e.number) filter (where l.number is null
                          or (l.ended and e.number > l.number) or (not l.ended and e.number = l.number)) as number,
                      min(e.number) as first
               from episodes e left join last l on l.series_id = e.series_id group by e.series_id)
           select w.series_id as "series_id!", e.episode_id as "episode_id!", e.number as "number!",
                  case when p.completed and p.position_ms >= e.duration_ms * 9 / 10 then 0
                       else coalesce(p.position_ms, 0) end as "position_ms!",
                  e.duration_ms as "duration_ms!", w.number is null as "finished!"
           from wanted w
           join episodes e on e.series_id = w.series_id and e.number = coalesce(w.number, w.first)
           left join progress p on p.person_id = $3 and p.episode_id = e.episode_id"#,
        house_id,
        app.clock.now(),
        person_id,
        series,
        closed
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows)
}
