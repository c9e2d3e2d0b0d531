//! Where people work and learn.

use crate::brush::Tone;
use crate::places::room::{Ground, On2, Room};
use crate::places::set::{On, Set};

const BOOKS: [Tone; 7] = [
    Tone::hex(0x0098_3b34),
    Tone::hex(0x002f_5d62),
    Tone::hex(0x00c9_a45c),
    Tone::hex(0x003c_4a75),
    Tone::hex(0x006b_4b3a),
    Tone::hex(0x00d8_cfb8),
    Tone::hex(0x0054_6b45),
];
const WOOD: Tone = Tone::hex(0x0096_643f);
const STEEL: Tone = Tone::hex(0x0070_7a88);

/// The city behind windows, high up.
pub fn city_view(set: &mut Set, base: f32, tall: f32) {
    set.on(On::Far);
    set.sky(base);
    set.skyline(base + 60.0, tall, 3);
    set.on(On::Room);
}

pub fn office(set: &mut Set) {
    city_view(set, 900.0, 520.0);
    let wall = set.dice.pick(&[
        Tone::hex(0x00c8_cdd4),
        Tone::hex(0x00b9_c4c8),
        Tone::hex(0x00d2_c8b8),
    ]);
    let room = Room {
        half: 2.6,
        height: 3.0,
        back: 6.4,
        wall,
        side: wall.lift(-0.12),
        floor: Tone::hex(0x007d_8590),
        ceiling: Tone::hex(0x00d9_dde2),
    };
    set.shell(room, Ground::Tiles(0.8));
    let glass = On2(-2.35, 2.35, 0.5, 2.75);
    set.window(6.4, glass, (4, 2), Tone::hex(0x004b_5563));
    set.ceiling_lamps(room, -1.1, (0.32, 0.9), 3);
    set.ceiling_lamps(room, 1.1, (0.32, 0.9), 3);
    let side = set.light.side;
    set.side_shelf(-side, 2.6, (3.6, 5.8), 2.2, &BOOKS);
    set.side_door(side, 2.6, (4.0, 5.0), 2.2, Tone::hex(0x005c_4a3f));
    for (x, z) in [(-1.35, 5.0), (1.35, 5.0)] {
        set.chair(x, z + 0.9, true, Tone::hex(0x0036_3c48));
        set.counter(x, z, [1.7, 0.75, 0.74], (STEEL, WOOD));
        set.screen(
            [x - 0.35, 0.86, z + 0.35],
            (0.7, 0.42),
            Tone::hex(0x009f_d4ff),
        );
        set.block(
            [x + 0.5, 0.74, z + 0.1],
            [x + 0.72, 0.84, z + 0.4],
            Tone::hex(0x00e9_e5da),
        );
    }
    set.beams(6.4, glass, 4);
    set.plant(side * 2.1, 4.0, 1.5);
    set.front_table();
}

pub fn meeting_room(set: &mut Set) {
    city_view(set, 860.0, 480.0);
    let room = Room {
        half: 2.9,
        height: 3.1,
        back: 7.4,
        wall: Tone::hex(0x005d_6570),
        side: Tone::hex(0x007a_6653),
        floor: Tone::hex(0x004d_5058),
        ceiling: Tone::hex(0x00b9_bdc4),
    };
    set.shell(room, Ground::Plain);
    let side = set.light.side;
    for slat in 0..22 {
        let z = 1.4 + slat as f32 * 0.27;
        let x = -side * 2.9;
        set.ink([x, 0.0, z], [x, 3.1, z], 0.25);
    }
    set.side_window(
        side,
        2.9,
        On2(2.4, 7.0, 0.4, 2.7),
        5,
        Tone::hex(0x0033_3944),
    );
    set.screen([-1.3, 1.05, 7.3], (2.6, 1.45), Tone::hex(0x008f_c8f2));
    for (at, height) in [0.35, 0.6, 0.45, 0.85, 1.05].into_iter().enumerate() {
        let x = -0.95 + at as f32 * 0.42;
        set.shine(
            &[
                [x, 1.2, 7.27],
                [x + 0.24, 1.2, 7.27],
                [x + 0.24, 1.2 + height, 7.27],
                [x, 1.2 + height, 7.27],
            ],
            Tone::hex(0x0024_5f94),
        );
    }
    let lamp = room.height - 0.35;
    set.block(
        [-0.5, lamp, 2.6],
        [0.5, lamp + 0.05, 6.4],
        Tone::hex(0x0022_262e),
    );
    set.shine(
        &[
            [-0.46, lamp, 2.6],
            [0.46, lamp, 2.6],
            [0.46, lamp, 6.4],
            [-0.46, lamp, 6.4],
        ],
        Tone::hex(0x00ff_f3da),
    );
    set.lamp_light([0.0, lamp, 4.5], 1.8, Tone::hex(0x00ff_e6bd), 0.9);
    for z in [6.1, 5.2, 4.3] {
        for x in [-1.75, 1.75] {
            set.chair(x, z, x < 0.0, Tone::hex(0x0026_2b36));
        }
    }
    set.table(0.0, 3.7, [2.3, 2.9, 0.76], Tone::hex(0x0055_3a2c));
    set.sheen(0.0, 6.6, 0.8, Tone::hex(0x009f_cdf0).alpha(0.25));
    for (x, z) in [(-0.7, 4.1), (0.6, 4.6), (-0.5, 5.4)] {
        set.block(
            [x, 0.76, z],
            [x + 0.3, 0.775, z + 0.22],
            Tone::hex(0x00f2_efe6),
        );
    }
    set.front_backs(4);
}

