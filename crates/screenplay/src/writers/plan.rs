//! The second stage: which way each beat of each episode plays.

use serde::{Deserialize, Serialize};

use super::{Outline, Template};

/// An episode as the ways of its beats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which of the template's episodes, from 0.
    pub source: usize,
    /// For each beat, which of its ways, from 0.
    pub ways: Vec<usize>,
}

/// Chooses for each beat among the ways that the outline's branches allow.
pub fn plan(template: &Template, outline: &Outline) -> Vec<Plan> {
    let draw = outline.draw();
    let mut plans = Vec::new();
    for outlined in &outline.episodes {
        let Some(episode) = template.episodes.get(outlined.source) else {
            continue;
        };
        let ways = episode.beats.iter().enumerate().map(|(at, beat)| {
            let open: Vec<usize> = (0..beat.ways.len())
                .filter(|way| outline.holds(&beat.ways[*way].when))
                .collect();
            let key = format!(
                "way/{}/{at}{}",
                outlined.source,
                outline.roll(outlined.source)
            );
            open.get(draw.below(&key, open.len())).copied().unwrap_or(0)
        });
        plans.push(Plan {
            source: outlined.source,
            ways: ways.collect(),
        });
    }
    plans
}
