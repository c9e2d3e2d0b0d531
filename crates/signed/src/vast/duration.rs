//! `HH:MM:SS`, `HH:MM:SS.mmm`, and offsets that may also be a percentage.

use super::Offset;

/// Milliseconds of `HH:MM:SS[.mmm]`; nothing for another form or for more than a day.
#[must_use]
pub fn duration(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.trim().split_once('.') {
        Some((clock, fraction)) => (clock, milliseconds(fraction)?),
        None => (text.trim(), 0),
    };
    let mut parts = clock.split(':');
    let hours = number(parts.next()?, 23)?;
    let minutes = number(parts.next()?, 59)?;
    let seconds = number(parts.next()?, 59)?;
    if parts.next().is_some() {
        return None;
    }
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction)
}

/// A moment as above, or `25%`.
#[must_use]
pub fn offset(text: &str) -> Option<Offset> {
    if let Some(percent) = text.trim().strip_suffix('%') {
        return Some(Offset::Percent(u8::try_from(number(percent, 100)?).ok()?));
    }
    duration(text).map(Offset::Milliseconds)
}

/// One to three digits, at most `max`.
fn number(text: &str, max: u64) -> Option<u64> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|number| *number <= max)
}

/// `5` is half a second, `005` five milliseconds; what is finer than a millisecond is cut off.
fn milliseconds(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{text:0<3}")[..3].parse().ok()
}
