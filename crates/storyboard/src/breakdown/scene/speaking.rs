//! What people say: on whom the camera is meanwhile, and what is seen while somebody is only heard.

use super::{Set, get, set};
use crate::board::{Board, Line, Said};
use crate::shot::{Effect, Facing, Feeling, Framing, Message, Mood, Move, Pose, Shot, Spot};

impl Set<'_> {
    pub(super) fn line(&mut self, board: &mut Board, line: Line) {
        let index = board.lines.len();
        let speaker = line.speaker.clone();
        let feeling = line.feeling;
        // Who spoke through tears is still sad when nothing more is said of it.
        let shown = match (feeling, get(&self.feelings, &speaker)) {
            (Feeling::Calm, Some(Feeling::Crying | Feeling::Sad | Feeling::Pleading)) => {
                Feeling::Sad
            }
            (Feeling::Calm, Some(Feeling::Furious)) => Feeling::Angry,
            (Feeling::Calm, Some(Feeling::Shocked)) => Feeling::Afraid,
            (feeling, _) => feeling,
        };
        set(&mut self.feelings, &speaker, shown);
        let script_line = line.script_line;
        let (manner, dual, text) = (line.manner, line.dual, line.text.clone());
        board.lines.push(line);
        match manner {
            Said::TextMessage => {
                let name = self
                    .cast
                    .iter()
                    .find(|person| person.id == speaker)
                    .map_or(speaker.clone(), |person| person.name.clone());
                // Somebody who is in the room writes; everybody else is read.
                let own = self.present.contains(&speaker);
                self.messages.push(Message {
                    from: name,
                    text,
                    own,
                });
                let mut shot = self.shot(
                    board,
                    Framing::PhoneScreen,
                    Vec::new(),
                    Move::PushIn,
                    script_line,
                );
                shot.messages.clone_from(&self.messages);
                shot.lines = vec![index];
                shot.hold_ms = 450;
                board.shots.push(shot);
                return;
            }
            Said::VoiceOver | Said::Phone if !self.present.contains(&speaker) => {
                return self.over(board, index, script_line);
            }
            Said::VoiceOver => {
                let figure = self.figure(&speaker, Spot::Centre, Facing::Front);
                let mut shot = self.shot(
                    board,
                    Framing::CloseUp,
                    vec![figure],
                    Move::PushIn,
                    script_line,
                );
                shot.lines = vec![index];
                shot.hold_ms = 250;
                board.shots.push(shot);
                return;
            }
            Said::OffScreen => return self.over(board, index, script_line),
            Said::Dialogue | Said::Phone => {}
        }
        // Two voices at once, or the same voice on: the shot goes on when it is not too long already.
        if let Some(shot) = board
            .shots
            .last_mut()
            .filter(|shot| dual && !shot.lines.is_empty())
        {
            shot.lines.push(index);
            return;
        }
        let mut shot = self.speaking(board, &speaker, feeling, script_line);
        if manner == Said::Phone {
            shot.framing = Framing::Medium;
            shot.people.truncate(1);
            if let Some(figure) = shot.people.first_mut() {
                figure.pose = Pose::HoldingPhone;
            }
        }
        shot.lines = vec![index];
        shot.hold_ms = 260;
        self.faces += 1;
        board.shots.push(shot);
    }

    /// The picture of somebody who speaks to somebody.
    fn speaking(
        &mut self,
        board: &Board,
        speaker: &str,
        feeling: Feeling,
        script_line: usize,
    ) -> Shot {
        if !self.present.iter().any(|id| id == speaker) {
            self.present.push(speaker.to_owned());
        }
        let other = self.other(speaker);
        let key = board.lines.last().map_or("", |line| &*line.text);
        let (spot, facing) = self.side(speaker);
        let strong = matches!(
            feeling,
            Feeling::Furious
                | Feeling::Shocked
                | Feeling::Crying
                | Feeling::Afraid
                | Feeling::Pleading
                | Feeling::Whispering
        );
        let framing = match (&other, strong) {
            (_, true) => Framing::CloseUp,
            // The room and both of them, first and again after some faces.
            (Some(_), false) if self.faces == 0 || self.faces.is_multiple_of(7) => Framing::TwoShot,
            (Some(_), false) => [
                Framing::OverShoulder,
                Framing::Medium,
                Framing::CloseUp,
                Framing::CloseUp,
            ][self.choose(board, key, 4)],
            (None, false) => [Framing::Medium, Framing::CloseUp][self.choose(board, key, 2)],
        };
        let own = self.figure(
            speaker,
            if framing == Framing::TwoShot {
                spot
            } else {
                Spot::Centre
            },
            facing,
        );
        let people = match (framing, other) {
            (Framing::TwoShot, Some(other)) => {
                let (spot, facing) = self.side(&other);
                vec![self.figure(&other, spot, facing), own]
            }
            (Framing::OverShoulder, Some(other)) => {
                let (_, facing) = self.side(&other);
                let shoulder = if facing == Facing::Left {
                    Spot::FarRight
                } else {
                    Spot::FarLeft
                };
                let own = self.figure(
                    speaker,
                    if shoulder == Spot::FarRight {
                        Spot::Left
                    } else {
                        Spot::Right
                    },
                    own.facing,
                );
                vec![own, self.figure(&other, shoulder, facing)]
            }
            _ => vec![own],
        };
        let camera = match feeling {
            Feeling::Furious => Move::Punch,
            Feeling::Shocked | Feeling::Afraid => Move::PushIn,
            _ => {
                [Move::Still, Move::PushIn, Move::Still, Move::PullOut][self.choose(board, key, 4)]
            }
        };
        let mut shot = self.shot(board, framing, people, camera, script_line);
        match feeling {
            Feeling::Furious => shot.effects.push(Effect::SpeedLines),
            Feeling::Tender if self.mood == Mood::Romantic => shot.effects.push(Effect::Sparkle),
            Feeling::Crying | Feeling::Afraid => shot.effects.push(Effect::Vignette),
            _ => {}
        }
        shot
    }

    /// A voice that is not in the picture: whoever hears it, or the room.
    fn over(&mut self, board: &mut Board, index: usize, script_line: usize) {
        let speaker = board.lines[index].speaker.clone();
        let key = board.lines[index].text.clone();
        // It goes on over the same picture.
        if let Some(shot) = board.shots.last_mut().filter(|shot| {
            shot.place == self.place
                && shot
                    .lines
                    .last()
                    .is_some_and(|before| board.lines[*before].speaker == speaker)
                && shot.lines.len() < 2
        }) {
            shot.lines.push(index);
            return;
        }
        let listener = self.present.iter().find(|id| **id != speaker).cloned();
        let (framing, people) = match listener {
            Some(id) => {
                let (_, facing) = self.side(&id);
                (
                    Framing::Medium,
                    vec![self.figure(&id, Spot::Centre, facing)],
                )
            }
            None => (Framing::Wide, Vec::new()),
        };
        let camera = [Move::PushIn, Move::PanRight, Move::PullOut][self.choose(board, &key, 3)];
        let mut shot = self.shot(board, framing, people, camera, script_line);
        shot.lines = vec![index];
        shot.hold_ms = 300;
        board.shots.push(shot);
    }
}
