//! The words a series may be filed under. Pages translate them by key.

use crate::errors::{AppError, AppResult};

/// What kind of story it is.
pub const GENRES: &[&str] = &[
    "romance",
    "revenge",
    "contract-marriage",
    "hidden-identity",
    "bl",
    "gl",
    "thriller",
    "horror",
    "supernatural",
    "period",
    "family",
    "comedy",
    "sci-fi",
    "action",
    "mystery",
    "campus",
    "workplace",
    "crime",
    "fantasy",
    "slice-of-life",
    "documentary",
    "animation",
];

/// What happens in it.
pub const TROPES: &[&str] = &[
    "secret-billionaire",
    "second-chance",
    "enemies-to-lovers",
    "fake-relationship",
    "love-triangle",
    "time-travel",
    "rebirth",
    "amnesia",
    "switched-at-birth",
    "single-parent",
    "underdog",
    "betrayal",
    "forbidden-love",
    "boss-and-employee",
    "werewolf",
    "vampire",
    "mafia",
    "royal-court",
    "martial-arts",
    "found-family",
    "pregnancy",
    "comeback",
];

/// At most this many of each.
const COUNT_MAX: usize = 8;
/// How alike two words are (Jaro-Winkler, 0 to 1) before one is offered for the other.
const NEAR: f64 = 0.8;

/// The keys of genres as people write them (`Contract Marriage` → `contract-marriage`), each once.
/// An unknown one is refused with what comes near it.
pub fn genres(words: &[String]) -> AppResult<Vec<String>> {
    keys(words, GENRES, "genre", TROPES, "trope")
}

/// The same for tropes.
pub fn tropes(words: &[String]) -> AppResult<Vec<String>> {
    keys(words, TROPES, "trope", GENRES, "genre")
}

fn keys(
    words: &[String],
    known: &[&str],
    kind: &str,
    others: &[&str],
    other_kind: &str,
) -> AppResult<Vec<String>> {
    let mut keys: Vec<String> = Vec::new();
    for word in words {
        let key = key_of(word);
        if !known.contains(&key.as_str()) {
            return Err(unknown(word, &key, known, kind, others, other_kind));
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.len() > COUNT_MAX {
        return Err(AppError::bad_request(
            "too_many_keys",
            format!(
                "There are {} {kind}s; a series has at most {COUNT_MAX}.",
                keys.len()
            ),
            "Keep those that say most about the story.",
        ));
    }
    Ok(keys)
}

fn key_of(word: &str) -> String {
    let words: Vec<_> = word
        .split(|letter: char| letter.is_whitespace() || letter == '_' || letter == '-')
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

fn unknown(
    word: &str,
    key: &str,
    known: &[&str],
    kind: &str,
    others: &[&str],
    other_kind: &str,
) -> AppError {
    let shown: String = word.chars().take(40).collect();
    let remedy = if others.contains(&key) {
        format!("It is a {other_kind}: put it there.")
    } else {
        let near = near(key, known);
        if near.is_empty() {
            format!("Use some of these: {}.", known.join(", "))
        } else {
            format!("Did you mean {}?", near.join(" or "))
        }
    };
    let code = if kind == "genre" {
        "genre_unknown"
    } else {
        "trope_unknown"
    };
    AppError::bad_request(code, format!("There is no {kind} `{shown}`."), remedy)
}

fn near<'a>(key: &str, known: &[&'a str]) -> Vec<&'a str> {
    // What a person typed is short; a long text is near nothing and not worth comparing.
    if key.is_empty() || key.len() > 60 {
        return Vec::new();
    }
    let mut scored: Vec<_> = known
        .iter()
        .map(|word| {
            let inside = key.len() >= 4 && (word.contains(key) || key.contains(word));
            let score = strsim::jaro_winkler(key, word);
            (if inside { score.max(0.9) } else { score }, *word)
        })
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    scored.into_iter().take(3).map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::{genres, tropes};

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_are_taken_as_people_write_them() {
        let keys = genres(&words(&["Contract Marriage", "BL", "slice_of  life", "bl"])).unwrap();
        assert_eq!(keys, ["contract-marriage", "bl", "slice-of-life"]);
    }

    #[test]
    fn an_unknown_word_is_refused_with_what_is_near() {
        let error = genres(&words(&["romantic"])).unwrap_err();
        assert_eq!(error.code, "genre_unknown");
        assert!(error.remedy.contains("romance"), "{}", error.remedy);
        let error = tropes(&words(&["billionaire"])).unwrap_err();
        assert!(
            error.remedy.contains("secret-billionaire"),
            "{}",
            error.remedy
        );
        let error = tropes(&words(&["qqq"])).unwrap_err();
        assert!(error.remedy.contains("werewolf"), "{}", error.remedy);
        let error = genres(&words(&["Werewolf"])).unwrap_err();
        assert!(error.remedy.contains("a trope"), "{}", error.remedy);
    }

    #[test]
    fn hostile_words_are_refused_quietly() {
        let long = "a".repeat(1 << 20);
        for word in ["", "\0", "💔", "' or 1=1 --", long.as_str()] {
            let error = genres(&words(&[word])).unwrap_err();
            assert!(error.message.len() < 200);
        }
    }
}