pub fn classroom(set: &mut Set) {
    set.on(On::Far);
    set.sky(880.0);
    set.hills(900.0, 120.0, Tone::hex(0x004f_7d52), 0.35);
    for x in [-7.0, -4.5, -2.2, 2.0, 5.0, 7.0] {
        set.tree(x, 11.0, 5.0, Tone::hex(0x0057_8f4e));
    }
    set.on(On::Room);
    let room = Room {
        half: 3.1,
        height: 3.2,
        back: 7.6,
        wall: Tone::hex(0x00e6_dcc4),
        side: Tone::hex(0x00dd_d2b6),
        floor: Tone::hex(0x00b0_8458),
        ceiling: Tone::hex(0x00ee_e8da),
    };
    set.shell(room, Ground::Planks(0.45));
    set.band(room, 0.0, 0.9, Tone::hex(0x008f_a58c));
    let side = set.light.side;
    set.side_window(
        side,
        3.1,
        On2(2.0, 7.2, 1.0, 2.8),
        5,
        Tone::hex(0x00f4_efe2),
    );
    set.panel(
        7.6,
        On2(-1.9, 1.9, 1.05, 2.45),
        Tone::hex(0x002f_5a48),
        WOOD,
    );
    for line in 0..4 {
        let y = 2.2 - line as f32 * 0.24;
        let start = -1.6;
        let end = set.dice.between(-0.2, 1.4);
        let (a, b) = (set.see([start, y, 7.5]), set.see([end, y, 7.5]));
        set.canvas().line(
            &[a, (f32::midpoint(a.0, b.0), a.1 - 3.0), b],
            2.6,
            Tone::hex(0x00e8_efe4).alpha(0.75),
        );
    }
    let clock = set.see([0.0, 2.85, 7.5]);
    let face = set.light.grade(Tone::hex(0x00fb_f8ee));
    let ink = set.light.ink;
    set.canvas().ellipse(clock, 26.0, 26.0, ink);
    set.canvas().ellipse(clock, 22.0, 22.0, face);
    set.canvas()
        .line(&[clock, (clock.0, clock.1 - 15.0)], 3.0, ink);
    set.canvas()
        .line(&[clock, (clock.0 + 10.0, clock.1 + 5.0)], 3.0, ink);
    set.counter(
        1.2 * -side,
        6.5,
        [1.5, 0.6, 0.95],
        (WOOD.lift(-0.1), WOOD.lift(0.1)),
    );
    for z in [5.4, 4.2, 3.2] {
        for x in [-2.1, -0.75, 0.75, 2.1] {
            set.table(x, z, [0.85, 0.5, 0.72], Tone::hex(0x00cb_9a62));
            set.chair(x, z - 0.25, false, Tone::hex(0x00a8_7444));
        }
    }
    for z in [2.6, 4.0, 5.4] {
        side_beam(set, side, 3.1, (z, z + 0.8));
    }
    set.front_backs(3);
}

/// Light that comes in at the side and lies on the floor.
pub fn side_beam(set: &mut Set, side: f32, wall: f32, along: (f32, f32)) {
    let (z0, z1) = along;
    let sun = set.light.sun;
    let strength = set.light.beam;
    let x = wall * side;
    let patch = [
        [x - side * 1.0, 0.0, z0],
        [x - side * 2.9, 0.0, z0 - 0.35],
        [x - side * 2.9, 0.0, z1 - 0.35],
        [x - side * 1.0, 0.0, z1],
    ];
    let spots = set.seen(&patch);
    set.canvas().poly_blended(
        &spots,
        sun.alpha(0.36 * strength),
        tiny_skia::BlendMode::Screen,
    );
    let shaft = [[x, 2.7, z0], [x, 2.7, z1], patch[2], patch[1]];
    let (from, to) = (set.see([x, 2.0, z0]), set.see(patch[2]));
    let fill = crate::brush::Fill::Along(
        from,
        to,
        vec![(0.0, sun.alpha(0.3 * strength)), (1.0, sun.alpha(0.02))],
    );
    let spots = set.seen(&shaft);
    set.canvas()
        .poly_blended(&spots, fill, tiny_skia::BlendMode::Screen);
}

