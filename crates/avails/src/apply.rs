//! What an import does: shown before it is done, done by taking [`Diff::rows`].
//!
//! | entry | what it does within its ALID and territory |
//! |---|---|
//! | Full Extract | replaces every row that is there |
//! | Full Delete | takes every row away |
//! | Create | adds the row; the same row again changes nothing |
//! | Update | replaces the row that it matches; none is an error |
//! | Delete | takes that row away; none changes nothing |
//!
//! Another territory of the same ALID, and another ALID, are never touched. One refusal, and nothing is.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::{Column, Finding, Level, Row};

/// One difference between what is there and what would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    Added {
        row: Row,
    },
    /// The columns in which the two differ.
    Changed {
        before: Row,
        after: Row,
        columns: Vec<Column>,
    },
    Removed {
        row: Row,
    },
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    pub changes: Vec<Change>,
    pub unchanged: usize,
    /// Errors refuse the whole import.
    pub findings: Vec<Finding>,
    /// All rows afterwards: those that were there, if it is refused.
    pub rows: Vec<Row>,
}

impl Diff {
    pub fn is_refused(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.level == Level::Error)
    }
}

/// The rows of an ALID in a territory: those that are there, and those that come.
type Scope<'a> = (Vec<&'a Row>, Vec<&'a Row>);

/// Compares incoming rows with those that are there. The same rows a second time change nothing.
pub fn apply(current: &[Row], incoming: &[Row]) -> Diff {
    let mut scopes: BTreeMap<(&str, &str), Scope<'_>> = BTreeMap::new();
    for row in current {
        scopes
            .entry((row.get(Column::Alid), row.get(Column::Territory)))
            .or_default()
            .0
            .push(row);
    }
    for row in incoming {
        scopes
            .entry((row.get(Column::Alid), row.get(Column::Territory)))
            .or_default()
            .1
            .push(row);
    }
    let mut diff = Diff::default();
    for (there, comes) in scopes.into_values() {
        if comes.is_empty() {
            diff.rows.extend(there.into_iter().cloned());
        } else {
            within(&there, &comes, &mut diff);
        }
    }
    if diff.is_refused() {
        diff.changes.clear();
        diff.unchanged = current.len();
        diff.rows = current.to_vec();
    }
    diff
}

fn within(there: &[&Row], comes: &[&Row], diff: &mut Diff) {
    let first = comes[0];
    let entry = |row: &Row| row.get(Column::EntryType).to_owned();
    let mut refuse = |row: &Row, column: Column, says: String| {
        diff.findings.push(Finding::new(
            Level::Error,
            row.at(column),
            Some(column),
            says,
        ));
    };
    let place = format!(
        "{} in {}",
        first.get(Column::Alid),
        first.get(Column::Territory)
    );
    if first.get(Column::Alid).is_empty() {
        refuse(
            first,
            Column::Alid,
            "A row without an ALID says nothing about any title.".to_owned(),
        );
        return;
    }
    // Nobody replaces or takes away what somebody else offers.
    let licensors = there
        .iter()
        .chain(comes)
        .map(|row| row.get(Column::DisplayName));
    if let Some(other) = licensors
        .into_iter()
        .find(|name| *name != first.get(Column::DisplayName))
    {
        let says =
            format!("{place} is offered by “{other}” too; two licensors cannot share an ALID.");
        refuse(first, Column::DisplayName, says);
        return;
    }
    let whole = comes.iter().find(|row| entry(row).starts_with("Full "));
    if let Some(whole) = whole
        && let Some(other) = comes.iter().find(|row| entry(row) != entry(whole))
    {
        let says = format!(
            "{place} comes as “{}” and as “{}” in one file; only one of them can be meant.",
            entry(whole),
            entry(other)
        );
        refuse(other, Column::EntryType, says);
        return;
    }
    match whole.map(|row| entry(row)).as_deref() {
        Some("Full Extract") => {
            let after: Vec<Row> = comes.iter().map(|row| (*row).clone()).collect();
            compare(there, &after, diff);
            diff.rows.extend(after);
        }
        Some("Full Delete") => compare(there, &[], diff),
        _ => step_by_step(there, comes, &place, diff),
    }
}

