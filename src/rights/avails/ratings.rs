//! Ages of series as ratings in avails, and ratings that come in as ages.
//!
//! A house says from which age on a series is for; no body has rated it. So what leaves is a rating of the house's own system,
//! `org:` and its host, and never that of a body.

use ::avails::{Column, Row};

use crate::catalog::studio::AgeRating;

/// What an age is called: `0+` for everybody.
pub(super) fn value(age: &str) -> String {
    let from = if age == "all" { "0" } else { age };
    format!("{from}+")
}

/// The age that a rating is about, where it says one; where there is no such step here, the next stricter.
pub(super) fn age(row: &Row) -> Option<AgeRating> {
    let value = row.get(Column::RatingValue);
    let digits: String = value
        .chars()
        .skip_while(|one| !one.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    Some(match digits.parse::<u32>().ok()? {
        0 => AgeRating::All,
        1..=7 => AgeRating::Seven,
        8..=12 => AgeRating::Twelve,
        13..=16 => AgeRating::Sixteen,
        _ => AgeRating::Eighteen,
    })
}
