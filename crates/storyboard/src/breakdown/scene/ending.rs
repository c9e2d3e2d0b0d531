//! The last picture of an episode.

use screenplay::scenes::Scene;

use super::Set;
use crate::board::Board;
use crate::shot::{Effect, Feeling, Framing, Move, Spot};

impl Set<'_> {
    /// The last picture: the nearest there is of whoever has just said it, then of whoever it has hit.
    pub(super) fn cliffhanger(&mut self, board: &mut Board, scene: &Scene) {
        let Some(last) = board.shots.last_mut() else {
            return;
        };
        if let (Some(&line), Framing::TwoShot | Framing::Medium | Framing::OverShoulder) =
            (last.lines.last(), last.framing)
        {
            let speaker = &board.lines[line].speaker;
            last.people.retain(|figure| figure.character == *speaker);
            if let Some(figure) = last.people.first_mut() {
                last.framing = Framing::CloseUp;
                figure.spot = Spot::Centre;
            }
        }
        last.camera = Move::PushIn;
        last.hold_ms += 350;
        let struck = last
            .lines
            .last()
            .map(|line| board.lines[*line].speaker.clone())
            .and_then(|speaker| self.other(&speaker));
        let line = last.script_line;
        if let Some(struck) = struck.or_else(|| {
            if scene.cast().is_empty() {
                None
            } else {
                self.present.first().cloned()
            }
        }) {
            let (_, facing) = self.side(&struck);
            let mut figure = self.figure(&struck, Spot::Centre, facing);
            if matches!(
                figure.feeling,
                Feeling::Calm | Feeling::Happy | Feeling::Suspicious
            ) {
                figure.feeling = Feeling::Shocked;
            }
            let mut shot = self.shot(
                board,
                Framing::ExtremeCloseUp,
                vec![figure],
                Move::Punch,
                line,
            );
            shot.effects.push(Effect::Impact);
            shot.hold_ms = 1400;
            board.shots.push(shot);
        }
    }
}
