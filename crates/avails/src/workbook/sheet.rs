//! The cells of a sheet, by their addresses. What the sheet says about its own dimension is not asked.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::format::Format;
use crate::{
    Error,
    xml::{reference, text},
};

/// Where a cell's text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Value,
    /// `TRUE()` and `FALSE()` are values: the templates write them so.
    Formula,
    /// `#REF!` and the like.
    Fault,
}

pub(super) struct Cell {
    pub text: String,
    pub kind: Kind,
}

/// Rows by their number from 1, cells by their column from 0; only those that hold something.
pub(super) type Grid = BTreeMap<u32, BTreeMap<u32, Cell>>;

const MAX_COLUMNS: u32 = 16_384;
const MAX_LINES: u32 = 1_048_576;

#[derive(Default)]
struct Open {
    line: u32,
    column: u32,
    kind: String,
    style: usize,
    value: String,
    formula: String,
}

pub(super) fn read(
    xml: &[u8],
    name: &str,
    strings: &[String],
    formats: &[Format],
    max_rows: usize,
) -> Result<Grid, Error> {
    let broken =
        |what: String| Error::NotAWorkbook(format!("the sheet “{name}” is broken: {what}"));
    let mut reader = Reader::from_reader(xml);
    let mut grid = Grid::new();
    let (mut line, mut column) = (0_u32, 0_u32);
    let mut open: Option<Open> = None;
    let (mut in_value, mut in_formula) = (false, false);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| broken(error.to_string()))?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let empty = matches!(event, Event::Empty(_));
                match tag.local_name().as_ref() {
                    b"row" => {
                        line = attribute(tag, b"r")
                            .and_then(|text| text.parse().ok())
                            .unwrap_or(line + 1);
                        column = 0;
                    }
                    b"c" => {
                        let address = attribute(tag, b"r");
                        let (at, its) =
                            address.as_deref().and_then(place).unwrap_or((column, line));
                        if at >= MAX_COLUMNS || its > MAX_LINES {
                            return Err(broken("a cell is outside every sheet".to_owned()));
                        }
                        column = at + 1;
                        if !empty {
                            open = Some(Open {
                                line: its,
                                column: at,
                                kind: attribute(tag, b"t").unwrap_or_default(),
                                style: attribute(tag, b"s")
                                    .and_then(|text| text.parse().ok())
                                    .unwrap_or(0),
                                ..Open::default()
                            });
                        }
                    }
                    b"v" | b"t" => in_value = !empty && open.is_some(),
                    b"f" if empty => {
                        // A formula that another cell shares with this one.
                        if let Some(open) = &mut open {
                            open.formula.push('=');
                        }
                    }
                    b"f" => in_formula = open.is_some(),
                    _ => {}
                }
            }
            Event::Text(part) => take(
                &mut open,
                in_value,
                in_formula,
                &text(part).map_err(broken)?,
            ),
            Event::CData(part) => take(
                &mut open,
                in_value,
                in_formula,
                &String::from_utf8_lossy(part),
            ),
            Event::GeneralRef(part) => {
                let letter = reference(part).map_err(broken)?;
                take(
                    &mut open,
                    in_value,
                    in_formula,
                    letter.encode_utf8(&mut [0; 4]),
                );
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                b"v" | b"t" => in_value = false,
                b"f" => in_formula = false,
                b"c" => {
                    if let Some(open) = open.take()
                        && let Some(cell) = cell(&open, strings, formats)
                    {
                        grid.entry(open.line).or_default().insert(open.column, cell);
                        if grid.len() > max_rows + 3 {
                            return Err(Error::TooManyRows {
                                sheet: name.to_owned(),
                                rows: max_rows,
                            });
                        }
                    }
                }
                _ => {}
            },
            Event::DocType(_) => return Err(broken("it defines entities".to_owned())),
            Event::Eof => return Ok(grid),
            _ => {}
        }
    }
}

fn take(open: &mut Option<Open>, in_value: bool, in_formula: bool, text: &str) {
    if let Some(open) = open {
        if in_formula {
            open.formula.push_str(text);
        } else if in_value {
            open.value.push_str(text);
        }
    }
}

fn cell(open: &Open, strings: &[String], formats: &[Format]) -> Option<Cell> {
    let text = match open.kind.as_str() {
        "s" => open
            .value
            .trim()
            .parse()
            .ok()
            .and_then(|at: usize| strings.get(at))
            .cloned()
            .unwrap_or_default(),
        "b" => if open.value.trim() == "1" {
            "TRUE"
        } else {
            "FALSE"
        }
        .to_owned(),
        "str" | "inlineStr" | "e" | "d" => open.value.clone(),
        _ if open.value.is_empty() => String::new(),
        _ => formats
            .get(open.style)
            .copied()
            .unwrap_or(Format::Plain)
            .text(&open.value),
    };
    let formula = open
        .formula
        .trim_start_matches('=')
        .trim()
        .to_ascii_uppercase();
    let constant = matches!(formula.as_str(), "TRUE()" | "FALSE()" | "TRUE" | "FALSE");
    let kind = match open.kind.as_str() {
        "e" => Kind::Fault,
        _ if open.formula.is_empty() || constant => Kind::Value,
        _ => Kind::Formula,
    };
    let text = match (constant, text.is_empty()) {
        (true, true) => formula.trim_end_matches("()").to_owned(),
        // A formula that was never computed is still one.
        (false, true) if kind == Kind::Formula => format!("={formula}"),
        _ => text,
    };
    (!text.trim().is_empty()).then_some(Cell { text, kind })
}

fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// `AB12` as column and line.
fn place(address: &str) -> Option<(u32, u32)> {
    let digits = address.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, line) = address.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let value = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|value| *value < 26)?;
        column = column * 26 + u32::from(value) + 1;
    }
    Some((column - 1, line.parse().ok()?))
}

/// A column from 0 by its letters.
pub(super) fn letters(column: u32) -> String {
    let mut left = column + 1;
    let mut letters = String::new();
    while left > 0 {
        left -= 1;
        letters.insert(0, char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_letters_and_lines() {
        assert_eq!(place("A1"), Some((0, 1)));
        assert_eq!(place("ZZ104"), Some((701, 104)));
        assert_eq!(place("1"), None);
        assert_eq!(place("ABCD1"), None);
        for column in [0, 25, 26, 51, 701, 702, 16_383] {
            assert_eq!(place(&format!("{}7", letters(column))), Some((column, 7)));
        }
    }
}
