//! One row: one licence type, format, territory and window of one title.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Column, cell};

/// Where a row stood in the file that it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The sheet's name; empty for XML.
    pub sheet: String,
    /// The row, counted from 1; of XML the line at which its `Transaction` begins.
    pub line: u32,
    /// The letters of each column that has a cell. Empty for XML.
    pub letters: BTreeMap<Column, String>,
}

impl Source {
    /// `TV!AB12` or `line 57`.
    pub fn at(&self, column: Option<Column>) -> String {
        if self.sheet.is_empty() {
            return if self.line == 0 {
                String::new()
            } else {
                format!("line {}", self.line)
            };
        }
        let letters = column.and_then(|column| self.letters.get(&column));
        match letters {
            Some(letters) => format!("{}!{letters}{}", self.sheet, self.line),
            None => format!("{}!{}", self.sheet, self.line),
        }
    }
}

/// A row of avails: the cells that are mapped in one form each (see [`Row::set`]), and whatever else came with them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    cells: BTreeMap<Column, String>,
    /// What has no column: free-form columns by their name, elements of XML by their path after `xml:`. Kept,
    /// reported, never read for what it might mean.
    pub aside: BTreeMap<String, String>,
    #[serde(default)]
    pub source: Source,
}

/// Two rows are the same when they say the same, wherever they stand.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.cells == other.cells && self.aside == other.aside
    }
}

impl Eq for Row {}

/// An empty row from there.
impl From<Source> for Row {
    fn from(source: Source) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }
}

impl Row {
    /// The text of a cell; empty where there is none.
    pub fn get(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    /// Sets a cell in the one form of its column: `Yes`, `TRUE`, `01:56:20`, `en, es-419`, `10.5240/…`. Blank takes it
    /// away. A text that is not of that form is kept as it is, for [`check`](crate::check) to speak about.
    pub fn set(&mut self, column: Column, text: &str) -> &mut Self {
        let text = cell::one_form(column.holds(), &legal(text));
        if text.is_empty() {
            self.cells.remove(&column);
        } else {
            self.cells.insert(column, text);
        }
        self
    }

    /// The same, for building rows.
    #[must_use]
    pub fn with(mut self, column: Column, text: &str) -> Self {
        self.set(column, text);
        self
    }

    /// The cells that hold something, by column.
    pub fn cells(&self) -> impl Iterator<Item = (Column, &str)> {
        self.cells
            .iter()
            .map(|(column, text)| (*column, text.as_str()))
    }

    /// Where to look for it.
    pub fn at(&self, column: Column) -> String {
        self.source.at(Some(column))
    }
}

/// A text without what XML cannot hold, lines ended by one sign.
pub(crate) fn legal(text: &str) -> String {
    let one = text.replace("\r\n", "\n").replace('\r', "\n");
    one.chars()
        .filter(|letter| matches!(letter, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        .collect()
}
