//! What lies far away and out of doors: sky, clouds, city, hills, sea, trees, streets and their lights.

use std::f32::consts::TAU;

use storyboard::place::{Hour, Weather};

use super::set::{At, Set};
use crate::brush::{Fill, Spot, Tone, smooth};

/// Colours of signs at night.
pub const NEON: [Tone; 5] = [
    Tone::hex(0x00ff_4f8b),
    Tone::hex(0x003f_d8ff),
    Tone::hex(0x00ff_b13d),
    Tone::hex(0x009d_6bff),
    Tone::hex(0x004d_f0b0),
];

impl Set {
    /// Sky over the whole layer down to a horizon on the page, with sun or moon, clouds and stars.
    pub fn sky(&mut self, horizon: f32) {
        let [top, middle, low] = self.light.sky;
        let fill = Fill::Along(
            (0.0, 0.0),
            (0.0, horizon.max(1.0)),
            vec![(0.0, top), (0.55, middle), (1.0, low)],
        );
        self.canvas().rect(-700.0, -100.0, 2480.0, 2200.0, fill);
        let clear = self.weather == Weather::Clear;
        let sun = (
            540.0 + 300.0 * self.light.side,
            horizon - self.light.sun_height * horizon * 0.9,
        );
        let glow = self.light.sun;
        if clear {
            if self.hour == Hour::Night {
                for _ in 0..90 {
                    let at = (
                        self.dice.between(0.0, 1080.0),
                        self.dice.between(0.0, horizon * 0.85),
                    );
                    let r = self.dice.between(0.8, 2.6);
                    let a = self.dice.between(0.3, 0.95);
                    self.canvas().ellipse(at, r, r, Tone::WHITE.alpha(a));
                }
                let canvas = self.canvas();
                canvas.glow(sun, 420.0, glow.alpha(0.35));
                canvas.ellipse(sun, 62.0, 62.0, glow);
                canvas.ellipse((sun.0 - 18.0, sun.1 - 10.0), 15.0, 13.0, glow.lift(-0.12));
                canvas.ellipse((sun.0 + 20.0, sun.1 + 18.0), 10.0, 9.0, glow.lift(-0.1));
            } else {
                let canvas = self.canvas();
                canvas.glow(sun, 760.0, glow.alpha(0.8));
                canvas.ellipse(sun, 70.0, 70.0, glow.lift(0.5));
            }
        }
        let clouds = if clear { 5 } else { 9 };
        for _ in 0..clouds {
            let at = (
                self.dice.between(-100.0, 1180.0),
                self.dice.between(horizon * 0.06, horizon * 0.8),
            );
            let size = self.dice.between(120.0, 330.0) * (0.5 + (1.0 - at.1 / horizon) * 0.8);
            self.cloud(at, size, sun);
        }
    }

    fn cloud(&mut self, at: Spot, size: f32, sun: Spot) {
        let [top, middle, low] = self.light.sky;
        let lit = if self.hour == Hour::Night {
            middle.mix(self.light.sun, 0.16)
        } else {
            low.mix(self.light.sun, 0.5).lift(0.25)
        };
        let dark = middle.mix(top, 0.5).mix(low, 0.25);
        let near = 1.0 - ((at.0 - sun.0).hypot(at.1 - sun.1) / 900.0).min(1.0);
        let lit = lit.mix(self.light.sun, near * 0.4);
        let bumps = 5 + self.dice.below(4);
        let mut spots = vec![(at.0 - size, at.1)];
        for bump in 0..bumps {
            let t = (bump as f32 + 0.5) / bumps as f32;
            let rise = (t * std::f32::consts::PI).sin() * size * self.dice.between(0.22, 0.42);
            spots.push((at.0 - size + 2.0 * size * t, at.1 - rise));
            spots.push((
                at.0 - size + 2.0 * size * (t + 0.4 / bumps as f32),
                at.1 - rise * 0.72,
            ));
        }
        spots.push((at.0 + size * 1.1, at.1));
        spots.push((at.0, at.1 + size * 0.05));
        let fill = Fill::Along(
            (at.0, at.1 - size * 0.34),
            (at.0, at.1 + size * 0.04),
            vec![(0.0, lit.alpha(0.92)), (1.0, dark.alpha(0.35))],
        );
        if let Some(path) = smooth(&spots) {
            self.canvas().path(&path, fill);
        }
    }

