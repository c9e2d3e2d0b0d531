//! Pronunciations of English words, read from files that come with the voices.

use std::collections::HashMap;

use serde::Deserialize;

/// How a word is said, once or by what it is in the sentence.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Entry {
    One(String),
    /// By part of speech: `DEFAULT`, `VERB`, `NOUN`, `ADJ`, `VBD`, …; null where another entry says it.
    ByRole(HashMap<String, Option<String>>),
}

impl Entry {
    pub fn role(&self, roles: &[&str]) -> Option<&str> {
        match self {
            Self::One(said) => Some(said),
            Self::ByRole(by_role) => roles
                .iter()
                .chain(&["DEFAULT"])
                .find_map(|role| by_role.get(*role)?.as_deref()),
        }
    }
}

/// An accent's lexicon.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Written and checked by people.
    gold: HashMap<String, Entry>,
    /// Less sure.
    silver: HashMap<String, Entry>,
    pub british: bool,
}

impl Lexicon {
    /// From the two files' contents, JSON objects of word → pronunciation.
    pub fn read(gold: &[u8], silver: &[u8], british: bool) -> Result<Self, serde_json::Error> {
        Ok(Self {
            gold: serde_json::from_slice(gold)?,
            silver: serde_json::from_slice(silver)?,
            british,
        })
    }

    /// How a word is said: as written, else in small letters, else with a capital.
    pub fn entry(&self, word: &str) -> Option<&Entry> {
        let small = word.to_lowercase();
        let mut capital = small.clone();
        if let Some(first) = capital.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let find = |from: &'_ HashMap<String, Entry>| {
            [word, &small, &capital]
                .iter()
                .find_map(|form| from.get(*form).map(|_| (*form).to_owned()))
        };
        if let Some(form) = find(&self.gold) {
            return self.gold.get(&form);
        }
        find(&self.silver).and_then(|form| self.silver.get(&form))
    }

    pub fn say(&self, word: &str, roles: &[&str]) -> Option<String> {
        self.entry(word)?.role(roles).map(Into::into)
    }
}
