//! From a premise of two lines to an engine, and to what of it can be taken over surely.

use std::collections::BTreeMap;

use super::template::{Presenting, Template};
use super::{Language, Library};

/// The engine that a premise asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub engine: String,
    /// The language that the premise is written in.
    pub language: Language,
    /// The sum of the weights of the words found; 0 where nothing was, and the first engine is taken.
    pub score: u32,
    pub words: Vec<String>,
}

/// Chooses among the house's engines by the words that each of them listens to. One that is written in the premise's
/// language and hears something goes before all others; where none hears anything, the first of the language is taken.
pub fn choose(premise: &str) -> Choice {
    let language = language(&premise.to_lowercase());
    let own = choose_in(premise, language);
    let heard = |choice: &Choice| choice.score > 0;
    let other = || {
        Language::ALL
            .into_iter()
            .filter_map(|other| choose_in(premise, other))
            .max_by_key(|choice| choice.score)
            .filter(heard)
    };
    own.clone()
        .filter(heard)
        .or_else(other)
        .or(own)
        .map(|choice| Choice { language, ..choice })
        .unwrap_or(Choice {
            engine: String::new(),
            language,
            score: 0,
            words: Vec::new(),
        })
}

/// The same among the engines that are written in a language; nothing where none is. The words that engines of other
/// languages listen to count for their namesakes.
pub fn choose_in(premise: &str, language: Language) -> Option<Choice> {
    let lower = premise.to_lowercase();
    let library = Library::house();
    let mut best: Option<Choice> = None;
    for template in library
        .templates()
        .iter()
        .filter(|one| one.language == language)
    {
        let namesakes = library
            .templates()
            .iter()
            .filter(|one| one.engine == template.engine);
        let heard: std::collections::BTreeMap<&str, u32> = namesakes
            .flat_map(|one| &one.keywords)
            .filter(|(word, _)| holds(&lower, word))
            .map(|(word, weight)| (&**word, *weight))
            .collect();
        let score = heard.values().sum();
        if best.as_ref().is_none_or(|best| score > best.score) {
            best = Some(Choice {
                engine: template.engine.clone(),
                language,
                score,
                words: heard.into_keys().map(str::to_owned).collect(),
            });
        }
    }
    best
}

/// Chinese by its characters, Spanish by its small words, else English.
fn language(lower: &str) -> Language {
    const SPANISH: &[&str] = &[
        "el", "la", "los", "las", "una", "un", "que", "con", "su", "y", "por", "para", "del", "se",
    ];
    if lower.contains(is_han) {
        return Language::Chinese;
    }
    let small = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| SPANISH.contains(word))
        .count();
    if small >= 2 || lower.contains(['¿', '¡', 'ñ']) {
        Language::Spanish
    } else {
        Language::English
    }
}

pub(super) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}')
}

/// Whether a word begins in a text where a word may begin: `marri` is heard in `married`, not in `remarried`.
fn holds(text: &str, word: &str) -> bool {
    if word.starts_with(is_han) {
        return text.contains(word);
    }
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Names that a premise plainly gives (`a waitress called Ines`, `名叫林晚的女孩`, `llamada Lucía`), for the
/// leads; a place for the slot `city`.
pub(super) fn taken(template: &Template, premise: &str) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    let named = match template.language {
        Language::Chinese => chinese_names(premise),
        _ => names(premise),
    };
    for (name, presenting) in named {
        let lead = template.cast.iter().find(|role| {
            role.lead && role.presenting == presenting && !taken.contains_key(&role.id)
        });
        if let Some(role) = lead {
            taken.insert(role.id.clone(), name);
        }
    }
    if template.slots.iter().any(|slot| slot.name == "city")
        && let Some(city) = city(premise, template.language)
    {
        taken.insert("city".into(), city);
    }
    taken
}

const FEMININE: &[&str] = &[
    "woman", "girl", "she", "her", "wife", "bride", "heiress", "daughter", "sister", "mother",
    "waitress", "actress", "widow", "mujer", "chica", "ella", "esposa", "novia", "heredera",
    "hija", "hermana", "madre", "una", "la", "llamada",
];
const MASCULINE: &[&str] = &[
    "man", "boy", "he", "his", "husband", "groom", "heir", "son", "brother", "father", "waiter",
    "actor", "widower", "hombre", "chico", "él", "esposo", "marido", "novio", "heredero", "hijo",
    "hermano", "padre", "un", "el", "llamado",
];

