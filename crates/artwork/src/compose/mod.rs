//! A shot: who stands where, what the camera sees at a moment.

mod actor;
pub mod blit;
mod blur;
pub mod camera;
mod captions;
mod frame;
mod grade;
mod light;
mod line;
mod over;
mod speech;
mod stage;
mod staging;
#[cfg(target_arch = "x86_64")]
mod wide;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use storyboard::board::Said;
use storyboard::shot::{Effect, Figure, Framing, Move, Pose, PropKind, Shot, Transition};
use storyboard::{Board, Character, Place, Timeline};
use tiny_skia::Pixmap;

use crate::figures::garments::Cloth;
use crate::figures::persona::Persona;
use crate::figures::stance::{Bearing, Stance};
use crate::text::Faces;
use crate::{Layer, Size};
use actor::{Actor, Drawing};
use blit::{Frame, Sheet};
pub use captions::CaptionStyle;
use light::Light;
pub use speech::{Speech, speech};
pub use stage::{Speaking, Stage, shows_people};

/// Draws boards at one size. Keeps the places that it has painted; may be shared between threads.
pub struct Artist {
    pub size: Size,
    faces: Option<Arc<Faces>>,
    places: Mutex<HashMap<Place, Arc<OnceLock<Arc<Painted>>>>>,
}

/// A place as two sheets: what lies behind people, and what lies before them.
struct Painted {
    back: Frame,
    front: Option<Frame>,
}

/// Places are painted larger than the picture by this, so that the camera may move.
const ROOM: f32 = 1.14;
/// Sheets of a place nearer than this lie before the people.
const BEFORE_PEOPLE: f32 = 0.75;

impl Artist {
    pub fn new(size: Size) -> Self {
        let size = Size {
            width: size.width.clamp(16, 4320),
            height: size.height.clamp(16, 4320),
        };
        Self {
            size,
            faces: None,
            places: Mutex::default(),
        }
    }

    /// With letters; without them there are no captions, cards, phones and things with words.
    #[must_use]
    pub fn lettered(self, faces: Arc<Faces>) -> Self {
        Self {
            faces: Some(faces),
            ..self
        }
    }

    /// The picture of a shot, `ms` after its beginning, mouths at rest. An index that the board does not have gives
    /// a black picture.
    pub fn still(&self, board: &Board, shot: usize, ms: u32) -> Pixmap {
        let mut frame = Frame::new(self.size.width as usize, self.size.height as usize);
        if let Some(mut stage) = self.stage(board, shot, 4000, None) {
            stage.transition = Transition::Cut;
            stage.paint(&mut frame, ms, &[]);
        }
        frame.pixmap()
    }

    /// A shot made ready for all its frames. `length` is in milliseconds.
    pub fn stage(
        &self,
        board: &Board,
        index: usize,
        length: u32,
        timeline: Option<&Timeline>,
    ) -> Option<Stage> {
        let shot = board.shots.get(index)?;
        let place = board.places.get(shot.place);
        let seed = place.map_or(1, |place| place.seed) ^ (index as u64).wrapping_mul(0x9e37_79b9);
        let mut stage = Stage::new(self.size, shot, length, seed);
        let light = Light::of(place, shot.mood);
        if let Some(place) = place {
            self.set(&mut stage, place, shot);
        }
        if stage::shows_people(shot.framing) {
            stage.actors = self.actors(board, index, light);
        }
        if shot.effects.contains(&Effect::Flashback) {
            stage.fade();
        }
        self.effects(&mut stage, shot);
        self.thing(
            &mut stage,
            board,
            shot,
            timeline.map(|timeline| (timeline, index)),
        );
        Some(stage)
    }

    /// As [`Self::stage`], with the last picture of the shot before where the transition needs it.
    pub fn stage_joined(&self, board: &Board, timeline: &Timeline, index: usize) -> Option<Stage> {
        let span = timeline.shots.get(index)?;
        let mut stage = self.stage(
            board,
            index,
            span.end_ms.saturating_sub(span.start_ms),
            Some(timeline),
        )?;
        if matches!(stage.transition, Transition::Dissolve | Transition::Whip)
            && let Some(before) = index.checked_sub(1)
            && let Some(span) = timeline.shots.get(before)
        {
            let length = span.end_ms.saturating_sub(span.start_ms);
            if let Some(mut last) = self.stage(board, before, length, Some(timeline)) {
                let mut frame = Frame::new(self.size.width as usize, self.size.height as usize);
                last.transition = Transition::Cut;
                last.paint(&mut frame, length.saturating_sub(42), &[]);
                stage.before = Some(frame);
            }
        }
        Some(stage)
    }

