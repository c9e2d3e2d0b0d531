//! Clothes: cut by the outfit, coloured by the look, woven and collared by who wears them.
//!
//! | module | what |
//! |---|---|
//! | `cut` | how a trunk is covered: seams, collars, lapels, folds |
//! | `light`, `tailored`, `loose` | the outfits |
//! | `weave` | stripes, checks, knit |
//! | `jewels` | necklaces, earrings, pins |
//! | [`sleeves`], [`legs`] | what lies beside and below the trunk |

mod cut;
pub mod jewels;
pub mod legs;
mod light;
mod loose;
mod rear;
pub mod sleeves;
mod tailored;
pub mod weave;

use storyboard::cast::{Look, Outfit};

use super::body::Build;
use super::persona::Persona;
use crate::ink::{Canvas, Colour};
use cut::Cut;
pub use weave::Weave;

const LINEN: Colour = Colour::rgb(0x00f7_f3ee);

/// What is worn, with its colours.
#[derive(Clone, Copy, Debug)]
pub struct Cloth {
    pub outfit: Outfit,
    pub main: Colour,
    pub second: Colour,
    pub feminine: bool,
    /// What it is woven like: the same for one person, whatever they wear.
    pub weave: Weave,
}

impl Cloth {
    pub fn of(look: Option<&Look>, who: &Persona) -> Self {
        let colour = |index: usize, other: u32| {
            look.and_then(|look| Colour::parse(&look.colours[index]))
                .unwrap_or(Colour::rgb(other))
        };
        let apart = |colour: Colour| {
            // Cloth in the colour of skin looks like none.
            let (c, s) = (colour, who.skin.base);
            let far = (c.r - s.r).abs() + (c.g - s.g).abs() + (c.b - s.b).abs();
            if far < 0.3 {
                colour.shade(0.75)
            } else {
                colour
            }
        };
        let outfit = look.map_or(Outfit::Casual, |look| look.outfit);
        Self {
            outfit,
            weave: Weave::of(who, outfit),
            main: apart(colour(0, 0x004a_6a8a)),
            second: apart(colour(1, 0x002f_3442)),
            feminine: who.feminine,
        }
    }

    /// What is seen from outside.
    pub fn outer(&self) -> Colour {
        match self.outfit {
            Outfit::Apron => self.second.mix(LINEN, 0.6),
            _ => self.main,
        }
    }

    /// Its colour, and its length: 0 none, 1 to the elbow, 2 to the wrist.
    pub fn sleeve(&self) -> (Colour, f32) {
        let length = match self.outfit {
            Outfit::Gown => 0.0,
            Outfit::Dress => 0.42,
            Outfit::Casual | Outfit::Scrubs => 0.72,
            Outfit::Apron => 1.25,
            _ => 1.9,
        };
        (self.outer(), length)
    }

    pub fn looseness(&self) -> f32 {
        match self.outfit {
            Outfit::Coat | Outfit::Hoodie | Outfit::Robe => 8.0,
            Outfit::Suit | Outfit::Scrubs | Outfit::Sportswear | Outfit::Uniform => 4.0,
            _ => 2.0,
        }
    }

    /// How wide a cuff is against the looseness.
    pub fn flare(&self) -> f32 {
        if self.outfit == Outfit::Robe {
            4.0
        } else {
            0.7
        }
    }
}

/// Draws the back of the trunk: cloth, seams, what is tied there.
pub fn back(canvas: &mut Canvas, who: &Persona, build: &Build, cloth: &Cloth, weight: f32) {
    let cut = &Cut {
        build,
        who,
        cloth,
        weight,
        n: build.neck,
        nape: build.neck + 14.0,
        ny: build.shoulder_y - 32.0,
    };
    rear::draw(canvas, cut);
}

/// Draws the trunk with everything on it.
pub fn trunk(canvas: &mut Canvas, who: &Persona, build: &Build, cloth: &Cloth, weight: f32) {
    let cut = &Cut {
        build,
        who,
        cloth,
        weight,
        n: build.neck,
        nape: build.neck + 14.0,
        ny: build.shoulder_y - 32.0,
    };
    match cloth.outfit {
        Outfit::Casual => light::casual(canvas, cut),
        Outfit::Shirt | Outfit::Apron => light::shirt(canvas, cut),
        Outfit::Dress => light::dress(canvas, cut),
        Outfit::Gown => light::gown(canvas, cut),
        Outfit::Suit => tailored::suit(canvas, cut),
        Outfit::Coat => tailored::coat(canvas, cut),
        Outfit::Uniform => tailored::uniform(canvas, cut),
        Outfit::Hoodie => loose::hoodie(canvas, cut),
        Outfit::Scrubs => loose::scrubs(canvas, cut),
        Outfit::Robe => loose::robe(canvas, cut),
        Outfit::Sportswear => loose::sportswear(canvas, cut),
    }
}
