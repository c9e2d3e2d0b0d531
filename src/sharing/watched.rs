//! What subscribers watched of episodes that are locked to others: the measure by which their money is shared.
//!
//! Of each viewer and episode every moment counts once in a month, however often it was seen, and no more than the
//! episode is long. Told by players in heartbeats, as pairs of positions `[from, to]` in milliseconds.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use serde_json::Value;
use uuid::Uuid;

use super::Period;
use crate::app::App;
use crate::errors::AppResult;

/// Milliseconds for each series, in the order of their ids; those with none are left out.
///
/// A heartbeat counts when its viewer was in a paid period then, and the episode was beyond the free ones of the paywall
/// that held then (its arms aside), which VIP opens. One statement over the tables of four areas, for there may be
/// millions of heartbeats; it only reads.
pub(super) async fn by_series(
    app: &App,
    house_id: Uuid,
    month: Period,
) -> AppResult<Vec<(Uuid, i64)>> {
    let mut rows = sqlx::query!(
        r#"select e.viewer_key, o.id as episode_id, o.series_id, p.duration_ms as "duration_ms!", e.body -> 'intervals' as "told: Value"
           from events e
           join people w on w.viewer_key = e.viewer_key and w.house_id = e.house_id
           join episodes o on o.id = e.episode_id and o.house_id = e.house_id
           join packages p on p.episode_id = o.id and p.duration_ms is not null
           left join lateral (
               select policy from paywall_policies q where q.series_id = o.series_id and q.created_at <= e.at
               order by version desc limit 1
           ) own on true
           left join lateral (
               select policy from paywall_policies q where q.house_id = e.house_id and q.series_id is null and q.created_at <= e.at
               order by version desc limit 1
           ) general on true
           where e.house_id = $1 and e.type = 'heartbeat' and e.day >= $2 and e.day < $3
             and (coalesce(own.policy, general.policy) ->> 'free')::int < o.number
             and coalesce((coalesce(own.policy, general.policy) ->> 'vip')::boolean, true)
             and exists (
                 select from subscriptions s join vip_periods v on v.subscription_id = s.id
                 where s.person_id = w.id and s.house_id = e.house_id and v.starts_at <= e.at
                   and e.at < least(v.ends_at, coalesce(v.closed_at, v.ends_at)))
           order by e.viewer_key, o.id"#,
        house_id,
        month.first(),
        month.next().first()
    )
    .fetch(&app.db);
    let mut sums: BTreeMap<Uuid, i64> = BTreeMap::new();
    let (mut at, mut series, mut duration, mut seen) = (None, Uuid::nil(), 0, Vec::new());
    while let Some(row) = rows.try_next().await? {
        let viewing = Some((row.viewer_key, row.episode_id));
        if at != viewing {
            *sums.entry(series).or_default() += union_ms(std::mem::take(&mut seen), duration);
            (at, series, duration) = (viewing, row.series_id, i64::from(row.duration_ms));
        }
        seen.extend(row.told.as_ref().map(intervals).unwrap_or_default());
    }
    *sums.entry(series).or_default() += union_ms(seen, duration);
    Ok(sums
        .into_iter()
        .filter(|(_, watched)| *watched > 0)
        .collect())
}

/// The intervals of a heartbeat that make sense.
pub(super) fn intervals(told: &Value) -> Vec<(i64, i64)> {
    let pair = |pair: &Value| {
        let (from, to) = (pair.get(0)?.as_u64()?, pair.get(1)?.as_u64()?);
        Some((i64::try_from(from).ok()?, i64::try_from(to).ok()?))
    };
    let all = told.as_array().into_iter().flatten().filter_map(pair);
    all.filter(|(from, to)| from < to).collect()
}

/// How long the union of intervals is, within an episode of this length.
pub(super) fn union_ms(mut intervals: Vec<(i64, i64)>, duration_ms: i64) -> i64 {
    intervals.sort_unstable();
    let (mut watched, mut until) = (0, 0);
    for (from, to) in intervals {
        let (from, to) = (from.max(until), to.min(duration_ms));
        if from < to {
            watched += to - from;
            until = to;
        }
    }
    watched
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_moment_counts_once_and_within_the_episode() {
        assert_eq!(union_ms(vec![(0, 10), (5, 20), (5, 20), (30, 99)], 40), 30);
        assert_eq!(union_ms(vec![(50, 60)], 40), 0);
        assert_eq!(union_ms(vec![], 40), 0);
    }

    #[test]
    fn nonsense_is_not_watched() {
        let told = json!([
            [0, 5],
            [9, 3],
            [-1, 4],
            ["a", 2],
            [1],
            null,
            [u64::MAX, u64::MAX],
            [1.5, 2]
        ]);
        assert_eq!(intervals(&told), [(0, 5)]);
        assert!(intervals(&json!({"a": 1})).is_empty());
    }

    proptest! {
        #[test]
        fn like_counting_every_millisecond(told in prop::collection::vec((0_i64..60, 0_i64..60), 0..12), duration in 0_i64..50) {
            let seen = (0..duration).filter(|at| told.iter().any(|(from, to)| from <= at && at < to)).count();
            prop_assert_eq!(union_ms(told, duration), seen as i64);
        }
    }
}
