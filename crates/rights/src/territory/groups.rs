//! Groups of territories by the day.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Territory, world};
use crate::TerritorySet;

const TABLE: &str = include_str!("../../data/groups.csv");

pub(super) struct Version {
    pub name: &'static str,
    from: Date,
    others: &'static str,
    members: TerritorySet,
}

/// In the file's order: the versions of one group stand together, oldest first.
static VERSIONS: LazyLock<Vec<Version>> = LazyLock::new(|| {
    let version = |line: &'static str| {
        let cells: Vec<&'static str> = line.split(',').collect();
        let [name, from, _, others, members] = cells[..] else {
            panic!("each line of the groups has five cells: {line}");
        };
        Version {
            name,
            from: from.parse().expect("days of the table are dates"),
            others,
            members: Territory::set(members.split(' ')).expect("members are in the table"),
        }
    };
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.map(version).collect()
});

/// The names of the groups, `World` first.
pub fn groups() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&str> = VERSIONS.iter().map(|version| version.name).collect();
    names.dedup();
    std::iter::once("World").chain(names)
}

/// The members of a group on that day; a day before the group's first row takes that row.
pub fn group(name: &str, on: Date) -> Option<TerritorySet> {
    if name == "World" {
        return Some(world(on));
    }
    let mut versions = VERSIONS.iter().filter(|version| version.name == name);
    let first = versions.next()?;
    let latest = versions.take_while(|version| version.from <= on).last();
    Some(latest.unwrap_or(first).members)
}

/// Each group with all that it is called.
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let world = ["World", "Worldwide", "WW", "the Universe"];
    let others = VERSIONS.iter().flat_map(|version| {
        let others = version.others.split(';').filter(|other| !other.is_empty());
        std::iter::once(version.name)
            .chain(others)
            .map(|other| (version.name, other))
    });
    world.into_iter().map(|name| ("World", name)).chain(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_together_oldest_first() {
        let names: Vec<&str> = groups().collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
        for pair in VERSIONS.windows(2) {
            assert!(pair[0].name != pair[1].name || pair[0].from < pair[1].from);
        }
        assert!(
            TABLE
                .lines()
                .next()
                .unwrap()
                .contains(super::super::TABLE_DATE)
        );
    }
}
