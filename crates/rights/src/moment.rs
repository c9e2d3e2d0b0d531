//! Instants and half-open windows.

use std::{fmt, str::FromStr};

use crate::Error;

/// Microseconds of UTC since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

const DAY: i64 = 86_400_000_000;

impl Moment {
    /// Before everything: a window without a beginning.
    pub const ALWAYS: Self = Self(i64::MIN);
    /// After everything: a window without an end (`Open`).
    pub const FOREVER: Self = Self(i64::MAX);

    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// So many times 24 hours later; stops at [`Moment::FOREVER`].
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// The smallest step later.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl FromStr for Moment {
    type Err = Error;
    /// RFC 3339 with an offset: `2026-03-01T00:00:00+08:00`.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse::<jiff::Timestamp>()
            .map(|at| Self(at.as_microsecond()))
            .map_err(|_| Error::NotAMoment(text.chars().take(40).collect()))
    }
}

/// A day where it begins, else to the second or finer: `2026-03-01`, `2026-03-01T12:30:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self, jiff::Timestamp::from_microsecond(self.0)) {
            (Self::ALWAYS, _) => f.write_str("always"),
            (_, Err(_)) => f.write_str("open"),
            (_, Ok(at)) if self.0.rem_euclid(DAY) == 0 => {
                write!(f, "{}", at.strftime("%Y-%m-%d"))
            }
            (_, Ok(at)) => write!(f, "{at}"),
        }
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// From `start`, which is inside, until `end`, which is not; never empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: Moment,
    end: Moment,
}

impl Window {
    /// Without beginning or end.
    pub const OPEN: Self = Self {
        start: Moment::ALWAYS,
        end: Moment::FOREVER,
    };

    pub fn new(start: Moment, end: Moment) -> Result<Self, Error> {
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(Error::EmptyWindow { start, end })
        }
    }

    /// The window of one moment.
    pub fn at(moment: Moment) -> Self {
        let end = moment.next();
        let start = if end == moment {
            Moment(moment.0 - 1)
        } else {
            moment
        };
        Self { start, end }
    }

    pub const fn start(&self) -> Moment {
        self.start
    }

    pub const fn end(&self) -> Moment {
        self.end
    }

    pub fn has(&self, moment: Moment) -> bool {
        self.start <= moment && moment < self.end
    }

    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// What both have; windows that only touch have nothing in common.
    pub fn and(&self, other: &Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.start, self.end) {
            (Moment::ALWAYS, Moment::FOREVER) => f.write_str("at any time"),
            (Moment::ALWAYS, end) => write!(f, "until {end}"),
            (start, Moment::FOREVER) => write!(f, "from {start} without end"),
            (start, end) if end == start.next() => match jiff::Timestamp::from_microsecond(start.0)
            {
                Ok(at) => write!(f, "at {}", at.strftime("%Y-%m-%d %H:%M UTC")),
                Err(_) => f.write_str("at that moment"),
            },
            (start, end) => write!(f, "from {start} until {end}"),
        }
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
