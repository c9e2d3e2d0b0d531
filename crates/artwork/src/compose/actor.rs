//! Somebody in a shot: drawn once, then moved; only mouth and eyes are drawn anew.

use std::collections::HashMap;

use storyboard::shot::Feeling;
use storyboard::timeline::Viseme;
use tiny_skia::{Point, Transform};

use super::blit::{self, Cover, Frame, Placing, Sheet};
use super::camera::Stand;
use super::light::Light;
use super::staging::Mark;
use crate::Size;
use crate::figures::expression::{self, Expression};
use crate::figures::garments::Cloth;
use crate::figures::head::{self, Moment, Region};
use crate::figures::persona::{Persona, unit};
use crate::figures::stance::{Hand, Stance};
use crate::figures::view::View;
use crate::figures::{bed, body, seat};
use crate::ink::Canvas;
use storyboard::shot::Pose;

/// What is laid over the picture at rest, around it: room for the camera to move in.
const MARGIN: f32 = 0.1;

#[derive(Clone)]
pub struct Actor {
    pub character: String,
    seed: u64,
    behind: Option<Sheet>,
    body: Option<Sheet>,
    head: Option<Sheet>,
    /// Nothing: as it was drawn, which differs at the edges of what is pasted.
    shown: Option<Moment>,
    patches: HashMap<Patch, (i64, i64, Frame)>,
    who: Persona,
    view: View,
    mood: Expression,
    weight: f32,
    at: Transform,
    neck: (f32, f32),
    mark: Mark,
    depth: f32,
    light: Light,
    half: f32,
    size: Size,
    shut: bool,
    faded: bool,
    busy: Vec<Busy>,
}

/// A part of the picture that words had better not cover: left, top, right, bottom in pixels, and how much it matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Busy {
    pub rect: [f32; 4],
    pub weight: f32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Patch {
    Mouth(Viseme),
    Eyes(u8),
}

/// How somebody is drawn.
pub struct Drawing<'a> {
    pub character: &'a str,
    pub who: Persona,
    pub cloth: Cloth,
    pub feeling: Feeling,
    pub pose: Pose,
    pub stance: Stance,
    pub mark: Mark,
    /// 0 far, 1 near.
    pub depth: f32,
    pub light: Light,
    pub size: Size,
}