fn step_by_step(there: &[&Row], comes: &[&Row], place: &str, diff: &mut Diff) {
    // Taken away leaves a gap, so that places stay what they are; found by key, since files may be long.
    let mut after: Vec<Option<Row>> = there.iter().map(|row| Some((*row).clone())).collect();
    let mut places: HashMap<Vec<&str>, Vec<usize>> = HashMap::new();
    for (at, row) in there.iter().enumerate() {
        places.entry(key(row)).or_default().push(at);
    }
    for row in comes {
        let alike = places.entry(key(row)).or_default();
        let (count, at) = (alike.len(), alike.first().copied());
        let mut say = |level, says: String| {
            let column = Column::EntryType;
            diff.findings
                .push(Finding::new(level, row.at(column), Some(column), says));
        };
        match (row.get(Column::EntryType), at) {
            ("Create", None) => {
                alike.push(after.len());
                after.push(Some((*row).clone()));
            }
            ("Create", Some(at)) if after[at].as_ref().is_some_and(|known| same(known, row)) => {}
            ("Create", Some(_)) => {
                say(
                    Level::Error,
                    format!("{place} has this row already, with other terms. Send it as Update."),
                );
            }
            ("Update" | "Delete", _) if count > 1 => {
                say(
                    Level::Error,
                    format!("{place} has {count} rows that this could mean. Send a Full Extract."),
                );
            }
            ("Update", Some(at)) => after[at] = Some((*row).clone()),
            ("Update", None) => {
                say(
                    Level::Error,
                    format!("{place} has no row that this would update. Send it as Create."),
                );
            }
            ("Delete", Some(at)) => {
                alike.clear();
                after[at] = None;
            }
            ("Delete", None) => say(
                Level::Note,
                format!("{place} has no such row; nothing is taken away."),
            ),
            (other, _) => say(
                Level::Error,
                format!(
                    "“{other}” is none of Full Extract, Full Delete, Create, Update and Delete."
                ),
            ),
        }
    }
    let after: Vec<Row> = after.into_iter().flatten().collect();
    compare(there, &after, diff);
    diff.rows.extend(after);
}

/// What tells the rows of an ALID and territory apart: the licensor's number where there is one, else the licence, its
/// format and its start.
fn key(row: &Row) -> Vec<&str> {
    let id = row.get(Column::AvailId);
    let start = if id.is_empty() {
        row.get(Column::Start)
    } else {
        ""
    };
    vec![
        id,
        row.get(Column::LicenseType),
        row.get(Column::FormatProfile),
        row.get(Column::AssetLanguage),
        start,
    ]
}

/// How a row came is no part of what it says.
fn same(one: &Row, other: &Row) -> bool {
    let cells = |row: &Row, other: &Row| {
        let mut cells = row
            .cells()
            .filter(|(column, _)| *column != Column::EntryType);
        cells.all(|(column, text)| other.get(column) == text)
    };
    cells(one, other) && cells(other, one) && one.aside == other.aside
}

/// Pairs rows that are the same, then rows that are about the same, and tells the rest.
fn compare(before: &[&Row], after: &[Row], diff: &mut Diff) {
    let mut old: HashMap<Vec<&str>, Vec<usize>> = HashMap::new();
    for (at, row) in before.iter().enumerate() {
        old.entry(key(row)).or_default().push(at);
    }
    let mut left: Vec<&Row> = Vec::new();
    for new in after {
        let alike = old.entry(key(new)).or_default();
        match alike.iter().position(|at| same(before[*at], new)) {
            Some(at) => {
                alike.remove(at);
                diff.unchanged += 1;
            }
            None => left.push(new),
        }
    }
    let mut added = Vec::new();
    for new in left {
        let alike = old.entry(key(new)).or_default();
        if alike.is_empty() {
            added.push(Change::Added { row: new.clone() });
            continue;
        }
        let before = before[alike.remove(0)];
        diff.changes.push(Change::Changed {
            before: before.clone(),
            after: new.clone(),
            columns: differences(before, new),
        });
    }
    let mut removed: Vec<usize> = old.into_values().flatten().collect();
    removed.sort_unstable();
    let removed = removed.into_iter().map(|at| Change::Removed {
        row: before[at].clone(),
    });
    diff.changes.extend(removed.chain(added));
}

fn differences(old: &Row, new: &Row) -> Vec<Column> {
    let differs =
        |column: &Column| *column != Column::EntryType && old.get(*column) != new.get(*column);
    Column::ALL.iter().copied().filter(differs).collect()
}
