//! Whether a text holds a word, in the way in which the script of the word joins words.

use std::borrow::Cow;

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

/// A word as it is looked for in a text that is [`folded`]. What ends in a bound t in Arabic is written with an open one
/// before an ending.
pub fn forms(word: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let folds =
        |letter: char| letter.is_ascii_uppercase() || !letter.is_ascii() && !is_character(letter);
    let itself = if word.contains(folds) {
        Cow::Owned(folded(word))
    } else {
        Cow::Borrowed(word)
    };
    let open = word
        .strip_suffix('ة')
        .map(|stem| Cow::Owned(folded(stem) + "ت"));
    [Some(itself), open].into_iter().flatten()
}

/// The first place of a word in a text, both folded: anywhere in Chinese and Japanese, at the beginning of a written word
/// in Korean, between what is joined to it in Arabic, by itself in all others.
pub fn find(text: &str, word: &str) -> Option<usize> {
    finds(text, word).next()
}

/// How often a text holds a word, in any of its [`forms`]. The text is folded.
pub fn count(text: &str, word: &str) -> usize {
    forms(word).map(|form| finds(text, &form).count()).sum()
}

fn finds<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> {
    let first = word.chars().next().unwrap_or(' ');
    let short = word.chars().count() <= 2;
    places(text, word).filter_map(move |(before, after)| {
        let fits = match first {
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => true,
            '\u{ac00}'..='\u{d7af}' => !before.ends_with(joins),
            '\u{620}'..='\u{64a}' => {
                let before = before.rsplit(|letter| !joins(letter)).next();
                let after = after.split(|letter| !joins(letter)).next();
                before.is_some_and(leads)
                    && after.is_some_and(|after| after.is_empty() || !short && trails(after))
            }
            _ => !before.ends_with(spells) && !after.starts_with(spells),
        };
        fits.then_some(before.len())
    })
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
