//! Where people live.

use super::work::{city_view, side_beam};
use crate::brush::Tone;
use crate::places::outdoors::NEON;
use crate::places::room::{Ground, On2, Room};
use crate::places::set::{On, Set};

const WOOD: Tone = Tone::hex(0x00a0_6c42);
const WARM: Tone = Tone::hex(0x00ff_d394);
const GOODS: [Tone; 5] = [
    Tone::hex(0x00d8_6a4a),
    Tone::hex(0x00e8_d8b8),
    Tone::hex(0x003d_7a80),
    Tone::hex(0x00c8_a040),
    Tone::hex(0x0080_5a48),
];

pub fn kitchen(set: &mut Set) {
    set.on(On::Far);
    set.sky(860.0);
    set.hills(900.0, 90.0, Tone::hex(0x005a_8858), 0.3);
    for x in [-2.4, 0.6, 2.6] {
        set.tree(x, 9.0, 4.6, Tone::hex(0x0060_9850));
    }
    set.on(On::Room);
    let wall = set.dice.pick(&[
        Tone::hex(0x00ec_d9b0),
        Tone::hex(0x00cf_dccb),
        Tone::hex(0x00e4_c8b4),
    ]);
    let front = set.dice.pick(&[
        Tone::hex(0x003f_7470),
        Tone::hex(0x00c0_6848),
        Tone::hex(0x0048_648c),
    ]);
    let room = Room {
        half: 2.3,
        height: 2.75,
        back: 5.6,
        wall,
        side: wall.lift(-0.08),
        floor: Tone::hex(0x00d8_c4a4),
        ceiling: Tone::hex(0x00f4_ecdc),
    };
    set.shell(room, Ground::Checks(0.5, Tone::hex(0x0088_6450)));
    let glass = On2(-0.85, 0.75, 1.15, 2.2);
    // Tiles over the worktop.
    set.face(
        &[
            [-2.3, 0.9, 5.58],
            [2.3, 0.9, 5.58],
            [2.3, 1.5, 5.58],
            [-2.3, 1.5, 5.58],
        ],
        Tone::hex(0x00f1_ece0),
    );
    for tile in 0..24 {
        let x = -2.3 + tile as f32 * 0.2;
        set.ink([x, 0.9, 5.57], [x, 1.5, 5.57], 0.15);
    }
    set.window(5.6, glass, (2, 1), Tone::hex(0x00f2_ead8));
    set.curtain((-0.95, -0.55), (1.2, 2.3), 5.45, Tone::hex(0x00d9_6b52));
    set.curtain((0.45, 0.85), (1.2, 2.3), 5.45, Tone::hex(0x00d9_6b52));
    for (x0, x1) in [(-2.25, -1.05), (0.95, 2.25)] {
        set.block([x0, 1.55, 5.2], [x1, 2.4, 5.6], front);
        let middle = f32::midpoint(x0, x1);
        set.ink([middle, 1.55, 5.19], [middle, 2.4, 5.19], 0.5);
    }
    set.counter(0.0, 4.95, [4.4, 0.65, 0.9], (front, Tone::hex(0x00e8_dfcf)));
    set.block([1.1, 0.9, 5.1], [1.75, 0.94, 5.5], Tone::hex(0x0022_262a));
    set.block([1.25, 0.94, 5.2], [1.6, 1.16, 5.45], Tone::hex(0x00b8_4038));
    for (x, h, tone) in [
        (-1.9, 0.3, 0),
        (-1.7, 0.22, 1),
        (-1.5, 0.26, 3),
        (-1.25, 0.18, 4),
    ] {
        set.block([x - 0.07, 0.9, 5.25], [x + 0.07, 0.9 + h, 5.4], GOODS[tone]);
    }
    let side = set.light.side;
    let fridge = if side > 0.0 { -2.3 } else { 1.55 };
    set.block(
        [fridge, 0.0, 3.9],
        [fridge + 0.75, 1.9, 4.6],
        Tone::hex(0x00d4_dadc),
    );
    set.ink([fridge, 1.2, 3.89], [fridge + 0.75, 1.2, 3.89], 0.5);
    set.table(0.15, 3.5, [1.5, 0.9, 0.74], WOOD);
    set.chair(-0.75, 4.4, true, WOOD.lift(-0.2));
    set.chair(0.75, 4.4, true, WOOD.lift(-0.2));
    set.block([0.1, 0.74, 3.7], [0.34, 0.84, 3.95], Tone::hex(0x00e8_e2d4));
    for apple in 0..3 {
        let at = set.see([0.15 + apple as f32 * 0.08, 0.88, 3.75]);
        let tone = set.light.grade(Tone::hex(0x00d2_3f34));
        set.canvas().ellipse(at, 15.0, 14.0, tone);
    }
    set.beams(5.6, glass, 2);
    set.pendant([0.15, 1.95, 3.8], 2.75, Tone::hex(0x00c4_5a3a), WARM);
    set.front_table();
}

