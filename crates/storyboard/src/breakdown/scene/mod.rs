//! The shots of a scene, by the grammar of the form: open on a face, show the room once, cut on who speaks, come nearer
//! as it gets worse, show the thing that matters alone, and stay on whoever has just been hit.

use screenplay::scenes::{Beat, Scene};

mod doing;
mod ending;
mod named;
mod speaking;

pub(super) use named::named;

use super::words::{self, MOODS};
use super::{casting, hash, lines};
use crate::board::{Board, Said};
use crate::cast::Character;
use crate::place::{PlaceKind, Weather};
use crate::shot::{
    Effect, Facing, Feeling, Figure, Framing, Message, Mood, Move, Pose, PropKind, Shot, Spot,
    Transition,
};

/// What is known while a scene is shot.
struct Set<'a> {
    cast: &'a [Character],
    place: usize,
    mood: Mood,
    flashback: bool,
    glass: bool,
    /// Who stands where: the first on the left, the second on the right.
    present: Vec<String>,
    /// How each was last seen.
    poses: Vec<(String, Pose)>,
    feelings: Vec<(String, Feeling)>,
    /// What each wears in this scene, where it says so.
    looks: Vec<(String, String)>,
    /// What each has in their hand.
    held: Vec<(String, PropKind)>,
    /// Faces shown since the room was.
    faces: usize,
    messages: Vec<Message>,
    index: usize,
}

/// Adds the shots of one scene to a board.
pub fn shoot(
    board: &mut Board,
    scene: &Scene,
    index: usize,
    place: usize,
    cast: &[Character],
    last: bool,
) {
    let mut set = Set::of(board, scene, index, place, cast);
    // The first scene of an episode begins with what is done or said, never with a view.
    if index > 0 && !matches!(scene.beats.first(), Some(Beat::Action { .. })) {
        set.establish(board, 1100, String::new(), scene_line(scene));
    }
    for (at, beat) in scene.beats.iter().enumerate() {
        match beat {
            Beat::Action { line, text } => set.action(board, *line, text, index > 0 && at == 0),
            Beat::Utterance(utterance) => {
                for line in lines::of(utterance) {
                    set.line(board, line);
                }
            }
            Beat::Transition { text, .. } => {
                if let Some(shot) = board
                    .shots
                    .last_mut()
                    .filter(|_| text.to_uppercase().contains("FADE"))
                {
                    shot.hold_ms += 400;
                }
            }
        }
    }
    if last {
        set.cliffhanger(board, scene);
    }
}

fn scene_line(scene: &Scene) -> usize {
    scene.heading.as_ref().map_or(1, |heading| heading.line)
}

impl<'a> Set<'a> {
    fn of(board: &Board, scene: &Scene, index: usize, place: usize, cast: &'a [Character]) -> Self {
        let told = scene
            .beats
            .iter()
            .fold(String::new(), |told, beat| match beat {
                Beat::Action { text, .. } => told + " " + text,
                Beat::Utterance(utterance) => told + " " + &utterance.text,
                Beat::Transition { .. } => told,
            });
        let time = scene
            .heading
            .as_ref()
            .map(|heading| heading.text.to_lowercase())
            .unwrap_or_default();
        let here = &board.places[place];
        let flashback = [
            "flashback",
            "years ago",
            "years earlier",
            "memory",
            "闪回",
            "回忆",
            "年前",
            "años antes",
            "recuerdo",
            "anos antes",
            "lembrança",
            "회상",
            "년 전",
            "फ्लैशबैक",
            "साल पहले",
            "यादों में",
            "فلاش باك",
            "استرجاع",
            "قبل سنوات",
            "ذكريات",
        ]
        .iter()
        .any(|word| time.contains(word));
        // Who is there speaks in the scene, or is named in what is done; voices from elsewhere are not in the picture.
        let mut present: Vec<String> = Vec::new();
        for beat in &scene.beats {
            let ids: Vec<String> = match beat {
                Beat::Utterance(utterance)
                    if matches!(
                        Said::from(utterance.manner),
                        Said::Dialogue | Said::OffScreen
                    ) =>
                {
                    vec![casting::id(&utterance.speaker)]
                }
                Beat::Action { text, .. } => named(text, cast),
                _ => Vec::new(),
            };
            for id in ids {
                if !present.contains(&id) {
                    present.push(id);
                }
            }
        }
        Self {
            cast,
            place,
            mood: words::first(MOODS, &told).unwrap_or(match here.kind {
                PlaceKind::Void | PlaceKind::Alley | PlaceKind::Warehouse => Mood::Dread,
                PlaceKind::Bedroom | PlaceKind::Garden => Mood::Warm,
                _ => Mood::Neutral,
            }),
            flashback,
            glass: here.weather == Weather::Rain
                && matches!(here.kind, PlaceKind::CarInterior | PlaceKind::Office),
            present,
            poses: Vec::new(),
            feelings: Vec::new(),
            looks: Vec::new(),
            held: Vec::new(),
            faces: 0,
            messages: Vec::new(),
            index,
        }
    }

