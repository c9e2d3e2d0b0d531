//! Kin that exclude each other: nobody is both the sister and the wife of somebody.

use std::collections::HashMap;

use crate::bible::Episodes;

/// What somebody is to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    Parent,
    Child,
    Sibling,
    Spouse,
}

const PARENTS: &[&str] = &[
    "parent", "mother", "father", "mom", "mum", "dad", "madre", "padre", "母亲", "父亲", "妈妈",
    "爸爸",
];
const CHILDREN: &[&str] = &["child", "son", "daughter", "hijo", "hija", "儿子", "女儿"];
const SIBLINGS: &[&str] = &[
    "sibling",
    "sister",
    "brother",
    "twin",
    "twin sister",
    "twin brother",
    "hermano",
    "hermana",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
];
const SPOUSES: &[&str] = &[
    "spouse", "wife", "husband", "esposa", "esposo", "marido", "妻子", "丈夫", "老婆", "老公",
];

impl Kin {
    /// Of a word in English, Spanish or Chinese. Step-, foster- and in-law exclude nothing, and are none of these.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let is = |words: &[&str]| words.contains(&&*word);
        if is(PARENTS) {
            Some(Self::Parent)
        } else if is(CHILDREN) {
            Some(Self::Child)
        } else if is(SIBLINGS) {
            Some(Self::Sibling)
        } else if is(SPOUSES) {
            Some(Self::Spouse)
        } else {
            None
        }
    }

    /// In plain words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Sibling => "sibling",
            Self::Spouse => "spouse",
        }
    }

    /// What `of` is to `who`.
    #[must_use]
    pub fn from_the_other_side(self) -> Self {
        match self {
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
            other => other,
        }
    }
}

/// What was said of a pair, when it holds, and its number.
type Of = (Kin, Episodes, usize);

/// What was said of pairs so far.
#[derive(Default)]
pub struct Told {
    pairs: HashMap<(String, String), Vec<Of>>,
}

impl Told {
    /// Adds that `who` is the `is` of `of`, and gives the key of something said before that excludes it.
    pub fn add(
        &mut self,
        who: &str,
        is: &str,
        of: &str,
        episodes: Episodes,
        key: usize,
    ) -> Option<usize> {
        let kin = Kin::of(is)?;
        let (pair, kin) = if who <= of {
            ((who.to_owned(), of.to_owned()), kin)
        } else {
            ((of.to_owned(), who.to_owned()), kin.from_the_other_side())
        };
        let said = self.pairs.entry(pair).or_default();
        let clash = said
            .iter()
            .find(|(other, when, _)| *other != kin && when.meets(&episodes))
            .map(|(_, _, key)| *key);
        said.push((kin, episodes, key));
        clash
    }
}
