//! What can be wrong with the data of rights, in words for the people who meet it.

use jiff::civil::Date;

use crate::Moment;

/// A refusal: [`code`](Error::code), one sentence (`Display`) and [`remedy`](Error::remedy).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is no moment with a date, a time and an offset")]
    NotAMoment(String),
    #[error("a window from {start} until {end} is empty")]
    EmptyWindow { start: Moment, end: Moment },
    #[error("{0} is outside the years that time zones are kept for")]
    DateOutOfRange(Date),
    #[error("`{0}` is no code of a territory")]
    UnknownTerritory(String),
    #[error("{code} is no territory on {on}: it {what}")]
    NotOnThatDay {
        code: &'static str,
        on: Date,
        /// `begins on …`, or `ended on …; what it was is now …`.
        what: String,
    },
    #[error("`{word}` (at character {at}) is no territory and no group of territories")]
    UnknownPlace { word: String, at: usize },
    #[error("the territories are not readable at character {at}: {what}")]
    NotReadable { at: usize, what: &'static str },
    #[error("`{0}` names no territory")]
    NoTerritory(String),
    #[error("`{0}` is no language of BCP 47")]
    UnknownLanguage(String),
    #[error("there are {max} {what} already")]
    TooMany { what: &'static str, max: usize },
    #[error("{what} {number} is not known here")]
    UnknownNumber { what: &'static str, number: u32 },
    #[error("row {row} of contract {contract} covers no {what}")]
    EmptyClaim {
        contract: String,
        /// From 1, in the order in which the claims were given.
        row: usize,
        what: &'static str,
    },
}

impl Error {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAMoment(_) => "rights.not_a_moment",
            Self::EmptyWindow { .. } => "rights.empty_window",
            Self::DateOutOfRange(_) => "rights.date_out_of_range",
            Self::UnknownTerritory(_) => "rights.unknown_territory",
            Self::NotOnThatDay { .. } => "rights.territory_not_on_that_day",
            Self::UnknownPlace { .. } => "rights.unknown_place",
            Self::NotReadable { .. } => "rights.territories_not_readable",
            Self::NoTerritory(_) => "rights.no_territory",
            Self::UnknownLanguage(_) => "rights.unknown_language",
            Self::TooMany { .. } => "rights.too_many",
            Self::UnknownNumber { .. } => "rights.unknown_number",
            Self::EmptyClaim { .. } => "rights.empty_claim",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NotAMoment(_) => "Write it as 2026-03-01T00:00:00Z.",
            Self::EmptyWindow { .. } => "Give an end that is after the start.",
            Self::DateOutOfRange(_) => "Use a date from 1970 to 9000, or leave the end open.",
            Self::UnknownTerritory(_) => {
                "Use a code of ISO 3166-1 in two capital letters, such as DE."
            }
            Self::NotOnThatDay { .. } => "Use the codes that are valid on the day of signing.",
            Self::UnknownPlace { .. } => {
                "Write codes (DE, AT), English names, or groups such as World, EU, LATAM, Nordics."
            }
            Self::NotReadable { .. } => "Write it as World excl. China, Hong Kong.",
            Self::NoTerritory(_) => "Name at least one territory that is not excluded again.",
            Self::UnknownLanguage(_) => "Use a code such as en, zh or fil.",
            Self::TooMany { .. } => "Take away what is not used.",
            Self::UnknownNumber { .. } => "Add it first.",
            Self::EmptyClaim { .. } => "Fill it in, or take the row away.",
        }
    }
}
