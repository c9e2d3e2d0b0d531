//! Streets and alleys.

use super::heights::low_sun;
use crate::brush::{Fill, Tone};
use crate::places::outdoors::NEON;
use crate::places::set::{On, Set};
use tiny_skia::BlendMode;

const WALLS: [Tone; 5] = [
    Tone::hex(0x00a8_7460),
    Tone::hex(0x008a_8f98),
    Tone::hex(0x00b8_a07c),
    Tone::hex(0x0070_7e8c),
    Tone::hex(0x0096_5f58),
];

/// Turns a distance into haze for this place.
pub fn hazed(set: &mut Set, distance: f32) {
    set.haze = if set.weather == storyboard::place::Weather::Fog {
        distance * 0.3
    } else {
        distance
    };
}

pub fn street(set: &mut Set) {
    road(set, false);
    set.front_leaves(true);
}

pub fn rain_street(set: &mut Set) {
    road(set, true);
    set.front_bokeh(&NEON, 12);
}

fn road(set: &mut Set, wet: bool) {
    set.on(On::Far);
    set.sky(840.0);
    set.skyline(880.0, 430.0, 3);
    set.on(On::Room);
    hazed(set, 26.0);
    set.earth(Tone::hex(0x0044_4854), Tone::hex(0x006c_707c));
    for side in [-1.0f32, 1.0] {
        set.strip_of_ground(
            (side * 2.0, side * 8.0),
            (0.4, 60.0),
            Tone::hex(0x0098_948e),
        );
        set.ink([side * 2.0, 0.0, 0.6], [side * 2.0, 0.0, 40.0], 0.8);
        let mut z = 21.0;
        while z > 2.0 {
            let length = set.dice.between(3.2, 4.6);
            let wall = set.dice.pick(&WALLS);
            let height = set.dice.between(6.0, 12.0);
            set.facade(side, 3.2, (z - length, z), height, wall);
            z -= length;
        }
    }
    for stripe in 0..9 {
        let z = 2.0 + stripe as f32 * 2.2;
        set.strip_of_ground((-0.07, 0.07), (z, z + 1.1), Tone::hex(0x00e8_e2cc));
    }
    for (z, side) in [(14.0, -1.0), (10.0, 1.0), (6.8, -1.0), (4.6, 1.0)] {
        set.street_lamp(side * 2.3, z, 4.2, -side);
    }
    let signs = if wet { 7 } else { 4 };
    for sign in 0..signs {
        let side = if sign % 2 == 0 { -1.0 } else { 1.0 };
        let z = 14.5 - sign as f32 * 10.5 / signs as f32;
        let tone = NEON[(sign + set.dice.below(2)) % NEON.len()];
        let x = if side < 0.0 { -3.15 } else { 2.5 };
        set.sign(
            [x, set.dice.clone().between(2.9, 3.8), z],
            (0.65, 1.9),
            tone,
        );
        if wet {
            let (a, _) = (set.see([x + 0.3, 0.0, z]), 0);
            let s = set.scale(z);
            let fill = Fill::down(a.1, a.1 + s * 2.6, tone.alpha(0.5), tone.alpha(0.0));
            set.canvas().poly_blended(
                &[
                    (a.0 - s * 0.3, a.1),
                    (a.0 + s * 0.35, a.1),
                    (a.0 + s * 0.55, a.1 + s * 2.6),
                    (a.0 - s * 0.5, a.1 + s * 2.6),
                ],
                fill,
                BlendMode::Screen,
            );
        }
    }
    cables(set);
    car(set, [-1.1, 0.0, 9.5], Tone::hex(0x00b8_3a34));
    car(set, [1.15, 0.0, 13.0], Tone::hex(0x003a_5a80));
    set.crowd(12.0, 5, 3.0, Tone::hex(0x0038_3a48));
    if wet {
        puddles(set);
    } else {
        low_sun(set);
        for (x, z) in [(-2.7, 7.6), (2.7, 9.2)] {
            set.tree(x, z, 3.6, Tone::hex(0x005a_8f50));
        }
    }
}

