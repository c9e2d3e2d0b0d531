//! Text that somebody simply typed: `Name: what they say`, scenes by their headings, the rest action.

use crate::{Element, Kind, Script};

/// Longest name before a colon that is taken for a speaker, in letters.
const NAME_MAX: usize = 24;

/// Reads plain text. `Mei: I know who you are.`, full-width colons and `Mei (V.O.):` become dialogue; `Scene 3`,
/// `第三场` and Fountain's own headings become scenes; `Episode 2` and `第二集` sections; the rest is action.
pub fn read(text: &str) -> Script {
    let mut elements = Vec::new();
    let mut put = |kind: Kind, text: &str| {
        elements.push(Element::new(kind, text));
    };
    for line in text.lines() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() {
            continue;
        }
        if is_episode(line) {
            put(
                Kind::Section { depth: 1 },
                line.trim_start_matches('#').trim(),
            );
        } else if crate::fountain::opens_scene(line) || is_scene(line) {
            put(Kind::Heading { number: None }, line.trim_start_matches('.'));
        } else if let Some((name, extension, said)) = speech(line) {
            let dual = false;
            put(Kind::Character { extension, dual }, &name);
            let (aside, said) = aside(said);
            if let Some(aside) = aside {
                put(Kind::Parenthetical, aside);
            }
            put(Kind::Dialogue, said);
        } else {
            put(Kind::Action, line);
        }
        put(Kind::Blank, "");
    }
    Script { elements }
}

fn is_episode(line: &str) -> bool {
    let line = line.trim_start_matches('#').trim();
    let lower = line.to_lowercase();
    let counted = |word: &str| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.trim_start()
                .starts_with(|first: char| first.is_ascii_digit())
        })
    };
    counted("episode")
        || counted("ep.")
        || counted("episodio")
        || counted("episódio")
        || numbered(line, '集')
}

fn is_scene(line: &str) -> bool {
    let lower = line.to_lowercase();
    let counted = |word: &str| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.trim_start()
                .starts_with(|first: char| first.is_ascii_digit())
        })
    };
    counted("scene")
        || counted("escena")
        || counted("cena")
        || numbered(line, '场')
        || numbered(line, '場')
}

/// `第十二场`
fn numbered(line: &str, unit: char) -> bool {
    line.strip_prefix('第')
        .and_then(|rest| rest.split_once(unit))
        .is_some_and(|(number, _)| (1..=6).contains(&number.chars().count()))
}

/// `Mei (V.O.): It was me.` → name, extension, words.
fn speech(line: &str) -> Option<(String, Option<String>, &str)> {
    let (name, said) = line.split_once([':', '：'])?;
    let said = said.trim().trim_matches(['“', '”', '「', '」', '"']).trim();
    let (name, extension) = match name.trim().strip_suffix([')', '）']) {
        Some(rest) => {
            let (name, inner) = rest.split_once(['(', '（'])?;
            (name.trim(), Some(inner.trim().to_owned()))
        }
        None => (name.trim(), None),
    };
    let is_name = !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && name.split_whitespace().count() <= 3
        && name.chars().all(|letter| {
            letter.is_alphanumeric() || matches!(letter, ' ' | '\'' | '’' | '-' | '.' | '·')
        })
        && name.chars().any(char::is_alphabetic);
    // `http://…` and `at 10:30` are no speech.
    (is_name
        && !said.is_empty()
        && !said.starts_with("//")
        && !name.ends_with(|last: char| last.is_ascii_digit()))
    .then(|| (name.to_owned(), extension, said))
}

/// `(softly) Come here.` → how, and the words.
fn aside(said: &str) -> (Option<&str>, &str) {
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some((inner, rest)) = said
            .strip_prefix(open)
            .and_then(|rest| rest.split_once(close))
            && !rest.trim().is_empty()
        {
            return (Some(inner.trim()), rest.trim());
        }
    }
    (None, said)
}
