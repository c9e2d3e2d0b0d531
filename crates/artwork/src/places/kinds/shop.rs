//! Where people eat, drink and buy.

use super::work::city_view;
use crate::brush::Tone;
use crate::places::outdoors::NEON;
use crate::places::room::{Ground, On2, Room};
use crate::places::set::{On, Set};

const WARM: Tone = Tone::hex(0x00ff_c878);
const BOTTLES: [Tone; 6] = [
    Tone::hex(0x00c8_7a30),
    Tone::hex(0x003f_8a5a),
    Tone::hex(0x00d8_b060),
    Tone::hex(0x0088_3038),
    Tone::hex(0x00b8_d0d4),
    Tone::hex(0x0040_5a98),
];
const PACKS: [Tone; 7] = [
    Tone::hex(0x00e8_4f4a),
    Tone::hex(0x00f2_b83c),
    Tone::hex(0x003f_a8d8),
    Tone::hex(0x0054_b868),
    Tone::hex(0x00f4_f0e6),
    Tone::hex(0x00b0_5ac0),
    Tone::hex(0x00f0_8a4a),
];

pub fn bar(set: &mut Set) {
    let room = Room {
        half: 2.5,
        height: 3.0,
        back: 6.0,
        wall: Tone::hex(0x005a_2f38),
        side: Tone::hex(0x004c_2a38),
        floor: Tone::hex(0x0046_3038),
        ceiling: Tone::hex(0x002a_1c26),
    };
    set.light.lamps = set.light.lamps.max(0.9);
    set.light.fill = set.light.fill.max(0.22);
    set.shell(room, Ground::Planks(0.3));
    let neon = set.dice.pick(&NEON);
    set.face(
        &[
            [-2.1, 0.95, 5.95],
            [2.1, 0.95, 5.95],
            [2.1, 2.75, 5.95],
            [-2.1, 2.75, 5.95],
        ],
        Tone::hex(0x0030_1a20),
    );
    for row in 0..3 {
        let y = 1.1 + row as f32 * 0.52;
        set.shine(
            &[
                [-2.05, y - 0.05, 5.9],
                [2.05, y - 0.05, 5.9],
                [2.05, y, 5.9],
                [-2.05, y, 5.9],
            ],
            WARM,
        );
        let mut x = -2.0;
        while x < 1.95 {
            let w = set.dice.between(0.07, 0.11);
            let h = set.dice.between(0.22, 0.38);
            let tone = set.dice.pick(&BOTTLES);
            set.block([x, y, 5.82], [x + w, y + h * 0.65, 5.88], tone);
            set.face(
                &[
                    [x + w * 0.32, y + h * 0.6, 5.82],
                    [x + w * 0.68, y + h * 0.6, 5.82],
                    [x + w * 0.68, y + h, 5.82],
                    [x + w * 0.32, y + h, 5.82],
                ],
                tone,
            );
            x += w + set.dice.between(0.03, 0.09);
        }
        let at = set.see([0.0, y + 0.05, 5.9]);
        set.canvas().glow_oval(at, 480.0, 70.0, WARM.alpha(0.45));
    }
    let side = set.light.side;
    set.sign([side * 1.5 - 0.6, 2.15, 4.6], (1.2, 0.4), neon);
    set.counter(
        0.0,
        4.4,
        [4.6, 0.7, 1.08],
        (Tone::hex(0x0074_4030), Tone::hex(0x00a8_6238)),
    );
    let (a, b) = (set.see([-2.3, 0.1, 4.38]), set.see([2.3, 0.1, 4.38]));
    set.canvas().line(&[a, b], 7.0, neon.lift(0.3));
    let middle = set.see([0.0, 0.1, 4.38]);
    set.canvas()
        .glow_oval(middle, 620.0, 120.0, neon.alpha(0.5));
    for x in [-1.6, -0.8, 0.8, 1.6] {
        set.shadow(x, 3.8, (0.2, 0.16));
        set.block(
            [x - 0.03, 0.0, 3.85],
            [x + 0.03, 0.74, 3.9],
            Tone::hex(0x00a8_9078),
        );
        set.block(
            [x - 0.2, 0.74, 3.7],
            [x + 0.2, 0.84, 4.05],
            Tone::hex(0x0090_2a30),
        );
    }
    for (x, h) in [(-1.2, 0.2), (0.3, 0.14), (1.3, 0.22)] {
        set.block(
            [x - 0.05, 1.08, 4.5],
            [x + 0.05, 1.08 + h, 4.58],
            Tone::hex(0x00e8_c890),
        );
    }
    for x in [-1.5, 0.0, 1.5] {
        set.pendant([x, 2.1, 4.3], 3.0, Tone::hex(0x002a_4038), WARM);
    }
    set.front_bokeh(&[WARM, neon], 10);
    set.front_table();
}

