//! How long it takes: an estimate from text alone, until voices have been recorded.

/// Words of English or Spanish a second in drama: 165 a minute.
const WORDS_PER_S: f64 = 2.75;
/// Characters of Chinese, Japanese and Korean a second.
const CHARACTERS_PER_S: f64 = 4.5;
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

/// Words (of scripts with spaces) and characters of a text.
pub fn count(text: &str) -> (usize, usize) {
    let characters = text.chars().filter(|letter| is_character(*letter)).count();
    let words = text
        .split(|letter: char| letter.is_whitespace() || is_character(letter))
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    (words, characters)
}

/// Seconds that a text takes to be said, a breath included.
pub fn speech_s(text: &str) -> f64 {
    let (words, characters) = count(text);
    if words + characters == 0 {
        return 0.0;
    }
    // An ellipsis or a dash is a pause that is heard.
    let pauses = text.matches(['…', '—']).count() + text.matches("...").count();
    words as f64 / WORDS_PER_S
        + characters as f64 / CHARACTERS_PER_S
        + BREATH_S
        + 0.3 * pauses as f64
}

/// Seconds that a described action takes to be seen.
pub fn action_s(text: &str) -> f64 {
    let (words, characters) = count(text);
    let shown = (words as f64 + characters as f64 * 0.6) / SHOWN_PER_S;
    shown.clamp(LOOK_S, LOOK_MAX_S)
}
