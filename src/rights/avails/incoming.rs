//! What a file says and what it would do: read, checked, compared. Long work without a database; called apart from requests.

use std::collections::HashMap;

use ::avails::{Change, Column, Diff, Finding, Level, Purpose, Row, check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::kept;
use crate::errors::{AppError, AppResult};

/// The most rows of one file.
const ROWS_MAX: usize = 50_000;
/// The most that is kept of what is wrong with one.
const PROBLEMS_MAX: usize = 2_000;

/// One thing that is wrong or odd, with the address of its cell.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AvailProblem)]
pub struct Problem {
    /// `error`, `warning` or `note`
    pub level: String,
    /// `TV!AB12`, or `line 57`; empty for the whole file.
    pub at: String,
    pub column: Option<String>,
    pub says: String,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AvailChangeKind)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Changed,
    Withdrawn,
}

/// One row that is added, changed or withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AvailChange)]
pub struct Changed {
    pub change: ChangeKind,
    pub alid: String,
    pub title: String,
    pub territory: String,
    /// `VOD · Coin unlock`
    pub licence: String,
    pub starts: String,
    pub ends: String,
    /// Of a changed row: what it said and what it says.
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AvailField)]
pub struct Field {
    pub column: String,
    pub before: String,
    pub after: String,
}

/// A file that could be read.
pub struct Incoming {
    pub rows: Vec<Row>,
    pub findings: Vec<Finding>,
}

/// Reads and checks a file.
pub fn read(bytes: &[u8]) -> AppResult<Incoming> {
    let read = ::avails::read(bytes)
        .map_err(|error| AppError::bad_request(error.code(), error.to_string(), error.remedy()))?;
    if read.rows.is_empty() {
        return Err(AppError::bad_request(
            "avails_empty",
            "This file has no rows of avails.",
            "In a workbook, data begins in the fourth row.",
        ));
    }
    if read.rows.len() > ROWS_MAX {
        return Err(AppError::bad_request(
            "avails_too_many_rows",
            format!(
                "This file has {} rows; one may have {ROWS_MAX}.",
                read.rows.len()
            ),
            "Split it by territory.",
        ));
    }
    let mut findings = read.findings;
    findings.extend(check(&read.rows, Purpose::Import));
    Ok(Incoming {
        rows: read.rows,
        findings,
    })
}

/// Compares with what there is; what is wrong with it is added to what is known to be.
pub fn compare(current: &[Row], incoming: &mut Incoming) -> Diff {
    let mut diff = ::avails::apply(current, &incoming.rows);
    incoming.findings.append(&mut diff.findings);
    diff
}

/// Errors first, as many as are kept; and how many errors there are.
pub fn problems(findings: &[Finding]) -> (Vec<Problem>, usize) {
    let of = |level: Level| findings.iter().filter(move |one| one.level == level);
    let ordered = of(Level::Error)
        .chain(of(Level::Warning))
        .chain(of(Level::Note));
    let shown = ordered.take(PROBLEMS_MAX).map(|finding| Problem {
        level: match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
        .to_owned(),
        at: finding.at.clone(),
        column: finding.column.map(|column| column.name().to_owned()),
        says: finding.says.chars().take(400).collect(),
    });
    (shown.collect(), of(Level::Error).count())
}

/// What people see of a difference.
pub fn shown(change: &Change) -> Changed {
    let (kind, row, fields) = match change {
        Change::Added { row } => (ChangeKind::Added, row, Vec::new()),
        Change::Removed { row } => (ChangeKind::Withdrawn, row, Vec::new()),
        Change::Changed {
            before,
            after,
            columns,
        } => (ChangeKind::Changed, after, fields(before, after, columns)),
    };
    let text = |column: Column| short(row.get(column));
    Changed {
        change: kind,
        alid: text(Column::Alid),
        title: match kept::episode(row) {
            Some(number) => format!("{} {number}", kept::name(row)),
            None => kept::name(row),
        },
        territory: if row.get(Column::Territory).is_empty() {
            format!("World excl. {}", text(Column::TerritoryExclusion))
        } else {
            text(Column::Territory)
        },
        licence: licence(row),
        starts: text(Column::Start),
        ends: text(Column::End),
        fields,
    }
}

/// `VOD · Coin unlock`
pub fn licence(row: &Row) -> String {
    let (kind, words) = (
        row.get(Column::LicenseType),
        row.get(Column::LicenseRightsDescription),
    );
    if words.is_empty() {
        short(kind)
    } else {
        short(&format!("{kind} · {words}"))
    }
}

fn fields(before: &Row, after: &Row, columns: &[Column]) -> Vec<Field> {
    let mapped = columns.iter().map(|column| Field {
        column: column.name().to_owned(),
        before: short(before.get(*column)),
        after: short(after.get(*column)),
    });
    let mut names: Vec<&String> = before.aside.keys().chain(after.aside.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let aside = names.into_iter().filter_map(|name| {
        let of = |row: &Row| row.aside.get(name).cloned().unwrap_or_default();
        let (before, after) = (of(before), of(after));
        (before != after).then(|| Field {
            column: short(name),
            before: short(&before),
            after: short(&after),
        })
    });
    mapped.chain(aside).collect()
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// What a difference does to rows that have ids: a changed row keeps its own.
#[derive(Default)]
pub struct Steps {
    /// Withdrawn, or about to be written anew under the same id.
    pub gone: Vec<Uuid>,
    pub written: Vec<(Option<Uuid>, Row)>,
}

pub fn steps(current: Vec<(Uuid, Row)>, diff: Diff) -> Steps {
    let mut ids: HashMap<String, Vec<Uuid>> = HashMap::new();
    for (id, row) in current {
        ids.entry(says(&row)).or_default().push(id);
    }
    let mut id_of = |row: &Row| ids.get_mut(&says(row)).and_then(Vec::pop);
    let mut steps = Steps::default();
    for change in diff.changes {
        match change {
            Change::Added { row } => steps.written.push((None, row)),
            Change::Removed { row } => steps.gone.extend(id_of(&row)),
            Change::Changed { before, after, .. } => {
                let id = id_of(&before);
                steps.gone.extend(id);
                steps.written.push((id, after));
            }
        }
    }
    steps
}

/// Everything that a row says, wherever it stood.
fn says(row: &Row) -> String {
    let cells: Vec<(Column, &str)> = row.cells().collect();
    serde_json::to_string(&(cells, &row.aside)).expect("names and texts are JSON")
}
