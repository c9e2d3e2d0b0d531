//! Open air, and nowhere.

use crate::brush::{Fill, Tone};
use crate::places::outdoors::blob;
use crate::places::set::{On, Set};
use storyboard::place::Hour;
use tiny_skia::BlendMode;

pub fn park(set: &mut Set) {
    let leaf = set.dice.pick(&[
        Tone::hex(0x005a_9a4a),
        Tone::hex(0x00d0_8a3a),
        Tone::hex(0x00e0_a0b0),
        Tone::hex(0x0070_a858),
    ]);
    set.on(On::Far);
    set.sky(860.0);
    set.skyline(880.0, 210.0, 2);
    set.hills(900.0, 90.0, Tone::hex(0x005a_8a60), 0.4);
    set.on(On::Room);
    set.haze = 30.0;
    set.hills(870.0, 40.0, Tone::hex(0x006a_9a58), 0.35);
    set.earth(Tone::hex(0x0054_8044), Tone::hex(0x008c_b468));
    path_to(set, Tone::hex(0x00d8_c4a0), 1.25);
    for (x, z, h) in [
        (-6.5, 16.0, 5.6),
        (6.2, 15.0, 6.0),
        (-4.6, 11.0, 5.0),
        (4.8, 10.4, 5.4),
        (-3.6, 7.4, 4.6),
        (3.9, 6.8, 4.9),
    ] {
        set.tree(x, z, h, leaf.lift(set.dice.clone().between(-0.1, 0.1)));
        set.dice.next();
    }
    for (x, z) in [(-2.7, 6.2), (2.6, 8.4), (3.0, 5.2)] {
        set.bush(x, z, 0.9, Tone::hex(0x004a_8448));
    }
    let side = set.light.side;
    bench(set, side * 1.9, 5.4);
    set.street_lamp(-side * 1.75, 6.0, 3.0, side);
    fallen(set, leaf, 40);
    rays(set);
    set.front_leaves(true);
}

fn bench(set: &mut Set, x: f32, z: f32) {
    set.shadow(x, z + 0.25, (0.85, 0.3));
    for leg in [-0.65, 0.6] {
        set.block(
            [x + leg, 0.0, z + 0.1],
            [x + leg + 0.06, 0.45, z + 0.4],
            Tone::hex(0x002e_3438),
        );
    }
    for slat in 0..3 {
        let y = 0.55 + slat as f32 * 0.16;
        set.block(
            [x - 0.8, y, z + 0.42],
            [x + 0.8, y + 0.11, z + 0.46],
            Tone::hex(0x00a4_6c40),
        );
    }
    set.block(
        [x - 0.8, 0.43, z],
        [x + 0.8, 0.48, z + 0.42],
        Tone::hex(0x00b0_7848),
    );
}

/// A path that winds to the horizon.
fn path_to(set: &mut Set, tone: Tone, half: f32) {
    let mut left = Vec::new();
    let mut right = Vec::new();
    for step in 0..=24 {
        let z = 0.5 + (step as f32 / 24.0).powi(2) * 40.0;
        let bend = (z * 0.16).sin() * 0.7 * (z / 8.0).min(3.0) * set.light.side;
        left.push(set.see([bend - half, 0.0, z]));
        right.push(set.see([bend + half, 0.0, z]));
    }
    let (near, far) = (set.grade(tone.lift(-0.35), 1.5), set.grade(tone, 14.0));
    let ink = set.light.ink.alpha(0.5);
    set.canvas().line(&left, 5.0, ink);
    set.canvas().line(&right, 5.0, ink);
    left.extend(right.into_iter().rev());
    set.canvas()
        .poly(&left, Fill::down(800.0, 1700.0, far, near));
}

/// Leaves or petals on the ground.
fn fallen(set: &mut Set, tone: Tone, count: u32) {
    for _ in 0..count {
        let (x, z) = (set.dice.between(-3.0, 3.0), set.dice.between(1.8, 9.0));
        let (at, s) = (set.see([x, 0.0, z]), set.scale(z));
        let graded = set.grade(tone.lift(set.dice.clone().between(-0.2, 0.25)), z);
        set.dice.next();
        set.canvas().ellipse(at, s * 0.045, s * 0.016, graded);
    }
}

