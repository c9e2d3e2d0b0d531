//! The shots of a scene, by the grammar of the form: open on a face, show the room once, cut on who speaks, come nearer
//! as it gets worse, show the thing that matters alone, and stay on whoever has just been hit.

use screenplay::lint::pace;
use screenplay::scenes::{Beat, Scene};

use super::business::{self, Handling};
use super::words::{self, FEELINGS, MOODS, POSES};
use super::{casting, hash, lines, wardrobe};
use crate::board::{Board, Line, Said};
use crate::cast::Character;
use crate::place::{PlaceKind, Weather};
use crate::shot::{
    Effect, Facing, Feeling, Figure, Framing, Message, Mood, Move, Pose, Prop, PropKind, Shot,
    Spot, Transition,
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

    fn action(&mut self, board: &mut Board, line: usize, text: &str, opens: bool) {
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

    fn line(&mut self, board: &mut Board, line: Line) {
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

    /// The last picture: the nearest there is of whoever has just said it, then of whoever it has hit.
    fn cliffhanger(&mut self, board: &mut Board, scene: &Scene) {
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

/// Whom of the cast a text names, in the order of naming.
pub(super) fn named(text: &str, cast: &[Character]) -> Vec<String> {
    let lower = words::folded(text);
    // By the whole name, or by a part of it that nobody else has: who is `JUDGE OKAFOR` is called Okafor, or the judge.
    let called = |person: &Character| {
        words::find(&lower, &person.name).or_else(|| {
            parts(&person.name)
                .filter(|part| {
                    let shared = |other: &Character| {
                        other.id != person.id
                            && parts(&other.name).any(|one| one.eq_ignore_ascii_case(part))
                    };
                    !cast.iter().any(shared)
                })
                .find_map(|part| words::find(&lower, part))
        })
    };
    let mut found: Vec<(usize, String)> = cast
        .iter()
        .filter_map(|person| called(person).map(|at| (at, person.id.clone())))
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The words of a name of several by which alone somebody may be called.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    const NONE: &[&str] = &[
        "mr", "mrs", "ms", "miss", "sir", "old", "young", "the", "little", "big", "first",
        "second", "man", "woman", "boy", "girl", "de", "la", "el", "don", "da", "do", "of", "and",
    ];
    let several = name.split_whitespace().nth(1).is_some();
    name.split_whitespace()
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(move |part| {
            several
                && part.chars().count() > 2
                && !NONE.iter().any(|none| none.eq_ignore_ascii_case(part))
        })
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
