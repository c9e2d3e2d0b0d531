//! Each thing, around 0, 0, about 900 points wide and high.

mod dangers;
mod devices;
mod jewels;
mod large;
mod papers;
mod table;

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
        PropKind::Ring => jewels::ring(hand),
        PropKind::Letter => papers::letter(hand),
        PropKind::Contract => papers::contract(hand),
        PropKind::Photograph => papers::photograph(hand),
        PropKind::Phone => devices::phone(hand),
        PropKind::Key => jewels::key(hand),
        PropKind::Knife => dangers::knife(hand),
        PropKind::Pill => dangers::pill(hand),
        PropKind::Glass => table::glass(hand),
        PropKind::Flower => table::flower(hand),
        PropKind::Necklace => jewels::necklace(hand),
        PropKind::Money => papers::money(hand),
        PropKind::Book => papers::book(hand),
        PropKind::PregnancyTest => devices::pregnancy_test(hand),
        PropKind::Watch => jewels::watch(hand),
        PropKind::Door => large::door(hand),
        PropKind::Car => large::car(hand),
        PropKind::Laptop => devices::laptop(hand),
        PropKind::Box => papers::parcel(hand),
        PropKind::Badge => papers::badge(hand),
        PropKind::Blood => dangers::blood(hand),
        PropKind::Candle => table::candle(hand),
        PropKind::Umbrella => large::umbrella(hand),
        PropKind::Camera => devices::camera(hand),
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
