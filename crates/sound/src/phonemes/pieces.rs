//! Text as words and the pauses between them.

use std::ops::Range;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the text that are one word; of Chinese, one character.
    Word(Range<usize>),
    /// Punctuation as the voice understands it: one of `, ; : . ! ? … —`.
    Pause(char),
}

/// Cuts a text. Marks of emphasis, brackets and quotes say nothing and are left out.
pub fn pieces(text: &str) -> Vec<Piece> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut word: Option<usize> = None;
    let pause = |pieces: &mut Vec<Piece>, mark: char| {
        // "?!" asks, "..." is one pause, a line does not begin with one.
        match pieces.last_mut() {
            Some(Piece::Pause(last)) if *last == ',' => *last = mark,
            Some(Piece::Pause(last)) if *last == '.' && mark == '.' => *last = '…',
            Some(Piece::Word(_)) => pieces.push(Piece::Pause(mark)),
            _ => {}
        }
    };
    for (index, &(at, character)) in characters.iter().enumerate() {
        let next = characters.get(index + 1).map(|(_, c)| *c);
        if is_han(character) {
            if let Some(start) = word.take() {
                pieces.push(Piece::Word(start..at));
            }
            pieces.push(Piece::Word(at..at + character.len_utf8()));
            continue;
        }
        let joins = matches!(character, '\'' | '’' | '-' | '.' | ',' | ':' | '·')
            && word.is_some_and(|start| joins(&text[start..at], character, next));
        let leads = character == '$' && next.is_some_and(|c| c.is_ascii_digit());
        if character.is_alphanumeric()
            || is_mark(character)
            || joins
            || leads
            || (character == '%' && word.is_some())
        {
            word.get_or_insert(at);
            continue;
        }
        if let Some(start) = word.take() {
            pieces.push(Piece::Word(start..at));
        }
        match character {
            ',' | '，' | '、' | '،' | '(' | ')' | '（' | '）' => pause(&mut pieces, ','),
            ';' | '；' => pause(&mut pieces, ';'),
            ':' | '：' => pause(&mut pieces, ':'),
            '.' | '。' | '．' | '।' | '॥' => pause(&mut pieces, '.'),
            '!' | '！' => pause(&mut pieces, '!'),
            '?' | '？' | '؟' => pause(&mut pieces, '?'),
            '…' => pause(&mut pieces, '…'),
            '—' | '–' => pause(&mut pieces, '—'),
            '-' if next == Some('-') => pause(&mut pieces, '—'),
            _ => {}
        }
    }
    if let Some(start) = word {
        pieces.push(Piece::Word(start..text.len()));
    }
    pieces
}

/// Whether a mark inside a word belongs to it: `don't`, `well-known`, `3:30`, `1,200`, `U.S`.
fn joins(before: &str, mark: char, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    let last = before.chars().next_back().unwrap_or(' ');
    match mark {
        '\'' | '’' | '·' => next.is_alphabetic(),
        '-' => next.is_alphanumeric() && last.is_alphanumeric(),
        '.' => {
            (last.is_ascii_digit() && next.is_ascii_digit())
                || (before.len() == 1 && next.is_uppercase())
                || (before.contains('.') && next.is_uppercase())
        }
        _ => last.is_ascii_digit() && next.is_ascii_digit(),
    }
}

pub fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
}

/// Vowel signs and accents that stand on the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{963}' | '\u{64b}'..='\u{65f}' | '\u{e31}'..='\u{e4e}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Word(range) => text[range].to_owned(),
                Piece::Pause(mark) => format!("[{mark}]"),
            })
            .collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert_eq!(
            cut("Don't. I -- well-known -- paid $1,200 at 3:30!"),
            [
                "Don't",
                "[.]",
                "I",
                "[—]",
                "well-known",
                "[—]",
                "paid",
                "$1,200",
                "at",
                "3:30",
                "[!]"
            ]
        );
        assert_eq!(
            cut("*Five* years... \"Really?!\""),
            ["Five", "years", "[…]", "Really", "[?]"]
        );
        assert_eq!(
            cut("¿Quién eres, cariño?"),
            ["Quién", "eres", "[,]", "cariño", "[?]"]
        );
    }

    #[test]
    fn chinese_is_cut_by_character_and_its_marks_are_pauses() {
        assert_eq!(
            cut("你好，CEO王。"),
            ["你", "好", "[,]", "CEO", "王", "[.]"]
        );
        assert_eq!(cut("तुम कौन हो?"), ["तुम", "कौन", "हो", "[?]"]);
    }

    #[test]
    fn nothing_but_marks_is_nothing() {
        assert!(cut("... — ?!").is_empty());
        assert!(cut("").is_empty());
    }
}
