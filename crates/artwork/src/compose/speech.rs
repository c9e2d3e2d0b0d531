//! Whose mouth moves at a moment of the film.

use storyboard::board::Said;
use storyboard::timeline::Viseme;
use storyboard::{Board, Timeline};

/// The lines of one shot that are spoken by people who are seen, ready to be asked.
pub struct Speech<'a> {
    lines: Vec<(&'a str, &'a storyboard::timeline::Cue)>,
}

/// What is said in a shot.
pub fn speech<'a>(board: &'a Board, timeline: &'a Timeline, shot: usize) -> Speech<'a> {
    let lines = board.shots.get(shot).map_or(&[][..], |shot| &shot.lines);
    Speech {
        lines: lines
            .iter()
            .filter_map(|&index| Some((board.lines.get(index)?, timeline.lines.get(index)?)))
            .filter(|(line, _)| matches!(line.manner, Said::Dialogue | Said::Phone))
            .map(|(line, cue)| (line.speaker.as_str(), cue))
            .collect(),
    }
}

/// Where no shapes were given, the mouth runs through these, a change every twelfth of a second.
const BABBLE: [Viseme; 8] = [
    Viseme::Mid,
    Viseme::Open,
    Viseme::Closed,
    Viseme::Wide,
    Viseme::Mid,
    Viseme::Round,
    Viseme::Tongue,
    Viseme::Rest,
];

impl<'a> Speech<'a> {
    /// Who speaks `ms` into the episode.
    pub fn at(&self, ms: u32) -> Vec<(&'a str, Viseme)> {
        self.lines
            .iter()
            .filter(|(_, cue)| (cue.start_ms..cue.end_ms).contains(&ms))
            .map(|&(speaker, cue)| {
                let shape = if cue.mouth.is_empty() {
                    BABBLE[((ms - cue.start_ms) / 105) as usize % BABBLE.len()]
                } else {
                    let next = cue.mouth.partition_point(|&(from, _)| from <= ms);
                    next.checked_sub(1)
                        .map_or(Viseme::Rest, |index| cue.mouth[index].1)
                };
                (speaker, shape)
            })
            .collect()
    }
}
