//! What hurts, heals or stains.

use super::papers::lines_of_writing;
use super::{GOLD, GREY, PAPER, RED, gold, steel};
use crate::brush::{Fill, Spot, Tone};
use crate::props::{Hand, across};

pub fn knife(hand: &mut Hand<'_>) {
    hand.shape(
        &[
            (-70.0, 150.0),
            (-60.0, -330.0),
            (90.0, -500.0),
            (104.0, 150.0),
        ],
        steel(140.0),
    );
    hand.line(&[(40.0, 140.0), (36.0, -380.0)], 7.0, GREY);
    hand.light(&[
        (-52.0, 140.0),
        (-46.0, -310.0),
        (-10.0, -350.0),
        (-20.0, 140.0),
    ]);
    hand.boxed([-120.0, 148.0, 270.0, 46.0], 16.0, gold(140.0));
    hand.shape(
        &[
            (-64.0, 194.0),
            (98.0, 194.0),
            (86.0, 480.0),
            (16.0, 510.0),
            (-54.0, 480.0),
        ],
        across(
            -80.0,
            100.0,
            [
                Tone::hex(0x0034_1c18),
                Tone::hex(0x0080_4a30),
                Tone::hex(0x0030_1814),
            ],
        ),
    );
    for y in [260.0, 340.0, 420.0] {
        hand.round((17.0, y), 15.0, 15.0, GOLD[1]);
    }
    hand.glow((-30.0, -200.0), 260.0, Tone::WHITE.alpha(0.5));
}

pub fn pill(hand: &mut Hand<'_>) {
    hand.boxed([-150.0, -460.0, 300.0, 120.0], 24.0, Tone::hex(0x00f4_f4f8));
    hand.boxed(
        [-200.0, -340.0, 400.0, 560.0],
        50.0,
        across(
            -200.0,
            200.0,
            [
                Tone::hex(0x00c0_5a20),
                Tone::hex(0x00ff_b060),
                Tone::hex(0x00d0_6a28),
            ],
        ),
    );
    hand.boxed([-196.0, -200.0, 392.0, 260.0], 6.0, PAPER);
    lines_of_writing(hand, -150.0, -130.0, 3, 300.0);
    hand.light(&[
        (-170.0, -320.0),
        (-130.0, -320.0),
        (-130.0, 200.0),
        (-170.0, 200.0),
    ]);
    for (x, y, turn) in [
        (-280.0, 380.0, 0.5f32),
        (40.0, 400.0, -0.3),
        (300.0, 350.0, 1.0),
    ] {
        let (c, s) = (turn.cos(), turn.sin());
        let p = |dx: f32, dy: f32| (x + dx * c - dy * s, y + dx * s + dy * c);
        hand.soft(
            &[
                p(-110.0, -44.0),
                p(0.0, -48.0),
                p(110.0, -44.0),
                p(130.0, 0.0),
                p(110.0, 44.0),
                p(0.0, 48.0),
                p(-110.0, 44.0),
                p(-130.0, 0.0),
            ],
            Tone::hex(0x00f6_f2ea),
        );
        hand.soft(
            &[
                p(0.0, -47.0),
                p(60.0, -48.0),
                p(110.0, -44.0),
                p(130.0, 0.0),
                p(110.0, 44.0),
                p(60.0, 48.0),
                p(0.0, 47.0),
                p(0.0, 0.0),
            ],
            RED,
        );
    }
}

pub fn blood(hand: &mut Hand<'_>) {
    let pool: Vec<Spot> = (0..26)
        .map(|step| {
            let turn = step as f32 / 26.0 * std::f32::consts::TAU;
            let reach = 300.0 + (turn * 3.0).sin() * 70.0 + (turn * 7.0).cos() * 46.0;
            (turn.cos() * reach * 1.2, 260.0 + turn.sin() * reach * 0.6)
        })
        .collect();
    hand.soft(
        &pool,
        Fill::down(60.0, 460.0, Tone::hex(0x00b0_1028), Tone::hex(0x0050_0414)),
    );
    hand.light(&[
        (-240.0, 170.0),
        (-80.0, 120.0),
        (20.0, 130.0),
        (-190.0, 210.0),
    ]);
    for (x, y, r) in [
        (0.0, -330.0, 74.0),
        (-250.0, -60.0, 40.0),
        (250.0, -120.0, 52.0),
        (380.0, 60.0, 26.0),
        (-390.0, 60.0, 22.0),
    ] {
        hand.soft(
            &[
                (x, y - r * 1.9),
                (x + r * 0.9, y),
                (x + r * 0.8, y + r * 0.8),
                (x, y + r * 1.2),
                (x - r * 0.8, y + r * 0.8),
                (x - r * 0.9, y),
            ],
            RED.lift(-0.15),
        );
        hand.light(&[
            (x - r * 0.45, y),
            (x - r * 0.2, y - r * 0.5),
            (x - r * 0.15, y + r * 0.3),
        ]);
    }
}
