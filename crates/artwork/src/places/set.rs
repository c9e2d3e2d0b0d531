//! The set: layers on which a place is built, seen through a camera that stands where the viewer is.
//!
//! Lengths are metres: x to the right, y up, z away from the viewer. People stand 2.5 m away out of doors and 3 m in
//! rooms, their feet at 73 % of the picture's height.

use storyboard::place::{Hour, Weather};

use super::palette::Palette;
use crate::brush::{Canvas, Fill, Spot, Tone};
use crate::dice::Dice;

/// A point of the room.
pub type At = [f32; 3];

/// Height of the camera.
pub const EYE: f32 = 1.4;
/// Nothing nearer is seen.
const NEAR: f32 = 0.35;

/// Which layer is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Far,
    Room,
    Front,
}

pub struct Set {
    pub far: Canvas,
    pub room: Canvas,
    /// Smaller than the others by [`SOFT`]: enlarged, it is out of focus.
    pub front: Canvas,
    pub on: On,
    pub light: Palette,
    pub dice: Dice,
    pub hour: Hour,
    pub weather: Weather,
    /// Focal length and the vanishing point, on the page.
    pub focal: f32,
    pub vanish: Spot,
    /// Distance at which half of a colour is haze; 0 for none.
    pub haze: f32,
    /// Whether anything was drawn there.
    pub far_used: bool,
    pub front_used: bool,
}

/// How many times smaller the front is drawn than it is shown.
pub const SOFT: u32 = 6;

impl Set {
    pub fn new(width: u32, height: u32, light: Palette, dice: Dice) -> Option<Set> {
        let small = (width.div_ceil(SOFT), height.div_ceil(SOFT));
        let mut front = Canvas::new(small.0, small.1)?;
        let room = Canvas::new(width, height)?;
        // The same page at a sixth, so that both layers agree to the pixel.
        front.view = room.view.post_scale(1.0 / SOFT as f32, 1.0 / SOFT as f32);
        Some(Set {
            far: room.clone(),
            room,
            front,
            on: On::Room,
            light,
            dice,
            hour: Hour::Day,
            weather: Weather::Clear,
            focal: 1150.0,
            vanish: (540.0, 760.0),
            haze: 0.0,
            far_used: false,
            front_used: false,
        })
    }

    pub fn canvas(&mut self) -> &mut Canvas {
        match self.on {
            On::Far => {
                self.far_used = true;
                &mut self.far
            }
            On::Room => &mut self.room,
            On::Front => {
                self.front_used = true;
                &mut self.front
            }
        }
    }

    /// Where a point is seen.
    pub fn see(&self, at: At) -> Spot {
        let z = at[2].max(NEAR);
        (
            self.vanish.0 + self.focal * at[0] / z,
            self.vanish.1 + self.focal * (EYE - at[1]) / z,
        )
    }

    /// Points of the page to a metre at that distance.
    pub fn scale(&self, z: f32) -> f32 {
        self.focal / z.max(NEAR)
    }

    /// A flat shape as it is seen, cut where it comes too near.
    pub fn seen(&self, corners: &[At]) -> Vec<Spot> {
        let mut seen = Vec::with_capacity(corners.len() + 2);
        for (at, &corner) in corners.iter().enumerate() {
            let next = corners[(at + 1) % corners.len()];
            let (inside, next_inside) = (corner[2] >= NEAR, next[2] >= NEAR);
            if inside {
                seen.push(self.see(corner));
            }
            if inside != next_inside {
                let t = (NEAR - corner[2]) / (next[2] - corner[2]);
                let cut = |axis: usize| corner[axis] + (next[axis] - corner[axis]) * t;
                seen.push(self.see([cut(0), cut(1), NEAR]));
            }
        }
        seen
    }

    /// A colour under this light at a distance.
    pub fn grade(&self, local: Tone, z: f32) -> Tone {
        let graded = self.light.grade(local);
        if self.haze <= 0.0 {
            return graded;
        }
        graded.mix(self.light.haze, (z / (z + self.haze)).clamp(0.0, 0.9))
    }

    /// A flat shape in one colour, a little darker towards the bottom.
    pub fn face(&mut self, corners: &[At], local: Tone) {
        let z = corners.iter().map(|corner| corner[2]).sum::<f32>() / corners.len().max(1) as f32;
        let tone = self.grade(local, z);
        let spots = self.seen(corners);
        let (top, bottom) = extent(&spots);
        let fill = Fill::down(top, bottom, tone.lift(0.04), tone.lift(-0.12));
        self.canvas().poly(&spots, fill);
    }

