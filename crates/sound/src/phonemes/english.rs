//! How an English text is said.

use super::lexicon::Lexicon;
use super::{Piece, Sounds, letters, numbers, pieces};

const VOWELS: &str = "AIOQWYaæɑɒɔəɛɜiɪuʊʌᵻɐe";

/// The sounds of an English text.
pub fn sounds(text: &str, lexicon: &Lexicon) -> Sounds {
    let pieces = pieces(text);
    let words: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Word(range) => Some(&text[range.clone()]),
            Piece::Pause(_) => None,
        })
        .collect();
    // From the end: how "the" is said depends on the sound that follows.
    let mut said = vec![String::new(); words.len()];
    let mut ends = vec![false; words.len()];
    let mut count = 0;
    for piece in &pieces {
        match piece {
            Piece::Word(_) => count += 1,
            Piece::Pause(_) if count > 0 => ends[count - 1] = true,
            Piece::Pause(_) => {}
        }
    }
    if let Some(last) = ends.last_mut() {
        *last = true;
    }
    for index in (0..words.len()).rev() {
        let next = said
            .get(index + 1)
            .filter(|_| !ends[index])
            .map(String::as_str);
        let before = index
            .checked_sub(1)
            .filter(|&at| !ends[at])
            .map(|at| words[at]);
        let after = words.get(index + 1).copied().filter(|_| !ends[index]);
        said[index] = in_sentence(words[index], before, after, next, lexicon);
    }
    Sounds::join(&pieces, &said, |_| true)
}

fn in_sentence(
    word: &str,
    before: Option<&str>,
    after: Option<&str>,
    next: Option<&str>,
    lexicon: &Lexicon,
) -> String {
    let small = word.to_lowercase().replace('’', "'");
    let vowel_next = next
        .and_then(|next| next.chars().find(|c| !"ˈˌ".contains(*c)))
        .map(|c| VOWELS.contains(c));
    let weak = match (small.as_str(), vowel_next) {
        ("the", Some(true)) => "ði",
        ("the", Some(false)) => "ðə",
        ("a", Some(_)) => "ɐ",
        ("an", _) => "ɐn",
        ("i", _) => "ˌI",
        ("am", _) => "ɐm",
        ("to", Some(true)) => "tʊ",
        ("to", Some(false)) => "tə",
        ("used", _) if after.is_some_and(|after| after.eq_ignore_ascii_case("to")) => "jˈust",
        _ => "",
    };
    if !weak.is_empty() {
        return weak.into();
    }
    let expanded = numbers::english(&small).or_else(|| abbreviation(word));
    if let Some(words) = expanded {
        let said: Vec<String> = words
            .split(' ')
            .map(|word| alone(word, &[], lexicon))
            .collect();
        return said.join(" ");
    }
    alone(word, &roles(before), lexicon)
}

/// What a word may be after another: enough to tell "to live" from "a live show".
fn roles(before: Option<&str>) -> Vec<&'static str> {
    let Some(before) = before else { return vec![] };
    let before = before.to_lowercase().replace('’', "'");
    match before.as_str() {
        "to" | "i" | "you" | "we" | "they" | "will" | "can" | "could" | "would" | "should"
        | "must" | "may" | "might" | "don't" | "doesn't" | "didn't" | "won't" | "can't" | "let"
        | "let's" | "never" | "who" | "i'll" | "you'll" | "not" | "please" => vec!["VERB"],
        "have" | "has" | "had" | "been" | "be" | "was" | "were" | "is" | "are" | "i've"
        | "you've" | "he's" | "she's" | "they've" | "we've" => vec!["VBN", "VBD", "ADJ"],
        "he" | "she" | "it" => vec!["VBD", "VERB"],
        "the" | "a" | "an" | "my" | "your" | "his" | "her" | "their" | "our" | "this" | "that"
        | "no" | "every" | "in" | "of" => {
            vec!["NOUN", "ADJ", "DT"]
        }
        _ => vec![],
    }
}

