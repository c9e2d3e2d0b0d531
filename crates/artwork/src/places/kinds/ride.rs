//! On the way: trains, cars, lifts, airports.

use crate::brush::{Fill, Tone, rounded};
use crate::places::room::{Ground, On2, Room};
use crate::places::set::{On, Set};

const STEEL: Tone = Tone::hex(0x00a8_b4bc);

pub fn subway_car(set: &mut Set) {
    set.on(On::Far);
    // A tunnel, or the city from a viaduct, by chance.
    if set.dice.chance(0.5) {
        set.canvas()
            .rect(-100.0, -100.0, 1280.0, 2120.0, Tone::hex(0x0010_1420));
        for lamp in 0..14 {
            let x = lamp as f32 * 84.0;
            set.canvas().rect(
                x,
                690.0 + (lamp % 2) as f32 * 24.0,
                46.0,
                10.0,
                Tone::hex(0x00ff_d9a0),
            );
            set.canvas()
                .glow((x + 23.0, 695.0), 90.0, Tone::hex(0x00ff_c070).alpha(0.6));
        }
    } else {
        set.sky(820.0);
        set.skyline(900.0, 380.0, 3);
    }
    set.on(On::Room);
    let room = Room {
        half: 1.5,
        height: 2.35,
        back: 11.0,
        wall: Tone::hex(0x00d2_d8dc),
        side: Tone::hex(0x00dc_e2e4),
        floor: Tone::hex(0x0070_7880),
        ceiling: Tone::hex(0x00ea_eef0),
    };
    set.shell(room, Ground::Plain);
    let seat = set.dice.pick(&[
        Tone::hex(0x002f_74a8),
        Tone::hex(0x00b8_4a3c),
        Tone::hex(0x003a_8a68),
    ]);
    set.strip_of_ground((-0.55, 0.55), (0.4, 11.0), Tone::hex(0x0084_8c94));
    for side in [-1.0f32, 1.0] {
        for (a, b) in [(1.9, 3.3), (4.9, 6.3), (7.9, 9.3)] {
            set.side_window(side, 1.5, On2(a, b, 1.0, 1.85), 1, STEEL);
            let (low, high) = (
                (side * 1.5f32).min(side * 0.98),
                (side * 1.5f32).max(side * 0.98),
            );
            set.block([low, 0.15, a - 0.3], [high, 0.46, b + 0.3], seat.lift(-0.1));
            let back = side * 1.45;
            set.face(
                &[
                    [back, 0.46, a - 0.3],
                    [back, 0.46, b + 0.3],
                    [back, 0.95, b + 0.3],
                    [back, 0.95, a - 0.3],
                ],
                seat,
            );
            for place in 0..4 {
                let z = a - 0.3 + place as f32 * 0.5;
                set.ink([back, 0.46, z], [back, 0.95, z], 0.4);
            }
        }
        for z in [3.7, 6.7, 9.7] {
            set.side_door(side, 1.5, (z, z + 0.85), 1.95, Tone::hex(0x00b4_c0c8));
            let x = side * 1.49;
            set.shine(
                &[
                    [x, 1.0, z + 0.1],
                    [x, 1.0, z + 0.38],
                    [x, 1.75, z + 0.38],
                    [x, 1.75, z + 0.1],
                ],
                Tone::hex(0x0028_3442),
            );
            set.shine(
                &[
                    [x, 1.0, z + 0.47],
                    [x, 1.0, z + 0.75],
                    [x, 1.75, z + 0.75],
                    [x, 1.75, z + 0.47],
                ],
                Tone::hex(0x0028_3442),
            );
        }
        for board in 0..5 {
            let z = 2.0 + board as f32 * 1.7;
            let x = side * 1.44;
            let tone = set.dice.pick(&[
                Tone::hex(0x00e8_a048),
                Tone::hex(0x0050_a0c8),
                Tone::hex(0x00d8_5a68),
                Tone::hex(0x0070_b070),
            ]);
            set.face(
                &[
                    [x, 1.98, z],
                    [x, 1.98, z + 1.3],
                    [x, 2.2, z + 1.3],
                    [x, 2.2, z],
                ],
                tone,
            );
        }
        set.ink([side * 0.8, 2.02, 1.2], [side * 0.8, 2.02, 10.8], 0.8);
        for strap in 0..12 {
            let z = 2.0 + strap as f32 * 0.72;
            let (top, low) = (
                set.see([side * 0.8, 2.02, z]),
                set.see([side * 0.8, 1.72, z]),
            );
            let s = set.scale(z);
            let ink = set.light.grade(Tone::hex(0x0050_5a62));
            set.canvas().line(&[top, low], s * 0.025, ink);
            if let Some(path) = crate::brush::oval((low.0, low.1 + s * 0.07), s * 0.06, s * 0.07) {
                set.canvas().stroke(&path, s * 0.022, ink);
            }
        }
        set.ceiling_lamps(room, side * 0.42, (0.18, 1.0), 6);
    }
    set.block(
        [-0.45, 0.0, 10.9],
        [0.45, 1.95, 11.0],
        Tone::hex(0x00b0_bcc4),
    );
    set.shine(
        &[
            [-0.25, 0.9, 10.88],
            [0.25, 0.9, 10.88],
            [0.25, 1.7, 10.88],
            [-0.25, 1.7, 10.88],
        ],
        Tone::hex(0x0030_3c4a),
    );
    for z in [7.2, 4.4] {
        set.block(
            [-0.025, 0.0, z],
            [0.025, 2.35, z + 0.05],
            Tone::hex(0x00d8_dfe4),
        );
    }
    set.sheen(0.0, 10.8, 0.4, Tone::hex(0x00e8_f4ff).alpha(0.3));
    set.front_post(80.0);
}

