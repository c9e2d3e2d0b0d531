//! Halls in which much is at stake.

use crate::brush::{Fill, Tone, smooth};
use crate::places::room::{Ground, On2, Room};
use crate::places::set::{On, Set};
use tiny_skia::BlendMode;

const GOLD: Tone = Tone::hex(0x00e0_b04c);
const RED: Tone = Tone::hex(0x00b0_2e2c);
const WARM: Tone = Tone::hex(0x00ff_c670);
const WOOD: Tone = Tone::hex(0x0086_5232);

pub fn palace_hall(set: &mut Set) {
    let room = Room {
        half: 4.2,
        height: 6.4,
        back: 12.0,
        wall: Tone::hex(0x0090_2c2a),
        side: Tone::hex(0x0086_2a28),
        floor: Tone::hex(0x0078_6656),
        ceiling: Tone::hex(0x0026_4a52),
    };
    set.shell(room, Ground::Checks(1.2, Tone::hex(0x0060_5044)));
    for beam in 0..8 {
        let z = 1.8 + beam as f32 * 1.35;
        set.block([-4.2, 5.9, z], [4.2, 6.4, z + 0.35], Tone::hex(0x001f_5a60));
        set.shine_graded(
            &[
                [-4.2, 5.95, z - 0.01],
                [4.2, 5.95, z - 0.01],
                [4.2, 6.05, z - 0.01],
                [-4.2, 6.05, z - 0.01],
            ],
            GOLD,
        );
    }
    // Lattice doors at the back, light between the bars.
    let screen = On2(-3.0, 3.0, 0.9, 4.6);
    set.shine_graded(
        &[
            [screen.0, screen.2, 11.98],
            [screen.1, screen.2, 11.98],
            [screen.1, screen.3, 11.98],
            [screen.0, screen.3, 11.98],
        ],
        Tone::hex(0x00ff_d890),
    );
    for bar in 0..=24 {
        let x = screen.0 + bar as f32 * 0.25;
        set.block(
            [x - 0.03, screen.2, 11.92],
            [x + 0.03, screen.3, 11.95],
            Tone::hex(0x005a_2018),
        );
    }
    for bar in 0..=14 {
        let y = screen.2 + bar as f32 * 0.264;
        set.block(
            [screen.0, y - 0.03, 11.92],
            [screen.1, y + 0.03, 11.95],
            Tone::hex(0x005a_2018),
        );
    }
    let at = set.see([0.0, 2.8, 11.9]);
    set.canvas().glow(at, 420.0, WARM.alpha(0.55));
    // The throne on its steps.
    for step in 0..4 {
        let s = step as f32;
        set.block(
            [-2.2 + s * 0.3, s * 0.17, 9.0 + s * 0.3],
            [2.2 - s * 0.3, (s + 1.0) * 0.17, 11.4],
            Tone::hex(0x00a8_967e),
        );
    }
    set.block([-0.95, 0.68, 10.9], [0.95, 3.1, 11.1], GOLD.lift(-0.2));
    set.block([-0.7, 0.9, 10.85], [0.7, 2.8, 10.9], RED);
    set.block([-0.9, 0.68, 10.3], [0.9, 1.2, 10.9], GOLD);
    set.block([-0.7, 1.2, 10.25], [0.7, 1.3, 10.85], RED.lift(0.1));
    let sun = set.see([0.0, 2.3, 10.8]);
    let gold = set.light.grade(GOLD);
    set.canvas().ellipse(sun, 26.0, 26.0, gold);
    for side in [-1.0, 1.0] {
        set.block(
            [side * 0.95 - 0.1, 0.68, 10.3],
            [side * 0.95 + 0.1, 1.6, 10.6],
            GOLD,
        );
        for banner in 0..4 {
            let z = 4.2 + banner as f32 * 1.9;
            let x = side * 4.1;
            set.face(
                &[
                    [x, 2.2, z],
                    [x, 2.2, z + 0.8],
                    [x, 5.6, z + 0.8],
                    [x, 5.6, z],
                ],
                if banner % 2 == 0 {
                    GOLD.lift(-0.25)
                } else {
                    Tone::hex(0x0024_5a5c)
                },
            );
        }
    }
    set.rug(0.0, (1.0, 9.0), 1.05, (RED, GOLD));
    for z in [10.2, 8.2, 6.2, 4.2] {
        for side in [-1.0, 1.0] {
            set.column(side * 2.9, z, 0.3, 6.0, Tone::hex(0x00c0_342e));
            lantern(set, [side * 2.05, 3.6, z], 5.9);
        }
    }
    shaft_from_above(set);
    set.front_post(140.0);
}

