//! The passcode of whoever watches over a viewer's limit, such as a parent: without it the limit is not raised. Only
//! its hash is kept, and after a few wrong ones none is taken for a day.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use sqlx::{PgConnection, PgExecutor};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::password;

/// Characters. Four are enough: whoever guesses has five a day.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=64;
const TRIES: i32 = 5;
/// How long none is taken after that.
const RESTS: Duration = Duration::days(1);

/// What is kept of one.
#[derive(Clone, Debug)]
pub struct Passcode {
    pub hash: String,
    pub locked_until: Option<DateTime<Utc>>,
}

/// One spelling of what looks the same.
fn normal(passcode: &str) -> String {
    passcode.nfkc().collect()
}

/// The passcode of a viewer's limit, if there is one.
pub async fn of(db: impl PgExecutor<'_>, person_id: Uuid) -> AppResult<Option<Passcode>> {
    Ok(sqlx::query_as!(
        Passcode,
        "select hash, locked_until from limit_passcodes where person_id = $1",
        person_id
    )
    .fetch_optional(db)
    .await?)
}

/// The hash of a new passcode.
pub async fn hash(app: &App, passcode: &str) -> AppResult<String> {
    let passcode = normal(passcode);
    if !LENGTH.contains(&passcode.chars().count()) {
        return Err(AppError::bad_request(
            "passcode_length",
            "A passcode has 4 to 64 characters.",
            "Choose one that whoever the limit is for does not guess.",
        ));
    }
    password::hash(app, passcode).await
}

/// Keeps a passcode, in the transaction that holds the viewer's wallet.
pub async fn keep(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    hash: &str,
) -> AppResult<()> {
    sqlx::query!(
        "insert into limit_passcodes (person_id, house_id, hash, set_at) values ($1, $2, $3, $4)
         on conflict (person_id) do update
         set hash = excluded.hash, set_at = excluded.set_at, tries = 0, locked_until = null",
        person_id,
        house_id,
        hash,
        app.clock.now()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a viewer's passcode away; false when there is none.
pub async fn remove(db: impl PgExecutor<'_>, house_id: Uuid, person_id: Uuid) -> AppResult<bool> {
    let gone = sqlx::query!(
        "delete from limit_passcodes where person_id = $1 and house_id = $2",
        person_id,
        house_id
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected() > 0)
}

/// The hash that a passcode was found to belong to; none when there is nothing to compare it with. A try is counted
/// before it is looked at, so that many at once are no more than the few that are allowed.
pub async fn prove(app: &App, person_id: Uuid, passcode: &str) -> AppResult<Option<String>> {
    let now = app.clock.now();
    let counted = sqlx::query_scalar!(
        "update limit_passcodes
         set tries = case when locked_until is null then tries + 1 else 1 end,
             locked_until = case when locked_until is null and tries + 1 >= $3 then $4::timestamptz end
         where person_id = $1 and (locked_until is null or locked_until <= $2) returning hash",
        person_id,
        now,
        TRIES,
        now + RESTS
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(hash) = counted else {
        let kept = of(&app.db, person_id).await?;
        return match kept.and_then(|kept| kept.locked_until) {
            Some(until) => Err(resting(until, now)),
            None => Ok(None),
        };
    };
    if !password::verify(normal(passcode), Some(hash.clone())).await? {
        return Err(AppError::new(
            StatusCode::FORBIDDEN,
            "passcode_wrong",
            "The passcode is not right.",
            "Type it again; after five wrong ones none is taken for a day.",
        ));
    }
    sqlx::query!(
        "update limit_passcodes set tries = 0, locked_until = null where person_id = $1 and hash = $2",
        person_id,
        hash
    )
    .execute(&app.db)
    .await?;
    Ok(Some(hash))
}

fn resting(until: DateTime<Utc>, now: DateTime<Utc>) -> AppError {
    AppError {
        retry_after_s: u64::try_from((until - now).num_seconds()).ok(),
        ..AppError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "passcode_rests",
            "Too many wrong passcodes were typed, so none is taken for a day.",
            "Come back tomorrow, or ask the house to take the passcode away.",
        )
    }
}

/// What somebody is told who would raise a limit without it.
pub fn needed() -> AppError {
    AppError::new(
        StatusCode::FORBIDDEN,
        "passcode_needed",
        "This limit is raised only with its passcode.",
        "Ask whoever set the limit to type it.",
    )
}
