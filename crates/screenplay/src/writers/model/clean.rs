//! Texts of a model as texts of a script: one line, no marks, no excuses, in the language that was asked for.

/// Why an answer is not taken, as a sentence that the model can be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("It is a refusal: {0:?}.")]
    Refused(String),
    #[error("{0} is empty.")]
    Empty(String),
    #[error("It is written in {found}; it has to be in {wanted}.")]
    Language { wanted: String, found: String },
    #[error("{what} names {name:?}, who or which is not in the story.")]
    Unknown { what: String, name: String },
    #[error("It says the same again and again.")]
    Repeats,
    #[error("It has {found} {what}; {wanted} are wanted.")]
    Count {
        what: &'static str,
        found: usize,
        wanted: usize,
    },
}

/// What somebody else wrote, to stand inside a question: no mark of a chat's own syntax, and not without end.
pub fn quoted(text: &str, most: usize) -> String {
    let mut quoted = String::new();
    for letter in text.trim().chars().take(most) {
        quoted.push(match letter {
            // `<|im_start|>`, `</premise>`, `[INST]`: servers read such marks wherever they stand.
            '<' => '‹',
            '>' => '›',
            '[' => '(',
            ']' => ')',
            '|' => '/',
            '\n' | '\t' => ' ',
            letter if letter.is_control() || is_invisible(letter) => continue,
            letter => letter,
        });
    }
    quoted
}

/// A text on one line and at most so long, cut at the end of a sentence or word; nothing for one that says nothing.
pub fn text(raw: &str, most: usize) -> Option<String> {
    let mut line = String::new();
    // Before the stars are gone.
    let raw = raw.replace("/*", " ").replace("*/", " ");
    for letter in raw.chars() {
        let letter = match letter {
            letter if letter.is_whitespace() => ' ',
            '*' | '_' | '\\' | '`' | '#' | '~' | '^' | '[' | ']' | '{' | '}' | '|' => continue,
            letter if letter.is_control() || is_invisible(letter) => continue,
            letter => letter,
        };
        if !(letter == ' ' && line.ends_with(' ')) {
            line.push(letter);
        }
    }
    let line = line
        .trim()
        .trim_matches(['"', '“', '”', '«', '»', '「', '」'])
        .trim();
    // What forces an element at a line's beginning.
    let line = line
        .trim_start_matches(['@', '!', '.', '>', '=', '-', '<', '$'])
        .trim_start();
    let nothing = [
        "null",
        "none",
        "n/a",
        "undefined",
        "nil",
        "string",
        "text",
        "todo",
        "tbd",
    ];
    let bare = line.trim_end_matches(['.', '!']).to_lowercase();
    if !line.contains(char::is_alphanumeric) || nothing.contains(&&*bare) {
        return None;
    }
    Some(cut(line, most))
}

fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let short: String = line.chars().take(most).collect();
    let sentence = short
        .rfind(['.', '!', '?', '。', '！', '？', '।', '؟'])
        .filter(|at| *at > short.len() / 2);
    if let Some(at) = sentence {
        let end = at + short[at..].chars().next().map_or(1, char::len_utf8);
        return short[..end].to_owned();
    }
    let word = short.rfind(' ').filter(|at| *at > short.len() / 2);
    format!("{}…", &short[..word.unwrap_or(short.len())])
}

/// What somebody says: without their name, quotation marks or stage directions before it.
pub fn speech(raw: &str, cue: &str, most: usize) -> Option<String> {
    let line = text(raw, most * 2)?;
    let named = line
        .split_once([':', '：'])
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case(cue) || name.trim() == cue);
    let mut line = named.map_or(&*line, |(_, rest)| rest).trim();
    if let Some(rest) = line.strip_prefix(['(', '（']) {
        line = rest
            .split_once([')', '）'])
            .map_or(rest, |(_, rest)| rest)
            .trim();
    }
    text(line, most)
}

