//! The table of `docs/invariants.md` and the sources agree: a test that it names is there and tries what it says, and a
//! test that says so in its name is in the table.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every invariant that the money and the rights have.
const ALL: &[&str] = &[
    "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "C1", "C2", "C3",
    "P1", "P2", "P3", "P4", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "F1", "T1", "S1",
    "SIM",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A row of the table.
struct Row {
    /// Such as `L8`, or a word.
    invariant: String,
    tests: Vec<String>,
    /// Files and folders that it names.
    paths: Vec<String>,
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("docs/invariants.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rows = rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let &[name, _, tests, beside] = cells.as_slice() else {
            panic!("a row has four cells: {line}");
        };
        Row {
            invariant: name.split(',').next().unwrap_or(name).to_owned(),
            tests: quoted(tests).map(str::to_owned).collect(),
            paths: quoted(beside)
                .filter(|word| word.contains('/'))
                .map(str::to_owned)
                .collect(),
        }
    });
    rows.filter(|row| !row.invariant.is_empty()).collect()
}

/// The tests of the sources by name, each with its file.
fn tests() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in ["src", "tests", "crates"] {
        read(&root().join(folder), &mut found);
    }
    found
}

fn read(path: &Path, found: &mut BTreeMap<String, PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            read(&entry.unwrap().path(), found);
        }
        return;
    }
    if path.extension().is_none_or(|ending| ending != "rs") {
        return;
    }
    let text = std::fs::read_to_string(path).unwrap();
    let (mut is_test, mut is_ignored) = (false, false);
    for line in text.lines().map(str::trim) {
        is_test |= line.starts_with("#[") && (line.contains("test]") || line.contains("test("));
        is_ignored |= line.starts_with("#[ignore");
        let function = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = function.strip_prefix("fn ") {
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            if is_test && !is_ignored {
                found.insert(name.to_owned(), path.to_owned());
            }
            (is_test, is_ignored) = (false, false);
        }
    }
}

/// The invariants that a test's name begins with: `b1_b2_…` tries two.
fn tried(test: &str) -> impl Iterator<Item = String> {
    let words = test.split('_').map(str::to_ascii_uppercase);
    words.take_while(|word| ALL.contains(&word.as_str()))
}

#[test]
fn every_invariant_has_a_test_that_is_there_and_says_what_it_tries() {
    let (rows, tests) = (table(), tests());
    assert!(
        tests.len() > 1_000,
        "the tests are not found: {}",
        tests.len()
    );
    for row in &rows {
        assert!(!row.tests.is_empty(), "{} has no test", row.invariant);
        for named in &row.tests {
            let family = named.strip_suffix('…');
            let there = match family {
                Some(start) => tests.keys().any(|test| test.starts_with(start)),
                None => tests.contains_key(named),
            };
            assert!(there, "{}: there is no test {named}", row.invariant);
            let says = tried(named).any(|one| one == row.invariant);
            let has_id = ALL.contains(&row.invariant.as_str());
            assert!(says || !has_id, "{named} does not say {}", row.invariant);
        }
        for path in &row.paths {
            let there = root().join(path).exists();
            assert!(there, "{}: there is no {path}", row.invariant);
        }
    }
    for id in ALL {
        let has = rows.iter().any(|row| row.invariant == *id);
        assert!(has, "{id} is not in the table");
    }
}

#[test]
fn every_test_of_an_invariant_is_in_the_table() {
    let rows = table();
    let mut said = 0;
    for (test, file) in tests() {
        for id in tried(&test) {
            said += 1;
            // A family has every test that tries the same.
            let is_named = |named: &String| named.ends_with('…') || *named == test;
            let listed = |row: &Row| row.invariant == id && row.tests.iter().any(is_named);
            let is_listed = rows.iter().any(listed);
            assert!(
                is_listed,
                "{} has {test}, which docs/invariants.md has not under {id}",
                file.display()
            );
        }
    }
    assert!(said > 100, "the tests are not found: {said}");
}
