//! Cuts of hair, and which of the library's each may be.

use storyboard::cast::Age;

/// One of the cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style(&'static Cut);

#[derive(Debug, PartialEq, Eq)]
struct Cut {
    name: &'static str,
    /// Variants of hair, and who wears them.
    variants: &'static [(&'static str, Worn)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worn {
    Women,
    Men,
    Anybody,
}

use Worn::{Anybody, Men, Women};

const LONG: Cut = Cut {
    name: "long",
    variants: &[("15", Women), ("21", Women), ("16", Women), ("35", Women)],
};
const STRAIGHT_FRINGE: Cut = Cut {
    name: "straight-fringe",
    variants: &[("23", Women), ("19", Women)],
};
const BOB: Cut = Cut {
    name: "bob",
    variants: &[("19", Women), ("13", Women), ("10", Women), ("17", Women)],
};
const PONYTAIL: Cut = Cut {
    name: "ponytail",
    variants: &[
        ("31", Women),
        ("33", Women),
        ("42", Women),
        ("48", Women),
        ("29", Men),
    ],
};
const BUN: Cut = Cut {
    name: "bun",
    variants: &[("38", Women), ("46", Women), ("14", Women), ("37", Women)],
};
const WAVY: Cut = Cut {
    name: "wavy",
    variants: &[("35", Women), ("18", Women), ("24", Women), ("32", Women)],
};
const PIGTAILS: Cut = Cut {
    name: "pigtails",
    variants: &[("26", Women), ("30", Women)],
};
const PARTED: Cut = Cut {
    name: "parted",
    variants: &[("12", Anybody), ("06", Men), ("29", Men)],
};
const FRINGE: Cut = Cut {
    name: "fringe",
    variants: &[
        ("07", Anybody),
        ("43", Anybody),
        ("11", Anybody),
        ("06", Anybody),
    ],
};
const SWEPT_BACK: Cut = Cut {
    name: "swept-back",
    variants: &[("08", Men), ("03", Men), ("01", Men), ("33", Women)],
};
const CROP: Cut = Cut {
    name: "crop",
    variants: &[
        ("47", Men),
        ("02", Men),
        ("09", Anybody),
        ("39", Men),
        ("22", Anybody),
        ("28", Men),
    ],
};
const TOUSLED: Cut = Cut {
    name: "tousled",
    variants: &[("04", Anybody), ("20", Anybody), ("05", Anybody)],
};
const RECEDING: Cut = Cut {
    name: "receding",
    variants: &[("25", Anybody)],
};

const ALL: [&Cut; 13] = [
    &LONG,
    &STRAIGHT_FRINGE,
    &BOB,
    &PONYTAIL,
    &BUN,
    &WAVY,
    &PIGTAILS,
    &PARTED,
    &FRINGE,
    &SWEPT_BACK,
    &CROP,
    &TOUSLED,
    &RECEDING,
];

impl Style {
    /// The names that [`Appearance::hair`](storyboard::Appearance) may have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|cut| cut.name)
    }

    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|cut| cut.name == name).map(|cut| Self(cut))
    }

    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// `roll` from 0 to 1.
    pub fn chosen(feminine: bool, age: Age, roll: f32) -> Self {
        let from: &[&'static Cut] = match (feminine, age) {
            (true, Age::Child) => &[&PIGTAILS, &BOB, &STRAIGHT_FRINGE],
            (true, Age::Old) => &[&BUN, &BOB],
            (true, _) => &[&LONG, &WAVY, &BOB, &PONYTAIL, &STRAIGHT_FRINGE, &BUN],
            (false, Age::Child) => &[&FRINGE, &TOUSLED],
            (false, Age::Old) => &[&RECEDING, &SWEPT_BACK],
            (false, _) => &[&PARTED, &FRINGE, &SWEPT_BACK, &TOUSLED, &CROP],
        };
        Self(of(from, roll))
    }

    /// The variant that somebody wears this cut in; `roll` from 0 to 1.
    pub(super) fn variant(self, feminine: bool, roll: f32) -> &'static str {
        let worn = |worn: Worn| match worn {
            Anybody => true,
            Women => feminine,
            Men => !feminine,
        };
        let fitting: Vec<&'static str> = self
            .0
            .variants
            .iter()
            .filter(|(_, by)| worn(*by))
            .map(|(variant, _)| *variant)
            .collect();
        // Whoever asks for a cut that is not worn by people as they are gets it.
        let all: Vec<&'static str> = self
            .0
            .variants
            .iter()
            .map(|(variant, _)| *variant)
            .collect();
        of(if fitting.is_empty() { &all } else { &fitting }, roll)
    }

    /// Whether the neck is seen from behind.
    pub(super) fn short(self) -> bool {
        ![&LONG, &STRAIGHT_FRINGE, &BOB, &WAVY].contains(&self.0)
    }

    /// Falls over the shoulder blades.
    pub(super) fn falls(self) -> bool {
        [&LONG, &STRAIGHT_FRINGE].contains(&self.0)
    }
}

/// One of several, `roll` from 0 to 1.
pub(super) fn of<T: Copy>(all: &[T], roll: f32) -> T {
    let index = (roll.clamp(0.0, 1.0) * all.len() as f32) as usize;
    all[index.min(all.len() - 1)]
}
