//! Shells of rooms: walls, floor and ceiling in perspective, windows with what lies behind them, doors, lamps.

use super::set::{At, On, Set};
use crate::brush::{Fill, Tone};
use tiny_skia::BlendMode;

/// A room without anything in it. It is open towards the viewer.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// From the middle to a side wall, in metres.
    pub half: f32,
    pub height: f32,
    /// Where the back wall stands.
    pub back: f32,
    pub wall: Tone,
    pub side: Tone,
    pub floor: Tone,
    pub ceiling: Tone,
}

/// What lies on the floor.
#[derive(Clone, Copy, Debug)]
pub enum Ground {
    Tiles(f32),
    Checks(f32, Tone),
    Planks(f32),
    Plain,
}

/// Where something is on a wall: from, to along it, from, to upwards.
#[derive(Clone, Copy, Debug)]
pub struct On2(pub f32, pub f32, pub f32, pub f32);

const FRONT_Z: f32 = 0.3;

impl Set {
    /// Draws the shell, lit from the side of the light, darker towards the viewer.
    pub fn shell(&mut self, room: Room, ground: Ground) {
        let Room {
            half: w,
            height: h,
            back: d,
            ..
        } = room;
        // Below everything, so that no seam between two walls is open.
        let base = self.light.grade(room.side.lift(-0.4));
        self.canvas().rect(-700.0, -100.0, 2480.0, 2120.0, base);
        let lit = |side: f32, light: f32| if side * light < 0.0 { 0.06 } else { -0.2 };
        let light = self.light.side;
        self.fade(
            &[[-w, h, FRONT_Z], [w, h, FRONT_Z], [w, h, d], [-w, h, d]],
            ([0.0, h, 1.2], room.ceiling.lift(-0.4)),
            ([0.0, h, d], room.ceiling),
        );
        self.fade(
            &[
                [-w, 0.0, FRONT_Z],
                [w, 0.0, FRONT_Z],
                [w, 0.0, d],
                [-w, 0.0, d],
            ],
            ([0.0, 0.0, 1.4], room.floor.lift(-0.38)),
            ([0.0, 0.0, d], room.floor.lift(0.05)),
        );
        self.ground(room, ground);
        for side in [-1.0, 1.0] {
            let x = w * side;
            let tone = room.side.lift(lit(side, light));
            self.fade(
                &[[x, 0.0, FRONT_Z], [x, 0.0, d], [x, h, d], [x, h, FRONT_Z]],
                ([x, 1.4, 2.2], tone.lift(-0.42)),
                ([x, 1.4, d], tone),
            );
        }
        self.fade(
            &[[-w, 0.0, d], [w, 0.0, d], [w, h, d], [-w, h, d]],
            ([-w * light, h, d], room.wall.lift(-0.2)),
            ([w * light, 0.0, d], room.wall.lift(0.06)),
        );
        // Where walls meet, light is lost.
        let corner = self.light.ink.alpha(0.22);
        for side in [-1.0, 1.0] {
            let x = w * side;
            let (a, b) = (self.see([x, h, d]), self.see([x * 0.86, 0.0, d]));
            let spots = self.seen(&[[x, 0.0, d], [x, h, d], [x * 0.86, h, d], [x * 0.86, 0.0, d]]);
            let fill = Fill::Along(a, (b.0, a.1), vec![(0.0, corner), (1.0, corner.alpha(0.0))]);
            self.canvas().poly(&spots, fill);
            self.ink([x, 0.0, d], [x, h, d], 0.7);
            self.ink([x, 0.0, d], [x, 0.0, 0.4], 0.9);
            self.ink([x, h, d], [x, h, 0.4], 0.7);
        }
        self.ink([-w, 0.0, d], [w, 0.0, d], 0.9);
        self.ink([-w, h, d], [w, h, d], 0.7);
    }