pub fn car_interior(set: &mut Set) {
    set.on(On::Far);
    set.sky(760.0);
    set.skyline(800.0, 330.0, 3);
    set.earth(Tone::hex(0x003c_4048), Tone::hex(0x0068_6c78));
    for stripe in 0..8 {
        let z = 3.0 + stripe as f32 * 2.6;
        set.strip_of_ground((-0.09, 0.09), (z, z + 1.3), Tone::hex(0x00e8_e0c8));
    }
    for (z, side) in [(18.0, -1.0), (12.0, 1.0), (8.0, -1.0)] {
        set.street_lamp(side * 3.2, z, 4.6, -side);
    }
    set.on(On::Room);
    let dark = set.light.grade(Tone::hex(0x0030_333c)).lift(-0.1);
    let soft = set.light.grade(Tone::hex(0x0058_4c48));
    let ink = set.light.ink;
    let rim = set.light.sun;
    set.canvas().rect(
        -60.0,
        -60.0,
        1200.0,
        2100.0,
        Fill::down(0.0, 1920.0, dark.lift(0.04), dark.lift(-0.4)),
    );
    // The windscreen and the side windows.
    set.room.hole(&[
        (150.0, 470.0),
        (930.0, 470.0),
        (1010.0, 960.0),
        (70.0, 960.0),
    ]);
    set.room
        .hole(&[(-60.0, 540.0), (60.0, 500.0), (10.0, 960.0), (-60.0, 990.0)]);
    set.room.hole(&[
        (1140.0, 540.0),
        (1020.0, 500.0),
        (1070.0, 960.0),
        (1140.0, 990.0),
    ]);
    for spots in [
        [(150.0, 470.0), (930.0, 470.0)],
        [(930.0, 470.0), (1010.0, 960.0)],
        [(70.0, 960.0), (150.0, 470.0)],
    ] {
        set.canvas().line(&spots, 9.0, ink);
    }
    set.canvas()
        .line(&[(152.0, 476.0), (928.0, 476.0)], 3.0, rim.alpha(0.5));
    // A reflection across the glass.
    set.canvas().poly(
        &[
            (230.0, 474.0),
            (330.0, 474.0),
            (230.0, 956.0),
            (100.0, 956.0),
        ],
        Tone::WHITE.alpha(0.07),
    );
    // Roof, mirror, sun visors.
    for x in [190.0, 610.0] {
        if let Some(path) = rounded(x, 380.0, 280.0, 84.0, 24.0) {
            set.canvas().path(&path, soft.lift(-0.2));
            set.canvas().stroke(&path, 4.0, ink);
        }
    }
    set.canvas().rect(530.0, 440.0, 20.0, 50.0, ink);
    if let Some(path) = rounded(430.0, 480.0, 220.0, 74.0, 30.0) {
        set.canvas().path(&path, ink);
    }
    let sky = set.light.sky[1];
    if let Some(path) = rounded(440.0, 489.0, 200.0, 56.0, 24.0) {
        set.canvas().path(
            &path,
            Fill::down(489.0, 545.0, sky.lift(0.15), sky.lift(-0.4)),
        );
    }
    // The dashboard.
    let board = Fill::down(940.0, 1250.0, soft.lift(0.02), dark.lift(-0.3));
    if let Some(path) = crate::brush::smooth(&[
        (-200.0, 985.0),
        (540.0, 925.0),
        (1280.0, 985.0),
        (1280.0, 1400.0),
        (-200.0, 1400.0),
    ]) {
        set.canvas().path(&path, board);
        set.canvas().stroke(&path, 5.0, ink);
    }
    let glow = Tone::hex(0x0074_d8ff);
    let lamps = set.light.lamps;
    if let Some(path) = rounded(430.0, 1030.0, 220.0, 130.0, 16.0) {
        set.canvas().path(&path, Tone::hex(0x000c_1622));
    }
    set.canvas().line(
        &[
            (460.0, 1130.0),
            (520.0, 1080.0),
            (560.0, 1104.0),
            (620.0, 1056.0),
        ],
        7.0,
        glow,
    );
    set.canvas()
        .ellipse((560.0, 1104.0), 11.0, 11.0, Tone::hex(0x00ff_6a5a));
    set.canvas()
        .glow((540.0, 1095.0), 220.0, glow.alpha(0.25 + 0.3 * lamps));
    // The wheel on the driver's side.
    let x = 275.0;
    if let Some(path) = crate::brush::oval((x, 1150.0), 200.0, 172.0) {
        set.canvas().stroke(&path, 40.0, ink);
        set.canvas().stroke(&path, 28.0, soft.lift(-0.25));
    }
    set.canvas().poly(
        &[
            (x - 180.0, 1130.0),
            (x + 180.0, 1130.0),
            (x + 60.0, 1210.0),
            (x - 60.0, 1210.0),
        ],
        dark.lift(-0.2),
    );
    set.canvas()
        .ellipse((x, 1166.0), 56.0, 48.0, soft.lift(-0.1));
    for vent in [720.0, 860.0] {
        for slat in 0..4 {
            set.canvas()
                .rect(vent, 1050.0 + slat as f32 * 20.0, 110.0, 9.0, ink);
        }
    }
    // Seats.
    for (x, tone) in [(30.0, soft.lift(-0.12)), (610.0, soft.lift(-0.06))] {
        if let Some(path) = rounded(x + 110.0, 1240.0, 220.0, 190.0, 60.0) {
            set.canvas().path(&path, tone.lift(-0.25));
            set.canvas().stroke(&path, 5.0, ink);
        }
        if let Some(path) = rounded(x, 1390.0, 440.0, 800.0, 110.0) {
            set.canvas()
                .path(&path, Fill::down(1390.0, 1900.0, tone, tone.lift(-0.5)));
            set.canvas().stroke(&path, 6.0, ink);
        }
        for seam in [120.0, 320.0] {
            set.canvas()
                .pen((x + seam, 1450.0), (x + seam, 1960.0), 6.0, ink.alpha(0.6));
        }
        set.canvas().line(
            &[(x + 90.0, 1396.0), (x + 350.0, 1396.0)],
            5.0,
            rim.alpha(0.3),
        );
    }
}

