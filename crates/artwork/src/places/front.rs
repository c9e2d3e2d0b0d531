//! Dark things between the camera and the people, at the edges of the picture: they give depth when the camera moves.

use super::set::{On, Set};
use crate::brush::{Fill, Spot, Tone, smooth};

impl Set {
    fn dark(&self) -> Tone {
        self.light.ink.mix(self.light.shade, 0.18)
    }

    /// Draws in the front and goes back to the layer that was drawn on.
    pub fn front(&mut self, draw: impl FnOnce(&mut Set)) {
        let before = self.on;
        self.on = On::Front;
        draw(self);
        self.on = before;
    }

    /// The edge of a desk or table at the bottom, with some things on it.
    pub fn front_table(&mut self) {
        self.front(|set| {
            let (dark, rim) = (set.dark(), set.light.sun.alpha(0.35));
            set.canvas().poly(
                &[
                    (-60.0, 1800.0),
                    (1140.0, 1770.0),
                    (1140.0, 2000.0),
                    (-60.0, 2000.0),
                ],
                dark,
            );
            set.canvas()
                .line(&[(-60.0, 1800.0), (1140.0, 1770.0)], 5.0, rim);
            let x = if set.light.side > 0.0 { 150.0 } else { 860.0 };
            set.canvas().rect(x, 1690.0, 90.0, 120.0, dark);
            set.canvas()
                .ellipse((x + 45.0, 1690.0), 45.0, 12.0, dark.lift(0.12));
            set.canvas()
                .rect(x + 110.0, 1772.0, 170.0, 30.0, dark.lift(0.05));
        });
    }

    /// Leaves that hang into a corner of the picture.
    pub fn front_leaves(&mut self, top: bool) {
        self.front(|set| {
            let dark = set.dark();
            let left = set.light.side > 0.0;
            for _ in 0..16 {
                let x = set.dice.between(-60.0, 300.0);
                let y = set.dice.between(-30.0, 240.0);
                let root: Spot = (
                    if left { x } else { 1080.0 - x },
                    if top { y } else { 1920.0 - y },
                );
                let down = if top { 1.0 } else { -1.0 };
                let tip = (
                    root.0 + set.dice.between(-70.0, 90.0),
                    root.1 + down * set.dice.between(80.0, 170.0),
                );
                let middle = (f32::midpoint(root.0, tip.0), f32::midpoint(root.1, tip.1));
                let wide = set.dice.between(18.0, 34.0);
                let tone = dark.lift(set.dice.between(0.0, 0.1));
                if let Some(path) = smooth(&[
                    root,
                    (middle.0 - wide, middle.1),
                    tip,
                    tip,
                    (middle.0 + wide, middle.1),
                    root,
                ]) {
                    set.canvas().path(&path, tone);
                }
            }
        });
    }

    /// A post or the edge of a wall along one side.
    pub fn front_post(&mut self, width: f32) {
        self.front(|set| {
            let (dark, rim) = (set.dark(), set.light.sun);
            let left = set.light.side > 0.0;
            let (x, edge) = if left {
                (-60.0, width)
            } else {
                (1080.0 - width, 1080.0 - width)
            };
            let fill = if left {
                Fill::Along(
                    (0.0, 0.0),
                    (width, 0.0),
                    vec![(0.0, dark), (0.8, dark), (1.0, dark.mix(rim, 0.25))],
                )
            } else {
                Fill::Along(
                    (1080.0, 0.0),
                    (1080.0 - width, 0.0),
                    vec![(0.0, dark), (0.8, dark), (1.0, dark.mix(rim, 0.25))],
                )
            };
            set.canvas().rect(x, -60.0, width + 60.0, 2100.0, fill);
            set.canvas()
                .line(&[(edge, -60.0), (edge, 2000.0)], 4.0, rim.alpha(0.3));
        });
    }