    /// The room and whoever is in it.
    fn establish(&mut self, board: &mut Board, hold_ms: u32, action: String, line: usize) {
        let people = self.figures(2);
        let camera = [Move::PushIn, Move::PanRight, Move::PanLeft, Move::TiltDown]
            [self.choose(board, &action, 4)];
        let mut shot = self.shot(board, Framing::Wide, people, camera, line);
        shot.hold_ms = hold_ms;
        shot.action = action;
        self.faces = 0;
        board.shots.push(shot);
    }

    fn shot(
        &self,
        board: &Board,
        framing: Framing,
        people: Vec<Figure>,
        camera: Move,
        script_line: usize,
    ) -> Shot {
        let mut effects = Vec::new();
        if self.flashback {
            effects.push(Effect::Flashback);
        }
        if self.mood == Mood::Dread {
            effects.push(Effect::Gloom);
        }
        if self.glass && framing == Framing::Wide {
            effects.push(Effect::RainOnGlass);
        }
        let begins = board
            .shots
            .last()
            .is_none_or(|shot| shot.place != self.place);
        let transition = match (begins, board.shots.is_empty(), self.flashback) {
            (true, true, _) => Transition::Fade,
            (true, false, true) => Transition::Flash,
            (true, false, false) if self.mood == Mood::Chase => Transition::Whip,
            (true, false, false) if self.index > 0 => Transition::Dissolve,
            _ => Transition::Cut,
        };
        Shot {
            id: String::new(),
            script_line,
            place: self.place,
            framing,
            people,
            prop: None,
            messages: Vec::new(),
            camera,
            effects,
            transition,
            lines: Vec::new(),
            action: String::new(),
            hold_ms: 0,
            card: None,
            mood: self.mood,
        }
    }

    fn figures(&self, most: usize) -> Vec<Figure> {
        self.present
            .iter()
            .take(most)
            .map(|id| {
                let (spot, facing) = if self.present.len() == 1 {
                    (Spot::Centre, Facing::Front)
                } else {
                    self.side(id)
                };
                self.figure(id, spot, facing)
            })
            .collect()
    }

    fn figure(&self, id: &str, spot: Spot, facing: Facing) -> Figure {
        Figure {
            character: id.to_owned(),
            look: self
                .looks
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, look)| look.clone()),
            spot,
            facing,
            pose: get(&self.poses, id).unwrap_or(Pose::Standing),
            feeling: get(&self.feelings, id).unwrap_or_default(),
            holds: get(&self.held, id),
        }
    }

    /// The line between two people is never crossed: each keeps their side for the whole scene.
    fn side(&self, id: &str) -> (Spot, Facing) {
        match self
            .present
            .iter()
            .position(|known| known == id)
            .unwrap_or(0)
            % 3
        {
            0 => (Spot::Left, Facing::Right),
            1 => (Spot::Right, Facing::Left),
            _ => (Spot::Centre, Facing::Left),
        }
    }

    fn other(&self, speaker: &str) -> Option<String> {
        self.present.iter().find(|id| *id != speaker).cloned()
    }

    /// One of so many, by the place and what is said or done: the same words, the same choice, whatever stands before.
    fn choose(&self, board: &Board, key: &str, of: usize) -> usize {
        let place = &board.places[self.place];
        (hash(&[&place.seed.to_le_bytes(), key.as_bytes()]) % of as u64) as usize
    }
}

fn get<T: Copy>(list: &[(String, T)], id: &str) -> Option<T> {
    list.iter()
        .find(|(known, _)| known == id)
        .map(|(_, value)| *value)
}

fn set<T>(list: &mut Vec<(String, T)>, id: &str, value: T) {
    list.retain(|(known, _)| known != id);
    list.push((id.to_owned(), value));
}