    fn ground(&mut self, room: Room, ground: Ground) {
        let (w, d) = (room.half, room.back);
        let line = self.light.ink.alpha(0.28);
        match ground {
            Ground::Plain => {}
            Ground::Tiles(step) | Ground::Planks(step) => {
                let mut x = (-w / step).ceil() * step;
                while x < w {
                    let seen = self.seen(&[[x, 0.0, 0.6], [x, 0.0, d]]);
                    if let [a, b, ..] = seen[..] {
                        self.canvas().pen(a, b, 2.4, line);
                    }
                    x += step;
                }
                if matches!(ground, Ground::Tiles(_)) {
                    let mut z = 1.2;
                    while z < d {
                        let (a, b) = (self.see([-w, 0.0, z]), self.see([w, 0.0, z]));
                        self.canvas().line(&[a, b], (4.0 / z).max(0.8), line);
                        z += step;
                    }
                } else {
                    for _ in 0..26 {
                        let x = (self.dice.between(-w, w) / step).floor() * step;
                        let z = self.dice.between(1.4, d);
                        let (a, b) = (self.see([x, 0.0, z]), self.see([x + step, 0.0, z]));
                        self.canvas().line(&[a, b], (3.0 / z).max(0.7), line);
                        let (z1, tone) =
                            (z + self.dice.between(0.4, 1.6), self.light.ink.alpha(0.07));
                        let spots = self.seen(&[
                            [x, 0.0, z],
                            [x + step, 0.0, z],
                            [x + step, 0.0, z1.min(d)],
                            [x, 0.0, z1.min(d)],
                        ]);
                        self.canvas().poly(&spots, tone);
                    }
                }
            }
            Ground::Checks(step, other) => {
                let columns = (w / step).ceil() as i32;
                let mut row = 0;
                let mut z = 0.9;
                while z < d {
                    let end = (z + step).min(d);
                    for column in -columns..columns {
                        if (column + row) % 2 == 0 {
                            let x = column as f32 * step;
                            let (x0, x1) = (x.max(-w), (x + step).min(w));
                            let tone = self.grade(other, z).mix(self.light.ink, (0.5 / z).min(0.4));
                            let spots = self.seen(&[
                                [x0, 0.0, z],
                                [x1, 0.0, z],
                                [x1, 0.0, end],
                                [x0, 0.0, end],
                            ]);
                            self.canvas().poly(&spots, tone);
                        }
                    }
                    z = end;
                    row += 1;
                }
            }
        }
    }

    /// A sheen on a polished floor below something bright.
    pub fn sheen(&mut self, x: f32, z: f32, width: f32, tone: Tone) {
        let (a, b) = (self.see([x - width, 0.0, z]), self.see([x + width, 0.0, z]));
        let (near_a, near_b) = (
            self.see([x - width * 0.7, 0.0, 1.6]),
            self.see([x + width * 0.7, 0.0, 1.6]),
        );
        let fill = Fill::Along(
            (0.0, a.1),
            (0.0, near_a.1.min(1700.0)),
            vec![
                (0.0, tone),
                (0.35, tone.alpha(tone.a * 0.4)),
                (1.0, tone.alpha(0.0)),
            ],
        );
        self.canvas()
            .poly_blended(&[a, b, near_b, near_a], fill, BlendMode::Screen);
    }

    /// A window in the back wall: a hole through which the far layer is seen, its frame and the light that it lets in.
    pub fn window(&mut self, back: f32, at: On2, panes: (u32, u32), frame: Tone) {
        let On2(x0, x1, y0, y1) = at;
        let corners = [
            [x0, y0, back],
            [x1, y0, back],
            [x1, y1, back],
            [x0, y1, back],
        ];
        let spots = self.seen(&corners);
        self.room.hole(&spots);
        let bar = 0.05;
        for column in 0..=panes.0 {
            let x = x0 + (x1 - x0) * column as f32 / panes.0.max(1) as f32;
            self.block(
                [x - bar / 2.0, y0, back - 0.05],
                [x + bar / 2.0, y1, back],
                frame,
            );
        }
        for row in 0..=panes.1 {
            let y = y0 + (y1 - y0) * row as f32 / panes.1.max(1) as f32;
            self.block(
                [x0, y - bar / 2.0, back - 0.05],
                [x1, y + bar / 2.0, back],
                frame,
            );
        }
        // The sill.
        if y0 > 0.3 {
            self.block(
                [x0 - 0.1, y0 - 0.08, back - 0.18],
                [x1 + 0.1, y0, back],
                frame.lift(0.1),
            );
        }
    }