/// `called X`, `named X Y`, `llamada X`, where a word shortly before says whether it is a woman or a man.
fn names(premise: &str) -> Vec<(String, Presenting)> {
    let words: Vec<&str> = premise.split_whitespace().collect();
    let bare = |word: &str| {
        word.trim_matches(|letter: char| !letter.is_alphanumeric())
            .to_lowercase()
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !matches!(&*bare(word), "called" | "named" | "llamada" | "llamado") {
            continue;
        }
        let before = words[at.saturating_sub(4)..=at]
            .iter()
            .rev()
            .map(|word| bare(word));
        let presenting = before.into_iter().find_map(|word| {
            if FEMININE.contains(&&*word) {
                Some(Presenting::Feminine)
            } else if MASCULINE.contains(&&*word) {
                Some(Presenting::Masculine)
            } else {
                None
            }
        });
        let mut name: Vec<&str> = Vec::new();
        for word in words[at + 1..].iter().take(2) {
            let plain = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            let is_name = plain
                .chars()
                .all(|letter| letter.is_alphabetic() || letter == '-' || letter == '\'')
                && plain.chars().next().is_some_and(char::is_uppercase);
            if !is_name {
                break;
            }
            name.push(plain);
            if plain.len() < word.len() {
                break;
            }
        }
        if let (Some(presenting), false) = (presenting, name.is_empty()) {
            found.push((name.join(" "), presenting));
        }
    }
    found
}

/// `女孩叫林晚，`, `名叫陆沉的男人`: two or three characters up to a mark or 的.
fn chinese_names(premise: &str) -> Vec<(String, Presenting)> {
    let mut found = Vec::new();
    for (at, _) in premise.match_indices('叫') {
        let name: String = premise[at + '叫'.len_utf8()..]
            .chars()
            .take_while(|letter| is_han(*letter) && *letter != '的')
            .collect();
        let count = name.chars().count();
        let rest = &premise[at + '叫'.len_utf8() + name.len()..];
        if !(2..=3).contains(&count) {
            continue;
        }
        let before: String = premise[..at].chars().rev().take(6).collect();
        let after: String = rest.chars().take(4).collect();
        let near = if rest.starts_with('的') {
            &after
        } else {
            &before
        };
        let presenting = match (near.find(['女', '她', '妻']), near.find(['男', '他', '夫']))
        {
            (Some(her), Some(him)) if her < him => Presenting::Feminine,
            (Some(_), None) => Presenting::Feminine,
            (_, Some(_)) => Presenting::Masculine,
            (None, None) => continue,
        };
        let (last, first) = name.split_at('叫'.len_utf8());
        found.push((format!("{last} {first}"), presenting));
    }
    found
}

fn city(premise: &str, language: Language) -> Option<String> {
    const CHINESE: &[&str] = &[
        "上海", "北京", "广州", "深圳", "杭州", "成都", "重庆", "南京", "苏州", "武汉", "西安",
        "厦门", "青岛", "香港", "台北",
    ];
    let preposition = match language {
        Language::Chinese => {
            let found = CHINESE.iter().find(|city| premise.contains(**city));
            return found.map(|city| (*city).to_owned());
        }
        Language::English => "in",
        Language::Spanish => "en",
    };
    let words: Vec<&str> = premise.split_whitespace().collect();
    let at = words.windows(2).position(|pair| {
        pair[0] == preposition && pair[1].chars().next().is_some_and(char::is_uppercase)
    })?;
    let name: Vec<&str> = words[at + 1..]
        .iter()
        .take_while(|word| word.chars().next().is_some_and(char::is_uppercase))
        .take(3)
        .copied()
        .collect();
    let name = name.join(" ");
    let name = name.trim_matches(|letter: char| !letter.is_alphanumeric());
    name.chars()
        .all(|letter| letter.is_alphabetic() || letter == ' ')
        .then(|| name.to_owned())
}
