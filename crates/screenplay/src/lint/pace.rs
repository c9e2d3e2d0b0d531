//! How long it takes: an estimate from text alone, until voices have been recorded.

/// Words of English or Spanish a second in drama: 165 a minute.
const WORDS_PER_S: f64 = 2.75;
/// Characters of Chinese, Japanese and Korean a second.
const CHARACTERS_PER_S: f64 = 4.5;
/// Syllables a second of languages that are written without spaces and in letters: somewhat slower than the 4.7 of read
/// Thai (Coupé, Oh, Dediu and Pellegrino, Science Advances 2019), as drama is.
const SYLLABLES_PER_S: f64 = 4.2;
/// A breath after each utterance.
const BREATH_S: f64 = 0.25;
/// The shortest that anything can be seen.
const LOOK_S: f64 = 1.2;
/// Words of described action that a second of picture shows.
const SHOWN_PER_S: f64 = 4.5;
/// Nobody looks at one described action for longer.
const LOOK_MAX_S: f64 = 8.0;

/// Whether a letter is a whole syllable or word by itself.
pub fn is_character(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{323af}')
}

/// Letters to a syllable, signs above and below them left out, where a script has neither spaces between its words nor
/// one character a syllable: Thai, Lao, Burmese, Khmer.
fn letters_to_a_syllable(letter: char) -> Option<f64> {
    match letter {
        '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' => Some(2.2),
        '\u{1000}'..='\u{109f}' => Some(1.7),
        _ => None,
    }
}

/// Whether a sign stands above or below the letter before it, and takes no room of its own: vowel marks of Arabic and
/// Hebrew, vowels and tones of Thai, Lao, Burmese and Khmer, accents.
pub fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5c1}' | '\u{5c2}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
        | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{17dd}')
}

/// How much of a text there is to say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Of scripts with spaces; in Tibetan, between its points.
    pub words: usize,
    /// Characters that are a syllable each.
    pub characters: usize,
    /// Of scripts with neither, by their letters.
    pub syllables: f64,
}

impl Count {
    fn is_empty(&self) -> bool {
        self.words + self.characters == 0 && self.syllables == 0.0
    }
}

/// Words, characters and syllables of a text.
pub fn count(text: &str) -> Count {
    let parts = |letter: char| {
        letter.is_whitespace()
            || letter == '\u{f0b}'
            || is_character(letter)
            || letters_to_a_syllable(letter).is_some()
    };
    Count {
        words: text
            .split(parts)
            .filter(|word| word.contains(char::is_alphanumeric))
            .count(),
        characters: text.chars().filter(|letter| is_character(*letter)).count(),
        syllables: text
            .chars()
            .filter(|letter| letter.is_alphanumeric() && !is_mark(*letter))
            .filter_map(letters_to_a_syllable)
            .map(f64::recip)
            .sum(),
    }
}

/// Seconds that a text takes to be said, a breath included.
pub fn speech_s(text: &str) -> f64 {
    let count = count(text);
    if count.is_empty() {
        return 0.0;
    }
    // An ellipsis or a dash is a pause that is heard.
    let pauses = text.matches(['…', '—']).count() + text.matches("...").count();
    count.words as f64 / WORDS_PER_S
        + count.characters as f64 / CHARACTERS_PER_S
        + count.syllables / SYLLABLES_PER_S
        + BREATH_S
        + 0.3 * pauses as f64
}

/// Seconds that a described action takes to be seen.
pub fn action_s(text: &str) -> f64 {
    let count = count(text);
    let shown = count.words as f64 + (count.characters as f64 + count.syllables) * 0.6;
    (shown / SHOWN_PER_S).clamp(LOOK_S, LOOK_MAX_S)
}