    /// Where the heads of a shot are: for balloons, and for whoever cuts a picture to another shape.
    pub fn heads(&self, board: &Board, shot: usize) -> Vec<crate::strip::Head> {
        let Some(shot) = board
            .shots
            .get(shot)
            .filter(|shot| stage::shows_people(shot.framing))
        else {
            return Vec::new();
        };
        let people = people(board, shot);
        let pairs: Vec<_> = people
            .iter()
            .map(|(figure, _, who)| (*figure, who))
            .collect();
        let (w, h) = (self.size.width as f32, self.size.height as f32);
        let kind = board.places.get(shot.place).map(|place| place.kind);
        staging::marks(shot.framing, &pairs, self.size, kind)
            .iter()
            .zip(&people)
            .map(|(mark, (_, character, _))| crate::strip::Head {
                character: character.id.clone(),
                rect: [
                    (mark.x - 90.0 * mark.scale) / w,
                    (mark.y - 120.0 * mark.scale) / h,
                    (mark.x + 90.0 * mark.scale) / w,
                    (mark.y + 105.0 * mark.scale) / h,
                ],
            })
            .collect()
    }

    /// The picture that stands for an episode: of its shots the one with the most of a face in it, as it is played.
    pub fn poster(&self, board: &Board) -> Pixmap {
        let worth = |shot: &Shot| {
            let near = match shot.framing {
                Framing::CloseUp => 6,
                Framing::ExtremeCloseUp | Framing::OverShoulder => 4,
                Framing::Medium | Framing::TwoShot => 5,
                Framing::Wide => 2,
                _ => 0,
            };
            let felt = shot
                .people
                .iter()
                .filter(|figure| figure.feeling != storyboard::shot::Feeling::Calm)
                .count();
            near + 2 * felt.min(2) + usize::from(shot.card.is_none())
        };
        let best = (0..board.shots.len())
            .rev()
            .max_by_key(|&index| worth(&board.shots[index]));
        self.still(board, best.unwrap_or(0), 600)
    }

    fn actors(&self, board: &Board, index: usize, light: Light) -> Vec<Actor> {
        let shot = &board.shots[index];
        let people = people(board, shot);
        let pairs: Vec<_> = people
            .iter()
            .map(|(figure, _, who)| (*figure, who))
            .collect();
        let kind = board.places.get(shot.place).map(|place| place.kind);
        let marks = staging::marks(shot.framing, &pairs, self.size, kind);
        people
            .iter()
            .zip(marks)
            .map(|((figure, character, who), mark)| {
                let look = character.look(figure.look.as_deref(), board.number);
                Actor::draw(Drawing {
                    character: &character.id,
                    cloth: Cloth::of(look, who),
                    who: who.clone(),
                    feeling: figure.feeling,
                    pose: figure.pose,
                    stance: stance(board, index, figure, who),
                    mark,
                    depth: if mark.seen_behind { 1.15 } else { 0.85 },
                    light: if mark.seen_behind {
                        light.seen_behind()
                    } else {
                        light
                    },
                    size: self.size,
                })
            })
            .collect()
    }

    fn set(&self, stage: &mut Stage, place: &Place, shot: &Shot) {
        let wide = shot.framing == Framing::Wide;
        let painted = self.painted(place);
        let (share, focus) = staging::background(shot.framing);
        let (width, height) = (painted.back.width, painted.back.height);
        let (w, h) = (width as f32, height as f32);
        // Turned away a little from shot to shot, as the camera is.
        let aside = if wide {
            0.5
        } else {
            0.5 + (crate::figures::persona::unit(stage.seed, 9) - 0.5) * 0.7
        };
        let (cw, ch) = (w * share, h * share);
        let (x, y) = ((w - cw) * aside, (h - ch) * 0.42);
        let mut seen = if share >= 1.0 {
            painted.back.clone()
        } else {
            blur::crop(&painted.back, x, y, cw, ch)
        };
        grade::grade(&mut seen, shot.mood);
        let (left, top) = (
            -(w - self.size.width as f32) / 2.0,
            -(h - self.size.height as f32) / 2.0,
        );
        let mut focus = focus * self.size.width as f32 / 1080.0;
        if shot.camera == Move::Rack {
            stage.sharp = Some(Sheet::whole(
                blur::blurred(&seen, 0.0, width, height),
                left,
                top,
            ));
            focus = focus.max(9.0);
        }
        let soft = blur::blurred(&seen, focus * share.min(1.0), width, height);
        stage.back.push((Sheet::whole(soft, left, top), 0.2));
        if wide && let Some(front) = &painted.front {
            let mut front = front.clone();
            grade::grade(&mut front, shot.mood);
            stage.front.push((Sheet::whole(front, left, top), 1.2));
        }
    }

