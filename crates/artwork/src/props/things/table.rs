//! What stands on a table.

use super::{DARK, RED, gold};
use crate::brush::{Spot, Tone};
use crate::props::{Hand, across};

pub fn glass(hand: &mut Hand<'_>) {
    let clear = Tone::hex(0x00d8_ecf8).alpha(0.5);
    hand.round((0.0, 470.0), 190.0, 34.0, clear);
    hand.line(&[(0.0, 100.0), (0.0, 460.0)], 34.0, Tone::hex(0x001a_1024));
    hand.line(&[(0.0, 100.0), (0.0, 460.0)], 20.0, Tone::hex(0x00e4_f2fa));
    hand.soft(
        &[
            (-230.0, -470.0),
            (230.0, -470.0),
            (270.0, -160.0),
            (170.0, 90.0),
            (0.0, 140.0),
            (-170.0, 90.0),
            (-270.0, -160.0),
        ],
        clear,
    );
    hand.soft(
        &[
            (-226.0, -200.0),
            (0.0, -190.0),
            (226.0, -200.0),
            (200.0, 0.0),
            (100.0, 104.0),
            (-100.0, 104.0),
            (-200.0, 0.0),
        ],
        across(
            -230.0,
            230.0,
            [
                Tone::hex(0x0070_0c28),
                Tone::hex(0x00c8_2848),
                Tone::hex(0x0060_0820),
            ],
        ),
    );
    hand.round((0.0, -196.0), 206.0, 34.0, Tone::hex(0x00e0_5070));
    hand.light(&[
        (-190.0, -400.0),
        (-150.0, -410.0),
        (-160.0, 20.0),
        (-200.0, -90.0),
    ]);
    hand.glow((-160.0, -300.0), 160.0, Tone::WHITE.alpha(0.6));
}

pub fn flower(hand: &mut Hand<'_>) {
    let green = Tone::hex(0x003c_8050);
    hand.line(
        &[(0.0, -120.0), (20.0, 160.0), (-10.0, 500.0)],
        44.0,
        Tone::hex(0x001a_1024),
    );
    hand.line(&[(0.0, -120.0), (20.0, 160.0), (-10.0, 500.0)], 28.0, green);
    hand.soft(
        &[(14.0, 200.0), (120.0, 90.0), (290.0, 70.0), (210.0, 210.0)],
        green.lift(0.1),
    );
    hand.soft(
        &[
            (6.0, 320.0),
            (-110.0, 220.0),
            (-280.0, 210.0),
            (-180.0, 350.0),
        ],
        green,
    );
    // A rose: petals from outside in.
    for (ring, radius, size, lift) in [
        (7, 190.0, 170.0, -0.22),
        (6, 120.0, 140.0, -0.05),
        (5, 60.0, 105.0, 0.1),
    ] {
        for petal in 0..ring {
            let turn = petal as f32 / ring as f32 * std::f32::consts::TAU + radius;
            let at = (turn.cos() * radius, -240.0 + turn.sin() * radius * 0.8);
            hand.round(at, size, size * 0.86, RED.lift(lift));
        }
    }
    let coil: Vec<Spot> = (0..40)
        .map(|step| {
            let t = step as f32 / 39.0;
            let turn = t * 13.0;
            (turn.cos() * t * 96.0, -240.0 + turn.sin() * t * 80.0)
        })
        .collect();
    hand.round((0.0, -240.0), 108.0, 92.0, RED.lift(0.18));
    hand.line(&coil, 10.0, RED.lift(-0.5));
}

pub fn candle(hand: &mut Hand<'_>) {
    hand.round((0.0, 450.0), 260.0, 56.0, gold(260.0));
    hand.boxed(
        [-100.0, -120.0, 200.0, 570.0],
        26.0,
        across(
            -100.0,
            100.0,
            [
                Tone::hex(0x00d8_c4a0),
                Tone::hex(0x00ff_f8e4),
                Tone::hex(0x00c8_a880),
            ],
        ),
    );
    hand.soft(
        &[
            (-106.0, -110.0),
            (0.0, -140.0),
            (106.0, -110.0),
            (100.0, 60.0),
            (70.0, -20.0),
            (30.0, -50.0),
            (-40.0, 110.0),
            (-70.0, -30.0),
        ],
        Tone::hex(0x00ff_f4d8),
    );
    hand.line(&[(0.0, -120.0), (6.0, -190.0)], 12.0, DARK);
    hand.glow((0.0, -290.0), 640.0, Tone::hex(0x00ff_b050).alpha(0.9));
    hand.soft(
        &[
            (0.0, -500.0),
            (70.0, -300.0),
            (60.0, -210.0),
            (0.0, -170.0),
            (-60.0, -210.0),
            (-66.0, -300.0),
        ],
        Tone::hex(0x00ff_a838),
    );
    hand.0.path(
        &crate::brush::smooth(&[
            (0.0, -400.0),
            (36.0, -270.0),
            (0.0, -190.0),
            (-36.0, -270.0),
        ])
        .expect("four spots are a shape"),
        Tone::hex(0x00ff_f6c8),
    );
}
