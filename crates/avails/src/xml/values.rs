//! Which texts the types of the schema take.

use crate::{Bound, cell};

/// How a text stands in XML, and how it is brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    String,
    /// `xs:anyURI`, which takes nearly all.
    Id,
    Eidr,
    Int,
    Positive,
    /// A year, a month, a date.
    Year,
    /// A year, a date, a moment.
    History,
    /// A date or a moment.
    Event,
    Boolean,
    /// Whole hours in the cell.
    Hours,
    /// `HH:MM:SS` in the cell.
    RunTime,
    Duration,
    Language,
}

impl Type {
    /// The text for XML; none where the schema would refuse it.
    pub fn to_xml(self, cell: &str) -> Option<String> {
        let fits = match self {
            Self::String => true,
            Self::Id => is_uri(cell),
            Self::Eidr => return is_uri(cell).then(|| crate::eidr::urn(cell)),
            Self::Int => is_int(cell) && cell.parse::<i32>().is_ok(),
            Self::Positive => is_int(cell) && cell.parse::<u32>().is_ok_and(|number| number > 0),
            Self::Year => is_year(cell) || is_month(cell) || is_day(cell),
            Self::History => is_year(cell) || is_day(cell) || is_moment(cell),
            Self::Event => is_day(cell) || is_moment(cell),
            Self::Boolean => return cell::truth(cell).map(|truth| truth.to_string()),
            Self::Hours => return cell::hours(cell).map(|hours| format!("PT{hours}H")),
            Self::RunTime => return cell::run_time(cell).map(duration),
            Self::Duration => cell::is_duration(cell),
            Self::Language => is_language(cell),
        };
        fits.then(|| cell.to_owned())
    }
}

fn duration(seconds: u32) -> String {
    format!(
        "PT{}H{}M{}S",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Validators differ about the odd signs; these are the ones that all of them take.
fn is_uri(text: &str) -> bool {
    let fine = |letter: char| letter.is_alphanumeric() || "-_.!~*'();/?:@&=+$, ".contains(letter);
    let scheme = text.split_once(':').is_none_or(|(scheme, _)| {
        scheme.contains('/')
            || (scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter)))
    });
    text.chars().all(fine) && scheme && !text.contains("//")
}

fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

pub(crate) fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && digits <= 24
        && text.matches('.').count() <= 1
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && text != "0000"
}

fn is_month(text: &str) -> bool {
    text.len() == 7 && is_day(&format!("{text}-01"))
}

fn is_day(text: &str) -> bool {
    matches!(Bound::of(text), Some(Bound::Day(day)) if day.year() > 0)
}

pub(super) fn is_moment(text: &str) -> bool {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-+:.TZ".contains(&byte));
    // The schema wants seconds, and an offset with its colon.
    let (time, zone) = match text.get(11..) {
        Some(rest) => rest
            .find(['Z', '+', '-'])
            .map_or((rest, ""), |at| rest.split_at(at)),
        None => return false,
    };
    let seconds = time.split('.').next().is_some_and(|time| time.len() == 8);
    let zone = matches!(zone, "" | "Z") || (zone.len() == 6 && zone.as_bytes()[3] == b':');
    plain && seconds && zone && matches!(Bound::of(text), Some(Bound::At(_) | Bound::Zoneless(_)))
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (1..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