fn cables(set: &mut Set) {
    let ink = set.light.ink.alpha(0.7);
    for cable in 0..4 {
        let z = 5.0 + cable as f32 * 2.4;
        let (a, b) = (set.see([-3.2, 5.2, z]), set.see([3.2, 5.6, z + 0.6]));
        let spots: Vec<_> = (0..=12)
            .map(|step| {
                let t = step as f32 / 12.0;
                (
                    a.0 + (b.0 - a.0) * t,
                    a.1 + (b.1 - a.1) * t + (t * std::f32::consts::PI).sin() * 40.0,
                )
            })
            .collect();
        set.canvas().line(&spots, 2.2, ink);
    }
}

/// A car from behind or before, small.
fn car(set: &mut Set, at: [f32; 3], tone: Tone) {
    let [x, _, z] = at;
    set.shadow(x, z, (0.9, 0.4));
    set.block([x - 0.8, 0.25, z], [x + 0.8, 0.8, z + 2.0], tone);
    set.block(
        [x - 0.62, 0.8, z + 0.3],
        [x + 0.62, 1.3, z + 1.6],
        Tone::hex(0x0030_3c48),
    );
    for side in [-0.62, 0.62] {
        let lamp = set.see([x + side, 0.6, z - 0.02]);
        let (s, lamps) = (set.scale(z), set.light.lamps);
        set.canvas()
            .ellipse(lamp, s * 0.1, s * 0.07, Tone::hex(0x00ff_f2d0));
        set.canvas().glow(
            lamp,
            s * 0.9,
            Tone::hex(0x00ff_e8b8).alpha(0.25 + 0.6 * lamps),
        );
        set.block(
            [x + side - 0.12, 0.0, z + 0.02],
            [x + side + 0.12, 0.3, z + 0.2],
            Tone::hex(0x0016_181c),
        );
    }
}

fn puddles(set: &mut Set) {
    for _ in 0..16 {
        let x = set.dice.between(-2.4, 2.4);
        let z = set.dice.between(1.9, 9.0);
        let (at, s) = (set.see([x, 0.0, z]), set.scale(z));
        let neon = set.dice.pick(&NEON);
        let (rx, ry) = (
            s * set.dice.between(0.25, 0.7),
            s * set.dice.between(0.03, 0.07),
        );
        let sky = set.light.sky[2].mix(neon, 0.35 * set.light.lamps);
        set.canvas().ellipse(at, rx, ry, sky.alpha(0.5));
        set.canvas().ellipse(
            (at.0 - rx * 0.2, at.1 - ry * 0.2),
            rx * 0.5,
            ry * 0.35,
            sky.lift(0.4).alpha(0.5),
        );
        if set.light.lamps > 0.3 {
            set.canvas()
                .glow_oval(at, rx * 1.1, ry * 1.8, neon.alpha(0.5));
        }
    }
    let low = set.light.sky[2];
    set.canvas().poly_blended(
        &[
            (300.0, 900.0),
            (780.0, 900.0),
            (1300.0, 1980.0),
            (-220.0, 1980.0),
        ],
        Fill::down(860.0, 1700.0, low.alpha(0.3), low.alpha(0.04)),
        BlendMode::Screen,
    );
}

