//! Furniture and other things that stand in rooms, by where they stand and how large they are.

use super::set::{At, Set};
use crate::brush::{Tone, smooth};

const WOOD: Tone = Tone::hex(0x008a_5a3a);

impl Set {
    /// The shadow of something that stands on the floor.
    pub fn shadow(&mut self, x: f32, z: f32, half: (f32, f32)) {
        let tone = self.light.ink.alpha(0.28);
        let corners: [At; 8] = std::array::from_fn(|at| {
            let turn = at as f32 * std::f32::consts::FRAC_PI_4;
            [
                x + half.0 * 1.15 * turn.cos() - self.light.side * 0.12,
                0.0,
                z + half.1 * 1.3 * turn.sin(),
            ]
        });
        let seen = self.seen(&corners);
        if let Some(path) = smooth(&seen) {
            self.canvas().path(&path, tone);
        }
    }

    /// A table: legs and a top. `size` is width, depth, height.
    pub fn table(&mut self, x: f32, z: f32, size: At, tone: Tone) {
        let [w, d, h] = size;
        let half = w / 2.0;
        self.shadow(x, z + d / 2.0, (half, d / 2.0));
        let leg = 0.035;
        for (lx, lz) in [
            (-half + 0.08, d - 0.1),
            (half - 0.08, d - 0.1),
            (-half + 0.08, 0.05),
            (half - 0.08, 0.05),
        ] {
            self.block(
                [x + lx - leg, 0.0, z + lz],
                [x + lx + leg, h, z + lz + 2.0 * leg],
                tone.lift(-0.3),
            );
        }
        self.block([x - half, h - 0.06, z], [x + half, h, z + d], tone);
    }

    /// A desk or counter: closed at the front.
    pub fn counter(&mut self, x: f32, z: f32, size: At, tones: (Tone, Tone)) {
        let [w, d, h] = size;
        let half = w / 2.0;
        self.shadow(x, z + d / 2.0, (half, d / 2.0));
        self.block(
            [x - half + 0.05, 0.0, z + 0.05],
            [x + half - 0.05, h - 0.06, z + d],
            tones.0,
        );
        let fields = (w / 0.7).round().max(1.0);
        for field in 1..fields as u32 {
            let fx = x - half + w * field as f32 / fields;
            self.ink([fx, 0.06, z + 0.04], [fx, h - 0.1, z + 0.04], 0.35);
        }
        self.block([x - half, h - 0.07, z], [x + half, h, z + d], tones.1);
    }

    /// A chair, its back away from the viewer (`facing` true) or towards them.
    pub fn chair(&mut self, x: f32, z: f32, facing: bool, tone: Tone) {
        let (w, d) = (0.23, 0.42);
        self.shadow(x, z + d / 2.0, (w, d / 2.0));
        for (lx, lz) in [(-w, d), (w, d), (-w, 0.0), (w, 0.0)] {
            self.block(
                [x + lx - 0.02, 0.0, z + lz],
                [x + lx + 0.02, 0.45, z + lz + 0.04],
                tone.lift(-0.35),
            );
        }
        if facing {
            self.block(
                [x - w, 0.5, z + d],
                [x + w, 0.95, z + d + 0.05],
                tone.lift(-0.08),
            );
        }
        self.block([x - w - 0.02, 0.43, z], [x + w + 0.02, 0.49, z + d], tone);
        if !facing {
            self.block(
                [x - w, 0.5, z - 0.02],
                [x + w, 0.95, z + 0.03],
                tone.lift(-0.08),
            );
        }
    }

    /// A sofa against the back.
    pub fn sofa(&mut self, x: f32, z: f32, width: f32, tone: Tone) {
        let half = width / 2.0;
        self.shadow(x, z + 0.4, (half, 0.45));
        self.block(
            [x - half, 0.1, z + 0.6],
            [x + half, 0.88, z + 0.85],
            tone.lift(-0.1),
        );
        self.block(
            [x - half, 0.1, z],
            [x + half, 0.42, z + 0.65],
            tone.lift(-0.05),
        );
        let seats = width.round().max(1.0) as u32;
        for seat in 0..seats {
            let a = x - half + 0.14 + (width - 0.28) * seat as f32 / seats as f32;
            let b = x - half + 0.14 + (width - 0.28) * (seat + 1) as f32 / seats as f32;
            self.block(
                [a + 0.01, 0.4, z - 0.02],
                [b - 0.01, 0.52, z + 0.6],
                tone.lift(0.06),
            );
        }
        self.block(
            [x - half - 0.1, 0.05, z],
            [x - half + 0.12, 0.62, z + 0.8],
            tone,
        );
        self.block(
            [x + half - 0.12, 0.05, z],
            [x + half + 0.1, 0.62, z + 0.8],
            tone,
        );
        let cushion = self.dice.pick(&[
            Tone::hex(0x00d9_9a3c),
            Tone::hex(0x00b8_4848),
            Tone::hex(0x003f_7a86),
        ]);
        self.block(
            [x - half + 0.2, 0.52, z + 0.45],
            [x - half + 0.6, 0.86, z + 0.6],
            cushion,
        );
    }

