//! Hospitals.

use super::work::city_view;
use crate::brush::Tone;
use crate::places::room::{Ground, On2, Room};
use crate::places::set::Set;

const MINT: Tone = Tone::hex(0x0094_c4b8);
const WHITE: Tone = Tone::hex(0x00e9_efee);

pub fn corridor(set: &mut Set) {
    let room = Room {
        half: 1.75,
        height: 2.7,
        back: 13.0,
        wall: WHITE,
        side: Tone::hex(0x00dd_e6e4),
        floor: Tone::hex(0x00b4_c2c4),
        ceiling: Tone::hex(0x00ee_f2f2),
    };
    set.shell(room, Ground::Tiles(0.6));
    set.band(room, 0.0, 1.0, MINT);
    set.band(room, 0.86, 1.0, Tone::hex(0x004f_8f86));
    for (side, z) in [
        (-1.0, 3.0),
        (1.0, 4.2),
        (-1.0, 5.6),
        (1.0, 7.2),
        (-1.0, 8.6),
        (1.0, 10.4),
    ] {
        set.side_door(side, 1.75, (z, z + 1.0), 2.1, Tone::hex(0x00b8_9068));
        let x = side * 1.74;
        set.shine(
            &[
                [x, 1.35, z + 0.55],
                [x, 1.35, z + 0.8],
                [x, 1.85, z + 0.8],
                [x, 1.85, z + 0.55],
            ],
            Tone::hex(0x00cf_efff),
        );
        set.block(
            [x - 0.06, 2.25, z + 0.3],
            [x + 0.06, 2.45, z + 0.34],
            Tone::hex(0x002f_7f78),
        );
    }
    // Double doors at the end, light behind them.
    set.block([-1.1, 0.0, 12.9], [1.1, 2.3, 13.0], Tone::hex(0x004e_8a8c));
    for x in [-0.55, 0.55] {
        set.shine(
            &[
                [x - 0.22, 1.1, 12.88],
                [x + 0.22, 1.1, 12.88],
                [x + 0.22, 1.9, 12.88],
                [x - 0.22, 1.9, 12.88],
            ],
            Tone::hex(0x00f4_fdff),
        );
    }
    set.ink([0.0, 0.0, 12.87], [0.0, 2.3, 12.87], 1.2);
    set.block(
        [-0.7, 2.36, 12.4],
        [0.7, 2.6, 12.45],
        Tone::hex(0x0013_3a2a),
    );
    set.shine(
        &[
            [-0.6, 2.4, 12.38],
            [0.6, 2.4, 12.38],
            [0.6, 2.56, 12.38],
            [-0.6, 2.56, 12.38],
        ],
        Tone::hex(0x00ff_5a4a),
    );
    let at = set.see([0.0, 2.5, 12.0]);
    set.canvas()
        .glow(at, 190.0, Tone::hex(0x00ff_5a4a).alpha(0.5));
    set.ceiling_lamps(room, 0.0, (0.5, 1.1), 6);
    set.sheen(0.0, 12.6, 1.0, Tone::hex(0x00e8_fbff).alpha(0.5));
    let side = set.light.side;
    for seat in 0..3 {
        set.chair(
            side * 1.35,
            3.1 + seat as f32 * 0.62,
            true,
            Tone::hex(0x003f_78a0),
        );
    }
    // A stretcher along the other wall.
    let x = -side * 1.2;
    set.block([x - 0.34, 0.55, 5.0], [x + 0.34, 0.72, 6.9], WHITE);
    set.block(
        [x - 0.36, 0.45, 5.0],
        [x + 0.36, 0.55, 6.9],
        Tone::hex(0x0070_8088),
    );
    for z in [5.1, 6.7] {
        set.block(
            [x - 0.3, 0.0, z],
            [x - 0.25, 0.5, z + 0.05],
            Tone::hex(0x0060_6c74),
        );
        set.block(
            [x + 0.25, 0.0, z],
            [x + 0.3, 0.5, z + 0.05],
            Tone::hex(0x0060_6c74),
        );
    }
    set.front_post(90.0);
}