/// A paper lantern.
pub fn lantern(set: &mut Set, at: [f32; 3], from: f32) {
    let [x, y, z] = at;
    set.ink([x, from, z], [x, y, z], 0.3);
    let (p, s) = (set.see(at), set.scale(z));
    let lit = Tone::hex(0x00e8_4030).mix(Tone::hex(0x00ff_9a4a), 0.55 * set.light.lamps);
    let body = set
        .light
        .grade(Tone::hex(0x00c8_3028))
        .mix(lit, 0.4 + 0.6 * set.light.lamps);
    let ink = set.light.ink;
    let gold = set.light.grade(GOLD);
    let lamps = set.light.lamps;
    let canvas = set.canvas();
    canvas.ellipse(p, s * 0.24, s * 0.2, body);
    canvas.ellipse(p, s * 0.11, s * 0.195, body.lift(0.16));
    canvas.rect(p.0 - s * 0.1, p.1 - s * 0.22, s * 0.2, s * 0.05, gold);
    canvas.rect(p.0 - s * 0.1, p.1 + s * 0.17, s * 0.2, s * 0.05, gold);
    canvas.line(
        &[(p.0, p.1 + s * 0.22), (p.0, p.1 + s * 0.42)],
        s * 0.03,
        gold,
    );
    if let Some(path) = crate::brush::oval(p, s * 0.24, s * 0.2) {
        canvas.stroke(&path, s * 0.012, ink);
    }
    canvas.glow(p, s * 1.0, WARM.alpha(0.25 + 0.45 * lamps));
}

/// A broad beam of light across the hall.
fn shaft_from_above(set: &mut Set) {
    let side = set.light.side;
    let x = 540.0 + side * 620.0;
    let (sun, strength) = (set.light.sun, set.light.beam);
    for beam in 0..3 {
        let shift = beam as f32 * -side * 170.0;
        let fill = Fill::Along(
            (x, 0.0),
            (540.0, 1300.0),
            vec![(0.0, sun.alpha(0.3 * strength)), (1.0, sun.alpha(0.0))],
        );
        let spots = [
            (x + shift, 60.0),
            (x + shift - side * 90.0, 60.0),
            (x + shift - side * 640.0, 1400.0),
            (x + shift - side * 380.0, 1400.0),
        ];
        set.canvas().poly_blended(&spots, fill, BlendMode::Screen);
    }
}

impl Set {
    /// A flat shape in one colour under this light.
    pub fn shine_graded(&mut self, corners: &[[f32; 3]], local: Tone) {
        let z = corners.first().map_or(1.0, |corner| corner[2]);
        let tone = self.grade(local, z);
        self.shine(corners, tone);
    }
}