    /// Towers to the horizon in rows, the farthest first; `tall` is their height on the page.
    pub fn skyline(&mut self, base: f32, tall: f32, rows: u32) {
        for row in 0..rows {
            let near = (row as f32 + 1.0) / rows as f32;
            let wall = self
                .light
                .haze
                .mix(self.light.grade(Tone::hex(0x0056_637e)), 0.25 + 0.65 * near);
            let mut x = -60.0 - self.dice.between(0.0, 80.0);
            while x < 1140.0 {
                let width = self.dice.between(60.0, 150.0) * (0.55 + near * 0.6);
                let height = tall * self.dice.between(0.3, 1.0) * (1.15 - near * 0.45);
                self.tower((x, base - height), (width, height + 40.0), wall, near);
                x += width + self.dice.between(-8.0, 26.0);
            }
            if row + 1 < rows {
                let haze = self.light.haze;
                let fill = Fill::down(base - tall * 0.6, base, haze.alpha(0.0), haze.alpha(0.55));
                self.canvas()
                    .rect(-60.0, base - tall * 0.6, 1200.0, tall * 0.6 + 40.0, fill);
            }
        }
    }

    /// One tower with its windows.
    pub fn tower(&mut self, at: Spot, size: (f32, f32), wall: Tone, near: f32) {
        let ((x, y), (w, h)) = (at, size);
        let side = self.light.side;
        let fill = Fill::Along(
            (x, y),
            (x + w, y + h * 0.4),
            if side > 0.0 {
                vec![(0.0, wall.lift(-0.18)), (1.0, wall.lift(0.07))]
            } else {
                vec![(0.0, wall.lift(0.07)), (1.0, wall.lift(-0.18))]
            },
        );
        let crown = self.dice.below(5);
        let step = self.dice.pick(&[15.0, 18.0, 22.0]) * (0.7 + near * 0.5);
        let lamps = self.light.lamps;
        let warm = self.dice.chance(0.65);
        let canvas = self.canvas();
        canvas.rect(x, y, w, h, fill.clone());
        match crown {
            0 => canvas.rect(x + w * 0.25, y - h * 0.07, w * 0.5, h * 0.08, fill),
            1 => canvas.poly(
                &[(x, y + 1.0), (x + w, y + 1.0), (x + w, y - w * 0.35)],
                fill,
            ),
            2 => canvas.line(&[(x + w / 2.0, y), (x + w / 2.0, y - h * 0.16)], 3.0, wall),
            _ => {}
        }
        let strips = self.dice.chance(0.4);
        let mut wy = y + step * 0.8;
        while wy < y + h - step {
            let mut wx = x + step * 0.5;
            while wx < x + w - step * 0.6 {
                let lit = self.dice.chance(0.12 + 0.38 * lamps);
                let jitter = self.dice.unit();
                let tone = if lit && lamps > 0.1 {
                    let base = if warm {
                        Tone::hex(0x00ff_d58a)
                    } else {
                        Tone::hex(0x00bf_e6ff)
                    };
                    wall.mix(
                        base,
                        (0.25 + 0.75 * near) * (0.45 + 0.55 * jitter) * lamps.max(0.4),
                    )
                } else {
                    wall.lift(if jitter > 0.6 { 0.09 } else { -0.14 })
                };
                let width = if strips { step * 0.82 } else { step * 0.48 };
                self.canvas().rect(wx, wy, width, step * 0.5, tone);
                wx += step;
            }
            wy += step;
        }
    }

    /// Rolling hills between two heights of the page.
    pub fn hills(&mut self, base: f32, rise: f32, local: Tone, far: f32) {
        let tone = self.light.haze.mix(self.light.grade(local), 1.0 - far);
        let phase = self.dice.between(0.0, TAU);
        let mut spots = vec![(-80.0, base + 500.0)];
        for step in 0..=24 {
            let x = -80.0 + step as f32 * 52.0;
            let wave = (x / 230.0 + phase).sin() * 0.5 + (x / 97.0 + phase * 2.3).sin() * 0.22;
            spots.push((x, base - rise * (0.55 + wave)));
        }
        spots.push((1200.0, base + 500.0));
        let fill = Fill::down(
            base - rise,
            base + 60.0,
            tone.lift(0.05),
            tone.mix(self.light.haze, 0.35),
        );
        self.canvas().poly(&spots, fill);
    }