impl Actor {
    pub fn draw(drawing: Drawing) -> Self {
        let Drawing {
            character,
            who,
            cloth,
            feeling,
            pose,
            stance,
            mark,
            depth,
            light,
            size,
        } = drawing;
        let view = View::new(mark.yaw).on(mark.turn);
        let mood = expression::of(feeling);
        let k = mark.scale;
        let weight = (1.55 / k).clamp(0.5, 2.0);
        let stand = Transform::from_row(k, 0.0, 0.0, k, mark.x, mark.y)
            .pre_concat(Transform::from_rotate(mark.lean));
        let tilt = if mark.yaw < 0.0 {
            -mood.tilt
        } else {
            mood.tilt
        };
        let at = stand.pre_concat(Transform::from_rotate_at(tilt, 0.0, 96.0));
        let half = who.shoulder * k;
        let paint =
            |area: (f32, f32, f32, f32), at: Transform, draw: &mut dyn FnMut(&mut Canvas)| {
                let (x0, y0, x1, y1) = bounds(area, at, size)?;
                let mut canvas = Canvas::new(
                    (x1 - x0) as u32,
                    (y1 - y0) as u32,
                    at.post_translate(-x0 as f32, -y0 as f32),
                );
                draw(&mut canvas);
                let mut sheet = Sheet::cut(&canvas.pixmap, x0 as f32, y0 as f32)?;
                let corner = (sheet.x, sheet.y);
                light.fall(&mut sheet.frame, corner, (mark.x, half), size);
                Some(sheet)
            };
        let wide = who.shoulder + 215.0;
        let mut actor = Self {
            character: character.to_owned(),
            seed: who.seed,
            behind: None,
            body: None,
            head: None,
            shown: None,
            patches: HashMap::new(),
            view,
            mood,
            weight,
            at,
            neck: map(stand, 0.0, 100.0),
            mark,
            depth,
            light,
            half,
            size,
            shut: mood.open < 0.1,
            faded: false,
            busy: Vec::new(),
            who,
        };
        actor.busy = actor.occupied(stand, stance);
        let who = &actor.who;
        if mark.seen_behind {
            let down = if mark.legs { 1320.0 } else { 700.0 };
            actor.body = paint((-wide, 30.0, wide, down), stand, &mut |canvas| {
                if mark.legs {
                    body::ground(canvas, who, view, pose);
                }
                body::seen_behind(canvas, who, view, &cloth, pose, mark.legs, weight);
            });
            actor.head = paint((-150.0, -190.0, 150.0, 320.0), stand, &mut |canvas| {
                head::seen_behind(canvas, who, view, weight);
            });
            // Nearer to the camera than what is looked at: a little out of focus.
            if !mark.legs {
                for sheet in [&mut actor.body, &mut actor.head].into_iter().flatten() {
                    soften(sheet, 3.0 * size.width as f32 / 1080.0);
                }
            }
        } else {
            let around = if mark.bed {
                (-300.0, -190.0, 300.0, 420.0)
            } else {
                (-150.0, -190.0, 150.0, 320.0)
            };
            actor.behind = paint(around, at, &mut |canvas| {
                if mark.bed {
                    bed::pillow(canvas, weight);
                }
                head::behind(canvas, who, view, weight);
            });
            let down = if mark.legs { 1320.0 } else { 700.0 };
            // An umbrella is above the head.
            let (wide, top) = match stance {
                Stance::Holding(storyboard::shot::PropKind::Umbrella) => (wide + 180.0, -420.0),
                _ => (wide, 30.0),
            };
            actor.body = paint((-wide, top, wide, down), stand, &mut |canvas| {
                if mark.legs && !mark.bed {
                    if pose == Pose::Sitting {
                        seat::draw(canvas, who, view, mark.seat, weight);
                    }
                    body::ground(canvas, who, view, pose);
                }
                let legs = mark.legs && !mark.bed;
                body::draw(canvas, who, view, &cloth, (pose, stance), legs, weight);
                if mark.bed {
                    bed::blanket(canvas, who, weight);
                }
            });
            actor.head = paint(
                (-170.0, -190.0, 170.0, head::reach(who)),
                at,
                &mut |canvas| {
                    head::draw(canvas, who, view, &mood, Moment::default(), weight);
                },
            );
            if let (Some(behind), Some(head)) = (&mut actor.behind, &actor.head) {
                behind.clear_under(head);
            }
        }
        actor
    }

    /// What of them words should leave free.
    pub fn busy(&self) -> &[Busy] {
        &self.busy
    }

    /// Face, hands with what is in them, and, least of all, the chest.
    fn occupied(&self, stand: Transform, stance: Stance) -> Vec<Busy> {
        let around = |(x, y): (f32, f32), half: (f32, f32), weight: f32| {
            let corners = corners((x - half.0, y - half.1, x + half.0, y + half.1), stand);
            let edge = |start: f32, pick: fn(&(f32, f32)) -> f32, with: fn(f32, f32) -> f32| {
                corners.iter().map(pick).fold(start, with)
            };
            Busy {
                rect: [
                    edge(f32::MAX, |c| c.0, f32::min),
                    edge(f32::MAX, |c| c.1, f32::min),
                    edge(f32::MIN, |c| c.0, f32::max),
                    edge(f32::MIN, |c| c.1, f32::max),
                ],
                weight,
            }
        };
        if self.mark.seen_behind {
            return Vec::new();
        }
        let mut busy = vec![around((0.0, 8.0), (84.0, 112.0), 14.0)];
        let build = body::Build::of(&self.who, self.view);
        let chest = (build.chest, 100.0);
        busy.push(around((0.0, build.shoulder_y + 70.0), chest, 0.25));
        for (elbow, hand, what, _) in stance.arms(&build) {
            let (dx, dy) = (hand.0 - elbow.0, hand.1 - elbow.1);
            let reach = 30.0 / dx.hypot(dy).max(1.0);
            let tip = (hand.0 + dx * reach, hand.1 + dy * reach);
            match what {
                Hand::Hidden => {}
                Hand::Around(_) => busy.push(around((hand.0, hand.1 - 50.0), (80.0, 90.0), 4.0)),
                Hand::Phone | Hand::Open | Hand::Index => {
                    busy.push(around(tip, (56.0, 56.0), 4.0));
                }
                Hand::Hanging | Hand::Fist => busy.push(around(tip, (34.0, 40.0), 2.0)),
            }
        }
        busy
    }

