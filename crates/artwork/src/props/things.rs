//! Each thing, around 0, 0, about 900 points wide and high.

use storyboard::shot::PropKind;

use super::{Hand, across};
use crate::brush::{Fill, Spot, Tone};

const GOLD: [Tone; 3] = [
    Tone::hex(0x00a8_6a20),
    Tone::hex(0x00ff_e08a),
    Tone::hex(0x00c8_8830),
];
const STEEL: [Tone; 3] = [
    Tone::hex(0x0070_7c90),
    Tone::hex(0x00f2_f6fc),
    Tone::hex(0x0088_94a8),
];
const PAPER: Tone = Tone::hex(0x00fb_f3e0);
const GREY: Tone = Tone::hex(0x0090_8a98);
const RED: Tone = Tone::hex(0x00d0_2c3c);
const DARK: Tone = Tone::hex(0x0026_2834);

pub fn draw(hand: &mut Hand<'_>, kind: PropKind) {
    match kind {
        PropKind::Ring => ring(hand),
        PropKind::Letter => letter(hand),
        PropKind::Contract => contract(hand),
        PropKind::Photograph => photograph(hand),
        PropKind::Phone => phone(hand),
        PropKind::Key => key(hand),
        PropKind::Knife => knife(hand),
        PropKind::Pill => pill(hand),
        PropKind::Glass => glass(hand),
        PropKind::Flower => flower(hand),
        PropKind::Necklace => necklace(hand),
        PropKind::Money => money(hand),
        PropKind::Book => book(hand),
        PropKind::PregnancyTest => pregnancy_test(hand),
        PropKind::Watch => watch(hand),
        PropKind::Door => door(hand),
        PropKind::Car => car(hand),
        PropKind::Laptop => laptop(hand),
        PropKind::Box => parcel(hand),
        PropKind::Badge => badge(hand),
        PropKind::Blood => blood(hand),
        PropKind::Candle => candle(hand),
        PropKind::Umbrella => umbrella(hand),
        PropKind::Camera => camera(hand),
    }
}

fn gold(half: f32) -> Fill {
    across(-half, half, GOLD)
}

fn steel(half: f32) -> Fill {
    across(-half, half, STEEL)
}

fn gem(hand: &mut Hand<'_>, at: Spot, size: f32, tone: Tone) {
    let (x, y) = at;
    let p = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
    hand.shape(
        &[
            p(-1.0, -0.2),
            p(-0.55, -0.75),
            p(0.55, -0.75),
            p(1.0, -0.2),
            p(0.0, 1.0),
        ],
        tone,
    );
    hand.light(&[p(-1.0, -0.2), p(-0.55, -0.75), p(-0.2, -0.2)]);
    hand.light(&[p(-0.2, -0.2), p(0.3, -0.2), p(0.0, 1.0)]);
    hand.light(&[p(0.1, -0.75), p(0.55, -0.75), p(0.3, -0.2)]);
    for (from, to) in [
        (p(-1.0, -0.2), p(1.0, -0.2)),
        (p(-0.2, -0.2), p(0.0, 1.0)),
        (p(0.3, -0.2), p(0.0, 1.0)),
    ] {
        hand.line(&[from, to], size * 0.03, tone.lift(-0.5));
    }
    hand.glow(p(-0.2, -0.3), size * 2.0, Tone::WHITE.alpha(0.6));
}

fn ring(hand: &mut Hand<'_>) {
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

fn lines_of_writing(hand: &mut Hand<'_>, left: f32, top: f32, rows: u32, width: f32) {
    for row in 0..rows {
        let y = top + row as f32 * 56.0;
        let end = left + width * [1.0, 0.86, 0.94, 0.6][(row % 4) as usize];
        hand.line(&[(left, y), (end, y)], 7.0, GREY.alpha(0.55));
    }
}

fn letter(hand: &mut Hand<'_>) {
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

fn contract(hand: &mut Hand<'_>) {
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

fn photograph(hand: &mut Hand<'_>) {
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

fn phone(hand: &mut Hand<'_>) {
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

fn key(hand: &mut Hand<'_>) {
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

fn knife(hand: &mut Hand<'_>) {
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

fn pill(hand: &mut Hand<'_>) {
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

fn glass(hand: &mut Hand<'_>) {
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

fn flower(hand: &mut Hand<'_>) {
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

fn necklace(hand: &mut Hand<'_>) {
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

fn money(hand: &mut Hand<'_>) {
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

fn book(hand: &mut Hand<'_>) {
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

fn pregnancy_test(hand: &mut Hand<'_>) {
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

fn watch(hand: &mut Hand<'_>) {
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

fn door(hand: &mut Hand<'_>) {
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

fn car(hand: &mut Hand<'_>) {
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

fn laptop(hand: &mut Hand<'_>) {
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

fn parcel(hand: &mut Hand<'_>) {
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

fn badge(hand: &mut Hand<'_>) {
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

fn blood(hand: &mut Hand<'_>) {
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

fn candle(hand: &mut Hand<'_>) {
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

fn umbrella(hand: &mut Hand<'_>) {
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

fn camera(hand: &mut Hand<'_>) {
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