    /// The backs of chairs or benches in a row at the bottom.
    pub fn front_backs(&mut self, count: u32) {
        self.front(|set| {
            let (dark, rim) = (set.dark(), set.light.sun.alpha(0.25));
            for seat in 0..count {
                let width = 1240.0 / count as f32;
                let x = -80.0 + seat as f32 * width;
                let top = 1740.0 + (seat % 2) as f32 * 26.0;
                if let Some(path) = crate::brush::rounded(x, top, width * 0.86, 400.0, 46.0) {
                    set.canvas()
                        .path(&path, dark.lift(0.02 * (seat % 3) as f32));
                }
                set.canvas().line(
                    &[(x + 40.0, top + 3.0), (x + width * 0.86 - 40.0, top + 3.0)],
                    5.0,
                    rim,
                );
            }
        });
    }

    /// Heads and shoulders of people who look on.
    pub fn front_heads(&mut self, count: u32) {
        self.front(|set| {
            let (dark, rim) = (set.dark(), set.light.sun.alpha(0.22));
            for head in 0..count {
                let x = (head as f32 + 0.5) / count as f32 * 1160.0 - 40.0
                    + set.dice.between(-30.0, 30.0);
                let y = 1770.0 + set.dice.between(-30.0, 40.0);
                let tone = dark.lift(set.dice.between(0.0, 0.06));
                if let Some(path) = crate::brush::rounded(x - 130.0, y + 78.0, 260.0, 300.0, 100.0)
                {
                    set.canvas().path(&path, tone);
                }
                set.canvas().ellipse((x, y), 62.0, 76.0, tone);
                set.canvas().rect(x - 24.0, y + 50.0, 48.0, 60.0, tone);
                set.canvas().line(
                    &[(x - 40.0, y - 56.0), (x, y - 75.0), (x + 40.0, y - 56.0)],
                    5.0,
                    rim,
                );
            }
        });
    }

    /// A railing across the bottom.
    pub fn front_rail(&mut self) {
        self.front(|set| {
            let (dark, rim) = (set.dark(), set.light.sun.alpha(0.4));
            set.canvas().rect(-60.0, 1730.0, 1200.0, 30.0, dark);
            set.canvas()
                .line(&[(-60.0, 1731.0), (1140.0, 1731.0)], 4.0, rim);
            for post in 0..9 {
                set.canvas()
                    .rect(20.0 + post as f32 * 130.0, 1750.0, 18.0, 250.0, dark);
            }
        });
    }

    /// Curtains or drapes at both sides.
    pub fn front_drapes(&mut self, tone: Tone) {
        self.front(|set| {
            let dark = set.light.grade(tone).lift(-0.55);
            for side in [0.0, 1.0] {
                for fold in 0..5 {
                    let a = fold as f32 * 32.0;
                    let shade = if fold % 2 == 0 { 0.06 } else { -0.2 };
                    let x = |v: f32| if side > 0.5 { 1080.0 - v } else { v };
                    let flare = 18.0 + fold as f32 * 6.0;
                    set.canvas().poly(
                        &[
                            (x(a - 60.0), -60.0),
                            (x(a + 34.0 + 20.0), -60.0),
                            (x(a * 0.45 + 10.0), 1150.0),
                            (x(a * 0.8 + flare), 2000.0),
                            (x(a - 70.0), 2000.0),
                        ],
                        dark.lift(shade),
                    );
                }
            }
        });
    }

    /// Lamps or lights out of focus.
    pub fn front_bokeh(&mut self, tones: &[Tone], count: u32) {
        self.front(|set| {
            for light in 0..count {
                let side = if light % 2 == 0 {
                    set.dice.between(-20.0, 200.0)
                } else {
                    set.dice.between(880.0, 1100.0)
                };
                let y = if set.dice.chance(0.5) {
                    set.dice.between(40.0, 520.0)
                } else {
                    set.dice.between(1500.0, 1880.0)
                };
                let r = set.dice.between(18.0, 52.0);
                let tone = set.dice.pick(tones).alpha(0.22);
                set.canvas().ellipse((side, y), r, r, tone);
            }
        });
    }
}
