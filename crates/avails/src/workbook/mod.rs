//! Workbooks: read by the names of their columns, whatever the order; written as 1.9.
//!
//! The sheets are read here and not by a library of spreadsheets: official samples carry a `dimension` that those
//! refuse, and the size of what a hostile file unpacks to has to be bounded while it unpacks.

mod format;
mod header;
mod package;
mod sheet;
mod strings;
mod write;

use std::collections::BTreeMap;

use crate::{Avails, Error, Finding, Level, Row, Source};
use header::Header;
use package::Package;
use sheet::Kind;

pub use write::write;

/// Rows of data in one sheet.
const MAX_ROWS: usize = 20_000;

/// Reads every sheet that has columns of avails in its second row; data begins in the fourth.
pub fn read(bytes: &[u8]) -> Result<Avails, Error> {
    let mut package = Package::open(bytes)?;
    let sheets = package.sheets()?;
    let formats = package.formats()?;
    let strings = package.strings()?;
    let mut avails = Avails::default();
    let mut found = false;
    for (name, part) in sheets {
        let xml = package.part(&part)?;
        let grid = sheet::read(&xml, &name, &strings, &formats, MAX_ROWS)?;
        let Some(header) = Header::read(&name, &grid)? else {
            let says = format!(
                "The sheet “{name}” has no columns of avails in its second row, and was left out."
            );
            avails
                .findings
                .push(Finding::new(Level::Note, name, None, says));
            continue;
        };
        found = true;
        rows(&name, &grid, &header, &mut avails);
    }
    found.then_some(avails).ok_or(Error::NoAvails)
}

fn rows(name: &str, grid: &sheet::Grid, header: &Header, avails: &mut Avails) {
    let mut kept: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let data = grid.iter().filter(|(line, _)| **line > 3);
    for (line, cells) in data {
        let filled = || {
            cells
                .iter()
                .filter(|(_, cell)| !cell.text.trim().is_empty())
        };
        // Rows of remarks, as the template has one.
        if filled().all(|(_, cell)| cell.text.trim().starts_with("//")) {
            continue;
        }
        let letters = header
            .columns
            .iter()
            .filter(|(at, _)| cells.contains_key(at));
        let letters = letters
            .map(|(at, column)| (*column, sheet::letters(*at)))
            .collect();
        let mut row = Row::from(Source {
            sheet: name.to_owned(),
            line: *line,
            letters,
        });
        for (at, cell) in filled() {
            let column = header.columns.get(at).copied();
            let place = format!("{name}!{}{line}", sheet::letters(*at));
            let mut found = |says: &str| {
                avails
                    .findings
                    .push(Finding::new(Level::Error, place.clone(), column, says));
            };
            match cell.kind {
                Kind::Value => {}
                Kind::Formula => found("This cell is a formula. Paste its value in its place."),
                Kind::Fault => found(
                    "This cell holds an error of the spreadsheet. Put the value in its place.",
                ),
            }
            if let Some(column) = column {
                row.set(column, &cell.text);
            } else {
                let title = header.aside(*at);
                let entry = kept.entry(title).or_insert((0, place));
                entry.0 += 1;
                row.aside
                    .insert(title.to_owned(), crate::row::legal(&cell.text));
            }
        }
        avails.rows.push(row);
    }
    for (title, (count, place)) in kept {
        let says = format!(
            "“{title}” is no column of avails; its {count} cells are kept beside and not read."
        );
        avails
            .findings
            .push(Finding::new(Level::Note, place, None, says));
    }
}