pub fn police_station(set: &mut Set) {
    let room = Room {
        half: 2.5,
        height: 2.9,
        back: 6.6,
        wall: Tone::hex(0x0090_9f9c),
        side: Tone::hex(0x0083_9290),
        floor: Tone::hex(0x0060_6664),
        ceiling: Tone::hex(0x00a8_b0ae),
    };
    set.shell(room, Ground::Checks(0.6, Tone::hex(0x0050_5654)));
    set.band(room, 0.0, 1.1, Tone::hex(0x0040_5e78));
    let side = set.light.side;
    // The board with photographs and a red thread.
    set.panel(
        6.6,
        On2(-1.3, 1.3, 1.3, 2.5),
        Tone::hex(0x00b3_8b5c),
        Tone::hex(0x004a_3a2c),
    );
    let mut pins = Vec::new();
    for _ in 0..9 {
        let (x, y) = (set.dice.between(-1.2, 0.95), set.dice.between(1.4, 2.2));
        let paper = set.dice.pick(&[
            Tone::hex(0x00f4_f0e4),
            Tone::hex(0x00d8_d2bf),
            Tone::hex(0x0044_4c58),
        ]);
        set.block([x, y, 6.5], [x + 0.26, y + 0.22, 6.52], paper);
        pins.push(set.see([x + 0.13, y + 0.2, 6.49]));
    }
    set.canvas().line(&pins, 2.4, Tone::hex(0x00d2_2f33));
    // Bars of a cell at the side.
    let x = side * 2.5;
    set.face(
        &[[x, 0.0, 2.8], [x, 0.0, 5.8], [x, 2.5, 5.8], [x, 2.5, 2.8]],
        Tone::hex(0x0016_1a20),
    );
    for bar in 0..16 {
        let z = 2.8 + bar as f32 * 0.2;
        set.block(
            [x - 0.025, 0.0, z],
            [x + 0.025, 2.5, z + 0.05],
            Tone::hex(0x008a_949c),
        );
    }
    set.side_door(-side, 2.5, (4.6, 5.6), 2.1, Tone::hex(0x0036_4c60));
    set.ceiling_lamps(room, 0.0, (0.25, 1.2), 2);
    set.counter(
        -side * 0.9,
        5.2,
        [1.9, 0.8, 0.76],
        (Tone::hex(0x005a_6670), Tone::hex(0x007b_6a58)),
    );
    set.screen(
        [-side * 0.9 - 0.3, 0.86, 5.6],
        (0.55, 0.4),
        Tone::hex(0x0096_d0c2),
    );
    set.table(0.2 * side, 3.5, [1.5, 0.8, 0.74], Tone::hex(0x0068_6f74));
    set.chair(0.2 * side + 1.1, 3.5, true, Tone::hex(0x0040_464c));
    set.pendant(
        [0.2 * side, 2.0, 3.9],
        2.9,
        Tone::hex(0x0030_4438),
        Tone::hex(0x00ff_ecb8),
    );
    set.front_post(120.0);
}

