//! A5: what an import does, and to what.

use avails::{Change, Column, Level, Row, apply, read};

use crate::{files, fixture};

fn row(territory: &str, id: &str, entry: &str) -> Row {
    files::episode()
        .with(Column::Territory, territory)
        .with(Column::AvailId, id)
        .with(Column::EntryType, entry)
}

#[test]
fn a5_a_full_extract_is_idempotent_and_stays_in_its_alid_and_territory() {
    let elsewhere = [
        row("AT", "A-9", "Full Extract"),
        row("DE", "A-8", "Full Extract").with(Column::Alid, "md:alid:org:example.com:heiress-e02"),
    ];
    let mut current = vec![
        row("DE", "A-1", "Full Extract"),
        row("DE", "A-2", "Full Extract"),
    ];
    current.extend(elsewhere.clone());
    let incoming = [
        row("DE", "A-2", "Full Extract").with(Column::End, "2026-04-30"),
        row("DE", "A-3", "Full Extract"),
    ];
    let diff = apply(&current, &incoming);
    assert!(!diff.is_refused());
    assert_eq!(diff.unchanged, 0);
    let kinds: Vec<String> = diff
        .changes
        .iter()
        .map(|change| match change {
            Change::Added { row } => format!("+{}", row.get(Column::AvailId)),
            Change::Removed { row } => format!("-{}", row.get(Column::AvailId)),
            Change::Changed {
                before, columns, ..
            } => format!("~{} {columns:?}", before.get(Column::AvailId)),
        })
        .collect();
    assert_eq!(kinds, ["~A-2 [End]", "-A-1", "+A-3"]);
    for row in &elsewhere {
        assert!(diff.rows.contains(row));
    }
    assert_eq!(diff.rows.len(), 4);
    let again = apply(&diff.rows, &incoming);
    assert_eq!(
        (again.changes.len(), again.unchanged, again.rows.len()),
        (0, 2, 4)
    );
}

#[test]
fn a5_all_samples_are_idempotent() {
    for (name, _) in files::WORKBOOKS {
        let rows = read(&fixture(name)).unwrap().rows;
        // Some samples show every kind of entry for one ALID, and one forgot an ALID.
        let extracts: Vec<Row> = rows
            .into_iter()
            .filter(|row| {
                row.get(Column::EntryType) == "Full Extract" && !row.get(Column::Alid).is_empty()
            })
            .collect();
        let once = apply(&[], &extracts);
        assert!(!once.is_refused(), "{name}: {:?}", once.findings);
        assert_eq!(once.rows.len(), extracts.len(), "{name}");
        let twice = apply(&once.rows, &extracts);
        assert_eq!(
            (twice.changes.len(), twice.unchanged),
            (0, extracts.len()),
            "{name}"
        );
    }
}

#[test]
fn single_rows_are_made_changed_and_taken_away() {
    let made = apply(
        &[],
        &[row("DE", "A-1", "Create"), row("DE", "A-2", "Create")],
    );
    assert_eq!(made.rows.len(), 2);
    assert_eq!(apply(&made.rows, &[row("DE", "A-1", "Create")]).changes, []);

    let changed = apply(
        &made.rows,
        &[row("DE", "A-1", "Update").with(Column::PriceValue, "0.20")],
    );
    let [Change::Changed { columns, .. }] = changed.changes.as_slice() else {
        panic!("{:?}", changed.changes)
    };
    assert_eq!(columns, &[Column::PriceValue]);
    assert_eq!(changed.unchanged, 1);

    let gone = apply(&changed.rows, &[row("DE", "A-1", "Delete")]);
    assert!(matches!(gone.changes.as_slice(), [Change::Removed { .. }]));
    let again = apply(&gone.rows, &[row("DE", "A-1", "Delete")]);
    assert_eq!(
        (again.changes.len(), again.findings[0].level),
        (0, Level::Note)
    );

    let all = apply(
        &made.rows,
        &[row("DE", "", "Full Delete").with(Column::Start, "")],
    );
    assert_eq!((all.changes.len(), all.rows.len()), (2, 0));
}

#[test]
fn one_refusal_and_nothing_is_done() {
    let current = [row("DE", "A-1", "Full Extract")];
    let cases = [
        (vec![row("DE", "A-7", "Update")], Column::EntryType),
        (
            vec![row("DE", "A-1", "Create").with(Column::PriceValue, "9")],
            Column::EntryType,
        ),
        (
            vec![
                row("DE", "A-1", "Full Extract"),
                row("DE", "A-2", "Full Delete"),
            ],
            Column::EntryType,
        ),
        (
            vec![row("DE", "A-1", "Full Extract"), row("DE", "A-2", "Create")],
            Column::EntryType,
        ),
        (vec![row("DE", "A-1", "Replace")], Column::EntryType),
        (
            vec![row("DE", "A-1", "Full Extract").with(Column::DisplayName, "Somebody Else")],
            Column::DisplayName,
        ),
        (
            vec![row("DE", "A-1", "Full Delete").with(Column::DisplayName, "Somebody Else")],
            Column::DisplayName,
        ),
        (
            vec![row("DE", "A-1", "Full Extract").with(Column::Alid, "")],
            Column::Alid,
        ),
    ];
    for (mut incoming, column) in cases {
        incoming.push(row("FR", "A-5", "Full Extract"));
        let diff = apply(&current, &incoming);
        assert!(diff.is_refused(), "{incoming:?}");
        assert_eq!(diff.findings[0].column, Some(column));
        assert_eq!(diff.rows, current);
        assert_eq!(diff.changes, []);
    }
}

#[test]
fn a_diff_goes_through_json() {
    let diff = apply(
        &[row("DE", "A-1", "Create")],
        &[row("DE", "A-1", "Update").with(Column::End, "Open")],
    );
    let json = serde_json::to_string(&diff).unwrap();
    assert!(
        json.contains(r#""change":"changed""#) && json.contains(r#""columns":["End"]"#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<avails::Diff>(&json).unwrap(), diff);
}
