//! Whether a text holds a word, in the way in which the script of the word joins words.

use crate::lint::pace::is_character;

/// A text with what its writers leave out or write in two ways made one: case, vowel marks and the forms of alif in
/// Arabic, dots below letters and the two signs of a nasal in Devanagari.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}' | '\u{93c}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' => out.push('ي'),
            'ة' => out.push('ه'),
            'ँ' => out.push('ं'),
            '\u{958}' => out.push('क'),
            '\u{959}' => out.push('ख'),
            '\u{95a}' => out.push('ग'),
            '\u{95b}' => out.push('ज'),
            '\u{95c}' => out.push('ड'),
            '\u{95d}' => out.push('ढ'),
            '\u{95e}' => out.push('फ'),
            '’' => out.push('\''),
            _ => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// A word as it is looked for. What ends in a bound t in Arabic is written with an open one before an ending.
pub fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![folded(word)];
    if let Some(stem) = word.strip_suffix('ة') {
        forms.push(folded(stem) + "ت");
    }
    forms
}

/// Whether a text holds a word, both folded: anywhere in Chinese, at the beginning of a written word in Korean, between
/// what is joined to it in Arabic, by itself in all others.
pub fn holds(text: &str, word: &str) -> bool {
    match word.chars().next() {
        Some('\u{3400}'..='\u{9fff}') => text.contains(word),
        Some('\u{ac00}'..='\u{d7af}') => {
            places(text, word).any(|(before, _)| !before.ends_with(joins))
        }
        Some('\u{620}'..='\u{64a}') => {
            let long = word.chars().count() > 2;
            places(text, word).any(|(before, after)| {
                let before = before.rsplit(|letter| !joins(letter)).next();
                let after = after.split(|letter| !joins(letter)).next();
                before.is_some_and(leads)
                    && after.is_some_and(|after| after.is_empty() || long && trails(after))
            })
        }
        _ => places(text, word)
            .any(|(before, after)| !before.ends_with(spells) && !after.starts_with(spells)),
    }
}

/// What stands before and after each place of a word.
fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.match_indices(word)
        .map(move |(at, _)| (&text[..at], &text[at + word.len()..]))
}

/// Whether a letter, or a sign upon one, makes a longer word of its neighbour.
fn joins(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{94d}' | '\u{300}'..='\u{36f}')
}

/// As [`joins`]; characters and syllables that stand beside a word of letters are particles, or other words.
fn spells(letter: char) -> bool {
    joins(letter) && !is_character(letter)
}

/// And, so; by, as, for, will; the.
fn leads(before: &str) -> bool {
    let rest = before.strip_prefix(['و', 'ف']).unwrap_or(before);
    if rest == "لل" {
        return true;
    }
    let rest = rest.strip_prefix(['ب', 'ك', 'ل', 'س']).unwrap_or(rest);
    rest.is_empty() || rest == "ال"
}

/// My, your, his, her, our, their; two, many; the ending of an adverb.
fn trails(after: &str) -> bool {
    matches!(
        after,
        "ي" | "ك"
            | "ه"
            | "ها"
            | "نا"
            | "كم"
            | "كما"
            | "هم"
            | "هما"
            | "هن"
            | "ني"
            | "ا"
            | "ين"
            | "ان"
            | "ون"
            | "ات"
    )
}
