//! What is given of a payee, read and refused.

use money::Fraction;
use uuid::Uuid;

use crate::errors::{AppError, AppResult};

/// Refuses an account that is not one of this house.
pub(super) async fn account(
    db: impl sqlx::PgExecutor<'_>,
    house_id: Uuid,
    person_id: Option<Uuid>,
) -> AppResult<()> {
    let Some(person_id) = person_id else {
        return Ok(());
    };
    let known = sqlx::query_scalar!(
        r#"select exists (select from people p where id = $1 and house_id = $2
             and (email is not null or exists (select from passkeys where person_id = p.id))) as "known!""#,
        person_id,
        house_id
    )
    .fetch_one(db)
    .await?;
    if known {
        return Ok(());
    }
    Err(AppError::bad_request(
        "account_not_found",
        "There is no such account in this house.",
        "Choose one from the list of people.",
    ))
}

pub(super) fn code(text: &str) -> AppResult<String> {
    let plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
    };
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "payee_code_invalid",
        "That is not a code for a payee.",
        "Use a-z, 0-9, - and _, at most 64 of them.",
    ))
}

pub(super) fn name(text: &str) -> AppResult<String> {
    let name = crate::sharing::line(text, 120, "name")?;
    if name.is_empty() {
        return Err(AppError::bad_request(
            "name_missing",
            "The payee has no name.",
            "Write the name that statements show.",
        ));
    }
    Ok(name)
}

pub(super) fn threshold(minor: i64) -> AppResult<i64> {
    if (0..=ledger::MAX_AMOUNT).contains(&minor) {
        return Ok(minor);
    }
    Err(AppError::bad_request(
        "threshold_invalid",
        "The threshold is below zero or too large.",
        "Write it in minor units, zero or more.",
    ))
}

pub(super) fn hold_days(days: i32) -> AppResult<i32> {
    if (0..=366).contains(&days) {
        return Ok(days);
    }
    Err(AppError::bad_request(
        "hold_invalid",
        "Earnings cannot be held for so many days.",
        "Write 0 to 366 days.",
    ))
}

pub(super) fn withholding(text: &str) -> AppResult<String> {
    let rate: Fraction = text.parse().map_err(crate::books::money::refused)?;
    if rate.at_most_one() {
        return Ok(rate.into());
    }
    Err(AppError::bad_request(
        "withholding_invalid",
        format!("{rate} of what is paid cannot be withheld."),
        "Write 100 % or less.",
    ))
}

pub(super) fn territory(text: &str) -> AppResult<String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "territory_invalid",
        "That is not a territory.",
        "Write two capital letters of ISO 3166-1, such as US, GB or BR.",
    ))
}
