//! What is written, printed or wrapped.

use super::{DARK, GOLD, GREY, PAPER, RED, steel};
use crate::brush::{Fill, Spot, Tone};
use crate::props::{Hand, across};

pub fn lines_of_writing(hand: &mut Hand<'_>, left: f32, top: f32, rows: u32, width: f32) {
    for row in 0..rows {
        let y = top + row as f32 * 56.0;
        let end = left + width * [1.0, 0.86, 0.94, 0.6][(row % 4) as usize];
        hand.line(&[(left, y), (end, y)], 7.0, GREY.alpha(0.55));
    }
}

pub fn letter(hand: &mut Hand<'_>) {
    // An envelope, the letter half out of it.
    hand.shape(
        &[
            (-430.0, 60.0),
            (430.0, 20.0),
            (450.0, 470.0),
            (-410.0, 500.0),
        ],
        Tone::hex(0x00c8_a878),
    );
    hand.shape(
        &[
            (-350.0, -470.0),
            (330.0, -490.0),
            (350.0, 280.0),
            (-335.0, 300.0),
        ],
        PAPER,
    );
    lines_of_writing(hand, -270.0, -390.0, 3, 540.0);
    lines_of_writing(hand, -270.0, 60.0, 3, 540.0);
    hand.shape(
        &[
            (-430.0, 60.0),
            (0.0, 320.0),
            (430.0, 20.0),
            (450.0, 470.0),
            (-410.0, 500.0),
        ],
        Tone::hex(0x00e4_c898),
    );
    hand.line(
        &[(-410.0, 500.0), (0.0, 310.0), (450.0, 470.0)],
        7.0,
        Tone::hex(0x0090_704c),
    );
    hand.round((10.0, 330.0), 64.0, 60.0, RED);
    hand.line(
        &[(-20.0, 330.0), (10.0, 352.0), (40.0, 310.0)],
        10.0,
        RED.lift(0.4),
    );
}

pub fn contract(hand: &mut Hand<'_>) {
    hand.shape(
        &[
            (-370.0, -470.0),
            (390.0, -450.0),
            (370.0, 510.0),
            (-390.0, 490.0),
        ],
        Tone::hex(0x0090_8474),
    );
    hand.shape(
        &[
            (-380.0, -500.0),
            (370.0, -490.0),
            (360.0, 470.0),
            (-390.0, 460.0),
        ],
        PAPER,
    );
    hand.line(&[(-170.0, -410.0), (170.0, -405.0)], 24.0, DARK);
    lines_of_writing(hand, -300.0, -320.0, 2, 600.0);
    lines_of_writing(hand, -300.0, 110.0, 2, 600.0);
    hand.line(&[(-300.0, 370.0), (-20.0, 374.0)], 5.0, DARK);
    let sign: Vec<Spot> = (0..30)
        .map(|step| {
            let t = step as f32 / 29.0;
            (
                -280.0 + t * 240.0,
                340.0 - (t * 17.0).sin() * 34.0 * (1.0 - t * 0.6),
            )
        })
        .collect();
    hand.line(&sign, 8.0, Tone::hex(0x0024_3c90));
    hand.round((210.0, 330.0), 84.0, 84.0, Tone::hex(0x00f0_d8d0));
    hand.line(&[(170.0, 330.0), (250.0, 330.0)], 18.0, RED);
    hand.line(&[(210.0, 290.0), (210.0, 370.0)], 18.0, RED);
    hand.shape(
        &[
            (10.0, 372.0),
            (40.0, 330.0),
            (350.0, 60.0),
            (392.0, 104.0),
            (70.0, 366.0),
        ],
        across(0.0, 400.0, [DARK, GREY, DARK]),
    );
}

