//! Whether what is heard in a line is what its script says: the word error rate.

use crate::phonemes::numbers;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Words of the script that were left out, put in or said otherwise; of scripts without spaces, letters.
    pub errors: usize,
    /// Of so many.
    pub of: usize,
}

impl Heard {
    /// Errors for each word of the script.
    pub fn rate(&self) -> f64 {
        self.errors as f64 / self.of.max(1) as f64
    }
}

/// Compares what was heard with the script of a line. Case, punctuation and how a number is written do not count.
pub fn compare(script: &str, heard: &str) -> Heard {
    let (script, heard) = (words(script), words(heard));
    Heard {
        errors: strsim::generic_levenshtein(&script, &heard),
        of: script.len(),
    }
}

/// Words in small letters, numbers as words; of Chinese, Japanese and Thai each letter by itself.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let small = text.to_lowercase().replace(['’', '\''], "");
    for piece in small.split(|letter: char| !(letter.is_alphanumeric() || is_mark(letter))) {
        if piece.is_empty() {
            continue;
        }
        if let Some(number) = numbers::english(piece) {
            words.extend(number.split([' ', '-']).map(str::to_owned));
            continue;
        }
        let mut word = String::new();
        for letter in piece.chars() {
            if alone(letter) {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                words.push(letter.to_string());
            } else {
                word.push(letter);
            }
        }
        words.extend((!word.is_empty()).then_some(word));
    }
    words
}

/// Written without spaces.
fn alone(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// Vowel signs that are no letters by themselves.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0963}' | '\u{0970}'..='\u{097f}' | '\u{0e00}'..='\u{0e7f}' | '\u{064b}'..='\u{0652}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_figures_are_no_errors() {
        for (script, heard) in [
            ("Then pay for it.", "then pay, for it"),
            ("I don’t know 3 of them!", "I don't know three of them."),
            ("你签了三年前的合同。", "你签了三年前的合同"),
            ("मैं झूठ बोला।", "मैं झूठ बोला"),
            ("…", ""),
        ] {
            assert_eq!(compare(script, heard).errors, 0, "{script}");
        }
    }

    #[test]
    fn what_is_left_out_put_in_or_changed_counts_once() {
        let rate = |script, heard| compare(script, heard).rate();
        for (script, heard, wanted) in [
            ("nobody ever came here", "nobody came here", 0.25),
            ("nobody ever came here", "nobody ever came back here", 0.25),
            ("nobody ever came here", "", 1.0),
            ("你签了合同", "你签了公约", 0.4),
        ] {
            assert!((rate(script, heard) - wanted).abs() < 1e-6, "{heard}");
        }
        assert!(rate("Yes.", "I never said that to you") > 1.0);
        assert_eq!(compare("", "").of, 0);
    }
}
