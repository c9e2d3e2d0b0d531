//! The names of columns, in the second row.

use std::collections::BTreeMap;

use super::sheet::{Grid, letters};
use crate::{Column, Error};

/// Without these there is nothing to be said about a row.
const ESSENTIAL: [Column; 3] = [Column::Alid, Column::Territory, Column::LicenseType];

pub(super) struct Header {
    /// By their place, from 0.
    pub columns: BTreeMap<u32, Column>,
    others: BTreeMap<u32, String>,
}

impl Header {
    /// None where the sheet is not one of avails.
    pub fn read(sheet: &str, grid: &Grid) -> Result<Option<Self>, Error> {
        let mut columns: BTreeMap<u32, Column> = BTreeMap::new();
        let mut others = BTreeMap::new();
        for (at, cell) in grid.get(&2).into_iter().flatten() {
            let title = cell.text.trim();
            let Some(column) = Column::named(title) else {
                others.insert(*at, title.to_owned());
                continue;
            };
            if let Some((first, _)) = columns.iter().find(|(_, known)| **known == column) {
                return Err(Error::ColumnTwice {
                    sheet: sheet.to_owned(),
                    column: column.name(),
                    first: letters(*first),
                    second: letters(*at),
                });
            }
            columns.insert(*at, column);
        }
        let has = |column: &Column| columns.values().any(|known| known == column);
        if !ESSENTIAL.iter().all(has) {
            return Ok(None);
        }
        // Cells below no title, and titles that come twice, are told apart by their letters.
        let last = grid
            .values()
            .filter_map(|row| row.last_key_value())
            .map(|(at, _)| *at)
            .max();
        for at in (0..=last.unwrap_or(0)).filter(|at| !columns.contains_key(at)) {
            let title = others.get(&at).cloned().unwrap_or_default();
            let again = others
                .iter()
                .any(|(other, known)| *other < at && *known == title);
            if title.is_empty() {
                others.insert(at, format!("column {}", letters(at)));
            } else if again {
                others.insert(at, format!("{title} ({})", letters(at)));
            }
        }
        Ok(Some(Self { columns, others }))
    }

    /// The name of a column that is not one of avails.
    pub fn aside(&self, at: u32) -> &str {
        self.others.get(&at).map_or("", String::as_str)
    }
}