pub fn bedroom(set: &mut Set) {
    city_view(set, 900.0, 420.0);
    let wall = set.dice.pick(&[
        Tone::hex(0x00b8_8f96),
        Tone::hex(0x007a_8aa6),
        Tone::hex(0x00b0_9a80),
        Tone::hex(0x006f_7f78),
    ]);
    let cover = set.dice.pick(&[
        Tone::hex(0x0046_5a8c),
        Tone::hex(0x0094_4a58),
        Tone::hex(0x004b_7a70),
    ]);
    let room = Room {
        half: 2.5,
        height: 2.8,
        back: 6.0,
        wall,
        side: wall.lift(-0.1),
        floor: Tone::hex(0x00a8_7a52),
        ceiling: Tone::hex(0x00e2_d8d0),
    };
    set.shell(room, Ground::Planks(0.3));
    set.band(room, 0.0, 0.12, Tone::hex(0x00f0_e6da));
    let side = set.light.side;
    let glass = if side > 0.0 {
        On2(0.75, 2.2, 0.5, 2.35)
    } else {
        On2(-2.2, -0.75, 0.5, 2.35)
    };
    set.window(6.0, glass, (2, 2), Tone::hex(0x00f0_e8de));
    let drape = cover.lift(0.25);
    set.curtain((glass.0 - 0.2, glass.0 + 0.28), (0.05, 2.6), 5.85, drape);
    set.curtain((glass.1 - 0.28, glass.1 + 0.2), (0.05, 2.6), 5.85, drape);
    set.rug(
        -side * 0.2,
        (2.6, 4.6),
        1.5,
        (Tone::hex(0x00d8_c8b0), cover.lift(0.2)),
    );
    let bed = -side * 0.75;
    set.painting(6.0, On2(bed - 0.5, bed + 0.5, 1.5, 2.2), WOOD);
    set.bed(bed, 3.8, (1.75, 2.1), (WOOD, cover));
    for x in [bed - 1.2, bed + 1.2] {
        set.block(
            [x - 0.22, 0.0, 5.4],
            [x + 0.22, 0.52, 5.8],
            WOOD.lift(-0.12),
        );
        set.standing_lamp([x, 0.52, 5.6], 0.42, WARM);
    }
    set.beams(6.0, glass, 2);
    set.plant(side * 2.05, 4.6, 1.35);
    set.front_drapes(cover);
}

pub fn living_room(set: &mut Set) {
    city_view(set, 880.0, 460.0);
    let wall = set.dice.pick(&[
        Tone::hex(0x00d9_c6a8),
        Tone::hex(0x0090_a598),
        Tone::hex(0x0096_8878),
        Tone::hex(0x00a8_b4bc),
    ]);
    let sofa = set.dice.pick(&[
        Tone::hex(0x0038_6a6c),
        Tone::hex(0x00a8_4e3c),
        Tone::hex(0x0055_5a78),
        Tone::hex(0x00c4_9a52),
    ]);
    let room = Room {
        half: 2.9,
        height: 3.0,
        back: 6.8,
        wall,
        side: wall.lift(-0.1),
        floor: Tone::hex(0x00b0_8050),
        ceiling: Tone::hex(0x00ef_e6d8),
    };
    set.shell(room, Ground::Planks(0.35));
    set.band(room, 0.0, 0.14, Tone::hex(0x00f2_eadc));
    let side = set.light.side;
    set.side_window(
        side,
        2.9,
        On2(3.0, 6.2, 0.15, 2.6),
        3,
        Tone::hex(0x00f2_eade),
    );
    let x = -side * 0.2;
    set.painting(6.8, On2(x - 1.0, x - 0.1, 1.45, 2.35), WOOD);
    set.painting(
        6.8,
        On2(x + 0.1, x + 0.6, 1.45, 2.1),
        Tone::hex(0x0030_2a28),
    );
    set.door(side * 1.7, 6.8, (0.9, 2.1), Tone::hex(0x00e8_dcc8));
    set.shelf(-side * 2.2, 6.4, [1.1, 0.38, 2.3], WOOD, &GOODS);
    set.rug(
        0.0,
        (3.2, 5.8),
        1.75,
        (Tone::hex(0x00e0_d2b8), sofa.lift(0.1)),
    );
    set.sofa(x, 5.4, 2.5, sofa);
    set.table(x, 4.3, [1.2, 0.6, 0.4], WOOD.lift(0.05));
    set.block(
        [x - 0.2, 0.4, 4.5],
        [x + 0.15, 0.44, 4.75],
        Tone::hex(0x00d8_6a4a),
    );
    set.block(
        [x + 0.3, 0.4, 4.5],
        [x + 0.42, 0.6, 4.62],
        Tone::hex(0x00f0_ece0),
    );
    set.standing_lamp([side * 2.2, 0.0, 6.1], 1.6, WARM);
    for z in [3.2, 4.3, 5.4] {
        side_beam(set, side, 2.9, (z, z + 0.75));
    }
    set.plant(-side * 2.3, 4.3, 1.7);
    set.front_leaves(false);
}