pub fn courtroom(set: &mut Set) {
    set.on(On::Far);
    set.sky(700.0);
    set.skyline(800.0, 260.0, 2);
    set.on(On::Room);
    let room = Room {
        half: 3.6,
        height: 4.6,
        back: 8.4,
        wall: Tone::hex(0x0088_5634),
        side: Tone::hex(0x0098_6a44),
        floor: Tone::hex(0x0070_4a34),
        ceiling: Tone::hex(0x00d8_c8a8),
    };
    set.shell(room, Ground::Planks(0.4));
    set.band(room, 0.0, 1.4, Tone::hex(0x0064_3a22));
    for x in [-3.0, -1.9, 1.9, 3.0] {
        set.block(
            [x - 0.18, 0.0, 8.2],
            [x + 0.18, 4.4, 8.4],
            Tone::hex(0x006c_4228),
        );
    }
    for x in [-2.45, 2.45] {
        set.window(
            8.4,
            On2(x - 0.35, x + 0.35, 1.7, 4.0),
            (1, 3),
            Tone::hex(0x004c_2c1a),
        );
    }
    set.block([-1.6, 1.9, 8.25], [1.6, 4.2, 8.38], Tone::hex(0x0074_2a2a));
    // Scales on the wall.
    let gold = set.light.grade(GOLD);
    let s = set.scale(8.2);
    let c = set.see([0.0, 3.2, 8.2]);
    let canvas = set.canvas();
    canvas.line(&[(c.0, c.1 - s * 0.5), (c.0, c.1 + s * 0.5)], 8.0, gold);
    canvas.line(
        &[
            (c.0 - s * 0.55, c.1 - s * 0.38),
            (c.0 + s * 0.55, c.1 - s * 0.38),
        ],
        7.0,
        gold,
    );
    canvas.line(
        &[
            (c.0 - s * 0.25, c.1 + s * 0.5),
            (c.0 + s * 0.25, c.1 + s * 0.5),
        ],
        9.0,
        gold,
    );
    canvas.ellipse((c.0, c.1 - s * 0.5), 10.0, 10.0, gold);
    for x in [-0.55, 0.55] {
        let (px, py) = (c.0 + s * x, c.1 - s * 0.38);
        canvas.line(
            &[
                (px - s * 0.2, py + s * 0.42),
                (px, py),
                (px + s * 0.2, py + s * 0.42),
            ],
            3.0,
            gold,
        );
        if let Some(path) = smooth(&[
            (px - s * 0.26, py + s * 0.4),
            (px + s * 0.26, py + s * 0.4),
            (px, py + s * 0.62),
        ]) {
            canvas.path(&path, gold);
        }
    }
    // The bench.
    set.block([-0.6, 1.0, 8.0], [0.6, 2.5, 8.15], Tone::hex(0x003a_1e18));
    set.counter(0.0, 7.0, [4.0, 0.9, 1.55], (WOOD, WOOD.lift(0.12)));
    for x in [-1.3, 0.0, 1.3] {
        set.block(
            [x - 0.45, 0.3, 6.98],
            [x + 0.45, 1.25, 7.0],
            WOOD.lift(-0.14),
        );
    }
    set.standing_lamp([-1.3, 1.55, 7.3], 0.4, Tone::hex(0x00b0_f0b8));
    set.block([0.5, 1.55, 7.2], [0.9, 1.62, 7.5], Tone::hex(0x00e8_dcc0));
    let side = set.light.side;
    set.counter(side * 2.5, 5.7, [1.1, 0.8, 1.15], (WOOD.lift(-0.08), WOOD));
    for x in [-1.6, 1.6] {
        set.counter(
            x,
            4.4,
            [1.7, 0.7, 0.78],
            (WOOD.lift(-0.16), WOOD.lift(0.05)),
        );
        set.block(
            [x - 0.3, 0.78, 4.6],
            [x + 0.2, 0.8, 4.85],
            Tone::hex(0x00f2_ead8),
        );
    }
    for x in [-3.6f32, -2.4, 1.2, 2.4] {
        set.block([x, 0.75, 3.3], [x + 1.2, 0.85, 3.4], WOOD);
        for post in 0..4 {
            let px = x + 0.15 + post as f32 * 0.3;
            set.block(
                [px - 0.03, 0.0, 3.32],
                [px + 0.03, 0.76, 3.38],
                WOOD.lift(-0.1),
            );
        }
    }
    for x in [-2.45, 2.45] {
        set.beams(8.4, On2(x - 0.35, x + 0.35, 1.7, 4.0), 1);
    }
    for x in [-1.4, 1.4] {
        set.pendant([x, 3.4, 5.4], 4.6, GOLD, WARM);
    }
    set.front_heads(4);
}

