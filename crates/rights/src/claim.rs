//! Rows of contracts.

use std::fmt;

use crate::{ContractId, LanguageSet, MediaSet, Moment, Row, TerritorySet, TitleCover, Window};

/// Which showings a right is for. Use on demand is not numbered; a broadcaster buys the first run, or runs 1 to 3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Runs(u64);

impl Runs {
    pub const NONE: Self = Self(0);
    /// Without limit: on demand, and any number of runs. Beside a sale of numbered runs it uses none of them up.
    pub const ANY: Self = Self(u64::MAX);
    /// On demand alone.
    pub const UNNUMBERED: Self = Self(1);
    /// The highest number of a run.
    pub const MAX: u8 = 63;

    /// Runs from `first` to `last`, both inside, counted from 1. Numbers outside 1 to [`Runs::MAX`] are left out.
    #[must_use]
    pub fn numbered(first: u8, last: u8) -> Self {
        let runs = first.max(1)..=last.min(Self::MAX);
        Self(runs.fold(0, |bits, run| bits | 1 << run))
    }

    pub const fn bits(self) -> u64 {
        self.0
    }

    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether all of `other` is inside.
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether it names runs by number, and therefore uses them up.
    pub const fn is_numbered(self) -> bool {
        self.0 & 1 == 0
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ANY => return f.write_str("any run"),
            Self::UNNUMBERED => return f.write_str("use on demand"),
            _ => {}
        }
        let numbers: Vec<u8> = (1..=Self::MAX)
            .filter(|run| self.0 >> run & 1 == 1)
            .collect();
        let mut parts = Vec::new();
        for together in numbers.chunk_by(|one, next| one + 1 == *next) {
            match together {
                [one] => parts.push(one.to_string()),
                _ => parts.push(format!("{}–{}", together[0], together[together.len() - 1])),
            }
        }
        let plural = if numbers.len() == 1 { "run" } else { "runs" };
        let demand = if self.is_numbered() {
            ""
        } else {
            "use on demand and "
        };
        write!(f, "{demand}{plural} {}", parts.join(", "))
    }
}

impl fmt::Debug for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a row of a contract does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A licensor gives this house a right.
    In {
        exclusive: bool,
        /// Whether it may be licensed on.
        sublicence: bool,
        /// Whether what a viewer has bought while the right was held plays on after its end.
        keeps: bool,
    },
    /// This house gives a licensee a right.
    Out { exclusive: bool },
    /// Nobody may, this house included, whoever asked for it. It does not bind the licensee of the contract that it
    /// stands in.
    Holdback,
    /// Kept for somebody until `expires`; against sales alone: until it is taken up, this house may show it.
    Option { exclusive: bool, expires: Moment },
    /// Somebody must be asked before anybody else is sold it, until `expires`.
    FirstRefusal { expires: Moment },
}

impl Kind {
    /// Whether it stands at that moment; only reservations lapse.
    pub(crate) fn stands(&self, now: Moment) -> bool {
        match self {
            Self::Option { expires, .. } | Self::FirstRefusal { expires } => now < *expires,
            Self::In { .. } | Self::Out { .. } | Self::Holdback => true,
        }
    }
}

/// One row of a contract that is in force. Drafts are not given to a [`Book`](crate::Book); a deal in negotiation is
/// an option with its expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub contract: ContractId,
    pub kind: Kind,
    pub titles: Vec<TitleCover>,
    pub media: MediaSet,
    pub territories: TerritorySet,
    pub languages: LanguageSet,
    pub window: Window,
    pub runs: Runs,
}

impl Claim {
    pub(crate) fn row(&self) -> Row {
        Row {
            territories: self.territories,
            languages: self.languages,
            media: self.media,
            runs: self.runs,
        }
    }

    /// What it takes from others: of a sale of numbered runs that is exclusive, all runs in its period; of one that
    /// is not, those runs.
    pub(crate) fn blocking_row(&self, blocks_all_runs: bool) -> Row {
        let runs = if blocks_all_runs {
            Runs::ANY
        } else {
            self.runs
        };
        Row { runs, ..self.row() }
    }
}