    /// A window in a side wall (−1 left, 1 right), between two distances.
    pub fn side_window(&mut self, side: f32, wall: f32, at: On2, panes: u32, frame: Tone) {
        let On2(z0, z1, y0, y1) = at;
        let x = wall * side;
        let spots = self.seen(&[[x, y0, z0], [x, y0, z1], [x, y1, z1], [x, y1, z0]]);
        self.room.hole(&spots);
        for pane in 0..=panes {
            let z = z0 + (z1 - z0) * pane as f32 / panes.max(1) as f32;
            self.block([x - 0.03, y0, z], [x + 0.03, y1, z + 0.06], frame);
        }
        for y in [y0, f32::midpoint(y0, y1), y1] {
            self.face(
                &[
                    [x, y - 0.03, z0],
                    [x, y - 0.03, z1],
                    [x, y + 0.03, z1],
                    [x, y + 0.03, z0],
                ],
                frame,
            );
        }
        self.ink([x, y0, z0], [x, y0, z1], 0.8);
        self.ink([x, y1, z0], [x, y1, z1], 0.8);
    }

    /// Beams of light from a window in the back wall to the floor, and the patch where they fall.
    pub fn beams(&mut self, back: f32, at: On2, panes: u32) {
        let On2(x0, x1, y0, y1) = at;
        let strength = self.light.beam;
        let (dx, dz) = (-self.light.side * 1.3, -2.4);
        let low = self.light.sun_height < 0.4;
        for pane in 0..panes.max(1) {
            let a = x0 + (x1 - x0) * pane as f32 / panes.max(1) as f32 + 0.06;
            let b = x0 + (x1 - x0) * (pane + 1) as f32 / panes.max(1) as f32 - 0.06;
            let reach = if low { 1.25 } else { 0.85 };
            let fall = |x: f32, y: f32| {
                let t = y * reach;
                [x + dx * t * 0.5, 0.0, (back + dz * t * 0.75).max(1.5)]
            };
            let patch = [
                fall(a, y0.max(0.15)),
                fall(b, y0.max(0.15)),
                fall(b, y1),
                fall(a, y1),
            ];
            let spots = self.seen(&patch);
            let sun = self.light.sun;
            self.canvas()
                .poly_blended(&spots, sun.alpha(0.34 * strength), BlendMode::Screen);
            let (p, q) = (self.see([a, y1, back]), self.see([b, y0, back]));
            let (r, s) = (self.see(fall(b, y0.max(0.15))), self.see(fall(a, y1)));
            let fill = Fill::Along(
                p,
                s,
                vec![(0.0, sun.alpha(0.30 * strength)), (1.0, sun.alpha(0.0))],
            );
            let top_right = self.see([b, y1, back]);
            self.canvas()
                .poly_blended(&[p, top_right, q, r, s], fill, BlendMode::Screen);
        }
    }

    /// A door in the back wall.
    pub fn door(&mut self, x: f32, back: f32, size: (f32, f32), tone: Tone) {
        let (w, h) = (size.0 / 2.0, size.1);
        self.block(
            [x - w - 0.08, 0.0, back - 0.07],
            [x + w + 0.08, h + 0.08, back],
            tone.lift(-0.25),
        );
        self.block([x - w, 0.0, back - 0.08], [x + w, h, back - 0.06], tone);
        for (low, high) in [(0.15, 0.9), (1.05, h - 0.15)] {
            let z = back - 0.09;
            let corners = [
                [x - w + 0.14, low, z],
                [x + w - 0.14, low, z],
                [x + w - 0.14, high, z],
                [x - w + 0.14, high, z],
            ];
            self.face(&corners, tone.lift(-0.14));
            self.ink(corners[0], corners[1], 0.3);
            self.ink(corners[1], corners[2], 0.3);
        }
        let knob = self.see([x + w - 0.09, 1.0, back - 0.12]);
        let radius = self.scale(back) * 0.035;
        let brass = self.grade(Tone::hex(0x00e0_b860), back);
        self.canvas().ellipse(knob, radius, radius, brass);
    }