pub fn temple(set: &mut Set) {
    set.on(On::Far);
    set.sky(820.0);
    set.hills(860.0, 260.0, Tone::hex(0x005a_7f86), 0.6);
    set.hills(900.0, 150.0, Tone::hex(0x003f_6f5c), 0.25);
    for x in [-4.0, -2.0, 1.6, 4.2] {
        set.tree(x, 9.0, 5.0, Tone::hex(0x0048_7f58));
    }
    set.on(On::Room);
    let room = Room {
        half: 3.4,
        height: 4.6,
        back: 8.6,
        wall: Tone::hex(0x0094_3a2c),
        side: Tone::hex(0x0084_3428),
        floor: Tone::hex(0x0080_7468),
        ceiling: Tone::hex(0x0044_2a22),
    };
    set.shell(room, Ground::Tiles(0.9));
    for beam in 0..6 {
        let z = 2.0 + beam as f32 * 1.15;
        set.block([-3.4, 4.2, z], [3.4, 4.6, z + 0.25], Tone::hex(0x006a_2c22));
    }
    // Open moon gate.
    let gate: Vec<_> = (0..40)
        .map(|step| {
            let t = step as f32 / 40.0 * std::f32::consts::TAU;
            [1.75 * t.cos(), 1.85 + 1.75 * t.sin(), 8.6]
        })
        .collect();
    let spots = set.seen(&gate);
    set.room.hole(&spots);
    let (rim, ink) = (set.light.grade(Tone::hex(0x00d8_b070)), set.light.ink);
    if let Some(path) = crate::brush::outline(&spots, true) {
        set.canvas().stroke(&path, 30.0, ink);
        set.canvas().stroke(&path, 22.0, rim);
    }
    let sun = set.light.sun;
    let strength = set.light.beam;
    let patch = [
        [-1.2, 0.0, 8.5],
        [1.2, 0.0, 8.5],
        [2.4 - set.light.side, 0.0, 2.6],
        [-2.4 - set.light.side, 0.0, 2.6],
    ];
    let spots = set.seen(&patch);
    let (top, low) = crate::places::set::extent(&spots);
    set.canvas().poly_blended(
        &spots,
        Fill::down(top, low, sun.alpha(0.55 * strength), sun.alpha(0.0)),
        BlendMode::Screen,
    );
    for z in [7.4, 5.6, 3.9] {
        for side in [-1.0, 1.0] {
            set.column(side * 2.5, z, 0.24, 4.4, Tone::hex(0x00b8_3a2c));
            lantern(set, [side * 1.65, 3.2, z], 4.3);
        }
    }
    // The censer with its smoke.
    set.shadow(0.0, 5.3, (0.55, 0.35));
    for (x, z) in [(-0.3, 5.2), (0.3, 5.2), (0.0, 5.5)] {
        set.block(
            [x - 0.05, 0.0, z],
            [x + 0.05, 0.4, z + 0.08],
            Tone::hex(0x0060_4c2c),
        );
    }
    let (bowl, s) = (set.see([0.0, 0.62, 5.2]), set.scale(5.2));
    let (bronze, dark) = (
        set.light.grade(Tone::hex(0x0098_7c44)),
        set.light.grade(Tone::hex(0x0050_3c20)),
    );
    let canvas = set.canvas();
    canvas.ellipse(
        bowl,
        s * 0.5,
        s * 0.28,
        Fill::Along(
            (bowl.0 - s * 0.5, 0.0),
            (bowl.0 + s * 0.5, 0.0),
            vec![(0.0, dark), (0.6, bronze.lift(0.2)), (1.0, dark)],
        ),
    );
    canvas.ellipse((bowl.0, bowl.1 - s * 0.18), s * 0.5, s * 0.1, dark);
    for stick in 0..5 {
        let x = bowl.0 + (stick as f32 - 2.0) * s * 0.11;
        canvas.line(
            &[
                (x, bowl.1 - s * 0.18),
                (x + (stick as f32 - 2.0) * 6.0, bowl.1 - s * 0.5),
            ],
            4.0,
            Tone::hex(0x0090_3a2c),
        );
        canvas.glow(
            (x + (stick as f32 - 2.0) * 6.0, bowl.1 - s * 0.5),
            26.0,
            Tone::hex(0x00ff_8a40),
        );
    }
    for wisp in 0..4 {
        let mut spots = Vec::new();
        let phase = set.dice.between(0.0, 6.0);
        let start = bowl.0 + (wisp as f32 - 1.5) * 26.0;
        for step in 0..14 {
            let t = step as f32 / 13.0;
            spots.push((
                start + (t * 5.0 + phase).sin() * 60.0 * t,
                bowl.1 - s * 0.5 - t * 620.0,
            ));
        }
        set.canvas()
            .line(&spots, 16.0, Tone::hex(0x00f4_ecdc).alpha(0.10));
        set.canvas()
            .line(&spots, 6.0, Tone::hex(0x00f4_ecdc).alpha(0.14));
    }
    set.front_post(120.0);
}

