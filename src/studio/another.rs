//! One more take of what is current: of what comes out otherwise when it is made again.

use std::collections::BTreeSet;

use production::graph::{Node, Plan};

use super::run::Standing;
use crate::errors::{AppError, AppResult};

/// So that each further mix has other music.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Whether an artifact comes out otherwise when it is made again of the same: models do, and music is composed anew.
/// Whatever is drawn or put together here is the same again.
pub fn varies(standing: &Standing, node: &Node) -> bool {
    standing.makers.bought.makes(node.kind) || matches!(node.kind, "mix" | "dub mix")
}

/// Refuses what would come out as it is, and what is named by nobody.
pub fn check(standing: &Standing, wanted: &[String]) -> AppResult<()> {
    if wanted.is_empty() {
        return Err(AppError::bad_request(
            "another_of_nothing",
            "One more take is made of what is named.",
            "Name the artifacts.",
        ));
    }
    for key in wanted {
        let node = standing.graph.node(key).ok_or_else(|| {
            AppError::not_found(
                "artifact_not_found",
                "The production has no such artifact.",
                "Load the episode anew.",
            )
        })?;
        if !varies(standing, node) {
            return Err(AppError::conflict(
                "comes_out_the_same",
                format!("{key} would come out just as it is."),
                "Change what it is made of, or bring a file of your own.",
            ));
        }
    }
    Ok(())
}

/// What would be made; with `another`, what is named and not tried yet is made although it is current.
pub fn plan(
    standing: &Standing,
    wanted: &[String],
    another: bool,
    tried: &BTreeSet<String>,
) -> Plan {
    let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
    if !another {
        return standing
            .graph
            .plan(&standing.shelves, &standing.closed, &names);
    }
    let mut shelves = standing.shelves.clone();
    for key in wanted.iter().filter(|key| !tried.contains(*key)) {
        if let Some(shelf) = shelves.get_mut(key) {
            shelf.selected = None;
        }
    }
    standing.graph.plan(&shelves, &standing.closed, &names)
}

/// What music is composed from: the production's own for the first take, another for each more of the very same.
pub fn seed(standing: &Standing, key: &str, own: u64) -> u64 {
    let basis = standing.graph.basis(key, &standing.shelves);
    let takes = standing
        .shelves
        .get(key)
        .map_or(&[][..], |shelf| &shelf.takes);
    let same = takes.iter().filter(|take| take.basis == Some(basis));
    own.wrapping_add(STEP.wrapping_mul(same.count() as u64))
}