    /// Each place is painted once, whoever asks first; who asks meanwhile waits.
    fn painted(&self, place: &Place) -> Arc<Painted> {
        let cell = self.places.lock().map_or_else(
            |_| Arc::default(),
            |mut places| {
                if places.len() > 12 && !places.contains_key(place) {
                    places.clear();
                }
                Arc::clone(places.entry(place.clone()).or_default())
            },
        );
        let paint = || {
            let (w, h) = (
                (self.size.width as f32 * ROOM) as u32,
                (self.size.height as f32 * ROOM) as u32,
            );
            let layers = crate::places::paint(place, w, h);
            Arc::new(Painted {
                back: flat(&layers, w, h, |depth| depth < BEFORE_PEOPLE, true)
                    .unwrap_or_else(|| Frame::new(w as usize, h as usize)),
                front: flat(&layers, w, h, |depth| depth >= BEFORE_PEOPLE, false),
            })
        };
        Arc::clone(cell.get_or_init(paint))
    }
}

/// How somebody of a shot holds their arms. It stays for a few shots on end, unless they begin to speak or feel another way.
fn stance(board: &Board, index: usize, figure: &Figure, who: &Persona) -> Stance {
    let speaks = board.shots[index].lines.iter().any(|&line| {
        board
            .lines
            .get(line)
            .is_some_and(|line| line.speaker == figure.character && line.manner == Said::Dialogue)
    });
    let bearing = Bearing {
        feeling: figure.feeling,
        speaks,
        feminine: who.feminine,
        chance: crate::figures::persona::unit(who.seed, 70 + index as u64 / 3),
    };
    let roof = board
        .places
        .get(board.shots[index].place)
        .is_some_and(|place| place.kind.inside());
    // Nobody stands under an umbrella in a room.
    let holds = figure
        .holds
        .filter(|kind| !roof || *kind != PropKind::Umbrella);
    let stance = Stance::at_ease(figure.pose, bearing).with(figure.pose, holds);
    let near = matches!(
        board.shots[index].framing,
        Framing::CloseUp | Framing::ExtremeCloseUp
    );
    // Near, a hand at the heart or with a thing is in the picture; of all others there would be an elbow.
    let seen = matches!(stance, Stance::OnHeart | Stance::Holding(_));
    if near && figure.pose == Pose::Standing && !seen {
        return Stance::Hanging;
    }
    stance
}

type Person<'a> = (&'a Figure, &'a Character, Persona);

/// Who of a shot is in the cast; more than seven are a crowd, of which the first are seen.
fn people<'a>(board: &'a Board, shot: &'a Shot) -> Vec<Person<'a>> {
    shot.people
        .iter()
        .filter_map(|figure| Some((figure, board.character(&figure.character)?)))
        .map(|(figure, character)| (figure, character, Persona::of(&character.appearance)))
        .take(7)
        .collect()
}

/// Some of a place's sheets as one; nothing where there is none of them.
fn flat(
    layers: &[Layer],
    w: u32,
    h: u32,
    which: impl Fn(f32) -> bool,
    solid: bool,
) -> Option<Frame> {
    let mut layers = layers.iter().filter(|layer| which(layer.depth)).peekable();
    layers.peek()?;
    let mut pixmap = Pixmap::new(w, h)?;
    if solid {
        pixmap.fill(tiny_skia::Color::BLACK);
    }
    for layer in layers {
        let paint = tiny_skia::PixmapPaint::default();
        pixmap.draw_pixmap(
            0,
            0,
            layer.pixmap.as_ref(),
            &paint,
            tiny_skia::Transform::identity(),
            None,
        );
    }
    Some(Frame::of(&pixmap))
}