/// A word on its own.
fn alone(word: &str, roles: &[&str], lexicon: &Lexicon) -> String {
    let word = word.replace('’', "'");
    if let Some(said) = lexicon.say(&word, roles) {
        return said;
    }
    if word.len() > 1
        && word.chars().all(|c| c.is_ascii_uppercase() || c == '.')
        && !word.chars().any(|c| "AEIOU".contains(c) && word.len() > 4)
    {
        return spelled(&word, lexicon);
    }
    if let Some(said) = ending(&word, roles, lexicon) {
        return said;
    }
    if word.contains('-') {
        return word
            .split('-')
            .filter(|part| !part.is_empty())
            .map(|part| alone(part, &[], lexicon))
            .collect();
    }
    if let Some(said) = compound(&word, lexicon) {
        return said;
    }
    letters::say(&word, lexicon.british)
}

/// `CEO`: each letter by its name, the last one strongest.
fn spelled(word: &str, lexicon: &Lexicon) -> String {
    let names: Vec<String> = word
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| {
            lexicon
                .say(&letter.to_string(), &[])
                .unwrap_or_else(|| letters::name(letter).into())
        })
        .collect();
    let last = names.len().saturating_sub(1);
    names
        .iter()
        .enumerate()
        .fold(String::new(), |said, (index, name)| {
            let plain = name.replace(['ˈ', 'ˌ'], "");
            let vowel = plain.find(|c| VOWELS.contains(c)).unwrap_or(0);
            let mark = if index == last { 'ˈ' } else { 'ˌ' };
            format!("{said}{}{mark}{}", &plain[..vowel], &plain[vowel..])
        })
}

