//! What is to be said about a file that can be read.

use serde::{Deserialize, Serialize};

use crate::Column;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For the record; nothing needs doing.
    Note,
    /// It can be taken, and somebody should look.
    Warning,
    /// It is not to be taken or sent as it is.
    Error,
}

/// One thing about one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub level: Level,
    /// `TV!AB12`, or `line 57` of XML; empty for the whole file.
    pub at: String,
    pub column: Option<Column>,
    /// A sentence.
    pub says: String,
}

impl Finding {
    pub fn new(
        level: Level,
        at: impl Into<String>,
        column: Option<Column>,
        says: impl Into<String>,
    ) -> Self {
        Self {
            level,
            at: at.into(),
            column,
            says: says.into(),
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.column {
            Some(column) => write!(f, "{} ({column}): {}", self.at, self.says),
            None => write!(f, "{}: {}", self.at, self.says),
        }
    }
}
