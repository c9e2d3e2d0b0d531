//! What has a screen or a lens.

use super::{DARK, GREY, RED, STEEL, steel};
use crate::brush::{Fill, Tone};
use crate::props::{Hand, across};

pub fn phone(hand: &mut Hand<'_>) {
    hand.boxed(
        [-245.0, -490.0, 490.0, 980.0],
        70.0,
        across(-250.0, 250.0, [DARK, Tone::hex(0x0058_5c70), DARK]),
    );
    hand.boxed(
        [-215.0, -455.0, 430.0, 910.0],
        46.0,
        Fill::down(
            -455.0,
            455.0,
            Tone::hex(0x0030_3c90),
            Tone::hex(0x00b0_4a90),
        ),
    );
    hand.line(&[(-50.0, -425.0), (50.0, -425.0)], 22.0, DARK);
    hand.round((-92.0, 330.0), 62.0, 62.0, RED);
    hand.round((92.0, 330.0), 62.0, 62.0, Tone::hex(0x003c_c070));
    hand.round((0.0, -220.0), 96.0, 96.0, Tone::hex(0x00f0_d8e8));
    hand.round((0.0, -246.0), 34.0, 38.0, Tone::hex(0x0060_4080));
    hand.soft(
        &[
            (-70.0, -150.0),
            (-54.0, -196.0),
            (0.0, -206.0),
            (54.0, -196.0),
            (70.0, -150.0),
            (0.0, -130.0),
        ],
        Tone::hex(0x0060_4080),
    );
    hand.light(&[
        (-205.0, -400.0),
        (-120.0, -450.0),
        (60.0, -450.0),
        (-205.0, 100.0),
    ]);
    hand.glow((0.0, 0.0), 620.0, Tone::hex(0x0080_70ff).alpha(0.3));
}

pub fn laptop(hand: &mut Hand<'_>) {
    hand.boxed(
        [-440.0, -420.0, 880.0, 600.0],
        36.0,
        across(-440.0, 440.0, [DARK, Tone::hex(0x0050_5668), DARK]),
    );
    hand.boxed(
        [-400.0, -380.0, 800.0, 520.0],
        12.0,
        Fill::down(
            -380.0,
            140.0,
            Tone::hex(0x001c_4a88),
            Tone::hex(0x0010_1c44),
        ),
    );
    hand.shape(
        &[
            (-440.0, 180.0),
            (440.0, 180.0),
            (520.0, 400.0),
            (-520.0, 400.0),
        ],
        across(-500.0, 500.0, STEEL),
    );
    for row in 0..4 {
        let y = 206.0 + row as f32 * 30.0;
        let half = 390.0 + row as f32 * 12.0;
        for column in 0..14 {
            let x = -half + column as f32 * half * 2.0 / 14.0;
            hand.line(
                &[(x + 12.0, y), (x + half * 2.0 / 14.0 - 10.0, y)],
                18.0,
                DARK,
            );
        }
    }
    hand.boxed([-110.0, 334.0, 220.0, 50.0], 10.0, GREY);
    hand.glow((0.0, -100.0), 640.0, Tone::hex(0x0060_b0ff).alpha(0.4));
}

pub fn camera(hand: &mut Hand<'_>) {
    hand.boxed([-180.0, -330.0, 360.0, 160.0], 40.0, DARK);
    hand.boxed(
        [-450.0, -220.0, 900.0, 560.0],
        70.0,
        across(-450.0, 450.0, [DARK, Tone::hex(0x0058_5c6c), DARK]),
    );
    hand.boxed([-450.0, -130.0, 900.0, 330.0], 4.0, Tone::hex(0x0040_302c));
    hand.round((40.0, 50.0), 270.0, 270.0, steel(300.0));
    hand.round((40.0, 50.0), 226.0, 226.0, Tone::hex(0x0010_101c));
    hand.round(
        (40.0, 50.0),
        150.0,
        150.0,
        Fill::Around(
            (0.0, 0.0),
            220.0,
            vec![
                (0.0, Tone::hex(0x0060_80d8)),
                (0.6, Tone::hex(0x0030_2060)),
                (1.0, Tone::hex(0x000c_0818)),
            ],
        ),
    );
    hand.round((-10.0, -10.0), 34.0, 34.0, Tone::WHITE.alpha(0.8));
    hand.boxed([-390.0, -190.0, 110.0, 70.0], 14.0, Tone::hex(0x00c8_d8e8));
    hand.round((350.0, -170.0), 30.0, 30.0, RED);
    hand.glow((350.0, -170.0), 130.0, RED);
}

pub fn pregnancy_test(hand: &mut Hand<'_>) {
    let body = across(
        -130.0,
        130.0,
        [Tone::hex(0x00c8_d0e0), Tone::WHITE, Tone::hex(0x00c0_c8dc)],
    );
    hand.boxed([-62.0, -500.0, 124.0, 240.0], 40.0, Tone::hex(0x00f0_a0b8));
    hand.boxed([-110.0, -300.0, 220.0, 800.0], 90.0, body);
    hand.boxed([-58.0, -130.0, 116.0, 290.0], 40.0, Tone::hex(0x00e8_ecf4));
    for y in [-40.0, 50.0] {
        hand.line(&[(-40.0, y), (40.0, y)], 20.0, Tone::hex(0x00e0_4880));
    }
    hand.light(&[
        (-88.0, -200.0),
        (-68.0, -230.0),
        (-68.0, 400.0),
        (-88.0, 380.0),
    ]);
    hand.glow((0.0, 10.0), 240.0, Tone::hex(0x00ff_80b0).alpha(0.45));
}