/// Light through leaves.
fn rays(set: &mut Set) {
    let (sun, side) = (set.light.sun, set.light.side);
    let x = 540.0 + 420.0 * side;
    for ray in 0..4 {
        let lean = 160.0 + ray as f32 * 190.0;
        let fill = Fill::Along(
            (x, 300.0),
            (x - side * lean, 1500.0),
            vec![
                (0.0, sun.alpha(0.22 * set.light.beam)),
                (1.0, sun.alpha(0.0)),
            ],
        );
        set.canvas().poly_blended(
            &[
                (x, 260.0),
                (x - side * 40.0, 260.0),
                (x - side * (lean + 130.0), 1500.0),
                (x - side * lean, 1500.0),
            ],
            fill,
            BlendMode::Screen,
        );
    }
}

pub fn garden(set: &mut Set) {
    set.on(On::Far);
    set.sky(840.0);
    set.hills(860.0, 300.0, Tone::hex(0x005a_7a88), 0.65);
    set.hills(890.0, 150.0, Tone::hex(0x0046_7a62), 0.35);
    set.on(On::Room);
    set.haze = 34.0;
    set.hills(880.0, 60.0, Tone::hex(0x004f_8652), 0.3);
    set.earth(Tone::hex(0x0058_8048), Tone::hex(0x0086_a860));
    // A pond with a bridge and a pavilion behind it.
    let water = set.grade(Tone::hex(0x003f_7f90), 7.0);
    let pond = [
        [-5.0, 0.0, 6.0],
        [-1.0, 0.0, 4.6],
        [2.0, 0.0, 4.9],
        [5.5, 0.0, 6.4],
        [4.6, 0.0, 10.0],
        [0.0, 0.0, 11.5],
        [-4.6, 0.0, 10.0],
    ];
    let spots = set.seen(&pond);
    let (low_sky, ink) = (set.light.sky[2], set.light.ink.alpha(0.5));
    if let Some(path) = crate::brush::smooth(&spots) {
        set.canvas().path(
            &path,
            Fill::down(860.0, 1080.0, water.mix(low_sky, 0.5), water.lift(-0.2)),
        );
        set.canvas().stroke(&path, 5.0, ink);
    }
    pavilion(set, -set.light.side * 2.6, 12.0);
    for (x, z, h) in [
        (4.8, 13.0, 5.0),
        (-5.0, 14.0, 5.6),
        (set.light.side * 3.8, 8.4, 5.0),
    ] {
        set.tree(x, z, h, Tone::hex(0x00e4_9ab0));
    }
    for lily in 0..9 {
        let (x, z) = (-2.4 + lily as f32 * 0.6, 5.8 + (lily * 7 % 5) as f32 * 0.6);
        let (at, s) = (set.see([x, 0.0, z]), set.scale(z));
        let green = set.grade(Tone::hex(0x0058_9a60), z);
        set.canvas().ellipse(at, s * 0.17, s * 0.05, green);
        if lily % 3 == 0 {
            let pink = set.grade(Tone::hex(0x00ff_b0c8), z);
            set.canvas()
                .ellipse((at.0, at.1 - s * 0.05), s * 0.06, s * 0.05, pink);
        }
    }
    // The red bridge.
    let arch = |t: f32| {
        [
            -2.4 + 4.8 * t,
            0.25 + (t * std::f32::consts::PI).sin() * 0.75,
            7.2,
        ]
    };
    let (red, dark) = (
        set.grade(Tone::hex(0x00c8_3a30), 7.2),
        set.grade(Tone::hex(0x0060_1c1c), 7.2),
    );
    let deck: Vec<_> = (0..=20)
        .map(|step| set.see(arch(step as f32 / 20.0)))
        .collect();
    let rail: Vec<_> = deck.iter().map(|at| (at.0, at.1 - 110.0)).collect();
    set.canvas().line(&deck, 30.0, dark);
    set.canvas().line(&deck, 20.0, red);
    for post in (0..=20).step_by(2) {
        set.canvas()
            .line(&[deck[post], rail[post]], 8.0, red.lift(-0.15));
    }
    set.canvas().line(&rail, 12.0, red);
    for (x, z) in [(-2.6, 4.0), (2.8, 3.9), (-3.2, 4.8)] {
        set.bush(x, z, 0.8, Tone::hex(0x004f_8a4e));
    }
    for stone in 0..6 {
        let z = 2.2 + stone as f32 * 0.55;
        let x = (stone as f32 * 1.9).sin() * 0.25;
        let (at, s) = (set.see([x, 0.0, z]), set.scale(z));
        let tone = set.grade(Tone::hex(0x00b0_aca4), z);
        let spots = blob(&mut set.dice, at, s * 0.3);
        let flat: Vec<_> = spots
            .into_iter()
            .map(|spot| (spot.0, at.1 + (spot.1 - at.1) * 0.3))
            .collect();
        set.canvas().poly(&flat, tone);
    }
    super::grand::lantern(set, [-set.light.side * 1.5, 2.7, 4.6], 6.0);
    fallen(set, Tone::hex(0x00f4_b8c8), 50);
    rays(set);
    set.front_leaves(true);
}

