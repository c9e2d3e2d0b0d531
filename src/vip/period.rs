//! Weeks, months and years.

use chrono::{DateTime, Days, Months, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How often a subscription is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Period {
    Week,
    Month,
    Year,
}

impl Period {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The moment `number` periods after an anchor. Months have the anchor's day, or their last one.
    pub fn after(self, anchor: DateTime<Utc>, number: i32) -> DateTime<Utc> {
        let number = u32::try_from(number).unwrap_or(0);
        let moved = match self {
            Self::Week => anchor.checked_add_days(Days::new(u64::from(number) * 7)),
            Self::Month => anchor.checked_add_months(Months::new(number)),
            Self::Year => anchor.checked_add_months(Months::new(number.saturating_mul(12))),
        };
        moved.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How long a declined renewal is forgiven, in days.
    pub fn grace_days(self) -> i64 {
        match self {
            Self::Week => 3,
            Self::Month | Self::Year => 7,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn months_keep_the_day_of_the_anchor() {
        let anchor = "2026-01-31T10:00:00Z".parse().unwrap();
        let ends: Vec<String> = (1..=3)
            .map(|number| Period::Month.after(anchor, number).date_naive().to_string())
            .collect();
        assert_eq!(ends, ["2026-02-28", "2026-03-31", "2026-04-30"]);
        let leap = "2028-02-29T10:00:00Z".parse().unwrap();
        assert_eq!(
            Period::Year.after(leap, 1).date_naive().to_string(),
            "2029-02-28"
        );
    }
}
