//! Which parts somebody is composed of: chosen once, the same in every feeling, look and turn.

use storyboard::cast::Age;

use super::cut::{self, Hair, Style};
use crate::figures::persona::unit;

/// Somebody's own parts, by the variants' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub(super) head: &'static str,
    pub(super) hair: Hair,
    pub(super) eyes: Eyes,
    pub(super) brows: &'static str,
    pub(super) nose: &'static str,
    pub(super) glasses: &'static str,
    /// Lips are seen when nothing is said.
    pub(super) lips: bool,
    pub(super) freckles: bool,
    /// A beauty spot beside the mouth.
    pub(super) spot: bool,
}

/// Somebody's eyes, wide and half shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Eyes {
    pub open: &'static str,
    pub narrow: &'static str,
}

const fn eyes(open: &'static str, narrow: &'static str) -> Eyes {
    Eyes { open, narrow }
}

const LASHED: [Eyes; 5] = [
    eyes("02", "08"),
    eyes("12", "11"),
    eyes("21", "08"),
    eyes("23", "11"),
    eyes("04", "08"),
];
const PLAIN: [Eyes; 4] = [
    eyes("06", "08"),
    eyes("10", "08"),
    eyes("17", "08"),
    eyes("04", "08"),
];
const ROUND: [Eyes; 2] = [eyes("21", "08"), eyes("04", "08")];
const FINE_BROWS: [&str; 4] = ["05", "09", "07", "01"];
const STRONG_BROWS: [&str; 4] = ["02", "12", "10", "03"];
const NOSES: [&str; 5] = ["01", "04", "05", "06", "03"];
const SMALL_NOSES: [&str; 3] = ["06", "02", "04"];
const GLASSES: [&str; 4] = ["01", "03", "04", "05"];
const HEADS: [&str; 3] = ["01", "03", "02"];
const FINE_HEADS: [&str; 2] = ["02", "04"];
/// Where the lowest line of each head's chin lies, in the library's units.
const CHINS: [(&str, f32); 4] = [("01", 590.0), ("02", 565.0), ("03", 562.0), ("04", 560.0)];

const PEEPS_CHIN: f32 = 572.0;

impl Parts {
    pub fn of(seed: u64, feminine: bool, age: Age, style: Style, dark: bool) -> Self {
        let roll = |salt: u64| unit(seed, salt);
        let child = age == Age::Child;
        let fine = feminine || child;
        let shapes: &[Eyes] = match (child, feminine) {
            (true, _) => &ROUND,
            (_, true) => &LASHED,
            (_, false) => &PLAIN,
        };
        Self {
            head: cut::of(if fine { &FINE_HEADS } else { &HEADS }, roll(52)),
            hair: style.hair(feminine, dark, roll(50)),
            eyes: cut::of(shapes, roll(51)),
            brows: cut::of(if fine { &FINE_BROWS } else { &STRONG_BROWS }, roll(53)),
            nose: cut::of(if fine { &SMALL_NOSES } else { &NOSES }, roll(54)),
            glasses: cut::of(&GLASSES, roll(55)),
            lips: feminine && !child,
            freckles: roll(56) < 0.16,
            spot: roll(15) < 0.2,
        }
    }

    /// The lowest line of the chin, in the library's units.
    pub(super) fn chin(self) -> f32 {
        if !matches!(self.hair, Hair::Loose(_)) {
            return PEEPS_CHIN;
        }
        CHINS
            .iter()
            .find(|(head, _)| *head == self.head)
            .map_or(CHINS[0].1, |(_, chin)| *chin)
    }
}