pub fn convenience_store(set: &mut Set) {
    set.on(On::Far);
    set.sky(820.0);
    set.skyline(900.0, 340.0, 2);
    set.on(On::Room);
    let room = Room {
        half: 2.7,
        height: 2.8,
        back: 7.6,
        wall: Tone::hex(0x00e8_f0ee),
        side: Tone::hex(0x00d8_e4e4),
        floor: Tone::hex(0x00cf_d8d8),
        ceiling: Tone::hex(0x00f2_f6f6),
    };
    // Brighter inside than anywhere else at night.
    set.light.tint = set
        .light
        .tint
        .mix(Tone::hex(0x00f2_fbff), 0.6 * set.light.lamps);
    set.light.fill *= 1.0 - 0.5 * set.light.lamps;
    set.shell(room, Ground::Tiles(0.6));
    for band in [(2.45, 2.58, NEON[4]), (2.32, 2.43, NEON[2])] {
        set.band(room, band.0, band.1, band.2);
    }
    let side = set.light.side;
    set.side_window(
        side,
        2.7,
        On2(2.2, 5.0, 0.5, 2.2),
        3,
        Tone::hex(0x0060_6c74),
    );
    // Coolers along the back.
    for cooler in 0..4 {
        let x = -2.5 + cooler as f32 * 1.27;
        set.shelf(
            x + 0.6,
            7.2,
            [1.15, 0.3, 2.1],
            Tone::hex(0x00e0_ecf0),
            &PACKS,
        );
        let corners = [
            [x, 0.1, 7.1],
            [x + 1.2, 0.1, 7.1],
            [x + 1.2, 2.1, 7.1],
            [x, 2.1, 7.1],
        ];
        set.shine(&corners, Tone::hex(0x00c4_f0ff).alpha(0.22));
        set.block(
            [x - 0.03, 0.0, 7.05],
            [x + 0.03, 2.2, 7.1],
            Tone::hex(0x0050_606c),
        );
    }
    let at = set.see([0.0, 1.2, 7.1]);
    set.canvas()
        .glow_oval(at, 620.0, 330.0, Tone::hex(0x00c8_f2ff).alpha(0.35));
    set.side_shelf(-side, 2.7, (1.8, 6.9), 1.9, &PACKS);
    for (x, z) in [(-0.85 * side, 5.6), (0.95 * side, 5.0)] {
        set.shelf(x, z, [1.3, 0.5, 1.3], Tone::hex(0x00d4_dce0), &PACKS);
    }
    set.counter(
        side * 1.6,
        3.5,
        [1.7, 0.7, 0.95],
        (NEON[4].mix(Tone::WHITE, 0.3), Tone::hex(0x00f4_f6f4)),
    );
    set.screen(
        [side * 1.6 - 0.2, 1.05, 3.8],
        (0.36, 0.28),
        Tone::hex(0x0060_c8e0),
    );
    set.ceiling_lamps(room, -1.2, (0.25, 1.1), 4);
    set.ceiling_lamps(room, 1.2, (0.25, 1.1), 4);
    set.sheen(0.0, 7.4, 1.6, Tone::hex(0x00e8_fbff).alpha(0.3));
    set.front_post(110.0);
}

pub fn restaurant(set: &mut Set) {
    city_view(set, 900.0, 460.0);
    let room = Room {
        half: 3.0,
        height: 3.3,
        back: 7.2,
        wall: Tone::hex(0x008a_4a38),
        side: Tone::hex(0x007c_4234),
        floor: Tone::hex(0x0080_5a40),
        ceiling: Tone::hex(0x0058_3a30),
    };
    set.shell(room, Ground::Planks(0.3));
    set.band(room, 0.0, 0.95, Tone::hex(0x0058_3024));
    let glass = On2(-2.5, 2.5, 1.0, 2.9);
    set.window(7.2, glass, (5, 1), Tone::hex(0x003c_241c));
    let side = set.light.side;
    for (x, z) in [(-2.0, 5.8), (0.1, 6.1), (2.1, 5.7), (-side * 1.6, 4.0)] {
        set.chair(x - 0.55, z + 0.3, true, Tone::hex(0x0048_2a20));
        set.chair(x + 0.55, z + 0.3, true, Tone::hex(0x0048_2a20));
        set.shadow(x, z + 0.3, (0.6, 0.4));
        set.block(
            [x - 0.04, 0.0, z + 0.3],
            [x + 0.04, 0.7, z + 0.36],
            Tone::hex(0x0030_2018),
        );
        set.block(
            [x - 0.55, 0.45, z],
            [x + 0.55, 0.74, z + 0.75],
            Tone::hex(0x00f2_e8da),
        );
        let flame = set.see([x, 0.95, z + 0.3]);
        set.block(
            [x - 0.03, 0.74, z + 0.28],
            [x + 0.03, 0.9, z + 0.32],
            Tone::hex(0x00f6_ecd8),
        );
        let s = set.scale(z);
        set.canvas()
            .ellipse(flame, s * 0.018, s * 0.04, Tone::hex(0x00ff_e9a8));
        set.canvas().glow(flame, s * 0.55, WARM.alpha(0.7));
        for plate in [-0.32, 0.32] {
            let at = set.see([x + plate, 0.75, z + 0.3]);
            let white = set.light.grade(Tone::WHITE);
            set.canvas().ellipse(at, s * 0.12, s * 0.026, white);
        }
        set.pendant([x, 2.15, z + 0.3], 3.3, Tone::hex(0x00b8_7a3a), WARM);
    }
    set.beams(7.2, glass, 5);
    set.plant(side * 2.4, 4.4, 1.8);
    set.front_table();
    set.front_bokeh(&[WARM], 6);
}
