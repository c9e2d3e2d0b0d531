//! Towers and roofs.

use super::streets::hazed;
use crate::brush::{Fill, Tone};
use crate::places::outdoors::NEON;
use crate::places::set::{On, Set};
use tiny_skia::BlendMode;

pub fn office_tower(set: &mut Set) {
    set.on(On::Far);
    set.vanish.1 = 1180.0;
    set.sky(1250.0);
    set.skyline(1300.0, 620.0, 3);
    set.on(On::Room);
    hazed(set, 60.0);
    // A plaza from which the tower is seen from below.
    let light = set.light.side;
    let wall = set.light.grade(Tone::hex(0x0041_5a7a));
    let (left, right, top) = (300.0, 830.0, 40.0);
    let lean = 42.0;
    let fill = Fill::Along(
        (left, 0.0),
        (right, 0.0),
        if light > 0.0 {
            vec![
                (0.0, wall.lift(-0.25)),
                (1.0, wall.mix(set.light.sky[1], 0.5).lift(0.1)),
            ]
        } else {
            vec![
                (0.0, wall.mix(set.light.sky[1], 0.5).lift(0.1)),
                (1.0, wall.lift(-0.25)),
            ]
        },
    );
    let base = 1235.0;
    set.canvas().poly(
        &[
            (left, base),
            (left + lean, top),
            (right - lean, top),
            (right, base),
        ],
        fill,
    );
    let edge = if light > 0.0 {
        (left, left + lean, left - 90.0, left + lean - 60.0)
    } else {
        (right, right - lean, right + 90.0, right - lean + 60.0)
    };
    set.canvas().poly(
        &[
            (edge.0, base),
            (edge.1, top),
            (edge.3, top + 60.0),
            (edge.2, base),
        ],
        wall.lift(-0.5),
    );
    let lamps = set.light.lamps;
    let mut y: f32 = 1190.0;
    let mut step: f32 = 40.0;
    while y > top + 30.0 {
        let share = (base - y) / (base - top);
        let (l, r) = (left + lean * share, right - lean * share);
        let columns = 12;
        for column in 0..columns {
            let w = (r - l) / columns as f32;
            let x = l + w * column as f32;
            let lit = set.dice.chance(0.08 + 0.45 * lamps);
            let sky = set.light.sky[usize::from(share < 0.5) + 1];
            let tone = if lit && lamps > 0.1 {
                Tone::hex(0x00ff_dc98).mix(wall, set.dice.between(0.0, 0.45))
            } else {
                wall.mix(sky, set.dice.between(0.15, 0.5))
            };
            set.canvas()
                .rect(x + w * 0.08, y, w * 0.84, step * 0.72, tone);
        }
        step *= 0.985;
        y -= step;
    }
    // The name on its crown.
    let crown = set.dice.pick(&NEON);
    set.canvas().rect(
        left + lean + 110.0,
        top + 26.0,
        200.0,
        14.0,
        crown.lift(0.4),
    );
    set.canvas()
        .glow((565.0, top + 34.0), 260.0, crown.alpha(0.3 + 0.5 * lamps));
    set.earth(Tone::hex(0x0058_5c68), Tone::hex(0x0093_98a4));
    for line in -8..=8 {
        let x = line as f32 * 1.2;
        set.ink([x, 0.0, 1.2], [x * 1.0, 0.0, 40.0], 0.22);
    }
    for z in [2.4, 3.6, 5.4, 8.0, 12.0] {
        set.ink([-9.0, 0.0, z], [9.0, 0.0, z], 0.22);
    }
    // The lobby.
    let glow = Tone::hex(0x00ff_dfa8);
    let lobby = set
        .light
        .grade(Tone::hex(0x0050_606c))
        .mix(glow, 0.2 + 0.7 * lamps);
    set.canvas()
        .rect(left + 20.0, 1130.0, right - left - 40.0, 112.0, lobby);
    for post in 0..8 {
        let x = left + 20.0 + post as f32 * (right - left - 40.0) / 7.0;
        let ink = set.light.ink;
        set.canvas().rect(x - 3.0, 1126.0, 6.0, 118.0, ink);
    }
    set.canvas().rect(
        left - 20.0,
        1112.0,
        right - left + 40.0,
        20.0,
        wall.lift(-0.45),
    );
    set.canvas().glow_oval(
        (565.0, 1260.0),
        520.0,
        90.0,
        glow.alpha(0.25 + 0.45 * lamps),
    );
    for (x, inward) in [(-3.0, 1.0), (3.0, -1.0)] {
        set.street_lamp(x, 6.5, 3.6, inward);
        set.bush(x * 1.25, 5.6, 1.5, Tone::hex(0x003f_7a52));
    }
    set.crowd(14.0, 7, 5.0, Tone::hex(0x0030_3644));
    set.front_leaves(true);
}

