//! What `espeak-ng --ipa --tie=^` says, in the voices' symbols.

use super::{Piece, Sounds, pieces};

const TIED: &[(&str, &str)] = &[
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("t^ɕ", "ʨ"),
    ("d^ʑ", "ʥ"),
    ("ʈ^ʂ", "ꭧ"),
    ("g", "ɡ"),
    ("ɫ", "l"),
    ("ɱ", "m"),
    ("ʍ", "w"),
    ("ʑ", "ʒ"),
    ("ʐ", "ʒ"),
    ("ɦ", "h"),
    ("ɭ", "l"),
    ("ɵ", "o"),
    ("ʉ", "u"),
    ("ɘ", "ə"),
    ("ɬ", "l"),
    ("ʏ", "y"),
];

/// One line of what it says: a clause. Names of languages in brackets, where it changed to another, are left out.
pub fn symbols(said: &str) -> String {
    let mut plain = String::with_capacity(said.len());
    let mut bracket = false;
    for character in said.chars() {
        match character {
            '(' => bracket = true,
            ')' => bracket = false,
            '_' | '-' | '\u{200d}' => {}
            _ if bracket => {}
            _ => plain.push(character),
        }
    }
    for (from, to) in TIED {
        plain = plain.replace(from, to);
    }
    plain.replace('^', "")
}

/// The sounds of a text, from what was said of each of its clauses (the words between two pauses). Where a clause has
/// as many groups of sounds as words each word gets its own, else they are shared out by the words' lengths.
pub fn sounds(
    text: &str,
    mut say: impl FnMut(&str) -> Result<String, crate::Error>,
) -> Result<Sounds, crate::Error> {
    let pieces = pieces(text);
    let mut said: Vec<String> = Vec::new();
    let mut clause: Vec<&str> = Vec::new();
    for piece in pieces.iter().map(Some).chain([None]) {
        match piece {
            Some(Piece::Word(range)) => clause.push(&text[range.clone()]),
            _ if clause.is_empty() => {}
            _ => {
                let spoken = symbols(&say(&clause.join(" "))?);
                said.extend(shared_out(&spoken, &clause));
                clause.clear();
            }
        }
    }
    // A word of which nothing is left was run into the one before.
    Ok(Sounds::join(&pieces, &said, |index| {
        said.get(index)
            .is_some_and(|word| !word.starts_with('\u{200b}'))
    }))
}

fn shared_out(spoken: &str, words: &[&str]) -> Vec<String> {
    let groups: Vec<&str> = spoken.split_whitespace().collect();
    if groups.len() == words.len() {
        return groups.into_iter().map(Into::into).collect();
    }
    // Spaces stay where they were said: as part of the word in which they fall.
    let all: Vec<char> = groups.join(" ").chars().collect();
    let total: usize = words
        .iter()
        .map(|word| word.chars().count())
        .sum::<usize>()
        .max(1);
    let mut before = 0;
    let mut start = 0;
    words
        .iter()
        .map(|word| {
            before += word.chars().count();
            let mut end = all.len() * before / total;
            // Not between a sound and the mark of its length.
            while end < all.len() && matches!(all[end], 'ː' | '\u{303}' | 'ʲ' | 'ʰ') {
                end += 1;
            }
            let part: String = all[start..end.max(start)].iter().collect();
            start = end.max(start);
            format!("\u{200b}{part}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_get_their_sounds_and_pauses_stay() {
        let said = sounds("Hola, mundo bueno.", |clause| {
            Ok(match clause {
                "Hola" => "ˈola".into(),
                _ => "mˈundo βwˈeno\n".into(),
            })
        })
        .unwrap();
        assert_eq!(said.text(), "ˈola, mˈundo βwˈeno.");
        assert_eq!(said.symbols.iter().filter(|s| s.word == Some(2)).count(), 6);
    }

    #[test]
    fn words_that_were_run_together_share_the_sounds() {
        let said = sounds("Qui êtes-vous là", |_| Ok("ki ɛtvˈu la".into())).unwrap();
        let apart = sounds("un deux trois", |_| Ok("œ̃dˈø tʁwˈa".into())).unwrap();
        assert_eq!(said.text(), "ki ɛtvˈu la");
        for word in 0..3 {
            assert!(apart.symbols.iter().any(|s| s.word == Some(word)), "{word}");
        }
        assert_eq!(apart.text(), "œ̃dˈø tʁwˈa");
    }

    #[test]
    fn ties_and_switches_of_language_become_plain_symbols() {
        assert_eq!(symbols("(en)t^ʃˈe^ɪn(es) d^ʒ"), "ʧˈAn ʤ");
    }
}
