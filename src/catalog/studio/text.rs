//! Words as people type them, checked and tidied before they are kept.

use crate::errors::{AppError, AppResult};
use crate::language;

/// One line of text: trimmed, control characters (and marks that turn the writing direction around) become spaces, 1 to `max` characters.
pub fn line(text: &str, what: &str, max: usize) -> AppResult<String> {
    let words: Vec<_> = text
        .split(|letter: char| letter.is_whitespace() || unprintable(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    if line.is_empty() {
        return Err(AppError::bad_request(
            "text_missing",
            format!("The {what} is empty."),
            format!("Give the {what}."),
        ));
    }
    short_enough(&line, what, max)?;
    Ok(line)
}

/// Text of several lines, possibly none, up to `max` characters.
pub fn paragraph(text: &str, what: &str, max: usize) -> AppResult<String> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|letter| *letter == '\n' || !unprintable(*letter))
        .collect();
    let text = text.trim();
    short_enough(text, what, max)?;
    Ok(text.to_owned())
}

fn unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn short_enough(text: &str, what: &str, max: usize) -> AppResult<()> {
    let length = text.chars().count();
    if length <= max {
        return Ok(());
    }
    Err(AppError::bad_request(
        "text_too_long",
        format!("The {what} has {length} characters; {max} fit."),
        format!("Shorten the {what}."),
    ))
}

pub fn few_enough(count: usize, what: &str, max: usize) -> AppResult<()> {
    if count <= max {
        return Ok(());
    }
    Err(AppError::bad_request(
        "list_too_long",
        format!("There are {count} {what}; {max} fit."),
        "Leave some out.",
    ))
}

pub fn language_of(tag: &str) -> AppResult<String> {
    language::canonical(tag).ok_or_else(|| {
        let shown: String = tag.chars().take(40).collect();
        AppError::bad_request(
            "language_unknown",
            format!("`{shown}` is not a language tag."),
            "Use a BCP 47 tag such as en, zh-Hans or pt-BR.",
        )
    })
}