fn pavilion(set: &mut Set, x: f32, z: f32) {
    set.block(
        [x - 1.7, 0.0, z],
        [x + 1.7, 0.3, z + 2.0],
        Tone::hex(0x00b0_a89c),
    );
    for post in [-1.4, -0.5, 0.5, 1.4] {
        set.block(
            [x + post - 0.08, 0.3, z + 0.1],
            [x + post + 0.08, 2.4, z + 0.25],
            Tone::hex(0x00b8_3a2e),
        );
    }
    for (base, half, rise) in [(2.4, 2.3, 0.9), (3.2, 1.3, 0.9)] {
        let tone = set.grade(Tone::hex(0x002f_5a58), z);
        let ink = set.grade_ink(z);
        let spots: Vec<_> = [
            [x - half, base + 0.22, z],
            [x - half * 0.8, base, z],
            [x + half * 0.8, base, z],
            [x + half, base + 0.22, z],
            [x + half * 0.45, base + rise * 0.6, z],
            [x, base + rise, z],
            [x - half * 0.45, base + rise * 0.6, z],
        ]
        .into_iter()
        .map(|at| set.see(at))
        .collect();
        set.canvas().poly(&spots, tone);
        set.canvas().line(&spots[..4], 4.0, ink);
    }
}

pub fn bridge(set: &mut Set) {
    set.on(On::Far);
    set.sky(900.0);
    set.skyline(930.0, 360.0, 3);
    set.sea(930.0, 2000.0);
    set.on(On::Room);
    set.haze = 40.0;
    set.strip_of_ground((-2.3, 2.3), (0.4, 70.0), Tone::hex(0x0080_848c));
    for plank in 0..26 {
        let z = 1.4 * 1.14f32.powi(plank);
        set.ink([-2.3, 0.0, z], [2.3, 0.0, z], 0.3);
    }
    let red = Tone::hex(0x00b8_4034);
    for z in [30.0, 14.0] {
        for side in [-1.0f32, 1.0] {
            let x = side * 2.6;
            set.block([x - 0.4, -2.0, z], [x + 0.4, 9.0, z + 0.6], red);
        }
        for y in [4.4, 6.6, 8.6] {
            set.block([-2.6, y, z], [2.6, y + 0.5, z + 0.5], red.lift(-0.1));
        }
    }
    for side in [-1.0f32, 1.0] {
        let x = side * 2.5;
        // The cable sags between the towers and rises towards the viewer.
        let mut cable = Vec::new();
        for step in 0..=30 {
            let t = step as f32 / 30.0;
            let z = 1.2 + t * 12.8;
            let y = 1.5 + 7.5 * (t - 0.1).max(0.0).powi(2) * 1.24;
            cable.push([x, y, z]);
        }
        for at in cable.iter().step_by(2) {
            set.ink([x, 1.0, at[2]], *at, 0.4);
        }
        let seen: Vec<_> = cable.iter().map(|&at| set.see(at)).collect();
        let tone = set.grade(red, 6.0);
        set.canvas().line(&seen, 11.0, tone);
        set.face(
            &[
                [x, 0.95, 0.5],
                [x, 0.95, 40.0],
                [x, 1.1, 40.0],
                [x, 1.1, 0.5],
            ],
            Tone::hex(0x0050_5860),
        );
        for post in 0..22 {
            let z = 1.3 + post as f32 * 0.8;
            set.block(
                [x - 0.03, 0.0, z],
                [x + 0.03, 1.0, z + 0.06],
                Tone::hex(0x0050_5860),
            );
        }
        set.ink([x, 0.5, 0.6], [x, 0.5, 40.0], 0.7);
    }
    for (z, side) in [(20.0, 1.0), (11.0, -1.0), (6.4, 1.0)] {
        set.street_lamp(side * 2.2, z, 3.6, -side);
    }
    set.front_rail();
}