pub fn wedding_hall(set: &mut Set) {
    set.on(On::Far);
    set.sky(800.0);
    set.hills(880.0, 160.0, Tone::hex(0x0070_9a78), 0.45);
    set.on(On::Room);
    let room = Room {
        half: 3.9,
        height: 5.4,
        back: 10.0,
        wall: Tone::hex(0x00ec_dfd2),
        side: Tone::hex(0x00e4_d4c6),
        floor: Tone::hex(0x00d8_c4b0),
        ceiling: Tone::hex(0x00f4_ece2),
    };
    set.shell(room, Ground::Checks(1.0, Tone::hex(0x00c4_a890)));
    for x in [-2.6, 0.0, 2.6] {
        let arch: Vec<_> = (0..=16)
            .map(|step| {
                let t = step as f32 / 16.0 * std::f32::consts::PI;
                [x + 0.85 * t.cos(), 3.1 + 0.95 * t.sin(), 10.0]
            })
            .chain([[x - 0.85, 0.9, 10.0], [x + 0.85, 0.9, 10.0]])
            .collect();
        let spots = set.seen(&arch);
        set.room.hole(&spots);
        let (rim, ink) = (set.light.grade(GOLD.lift(0.15)), set.light.ink);
        if let Some(path) = crate::brush::outline(&spots, true) {
            set.canvas().stroke(&path, 14.0, ink);
            set.canvas().stroke(&path, 9.0, rim);
        }
        set.ink([x, 0.9, 9.98], [x, 4.0, 9.98], 0.7);
        set.ink([x - 0.85, 2.2, 9.98], [x + 0.85, 2.2, 9.98], 0.5);
        set.beams(10.0, On2(x - 0.8, x + 0.8, 0.9, 3.9), 2);
    }
    set.rug(
        0.0,
        (1.0, 9.4),
        0.85,
        (Tone::hex(0x00fb_f6f0), Tone::hex(0x00f0_c8c4)),
    );
    for side in [-1.0, 1.0] {
        for z in [8.8, 6.6, 4.6] {
            set.column(side * 3.2, z, 0.22, 5.2, Tone::hex(0x00f0_e4d6));
        }
    }
    // The arch of flowers.
    let flowers = [
        Tone::hex(0x00f4_b8c0),
        Tone::hex(0x00ff_f4ee),
        Tone::hex(0x00e0_708a),
        Tone::hex(0x0070_9a60),
    ];
    for pass in 0..2 {
        for step in 0..46 {
            let t = step as f32 / 45.0;
            let (x, y) = if t < 0.3 {
                (-1.3, t / 0.3 * 2.1)
            } else if t > 0.7 {
                (1.3, (1.0 - t) / 0.3 * 2.1)
            } else {
                let turn = (t - 0.3) / 0.4 * std::f32::consts::PI;
                (-1.3 * turn.cos(), 2.1 + 0.85 * turn.sin())
            };
            let (dx, dy) = (set.dice.between(-0.14, 0.14), set.dice.between(-0.12, 0.12));
            let at = set.see([x + dx, y + dy, 8.6]);
            let radius = set.dice.between(12.0, 24.0);
            let tone = if pass == 0 {
                flowers[3]
            } else {
                set.dice.pick(&flowers)
            };
            let tone = set
                .light
                .grade(tone.lift(set.dice.clone().between(-0.12, 0.1)));
            let spots = crate::places::outdoors::blob(&mut set.dice, at, radius);
            set.canvas().poly(&spots, tone);
        }
    }
    for z in [7.4, 6.0, 4.8, 3.7] {
        for side in [-1.0f32, 1.0] {
            for seat in 0..2 {
                set.chair(
                    side * (1.35 + seat as f32 * 0.62),
                    z,
                    false,
                    Tone::hex(0x00f6_ece0),
                );
            }
            let at = set.see([side * 0.98, 0.85, z]);
            let s = set.scale(z);
            for tone in flowers {
                let spot = (
                    at.0 + set.dice.between(-0.1, 0.1) * s,
                    at.1 + set.dice.between(-0.1, 0.1) * s,
                );
                let tone = set.light.grade(tone);
                let spots = crate::places::outdoors::blob(&mut set.dice, spot, s * 0.09);
                set.canvas().poly(&spots, tone);
            }
        }
    }
    chandelier(set, 4.1, 6.4);
    set.front_leaves(true);
    set.front_bokeh(&[WARM, Tone::hex(0x00ff_e8ee)], 8);
}

fn chandelier(set: &mut Set, y: f32, z: f32) {
    set.ink([0.0, 5.4, z], [0.0, y, z], 0.5);
    let gold = set.light.grade(GOLD);
    let s = set.scale(z);
    for (tier, radius) in [(0.0, 0.9), (0.45, 0.55)] {
        let at = set.see([0.0, y + tier, z]);
        if let Some(path) = crate::brush::oval(at, radius * s, radius * s * 0.22) {
            set.canvas().stroke(&path, 6.0, gold);
        }
        for candle in 0..8 {
            let turn = candle as f32 / 8.0 * std::f32::consts::TAU;
            let spot = (
                at.0 + turn.cos() * radius * s,
                at.1 + turn.sin() * radius * s * 0.22,
            );
            let canvas = set.canvas();
            canvas.line(
                &[spot, (spot.0, spot.1 + s * 0.16)],
                2.0,
                gold.lift(0.3).alpha(0.7),
            );
            canvas.rect(
                spot.0 - 4.0,
                spot.1 - s * 0.14,
                8.0,
                s * 0.14,
                Tone::hex(0x00ff_f6e4),
            );
            canvas.glow((spot.0, spot.1 - s * 0.16), s * 0.22, WARM.alpha(0.6));
        }
    }
    let at = set.see([0.0, y + 0.2, z]);
    let lamps = set.light.lamps;
    set.canvas()
        .glow(at, s * 2.4, WARM.alpha(0.25 + 0.3 * lamps));
}
