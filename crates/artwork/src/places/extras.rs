//! People of a public place who are not in the story: in the middle distance, at the sides, without a face.

use storyboard::place::{Hour, PlaceKind};

use super::set::{On, Set};
use crate::brush::{Fill, Tone, smooth};

/// Where somebody may be: to the right, away from us, and whether they sit.
type Spot = (f32, f32, bool);

/// Those of a kind of place; each is there or not, as chance and the hour have it.
fn spots(kind: PlaceKind) -> &'static [Spot] {
    match kind {
        PlaceKind::Restaurant | PlaceKind::WeddingHall => &[
            (-2.0, 5.6, true),
            (2.1, 5.4, true),
            (-2.5, 7.0, true),
            (2.6, 7.2, true),
            (1.5, 8.4, false),
        ],
        PlaceKind::Bar => &[(-1.9, 5.2, false), (2.2, 5.8, false), (1.6, 5.4, false)],
        PlaceKind::Airport => &[
            (-2.3, 6.0, false),
            (-1.4, 8.5, false),
            (2.0, 6.6, false),
            (1.2, 9.5, false),
            (2.9, 8.0, false),
        ],
        PlaceKind::SubwayCar => &[(-0.95, 5.0, false), (0.95, 6.0, false), (-0.8, 7.4, false)],
        PlaceKind::HospitalCorridor => &[(-1.0, 8.0, false), (1.05, 6.8, false)],
        PlaceKind::Courtroom => &[(-2.6, 6.6, false), (2.7, 6.9, false)],
        PlaceKind::PoliceStation | PlaceKind::Library => &[(-2.0, 6.6, false), (2.2, 6.2, false)],
        PlaceKind::PalaceHall => &[
            (-2.3, 6.8, false),
            (2.3, 6.8, false),
            (-2.3, 8.6, false),
            (2.3, 8.6, false),
        ],
        PlaceKind::Street | PlaceKind::OfficeTower => &[
            (-2.5, 8.0, false),
            (2.4, 7.2, false),
            (-3.0, 10.5, false),
            (3.0, 11.0, false),
            (-2.2, 12.0, false),
        ],
        PlaceKind::Park | PlaceKind::Beach | PlaceKind::Bridge => {
            &[(-2.9, 9.5, false), (3.1, 10.5, false), (2.2, 13.0, false)]
        }
        _ => &[],
    }
}

const CLOTH: [Tone; 7] = [
    Tone::hex(0x0058_6a84),
    Tone::hex(0x0086_5650),
    Tone::hex(0x006a_7a5c),
    Tone::hex(0x0094_8468),
    Tone::hex(0x0060_5878),
    Tone::hex(0x0048_505c),
    Tone::hex(0x009a_8f8c),
];
const SKIN: [Tone; 4] = [
    Tone::hex(0x00f0_cdb0),
    Tone::hex(0x00d8_a67c),
    Tone::hex(0x00a8_744e),
    Tone::hex(0x0074_4a34),
];
const HAIR: [Tone; 4] = [
    Tone::hex(0x0026_2028),
    Tone::hex(0x0058_3a2c),
    Tone::hex(0x0088_6a48),
    Tone::hex(0x009a_989c),
];

/// Draws whoever is there, the farthest first.
pub fn draw(set: &mut Set, kind: PlaceKind) {
    let mut there: Vec<Spot> = spots(kind).to_vec();
    let likely = if set.hour == Hour::Night { 0.5 } else { 0.8 };
    there.retain(|_| set.dice.chance(likely));
    there.sort_by(|a, b| b.1.total_cmp(&a.1));
    set.on(On::Room);
    for (x, z, sits) in there {
        let x = x + set.dice.between(-0.15, 0.15);
        let z = z + set.dice.between(-0.2, 0.2);
        one(set, x, z, sits);
    }
}

fn one(set: &mut Set, x: f32, z: f32, sits: bool) {
    // Out there the air is between us and them.
    let soft = |set: &Set, tone: Tone| {
        let graded = set.grade(tone, z);
        graded.mix(set.light.haze, 0.12)
    };
    let pick = |set: &mut Set, from: &[Tone]| {
        let tone = set.dice.pick(from);
        soft(set, tone)
    };
    let (coat, legs) = (pick(set, &CLOTH), pick(set, &CLOTH).lift(-0.3));
    let (skin, hair) = (pick(set, &SKIN), pick(set, &HAIR));
    let long = set.dice.chance(0.5);
    let tall = set.dice.between(1.58, 1.8);
    let drop = if sits { tall * 0.26 } else { 0.0 };
    let turn: f32 = if x > 0.0 { -1.0 } else { 1.0 };
    let s = set.scale(z);
    let ink = set.grade_ink(z).alpha(0.55);
    let width = (s * 0.011).clamp(1.0, 4.0);
    let (fx, fy) = set.see([x, 0.0, z]);
    let at = move |u: f32, up: f32| (fx + u * s, fy - (up - drop).max(0.0) * s);
    set.shadow(x, z, (0.3, 0.14));
    let canvas = set.canvas();
    let mut shape = |spots: &[(f32, f32)], fill: Fill| {
        if let Some(path) = smooth(spots) {
            canvas.path(&path, fill);
            canvas.stroke(&path, width, ink);
        }
    };
    if !sits {
        for side in [-1.0f32, 1.0] {
            shape(
                &[
                    at(side * 0.02, tall * 0.52),
                    at(side * 0.15, tall * 0.5),
                    at(side * 0.12, tall * 0.2),
                    at(side * 0.13 + turn * 0.05, 0.0),
                    at(side * 0.03, 0.0),
                    at(side * 0.03, tall * 0.25),
                ],
                legs.into(),
            );
        }
    }
    let hem = if long { 0.42 } else { 0.47 };
    shape(
        &[
            at(-0.08, tall * 0.845),
            at(0.08, tall * 0.845),
            at(0.21, tall * 0.79),
            at(0.235, tall * 0.6),
            at(0.2, tall * hem),
            at(0.0, tall * (hem - 0.01)),
            at(-0.2, tall * hem),
            at(-0.235, tall * 0.6),
            at(-0.21, tall * 0.79),
        ],
        Fill::down(
            fy - tall * 0.85 * s,
            fy - tall * 0.4 * s,
            coat.lift(0.04),
            coat.lift(-0.22),
        ),
    );
    if long {
        shape(
            &[
                at(-0.1, tall * 0.97),
                at(0.1, tall * 0.97),
                at(0.12, tall * 0.85),
                at(0.11, tall * 0.76),
                at(-0.11, tall * 0.76),
                at(-0.12, tall * 0.85),
            ],
            hair.lift(-0.1).into(),
        );
    }
    shape(
        &[
            at(turn * 0.01 - 0.075, tall * 0.95),
            at(turn * 0.01 + 0.075, tall * 0.95),
            at(turn * 0.015 + 0.075, tall * 0.9),
            at(turn * 0.02, tall * 0.845),
            at(turn * 0.015 - 0.075, tall * 0.9),
        ],
        skin.into(),
    );
    shape(
        &[
            at(-0.088, tall * 0.93),
            at(-0.085, tall * 0.985),
            at(0.0, tall),
            at(0.085, tall * 0.985),
            at(0.088, tall * 0.93),
            at(turn * 0.03, tall * 0.955),
        ],
        hair.into(),
    );
}
