//! A5: every mapped cell survives, as we see it and as others do.

use std::{collections::BTreeMap, path::Path};

use avails::{Column, Row, read, workbook, xml};

use crate::{files, fixture, tools};

fn mappings() -> Vec<u8> {
    fixture("Mappings.json")
}

/// The cells of rows, whatever their order.
fn cells(rows: &[Row]) -> Vec<Vec<(Column, String)>> {
    let cells = |row: &Row| {
        row.cells()
            .map(|(column, text)| (column, text.to_owned()))
            .collect()
    };
    let mut cells: Vec<_> = rows.iter().map(cells).collect();
    cells.sort();
    cells
}

#[test]
fn a5_every_cell_survives_workbook_xml_workbook() {
    for (name, count) in files::WORKBOOKS {
        let first = read(&fixture(name)).unwrap();
        assert_eq!(first.rows.len(), count, "{name}");
        let written = xml::write(&first.rows);
        let second = read(written.xml.as_bytes()).unwrap();
        assert_eq!(
            cells(&second.rows),
            cells(&first.rows),
            "{name} through XML"
        );
        let third = read(&workbook::write(&second.rows).unwrap()).unwrap();
        assert_eq!(
            cells(&third.rows),
            cells(&first.rows),
            "{name} through XML and a workbook"
        );
        // What has no column comes through too.
        let asides = |rows: &[Row]| rows.iter().map(|row| row.aside.len()).sum::<usize>();
        assert_eq!(asides(&third.rows), asides(&first.rows), "{name}");
        // The same rows give the same bytes.
        assert_eq!(xml::write(&second.rows), xml::write(&second.rows), "{name}");
        assert_eq!(
            workbook::write(&second.rows),
            workbook::write(&second.rows),
            "{name}"
        );
    }
}

#[test]
fn a5_xml_survives_a_workbook() {
    for name in [files::GOOD_XML].iter().chain(&files::BAD_XML) {
        let first = read(&fixture(name)).unwrap();
        let book = read(&workbook::write(&first.rows).unwrap()).unwrap();
        assert_eq!(cells(&book.rows), cells(&first.rows), "{name}");
        let again = read(xml::write(&book.rows).xml.as_bytes()).unwrap();
        assert_eq!(cells(&again.rows), cells(&first.rows), "{name}");
    }
}

/// How many cells of each column a document has as terms, for want of a place.
fn beside(written: &xml::Written) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for finding in written
        .findings
        .iter()
        .filter(|finding| finding.says.contains("workbook:"))
    {
        *counts.entry(finding.column.unwrap().name()).or_default() += 1;
    }
    counts
}

/// Cells of samples that have no place: rows of one ALID that differ in what they say of its title, an episode's number
/// of its volume, a director of a volume. A path that is lost would show here.
#[test]
fn a5_only_cells_without_a_place_travel_beside() {
    let mut columns = BTreeMap::new();
    for (name, _) in files::WORKBOOKS {
        for (column, count) in beside(&xml::write(&read(&fixture(name)).unwrap().rows)) {
            *columns.entry(column).or_insert(0) += count;
        }
    }
    let columns: Vec<(&str, u64)> = columns.into_iter().collect();
    let known = [
        ("AltID", 14),
        ("CaptionIncluded", 6),
        ("Director", 2),
        ("EpisodeAltID", 22),
        ("EpisodeID", 19),
        ("EpisodeTitleID", 19),
        ("LocalizationType", 20),
        ("ReleaseHistoryOriginal", 8),
        ("SeasonAltID", 2),
        ("SeasonID", 20),
        ("SeriesAltID", 1),
        ("SeriesID", 20),
        ("Territory", 2),
        ("TitleDisplayUnlimited", 20),
        ("TitleID", 23),
        ("VolumeContentID", 3),
        ("VolumeNumber", 6),
    ];
    assert_eq!(columns, known);
}

#[test]
fn a5_others_find_every_cell_where_the_official_mapping_says() {
    for (name, _) in files::WORKBOOKS {
        let bytes = fixture(name);
        let written = xml::write(&read(&bytes).unwrap().rows);
        let files = [
            ("before.xlsx", bytes.as_slice()),
            ("avails.xml", written.xml.as_bytes()),
            ("Mappings.json", &mappings()),
        ];
        let Some(found) = tools::python("lxml, openpyxl", "mapping.py", &files) else {
            return;
        };
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let compared = found["compared"].as_u64().unwrap();
        assert!(
            compared > 300 || name.starts_with("Bonus"),
            "{name}: {found}"
        );
        let expected = beside(&written);
        for (column, differs) in found["differs"].as_object().unwrap() {
            let known = match column.as_str() {
                // The mapping of 1.9 has it for episodes alone, that of 1.7 for films too, where the schema takes it.
                "LocalizationType" => continue,
                // It has identifiers for three kinds of works alone, not for bonus material.
                "ContentID" if name.starts_with("Bonus") => continue,
                // Its territory is none that the schema takes, so nobody else finds the row by it.
                "(no such row)" => expected.get("Territory").copied().unwrap_or(0),
                column => expected.get(column).copied().unwrap_or(0),
            };
            assert_eq!(
                differs[0].as_u64(),
                Some(known),
                "{name}, {column}: {differs}"
            );
        }
    }
}

#[test]
fn a5_openpyxl_finds_every_cell_in_our_workbook() {
    for (name, count) in files::WORKBOOKS {
        let bytes = fixture(name);
        let through = read(xml::write(&read(&bytes).unwrap().rows).xml.as_bytes()).unwrap();
        let after = workbook::write(&through.rows).unwrap();
        let files = [
            ("before.xlsx", bytes.as_slice()),
            ("after.xlsx", &after),
            ("Mappings.json", &mappings()),
        ];
        let Some(found) = tools::python("openpyxl", "cells.py", &files) else {
            return;
        };
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["rows"], count, "{name}");
        assert_eq!(found["missing"], serde_json::json!([]), "{name}: {found}");
        assert_eq!(found["more"], serde_json::json!([]), "{name}: {found}");
    }
}

#[test]
fn a5_the_mapping_has_no_column_that_we_have_not() {
    let mappings: serde_json::Value = serde_json::from_slice(&mappings()).unwrap();
    let mut count = 0;
    for tabs in mappings.as_object().unwrap().values() {
        for columns in tabs.as_object().unwrap().values() {
            for (key, path) in columns.as_object().unwrap() {
                let (group, name) = key.split_once(':').unwrap();
                let column = Column::named(name).unwrap_or_else(|| panic!("{key}"));
                assert_eq!((column.group(), column.name()), (group, name));
                let mapped = path.as_str().is_none_or(|path| !path.starts_with("n.a"));
                assert_eq!(column.is_mapped(), mapped, "{key}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 652);
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/LICENSE")
            .exists()
    );
}
