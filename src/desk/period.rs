//! Days that a request asks about. They begin at midnight UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};

/// The most columns that one chart has.
const STEPS: usize = 400;

/// How finely time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RevenueStep)]
pub enum Step {
    Day,
    /// From Monday on.
    Week,
    Month,
}

impl Step {
    /// As Postgres' `date_trunc` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the step that `day` is in.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => day - Days::new(day.weekday().num_days_from_monday().into()),
            Self::Month => day.with_day(1).expect("every month has a first day"),
        }
    }

    fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day + Days::new(1),
            Self::Week => day + Days::new(7),
            Self::Month => day + Months::new(1),
        }
    }
}

/// From the first day to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// The days asked for; without them the thirty days that end today.
    ///
    /// # Errors
    /// Days that are no days of a house, or that end before they begin.
    pub fn of(
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> AppResult<Self> {
        let to = to.unwrap_or(now.date_naive());
        let from = from.unwrap_or_else(|| to.checked_sub_days(Days::new(29)).unwrap_or(to));
        let known = 1990..=2200;
        if !known.contains(&from.year()) || !known.contains(&to.year()) || to < from {
            return Err(AppError::bad_request(
                "period_invalid",
                "These days cannot be shown.",
                "Give a first day and a last one that is not before it, between 1990 and 2200.",
            ));
        }
        Ok(Self { from, to })
    }

    /// Its begin, and the moment after its end.
    pub fn bounds(self) -> (DateTime<Utc>, DateTime<Utc>) {
        (midnight(self.from), midnight(self.to + Days::new(1)))
    }

    /// The first day of every step, the first of which may begin before the period does.
    ///
    /// # Errors
    /// More steps than a chart has room for.
    pub fn steps(self, step: Step) -> AppResult<Vec<NaiveDate>> {
        let first = step.begin(self.from);
        let steps: Vec<NaiveDate> =
            std::iter::successors(Some(first), |day| Some(step.after(*day)))
                .take_while(|day| *day <= self.to)
                .take(STEPS + 1)
                .collect();
        if steps.len() > STEPS {
            return Err(AppError::bad_request(
                "period_too_long",
                format!("That makes more than {STEPS} columns."),
                "Ask for fewer days, or for weeks or months.",
            ));
        }
        Ok(steps)
    }
}

/// The begin of a day.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn steps_begin_with_their_week_or_month() {
        let period = Period {
            from: day("2026-11-26"),
            to: day("2026-12-08"),
        };
        let said = |step| -> Vec<String> {
            let steps = period.steps(step).unwrap();
            steps.iter().map(ToString::to_string).collect()
        };
        assert_eq!(said(Step::Month), ["2026-11-01", "2026-12-01"]);
        assert_eq!(said(Step::Week), ["2026-11-23", "2026-11-30", "2026-12-07"]);
        assert_eq!(said(Step::Day).len(), 13);
    }

    #[test]
    fn hostile_days_are_refused() {
        let now = midnight(day("2026-11-26"));
        for (from, to) in [
            ("2026-11-27", None),
            ("-262143-01-01", None),
            ("2026-01-01", Some("+262142-12-31")),
            ("2026-01-02", Some("2026-01-01")),
        ] {
            assert!(Period::of(Some(day(from)), to.map(day), now).is_err());
        }
        let all = Period::of(Some(day("1990-01-01")), Some(day("2200-12-31")), now).unwrap();
        assert!(all.steps(Step::Day).is_err());
        let usual = Period::of(None, None, now).unwrap();
        assert_eq!(usual.steps(Step::Day).unwrap().len(), 30);
    }
}
