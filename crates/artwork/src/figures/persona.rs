//! Who somebody is, as numbers: everything of a face that stays the same in every feeling and look.

use storyboard::cast::{Age, Appearance, Presenting};

use super::head::{Parts, Style};
use super::palette::{self, Skin};
use crate::ink::Colour;

/// A face and a build, chosen once from an [`Appearance`].
#[derive(Clone, Debug)]
pub struct Persona {
    pub seed: u64,
    pub skin: Skin,
    pub hair: Colour,
    pub style: Style,
    /// Of what their head is composed.
    pub parts: Parts,
    pub age: Age,
    pub feminine: bool,
    pub glasses: bool,
    pub beard: bool,
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
            .unwrap_or_else(|| Style::chosen(feminine, appearance.age, appearance.skin, roll(3)));
        Self {
            seed: appearance.seed,
            skin: Skin::of(appearance.skin),
            hair,
            style,
            parts: Parts::of(
                appearance.seed,
                feminine,
                appearance.age,
                style,
                hair.brightness() < 0.22,
            ),
            age: appearance.age,
            feminine,
            glasses: appearance.glasses,
            beard: appearance.beard && !child,
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