pub fn alley(set: &mut Set) {
    set.on(On::Far);
    set.sky(820.0);
    set.skyline(860.0, 520.0, 2);
    set.on(On::Room);
    hazed(set, 20.0);
    set.strip_of_ground((-10.0, 10.0), (0.4, 30.0), Tone::hex(0x0062_5f66));
    for side in [-1.0f32, 1.0] {
        let x = side * 1.7;
        let brick = if side < 0.0 {
            Tone::hex(0x0094_5644)
        } else {
            Tone::hex(0x0078_6a66)
        };
        let shade = if side * set.light.side < 0.0 {
            0.0
        } else {
            -0.25
        };
        let tone = brick.lift(shade);
        set.fade(
            &[
                [x, 0.0, 0.4],
                [x, 0.0, 15.0],
                [x, 11.0, 15.0],
                [x, 11.0, 0.4],
            ],
            ([x, 2.0, 1.8], tone.lift(-0.35)),
            ([x, 2.0, 13.0], tone.lift(0.1)),
        );
        let mut y = 0.25;
        while y < 4.5 {
            set.ink([x, y, 1.6], [x, y, 14.0], 0.12);
            y += 0.25;
        }
        for _ in 0..70 {
            let (z, y) = (
                set.dice.between(2.0, 11.0),
                (set.dice.between(0.0, 16.0)).floor() * 0.25,
            );
            set.face(
                &[
                    [x, y, z],
                    [x, y, z + 0.45],
                    [x, y + 0.25, z + 0.45],
                    [x, y + 0.25, z],
                ],
                tone.lift(-0.22),
            );
        }
        for (z, y) in [(4.0, 3.0), (6.4, 3.2), (9.0, 3.0), (5.2, 5.8), (8.0, 6.0)] {
            let lit = set.dice.chance(0.3 + 0.4 * set.light.lamps);
            let glass = set.grade(Tone::hex(0x0030_3c48), z);
            let pane = if lit {
                glass.mix(Tone::hex(0x00ff_cc80), 0.3 + 0.6 * set.light.lamps)
            } else {
                glass
            };
            set.shine(
                &[
                    [x, y, z],
                    [x, y, z + 0.9],
                    [x, y + 1.2, z + 0.9],
                    [x, y + 1.2, z],
                ],
                pane,
            );
            set.ink([x, y, z], [x, y, z + 0.9], 1.0);
            set.ink([x, y + 0.6, z], [x, y + 0.6, z + 0.9], 0.4);
        }
        // Pipes.
        set.block(
            [x - side * 0.1 - 0.05, 0.0, 3.3],
            [x - side * 0.1 + 0.05, 9.0, 3.4],
            Tone::hex(0x0050_5458),
        );
    }
    // The escape stairs.
    let side = -set.light.side;
    for level in 0..3 {
        let y = 2.9 + level as f32 * 2.5;
        let (low, high) = (
            (side * 0.9f32).min(side * 1.7),
            (side * 0.9f32).max(side * 1.7),
        );
        set.block([low, y, 5.0], [high, y + 0.08, 7.4], Tone::hex(0x0030_3236));
        for post in 0..6 {
            let z = 5.0 + post as f32 * 0.48;
            set.ink([side * 0.9, y, z], [side * 0.9, y + 0.9, z], 0.5);
        }
        set.ink([side * 0.9, y + 0.9, 5.0], [side * 0.9, y + 0.9, 7.4], 0.7);
        set.ink([side * 1.0, y, 5.0], [side * 1.0, y - 2.4, 7.2], 0.9);
    }
    let lamp = set.light.side;
    let neon = set.dice.pick(&NEON);
    set.sign(
        [if lamp > 0.0 { 1.0 } else { -1.65 }, 2.3, 7.6],
        (0.6, 1.7),
        neon,
    );
    set.lamp_light([lamp * 1.5, 3.0, 5.2], 1.9, Tone::hex(0x00ff_d090), 1.0);
    for (x, z, w, h, tone) in [
        (-1.2, 6.2, 0.8, 1.1, 0x0040_6a58),
        (1.25, 5.0, 0.6, 0.8, 0x006a_5a4a),
        (-1.3, 4.6, 0.4, 0.5, 0x00a0_7a4c),
        (1.2, 8.4, 0.8, 1.0, 0x003a_4a58),
    ] {
        set.shadow(x, z + 0.2, (w * 0.6, 0.3));
        set.block(
            [x - w / 2.0, 0.0, z],
            [x + w / 2.0, h, z + 0.6],
            Tone::hex(tone),
        );
        set.block(
            [x - w / 2.0 - 0.04, h, z - 0.03],
            [x + w / 2.0 + 0.04, h + 0.07, z + 0.63],
            Tone::hex(tone).lift(-0.2),
        );
    }
    puddles_narrow(set, neon);
    set.front_post(120.0);
}

fn puddles_narrow(set: &mut Set, neon: Tone) {
    for _ in 0..6 {
        let (x, z) = (set.dice.between(-0.8, 0.8), set.dice.between(2.2, 7.0));
        let (at, s) = (set.see([x, 0.0, z]), set.scale(z));
        let sky = set.light.sky[2].mix(neon, 0.4 * set.light.lamps);
        set.canvas()
            .ellipse(at, s * 0.35, s * 0.045, sky.alpha(0.55));
    }
}
