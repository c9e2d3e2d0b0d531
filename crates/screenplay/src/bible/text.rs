//! TOML in and out, with the line of what is wrong.

use std::fmt;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Bible, check};

/// The largest text of a bible, in bytes.
const MAX_TEXT: usize = 1024 * 1024;

/// A refusal to read: the line, one sentence and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// For programs: `bible.…`.
    pub code: &'static str,
    /// From 1.
    pub line: usize,
    pub message: String,
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}. {}", self.line, self.message, self.remedy)
    }
}

impl std::error::Error for Problem {}

impl Bible {
    /// Reads a bible, and refuses one that contradicts itself.
    pub fn read(text: &str) -> Result<Self, Problem> {
        if text.len() > MAX_TEXT {
            return Err(Problem {
                code: "bible.too_long",
                line: 1,
                message: format!("the text has {} bytes", text.len()),
                remedy: "Keep it below 1 MiB; descriptions may be short.".into(),
            });
        }
        let bible: Self = toml::from_str(text).map_err(|error| Problem {
            code: "bible.not_toml",
            line: line(text, error.span().map_or(0, |span| span.start)),
            message: error.message().trim().replace('\n', ", "),
            remedy:
                "Correct it there; `screenplay::bible` shows each key, https://toml.io the marks."
                    .into(),
        })?;
        match check::first_fault(&bible) {
            None => Ok(bible),
            Some(fault) => Err(Problem {
                code: fault.code,
                line: line(text, place(text, fault.list, fault.at)),
                message: fault.message,
                remedy: fault.remedy,
            }),
        }
    }

    /// Writes a bible as TOML that [`Bible::read`] takes back.
    pub fn write(&self) -> String {
        toml::to_string(self).expect("strings, numbers and lists of tables are TOML")
    }
}

fn line(text: &str, at: usize) -> usize {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// Where the table of a list stands; the text is known to be TOML.
fn place(text: &str, list: &str, at: usize) -> usize {
    let Ok(root) = DeTable::parse(text) else {
        return 0;
    };
    let tables = root.get_ref().get(list).map(Spanned::get_ref);
    match tables {
        Some(DeValue::Array(tables)) => tables.get(at).map_or(0, |table| table.span().start),
        _ => 0,
    }
}
