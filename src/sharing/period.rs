//! Calendar months in UTC: the periods of statements.

use std::fmt;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

use crate::errors::{AppError, AppResult};

/// A month, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(NaiveDate);

impl Period {
    /// The month of a moment.
    pub fn of(at: DateTime<Utc>) -> Self {
        Self::starting(at.date_naive())
    }

    /// The month of a day.
    pub fn starting(day: NaiveDate) -> Self {
        Self(day.with_day(1).expect("every month has a first day"))
    }

    /// Reads `2026-11`; the years 2000 to 2199.
    pub fn read(text: &str) -> AppResult<Self> {
        let parts = text.split_once('-').filter(|(year, month)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            year.len() == 4 && month.len() == 2 && digits(year) && digits(month)
        });
        parts
            .and_then(|(year, month)| {
                NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
            })
            .filter(|first| (2000..2200).contains(&first.year()))
            .map(Self)
            .ok_or_else(|| {
                AppError::bad_request(
                    "period_invalid",
                    "That is not a month.",
                    "Write it as YYYY-MM, such as 2026-11.",
                )
            })
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    pub fn next(self) -> Self {
        Self(self.0 + Months::new(1))
    }

    pub fn starts(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first moment after it.
    pub fn ends(self) -> DateTime<Utc> {
        self.next().starts()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let december = Period::read("2026-12").unwrap();
        assert_eq!(december.ends().to_rfc3339(), "2027-01-01T00:00:00+00:00");
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(Period::of(december.starts()), december);
        assert_eq!(
            Period::of(december.ends() - chrono::Duration::microseconds(1)),
            december
        );
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-1",
            "2026-1",
            "1999-12",
            "2200-01",
            "+026-01",
            "2026-11-01",
            "２０２６-11",
        ] {
            assert!(Period::read(text).is_err(), "{text}");
        }
    }
}