    /// In the past.
    pub fn fade(&mut self) {
        self.faded = true;
        for sheet in [&mut self.behind, &mut self.body, &mut self.head]
            .into_iter()
            .flatten()
        {
            super::stage::fade(&mut sheet.frame);
        }
    }

    /// What the face does `ms` into the shot, and where the parts lie. On twos: a change every twelfth of a second.
    pub fn pose(&self, ms: u32, speaks: Option<Viseme>) -> (Moment, f32, f32) {
        if self.mark.seen_behind {
            let sway = if speaks.is_some() {
                wave(ms, 1.1, self.seed) * 0.006
            } else {
                0.0
            };
            return (
                Moment::default(),
                breath(ms, self.seed) * self.mark.scale,
                sway,
            );
        }
        let moment = Moment {
            mouth: speaks.unwrap_or_default(),
            blink: if self.shut { 0 } else { blink(ms, self.seed) },
        };
        let sway = if speaks.is_some() {
            wave(ms, 1.3, self.seed) * 0.011 + wave(ms, 0.47, self.seed ^ 7) * 0.008
        } else {
            0.0
        };
        (moment, breath(ms, self.seed) * self.mark.scale, sway)
    }

    /// Lays them over a frame.
    pub fn lay(
        &mut self,
        frame: &mut Frame,
        stand: &Stand,
        size: Size,
        (moment, rise, sway): (Moment, f32, f32),
    ) {
        self.show(moment);
        let [upper, lower] = self.placings(stand, size, rise, sway);
        for (sheet, placing) in [
            (&self.behind, &upper),
            (&self.body, &lower),
            (&self.head, &upper),
        ] {
            if let Some(sheet) = sheet {
                blit::lay(frame, sheet, placing);
            }
        }
    }

    /// What nobody sees behind them.
    pub fn hide(
        &self,
        cover: &mut Cover,
        stand: &Stand,
        size: Size,
        (_, rise, sway): (Moment, f32, f32),
    ) {
        let [upper, lower] = self.placings(stand, size, rise, sway);
        for (sheet, placing) in [(&self.body, &lower), (&self.head, &upper)] {
            if let Some(sheet) = sheet {
                cover.add(sheet, placing);
            }
        }
    }

    /// Where the head lies with its hair, and where the body.
    fn placings(&self, stand: &Stand, size: Size, rise: f32, sway: f32) -> [Placing; 2] {
        let camera = stand.placing(size, self.depth);
        [(rise, sway), (rise * 0.6, 0.0)].map(|(rise, turn)| {
            let (x, y) = camera.point(self.neck.0, self.neck.1 + rise);
            Placing {
                scale: camera.scale,
                turn,
                pivot: self.neck,
                lands: if camera.scale == 1.0 && turn == 0.0 {
                    (x.round(), y.round())
                } else {
                    (x, y)
                },
            }
        })
    }

    fn show(&mut self, moment: Moment) {
        if self.mark.seen_behind {
            return;
        }
        if self.shown != Some(moment) {
            // Both, for of a head that is bowed they overlap: what is seen hangs on the moment alone, not on those before.
            self.paste(Patch::Mouth(moment.mouth));
            self.paste(Patch::Eyes(moment.blink));
            self.shown = Some(moment);
        }
    }