    /// Water from a line of the page downwards, with the light's path on it.
    pub fn sea(&mut self, from: f32, to: f32) {
        let deep = self
            .light
            .grade(Tone::hex(0x001f_5f86))
            .mix(self.light.sky[1], 0.3);
        let fill = Fill::down(from, to, self.light.sky[2].mix(deep, 0.45), deep);
        let sun_x = 540.0 + 300.0 * self.light.side;
        let sun = self.light.sun;
        self.canvas().rect(-60.0, from, 1200.0, to - from, fill);
        for wave in 0..90 {
            let t = (wave as f32 / 90.0).powf(1.6);
            let y = from + (to - from) * t + 2.0;
            let spread = 30.0 + 260.0 * t;
            let glint = self.dice.chance(0.6);
            let x = if glint {
                sun_x + self.dice.between(-spread, spread)
            } else {
                self.dice.between(0.0, 1080.0)
            };
            let w = self.dice.between(10.0, 40.0) * (0.4 + 2.0 * t);
            let tone = if glint {
                sun.alpha(0.65)
            } else {
                deep.lift(0.2).alpha(0.5)
            };
            self.canvas().ellipse((x, y), w, 1.5 + 3.5 * t, tone);
        }
    }

    /// A tree with a round crown.
    pub fn tree(&mut self, x: f32, z: f32, height: f32, leaf: Tone) {
        let (foot, s) = (self.see([x, 0.0, z]), self.scale(z));
        let top = foot.1 - height * s;
        let bark = self.grade(Tone::hex(0x0055_3d2e), z);
        self.shadow(x, z, (height * 0.28, 0.35));
        let lean = self.dice.between(-0.12, 0.12) * s;
        let crown = (foot.0 + lean, top + height * s * 0.34);
        self.canvas().poly(
            &[
                (foot.0 - s * 0.14, foot.1),
                (foot.0 + s * 0.14, foot.1),
                (crown.0 + s * 0.06, crown.1),
                (crown.0 - s * 0.06, crown.1),
            ],
            bark,
        );
        for branch in [-1.0, 1.0] {
            let end = (
                crown.0 + branch * s * height * 0.16,
                crown.1 - s * height * 0.05,
            );
            self.canvas().pen(
                (foot.0 + lean * 0.6, crown.1 + s * height * 0.2),
                end,
                s * 0.1,
                bark,
            );
        }
        let r = height * s * 0.27;
        for (pass, lift, size, up) in [
            (0, -0.42, 1.0, 0.0),
            (1, -0.16, 0.86, 0.16),
            (2, 0.1, 0.6, 0.36),
        ] {
            let clumps = [9, 8, 7][pass];
            for clump in 0..clumps {
                let turn = clump as f32 / clumps as f32 * TAU + self.dice.between(-0.3, 0.3);
                let away = r * size * self.dice.between(0.55, 0.95);
                let at = (
                    crown.0 + turn.cos() * away * 1.1 + self.light.side * up * r * 0.6,
                    crown.1 + turn.sin() * away * 0.8 - up * r,
                );
                let radius = r * self.dice.between(0.3, 0.5) * size;
                let tone = self.grade(leaf.lift(lift).mix(self.light.sun, up * 0.4), z);
                let spots = blob(&mut self.dice, at, radius);
                self.canvas().poly(&spots, tone);
            }
            let tone = self.grade(leaf.lift(lift), z);
            let side = self.light.side;
            self.canvas().ellipse(
                (crown.0 + side * up * r * 0.5, crown.1 - up * r),
                r * size,
                r * size * 0.75,
                tone,
            );
        }
    }

    /// A low bush.
    pub fn bush(&mut self, x: f32, z: f32, size: f32, leaf: Tone) {
        let (foot, s) = (self.see([x, 0.0, z]), self.scale(z) * size);
        for (lift, up, wide) in [(-0.4, 0.2, 1.0), (-0.15, 0.35, 0.8), (0.08, 0.55, 0.5)] {
            for clump in 0..5 {
                let at = (
                    foot.0 + (clump as f32 - 2.0) * s * 0.28 * wide,
                    foot.1 - s * up,
                );
                let radius = s * self.dice.between(0.2, 0.3) * wide.max(0.6);
                let tone = self.grade(leaf.lift(lift), z);
                let spots = blob(&mut self.dice, at, radius);
                self.canvas().poly(&spots, tone);
            }
        }
    }

    /// A lamp post; its light where it is dark.
    pub fn street_lamp(&mut self, x: f32, z: f32, height: f32, inward: f32) {
        let tone = Tone::hex(0x002a_2f3a);
        self.block([x - 0.05, 0.0, z], [x + 0.05, height, z + 0.1], tone);
        let (tip, joint) = (
            self.see([x + inward * 0.9, height + 0.1, z]),
            self.see([x, height, z]),
        );
        let s = self.scale(z);
        let ink = self.grade(tone, z);
        let glow = Tone::hex(0x00ff_d9a0);
        let canvas = self.canvas();
        canvas.line(&[joint, tip], s * 0.07, ink);
        canvas.ellipse((tip.0, tip.1 + s * 0.06), s * 0.2, s * 0.07, glow);
        if self.light.lamps > 0.2 {
            self.lamp_light([x + inward * 0.9, height, z], 2.4, glow, 0.8);
        }
    }