pub fn airport(set: &mut Set) {
    set.on(On::Far);
    set.sky(930.0);
    set.hills(950.0, 60.0, Tone::hex(0x0060_7f80), 0.6);
    set.earth(Tone::hex(0x0080_8890), Tone::hex(0x00a0_a8b0));
    plane(set);
    set.on(On::Room);
    let room = Room {
        half: 4.4,
        height: 5.2,
        back: 10.0,
        wall: Tone::hex(0x00c8_d2d8),
        side: Tone::hex(0x00b4_c0c8),
        floor: Tone::hex(0x00b0_bac2),
        ceiling: Tone::hex(0x00de_e4e8),
    };
    set.shell(room, Ground::Tiles(1.1));
    let glass = On2(-4.2, 4.2, 0.2, 4.5);
    set.window(10.0, glass, (6, 3), Tone::hex(0x0056_646e));
    for truss in 0..6 {
        let z = 2.2 + truss as f32 * 1.4;
        set.block([-4.4, 4.8, z], [4.4, 5.0, z + 0.14], Tone::hex(0x00e8_ecee));
        for brace in 0..8 {
            let x = -4.4 + brace as f32 * 1.1;
            set.ink([x, 5.0, z], [x + 0.55, 5.2, z], 0.4);
        }
    }
    // The board of departures.
    set.block([-1.9, 3.0, 6.4], [1.9, 4.3, 6.6], Tone::hex(0x0018_1e28));
    for line in 0..6 {
        let y = 3.12 + line as f32 * 0.19;
        for (x0, x1) in [
            (-1.75, -1.35),
            (-1.2, set.dice.between(-0.3, 0.5)),
            (0.8, 1.1),
            (1.3, 1.7),
        ] {
            let tone = if line == 2 && x0 > 1.0 {
                Tone::hex(0x00ff_5a4a)
            } else {
                Tone::hex(0x00ff_d060)
            };
            set.shine(
                &[
                    [x0, y, 6.38],
                    [x1, y, 6.38],
                    [x1, y + 0.09, 6.38],
                    [x0, y + 0.09, 6.38],
                ],
                tone,
            );
        }
    }
    let at = set.see([0.0, 3.6, 6.4]);
    set.canvas()
        .glow(at, 380.0, Tone::hex(0x00ff_d060).alpha(0.2));
    for x in [-1.9, 1.9] {
        set.ink([x * 0.9, 4.3, 6.5], [x * 0.9, 5.2, 6.5], 0.6);
    }
    set.beams(10.0, glass, 6);
    for z in [8.2, 6.6] {
        for seat in 0..4 {
            for side in [-1.0, 1.0] {
                let x = side * (1.3 + seat as f32 * 0.6);
                set.block(
                    [x - 0.25, 0.4, z],
                    [x + 0.25, 0.48, z + 0.45],
                    Tone::hex(0x0030_4a68),
                );
                set.block(
                    [x - 0.25, 0.5, z + 0.42],
                    [x + 0.25, 0.95, z + 0.48],
                    Tone::hex(0x0038_5678),
                );
            }
        }
    }
    set.crowd(9.0, 5, 3.4, Tone::hex(0x0040_4a58));
    let side = set.light.side;
    for (x, z, h, tone) in [
        (side * 1.9, 3.9, 0.75, 0x00c8_4a3a),
        (side * 2.4, 4.2, 0.55, 0x0030_6a70),
    ] {
        set.shadow(x, z + 0.15, (0.3, 0.2));
        set.block(
            [x - 0.24, 0.06, z],
            [x + 0.24, h, z + 0.28],
            Tone::hex(tone),
        );
        set.ink([x - 0.08, h, z + 0.2], [x - 0.08, h + 0.4, z + 0.2], 0.5);
        set.ink([x + 0.08, h, z + 0.2], [x + 0.08, h + 0.4, z + 0.2], 0.5);
        set.ink(
            [x - 0.08, h + 0.4, z + 0.2],
            [x + 0.08, h + 0.4, z + 0.2],
            0.7,
        );
    }
    set.sheen(0.0, 9.8, 2.6, Tone::hex(0x00ff_ffff).alpha(0.25));
    set.front_post(100.0);
}

