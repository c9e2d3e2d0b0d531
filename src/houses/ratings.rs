//! By which names a region tells from what age on something is for.
//!
//! A series keeps an age (`all`, `7`, `12`, `16`, `18`); a scheme only names it. Where a scheme has no step at an age, the
//! next stricter one is named. The names are those that each body prints; no claim is made that a body has rated
//! anything.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RatingScheme)]
pub enum Scheme {
    /// Ages as they are.
    #[default]
    Ages,
    /// United Kingdom.
    Bbfc,
    /// United States, television.
    Tv,
    /// Germany.
    Fsk,
    /// Brazil.
    Classind,
    /// Mexico.
    Rtc,
    /// South Korea.
    Kmrb,
    /// India, online.
    India,
    /// Thailand.
    Thai,
    /// United Arab Emirates.
    Uae,
}

impl Scheme {
    /// By its key; an unknown one tells ages as they are.
    pub fn of(key: &str) -> Self {
        serde_json::from_value(key.into()).unwrap_or_default()
    }

    /// The steps, youngest first: the age from which on, and the name.
    fn steps(self) -> &'static [(u8, &'static str)] {
        match self {
            Self::Ages => &[(0, "0+"), (7, "7+"), (12, "12+"), (16, "16+"), (18, "18+")],
            Self::Bbfc => &[(0, "U"), (8, "PG"), (12, "12"), (15, "15"), (18, "18")],
            Self::Tv => &[(0, "TV-G"), (7, "TV-PG"), (14, "TV-14"), (17, "TV-MA")],
            Self::Fsk => &[
                (0, "FSK 0"),
                (6, "FSK 6"),
                (12, "FSK 12"),
                (16, "FSK 16"),
                (18, "FSK 18"),
            ],
            Self::Classind => &[
                (0, "L"),
                (10, "10"),
                (12, "12"),
                (14, "14"),
                (16, "16"),
                (18, "18"),
            ],
            Self::Rtc => &[(0, "A"), (12, "B"), (15, "B15"), (18, "C")],
            Self::Kmrb => &[(0, "ALL"), (7, "7"), (12, "12"), (15, "15"), (19, "19")],
            Self::India => &[
                (0, "U"),
                (7, "U/A 7+"),
                (13, "U/A 13+"),
                (16, "U/A 16+"),
                (18, "A"),
            ],
            Self::Thai => &[(0, "ท"), (13, "น 13+"), (18, "น 18+"), (20, "ฉ 20+")],
            Self::Uae => &[
                (0, "G"),
                (13, "PG13"),
                (15, "15+"),
                (18, "18+"),
                (21, "21+"),
            ],
        }
    }

    /// The name of an age; `all` and anything that is no number is the youngest.
    pub fn name(self, rating: &str) -> &'static str {
        let age: u8 = rating.parse().unwrap_or(0);
        let steps = self.steps();
        steps
            .iter()
            .find(|(from, _)| *from >= age)
            .or(steps.last())
            .map_or("", |(_, name)| name)
    }
}
