//! Marks of punctuation in the scripts that screenplays are written in: what asks, what is called out, what ends a
//! sentence and what breaks it off.

/// `?` of every script, and the marks that are read as one.
const ASKING: [char; 12] = [
    '?', '？', '¿', '؟', '\u{37e}', '՞', '፧', '⁇', '⁈', '⁉', '‽', '﹖',
];
/// `!` of every script.
const CALLING: [char; 8] = ['!', '！', '¡', '՜', '‼', '﹗', '⁈', '⁉'];
/// What ends a sentence and neither asks nor calls, beside the full stop of Latin, Greek and Cyrillic, which stands in
/// abbreviations and figures too: Chinese and Japanese, Hindi, Urdu, Armenian, Ethiopic, Burmese, Khmer, Tibetan.
const ENDING: [char; 13] = [
    '。', '｡', '．', '।', '॥', '۔', '։', '።', '။', '៕', '។', '།', '…',
];
/// What closes a quotation or an aside, and may stand behind the end of a sentence.
const CLOSING: [char; 14] = [
    '"', '\'', '”', '’', '»', '›', '」', '』', '）', ')', '】', '》', ']', '“',
];

/// Whether a text asks something. A semicolon asks in Greek.
pub fn asks(text: &str) -> bool {
    text.contains(ASKING) || text.contains(';') && text.contains(is_greek)
}

/// Whether something in a text is called out.
pub fn calls(text: &str) -> bool {
    text.contains(CALLING)
}

/// Whether a mark asks.
pub fn is_asking(mark: char) -> bool {
    ASKING.contains(&mark)
}

/// Whether a mark calls out.
pub fn is_calling(mark: char) -> bool {
    CALLING.contains(&mark)
}

/// Whether a text stops in the middle of what it says.
pub fn breaks_off(text: &str) -> bool {
    let last = closed(text);
    last.ends_with(['—', '–', '…', '⋯']) || last.ends_with("--") || last.ends_with("...")
}

/// A text without what closes it.
pub fn closed(text: &str) -> &str {
    text.trim_end_matches(|letter: char| letter.is_whitespace() || CLOSING.contains(&letter))
}

/// Whether a mark ends a sentence wherever it stands; a full stop may not.
pub fn ends_sentence(mark: char) -> bool {
    mark != '¿'
        && mark != '¡'
        && (ASKING.contains(&mark) || CALLING.contains(&mark) || ENDING.contains(&mark))
}

/// Whether a mark may follow the end of a sentence and still belong to it.
pub fn follows_end(mark: char) -> bool {
    mark == '.' || ends_sentence(mark) || CLOSING.contains(&mark) && mark != '“'
}

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}
