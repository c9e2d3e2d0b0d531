//! Cuts of hair, and which of the library's each may be.

use storyboard::cast::Age;

/// One of the cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style(&'static Cut);

#[derive(Debug, PartialEq, Eq)]
struct Cut {
    name: &'static str,
    /// Heads of hair, and who wears them.
    variants: &'static [(Hair, Worn)],
}

/// A head of hair of one of the libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hair {
    /// Hair of Lorelei, laid on one of its heads.
    Loose(&'static str),
    /// A head of Open Peeps with its hair, which is one with its outline: dark.
    Grown(&'static str),
    /// A head of Open Peeps under cloth.
    Covered(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worn {
    Women,
    Men,
    Anybody,
}

use Hair::{Covered, Grown, Loose};
use Worn::{Anybody, Men, Women};

const LONG: Cut = Cut {
    name: "long",
    variants: &[
        (Loose("15"), Women),
        (Loose("21"), Women),
        (Loose("16"), Women),
        (Loose("35"), Women),
        (Grown("long"), Women),
        (Grown("longBangs"), Women),
    ],
};
const STRAIGHT_FRINGE: Cut = Cut {
    name: "straight-fringe",
    variants: &[(Loose("23"), Women), (Loose("19"), Women)],
};
const BOB: Cut = Cut {
    name: "bob",
    variants: &[
        (Loose("19"), Women),
        (Loose("13"), Women),
        (Loose("10"), Women),
        (Loose("17"), Women),
    ],
};
const PONYTAIL: Cut = Cut {
    name: "ponytail",
    variants: &[
        (Loose("31"), Women),
        (Loose("33"), Women),
        (Loose("42"), Women),
        (Loose("48"), Women),
        (Loose("29"), Men),
    ],
};
const BUN: Cut = Cut {
    name: "bun",
    variants: &[
        (Loose("38"), Women),
        (Loose("46"), Women),
        (Loose("14"), Women),
        (Loose("37"), Women),
    ],
};
const WAVY: Cut = Cut {
    name: "wavy",
    variants: &[
        (Loose("35"), Women),
        (Loose("18"), Women),
        (Loose("24"), Women),
        (Loose("32"), Women),
    ],
};
const PIGTAILS: Cut = Cut {
    name: "pigtails",
    variants: &[(Loose("26"), Women), (Loose("30"), Women)],
};
const PARTED: Cut = Cut {
    name: "parted",
    variants: &[
        (Loose("12"), Anybody),
        (Loose("06"), Men),
        (Loose("29"), Men),
    ],
};
const FRINGE: Cut = Cut {
    name: "fringe",
    variants: &[
        (Loose("07"), Anybody),
        (Loose("43"), Anybody),
        (Loose("11"), Anybody),
        (Loose("06"), Anybody),
    ],
};
const SWEPT_BACK: Cut = Cut {
    name: "swept-back",
    variants: &[
        (Loose("08"), Men),
        (Loose("03"), Men),
        (Loose("01"), Men),
        (Loose("33"), Women),
    ],
};
const CROP: Cut = Cut {
    name: "crop",
    variants: &[
        (Loose("47"), Men),
        (Loose("02"), Men),
        (Loose("09"), Anybody),
        (Loose("39"), Men),
        (Loose("22"), Anybody),
        (Loose("28"), Men),
    ],
};
const TOUSLED: Cut = Cut {
    name: "tousled",
    variants: &[
        (Loose("04"), Anybody),
        (Loose("20"), Anybody),
        (Loose("05"), Anybody),
    ],
};
const RECEDING: Cut = Cut {
    name: "receding",
    variants: &[(Loose("25"), Anybody)],
};

const CURLS: Cut = Cut {
    name: "curls",
    variants: &[
        (Loose("24"), Women),
        (Grown("longCurly"), Women),
        (Loose("05"), Anybody),
        (Loose("22"), Men),
    ],
};
const AFRO: Cut = Cut {
    name: "afro",
    variants: &[
        (Grown("afro"), Anybody),
        (Grown("longAfro"), Women),
        (Grown("dreads1"), Anybody),
    ],
};
const TWISTS: Cut = Cut {
    name: "twists",
    variants: &[
        (Grown("twists"), Anybody),
        (Grown("twists2"), Men),
        (Grown("bantuKnots"), Women),
        (Grown("dreads2"), Anybody),
    ],
};
const BRAIDS: Cut = Cut {
    name: "braids",
    variants: &[(Grown("cornrows2"), Anybody)],
};
const HEADSCARF: Cut = Cut {
    name: "headscarf",
    variants: &[(Covered("hijab"), Anybody)],
};
const TURBAN: Cut = Cut {
    name: "turban",
    variants: &[(Covered("turban"), Anybody)],
};
const BEANIE: Cut = Cut {
    name: "beanie",
    variants: &[(Covered("hatBeanie"), Anybody)],
};

const ALL: [&Cut; 20] = [
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
    &CURLS,
    &AFRO,
    &TWISTS,
    &BRAIDS,
    &HEADSCARF,
    &TURBAN,
    &BEANIE,
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

    /// What somebody of whom nothing is told wears. `skin` from 0 (lightest) to 7, `roll` from 0 to 1.
    pub fn chosen(feminine: bool, age: Age, skin: u8, roll: f32) -> Self {
        let from: &[&'static Cut] = match (feminine, age) {
            (true, Age::Child) if skin > 5 => &[&PIGTAILS, &AFRO, &TWISTS, &BRAIDS],
            (true, Age::Child) => &[&PIGTAILS, &BOB, &STRAIGHT_FRINGE],
            (true, Age::Old) => &[&BUN, &BOB],
            (true, _) if skin > 5 => &[&AFRO, &TWISTS, &BRAIDS, &CURLS, &BUN, &WAVY],
            (true, _) => &[
                &LONG,
                &WAVY,
                &BOB,
                &PONYTAIL,
                &STRAIGHT_FRINGE,
                &BUN,
                &CURLS,
            ],
            (false, Age::Child) if skin > 5 => &[&AFRO, &TWISTS, &CROP],
            (false, Age::Child) => &[&FRINGE, &TOUSLED],
            (false, Age::Old) => &[&RECEDING, &SWEPT_BACK],
            (false, _) if skin > 5 => &[&CROP, &TWISTS, &AFRO, &CROP],
            (false, _) => &[&PARTED, &FRINGE, &SWEPT_BACK, &TOUSLED, &CROP],
        };
        Self(of(from, roll))
    }

    /// The head of hair that somebody wears this cut as: `dark` whose hair is nearly black; `roll` from 0 to 1.
    pub(super) fn hair(self, feminine: bool, dark: bool, roll: f32) -> Hair {
        let worn = |(hair, by): &(Hair, Worn)| {
            let by = match by {
                Anybody => true,
                Women => feminine,
                Men => !feminine,
            };
            by && (dark || !matches!(hair, Grown(_)))
        };
        let all = self.0.variants;
        let mut fitting: Vec<Hair> = all
            .iter()
            .filter(|one| worn(one))
            .map(|one| one.0)
            .collect();
        // Whoever asks for a cut that people like them do not wear gets it.
        if fitting.is_empty() {
            fitting = all.iter().map(|one| one.0).collect();
        }
        of(&fitting, roll)
    }

    /// Under cloth from the crown to the shoulders, or to the nape.
    pub(super) fn covered(self) -> bool {
        [&HEADSCARF, &TURBAN, &BEANIE].contains(&self.0)
    }

    /// Nothing can be pinned to it.
    pub(super) fn thin(self) -> bool {
        self.0 == &RECEDING
    }

    /// Whether the neck is seen from behind.
    pub(super) fn short(self) -> bool {
        ![&LONG, &STRAIGHT_FRINGE, &BOB, &WAVY, &CURLS, &HEADSCARF].contains(&self.0)
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
