//! `"4"`, `"1-12"`, `"40-"`: some episodes in a row.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Episodes from one to another, both of them too. By default all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Episodes {
    /// From 1.
    pub from: u32,
    /// Without one: to the end.
    pub to: Option<u32>,
}

impl Episodes {
    pub const ALL: Self = Self { from: 1, to: None };

    pub fn is_all(&self) -> bool {
        *self == Self::ALL
    }

    pub fn contains(&self, episode: u32) -> bool {
        self.from <= episode && self.to.is_none_or(|to| episode <= to)
    }

    /// Whether some episode is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

impl Default for Episodes {
    fn default() -> Self {
        Self::ALL
    }
}

impl fmt::Display for Episodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) => write!(f, "{}-{to}", self.from),
            None => write!(f, "{}-", self.from),
        }
    }
}

/// A text that names no episodes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no episodes: write \"4\", \"1-12\" or \"40-\", counted from 1")]
pub struct BadEpisodes(String);

impl FromStr for Episodes {
    type Err = BadEpisodes;

    fn from_str(text: &str) -> Result<Self, BadEpisodes> {
        let bad = || BadEpisodes(text.chars().take(40).collect());
        let number = |text: &str| match text.trim().parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(bad()),
        };
        let (from, to) = match text.split_once(['-', '–']) {
            None => (number(text)?, Some(number(text)?)),
            Some((from, to)) if to.trim().is_empty() => (number(from)?, None),
            Some((from, to)) => (number(from)?, Some(number(to)?)),
        };
        if to.is_some_and(|to| to < from) {
            return Err(bad());
        }
        Ok(Self { from, to })
    }
}

impl TryFrom<String> for Episodes {
    type Error = BadEpisodes;

    fn try_from(text: String) -> Result<Self, BadEpisodes> {
        text.parse()
    }
}

impl From<Episodes> for String {
    fn from(episodes: Episodes) -> Self {
        episodes.to_string()
    }
}
