//! Who somebody is, as numbers: everything of a face that stays the same in every feeling and look.

use storyboard::cast::{Age, Appearance, Presenting};

use super::hair::Style;
use super::palette::{self, Skin};
use crate::ink::Colour;

/// A face and a build, chosen once from an [`Appearance`].
#[derive(Clone, Debug)]
pub struct Persona {
    pub seed: u64,
    pub skin: Skin,
    pub hair: Colour,
    pub style: Style,
    pub iris: Colour,
    pub age: Age,
    pub feminine: bool,
    pub glasses: bool,
    pub beard: bool,
    /// Half the width of the jaw, in units of a head of 200.
    pub jaw: f32,
    pub chin: f32,
    pub cheek: f32,
    pub eye_width: f32,
    pub eye_height: f32,
    /// Outer corner up, in units per unit.
    pub eye_tilt: f32,
    pub eye_gap: f32,
    pub brow: f32,
    pub nose: f32,
    pub mouth: f32,
    pub mole: Option<(f32, f32)>,
    /// Half the width of the shoulders.
    pub shoulder: f32,
}

impl Persona {
    pub fn of(appearance: &Appearance) -> Self {
        let roll = |salt: u64| unit(appearance.seed, salt);
        let between = |salt: u64, low: f32, high: f32| low + (high - low) * roll(salt);
        let feminine = match appearance.presenting {
            Presenting::Feminine => true,
            Presenting::Masculine => false,
            Presenting::Neutral => roll(1) < 0.5,
        };
        let (child, old) = (appearance.age == Age::Child, appearance.age == Age::Old);
        let hair = appearance
            .hair_colour
            .as_deref()
            .and_then(Colour::parse)
            .unwrap_or_else(|| {
                if old {
                    palette::GREY[(roll(2) * 2.99) as usize]
                } else {
                    palette::HAIR[(roll(2) * 5.99) as usize]
                }
            });
        let style = appearance
            .hair
            .as_deref()
            .and_then(Style::named)
            .unwrap_or_else(|| Style::chosen(feminine, appearance.age, roll(3)));
        let soft = if child { 1.0 } else { 0.0 };
        Self {
            seed: appearance.seed,
            skin: Skin::of(appearance.skin),
            hair,
            style,
            iris: palette::EYES[(roll(4) * 4.99) as usize],
            age: appearance.age,
            feminine,
            glasses: appearance.glasses,
            beard: appearance.beard && !child,
            jaw: if feminine {
                between(5, 43.0, 48.0)
            } else {
                between(5, 44.5, 49.0)
            } + soft * 1.5,
            chin: if feminine {
                between(6, 12.0, 16.0)
            } else {
                between(6, 13.0, 17.0)
            },
            cheek: if feminine {
                between(7, 62.0, 66.0)
            } else {
                between(7, 63.0, 67.0)
            } + soft * 3.0,
            eye_width: if feminine {
                between(8, 19.5, 22.0)
            } else {
                between(8, 17.5, 19.5)
            } + soft * 2.0
                - f32::from(old) * 1.0,
            eye_height: if feminine {
                between(9, 14.5, 17.0)
            } else {
                between(9, 10.8, 12.8)
            } + soft * 4.0
                - f32::from(old) * 2.0,
            eye_tilt: between(10, -0.02, 0.12),
            eye_gap: between(11, 31.5, 34.0),
            brow: if feminine {
                between(12, 4.2, 5.6)
            } else {
                between(12, 6.5, 8.5)
            } - soft,
            nose: between(13, 44.0, 49.0) - soft * 4.0,
            mouth: if feminine {
                between(14, 12.5, 15.0)
            } else {
                between(14, 15.0, 18.0)
            } - soft * 2.0,
            mole: (roll(15) < 0.28).then(|| {
                if roll(16) < 0.5 {
                    (27.0, 33.0)
                } else {
                    (-20.0, 80.0)
                }
            }),
            shoulder: match (feminine, child) {
                (_, true) => 92.0,
                (true, _) => between(17, 112.0, 122.0),
                (false, _) => between(17, 148.0, 164.0),
            },
        }
    }

    pub fn child(&self) -> bool {
        self.age == Age::Child
    }

    pub fn old(&self) -> bool {
        self.age == Age::Old
    }
}

/// A number from 0 to 1 for a seed and what it is for.
pub fn unit(seed: u64, salt: u64) -> f32 {
    let mut x = seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 40) as f32 / (1u64 << 24) as f32
}