fn plane(set: &mut Set) {
    let white = set.light.grade(Tone::hex(0x00f4_f6f8));
    let stripe = set.light.grade(Tone::hex(0x00c8_3c3a));
    let dark = set.light.grade(Tone::hex(0x0048_5866));
    let (x, y) = (540.0, 880.0);
    let canvas = set.canvas();
    if let Some(path) = crate::brush::smooth(&[
        (x - 330.0, y - 30.0),
        (x - 300.0, y - 62.0),
        (x + 250.0, y - 66.0),
        (x + 360.0, y - 20.0),
        (x + 250.0, y + 22.0),
        (x - 240.0, y + 14.0),
    ]) {
        canvas.path(
            &path,
            Fill::down(y - 70.0, y + 20.0, white, white.mix(dark, 0.35)),
        );
    }
    canvas.poly(
        &[
            (x - 330.0, y - 40.0),
            (x - 370.0, y - 190.0),
            (x - 300.0, y - 190.0),
            (x - 220.0, y - 56.0),
        ],
        stripe,
    );
    canvas.poly(
        &[
            (x - 60.0, y - 4.0),
            (x + 90.0, y - 4.0),
            (x - 40.0, y + 74.0),
            (x - 120.0, y + 74.0),
        ],
        white.mix(dark, 0.3),
    );
    for window in 0..22 {
        canvas.ellipse((x - 230.0 + window as f32 * 22.0, y - 36.0), 5.0, 7.0, dark);
    }
    canvas.line(&[(x - 310.0, y - 12.0), (x + 320.0, y - 12.0)], 7.0, stripe);
    canvas.rect(x - 130.0, y + 16.0, 12.0, 50.0, dark);
    canvas.rect(x + 230.0, y + 14.0, 12.0, 52.0, dark);
}

