//! Offers of rights as licensors send them: MovieLabs Avails.
//!
//! Pure: bytes in, data out. No input or output, no clock, no chance.
//!
//! | module | what |
//! |---|---|
//! | [`Row`], [`Column`] | one licence type, format, territory and window of one title; every mapped cell in one form |
//! | [`workbook`] | workbooks 1.7 to 1.9 read by the names of their columns; 1.9 written |
//! | [`xml`] | XML 2.1 to 2.7 read, 2.7 written; the status of offers back to the licensor |
//! | [`check()`] | what a schema does not see, with the address of the cell |
//! | [`apply`] | what an import would add, change and take away |
//! | [`offer`] | a row as a grant of `rights`, and what a book of rights has free as rows |
//! | [`Term`] | when a row holds: half-open, in UTC, by the first time zone of its territory |
//! | [`codes`], [`eidr`] | dated tables: languages, currencies, ratings; check characters |

#![forbid(unsafe_code)]

mod apply;
mod bound;
mod cell;
mod check;
pub mod codes;
mod column;
pub mod eidr;
mod error;
mod finding;
pub mod offer;
mod row;
mod work;
pub mod workbook;
pub mod xml;

pub use apply::{Change, Diff, apply};
pub use bound::{Bound, NoTerm, Term};
pub use check::{Purpose, check};
pub use column::{Column, Holds};
pub use error::Error;
pub use finding::{Finding, Level};
pub use row::{Row, Source};
pub use work::Work;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avails {
    pub rows: Vec<Row>,
    /// What was seen while reading; [`check()`] sees more.
    pub findings: Vec<Finding>,
}

/// Reads a workbook or XML, whichever the bytes are.
pub fn read(bytes: &[u8]) -> Result<Avails, Error> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.trim_ascii_start().starts_with(b"<") {
        return xml::read(text);
    }
    workbook::read(bytes)
}
