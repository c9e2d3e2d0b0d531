//! Colours of people: eight skins from light to dark, hair.

use crate::ink::Colour;

/// What skin is painted with.
#[derive(Clone, Copy, Debug)]
pub struct Skin {
    pub base: Colour,
    pub shade: Colour,
    pub light: Colour,
    pub blush: Colour,
    pub lip: Colour,
    pub line: Colour,
}

const BASES: [(u32, u32, u32, u32); 8] = [
    (0x00ff_e6d6, 0x00ee_bba8, 0x00f2_8f86, 0x00d9_6a6c),
    (0x00fc_dcc4, 0x00e6_ae94, 0x00ee_8a7c, 0x00cf_6062),
    (0x00f6_cfae, 0x00d9_9e7e, 0x00e6_8069, 0x00c2_5a58),
    (0x00e9_ba92, 0x00c6_8a66, 0x00d6_7058, 0x00b0_504c),
    (0x00d1_9a6e, 0x00a9_6e4b, 0x00be_5f47, 0x009c_4642),
    (0x00ae_7850, 0x0086_5236, 0x009e_4a36, 0x0084_3a38),
    (0x0086_5738, 0x0062_3a27, 0x0082_3a2c, 0x0070_3030),
    (0x0062_3e2b, 0x0044_281d, 0x0062_2c26, 0x0058_2628),
];

impl Skin {
    /// `tone` from 0 (lightest) to 7 (darkest); more is the darkest.
    pub fn of(tone: u8) -> Self {
        let (base, shade, blush, lip) = BASES[usize::from(tone.min(7))];
        let (base, shade) = (Colour::rgb(base), Colour::rgb(shade));
        Self {
            base,
            shade,
            light: base.light(0.45),
            blush: Colour::rgb(blush),
            lip: Colour::rgb(lip),
            line: shade.shade(0.62),
        }
    }
}

pub const BLACK_HAIR: Colour = Colour::rgb(0x002c_2630);
pub const HAIR: [Colour; 6] = [
    BLACK_HAIR,
    Colour::rgb(0x003a_2a2a),
    Colour::rgb(0x0052_362a),
    Colour::rgb(0x0075_4a30),
    Colour::rgb(0x0026_2836),
    Colour::rgb(0x008e_5f3c),
];
pub const GREY: [Colour; 3] = [
    Colour::rgb(0x00a9_a6ab),
    Colour::rgb(0x00c9_c5c6),
    Colour::rgb(0x0083_7f86),
];
/// Scarves, turbans, hats.
pub const HEADWEAR: [Colour; 7] = [
    Colour::rgb(0x003f_5d7d),
    Colour::rgb(0x008c_3f4e),
    Colour::rgb(0x005d_7a66),
    Colour::rgb(0x00b8_9a72),
    Colour::rgb(0x006a_5384),
    Colour::rgb(0x0046_464f),
    Colour::rgb(0x00c9_bfae),
];