    /// A bed, its head at the back.
    pub fn bed(&mut self, x: f32, z: f32, size: (f32, f32), tones: (Tone, Tone)) {
        let (half, length) = (size.0 / 2.0, size.1);
        let (frame, cover) = tones;
        self.shadow(x, z + length / 2.0, (half, length / 2.0));
        self.block(
            [x - half - 0.06, 0.0, z + length],
            [x + half + 0.06, 1.15, z + length + 0.08],
            frame,
        );
        self.block(
            [x - half, 0.1, z],
            [x + half, 0.36, z + length],
            frame.lift(-0.2),
        );
        self.block(
            [x - half, 0.34, z],
            [x + half, 0.56, z + length],
            Tone::hex(0x00ee_eae2),
        );
        let pillows = if size.0 > 1.3 { 2 } else { 1 };
        for pillow in 0..pillows {
            let middle = x - half + size.0 * (pillow as f32 + 0.5) / pillows as f32;
            self.block(
                [middle - 0.3, 0.54, z + length - 0.5],
                [middle + 0.3, 0.72, z + length - 0.1],
                Tone::hex(0x00fb_f8f2),
            );
        }
        self.block(
            [x - half - 0.03, 0.3, z - 0.03],
            [x + half + 0.03, 0.6, z + length * 0.62],
            cover,
        );
        for fold in 0..3 {
            let fx = x - half + size.0 * (0.25 + 0.25 * fold as f32);
            self.ink([fx, 0.3, z - 0.04], [fx + 0.04, 0.6, z - 0.04], 0.4);
        }
    }

    /// Shelves full of books or goods. `size` is width, depth, height.
    pub fn shelf(&mut self, x: f32, z: f32, size: At, tone: Tone, goods: &[Tone]) {
        let [w, d, h] = size;
        let half = w / 2.0;
        self.block([x - half, 0.0, z], [x + half, h, z + d], tone.lift(-0.35));
        let rows = (h / 0.42).round().max(1.0) as u32;
        let row_height = h / rows as f32;
        for row in 0..rows {
            let floor = row as f32 * row_height + 0.04;
            let mut at = x - half + 0.05;
            while at < x + half - 0.08 {
                let width = self.dice.between(0.05, 0.13).min(x + half - 0.05 - at);
                if self.dice.chance(0.9) {
                    let height = row_height * self.dice.between(0.55, 0.86);
                    let good = self.dice.pick(goods);
                    let shade = self.dice.between(-0.22, 0.1);
                    self.face(
                        &[
                            [at, floor, z - 0.005],
                            [at + width, floor, z - 0.005],
                            [at + width, floor + height, z - 0.005],
                            [at, floor + height, z - 0.005],
                        ],
                        good.lift(shade),
                    );
                }
                at += width + 0.012;
            }
            self.block(
                [x - half, floor - 0.04, z - 0.02],
                [x + half, floor, z],
                tone,
            );
        }
        for side in [-half, half - 0.05] {
            self.block(
                [x + side, 0.0, z - 0.03],
                [x + side + 0.05, h, z],
                tone.lift(0.05),
            );
        }
        self.block(
            [x - half, h - 0.04, z - 0.03],
            [x + half, h, z],
            tone.lift(0.05),
        );
    }

