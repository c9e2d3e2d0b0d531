//! Music that falls where the picture strikes.

use proptest::prelude::*;
use screenplay::Script;
use sound::music::{Ending, Mood, TOLERANCE_S, beats, cue, cue_to};
use storyboard::Board;
use storyboard::breakdown::{Options, series};
use storyboard::timeline::{Hit, Spoken, Timeline, hits, lay_out};

const MOODS: [Mood; 10] = [
    Mood::Neutral,
    Mood::Tense,
    Mood::Romantic,
    Mood::Sorrow,
    Mood::Triumph,
    Mood::Mystery,
    Mood::Comic,
    Mood::Chase,
    Mood::Warm,
    Mood::Dread,
];

fn weight_on(mood: Mood, seconds: f64, ending: Ending, fitted: &[Hit], all: &[Hit]) -> u32 {
    let beats = beats(mood, seconds, ending, fitted);
    let on = all
        .iter()
        .filter(|hit| beats.holds(f64::from(hit.at_ms) / 1000.0));
    on.map(|hit| hit.weight).sum()
}

fn wanted() -> impl Strategy<Value = (Mood, f64, Ending, Vec<Hit>)> {
    let hit = (0u32..120_000, 1u32..5).prop_map(|(at_ms, weight)| Hit { at_ms, weight });
    (
        prop::sample::select(MOODS.to_vec()),
        0.5f64..120.0,
        prop::sample::select(vec![Ending::Fade, Ending::Rest, Ending::Sting]),
        prop::collection::vec(hit, 0..20),
    )
}

proptest! {
    #[test]
    fn every_beat_is_where_the_grid_says((mood, seconds, ending, hits) in wanted()) {
        let grid = beats(mood, seconds, ending, &hits);
        prop_assert!(grid.count >= 1 && grid.beat_s() > 0.0);
        prop_assert!((grid.bpm * grid.beat_s() - 60.0).abs() < 1e-6);
        prop_assert!(grid.end_s <= seconds.max(1.0) + 1e-3);
        for beat in 0..=grid.count {
            let at = beat as f64 * grid.beat_s();
            prop_assert!(grid.holds(at) && (grid.nearest(at) - at).abs() < 1e-9);
        }
        // What is half a beat away is on none.
        prop_assert!(!grid.holds(grid.beat_s() / 2.0));
        // An ending begins on a beat.
        if ending != Ending::Fade {
            prop_assert!((grid.count as f64 * grid.beat_s() - grid.end_s).abs() <= TOLERANCE_S);
        }
    }

    #[test]
    fn hits_never_make_it_worse_and_the_tempo_gives_way_by_a_tenth(
        (mood, seconds, ending, hits) in wanted()
    ) {
        let (free, fitted) = (beats(mood, seconds, ending, &[]), beats(mood, seconds, ending, &hits));
        let own = beats(mood, 600.0, Ending::Fade, &[]).bpm;
        prop_assert!(fitted == free || (fitted.bpm / own - 1.0).abs() < 0.12, "{} of {own}", fitted.bpm);
        if ending != Ending::Sting {
            let on = |fitted: &[Hit]| weight_on(mood, seconds, ending, fitted, &hits);
            prop_assert!(on(&hits) >= on(&[]));
        }
    }

    #[test]
    fn one_hit_far_enough_in_is_always_on_a_beat(
        mood in prop::sample::select(MOODS.to_vec()), at_ms in 8_000u32..60_000
    ) {
        let hit = Hit { at_ms, weight: 1 };
        let grid = beats(mood, 70.0, Ending::Fade, &[hit]);
        prop_assert!(grid.holds(f64::from(at_ms) / 1000.0));
    }

    #[test]
    fn the_blow_of_a_cliffhanger_is_struck_with_the_picture(
        mood in prop::sample::select(MOODS.to_vec()), seconds in 20.0f64..90.0, echo in 1.2f64..4.8
    ) {
        let at_ms = ((seconds - echo) * 1000.0) as u32;
        let grid = beats(mood, seconds, Ending::Sting, &[Hit { at_ms, weight: 4 }]);
        let at = f64::from(at_ms) / 1000.0;
        prop_assert!((grid.end_s - at).abs() <= TOLERANCE_S && grid.holds(at));
    }
}

#[test]
fn a_cue_keeps_its_length_and_without_hits_its_notes() {
    let hits = [(3_125, 3), (9_500, 4)].map(|(at_ms, weight)| Hit { at_ms, weight });
    for ending in [Ending::Fade, Ending::Rest, Ending::Sting] {
        let own = cue(Mood::Tense, 12.0, 5, ending);
        assert_eq!(own, cue_to(Mood::Tense, 12.0, 5, ending, &[]));
        let fitted = cue_to(Mood::Tense, 12.0, 5, ending, &hits);
        assert_eq!(own.frames(), fitted.frames());
        assert_ne!(own, fitted);
    }
}

#[test]
fn the_blow_is_heard_where_it_is_seen() {
    let hit = Hit {
        at_ms: 15_250,
        weight: 4,
    };
    let cue = cue_to(Mood::Mystery, 18.0, 3, Ending::Sting, &[hit]);
    let loud = |from: f64, to: f64| {
        let part = &cue.left[(from * 48_000.0) as usize..(to * 48_000.0) as usize];
        part.iter()
            .fold(0f32, |most, sample| most.max(sample.abs()))
    };
    assert!(
        loud(15.25, 15.6) > loud(14.6, 15.2) * 1.3,
        "{} {}",
        loud(15.25, 15.6),
        loud(14.6, 15.2)
    );
}

/// The runs of one mood, as music is laid under them.
fn runs(board: &Board, timeline: &Timeline) -> Vec<(Mood, u32, u32)> {
    let mut runs: Vec<(Mood, u32, u32)> = Vec::new();
    for (shot, span) in board.shots.iter().zip(&timeline.shots) {
        match runs.last_mut() {
            Some(run) if run.0 == shot.mood => run.2 = span.end_ms,
            _ => runs.push((shot.mood, span.start_ms, span.end_ms)),
        }
    }
    runs
}

#[test]
fn most_of_what_is_struck_in_an_episode_falls_on_a_beat_and_nothing_is_moved_for_it() {
    let script = Script::read(include_str!(
        "../../../examples/one-umbrella-unpaid.fountain"
    ));
    let options = Options {
        series: "One Umbrella, Unpaid".into(),
        language: "en".into(),
        seed: 7,
        cast: None,
    };
    let (mut free, mut fitted, mut all) = (0, 0, 0);
    for board in series(&script, &options) {
        let spoken: Vec<Spoken> = board
            .lines
            .iter()
            .map(|line| Spoken::estimated(&line.text, line.manner))
            .collect();
        let timeline = lay_out(&board, &spoken).unwrap();
        let before = timeline.clone();
        let runs = runs(&board, &timeline);
        for (at, (mood, start, end)) in runs.iter().enumerate() {
            let last = at + 1 == runs.len();
            let ending = if last { Ending::Sting } else { Ending::Fade };
            let seconds = f64::from(end - start) / 1000.0;
            let struck = hits(&board, &timeline, *start, *end);
            all += struck.iter().map(|hit| hit.weight).sum::<u32>();
            free += weight_on(*mood, seconds, ending, &[], &struck);
            fitted += weight_on(*mood, seconds, ending, &struck, &struck);
        }
        assert_eq!(timeline, before);
    }
    println!("on a beat: {free} of {all} by chance, {fitted} with the picture");
    assert!(
        fitted * 10 >= all * 6 && fitted > free,
        "{free} and {fitted} of {all}"
    );
}