pub fn elevator(set: &mut Set) {
    let room = Room {
        half: 1.35,
        height: 2.6,
        back: 4.2,
        wall: Tone::hex(0x00a8_a49c),
        side: Tone::hex(0x0090_7a5c),
        floor: Tone::hex(0x0060_5650),
        ceiling: Tone::hex(0x00d8_d4cc),
    };
    set.shell(room, Ground::Checks(0.45, Tone::hex(0x0048_403c)));
    let brass = Tone::hex(0x00d0_a860);
    for side in [-1.0f32, 1.0] {
        let x = side * 1.35;
        for panel in 0..3 {
            let z = 1.3 + panel as f32 * 0.98;
            set.fade(
                &[
                    [x, 0.3, z],
                    [x, 0.3, z + 0.88],
                    [x, 2.35, z + 0.88],
                    [x, 2.35, z],
                ],
                ([x, 2.3, z], Tone::hex(0x00b8_9468)),
                ([x, 0.3, z + 0.8], Tone::hex(0x0064_4a34)),
            );
            set.ink([x, 0.3, z], [x, 2.35, z], 0.4);
        }
        set.face(
            &[
                [x * 0.96, 0.95, 1.2],
                [x * 0.96, 0.95, 4.1],
                [x * 0.96, 1.02, 4.1],
                [x * 0.96, 1.02, 1.2],
            ],
            brass,
        );
        set.ink([x * 0.96, 0.95, 1.2], [x * 0.96, 0.95, 4.1], 0.4);
    }
    // Doors of brushed steel.
    for (x0, x1, flip) in [(-0.95, -0.01, false), (0.01, 0.95, true)] {
        let spots = set.seen(&[
            [x0, 0.0, 4.1],
            [x1, 0.0, 4.1],
            [x1, 2.2, 4.1],
            [x0, 2.2, 4.1],
        ]);
        let (bright, dim) = (
            set.light.grade(Tone::hex(0x00e2_e4e4)),
            set.light.grade(Tone::hex(0x0070_767c)),
        );
        let (a, b) = (set.see([x0, 0.0, 4.1]), set.see([x1, 2.2, 4.1]));
        let stops = if flip {
            vec![
                (0.0, dim),
                (0.45, bright),
                (0.6, dim.lift(0.2)),
                (1.0, dim.lift(-0.2)),
            ]
        } else {
            vec![
                (0.0, dim.lift(-0.2)),
                (0.5, dim.lift(0.2)),
                (0.7, bright),
                (1.0, dim),
            ]
        };
        set.canvas()
            .poly(&spots, Fill::Along(a, (b.0, a.1 - 60.0), stops));
    }
    set.ink([0.0, 0.0, 4.08], [0.0, 2.2, 4.08], 1.3);
    set.ink([-0.95, 2.2, 4.08], [0.95, 2.2, 4.08], 1.0);
    set.ink([-0.95, 0.0, 4.08], [-0.95, 2.2, 4.08], 0.9);
    set.ink([0.95, 0.0, 4.08], [0.95, 2.2, 4.08], 0.9);
    // The number of the floor.
    set.block(
        [-0.35, 2.28, 4.05],
        [0.35, 2.5, 4.1],
        Tone::hex(0x0014_1212),
    );
    let number = 1 + set.dice.below(8);
    let red = Tone::hex(0x00ff_5040);
    let (cx, cy) = set.see([0.0, 2.39, 4.04]);
    segments(set, (cx - 20.0, cy), number, red);
    segments(set, (cx + 20.0, cy), (number * 3) % 10, red);
    set.canvas().glow((cx, cy), 130.0, red.alpha(0.5));
    // Buttons.
    let side = set.light.side;
    let x = side * 1.12;
    set.block([x - 0.13, 0.9, 4.08], [x + 0.13, 1.8, 4.16], brass);
    for row in 0..6 {
        for column in [-0.05, 0.05] {
            let at = set.see([x + column, 1.0 + row as f32 * 0.13, 4.06]);
            let lit = set.dice.chance(0.15);
            let tone = if lit {
                Tone::hex(0x00ff_e08a)
            } else {
                set.light.grade(Tone::hex(0x00f0_ece4))
            };
            set.canvas().ellipse(at, 9.5, 9.5, tone);
            if lit {
                set.canvas().glow(at, 40.0, Tone::hex(0x00ff_d060));
            }
        }
    }
    for (x, z) in [(-0.6, 2.2), (0.6, 2.2), (-0.6, 3.4), (0.6, 3.4)] {
        let at = set.see([x, 2.59, z]);
        let (s, lamps) = (set.scale(z), set.light.lamps);
        set.canvas()
            .ellipse(at, s * 0.16, s * 0.05, Tone::hex(0x00ff_f6e0));
        set.canvas()
            .glow(at, s * 0.9, Tone::hex(0x00ff_e0a8).alpha(0.4 + 0.3 * lamps));
    }
    let lit = Tone::hex(0x00ff_e4b0);
    set.canvas().poly_blended(
        &[
            (330.0, 330.0),
            (750.0, 330.0),
            (980.0, 1500.0),
            (100.0, 1500.0),
        ],
        Fill::down(330.0, 1500.0, lit.alpha(0.22), lit.alpha(0.0)),
        tiny_skia::BlendMode::Screen,
    );
    set.sheen(0.0, 4.0, 0.7, Tone::hex(0x00ff_f0d0).alpha(0.3));
    set.front_post(70.0);
}

/// A digit of seven segments.
fn segments(set: &mut Set, at: (f32, f32), digit: usize, tone: Tone) {
    const LIT: [u8; 10] = [0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f];
    let (w, h) = (11.0, 18.0);
    let corners = [
        ((-w, -h), (w, -h)),
        ((-w, -h), (-w, 0.0)),
        ((w, -h), (w, 0.0)),
        ((-w, 0.0), (w, 0.0)),
        ((-w, 0.0), (-w, h)),
        ((w, 0.0), (w, h)),
        ((-w, h), (w, h)),
    ];
    for (bit, (from, to)) in corners.into_iter().enumerate() {
        if LIT[digit % 10] & (1 << bit) != 0 {
            set.canvas().line(
                &[(at.0 + from.0, at.1 + from.1), (at.0 + to.0, at.1 + to.1)],
                4.5,
                tone,
            );
        }
    }
}