pub fn beach(set: &mut Set) {
    set.on(On::Far);
    set.sky(880.0);
    set.hills(890.0, 90.0, Tone::hex(0x0050_7080), 0.7);
    set.sea(880.0, 2000.0);
    set.on(On::Room);
    set.haze = 60.0;
    // Sand, the wet edge and foam.
    let edge: Vec<_> = (0..=22)
        .map(|step| {
            let x = -60.0 + step as f32 * 56.0;
            (
                x,
                1090.0 + (x / 150.0).sin() * 18.0 + (x / 61.0).sin() * 8.0
                    - set.light.side * (x - 540.0) * 0.08,
            )
        })
        .collect();
    let close = |shift: f32| {
        let mut spots: Vec<_> = edge.iter().map(|at| (at.0, at.1 + shift)).collect();
        spots.extend([(1180.0, 2000.0), (-60.0, 2000.0)]);
        spots
    };
    let sand = set.light.grade(Tone::hex(0x00ec_d0a0));
    let wet = sand.lift(-0.3).mix(set.light.sky[1], 0.25);
    let haze = set.light.haze;
    set.canvas()
        .poly(&close(-26.0), Tone::WHITE.mix(haze, 0.3).alpha(0.5));
    set.canvas().poly(&close(-10.0), wet);
    set.canvas()
        .line(&edge, 14.0, Tone::WHITE.mix(haze, 0.15).alpha(0.9));
    set.canvas().poly(
        &close(90.0),
        Fill::down(1180.0, 1900.0, sand, sand.lift(-0.25)),
    );
    for _ in 0..120 {
        let at = (
            set.dice.between(0.0, 1080.0),
            set.dice.between(1230.0, 1900.0),
        );
        let w = set.dice.between(3.0, 16.0);
        let tone = sand.lift(set.dice.between(-0.22, 0.12));
        set.canvas().ellipse(at, w, w * 0.22, tone);
    }
    let side = -set.light.side;
    palm(set, 540.0 + side * 420.0, 1290.0);
    // A parasol and a boat.
    let x = 540.0 - side * 330.0;
    let ink = set.light.ink;
    set.canvas()
        .line(&[(x, 1330.0), (x - 14.0, 1130.0)], 8.0, ink);
    for slice in 0..6 {
        let tone = set.light.grade(if slice % 2 == 0 {
            Tone::hex(0x00e0_5048)
        } else {
            Tone::hex(0x00fa_f2e4)
        });
        let a = x - 14.0 - 130.0 + slice as f32 * 43.3;
        set.canvas().poly(
            &[
                (x - 14.0, 1100.0),
                (a, 1176.0 - ((slice as f32 - 3.0).abs() - 3.0) * -6.0),
                (a + 43.3, 1176.0 - ((slice as f32 - 2.0).abs() - 3.0) * -6.0),
            ],
            tone,
        );
    }
    let boat = set.light.grade(Tone::hex(0x0090_4a34));
    set.canvas().poly(
        &[
            (430.0, 962.0),
            (570.0, 962.0),
            (545.0, 990.0),
            (455.0, 990.0),
        ],
        boat,
    );
    let sail = set.light.grade(Tone::hex(0x00fa_f4e8));
    set.canvas()
        .poly(&[(500.0, 860.0), (560.0, 955.0), (500.0, 955.0)], sail);
    set.canvas().poly(
        &[(494.0, 880.0), (494.0, 955.0), (450.0, 955.0)],
        sail.lift(-0.12),
    );
    set.front_leaves(true);
}