    /// Shelves along a side wall.
    pub fn side_shelf(
        &mut self,
        side: f32,
        wall: f32,
        along: (f32, f32),
        height: f32,
        goods: &[Tone],
    ) {
        let x = wall * side;
        let (z0, z1) = along;
        self.face(
            &[[x, 0.0, z0], [x, 0.0, z1], [x, height, z1], [x, height, z0]],
            WOOD.lift(-0.6),
        );
        let rows = (height / 0.42).round().max(1.0) as u32;
        let row_height = height / rows as f32;
        for row in 0..rows {
            let floor = row as f32 * row_height + 0.05;
            let mut z = z0 + 0.05;
            while z < z1 - 0.1 {
                let depth = self.dice.between(0.07, 0.2);
                let top = floor + row_height * self.dice.between(0.5, 0.84);
                let (good, shade) = (self.dice.pick(goods), self.dice.between(-0.3, 0.0));
                let end = (z + depth).min(z1);
                self.face(
                    &[[x, floor, z], [x, floor, end], [x, top, end], [x, top, z]],
                    good.lift(shade),
                );
                z += depth + 0.02;
            }
            self.face(
                &[
                    [x, floor - 0.06, z0],
                    [x, floor - 0.06, z1],
                    [x, floor, z1],
                    [x, floor, z0],
                ],
                WOOD,
            );
            self.ink([x, floor, z0], [x, floor, z1], 0.4);
        }
        self.ink([x, 0.0, z0], [x, height, z0], 0.8);
        self.ink([x, height, z0], [x, height, z1], 0.7);
    }

    /// A lamp that hangs from the ceiling.
    pub fn pendant(&mut self, at: At, from: f32, tone: Tone, glow: Tone) {
        let [x, y, z] = at;
        self.ink([x, from, z], [x, y, z], 0.4);
        let (p, s) = (self.see(at), self.scale(z));
        let shade = self.grade(tone, z);
        let dark = self.light.ink;
        let spots = [
            (p.0 - s * 0.05, p.1 - s * 0.02),
            (p.0 + s * 0.05, p.1 - s * 0.02),
            (p.0 + s * 0.2, p.1 + s * 0.18),
            (p.0 - s * 0.2, p.1 + s * 0.18),
        ];
        let lit = glow.mix(dark, 0.6 * (1.0 - self.light.lamps));
        let canvas = self.canvas();
        canvas.poly(&spots, shade);
        canvas.ellipse((p.0, p.1 + s * 0.18), s * 0.2, s * 0.045, lit);
        canvas.line(&[spots[3], spots[0], spots[1], spots[2]], s * 0.012, dark);
        self.lamp_light([x, y - 0.25, z], 1.1, glow, 1.0);
    }

    /// A lamp on a foot, on the floor or on something of a height.
    pub fn standing_lamp(&mut self, at: At, height: f32, glow: Tone) {
        let [x, y, z] = at;
        let (foot, top, s) = (self.see(at), self.see([x, y + height, z]), self.scale(z));
        let ink = self.grade(Tone::hex(0x0040_342c), z);
        let lit = self
            .grade(Tone::hex(0x00d8_c4a0), z)
            .mix(glow, 0.3 + 0.65 * self.light.lamps);
        let size = s * 0.17_f32.min(height * 0.4);
        let canvas = self.canvas();
        canvas.line(&[foot, top], s * 0.022, ink);
        canvas.ellipse(foot, size * 0.6, size * 0.15, ink);
        canvas.poly(
            &[
                (top.0 - size * 0.6, top.1 - size * 0.8),
                (top.0 + size * 0.6, top.1 - size * 0.8),
                (top.0 + size, top.1 + size * 0.5),
                (top.0 - size, top.1 + size * 0.5),
            ],
            lit,
        );
        self.lamp_light([x, y + height, z], 0.9, glow, 0.9);
    }

    /// A plant in a pot.
    pub fn plant(&mut self, x: f32, z: f32, height: f32) {
        self.shadow(x, z + 0.1, (0.25, 0.15));
        self.block(
            [x - 0.16, 0.0, z],
            [x + 0.16, 0.34, z + 0.3],
            Tone::hex(0x00b8_6f4c),
        );
        let (root, s) = (self.see([x, 0.34, z + 0.1]), self.scale(z));
        for leaf in 0..11 {
            let lean = (leaf as f32 - 5.0) / 5.0 + self.dice.between(-0.15, 0.15);
            let length =
                s * (height - 0.34) * self.dice.between(0.7, 1.05) * (1.0 - lean.abs() * 0.3);
            let tip = (root.0 + lean * s * 0.42, root.1 - length);
            let shade = self.dice.between(-0.3, 0.12);
            let tone = self.grade(Tone::hex(0x003f_8a58).lift(shade), z);
            let middle = (
                f32::midpoint(root.0, tip.0) + lean * s * 0.05,
                f32::midpoint(root.1, tip.1) - s * 0.05,
            );
            let wide = s * 0.06;
            let spots = [
                root,
                (middle.0 - wide, middle.1),
                tip,
                (middle.0 + wide, middle.1 + wide * 0.4),
            ];
            if let Some(path) =
                smooth(&[spots[0], spots[1], spots[2], spots[2], spots[3], spots[0]])
            {
                self.canvas().path(&path, tone);
            }
        }
    }