pub fn stream_studio(set: &mut Set) {
    let room = Room {
        half: 2.2,
        height: 2.7,
        back: 5.4,
        wall: Tone::hex(0x0053_4a80),
        side: Tone::hex(0x0046_3e70),
        floor: Tone::hex(0x004a_4660),
        ceiling: Tone::hex(0x0032_2e4c),
    };
    set.light.lamps = set.light.lamps.max(0.85);
    set.light.fill = set.light.fill.max(0.3);
    set.shell(room, Ground::Planks(0.35));
    for row in 0..4 {
        for column in 0..8 {
            let (x, y) = (-2.0 + column as f32 * 0.5, 0.95 + row as f32 * 0.42);
            let shade = if (row + column) % 2 == 0 { -0.15 } else { 0.06 };
            set.face(
                &[
                    [x, y, 5.38],
                    [x + 0.48, y, 5.38],
                    [x + 0.48, y + 0.4, 5.38],
                    [x, y + 0.4, 5.38],
                ],
                Tone::hex(0x0048_4076).lift(shade),
            );
            set.ink([x, y, 5.37], [x + 0.48, y + 0.4, 5.37], 0.2);
        }
    }
    let (pink, blue) = (NEON[0], NEON[1]);
    // A heart of light on the wall.
    let heart: Vec<_> = (0..=40)
        .map(|step| {
            let t = step as f32 / 40.0 * std::f32::consts::TAU;
            let x = 16.0 * t.sin().powi(3);
            let y =
                13.0 * t.cos() - 5.0 * (2.0 * t).cos() - 2.0 * (3.0 * t).cos() - (4.0 * t).cos();
            set.see([x * 0.024, 1.95 + y * 0.024, 5.3])
        })
        .collect();
    set.canvas().line(&heart, 9.0, pink.lift(0.4));
    let at = set.see([0.0, 1.95, 5.3]);
    set.canvas().glow(at, 330.0, pink.alpha(0.75));
    for side in [-1.0, 1.0] {
        let x = side * 2.18;
        set.shine(
            &[[x, 2.5, 1.0], [x, 2.5, 5.4], [x, 2.56, 5.4], [x, 2.56, 1.0]],
            blue.lift(0.3),
        );
        let at = set.see([x, 2.5, 4.2]);
        set.canvas().glow(at, 360.0, blue.alpha(0.5));
    }
    set.shelf(-1.55, 5.0, [0.9, 0.35, 1.7], Tone::hex(0x00d8_d0e8), &GOODS);
    set.plant(1.65, 4.9, 1.3);
    set.counter(
        0.0,
        4.3,
        [2.2, 0.7, 0.74],
        (Tone::hex(0x0030_2c44), Tone::hex(0x00d8_d2e4)),
    );
    set.screen([-0.85, 0.86, 4.7], (0.75, 0.44), Tone::hex(0x00b4_90ff));
    set.screen([0.1, 0.86, 4.7], (0.75, 0.44), Tone::hex(0x007a_e0ff));
    set.block([-0.2, 0.74, 4.4], [0.3, 0.77, 4.55], Tone::hex(0x0022_2030));
    // The ring light.
    let ring = set.see([1.25, 1.75, 3.4]);
    let foot = set.see([1.25, 0.0, 3.4]);
    let ink = set.light.ink;
    set.canvas()
        .line(&[(ring.0, ring.1 + 80.0), foot], 9.0, ink);
    if let Some(path) = crate::brush::oval(ring, 82.0, 82.0) {
        set.canvas().stroke(&path, 24.0, Tone::hex(0x00ff_f6e8));
    }
    set.canvas()
        .glow(ring, 330.0, Tone::hex(0x00ff_e8d4).alpha(0.65));
    set.front_bokeh(&[pink, blue], 8);
}

