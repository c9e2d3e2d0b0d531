//! The third stage: scenes, with what is done and said in them still to be put into words.

use serde::{Deserialize, Serialize};

use super::template::{Hour, Step};
use super::{Outline, Plan, Template};

/// An episode in scenes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    pub source: usize,
    pub scenes: Vec<StagedScene>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedScene {
    /// A place of the outline.
    pub place: String,
    pub hour: Hour,
    /// Who speaks in it, by id, in the order of their first words.
    pub cast: Vec<String>,
    pub moments: Vec<Moment>,
}

/// Something done or said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The beat that it belongs to, from 0.
    pub beat: usize,
    /// Its name among all texts of the series; the same name makes the same choices.
    pub key: String,
    #[serde(flatten)]
    pub step: Step,
}

/// Puts plans into scenes. A beat that opens where the one before ended goes on with its scene.
pub fn stage(template: &Template, outline: &Outline, plans: &[Plan]) -> Vec<Staged> {
    plans
        .iter()
        .filter_map(|plan| {
            let episode = template.episodes.get(plan.source)?;
            let mut scenes: Vec<StagedScene> = Vec::new();
            for (at, (beat, way)) in episode.beats.iter().zip(&plan.ways).enumerate() {
                let Some(chosen) = beat.ways.get(*way) else {
                    continue;
                };
                for (line, step) in chosen.steps.iter().enumerate() {
                    let key = format!(
                        "line/{}/{at}/{way}/{line}{}",
                        plan.source,
                        outline.roll(plan.source)
                    );
                    add(&mut scenes, at, key, step);
                }
            }
            Some(Staged {
                source: plan.source,
                scenes,
            })
        })
        .collect()
}

fn add(scenes: &mut Vec<StagedScene>, beat: usize, key: String, step: &Step) {
    if let Step::Heading { place, hour } = step {
        let goes_on = scenes
            .last()
            .is_some_and(|scene| scene.place == *place && scene.hour == *hour);
        if !goes_on {
            scenes.push(StagedScene {
                place: place.clone(),
                hour: *hour,
                cast: Vec::new(),
                moments: Vec::new(),
            });
        }
        return;
    }
    let Some(scene) = scenes.last_mut() else {
        return;
    };
    if let Step::Said { who, .. } = step
        && !scene.cast.contains(who)
    {
        scene.cast.push(who.clone());
    }
    scene.moments.push(Moment {
        beat,
        key,
        step: step.clone(),
    });
}