    /// A round column.
    pub fn column(&mut self, x: f32, z: f32, radius: f32, height: f32, tone: Tone) {
        let (low, high, s) = (
            self.see([x, 0.0, z]),
            self.see([x, height, z]),
            self.scale(z),
        );
        let r = radius * s;
        let lit = self.grade(tone.mix(self.light.sun, 0.15).lift(0.12), z);
        let mid = self.grade(tone, z);
        let dark = self.grade(tone.lift(-0.5), z);
        let (from, to) = if self.light.side > 0.0 {
            (r, -r)
        } else {
            (-r, r)
        };
        let fill = crate::brush::Fill::Along(
            (low.0 + from, 0.0),
            (low.0 + to, 0.0),
            vec![(0.0, mid), (0.22, lit), (0.55, mid), (1.0, dark)],
        );
        let (w, ink) = (r * 2.0, self.grade_ink(z));
        self.shadow(x, z, (radius, radius * 0.6));
        let canvas = self.canvas();
        canvas.rect(
            low.0 - r,
            high.1,
            w,
            (low.1 - high.1).max(1.0),
            fill.clone(),
        );
        for (y, h) in [(low.1 - r * 0.5, r * 0.5), (high.1, r * 0.45)] {
            canvas.rect(low.0 - r * 1.25, y, w * 1.25, h, fill.clone());
            canvas.line(
                &[(low.0 - r * 1.25, y), (low.0 + r * 1.25, y)],
                (s * 0.012).max(1.0),
                ink,
            );
        }
        canvas.line(
            &[(low.0 - r, low.1), (low.0 - r, high.1)],
            (s * 0.012).max(1.2),
            ink,
        );
        canvas.line(
            &[(low.0 + r, low.1), (low.0 + r, high.1)],
            (s * 0.016).max(1.2),
            ink,
        );
    }

    /// A curtain that hangs in folds on a wall at a distance.
    pub fn curtain(&mut self, x: (f32, f32), y: (f32, f32), z: f32, tone: Tone) {
        let folds = ((x.1 - x.0).abs() / 0.14).round().max(2.0) as u32;
        for fold in 0..folds {
            let a = x.0 + (x.1 - x.0) * fold as f32 / folds as f32;
            let b = x.0 + (x.1 - x.0) * (fold + 1) as f32 / folds as f32;
            let shade = if fold % 2 == 0 { 0.08 } else { -0.22 };
            self.face(
                &[[a, y.0, z], [b, y.0, z], [b, y.1, z], [a, y.1, z]],
                tone.lift(shade),
            );
            self.ink([b, y.0, z], [b, y.1, z], 0.3);
        }
    }

    /// A carpet on the floor.
    pub fn rug(&mut self, x: f32, z: (f32, f32), half: f32, tones: (Tone, Tone)) {
        for (inset, tone) in [(0.0, tones.0), (0.12, tones.1), (0.18, tones.0)] {
            self.face(
                &[
                    [x - half + inset, 0.0, z.0 + inset],
                    [x + half - inset, 0.0, z.0 + inset],
                    [x + half - inset, 0.0, z.1 - inset],
                    [x - half + inset, 0.0, z.1 - inset],
                ],
                tone,
            );
        }
    }

    /// A bright screen on the back wall or on a desk.
    pub fn screen(&mut self, low: At, size: (f32, f32), tone: Tone) {
        let [x, y, z] = low;
        self.block(
            [x - 0.04, y - 0.04, z],
            [x + size.0 + 0.04, y + size.1 + 0.04, z + 0.05],
            Tone::hex(0x0020_242c),
        );
        let corners = [
            [x, y, z - 0.01],
            [x + size.0, y, z - 0.01],
            [x + size.0, y + size.1, z - 0.01],
            [x, y + size.1, z - 0.01],
        ];
        self.shine(&corners, tone);
        let middle = self.see([x + size.0 / 2.0, y + size.1 / 2.0, z]);
        let reach = self.scale(z) * size.0.max(size.1) * 1.2;
        self.canvas().glow(middle, reach, tone.alpha(0.4));
    }
}