    /// A lit sign on a wall that faces the viewer: strokes that look like writing.
    pub fn sign(&mut self, at: At, size: (f32, f32), tone: Tone) {
        let [x, y, z] = at;
        let (w, h) = size;
        let lit = self.light.lamps.max(0.2);
        self.block(
            [x, y, z],
            [x + w, y + h, z + 0.08],
            tone.mix(Tone::BLACK, 0.72),
        );
        let upright = h > w;
        let count = ((if upright { h / w } else { w / h }) * 1.1)
            .round()
            .clamp(1.0, 6.0) as u32;
        let s = self.scale(z);
        let bright = tone.lift(0.35).mix(self.grade(tone, z), 1.0 - lit);
        for letter in 0..count {
            let t = (letter as f32 + 0.5) / count as f32;
            let (cx, cy) = if upright {
                (x + w / 2.0, y + h - h * t)
            } else {
                (x + w * t, y + h / 2.0)
            };
            let half = w.min(h) * 0.3;
            let middle = self.see([cx, cy, z - 0.02]);
            let half = half * s;
            for _ in 0..4 {
                let a = (
                    middle.0 + self.dice.between(-half, half),
                    middle.1 + self.dice.between(-half, half),
                );
                let b = if self.dice.chance(0.5) {
                    (a.0, middle.1 + self.dice.between(-half, half))
                } else {
                    (middle.0 + self.dice.between(-half, half), a.1)
                };
                self.canvas().line(&[a, b], (half * 0.2).max(1.5), bright);
            }
        }
        let middle = self.see([x + w / 2.0, y + h / 2.0, z]);
        let reach = w.max(h) * s * 1.3;
        self.canvas().glow(middle, reach, tone.alpha(0.5 * lit));
    }

    /// A house front along a street at one side, with shops, windows and signs.
    pub fn facade(&mut self, side: f32, street: f32, along: (f32, f32), height: f32, tone: Tone) {
        let x = street * side;
        let (z0, z1) = along;
        let shade = if side * self.light.side < 0.0 {
            0.04
        } else {
            -0.22
        };
        let tone = tone.lift(shade);
        self.fade(
            &[[x, 0.0, z0], [x, 0.0, z1], [x, height, z1], [x, height, z0]],
            ([x, height, z0], tone.lift(-0.05)),
            ([x, 0.0, z0], tone.lift(-0.3)),
        );
        // The end that faces the viewer.
        let out = x + side * 6.0;
        self.face(
            &[
                [x, 0.0, z0],
                [out, 0.0, z0],
                [out, height, z0],
                [x, height, z0],
            ],
            tone.lift(-0.3),
        );
        let lamps = self.light.lamps;
        let warm = self.dice.pick(&[
            Tone::hex(0x00ff_cf87),
            Tone::hex(0x00ff_e2b0),
            Tone::hex(0x00bf_e8ff),
        ]);
        // The shop.
        let (a, b) = (z0 + 0.4, z1 - 0.4);
        let dark_glass = self.grade(Tone::hex(0x0034_4658), z0);
        let glass = dark_glass.mix(warm.mix(Tone::hex(0x00e0_8a40), 0.35), 0.15 + 0.6 * lamps);
        self.shine(
            &[[x, 0.35, a], [x, 0.35, b], [x, 2.4, b], [x, 2.4, a]],
            glass,
        );
        for post in 0..=3 {
            let z = a + (b - a) * post as f32 / 3.0;
            self.ink([x, 0.35, z], [x, 2.4, z], 0.7);
        }
        self.ink([x, 0.35, a], [x, 0.35, b], 0.6);
        if lamps > 0.3 {
            let at = self.see([x, 1.3, f32::midpoint(a, b)]);
            let reach = self.scale(z0) * 2.2;
            self.canvas()
                .glow(at, reach.min(420.0), warm.alpha(0.2 * lamps));
        }
        let awning = self.dice.pick(&[
            Tone::hex(0x00a8_3a3a),
            Tone::hex(0x002f_6f6a),
            Tone::hex(0x00c8_8a3a),
            Tone::hex(0x0038_4a7a),
        ]);
        let reach = x - side * 0.8;
        self.face(
            &[[x, 2.75, a], [x, 2.75, b], [reach, 2.4, b], [reach, 2.4, a]],
            awning,
        );
        self.ink([reach, 2.4, a], [reach, 2.4, b], 0.8);
        self.ink([x, 2.75, a], [reach, 2.4, a], 0.7);
        // Windows above.
        let mut y = 3.4;
        while y < height - 1.2 {
            let mut z = z0 + 0.5;
            while z < z1 - 0.9 {
                let lit = self.dice.chance(0.2 + 0.35 * lamps);
                let pane = if lit && lamps > 0.2 {
                    dark_glass.mix(warm, 0.85 * lamps)
                } else {
                    dark_glass.mix(self.light.sky[1], 0.3)
                };
                self.shine(
                    &[
                        [x, y, z],
                        [x, y, z + 0.8],
                        [x, y + 1.3, z + 0.8],
                        [x, y + 1.3, z],
                    ],
                    pane,
                );
                self.ink([x, y, z], [x, y, z + 0.8], 0.7);
                self.ink([x, y, z], [x, y + 1.3, z], 0.4);
                self.ink([x, y + 1.3, z], [x, y + 1.3, z + 0.8], 0.4);
                z += 1.5;
            }
            y += 2.2;
        }
        self.ink([x, 0.0, z0], [x, height, z0], 1.0);
        self.ink([x, height, z0], [x, height, z1], 0.8);
    }