pub fn photograph(hand: &mut Hand<'_>) {
    hand.shape(
        &[
            (-370.0, -440.0),
            (340.0, -490.0),
            (400.0, 400.0),
            (-310.0, 450.0),
        ],
        Tone::hex(0x00fa_f6ee),
    );
    let sky = Fill::down(
        -420.0,
        250.0,
        Tone::hex(0x00f6_a878),
        Tone::hex(0x0080_5a90),
    );
    hand.shape(
        &[
            (-315.0, -385.0),
            (292.0, -428.0),
            (332.0, 210.0),
            (-270.0, 252.0),
        ],
        sky,
    );
    // Two people from behind, close together; one is torn off.
    for (x, h, tone) in [
        (-100.0, 300.0, Tone::hex(0x0038_2a58)),
        (110.0, 260.0, Tone::hex(0x0060_3050)),
    ] {
        hand.soft(
            &[
                (x - 120.0, 236.0),
                (x - 110.0, 40.0),
                (x - 50.0, -20.0),
                (x + 50.0, -20.0),
                (x + 110.0, 40.0),
                (x + 120.0, 226.0),
                (x + 100.0, 230.0),
                (x - 100.0, 240.0),
            ],
            tone,
        );
        hand.round((x, -40.0 - h * 0.18), 66.0, 80.0, tone.lift(0.05));
    }
    let tear: Vec<Spot> = (0..12)
        .map(|step| {
            let t = step as f32 / 11.0;
            (
                20.0 + if step % 2 == 0 { 16.0 } else { -14.0 } + t * 40.0,
                -455.0 + t * 880.0,
            )
        })
        .collect();
    hand.line(&tear, 26.0, Tone::hex(0x0014_0c20));
    hand.line(&tear, 12.0, Tone::hex(0x00fa_f6ee));
}

pub fn money(hand: &mut Hand<'_>) {
    for (shift, turn) in [(90.0, 0.16f32), (30.0, -0.06), (-40.0, 0.08)] {
        let (c, s) = (turn.cos(), turn.sin());
        let p = |dx: f32, dy: f32| (dx * c - dy * s, shift + dx * s + dy * c);
        hand.shape(
            &[
                p(-440.0, -210.0),
                p(440.0, -210.0),
                p(440.0, 210.0),
                p(-440.0, 210.0),
            ],
            Tone::hex(0x0090_c090).lift(shift / 600.0),
        );
        hand.shape(
            &[
                p(-390.0, -165.0),
                p(390.0, -165.0),
                p(390.0, 165.0),
                p(-390.0, 165.0),
            ],
            Tone::hex(0x00b8_dcb0),
        );
        hand.round(p(0.0, 0.0), 130.0, 130.0, Tone::hex(0x0078_b080));
        hand.round(p(0.0, -20.0), 46.0, 56.0, Tone::hex(0x0048_7858));
    }
    hand.shape(
        &[
            (-110.0, -290.0),
            (110.0, -290.0),
            (130.0, 350.0),
            (-90.0, 350.0),
        ],
        PAPER.alpha(0.92),
    );
    hand.line(&[(-100.0, 0.0), (120.0, 20.0)], 20.0, RED);
}

pub fn book(hand: &mut Hand<'_>) {
    hand.shape(
        &[
            (-300.0, -450.0),
            (380.0, -430.0),
            (380.0, 500.0),
            (-300.0, 490.0),
        ],
        PAPER.lift(-0.1),
    );
    for page in 0..7 {
        let x = 330.0 + page as f32 * 7.0;
        hand.line(&[(x, -420.0), (x, 480.0)], 2.5, GREY);
    }
    hand.shape(
        &[
            (-340.0, -490.0),
            (330.0, -470.0),
            (330.0, 470.0),
            (-340.0, 460.0),
        ],
        across(
            -340.0,
            340.0,
            [
                Tone::hex(0x0050_1428),
                Tone::hex(0x00a0_3048),
                Tone::hex(0x0070_1c34),
            ],
        ),
    );
    hand.shape(
        &[
            (-340.0, -490.0),
            (-270.0, -488.0),
            (-270.0, 462.0),
            (-340.0, 460.0),
        ],
        Tone::hex(0x0040_0c20),
    );
    hand.line(
        &[
            (-215.0, -410.0),
            (270.0, -396.0),
            (270.0, 396.0),
            (-215.0, 388.0),
            (-215.0, -410.0),
        ],
        10.0,
        GOLD[1],
    );
    hand.shape(
        &[
            (100.0, -476.0),
            (160.0, -474.0),
            (160.0, -270.0),
            (130.0, -310.0),
            (100.0, -270.0),
        ],
        RED,
    );
}

