//! Territories and their groups, from dated tables (`data/territories.csv`, `data/groups.csv`).
//!
//! A territory's number is its line in the table and never changes, so a stored set stays readable. A code that ends
//! keeps its line; [`carried`] says which codes are what it was. A code that begins later is in no set that was frozen
//! before it: nobody gains a country by waiting.

mod expression;
mod groups;

use std::{fmt, sync::LazyLock};

use jiff::civil::Date;

pub(crate) use expression::words;
pub use expression::{Frozen, freeze};
pub use groups::{group, groups};

use crate::{Error, TerritorySet};

const TABLE: &str = include_str!("../../data/territories.csv");
/// The day of the tables of territories and groups: what a contract keeps as their version.
pub const TABLE_DATE: &str = "2026-11-01";

struct Line {
    code: &'static str,
    standard: bool,
    since: Option<Date>,
    until: Option<Date>,
    successors: &'static str,
    name: &'static str,
    others: &'static str,
    zones: &'static str,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let day =
        |cell: &str| (!cell.is_empty()).then(|| cell.parse().expect("days of the table are dates"));
    let line = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || {
            cells
                .next()
                .expect("each line of the table has eight cells")
        };
        Line {
            code: cell(),
            standard: cell() == "standard",
            since: day(cell()),
            until: day(cell()),
            successors: cell(),
            name: cell(),
            others: cell(),
            zones: cell(),
        }
    };
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.map(line).collect()
});

/// What each ended territory is now.
static CARRIED: LazyLock<Vec<(usize, TerritorySet)>> = LazyLock::new(|| {
    let ended = Territory::all().filter(|territory| !territory.line().successors.is_empty());
    let carried = |territory: Territory| {
        let successors = territory.line().successors.split(' ');
        let numbers = successors.map(|code| {
            let successor = Territory::of(code).expect("successors are in the table");
            successor.number()
        });
        (territory.number(), numbers.collect())
    };
    ended.map(carried).collect()
});

/// A territory of the table, by its number there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Territory(u8);

impl Territory {
    /// By the code of ISO 3166-1 in two capital letters, ended codes included.
    pub fn of(code: &str) -> Result<Self, Error> {
        let found = LINES.iter().position(|line| line.code == code);
        found
            .map(|number| Self(number as u8))
            .ok_or_else(|| Error::UnknownTerritory(code.chars().take(16).collect()))
    }

    pub fn all() -> impl Iterator<Item = Self> {
        (0..LINES.len()).map(|number| Self(number as u8))
    }

    /// The members of a set that are in the table.
    pub fn of_set(set: TerritorySet) -> impl Iterator<Item = Self> {
        Self::all().filter(move |territory| set.has(territory.number()))
    }

    /// A set from codes.
    pub fn set<'a>(codes: impl IntoIterator<Item = &'a str>) -> Result<TerritorySet, Error> {
        let numbers = codes.into_iter().map(|code| Ok(Self::of(code)?.number()));
        numbers.collect()
    }

    fn line(self) -> &'static Line {
        &LINES[usize::from(self.0)]
    }

    /// The place in a [`TerritorySet`].
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    pub fn code(self) -> &'static str {
        self.line().code
    }

    /// The usual English name.
    pub fn name(self) -> &'static str {
        self.line().name
    }

    /// Whether the code is one of ISO 3166-1, ended ones included; XK is not.
    pub fn is_standard(self) -> bool {
        self.line().standard
    }

    /// Whether the code is in use on that day. Beginnings before 2004 are not kept.
    pub fn is_current(self, on: Date) -> bool {
        let line = self.line();
        line.since.is_none_or(|since| since <= on) && line.until.is_none_or(|until| on < until)
    }

    /// Names of the IANA time zone database; none where nobody lives.
    pub fn zones(self) -> impl Iterator<Item = &'static str> {
        self.line().zones.split(' ').filter(|zone| !zone.is_empty())
    }

    fn not_on(self, on: Date) -> Error {
        let line = self.line();
        let what = match (line.since, line.until) {
            (Some(since), _) if on < since => format!("begins on {since}"),
            (_, Some(until)) => format!(
                "ended on {until}; what it was is now {}",
                line.successors.replace(' ', ", ")
            ),
            _ => "is not in use".to_owned(),
        };
        Error::NotOnThatDay {
            code: line.code,
            on,
            what,
        }
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Every territory of that day.
pub fn world(on: Date) -> TerritorySet {
    let current = Territory::all().filter(|territory| territory.is_current(on));
    current.map(Territory::number).collect()
}

/// The set, and for each ended territory in it those that it has become: land that was granted stays granted.
pub fn carried(set: TerritorySet) -> TerritorySet {
    let ended = CARRIED.iter().filter(|(ended, _)| set.has(*ended));
    ended.fold(set, |set, (_, successors)| set.or(*successors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_it_says() {
        assert!(TABLE.lines().next().unwrap().contains(TABLE_DATE));
        let today = TABLE_DATE.parse().unwrap();
        let standard = |t: &Territory| t.is_standard() && t.is_current(today);
        assert_eq!(Territory::all().filter(standard).count(), 249);
        assert!(LINES.len() <= 256);
        // The first 249 lines are the standard's, sorted: what comes later is added below them.
        assert!(LINES[..249].is_sorted_by_key(|line| line.code));
        for territory in Territory::all() {
            assert_eq!(Territory::of(territory.code()), Ok(territory));
        }
    }
}
