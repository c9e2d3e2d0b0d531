//! The words of a language that show a secret, a threat, somebody who comes, a choice or a thing that tells: one table
//! a language, so that a language is added by adding a file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use whatlang::{Detector, Lang, Script, detect, detect_script};

use super::signs::Sign;
use crate::fit;

/// A language and the words that show each sign.
struct Table {
    language: Lang,
    words: Vec<(Sign, Vec<String>)>,
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    [
        (Lang::Eng, include_str!("words/en.toml")),
        (Lang::Spa, include_str!("words/es.toml")),
        (Lang::Por, include_str!("words/pt.toml")),
        (Lang::Cmn, include_str!("words/zh.toml")),
        (Lang::Kor, include_str!("words/ko.toml")),
        (Lang::Hin, include_str!("words/hi.toml")),
        (Lang::Ara, include_str!("words/ar.toml")),
    ]
    .map(|(language, table)| Table {
        language,
        words: toml::from_str::<BTreeMap<Sign, Vec<String>>>(table)
            .expect("every table is read by a test")
            .into_iter()
            .map(|(sign, words)| (sign, folded(&words)))
            .collect(),
    })
    .into()
});

fn folded(words: &[String]) -> Vec<String> {
    let forms = words.iter().flat_map(|word| fit::forms(word));
    forms.map(std::borrow::Cow::into_owned).collect()
}

/// Languages in Latin letters that are told apart.
const LATIN: [Lang; 11] = [
    Lang::Eng,
    Lang::Spa,
    Lang::Por,
    Lang::Fra,
    Lang::Deu,
    Lang::Ita,
    Lang::Nld,
    Lang::Pol,
    Lang::Tur,
    Lang::Ind,
    Lang::Vie,
];
/// Fewer letters say nothing about a language in Latin letters.
const ENOUGH: usize = 120;

/// The words that are looked for in a text.
pub struct Words {
    tables: Vec<&'static Table>,
    unknown: Option<&'static str>,
}

impl Words {
    /// Of the language that a text is in, as far as that can be told: by its letters, and, where there is enough of
    /// them, by its words. A short text in Latin letters may be in any language of them that has a table.
    pub fn of(text: &str) -> Self {
        match detect_script(text) {
            None => Self::in_any(&[Lang::Eng]),
            Some(Script::Latin) => {
                let enough = text.chars().filter(|letter| letter.is_alphabetic()).count() >= ENOUGH;
                let found = Detector::with_allowlist(LATIN.to_vec()).detect(text);
                match found.filter(|found| enough && found.is_reliable()) {
                    Some(found) => Self::in_one(found.lang()),
                    None => Self::in_any(&[Lang::Eng, Lang::Spa, Lang::Por]),
                }
            }
            Some(Script::Arabic) if !text.contains(is_persian) => Self::in_one(Lang::Ara),
            Some(Script::Devanagari) => match detect(text).filter(whatlang::Info::is_reliable) {
                Some(found) => Self::in_one(found.lang()),
                None => Self::in_one(Lang::Hin),
            },
            Some(_) => match detect(text) {
                Some(found) => Self::in_one(found.lang()),
                None => Self::in_any(&[]),
            },
        }
    }

    fn in_any(languages: &[Lang]) -> Self {
        let known = |table: &&Table| languages.contains(&table.language);
        let tables: Vec<_> = TABLES.iter().filter(known).collect();
        Self {
            unknown: tables.is_empty().then_some("this language"),
            tables,
        }
    }

    fn in_one(language: Lang) -> Self {
        let words = Self::in_any(&[language]);
        Self {
            unknown: words.unknown.map(|_| language.eng_name()),
            ..words
        }
    }

    /// The language, in English, where there is no table of its words: then what is not found may be there.
    pub fn unknown(&self) -> Option<&'static str> {
        self.unknown
    }

    /// Every sign that a word of the text shows.
    pub fn signs(&self, text: &str) -> Vec<Sign> {
        let text = fit::folded(text);
        let mut signs: Vec<Sign> = self
            .tables
            .iter()
            .flat_map(|table| &table.words)
            .filter(|(_, words)| words.iter().any(|word| fit::find(&text, word).is_some()))
            .map(|(sign, _)| *sign)
            .collect();
        signs.dedup();
        signs
    }
}

/// Letters of Persian and Urdu that Arabic does not have.
fn is_persian(letter: char) -> bool {
    matches!(
        letter,
        'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں'
    )
}