    /// Ground out of doors to the horizon, in a gradient, and lines that run to the vanishing point.
    pub fn earth(&mut self, near: Tone, far: Tone) {
        let wide = 60.0;
        self.fade(
            &[
                [-wide, 0.0, 0.4],
                [wide, 0.0, 0.4],
                [wide, 0.0, 90.0],
                [-wide, 0.0, 90.0],
            ],
            ([0.0, 0.0, 1.2], near),
            ([0.0, 0.0, 14.0], far),
        );
    }

    /// A strip of the ground along the street, between two lines.
    pub fn strip_of_ground(&mut self, x: (f32, f32), z: (f32, f32), tone: Tone) {
        self.fade(
            &[
                [x.0, 0.0, z.0],
                [x.1, 0.0, z.0],
                [x.1, 0.0, z.1],
                [x.0, 0.0, z.1],
            ],
            ([x.0, 0.0, 1.3], tone.lift(-0.3)),
            ([x.0, 0.0, 12.0], tone),
        );
    }

    /// People far away, as dark shapes.
    pub fn crowd(&mut self, from: f32, count: u32, spread: f32, tone: Tone) {
        for person in 0..count {
            let z = from + (count - person) as f32 * 1.1;
            let x = self.dice.between(-spread, spread);
            let height = self.dice.between(1.5, 1.82);
            let shade = self.dice.between(-0.3, 0.12);
            self.person([x, 0.0, z], height, tone.lift(shade));
        }
    }

    /// Somebody who only stands there: head, shoulders, coat.
    pub fn person(&mut self, at: At, height: f32, tone: Tone) {
        let (foot, s) = (self.see(at), self.scale(at[2]));
        let tone = self.grade(tone, at[2]);
        let h = height * s;
        let x = foot.0;
        // Legs apart or together, a bag or none: nobody looks like the next.
        let stride = self.dice.between(0.0, 0.07);
        let lean = self.dice.between(-0.025, 0.025);
        let wide = self.dice.between(0.085, 0.125);
        let at = |dx: f32, up: f32| (x + h * (dx + lean * up), foot.1 - h * up);
        let body = [
            at(-0.05 - stride, 0.0),
            at(-0.085, 0.42),
            at(-wide, 0.62),
            at(-wide - 0.02, 0.78),
            at(-0.035, 0.84),
            at(0.035, 0.84),
            at(wide + 0.02, 0.78),
            at(wide, 0.6),
            at(0.085, 0.42),
            at(0.05 + stride, 0.0),
            at(0.02 + stride * 0.6, 0.0),
            at(0.0, 0.38),
            at(-0.02 - stride * 0.6, 0.0),
        ];
        let canvas = self.canvas();
        canvas.poly(&body, tone);
        canvas.ellipse(at(0.0, 0.915), h * 0.052, h * 0.07, tone);
    }
}

/// An uneven round shape.
pub fn blob(dice: &mut crate::dice::Dice, at: Spot, radius: f32) -> Vec<Spot> {
    (0..11)
        .map(|step| {
            let turn = step as f32 / 11.0 * TAU;
            let r = radius * dice.between(0.78, 1.15);
            (at.0 + turn.cos() * r, at.1 + turn.sin() * r * 0.85)
        })
        .collect()
}
