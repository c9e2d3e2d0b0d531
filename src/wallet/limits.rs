//! A limit on what a viewer pays in a month, which can be lowered at once and raised only a day later.

use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc};
use money::Amount;
use sqlx::PgConnection;
use uuid::Uuid;

use super::lock;
use crate::app::App;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult};

/// How long a higher limit waits: a night's sleep, or a parent's look.
pub const RAISED_AFTER: Duration = Duration::hours(24);

/// A limit as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    currency: money::Currency,
    minor: Option<i64>,
    /// What holds from a moment on, none being no limit.
    raised: Option<(Option<i64>, DateTime<Utc>)>,
}

impl Limit {
    /// Reads it; none when there never was one.
    pub fn kept(
        minor: Option<i64>,
        code: Option<String>,
        raised: Option<i64>,
        raised_at: Option<DateTime<Utc>>,
    ) -> AppResult<Option<Self>> {
        code.map(|code| {
            Ok(Self {
                currency: currency(&code)?,
                minor,
                raised: raised_at.map(|at| (raised, at)),
            })
        })
        .transpose()
    }

    /// What holds at a moment.
    pub fn at(&self, now: DateTime<Utc>) -> Option<Amount> {
        let minor = match self.raised {
            Some((raised, at)) if at <= now => raised,
            _ => self.minor,
        };
        minor.map(|minor| Amount::new(minor, self.currency))
    }

    /// Until when a higher one waits.
    pub fn locked_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.raised.map(|(_, at)| at).filter(|at| *at > now)
    }

    /// The limit after its owner asks for another: a lower one holds at once, a higher one or none later. Another
    /// currency is a new limit, which waits as a higher one does.
    pub fn changed(kept: Option<Self>, to: Option<Amount>, now: DateTime<Utc>) -> Option<Self> {
        let holds = kept.and_then(|limit| limit.at(now));
        let Some(holds) = holds else {
            return to.map(|to| Self {
                currency: to.currency,
                minor: Some(to.minor),
                raised: None,
            });
        };
        let lower = to.is_some_and(|to| to.currency == holds.currency && to.minor <= holds.minor);
        let (minor, raised) = if lower {
            (to.map(|to| to.minor), None)
        } else {
            let asked = to.map(|to| to.minor);
            // Asking again for the same does not begin the waiting anew.
            let waiting = kept
                .and_then(|limit| limit.raised)
                .filter(|(minor, at)| *minor == asked && *at > now);
            let raised = waiting.unwrap_or((asked, now + RAISED_AFTER));
            (Some(holds.minor), Some(raised))
        };
        Some(Self {
            currency: holds.currency,
            minor,
            raised,
        })
    }

    pub fn currency(&self) -> money::Currency {
        self.currency
    }

    /// Its columns.
    pub fn columns(&self) -> (Option<i64>, String, Option<i64>, Option<DateTime<Utc>>) {
        let raised = self.raised.and_then(|(minor, _)| minor);
        let at = self.raised.map(|(_, at)| at);
        (self.minor, self.currency.to_string(), raised, at)
    }
}

/// The first moment of the month (UTC).
pub fn month_of(now: DateTime<Utc>) -> DateTime<Utc> {
    let first = now.date_naive().with_day(1).unwrap_or(now.date_naive());
    first.and_time(NaiveTime::MIN).and_utc()
}

/// The limit that holds now for what a viewer pays in a month. Their wallet stays locked until the transaction ends.
pub async fn month_limit(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
) -> AppResult<Option<Amount>> {
    let settings = lock(app, db, house_id, person_id).await?;
    Ok(settings
        .and_then(|settings| settings.limit)
        .and_then(|limit| limit.at(app.clock.now())))
}

/// What somebody is told who would pay more.
pub fn limit_reached(limit: Amount) -> AppError {
    AppError::new(
        StatusCode::FORBIDDEN,
        "limit_reached",
        format!("This would go above the limit of {limit} that was set for a month."),
        "Wait for the next month, or raise the limit in the wallet; that takes a day.",
    )
}
