//! The house's own series keeps what the critic asks of others.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::HashSet;

use screenplay::Script;
use screenplay::lint::{Wanted, Weight, series};
use screenplay::scenes::{Manner, Scene, episodes};

const UMBRELLA: &str = include_str!("../../../examples/one-umbrella-unpaid.fountain");
/// Episodes 1 to 5 are free: the fifth has to sell the rest.
const LAST_FREE: usize = 5;

#[test]
fn one_umbrella_unpaid_passes_the_lint_and_never_ends_twice_alike() {
    let all = episodes(&Script::read(UMBRELLA));
    assert_eq!(all.len(), 10);
    let reports = series(&all, Some(LAST_FREE), &Wanted::default());
    for report in &reports {
        assert!((45.0..=75.0).contains(&report.length_s), "{report:#?}");
        assert!(
            report
                .findings
                .iter()
                .all(|finding| finding.weight == Weight::Hint),
            "{report:#?}"
        );
    }
    for pair in reports.windows(2) {
        assert_ne!(pair[0].ending, pair[1].ending, "{}", pair[1].title);
    }
}

#[test]
fn one_umbrella_unpaid_uses_every_way_of_speaking() {
    let all = episodes(&Script::read(UMBRELLA));
    let said: Vec<_> = all
        .iter()
        .flat_map(|episode| &episode.scenes)
        .flat_map(Scene::utterances)
        .collect();
    let manners: HashSet<Manner> = said.iter().map(|said| said.manner).collect();
    assert_eq!(manners.len(), 5, "{manners:?}");
    assert_eq!(said.iter().filter(|said| said.dual).count(), 1);
}
