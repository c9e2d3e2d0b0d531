//! Caps and paid jobs.

use production::budget::{Caps, Used};
use production::job::Stage;
use proptest::prelude::*;

#[test]
fn a_refusal_names_the_cap_and_what_is_left() {
    let caps = Caps {
        shot: Some(100),
        episode: None,
        series: Some(1000),
        day: Some(150),
    };
    let used = Used {
        shot: 60,
        episode: 9_999,
        series: 0,
        day: 140,
    };
    assert!(caps.allow(&used, 10).is_ok());
    let over = caps.allow(&used, 41).expect_err("the shot's cap");
    assert_eq!((over.of, over.left, over.cap), ("shot", 40, 100));
    assert_eq!(caps.allow(&used, 11).expect_err("the day's cap").of, "day");
    assert!(caps.allow(&used, -1).is_err(), "nobody earns by asking");
    assert!(Caps::default().allow(&used, i64::MAX).is_ok());
}

proptest! {
    /// Reservations one after the other never pass a cap, whatever is asked for.
    #[test]
    fn what_is_reserved_never_passes_a_cap(cap in 0i64..10_000, asked in prop::collection::vec(-50i64..3_000, 0..60)) {
        let caps = Caps { series: Some(cap), ..Caps::default() };
        let mut used = Used::default();
        for asked in asked {
            if caps.allow(&used, asked).is_ok() {
                used.series += asked;
            }
            prop_assert!((0..=cap).contains(&used.series));
        }
    }
}

#[test]
fn a_job_that_may_have_been_sent_is_never_sent_again() {
    for stage in Stage::ALL {
        // From no stage is there a way back to the moment of sending, by any number of steps.
        let mut reached = vec![stage];
        let mut at = 0;
        while let Some(&from) = reached.get(at) {
            at += 1;
            for next in Stage::ALL {
                if from.may_become(next) && !reached.contains(&next) {
                    reached.push(next);
                }
            }
        }
        if stage != Stage::Planned {
            assert!(!reached[1..].contains(&Stage::Submitting), "{stage:?}");
            assert!(!reached[1..].contains(&Stage::Planned), "{stage:?}");
        }
    }
}

#[test]
fn money_stays_reserved_while_it_may_be_charged() {
    assert!(Stage::Ambiguous.may_be_charged() && Stage::Expired.may_be_charged());
    assert!(!Stage::Failed.may_be_charged());
}