    /// A flat shape in a gradient between two colours, from one point to another.
    pub fn fade(&mut self, corners: &[At], from: (At, Tone), to: (At, Tone)) {
        let fill = Fill::Along(
            self.see(from.0),
            self.see(to.0),
            vec![
                (0.0, self.grade(from.1, from.0[2])),
                (1.0, self.grade(to.1, to.0[2])),
            ],
        );
        let spots = self.seen(corners);
        self.canvas().poly(&spots, fill);
    }

    /// A flat shape that shines by itself.
    pub fn shine(&mut self, corners: &[At], tone: Tone) {
        let spots = self.seen(corners);
        self.canvas().poly(&spots, tone);
    }

    /// A line of ink between two points.
    pub fn ink(&mut self, from: At, to: At, weight: f32) {
        let z = f32::midpoint(from[2], to[2]);
        let tone = self.grade_ink(z);
        let width = (weight * 16.0 / z.max(0.8)).clamp(1.2, 9.0);
        let seen = self.seen(&[from, to]);
        if let [a, b, ..] = seen[..] {
            self.canvas().pen(a, b, width, tone);
        }
    }

    pub fn grade_ink(&self, z: f32) -> Tone {
        let share = if self.haze > 0.0 {
            (z / (z + self.haze)).clamp(0.0, 0.85)
        } else {
            0.0
        };
        self.light.ink.mix(self.light.haze, share).alpha(0.9)
    }

    /// A box with its faces shaded by where the light comes from, and inked edges.
    pub fn block(&mut self, low: At, high: At, local: Tone) {
        let [x0, y0, z0] = low;
        let [x1, y1, z1] = high;
        let side = |of: f32| {
            if of * self.light.side > 0.0 {
                0.10
            } else {
                -0.34
            }
        };
        let (left, right) = (side(-1.0), side(1.0));
        if y1 < EYE {
            let top = local.mix(self.light.sun, 0.10).lift(0.12);
            self.face(
                &[[x0, y1, z0], [x1, y1, z0], [x1, y1, z1], [x0, y1, z1]],
                top,
            );
        } else if y0 > EYE {
            let below = local.lift(-0.45);
            self.face(
                &[[x0, y0, z0], [x1, y0, z0], [x1, y0, z1], [x0, y0, z1]],
                below,
            );
        }
        if x0 > 0.0 {
            self.face(
                &[[x0, y0, z0], [x0, y0, z1], [x0, y1, z1], [x0, y1, z0]],
                local.lift(left),
            );
        } else if x1 < 0.0 {
            self.face(
                &[[x1, y0, z0], [x1, y0, z1], [x1, y1, z1], [x1, y1, z0]],
                local.lift(right),
            );
        }
        self.face(
            &[[x0, y0, z0], [x1, y0, z0], [x1, y1, z0], [x0, y1, z0]],
            local.lift(-0.08),
        );
        for (from, to) in [
            ([x0, y0, z0], [x1, y0, z0]),
            ([x0, y1, z0], [x1, y1, z0]),
            ([x0, y0, z0], [x0, y1, z0]),
            ([x1, y0, z0], [x1, y1, z0]),
        ] {
            self.ink(from, to, 0.6);
        }
        let edge = if x0 > 0.0 {
            Some(x0)
        } else if x1 < 0.0 {
            Some(x1)
        } else {
            None
        };
        if let Some(x) = edge {
            self.ink([x, y1, z0], [x, y1, z1], 0.5);
            self.ink([x, y0, z1], [x, y1, z1], 0.4);
        }
    }

    /// Light around a lamp, and on the floor below it.
    pub fn lamp_light(&mut self, at: At, reach: f32, tone: Tone, strength: f32) {
        let strength = strength * (0.25 + 0.75 * self.light.lamps);
        let scale = self.scale(at[2]);
        let seen = self.see(at);
        let on = self.see([at[0], 0.0, at[2]]);
        let canvas = self.canvas();
        canvas.glow(seen, reach * scale, tone.alpha(0.75 * strength));
        if at[1] > 0.3 {
            canvas.glow_oval(
                on,
                reach * scale * 1.1,
                reach * scale * 0.3,
                tone.alpha(0.4 * strength),
            );
        }
    }
}

/// The highest and lowest of some spots.
pub fn extent(spots: &[Spot]) -> (f32, f32) {
    spots
        .iter()
        .fold((f32::MAX, f32::MIN), |(top, bottom), spot| {
            (top.min(spot.1), bottom.max(spot.1))
        })
}