pub fn parcel(hand: &mut Hand<'_>) {
    let card = Tone::hex(0x00d0_9a5c);
    hand.shape(
        &[
            (-420.0, -120.0),
            (-260.0, -330.0),
            (420.0, -330.0),
            (420.0, 280.0),
            (300.0, 470.0),
            (-420.0, 470.0),
        ],
        card.lift(-0.35),
    );
    hand.shape(
        &[
            (-420.0, -120.0),
            (-260.0, -330.0),
            (440.0, -330.0),
            (300.0, -120.0),
        ],
        card.lift(0.22),
    );
    hand.shape(
        &[
            (300.0, -120.0),
            (440.0, -330.0),
            (440.0, 260.0),
            (300.0, 470.0),
        ],
        card.lift(-0.3),
    );
    hand.shape(
        &[
            (-420.0, -120.0),
            (300.0, -120.0),
            (300.0, 470.0),
            (-420.0, 470.0),
        ],
        card,
    );
    hand.shape(
        &[
            (-120.0, -120.0),
            (40.0, -330.0),
            (140.0, -330.0),
            (0.0, -120.0),
        ],
        RED,
    );
    hand.shape(
        &[
            (-120.0, -120.0),
            (0.0, -120.0),
            (0.0, 470.0),
            (-120.0, 470.0),
        ],
        RED.lift(-0.1),
    );
    hand.soft(
        &[(-40.0, -230.0), (-200.0, -400.0), (-260.0, -280.0)],
        RED.lift(0.1),
    );
    hand.soft(
        &[(0.0, -230.0), (190.0, -400.0), (230.0, -270.0)],
        RED.lift(0.1),
    );
    hand.round((-20.0, -236.0), 48.0, 40.0, RED.lift(0.2));
}

pub fn badge(hand: &mut Hand<'_>) {
    let strap = Tone::hex(0x0030_58a8);
    hand.shape(
        &[
            (-60.0, -260.0),
            (-220.0, -520.0),
            (-120.0, -520.0),
            (0.0, -300.0),
            (120.0, -520.0),
            (220.0, -520.0),
            (60.0, -260.0),
        ],
        strap,
    );
    hand.boxed([-50.0, -290.0, 100.0, 70.0], 16.0, steel(60.0));
    hand.boxed([-270.0, -230.0, 540.0, 720.0], 44.0, Tone::hex(0x00f8_f6f2));
    hand.boxed([-270.0, -230.0, 540.0, 130.0], 44.0, strap);
    hand.boxed([-130.0, -60.0, 260.0, 160.0], 14.0, Tone::hex(0x00c4_d4e8));
    hand.round((0.0, -4.0), 42.0, 48.0, Tone::hex(0x0048_3a58));
    hand.soft(
        &[
            (-94.0, 96.0),
            (-70.0, 56.0),
            (0.0, 42.0),
            (70.0, 56.0),
            (94.0, 96.0),
        ],
        Tone::hex(0x0048_3a58),
    );
    for (y, w) in [(290.0, 360.0), (350.0, 300.0), (410.0, 240.0)] {
        hand.line(&[(-w / 2.0, y), (w / 2.0, y)], 9.0, GREY.alpha(0.6));
    }
    hand.light(&[(-240.0, -80.0), (-120.0, -80.0), (-240.0, 300.0)]);
}