pub fn dormitory(set: &mut Set) {
    set.on(On::Far);
    set.sky(880.0);
    set.skyline(920.0, 240.0, 2);
    for x in [-2.0, 1.8] {
        set.tree(x, 9.0, 5.4, Tone::hex(0x0060_9450));
    }
    set.on(On::Room);
    let room = Room {
        half: 2.1,
        height: 2.9,
        back: 6.2,
        wall: Tone::hex(0x00d4_dccb),
        side: Tone::hex(0x00c4_cfc0),
        floor: Tone::hex(0x00b8_a894),
        ceiling: Tone::hex(0x00ee_eee6),
    };
    set.shell(room, Ground::Tiles(0.6));
    set.band(room, 0.0, 1.0, Tone::hex(0x008f_b4a0));
    let glass = On2(-0.75, 0.75, 0.95, 2.4);
    set.window(6.2, glass, (2, 1), Tone::hex(0x00e8_ece8));
    set.curtain((-1.0, -0.6), (0.8, 2.6), 6.05, Tone::hex(0x006f_9ac0));
    set.curtain((0.6, 1.0), (0.8, 2.6), 6.05, Tone::hex(0x006f_9ac0));
    let frame = Tone::hex(0x0068_7c90);
    for side in [-1.0f32, 1.0] {
        let (outer, inner) = (side * 2.1, side * 1.12);
        let (low, high) = (outer.min(inner), outer.max(inner));
        let cover = set.dice.pick(&[
            Tone::hex(0x00c9_6a5a),
            Tone::hex(0x004f_7fb0),
            Tone::hex(0x00d8_a848),
            Tone::hex(0x006c_9a6a),
        ]);
        let other = set.dice.pick(&[
            Tone::hex(0x0088_6aa8),
            Tone::hex(0x00d0_8a60),
            Tone::hex(0x0050_8a8a),
        ]);
        for (level, cover) in [(0.42, other), (1.72, cover)] {
            set.block([low, level, 3.5], [high, level + 0.1, 5.6], frame);
            set.block(
                [low + 0.03, level + 0.1, 3.55],
                [high - 0.03, level + 0.26, 5.55],
                cover,
            );
            set.block(
                [low + 0.1, level + 0.24, 5.05],
                [high - 0.1, level + 0.38, 5.5],
                Tone::hex(0x00f6_f2ea),
            );
        }
        for z in [3.45, 5.6] {
            set.block(
                [inner - 0.035, 0.0, z],
                [inner + 0.035, 2.25, z + 0.07],
                frame,
            );
        }
        for rung in 0..5 {
            let y = 0.3 + rung as f32 * 0.33;
            set.block(
                [inner - 0.03, y, 3.46],
                [inner + 0.03, y + 0.04, 3.86],
                frame,
            );
        }
        set.block(
            [inner - 0.035, 0.0, 3.86],
            [inner + 0.035, 1.9, 3.92],
            frame,
        );
    }
    set.table(0.0, 5.4, [1.3, 0.6, 0.74], Tone::hex(0x00c8_9a68));
    set.standing_lamp([-0.4, 0.74, 5.6], 0.4, WARM);
    set.block([0.1, 0.74, 5.5], [0.45, 0.8, 5.75], Tone::hex(0x00c8_5a48));
    set.chair(0.1, 4.9, false, Tone::hex(0x0058_6a80));
    // Washing on a line.
    let (a, b) = (set.see([-1.1, 2.5, 4.6]), set.see([1.1, 2.5, 4.6]));
    let ink = set.light.ink;
    set.canvas().line(&[a, (540.0, a.1 + 14.0), b], 2.5, ink);
    for (x, tone) in [(-0.6, 0), (0.05, 1), (0.6, 2)] {
        set.face(
            &[
                [x - 0.2, 1.95, 4.6],
                [x + 0.2, 1.95, 4.6],
                [x + 0.24, 2.46, 4.6],
                [x - 0.24, 2.46, 4.6],
            ],
            GOODS[tone].lift(0.2),
        );
    }
    set.beams(6.2, glass, 2);
    set.front_leaves(true);
}