pub fn library(set: &mut Set) {
    set.on(On::Far);
    set.sky(900.0);
    for x in [-6.0, -3.2, 0.5, 3.4, 6.4] {
        set.tree(x, 10.0, 6.5, Tone::hex(0x006a_8f48));
    }
    set.on(On::Room);
    let room = Room {
        half: 2.7,
        height: 4.4,
        back: 7.6,
        wall: Tone::hex(0x006e_4b34),
        side: Tone::hex(0x005c_3d2b),
        floor: Tone::hex(0x0084_5a38),
        ceiling: Tone::hex(0x0054_3a2a),
    };
    set.shell(room, Ground::Planks(0.3));
    for beam in 0..6 {
        let z = 2.0 + beam as f32 * 1.1;
        set.block([-2.7, 4.15, z], [2.7, 4.4, z + 0.2], Tone::hex(0x0042_2b1d));
    }
    for side in [-1.0, 1.0] {
        for (a, b) in [(1.6, 3.4), (3.6, 5.4), (5.6, 7.4)] {
            set.side_shelf(side, 2.7, (a, b), 3.7, &BOOKS);
        }
    }
    let glass = On2(-0.8, 0.8, 0.9, 3.9);
    set.shelf(-1.75, 7.3, [1.5, 0.3, 3.6], WOOD, &BOOKS);
    set.shelf(1.75, 7.3, [1.5, 0.3, 3.6], WOOD, &BOOKS);
    set.window(7.6, glass, (2, 4), Tone::hex(0x003a_281c));
    set.rug(
        0.0,
        (3.0, 6.6),
        0.95,
        (Tone::hex(0x0090_2f2c), Tone::hex(0x00c9_9a52)),
    );
    set.table(0.0, 4.6, [1.6, 1.0, 0.76], Tone::hex(0x006b_4128));
    set.standing_lamp([-0.4, 0.76, 4.9], 0.45, Tone::hex(0x00a8_f0b8));
    set.block([0.1, 0.76, 4.7], [0.5, 0.86, 4.95], Tone::hex(0x0098_3b34));
    set.block(
        [0.14, 0.86, 4.72],
        [0.46, 0.92, 4.93],
        Tone::hex(0x00d8_cfb8),
    );
    set.beams(7.6, glass, 2);
    set.front_post(150.0);
}

pub fn warehouse(set: &mut Set) {
    set.on(On::Far);
    set.sky(860.0);
    set.skyline(900.0, 240.0, 2);
    set.on(On::Room);
    let room = Room {
        half: 4.2,
        height: 5.6,
        back: 11.0,
        wall: Tone::hex(0x0072_6a62),
        side: Tone::hex(0x0066_5f5a),
        floor: Tone::hex(0x0079_746c),
        ceiling: Tone::hex(0x0044_4648),
    };
    set.shell(room, Ground::Tiles(2.0));
    for rib in 0..6 {
        let z = 2.0 + rib as f32 * 1.6;
        set.block(
            [-4.2, 5.1, z],
            [4.2, 5.35, z + 0.18],
            Tone::hex(0x0050_3c34),
        );
        for strut in 0..6 {
            let x = -4.2 + strut as f32 * 1.5;
            set.ink([x, 5.1, z], [x + 0.75, 5.6, z], 0.6);
            set.ink([x + 0.75, 5.6, z], [x + 1.5, 5.1, z], 0.6);
        }
        for side in [-1.0, 1.0] {
            set.block(
                [side * 4.2 - 0.12, 0.0, z],
                [side * 4.2 + 0.12, 5.2, z + 0.25],
                Tone::hex(0x005a_4a42),
            );
        }
    }
    let high = On2(-3.2, 3.2, 3.3, 4.7);
    set.window(11.0, high, (8, 2), Tone::hex(0x002e_3032));
    set.block([-1.5, 0.0, 10.9], [1.5, 2.9, 11.0], Tone::hex(0x0047_5560));
    for line in 1..9 {
        let y = line as f32 * 0.32;
        set.ink([-1.5, y, 10.88], [1.5, y, 10.88], 0.6);
    }
    let crate_tone = Tone::hex(0x00a8_7a48);
    for (x, z, s, n) in [
        (-3.0, 8.2, 1.1, 2),
        (-1.9, 9.0, 0.9, 1),
        (2.9, 8.0, 1.2, 3),
        (2.0, 6.4, 0.9, 1),
        (-2.9, 5.6, 1.0, 2),
    ] {
        set.shadow(x, z + s / 2.0, (s * 0.6, s * 0.6));
        for level in 0..n {
            let y = level as f32 * s;
            let tone = crate_tone.lift(set.dice.between(-0.2, 0.08));
            set.block([x - s / 2.0, y, z], [x + s / 2.0, y + s, z + s], tone);
            set.ink([x - s / 2.0, y, z], [x + s / 2.0, y + s, z], 0.5);
            set.ink(
                [x - s / 2.0, y + s * 0.15, z],
                [x + s / 2.0, y + s * 0.15, z],
                0.4,
            );
            set.ink(
                [x - s / 2.0, y + s * 0.85, z],
                [x + s / 2.0, y + s * 0.85, z],
                0.4,
            );
        }
    }
    for barrel in 0..3 {
        set.column(
            3.4 - barrel as f32 * 0.62,
            5.0 + barrel as f32 * 0.3,
            0.28,
            0.9,
            Tone::hex(0x003c_6672),
        );
    }
    set.beams(11.0, high, 8);
    for z in [3.4, 6.6] {
        set.pendant(
            [0.0, 4.0, z],
            5.5,
            Tone::hex(0x0030_3a34),
            Tone::hex(0x00ff_e0a0),
        );
    }
    set.front_post(130.0);
}
