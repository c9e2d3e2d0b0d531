//! Text before it is set: made harmless, and its direction.

use unicode_bidi::{BidiClass, bidi_class};

/// Leaves out what is not text: control characters, and embeddings and overrides of direction, with which a name could
/// show its neighbour backwards. (Isolates and marks stay: they only arrange what lies in them.) Every kind of line
/// end becomes a line feed.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => {}
            control if control.is_control() => {}
            // Not characters, and never will be.
            none if (none as u32) & 0xfffe == 0xfffe || matches!(none, '\u{fdd0}'..='\u{fdef}') => {
                cleaned.push('\u{fffd}');
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// Like [`clean`], on one line.
pub(crate) fn clean_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// The direction of a paragraph: the document's, if anything in the text runs that way; else the text's own; from left
/// to right where nothing has a direction, so that amounts read the same everywhere.
pub(crate) fn runs_right_to_left(text: &str, document: bool) -> bool {
    let (mut left, mut right) = (false, false);
    for character in text.chars() {
        match bidi_class(character) {
            BidiClass::L => left = true,
            BidiClass::R | BidiClass::AL => right = true,
            _ => {}
        }
    }
    if document { right } else { right && !left }
}

/// Characters that are never seen and need no glyph.
pub(crate) fn invisible(character: char) -> bool {
    matches!(character,
        '\n' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
