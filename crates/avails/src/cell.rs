//! The one form of each kind of cell.

use crate::{Holds, eidr};

/// A text in the form of its kind; a text that is not of the kind, trimmed.
pub(crate) fn one_form(holds: Holds, text: &str) -> String {
    let text = text.trim();
    match holds {
        Holds::Text | Holds::Territory => text.to_owned(),
        Holds::Word => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Holds::Ids => joined(text, [';', ','], "; "),
        Holds::Languages | Holds::Territories => joined(text, [',', ';'], ", "),
        Holds::Edge | Holds::Date => date(text),
        Holds::Hours => hours(text).map_or_else(|| text.to_owned(), |hours| hours.to_string()),
        Holds::RunTime => run_time(text).map_or_else(|| text.to_owned(), clock),
        Holds::Truth => truth(text)
            .map_or(text, |truth| if truth { "TRUE" } else { "FALSE" })
            .to_owned(),
        Holds::YesNo => truth(text)
            .map_or(text, |truth| if truth { "Yes" } else { "No" })
            .to_owned(),
        Holds::Eidr => eidr::cell(text),
    }
}

pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn joined(text: &str, at: [char; 2], with: &str) -> String {
    let parts = text
        .split(at)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(with)
}

/// `2026-03-01 00:00:00`, as some write a date, is the date; a blank between date and time is the `T`.
fn date(text: &str) -> String {
    match text.split_once(' ') {
        Some((date, "00:00:00")) if date.len() == 10 => date.to_owned(),
        Some((date, time))
            if date.len() == 10
                && date.as_bytes()[4] == b'-'
                && time.contains(':')
                && !time.contains(' ') =>
        {
            format!("{date}T{time}")
        }
        _ => text.to_owned(),
    }
}

pub(crate) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Whole hours from a number of them or an XML duration.
pub(crate) fn hours(text: &str) -> Option<u32> {
    if !text.starts_with('P') {
        let whole = text.strip_suffix(".0").unwrap_or(text);
        return whole
            .parse()
            .ok()
            .filter(|_| whole.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let seconds = seconds(text)?;
    (seconds % 3600 == 0).then_some(seconds / 3600)
}

/// Seconds from `H:MM:SS`, `MM:SS` or an XML duration.
pub(crate) fn run_time(text: &str) -> Option<u32> {
    if text.starts_with('P') {
        return seconds(text);
    }
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut total: u32 = 0;
    for (at, part) in parts.iter().enumerate() {
        let number: u32 = part
            .parse()
            .ok()
            .filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        if part.len() > 3 || (at > 0 && number > 59) {
            return None;
        }
        total = total * 60 + number;
    }
    Some(total)
}

pub(crate) fn clock(seconds: u32) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// `P30D`, `PT1H56M20S` in seconds; durations with years, months or fractions have no fixed length in them.
fn seconds(text: &str) -> Option<u32> {
    let (mut total, mut number, mut time, mut some) = (0_u32, String::new(), false, false);
    for letter in text.strip_prefix('P')?.chars() {
        let scale = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            'T' if !time && number.is_empty() => {
                time = true;
                continue;
            }
            'W' if !time => 7 * 86_400,
            'D' if !time => 86_400,
            'H' if time => 3600,
            'M' if time => 60,
            'S' if time => 1,
            _ => return None,
        };
        let count: u32 = number.parse().ok()?;
        total = total.checked_add(count.checked_mul(scale)?)?;
        number.clear();
        some = true;
    }
    (some && number.is_empty()).then_some(total)
}

/// Whether a text is a duration as XML Schema writes them: `P1D`, `-P30D`, `PT0.5S`.
pub(crate) fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = rest
        .split_once('T')
        .map_or((rest, None), |(days, time)| (days, Some(time)));
    let fields = |mut text: &str, letters: &str, fraction: bool| -> Option<usize> {
        let (mut count, mut from) = (0, 0);
        while !text.is_empty() {
            let end =
                text.find(|letter: char| !(letter.is_ascii_digit() || fraction && letter == '.'))?;
            let letter = text[end..].chars().next()?;
            let place = letters[from..].find(letter)?;
            let whole = letter == 'S' || !text[..end].contains('.');
            let digits = &text[..end];
            let fine =
                !digits.is_empty() && whole && !digits.starts_with('.') && !digits.ends_with('.');
            if !fine || digits.matches('.').count() > 1 {
                return None;
            }
            from += place + 1;
            count += 1;
            text = &text[end + 1..];
        }
        Some(count)
    };
    match (
        fields(days, "YMD", false),
        time.map(|time| fields(time, "HMS", true)),
    ) {
        (Some(days), None) => days > 0,
        (Some(_), Some(Some(time))) => time > 0,
        _ => false,
    }
}