fn palm(set: &mut Set, x: f32, y: f32) {
    let bark = set.light.grade(Tone::hex(0x0080_5c3c));
    let side = if x > 540.0 { -1.0 } else { 1.0 };
    let trunk: Vec<_> = (0..=14)
        .map(|step| {
            let t = step as f32 / 14.0;
            (x + side * 110.0 * t * t, y - 700.0 * t)
        })
        .collect();
    for pair in trunk.windows(2) {
        set.canvas()
            .line(pair, 40.0 - (y - pair[0].1) * 0.026, bark.lift(-0.1));
    }
    for at in &trunk {
        set.canvas().line(
            &[(at.0 - 16.0, at.1), (at.0 + 16.0, at.1 - 5.0)],
            4.0,
            bark.lift(-0.4),
        );
    }
    let crown = trunk[14];
    for leaf in 0..10 {
        let turn = leaf as f32 / 10.0 * std::f32::consts::TAU + 0.2;
        let (dx, dy) = (turn.cos() * 290.0, turn.sin() * 150.0 - 40.0);
        let tip = (crown.0 + dx, crown.1 + dy + 120.0);
        let middle = (crown.0 + dx * 0.55, crown.1 + dy * 0.8 - 50.0);
        let shade = set.dice.between(-0.35, 0.08);
        let tone = set.light.grade(Tone::hex(0x004a_8a50).lift(shade));
        let spots = [
            crown,
            (middle.0 - 12.0, middle.1 - 34.0),
            tip,
            tip,
            (middle.0 + 8.0, middle.1 + 32.0),
            crown,
        ];
        if let Some(path) = crate::brush::smooth(&spots) {
            set.canvas().path(&path, tone);
        }
        let ink = set.light.ink.alpha(0.35);
        set.canvas().line(&[crown, middle, tip], 3.0, ink);
    }
}

/// Nowhere: thoughts, memories, black boxes of the mind.
pub fn void(set: &mut Set) {
    let (deep, glow) = match set.hour {
        Hour::Dawn => (Tone::hex(0x0056_4876), Tone::hex(0x00f0_b0a8)),
        Hour::Day => (Tone::hex(0x00b8_c4d8), Tone::hex(0x00ff_fbf0)),
        Hour::Dusk => (Tone::hex(0x003a_1c46), Tone::hex(0x00e8_6a58)),
        Hour::Night => (Tone::hex(0x0008_0a18), Tone::hex(0x003a_4a90)),
    };
    let fill = Fill::Around(
        (540.0, 820.0),
        1300.0,
        vec![(0.0, glow), (0.45, glow.mix(deep, 0.6)), (1.0, deep)],
    );
    set.canvas().rect(-60.0, -60.0, 1200.0, 2100.0, fill);
    let ray = glow.lift(0.3);
    for beam in 0..28 {
        let turn = beam as f32 / 28.0 * std::f32::consts::TAU + set.dice.between(-0.06, 0.06);
        let wide = set.dice.between(0.012, 0.045);
        let reach = 1500.0;
        let inner = set.dice.between(330.0, 520.0);
        let at = |turn: f32, r: f32| (540.0 + turn.cos() * r, 820.0 + turn.sin() * r);
        set.canvas().poly(
            &[
                at(turn, inner),
                at(turn - wide, reach),
                at(turn + wide, reach),
            ],
            ray.alpha(0.07),
        );
    }
    set.canvas()
        .glow_oval((540.0, 1420.0), 620.0, 110.0, glow.alpha(0.6));
    set.canvas()
        .ellipse((540.0, 1420.0), 430.0, 46.0, deep.alpha(0.25));
    for _ in 0..70 {
        let at = (
            set.dice.between(0.0, 1080.0),
            set.dice.between(100.0, 1800.0),
        );
        let r = set.dice.between(1.0, 5.0);
        set.canvas().ellipse(at, r, r, ray.alpha(0.35));
    }
}
