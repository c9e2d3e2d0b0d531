//! What people do: who is seen doing it, what they take into their hands, what is shown alone.

use screenplay::lint::pace;

use super::super::business::{self, Handling};
use super::super::words::{self, FEELINGS, POSES};
use super::super::{casting, wardrobe};
use super::{Set, get, named, set};
use crate::board::Board;
use crate::shot::{Effect, Facing, Feeling, Framing, Move, Pose, Prop, PropKind, Spot};

impl Set<'_> {
    pub(super) fn action(&mut self, board: &mut Board, line: usize, text: &str, opens: bool) {
        let who = named(text, self.cast);
        // Sentence by sentence: who is named in one does what it says; where nobody is, whoever was named last.
        let mut doing: Vec<String> = Vec::new();
        let mut near: Option<(Vec<String>, &str)> = None;
        let prop = words::thing(text);
        for sentence in text.split_inclusive(casting::ends) {
            let these = named(sentence, self.cast);
            if !these.is_empty() {
                doing = these;
            }
            if near.is_none() && prop.is_some() && words::thing(sentence) == prop {
                near = Some((doing.clone(), sentence));
            }
            for id in &doing {
                if let Some(pose) = words::first(POSES, sentence)
                    && !self.stays(id, pose)
                {
                    set(&mut self.poses, id, pose);
                }
                if let Some(feeling) = words::first(FEELINGS, sentence)
                    .filter(|feeling| *feeling != Feeling::Whispering)
                {
                    set(&mut self.feelings, id, feeling);
                }
                if let Some(look) = self.changes(id, sentence) {
                    self.looks.retain(|(known, _)| known != id);
                    self.looks.push((id.clone(), look));
                }
            }
        }
        let (near, told) = near.unwrap_or_else(|| (who.clone(), text));
        let holder = prop.and_then(|kind| self.handle(kind, &near, told));
        let hold = (pace::action_s(text) * 1000.0).min(2600.0) as u32;
        if opens {
            self.establish(board, hold.clamp(1100, 1800), text.to_owned(), line);
            if prop.is_none() {
                self.stand_still();
                return;
            }
        }
        let mut shot = match (prop, who.as_slice()) {
            // A door is gone through and a phone is held: what people do with them is seen, not they.
            (Some(kind), _)
                if !matches!(kind, PropKind::Door | PropKind::Phone | PropKind::Car)
                    || who.is_empty() =>
            {
                let mut shot = self.shot(board, Framing::Insert, Vec::new(), Move::PushIn, line);
                shot.prop = Some(Prop {
                    kind,
                    text: quoted(text),
                    held_by: holder,
                });
                shot
            }
            (_, [one]) if business::goes(text) => {
                let mut figure = self.figure(one, Spot::Centre, Facing::Away);
                figure.pose = Pose::Walking;
                self.shot(board, Framing::Wide, vec![figure], Move::Still, line)
            }
            (_, []) => {
                let people = self.figures(2);
                let framing = if people.is_empty() {
                    Framing::Wide
                } else {
                    Framing::TwoShot
                };
                let camera =
                    [Move::PanLeft, Move::PanRight, Move::PushIn][self.choose(board, text, 3)];
                self.shot(board, framing, people, camera, line)
            }
            (_, [one]) => {
                let mut figure = self.figure(one, Spot::Centre, Facing::Front);
                // Who walks is seen from the side, walking to where they look.
                if figure.pose == Pose::Walking {
                    figure.facing = self.side(one).1;
                }
                self.shot(board, Framing::Medium, vec![figure], Move::PushIn, line)
            }
            (_, [left, right, ..]) => {
                let people = vec![
                    self.figure(left, Spot::Left, Facing::Right),
                    self.figure(right, Spot::Right, Facing::Left),
                ];
                self.shot(board, Framing::TwoShot, people, Move::PushIn, line)
            }
        };
        if sudden(text) {
            shot.camera = Move::Shake;
            shot.effects.push(Effect::Impact);
        }
        shot.hold_ms = hold;
        text.clone_into(&mut shot.action);
        board.shots.push(shot);
        self.stand_still();
    }

    /// Who sits, kneels or lies does so while they do something with their hands.
    fn stays(&self, id: &str, pose: Pose) -> bool {
        matches!(
            pose,
            Pose::Gesturing | Pose::Pointing | Pose::HoldingPhone | Pose::ArmsCrossed
        ) && matches!(
            get(&self.poses, id),
            Some(Pose::Sitting | Pose::Kneeling | Pose::Lying)
        )
    }

    /// The look of somebody that a sentence says they wear.
    fn changes(&self, id: &str, sentence: &str) -> Option<String> {
        let worn = wardrobe::worn(sentence)?;
        let person = self.cast.iter().find(|person| person.id == id)?;
        let look = person.looks.iter().find(|look| look.id == worn.id)?;
        Some(look.id.clone())
    }

    /// Nobody walks on while they speak.
    fn stand_still(&mut self) {
        self.poses.retain(|(_, pose)| *pose != Pose::Walking);
    }

    /// Notes what becomes of a thing; gives who has it then.
    fn handle(&mut self, kind: PropKind, who: &[String], text: &str) -> Option<String> {
        if !kind.fits_a_hand() {
            return None;
        }
        let before = self
            .held
            .iter()
            .find(|(_, held)| *held == kind)
            .map(|(id, _)| id.clone());
        let has = match (business::handling(text), who) {
            (Handling::Down, _) => None,
            (Handling::Given, [_, to, ..]) => Some(to.clone()),
            (Handling::Given, [from]) => self.other(from),
            (Handling::Held, [one, ..]) => Some(one.clone()),
            (_, _) => before,
        };
        self.held.retain(|(_, held)| *held != kind);
        if let Some(has) = &has {
            set(&mut self.held, has, kind);
        }
        has
    }
}

/// Something that is heard as much as seen.
fn sudden(text: &str) -> bool {
    const SUDDEN: &[&str] = &[
        "slams",
        "slaps",
        "smashes",
        "shatters",
        "crashes",
        "bursts",
        "gunshot",
        "falls",
        "explodes",
        "drops",
        "摔",
        "扇",
        "砸",
        "撞",
        "巴掌",
        "golpea",
        "abofetea",
        "rompe",
        "estalla",
        "cae",
        "estapeia",
        "tapa na cara",
        "bofetada",
        "despenca",
        "desaba",
        "estilhaça",
        "bate a porta",
        "뺨을",
        "따귀",
        "쾅",
        "내리친",
        "내려친",
        "깨진다",
        "떨어진다",
        "쓰러진다",
        "부딪친다",
        "थप्पड़",
        "तमाचा",
        "पटक",
        "पटकता",
        "पटकती",
        "गिरता",
        "गिरती",
        "गिर जाता",
        "गिर जाती",
        "टूट जाता",
        "धमाका",
        "يصفع",
        "تصفع",
        "صفعة",
        "يسقط",
        "تسقط",
        "يتحطم",
        "تتحطم",
        "ينفجر",
        "تنفجر",
        "يصفق الباب",
        "تصفق الباب",
    ];
    let lower = words::folded(text);
    SUDDEN
        .iter()
        .any(|word| words::find(&lower, word).is_some())
}

/// What stands in quotation marks: it is what is written on the thing.
fn quoted(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(['"', '“', '「', '«'])?;
    let (inner, _) = rest.split_once(['"', '”', '」', '»'])?;
    Some(inner.trim().to_owned()).filter(|inner| !inner.is_empty())
}
