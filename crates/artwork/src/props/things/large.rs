//! What is larger than a hand: doors, cars, umbrellas.

use super::{DARK, GOLD, GREY, PAPER};
use crate::brush::{Fill, Spot, Tone};
use crate::props::{Hand, across};

pub fn door(hand: &mut Hand<'_>) {
    hand.shape(
        &[
            (-330.0, -500.0),
            (330.0, -500.0),
            (330.0, 500.0),
            (-330.0, 500.0),
        ],
        Tone::hex(0x0040_2a28),
    );
    hand.shape(
        &[
            (-260.0, -440.0),
            (260.0, -440.0),
            (260.0, 500.0),
            (-260.0, 500.0),
        ],
        Fill::down(
            -440.0,
            500.0,
            Tone::hex(0x00ff_f2c8),
            Tone::hex(0x00ff_c870),
        ),
    );
    hand.glow((-60.0, 60.0), 620.0, Tone::hex(0x00ff_d890).alpha(0.7));
    // Open by a hand's breadth more than it should be.
    hand.shape(
        &[
            (-120.0, -420.0),
            (260.0, -440.0),
            (260.0, 500.0),
            (-120.0, 470.0),
        ],
        across(
            -120.0,
            260.0,
            [
                Tone::hex(0x0060_3828),
                Tone::hex(0x0098_6040),
                Tone::hex(0x0050_2c20),
            ],
        ),
    );
    for (top, low) in [(-340.0, -40.0), (60.0, 380.0)] {
        hand.shape(
            &[
                (-60.0, top),
                (200.0, top - 12.0),
                (200.0, low + 10.0),
                (-60.0, low),
            ],
            Tone::hex(0x0074_4630),
        );
    }
    hand.round((-78.0, 20.0), 26.0, 26.0, GOLD[1]);
}

pub fn car(hand: &mut Hand<'_>) {
    let body = Fill::down(
        -200.0,
        260.0,
        Tone::hex(0x00e8_3a48),
        Tone::hex(0x0070_1028),
    );
    hand.soft(
        &[
            (-330.0, -40.0),
            (-220.0, -250.0),
            (0.0, -290.0),
            (220.0, -250.0),
            (330.0, -40.0),
        ],
        DARK,
    );
    hand.shape(
        &[
            (-210.0, -210.0),
            (210.0, -210.0),
            (284.0, -50.0),
            (-284.0, -50.0),
        ],
        Fill::down(
            -210.0,
            -50.0,
            Tone::hex(0x0088_b0d8),
            Tone::hex(0x0030_4468),
        ),
    );
    hand.light(&[
        (-150.0, -205.0),
        (-70.0, -205.0),
        (-150.0, -55.0),
        (-240.0, -55.0),
    ]);
    for x in [-350.0, 250.0] {
        hand.boxed([x, 180.0, 110.0, 170.0], 30.0, Tone::hex(0x0014_141c));
    }
    hand.boxed([-430.0, -60.0, 860.0, 300.0], 100.0, body);
    hand.boxed([-200.0, 70.0, 400.0, 90.0], 30.0, DARK);
    for slat in 0..9 {
        let x = -176.0 + slat as f32 * 44.0;
        hand.line(&[(x, 84.0), (x, 146.0)], 8.0, GREY);
    }
    for x in [-320.0, 320.0] {
        hand.round((x, 50.0), 84.0, 58.0, Tone::hex(0x00ff_f8dc));
        hand.glow((x, 50.0), 330.0, Tone::hex(0x00ff_f0c0).alpha(0.9));
    }
    hand.boxed([-90.0, 184.0, 180.0, 44.0], 8.0, PAPER);
}

pub fn umbrella(hand: &mut Hand<'_>) {
    hand.line(
        &[
            (0.0, -420.0),
            (0.0, 380.0),
            (30.0, 450.0),
            (100.0, 450.0),
            (124.0, 380.0),
        ],
        44.0,
        Tone::hex(0x001a_1024),
    );
    hand.line(
        &[
            (0.0, -420.0),
            (0.0, 380.0),
            (30.0, 450.0),
            (100.0, 450.0),
            (124.0, 380.0),
        ],
        26.0,
        Tone::hex(0x00a8_6a3c),
    );
    let tone = Tone::hex(0x00d8_3040);
    let dome = |from: f32, to: f32| -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        for step in 0..=8 {
            let t = from + (to - from) * step as f32 / 8.0;
            spots.push((
                t * 470.0,
                -20.0 - ((step as f32 / 8.0) * std::f32::consts::PI).sin() * 46.0,
            ));
        }
        for step in (0..=8).rev() {
            let rise = step as f32 / 8.0;
            let t = to * rise;
            spots.push((
                t * 470.0,
                -440.0 + 420.0 * (1.0 - (1.0 - rise * rise).sqrt()),
            ));
        }
        for step in 0..=8 {
            let rise = step as f32 / 8.0;
            let t = from * rise;
            spots.push((
                t * 470.0,
                -440.0 + 420.0 * (1.0 - (1.0 - rise * rise).sqrt()),
            ));
        }
        spots
    };
    for (at, (from, to)) in [(-1.0, -0.5), (-0.5, 0.0), (0.0, 0.5), (0.5, 1.0)]
        .into_iter()
        .enumerate()
    {
        hand.shape(&dome(from, to), tone.lift([0.14, 0.04, -0.12, -0.28][at]));
    }
    hand.line(&[(0.0, -440.0), (0.0, -500.0)], 18.0, DARK);
    hand.light(&[
        (-330.0, -160.0),
        (-200.0, -340.0),
        (-150.0, -340.0),
        (-280.0, -140.0),
    ]);
}