/// Whether a model speaks of itself instead of writing.
pub fn refusal(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "as an ai",
        "language model",
        "can't assist with",
        "cannot assist with",
        "can't help with that request",
        "cannot fulfill",
        "can't fulfill",
        "unable to fulfill",
        "i cannot create content",
        "i can't create content",
        "content policy",
        "modelo de lenguaje",
        "no puedo ayudar con esa solicitud",
        "作为一个ai",
        "作为ai",
        "作为一个人工智能",
        "无法满足您的请求",
        "语言模型",
    ];
    let lower = text.to_lowercase().replace('’', "'");
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// Whether texts are in a language, as far as that can be told: by their letters, and, where there is enough of them, by
/// their words.
pub fn language(texts: &[&str], wanted: &str) -> Result<(), Fault> {
    let all = texts.join(". ");
    let wrong = |found: &str| Fault::Language {
        wanted: language_name(wanted),
        found: found.to_owned(),
    };
    let primary = wanted
        .split(['-', '_'])
        .next()
        .unwrap_or(wanted)
        .to_lowercase();
    let known = LANGUAGES
        .iter()
        .find(|row| row.0 == primary)
        .map(|row| (row.2, row.3));
    let (Some((code, scripts)), Some(script)) = (known, whatlang::detect_script(&all)) else {
        return Ok(());
    };
    if !scripts.contains(&script) {
        return Err(wrong(
            whatlang::detect_lang(&all).map_or("other letters", whatlang::Lang::eng_name),
        ));
    }
    let enough = all.chars().filter(|letter| letter.is_alphabetic()).count() >= 120;
    if scripts == LATIN && enough {
        let latin = LANGUAGES
            .iter()
            .filter(|row| row.3 == LATIN)
            .map(|row| row.2);
        let found = whatlang::Detector::with_allowlist(latin.collect()).detect(&all);
        if let Some(info) = found.filter(|info| info.is_reliable() && info.lang() != code) {
            return Err(wrong(info.lang().eng_name()));
        }
    }
    Ok(())
}

/// In English, with its tag: what models understand.
pub fn language_name(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag).to_lowercase();
    match LANGUAGES.iter().find(|row| row.0 == primary) {
        Some(row) => format!("{} ({tag})", row.1),
        None => quoted(tag, 35),
    }
}

type Row = (
    &'static str,
    &'static str,
    whatlang::Lang,
    &'static [whatlang::Script],
);

const LATIN: &[whatlang::Script] = &[whatlang::Script::Latin];

const LANGUAGES: &[Row] = &[
    ("en", "English", whatlang::Lang::Eng, LATIN),
    ("es", "Spanish", whatlang::Lang::Spa, LATIN),
    ("pt", "Portuguese", whatlang::Lang::Por, LATIN),
    ("fr", "French", whatlang::Lang::Fra, LATIN),
    ("de", "German", whatlang::Lang::Deu, LATIN),
    ("it", "Italian", whatlang::Lang::Ita, LATIN),
    ("id", "Indonesian", whatlang::Lang::Ind, LATIN),
    ("tr", "Turkish", whatlang::Lang::Tur, LATIN),
    ("vi", "Vietnamese", whatlang::Lang::Vie, LATIN),
    (
        "zh",
        "Chinese",
        whatlang::Lang::Cmn,
        &[whatlang::Script::Mandarin],
    ),
    (
        "ja",
        "Japanese",
        whatlang::Lang::Jpn,
        &[
            whatlang::Script::Mandarin,
            whatlang::Script::Hiragana,
            whatlang::Script::Katakana,
        ],
    ),
    (
        "ko",
        "Korean",
        whatlang::Lang::Kor,
        &[whatlang::Script::Hangul],
    ),
    (
        "hi",
        "Hindi",
        whatlang::Lang::Hin,
        &[whatlang::Script::Devanagari],
    ),
    (
        "ar",
        "Arabic",
        whatlang::Lang::Ara,
        &[whatlang::Script::Arabic],
    ),
    (
        "ru",
        "Russian",
        whatlang::Lang::Rus,
        &[whatlang::Script::Cyrillic],
    ),
    ("th", "Thai", whatlang::Lang::Tha, &[whatlang::Script::Thai]),
];

/// Marks that change how a text reads without being seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