pub fn room(set: &mut Set) {
    city_view(set, 880.0, 400.0);
    let room = Room {
        half: 2.4,
        height: 2.8,
        back: 6.2,
        wall: Tone::hex(0x00d5_e4e2),
        side: Tone::hex(0x00c8_dad8),
        floor: Tone::hex(0x00a9_b8bc),
        ceiling: WHITE,
    };
    set.shell(room, Ground::Tiles(0.7));
    set.band(room, 0.0, 0.9, MINT.lift(0.15));
    let side = set.light.side;
    let glass = if side > 0.0 {
        On2(0.1, 2.1, 0.9, 2.4)
    } else {
        On2(-2.1, -0.1, 0.9, 2.4)
    };
    set.window(6.2, glass, (2, 1), Tone::hex(0x00f2_f6f6));
    set.curtain(
        (glass.0 - 0.25, glass.0 + 0.2),
        (0.6, 2.6),
        6.05,
        Tone::hex(0x009c_c8d2),
    );
    set.curtain(
        (glass.1 - 0.2, glass.1 + 0.25),
        (0.6, 2.6),
        6.05,
        Tone::hex(0x009c_c8d2),
    );
    let bed = -side * 0.75;
    set.block(
        [bed - 0.6, 1.35, 6.1],
        [bed + 0.6, 1.5, 6.2],
        Tone::hex(0x00b8_a080),
    );
    set.bed(
        bed,
        3.9,
        (1.05, 2.05),
        (Tone::hex(0x0090_a4ac), Tone::hex(0x008f_c0d6)),
    );
    set.block(
        [bed - 0.56, 0.6, 4.1],
        [bed - 0.52, 0.85, 5.4],
        Tone::hex(0x0088_9aa4),
    );
    set.block(
        [bed + 0.52, 0.6, 4.1],
        [bed + 0.56, 0.85, 5.4],
        Tone::hex(0x0088_9aa4),
    );
    // The drip and the monitor.
    let pole = bed + side * 0.85;
    set.block(
        [pole - 0.02, 0.0, 5.4],
        [pole + 0.02, 2.1, 5.44],
        Tone::hex(0x00a8_b4ba),
    );
    set.block(
        [pole - 0.1, 1.7, 5.38],
        [pole + 0.1, 2.05, 5.42],
        Tone::hex(0x00d8_f0f4),
    );
    set.screen(
        [bed - side * 0.95 - 0.25, 1.2, 5.7],
        (0.5, 0.4),
        Tone::hex(0x0010_2a2c),
    );
    let start = bed - side * 0.95 - 0.22;
    let beat: Vec<_> = [
        (0.0, 0.2),
        (0.1, 0.2),
        (0.15, 0.34),
        (0.2, 0.06),
        (0.25, 0.2),
        (0.45, 0.2),
    ]
    .into_iter()
    .map(|(x, y)| set.see([start + x, 1.2 + y, 5.66]))
    .collect();
    set.canvas().line(&beat, 3.2, Tone::hex(0x005d_ff9e));
    let at = beat[2];
    set.canvas()
        .glow(at, 90.0, Tone::hex(0x005d_ff9e).alpha(0.5));
    set.chair(side * 1.1, 4.5, true, Tone::hex(0x005a_8aa0));
    set.block(
        [side * 1.9 - 0.25, 0.0, 5.5],
        [side * 1.9 + 0.25, 0.75, 5.95],
        Tone::hex(0x00e0_d6c4),
    );
    set.standing_lamp([side * 1.9, 0.75, 5.7], 0.4, Tone::hex(0x00ff_dfae));
    set.ceiling_lamps(room, 0.0, (0.5, 0.9), 2);
    set.beams(6.2, glass, 2);
    set.front_drapes(Tone::hex(0x008f_c0c8));
}