    /// A door in a side wall.
    pub fn side_door(&mut self, side: f32, wall: f32, along: (f32, f32), height: f32, tone: Tone) {
        let x = wall * side;
        let (z0, z1) = along;
        let frame = 0.08;
        self.face(
            &[
                [x, 0.0, z0 - frame],
                [x, 0.0, z1 + frame],
                [x, height + frame, z1 + frame],
                [x, height + frame, z0 - frame],
            ],
            tone.lift(-0.4),
        );
        self.face(
            &[[x, 0.0, z0], [x, 0.0, z1], [x, height, z1], [x, height, z0]],
            tone,
        );
        self.ink([x, 0.0, z0], [x, height, z0], 0.6);
        self.ink([x, height, z0], [x, height, z1], 0.5);
        self.ink([x, 0.0, z1], [x, height, z1], 0.5);
    }

    /// A band along all walls up to a height: wainscot, tiles, a painted stripe.
    pub fn band(&mut self, room: Room, low: f32, high: f32, tone: Tone) {
        let (w, d) = (room.half, room.back);
        for side in [-1.0, 1.0] {
            let x = w * side;
            let tone = if side * self.light.side < 0.0 {
                tone
            } else {
                tone.lift(-0.2)
            };
            self.fade(
                &[
                    [x, low, FRONT_Z],
                    [x, low, d],
                    [x, high, d],
                    [x, high, FRONT_Z],
                ],
                ([x, low, 2.2], tone.lift(-0.4)),
                ([x, low, d], tone),
            );
            self.ink([x, high, 0.5], [x, high, d], 0.5);
        }
        self.face(
            &[[-w, low, d], [w, low, d], [w, high, d], [-w, high, d]],
            tone,
        );
        self.ink([-w, high, d], [w, high, d], 0.5);
    }

    /// Lamps in a ceiling: bright stripes from near to far.
    pub fn ceiling_lamps(&mut self, room: Room, x: f32, size: (f32, f32), count: u32) {
        let h = room.height - 0.01;
        let glow = Tone::hex(0x00f3_faff);
        for lamp in 0..count {
            let z = 1.6 + (room.back - 2.2) * (lamp as f32 + 0.3) / count as f32;
            let (w, l) = (size.0 / 2.0, size.1);
            let corners = [
                [x - w, h, z],
                [x + w, h, z],
                [x + w, h, z + l],
                [x - w, h, z + l],
            ];
            self.shine(&corners, glow);
            let at = self.see([x, h, z + l / 2.0]);
            let reach = self.scale(z) * 1.1;
            let strength = 0.25 + 0.3 * self.light.lamps;
            self.canvas().glow_oval(
                at,
                reach,
                reach * 0.5,
                Tone::hex(0x00d8_ecff).alpha(strength),
            );
        }
    }

    /// A shape on a side wall or the back wall, flat: pictures, boards, posters.
    pub fn panel(&mut self, back: f32, at: On2, tone: Tone, frame: Tone) {
        let On2(x0, x1, y0, y1) = at;
        self.block(
            [x0 - 0.05, y0 - 0.05, back - 0.05],
            [x1 + 0.05, y1 + 0.05, back],
            frame,
        );
        let z = back - 0.06;
        self.face(&[[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]], tone);
    }

    /// A picture of shapes in a frame.
    pub fn painting(&mut self, back: f32, at: On2, frame: Tone) {
        let tone = self.dice.pick(&[
            Tone::hex(0x003d_6b7d),
            Tone::hex(0x00a8_4f3d),
            Tone::hex(0x005a_4a78),
            Tone::hex(0x00c0_9a58),
        ]);
        self.panel(back, at, tone, frame);
        let On2(x0, x1, y0, y1) = at;
        let z = back - 0.07;
        let (w, h) = (x1 - x0, y1 - y0);
        for _ in 0..3 {
            let x = x0 + w * self.dice.between(0.1, 0.6);
            let y = y0 + h * self.dice.between(0.05, 0.5);
            let shift = self.dice.between(-0.2, 0.35);
            let corners: [At; 3] = [
                [x, y, z],
                [x + w * 0.35, y, z],
                [x + w * 0.18, (y + h * 0.45).min(y1), z],
            ];
            self.face(&corners, tone.lift(shift));
        }
    }

    /// Something that the next shapes are drawn on.
    pub fn on(&mut self, on: On) -> &mut Self {
        self.on = on;
        self
    }
}
