//! The order of the feed: a pure function, so that a better one can take its place.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a card is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The viewer is in the middle of it.
    Continue,
    /// It is fresh.
    New,
    /// Others watch it.
    Trending,
    /// A draw: so that everything is shown to somebody.
    Explore,
}

/// What is known of a series and a viewer.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub series_id: Uuid,
    pub published_at: DateTime<Utc>,
    /// Over the last fortnight, all viewers.
    pub impressions: i64,
    pub plays: i64,
    pub completions: i64,
    /// When the viewer last watched it, if they are in the middle of it.
    pub continued_at: Option<DateTime<Utc>>,
    /// True when the viewer has seen it all.
    pub finished: bool,
}

/// Days in which freshness falls to 1/e.
const FRESH_DAYS: f64 = 10.0;
/// Impressions' worth of doubt: a series with few is taken to be average.
const PRIOR_IMPRESSIONS: f64 = 20.0;
const PRIOR_RATE: f64 = 0.2;
/// One card in this many is drawn by chance.
const EXPLORE_EVERY: usize = 6;

/// The order in which a viewer is shown `candidates`: what they are in the middle of (latest first), then
/// by freshness and smoothed popularity with a draw now and then, then what they have finished.
/// `draw` gives numbers in `0.0..1.0`.
pub fn rank(
    candidates: Vec<Candidate>,
    now: DateTime<Utc>,
    mut draw: impl FnMut() -> f64,
) -> Vec<(Uuid, Reason)> {
    let (mut going_on, rest): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|candidate| candidate.continued_at.is_some() && !candidate.finished);
    let (mut finished, mut unseen): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|candidate| candidate.finished);
    going_on.sort_by_key(|candidate| {
        (
            std::cmp::Reverse(candidate.continued_at),
            candidate.series_id,
        )
    });
    let by_score = |a: &Candidate, b: &Candidate| {
        score(b, now)
            .total_cmp(&score(a, now))
            .then(a.series_id.cmp(&b.series_id))
    };
    unseen.sort_by(by_score);
    finished.sort_by(by_score);

    let mut order: Vec<(Uuid, Reason)> = going_on
        .iter()
        .map(|candidate| (candidate.series_id, Reason::Continue))
        .collect();
    let mut place = 0;
    while !unseen.is_empty() {
        place += 1;
        let explore = place % EXPLORE_EVERY == 0 && unseen.len() > 1;
        let at = if explore {
            1 + (draw() * (unseen.len() - 1) as f64) as usize
        } else {
            0
        };
        let candidate = unseen.remove(at.min(unseen.len() - 1));
        order.push((
            candidate.series_id,
            if explore {
                Reason::Explore
            } else {
                reason(&candidate, now)
            },
        ));
    }
    order.extend(
        finished
            .iter()
            .map(|candidate| (candidate.series_id, reason(candidate, now))),
    );
    order
}

fn score(candidate: &Candidate, now: DateTime<Utc>) -> f64 {
    freshness(candidate, now) + popularity(candidate)
}

/// 1 on the day of publication, falling.
fn freshness(candidate: &Candidate, now: DateTime<Utc>) -> f64 {
    let age_days = (now - candidate.published_at).num_minutes().max(0) as f64 / 1440.0;
    (-age_days / FRESH_DAYS).exp()
}

/// The share of impressions that became plays and completions, drawn towards the average while there
/// are few (a Beta prior's mean).
fn popularity(candidate: &Candidate) -> f64 {
    let wanted = (candidate.plays + candidate.completions) as f64 / 2.0;
    // Plays without a counted impression, as by a shared link, are impressions too.
    let shown = (candidate.impressions.max(candidate.plays)) as f64;
    (wanted + PRIOR_IMPRESSIONS * PRIOR_RATE) / (shown + PRIOR_IMPRESSIONS)
}

fn reason(candidate: &Candidate, now: DateTime<Utc>) -> Reason {
    if freshness(candidate, now) >= popularity(candidate) {
        Reason::New
    } else {
        Reason::Trending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        crate::testing::morning()
    }

    fn series(n: u128, days_old: i64) -> Candidate {
        Candidate {
            series_id: Uuid::from_u128(n),
            published_at: now() - Duration::days(days_old),
            impressions: 0,
            plays: 0,
            completions: 0,
            continued_at: None,
            finished: false,
        }
    }

    fn order(candidates: Vec<Candidate>) -> Vec<u128> {
        rank(candidates, now(), || 0.0)
            .into_iter()
            .map(|(id, _)| id.as_u128())
            .collect()
    }

    #[test]
    fn what_was_begun_comes_first_latest_first_and_what_was_finished_last() {
        let begun = |n, hours| Candidate {
            continued_at: Some(now() - Duration::hours(hours)),
            ..series(n, 300)
        };
        let done = Candidate {
            finished: true,
            continued_at: Some(now()),
            ..series(9, 0)
        };
        assert_eq!(
            order(vec![done, series(1, 1), begun(2, 5), begun(3, 1)]),
            [3, 2, 1, 9]
        );
    }

    #[test]
    fn a_newer_series_goes_before_an_older_one_that_is_as_popular() {
        assert_eq!(order(vec![series(1, 20), series(2, 1)]), [2, 1]);
    }

    #[test]
    fn a_loved_series_goes_before_an_ignored_one_of_the_same_age() {
        let loved = Candidate {
            impressions: 1000,
            plays: 800,
            completions: 700,
            ..series(1, 30)
        };
        let ignored = Candidate {
            impressions: 1000,
            plays: 10,
            completions: 0,
            ..series(2, 30)
        };
        assert_eq!(order(vec![ignored, loved]), [1, 2]);
    }

    #[test]
    fn one_lucky_play_does_not_beat_many() {
        let lucky = Candidate {
            impressions: 1,
            plays: 1,
            completions: 1,
            ..series(1, 30)
        };
        let proven = Candidate {
            impressions: 500,
            plays: 400,
            completions: 300,
            ..series(2, 30)
        };
        assert_eq!(order(vec![lucky, proven]), [2, 1]);
    }

    proptest! {
        #[test]
        fn every_series_is_shown_once(ages in prop::collection::vec((0i64..400, any::<bool>(), any::<bool>()), 0..60), seed in 0.0f64..1.0) {
            let candidates: Vec<_> = ages.iter().enumerate().map(|(n, (age, begun, finished))| Candidate {
                continued_at: begun.then(now), finished: *finished, ..series(n as u128, *age)
            }).collect();
            let mut ids = rank(candidates, now(), || seed).into_iter().map(|(id, _)| id.as_u128()).collect::<Vec<_>>();
            ids.sort_unstable();
            prop_assert_eq!(ids, (0..ages.len() as u128).collect::<Vec<_>>());
        }
    }
}
