//! The last stage: the words, as Fountain.

use super::story::{self, summary};
use super::{Card, Outline, Staged, Template};

/// The whole series.
pub fn fountain(template: &Template, outline: &Outline) -> String {
    story::told(template, outline).fountain()
}

/// The episodes on cards.
pub fn cards(outline: &Outline, staged: &[Staged]) -> Vec<Card> {
    let told = staged.iter().zip(&outline.episodes).enumerate();
    told.map(|(at, (episode, outlined))| {
        let mut opens: Vec<(usize, String)> = Vec::new();
        for moment in episode.scenes.iter().flat_map(|scene| &scene.moments) {
            if opens.iter().all(|(beat, _)| *beat != moment.beat) {
                opens.push((moment.beat, summary(outline, moment)));
            }
        }
        let mut opens = opens.into_iter().map(|(_, text)| text);
        Card {
            number: at + 1,
            title: outlined.title.clone(),
            logline: outlined.logline.clone(),
            hook: opens.next().unwrap_or_default(),
            turns: opens.collect(),
            cliffhanger: outlined.ends,
        }
    })
    .collect()
}
