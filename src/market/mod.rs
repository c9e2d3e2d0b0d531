//! The market: what the house offers to buyers, on a page of its own, behind its own door.
//!
//! | part | what |
//! |---|---|
//! | [`door`] | who may come in: nobody, whoever has a link, everybody |
//! | [`slates`] | series in groups, and each in one sentence |
//! | [`producers`] | pages of producers, each with its own words and door |
//! | [`shown`] | the page: slates, series, what is free of them on a day |
//! | [`sheet`] | a series on one sheet of paper |
//! | [`screeners`] | episodes for the eyes of one recipient, with their name in the picture and a mark that nobody sees |
//! | [`enquiries`] | shortlist, and the enquiry that becomes a deal |
//!
//! A buyer needs no account: they are whoever came by the link, as any viewer is who has never logged in.

pub mod door;
pub mod enquiries;
pub mod free;
pub mod invitations;
mod merge;
pub mod producers;
pub mod screeners;
pub mod settings;
pub mod sheet;
pub mod shortlist;
pub mod shown;
pub mod slates;
#[cfg(test)]
mod tests;
mod words;

pub use merge::merge;

use crate::errors::{AppError, AppResult};

/// A text of one line that somebody sent, trimmed.
fn line(text: &str, most: usize, what: &str) -> AppResult<String> {
    let text = text.trim();
    if !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "text_invalid",
        format!("The {what} is not one line of at most {most} characters."),
        "Fill it in, shorten it, and take out characters that cannot be seen.",
    ))
}

/// A text of several lines, which may be empty.
fn prose(text: &str, most: usize, what: &str) -> AppResult<String> {
    let text = text.trim();
    let control = |c: char| c.is_control() && c != '\n';
    if text.chars().count() <= most && !text.chars().any(control) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "text_invalid",
        format!("The {what} is longer than {most} characters, or has some that cannot be seen."),
        "Shorten it, and take those out.",
    ))
}

/// An address that a message could be sent to; no more is known of it.
fn email(text: &str) -> AppResult<String> {
    let text = line(text, 200, "e-mail address")?;
    let mut halves = text.split('@');
    let whole = halves.next().is_some_and(|name| !name.is_empty())
        && halves
            .next()
            .is_some_and(|host| host.contains('.') && host.len() > 2)
        && halves.next().is_none()
        && !text.contains(char::is_whitespace);
    if whole {
        return Ok(text);
    }
    Err(AppError::bad_request(
        "email_invalid",
        "That is no e-mail address.",
        "Write it as name@example.org.",
    ))
}

fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "not_in_the_market",
        format!("There is no such {what} in this market."),
        "Go back to the market's first page.",
    )
}

/// How many days a link may be opened.
fn days(days: i64) -> AppResult<chrono::Duration> {
    if (1..=365).contains(&days) {
        return Ok(chrono::Duration::days(days));
    }
    Err(AppError::bad_request(
        "days_invalid",
        "A link is good for 1 to 365 days.",
        "Give a number of days between.",
    ))
}