/// A known word with `'s`, `-s`, `-ed`, `-ing`, `-er`, `-ly`, `-ness`, `-less`, `un-`, `re-`.
fn ending(word: &str, roles: &[&str], lexicon: &Lexicon) -> Option<String> {
    let small = word.to_lowercase();
    let known = |stem: &str| lexicon.say(stem, roles);
    // The stem as it is, with the e that fell, with the y that became i, with the letter that was doubled.
    let stem_of = |stem: &str| {
        known(stem)
            .or_else(|| known(&format!("{stem}e")))
            .or_else(|| known(&format!("{}y", stem.strip_suffix('i')?)))
            .or_else(|| {
                let mut letters = stem.chars().rev();
                let doubled = letters.next() == letters.next() && stem.len() > 3;
                doubled
                    .then(|| known(stem.get(..stem.len() - 1)?))
                    .flatten()
            })
    };
    // As it was written: an abbreviation is known by its capitals.
    if let Some(stem) = ["'s", "'S", "s'", "S'"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
    {
        return Some(plural(&alone(stem, roles, lexicon)));
    }
    if let Some(stem) = small.strip_suffix("es").and_then(stem_of) {
        return Some(plural(&stem));
    }
    if let Some(stem) = small
        .strip_suffix('s')
        .filter(|stem| !stem.ends_with('s'))
        .and_then(known)
    {
        return Some(plural(&stem));
    }
    if let Some(stem) = small.strip_suffix("ed").and_then(stem_of) {
        return Some(past(&stem));
    }
    for (letters, sound) in [
        ("ing", "ɪŋ"),
        ("ers", "əɹz"),
        ("er", "əɹ"),
        ("est", "ɪst"),
        ("ly", "li"),
        ("ness", "nəs"),
        ("less", "ləs"),
        ("able", "əbᵊl"),
    ] {
        if let Some(stem) = small
            .strip_suffix(letters)
            .filter(|stem| stem.len() > 2)
            .and_then(stem_of)
        {
            let sound = if lexicon.british {
                sound.replace("əɹ", "ə")
            } else {
                sound.to_owned()
            };
            return Some(stem + &sound);
        }
    }
    for (letters, sound) in [
        ("un", "ˌʌn"),
        ("re", "ɹˌi"),
        ("over", "ˌOvəɹ"),
        ("non", "nˌɑn"),
        ("ex-", "ˌɛks"),
        ("mis", "mˌɪs"),
    ] {
        if let Some(stem) = small
            .strip_prefix(letters)
            .filter(|stem| stem.len() > 2)
            .and_then(known)
        {
            return Some(sound.to_owned() + &stem);
        }
    }
    None
}

fn plural(stem: &str) -> String {
    let end = match stem.chars().next_back() {
        Some('s' | 'z' | 'ʃ' | 'ʒ' | 'ʧ' | 'ʤ') => "ᵻz",
        Some('p' | 't' | 'k' | 'f' | 'θ') => "s",
        _ => "z",
    };
    format!("{stem}{end}")
}

fn past(stem: &str) -> String {
    let end = match stem.chars().next_back() {
        Some('t' | 'd') => "ᵻd",
        Some('p' | 'k' | 'f' | 'θ' | 's' | 'ʃ' | 'ʧ') => "t",
        _ => "d",
    };
    format!("{stem}{end}")
}

/// Two known words in one: `livestream`, `rooftop`. The halves are as even as can be.
fn compound(word: &str, lexicon: &Lexicon) -> Option<String> {
    let small = word.to_lowercase();
    if !small.is_ascii() || small.len() < 6 {
        return None;
    }
    let mut cuts: Vec<usize> = (3..=small.len() - 3).collect();
    cuts.sort_by_key(|cut| cut.abs_diff(small.len() / 2));
    cuts.into_iter().find_map(|cut| {
        let first = lexicon.say(&small[..cut], &[])?;
        let second = lexicon.say(&small[cut..], &[])?;
        Some(first + &second.replace('ˈ', "ˌ"))
    })
}

fn abbreviation(word: &str) -> Option<String> {
    Some(
        match word {
            "Mr" | "mr" => "mister",
            "Mrs" | "mrs" => "missus",
            "Ms" => "miz",
            "Dr" | "dr" => "doctor",
            "St" => "saint",
            "Prof" => "professor",
            "vs" => "versus",
            "etc" => "et cetera",
            "OK" | "ok" => "okay",
            _ => return None,
        }
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let gold = r#"{"the":"ði","heir":"ˈɛɹ","live":{"DEFAULT":"lˈIv","VERB":"lˈɪv"},"stream":"stɹˈim","own":"ˈOn",
            "hotel":"hOtˈɛl","marry":"mˈɛɹi","stop":"stˈɑp","five":"fˈIv","years":"jˈɪɹz","C":"sˈi","E":"ˈi","O":"ˈO",
            "to":"tu","show":"ʃˈO","wait":"wˈAt","kiss":"kˈɪs","a":"A","thirty":"θˈɜɹɾi","dollars":"dˈɑləɹz"}"#;
        Lexicon::read(gold.as_bytes(), b"{}", false).unwrap()
    }

    fn say(text: &str) -> String {
        sounds(text, &lexicon()).text()
    }

    #[test]
    fn the_article_hears_what_follows() {
        assert_eq!(say("the heir"), "ði ˈɛɹ");
        assert_eq!(say("the hotel"), "ðə hOtˈɛl");
        assert_eq!(say("The. Hotel."), "ði. hOtˈɛl.");
    }

    #[test]
    fn one_spelling_two_words() {
        assert_eq!(say("to live"), "tə lˈɪv");
        assert_eq!(say("a live show"), "ɐ lˈIv ʃˈO");
    }

    #[test]
    fn endings_compounds_and_letters() {
        assert_eq!(
            say("stopped waiting, married kisses hotel's"),
            "stˈɑpt wˈAtɪŋ, mˈɛɹid kˈɪsᵻz hOtˈɛlz"
        );
        assert_eq!(say("livestream"), "lˈIvstɹˌim");
        assert_eq!(say("CEO"), "sˌiˌiˈO");
        assert_eq!(say("$35"), "θˈɜɹɾi fˈIv dˈɑləɹz");
    }

    #[test]
    fn every_sound_knows_its_word() {
        let said = sounds("I own the hotel!", &lexicon());
        assert_eq!(said.words.len(), 4);
        assert_eq!(said.words[3], 10..15);
        assert!(
            said.symbols
                .iter()
                .any(|s| s.word == Some(3) && s.sound == 'h')
        );
        assert_eq!(said.symbols.last().unwrap().word, None);
    }

    #[test]
    fn any_text_gives_sounds_of_the_voices_alphabet() {
        for text in [
            "Xqzw 1e999 \u{0}\u{202e}",
            "''''",
            "-–-",
            "ÀÉÎ naïve façade",
            "a1b2c3",
            "İİ's éééding ßßes",
            "99999999999999999999999",
        ] {
            for symbol in sounds(text, &lexicon()).symbols {
                assert!(super::super::vocabulary::number(symbol.sound).is_some());
            }
        }
    }
}