pub fn campus_roof(set: &mut Set) {
    set.on(On::Far);
    set.sky(1010.0);
    set.hills(1030.0, 150.0, Tone::hex(0x0060_8a80), 0.6);
    set.skyline(1080.0, 210.0, 2);
    set.on(On::Room);
    hazed(set, 40.0);
    roof_floor(set, Tone::hex(0x0090_a094), 8.6);
    let side = set.light.side;
    // The hut with the stairs.
    let x = -side * 2.5;
    set.block(
        [x - 1.5, 0.0, 5.6],
        [x + 1.3, 2.9, 8.2],
        Tone::hex(0x00d8_d2c0),
    );
    set.block(
        [x - 1.7, 2.9, 5.4],
        [x + 1.5, 3.1, 8.3],
        Tone::hex(0x00a8_a294),
    );
    set.block(
        [x - 0.3, 0.0, 5.56],
        [x + 0.6, 2.1, 5.6],
        Tone::hex(0x003f_6f8c),
    );
    set.block(
        [x - 0.1, 3.1, 6.6],
        [x + 0.6, 4.1, 7.2],
        Tone::hex(0x00b4_bcc0),
    );
    fence(set, 8.4, 4.6);
    set.block(
        [side * 2.0 - 0.6, 0.38, 5.8],
        [side * 2.0 + 0.6, 0.46, 6.2],
        Tone::hex(0x00b0_7a4a),
    );
    for leg in [-0.5, 0.45] {
        set.block(
            [side * 2.0 + leg, 0.0, 5.9],
            [side * 2.0 + leg + 0.06, 0.38, 6.1],
            Tone::hex(0x0048_5058),
        );
    }
    set.plant(side * 2.9, 5.4, 1.1);
    low_sun(set);
    set.front_rail();
}

fn roof_floor(set: &mut Set, tone: Tone, to: f32) {
    set.strip_of_ground((-14.0, 14.0), (0.4, to), tone);
    let line = 0.25;
    for column in -7..=7 {
        let x = column as f32 * 1.1;
        set.ink([x, 0.0, 0.8], [x, 0.0, to], line);
    }
    for z in [1.6, 2.4, 3.4, 4.6, 6.0, 7.6] {
        if z < to {
            set.ink([-9.0, 0.0, z], [9.0, 0.0, z], line);
        }
    }
}

fn fence(set: &mut Set, z: f32, half: f32) {
    set.block(
        [-half * 2.0, 0.0, z],
        [half * 2.0, 0.5, z + 0.2],
        Tone::hex(0x00b0_b4ac),
    );
    for post in -8..=8 {
        let x = post as f32 * 0.8;
        set.block(
            [x - 0.03, 0.5, z],
            [x + 0.03, 1.9, z + 0.06],
            Tone::hex(0x0054_7468),
        );
    }
    let tone = set.grade(Tone::hex(0x0054_7468), z).alpha(0.6);
    for line in -40..=40 {
        let x = line as f32 * 0.22;
        let (a, b) = (set.see([x, 0.5, z]), set.see([x + 1.4, 1.9, z]));
        set.canvas().line(&[a, b], 1.3, tone);
        let (a, b) = (set.see([x + 1.4, 0.5, z]), set.see([x, 1.9, z]));
        set.canvas().line(&[a, b], 1.3, tone);
    }
    set.block(
        [-half * 2.0, 1.86, z],
        [half * 2.0, 1.94, z + 0.06],
        Tone::hex(0x0054_7468),
    );
}

