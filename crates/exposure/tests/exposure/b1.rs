//! B1: exposure is what a placement and what was watched have in common; never above the clock.

use std::collections::BTreeSet;

use exposure::{Report, Span, Told, exposure, passes};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::{began, span, watched};

/// Steps of a hundred milliseconds: fine enough, and quick to count one by one.
const STEP: i64 = 100;

/// What an honest viewer does: plays so many steps from where they are, or jumps somewhere.
#[derive(Clone, Copy, Debug)]
enum Act {
    Play(i64),
    Seek(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (1i64..50).prop_map(Act::Play),
        (0i64..600).prop_map(Act::Seek)
    ];
    vec(act, 1..30)
}

/// Any reports at all, also impossible ones.
fn lies() -> impl Strategy<Value = Vec<Report>> {
    let told = prop_oneof![
        Just(Told::Began),
        vec((-50i64..700, -50i64..700), 0..5)
            .prop_map(spans)
            .prop_map(Told::Watched),
        vec((-50i64..700, -50i64..700), 0..5)
            .prop_map(spans)
            .prop_map(Told::Hidden),
    ];
    vec((-500i64..500, 0u128..3, told), 0..40).prop_map(|all| {
        let report = |(at, play, told)| Report {
            at_ms: at * STEP,
            play,
            told,
        };
        all.into_iter().map(report).collect()
    })
}

fn spans(pairs: Vec<(i64, i64)>) -> Vec<Span> {
    pairs
        .into_iter()
        .map(|(from, to)| span(from * STEP, to * STEP))
        .collect()
}

proptest! {
    #[test]
    fn b1_what_an_honest_viewer_watched_is_counted_moment_by_moment(
        acts in acts(), from in 0i64..600, length in 1i64..200
    ) {
        let (mut reports, mut steps) = (vec![began(1, 0)], BTreeSet::new());
        let (mut clock, mut position) = (0, 0);
        for act in acts {
            match act {
                Act::Play(count) => {
                    clock += count * STEP;
                    reports.push(watched(1, clock, &[(position * STEP, (position + count) * STEP)]));
                    steps.extend(position..position + count);
                    position += count;
                }
                Act::Seek(to) => position = to,
            }
        }
        let found = passes(&reports);
        let exact = steps.range(from..from + length).count() as i64 * STEP;
        let placement = span(from * STEP, (from + length) * STEP);
        prop_assert_eq!(exposure(placement, &found).counted_ms, exact);
    }

    #[test]
    fn b1_whatever_is_told_nothing_is_above_the_clock_or_the_picture(
        reports in lies(), from in 0i64..600, length in 1i64..200
    ) {
        let found = passes(&reports);
        let (first, last) = (
            reports.iter().map(|report| report.at_ms).min().unwrap_or(0),
            reports.iter().map(|report| report.at_ms).max().unwrap_or(0),
        );
        let mut together = 0;
        for play in 0..3 {
            let own = || found.iter().filter(|pass| pass.play == play);
            let whole = exposure(span(0, 70_000), own());
            together += whole.counted_ms;
            let placement = span(from * STEP, (from + length) * STEP);
            let part = exposure(placement, own());
            prop_assert!(part.counted_ms <= placement.length_ms());
            prop_assert!(part.counted_ms <= whole.counted_ms);
            prop_assert!(part.longest_ms <= last - first);
            // Two placements side by side have no more than one that is both.
            let middle = (from + length / 2) * STEP;
            let halves = [span(from * STEP, middle), span(middle, (from + length) * STEP)];
            let sum: i64 = halves.iter().map(|half| exposure(*half, own()).counted_ms).sum();
            prop_assert!((sum - part.counted_ms).abs() <= found.len() as i64 * 20);
        }
        prop_assert!(together <= last - first, "{} of {}", together, last - first);
    }

    #[test]
    fn b1_the_order_of_arrival_does_not_matter(reports in lies(), seed in any::<u64>()) {
        // Of two reports at one moment nobody knows which was first.
        let mut known = BTreeSet::new();
        let reports: Vec<Report> = reports.into_iter().filter(|report| known.insert(report.at_ms)).collect();
        let mut shuffled = reports.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(passes(&reports), passes(&shuffled));
    }
}

#[test]
fn b1_speed_counts_the_time_that_it_took() {
    // Ten seconds of picture in five of the clock; and five in ten.
    let fast = passes(&[began(1, 0), watched(1, 5_000, &[(0, 10_000)])]);
    assert_eq!(exposure(span(0, 10_000), &fast).counted_ms, 5_000);
    assert_eq!(exposure(span(2_000, 4_000), &fast).counted_ms, 1_000);
    let slow = passes(&[began(1, 0), watched(1, 10_000, &[(0, 5_000)])]);
    assert_eq!(exposure(span(0, 10_000), &slow).counted_ms, 5_000);
}

#[test]
fn b1_a_loop_counts_once_and_a_second_play_again() {
    let again = [
        began(1, 0),
        watched(1, 4_000, &[(0, 4_000)]),
        watched(1, 8_000, &[(0, 4_000)]),
        began(2, 9_000),
        watched(2, 13_000, &[(0, 4_000)]),
    ];
    let found = passes(&again);
    for play in [1, 2] {
        let own = found.iter().filter(|pass| pass.play == play);
        assert_eq!(exposure(span(0, 4_000), own).counted_ms, 4_000);
    }
}

#[test]
fn b1_two_windows_at_once_are_one_pair_of_eyes() {
    let both = [
        began(1, 0),
        began(2, 0),
        watched(1, 5_000, &[(0, 5_000)]),
        watched(2, 5_100, &[(0, 5_100)]),
    ];
    let found = passes(&both);
    let of = |play: u128| {
        exposure(
            span(0, 6_000),
            found.iter().filter(|pass| pass.play == play),
        )
    };
    assert_eq!((of(1).counted_ms, of(2).counted_ms), (5_000, 100));
}

#[test]
fn b1_what_is_hidden_counts_nothing_and_breaks_what_is_continuous() {
    let hidden = Report {
        at_ms: 3_000,
        play: 1,
        told: Told::Hidden(vec![span(1_500, 3_000)]),
    };
    let all = [
        began(1, 0),
        watched(1, 1_500, &[(0, 1_500)]),
        hidden,
        watched(1, 4_500, &[(3_000, 4_500)]),
    ];
    let seen = exposure(span(0, 10_000), &passes(&all));
    assert_eq!((seen.counted_ms, seen.longest_ms), (3_000, 1_500));
}

#[test]
fn b1_a_play_without_its_beginning_counts_from_the_second_report() {
    let found = passes(&[
        watched(1, 5_000, &[(0, 5_000)]),
        watched(1, 7_000, &[(5_000, 7_000)]),
    ]);
    assert_eq!(exposure(span(0, 10_000), &found).counted_ms, 2_000);
}