    fn paste(&mut self, patch: Patch) {
        let Some(sheet) = &mut self.head else { return };
        let (sx, sy) = (sheet.x as i64, sheet.y as i64);
        let (x, y, piece) = self.patches.entry(patch).or_insert_with(|| {
            let (region, moment) = match patch {
                Patch::Mouth(mouth) => (Region::Mouth, Moment { mouth, blink: 0 }),
                Patch::Eyes(blink) => (
                    Region::Eyes,
                    Moment {
                        mouth: Viseme::Rest,
                        blink,
                    },
                ),
            };
            let area = head::touched(&self.who, self.view, region);
            let x0 = sheet.x as i64;
            let y0 = sheet.y as i64;
            let corners = corners(area, self.at);
            let low = |pick: fn(&(f32, f32)) -> f32| {
                corners.iter().map(pick).fold(f32::MAX, f32::min).floor() as i64
            };
            let high = |pick: fn(&(f32, f32)) -> f32| {
                corners.iter().map(pick).fold(f32::MIN, f32::max).ceil() as i64
            };
            let (left, right) = (
                low(|c| c.0).max(x0),
                high(|c| c.0).min(x0 + sheet.frame.width as i64),
            );
            let (top, bottom) = (
                low(|c| c.1).max(y0),
                high(|c| c.1).min(y0 + sheet.frame.height as i64),
            );
            if left >= right || top >= bottom {
                return (
                    x0,
                    y0,
                    Frame {
                        width: 0,
                        height: 0,
                        pixels: Vec::new(),
                    },
                );
            }
            let mut canvas = Canvas::new(
                (right - left) as u32,
                (bottom - top) as u32,
                self.at.post_translate(-left as f32, -top as f32),
            );
            head::draw(
                &mut canvas,
                &self.who,
                self.view,
                &self.mood,
                moment,
                self.weight,
            );
            let mut frame = Frame::of(&canvas.pixmap);
            self.light.fall(
                &mut frame,
                (left as f32, top as f32),
                (self.mark.x, self.half),
                self.size,
            );
            if self.faded {
                super::stage::fade(&mut frame);
            }
            (left, top, frame)
        });
        let width = sheet.frame.width;
        for row in 0..piece.height {
            let start = (*y - sy) as usize + row;
            let target =
                &mut sheet.frame.pixels[start * width + (*x - sx) as usize..][..piece.width];
            target.copy_from_slice(&piece.pixels[row * piece.width..][..piece.width]);
        }
    }
}

fn map(at: Transform, x: f32, y: f32) -> (f32, f32) {
    let mut point = Point::from_xy(x, y);
    at.map_point(&mut point);
    (point.x, point.y)
}

fn corners(area: (f32, f32, f32, f32), at: Transform) -> [(f32, f32); 4] {
    [
        (area.0, area.1),
        (area.2, area.1),
        (area.0, area.3),
        (area.2, area.3),
    ]
    .map(|(x, y)| map(at, x, y))
}

/// In whole pixels, inside the picture and its margin; nothing if all of it lies outside.
fn bounds(area: (f32, f32, f32, f32), at: Transform, size: Size) -> Option<(i64, i64, i64, i64)> {
    let corners = corners(area, at);
    let (w, h) = (size.width as f32, size.height as f32);
    let fold = |pick: fn(&(f32, f32)) -> f32, start: f32, with: fn(f32, f32) -> f32| {
        corners.iter().map(pick).fold(start, with)
    };
    let x0 = fold(|c| c.0, f32::MAX, f32::min).max(-w * MARGIN).floor() as i64;
    let x1 = fold(|c| c.0, f32::MIN, f32::max)
        .min(w * (1.0 + MARGIN))
        .ceil() as i64;
    let y0 = fold(|c| c.1, f32::MAX, f32::min).max(-h * MARGIN).floor() as i64;
    let y1 = fold(|c| c.1, f32::MIN, f32::max)
        .min(h * (1.0 + MARGIN))
        .ceil() as i64;
    (x0 < x1 && y0 < y1).then_some((x0, y0, x1, y1))
}

fn soften(sheet: &mut Sheet, radius: f32) {
    let frame = super::blur::blur(&sheet.frame, radius);
    *sheet = Sheet::whole(frame, sheet.x, sheet.y);
}

/// Up and down with the breath, in units.
fn breath(ms: u32, seed: u64) -> f32 {
    let period = 3.4 + unit(seed, 40) * 0.9;
    let t = ms as f32 / 1000.0 / period + unit(seed, 41);
    1.3 * (t * std::f32::consts::TAU).sin()
}

fn wave(ms: u32, hertz: f32, seed: u64) -> f32 {
    ((ms as f32 / 1000.0 * hertz + unit(seed, 42)) * std::f32::consts::TAU).sin()
}

fn blink(ms: u32, seed: u64) -> u8 {
    let period = 2600 + (unit(seed, 43) * 1700.0) as u32;
    let at = (ms + (unit(seed, 44) * period as f32) as u32) % period;
    match at {
        0..80 | 170..250 => 1,
        80..170 => 2,
        _ => 0,
    }
}
