//! Rights: what contracts let this house show, sell and license on; and the gate that every page, sale and byte passes.
//!
//! Contracts come in (a licensor gives) and go out (a licensee gets), in *blocks*: titles × media × territories × languages ×
//! time. What is signed is never edited: an amendment is a new version. The blocks that count are built into a
//! [`book::HouseRights`] (the algebra of `crates/rights`), kept by version in each process. [`Sight`] is what it says for one
//! request: where the viewer is, what is closed there, by which ways the rest may be seen.
//!
//! What has no complete chain of title is not given away ([`chain`]). What is free leaves as MovieLabs Avails ([`avails`]).
//!
//! A series that no contract in was ever about is the house's own: world, all media, for ever.

pub mod ask;
pub mod avails;
pub mod block;
pub mod book;
mod catalogue;
pub mod chain;
pub mod changed;
pub mod conflicts;
pub mod contracts;
pub mod coproductions;
pub mod deals;
pub mod delivered;
mod files;
pub mod free;
mod frozen;
pub mod gate;
pub mod identifiers;
pub mod parties;
mod reach;
mod sight;
pub mod slates;
pub mod terms;
#[cfg(test)]
pub mod tests;

use chrono::{Datelike, NaiveDate};

pub use book::Books;
pub use gate::Doors;
pub use sight::{Owned, Sight};

use crate::errors::{AppError, AppResult};

/// A day that somebody sent, if it can be one of a contract.
fn day(date: NaiveDate) -> AppResult<NaiveDate> {
    if (1970..2200).contains(&date.year()) {
        return Ok(date);
    }
    Err(AppError::bad_request(
        "date_invalid",
        "That day is not in the years 1970 to 2199.",
        "Write the day as YYYY-MM-DD.",
    ))
}

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

/// An id that is not here, or belongs to another house.
fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "not_in_the_rights",
        format!("There is no such {what} in this house."),
        "Look for it at the desk.",
    )
}
