//! What a schema does not see: words outside their vocabularies, codes outside their tables, windows that end before
//! they begin, prices without a currency. Files with all of these pass the published schema.

mod cells;
mod language;
mod list;
mod price;
mod rating;
mod row;
mod window;
mod words;

use crate::{Finding, Row};

/// What the rows are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// They came from a licensor: what is merely untidy is a warning.
    Import,
    /// They are to be sent: everything that a partner would stumble over is an error.
    Issue,
}

/// Everything that is wrong or odd, each with the address of its cell, row by row; what is about several rows last.
pub fn check(rows: &[Row], purpose: Purpose) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in rows {
        let mut desk = row::Desk::new(row, purpose, &mut findings);
        desk.required();
        desk.vocabularies();
        cells::check(&mut desk);
        desk.window();
        desk.price();
        desk.languages();
        desk.rating();
        desk.together();
        desk.aside();
    }
    list::check(rows, &mut findings);
    findings
}