/// Long light across the ground when the sun is low.
pub fn low_sun(set: &mut Set) {
    if set.light.sun_height > 0.4 && set.hour != storyboard::place::Hour::Night {
        return;
    }
    let sun = set.light.sun;
    let x = 540.0 + 300.0 * set.light.side;
    let strength = set.light.beam;
    let fill = Fill::Along(
        (x, 950.0),
        (540.0, 1900.0),
        vec![(0.0, sun.alpha(0.55 * strength)), (1.0, sun.alpha(0.0))],
    );
    let side = set.light.side;
    set.canvas().poly_blended(
        &[
            (x - 120.0, 960.0),
            (x + 120.0, 960.0),
            (x + 420.0 - 500.0 * side, 1980.0),
            (x - 420.0 - 500.0 * side, 1980.0),
        ],
        fill,
        BlendMode::Screen,
    );
}

pub fn rooftop(set: &mut Set) {
    set.on(On::Far);
    set.sky(1000.0);
    set.skyline(1100.0, 640.0, 3);
    set.on(On::Room);
    hazed(set, 50.0);
    roof_floor(set, Tone::hex(0x0070_7682), 8.0);
    let side = set.light.side;
    set.block([-9.0, 0.0, 7.9], [9.0, 0.8, 8.3], Tone::hex(0x0082_8690));
    // A water tank and machines for the air.
    let x = side * 2.6;
    for leg in [-0.7, 0.6] {
        set.block(
            [x + leg, 0.0, 6.6],
            [x + leg + 0.1, 1.5, 6.7],
            Tone::hex(0x0048_4440),
        );
    }
    set.column(x, 6.6, 0.85, 3.4, Tone::hex(0x009a_6a4c));
    for hoop in [1.9, 2.5, 3.1] {
        let (a, b) = (
            set.see([x - 0.85, hoop, 6.5]),
            set.see([x + 0.85, hoop, 6.5]),
        );
        let ink = set.light.ink;
        set.canvas().line(&[a, b], 4.0, ink);
    }
    let cone = [
        set.see([x - 1.0, 3.4, 6.5]),
        set.see([x, 4.2, 6.5]),
        set.see([x + 1.0, 3.4, 6.5]),
    ];
    let tone = set.grade(Tone::hex(0x005a_4038), 6.5);
    set.canvas().poly(&cone, tone);
    for (bx, z) in [(-side * 2.4, 6.4), (-side * 3.2, 5.2)] {
        set.shadow(bx, z + 0.4, (0.7, 0.5));
        set.block(
            [bx - 0.65, 0.1, z],
            [bx + 0.65, 1.1, z + 0.8],
            Tone::hex(0x00a8_b0b4),
        );
        let (c, s) = (set.see([bx, 0.6, z - 0.02]), set.scale(z));
        let dark = set.grade(Tone::hex(0x0030_363c), z);
        set.canvas().ellipse(c, s * 0.36, s * 0.36, dark);
        for blade in 0..4 {
            let turn = blade as f32 * 0.785 + 0.3;
            let (dx, dy) = (turn.cos() * s * 0.33, turn.sin() * s * 0.33);
            set.canvas().line(
                &[(c.0 - dx, c.1 - dy), (c.0 + dx, c.1 + dy)],
                5.0,
                dark.lift(0.25),
            );
        }
    }
    let sign = set.dice.pick(&NEON);
    set.sign([-side * 1.9 - 0.7, 1.6, 7.6], (1.5, 0.6), sign);
    // A string of bulbs.
    let mut bulbs = Vec::new();
    for step in 0..=20 {
        let t = step as f32 / 20.0;
        let sag = ((t * 2.0).fract() * std::f32::consts::PI).sin() * 0.5;
        bulbs.push(set.see([-3.4 + 6.8 * t, 3.3 - sag, 5.4]));
    }
    let ink = set.light.ink;
    set.canvas().line(&bulbs, 2.5, ink);
    let lamps = 0.3 + 0.7 * set.light.lamps;
    for at in bulbs {
        set.canvas()
            .ellipse((at.0, at.1 + 9.0), 8.0, 10.0, Tone::hex(0x00ff_e9b8));
        set.canvas().glow(
            (at.0, at.1 + 9.0),
            64.0,
            Tone::hex(0x00ff_c870).alpha(0.6 * lamps),
        );
    }
    low_sun(set);
    set.front_rail();
}
