//! What is wrong with the text of a deal, and where.

use std::fmt;

/// A refusal to read: the line, the key, one sentence and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// For programs: `waterfall.…`.
    pub code: &'static str,
    /// From 1.
    pub line: usize,
    /// The way to the key from the top, as `tier.2.rate` (tables of a list counted from 1).
    pub key: String,
    pub message: String,
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.key.is_empty() {
            write!(f, ", `{}`", self.key)?;
        }
        write!(f, ": {}. {}", self.message, self.remedy)
    }
}

impl std::error::Error for Problem {}
