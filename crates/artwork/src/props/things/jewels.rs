//! Rings, necklaces, watches, keys: what shines.

use super::{GOLD, RED, gem, gold};
use crate::brush::{Spot, Tone};
use crate::props::{Hand, across};

pub fn ring(hand: &mut Hand<'_>) {
    hand.ring((0.0, 110.0), 270.0, 62.0, gold(330.0));
    hand.line(
        &[(-200.0, 0.0), (-150.0, -70.0)],
        14.0,
        Tone::WHITE.alpha(0.7),
    );
    for x in [-90.0, 90.0] {
        hand.shape(
            &[
                (x - 22.0, -150.0),
                (x + 22.0, -150.0),
                (x * 0.7 + 16.0, -300.0),
                (x * 0.7 - 16.0, -300.0),
            ],
            GOLD[1],
        );
    }
    gem(hand, (0.0, -290.0), 165.0, Tone::hex(0x008c_e4ff));
}

pub fn necklace(hand: &mut Hand<'_>) {
    let chain: Vec<Spot> = (0..=30)
        .map(|step| {
            let t = step as f32 / 30.0 * 2.0 - 1.0;
            (t * 400.0, -470.0 + (1.0 - t * t).max(0.0).powf(0.7) * 640.0)
        })
        .collect();
    hand.line(&chain, 26.0, Tone::hex(0x001a_1024));
    hand.line(&chain, 12.0, GOLD[1]);
    for at in chain.iter().step_by(2) {
        hand.round(*at, 15.0, 15.0, GOLD[2]);
    }
    hand.ring((0.0, 200.0), 34.0, 14.0, gold(60.0));
    gem(hand, (0.0, 340.0), 140.0, Tone::hex(0x0030_b080));
}

pub fn watch(hand: &mut Hand<'_>) {
    let leather = across(
        -150.0,
        150.0,
        [
            Tone::hex(0x003c_2018),
            Tone::hex(0x0090_5a38),
            Tone::hex(0x0040_2018),
        ],
    );
    hand.shape(
        &[
            (-150.0, -220.0),
            (-120.0, -510.0),
            (120.0, -510.0),
            (150.0, -220.0),
        ],
        leather.clone(),
    );
    hand.shape(
        &[
            (-150.0, 220.0),
            (-120.0, 510.0),
            (120.0, 510.0),
            (150.0, 220.0),
        ],
        leather,
    );
    hand.boxed([258.0, -34.0, 50.0, 68.0], 14.0, gold(300.0));
    hand.round((0.0, 0.0), 270.0, 270.0, gold(280.0));
    hand.round((0.0, 0.0), 226.0, 226.0, Tone::hex(0x0018_2848));
    for hour in 0..12 {
        let turn = hour as f32 / 12.0 * std::f32::consts::TAU;
        let (s, c) = turn.sin_cos();
        let inner = if hour % 3 == 0 { 168.0 } else { 188.0 };
        hand.line(
            &[(s * inner, -c * inner), (s * 208.0, -c * 208.0)],
            10.0,
            GOLD[1],
        );
    }
    hand.line(&[(0.0, 0.0), (-86.0, -78.0)], 18.0, Tone::WHITE);
    hand.line(&[(0.0, 0.0), (64.0, -160.0)], 12.0, Tone::WHITE);
    hand.line(&[(-10.0, 34.0), (30.0, -180.0)], 5.0, RED);
    hand.round((0.0, 0.0), 18.0, 18.0, GOLD[1]);
    hand.light(&[
        (-180.0, -110.0),
        (-60.0, -208.0),
        (60.0, -216.0),
        (-196.0, 40.0),
    ]);
}

pub fn key(hand: &mut Hand<'_>) {
    hand.ring((-230.0, -230.0), 150.0, 74.0, gold(400.0));
    hand.shape(
        &[
            (-140.0, -96.0),
            (-96.0, -140.0),
            (420.0, 376.0),
            (376.0, 420.0),
        ],
        gold(400.0),
    );
    hand.shape(
        &[
            (300.0, 300.0),
            (344.0, 256.0),
            (420.0, 332.0),
            (376.0, 376.0),
        ],
        gold(400.0),
    );
    hand.shape(
        &[
            (190.0, 190.0),
            (300.0, 80.0),
            (344.0, 124.0),
            (234.0, 234.0),
        ],
        gold(400.0),
    );
    hand.shape(
        &[
            (300.0, 300.0),
            (400.0, 200.0),
            (448.0, 248.0),
            (344.0, 344.0),
        ],
        gold(400.0),
    );
    hand.line(
        &[(-300.0, -320.0), (-360.0, -250.0)],
        16.0,
        Tone::WHITE.alpha(0.8),
    );
    hand.line(
        &[(-90.0, -106.0), (280.0, 264.0)],
        8.0,
        Tone::WHITE.alpha(0.6),
    );
}
