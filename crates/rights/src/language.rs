//! Languages by the primary subtags of BCP 47 (`data/languages.txt`), numbered for one universe.

use std::{collections::HashSet, sync::LazyLock};

use crate::{Error, LanguageSet};

const TABLE: &str = include_str!("../data/languages.txt");
const MAX: usize = 128;

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).collect()
});

/// The registry's own replacements for codes that are still met.
const REPLACED: [(&str, &str); 5] = [
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
];

/// The place of a language in a [`LanguageSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(pub u8);

/// The languages that the rights of a house tell apart. [`LanguageSet::ALL`] also covers those that are added later.
#[derive(Clone, Debug, Default)]
pub struct Languages(Vec<String>);

impl Languages {
    /// The number of a language, given one if it has none. `pt-BR` is `pt`: rights are told apart by language, not by
    /// the region or script of a version.
    pub fn add(&mut self, tag: &str) -> Result<LanguageId, Error> {
        let primary = primary(tag)?;
        if let Some(id) = self.find(&primary) {
            return Ok(id);
        }
        if self.0.len() == MAX {
            return Err(Error::TooMany {
                what: "languages",
                max: MAX,
            });
        }
        self.0.push(primary);
        Ok(LanguageId(self.0.len() as u8 - 1))
    }

    /// The number of a language that is told apart here; none if nobody has added it.
    pub fn get(&self, tag: &str) -> Result<Option<LanguageId>, Error> {
        Ok(self.find(&primary(tag)?))
    }

    /// The number of a language; of one that nobody has added here a number that no set names and [`LanguageSet::ALL`] has.
    pub fn or_unnamed(&self, tag: &str) -> Result<LanguageId, Error> {
        Ok(self.get(tag)?.unwrap_or(LanguageId(self.0.len() as u8)))
    }

    fn find(&self, primary: &str) -> Option<LanguageId> {
        let at = self.0.iter().position(|known| known == primary)?;
        Some(LanguageId(at as u8))
    }

    /// A set from tags, which are added where they are new.
    pub fn set<'a>(
        &mut self,
        tags: impl IntoIterator<Item = &'a str>,
    ) -> Result<LanguageSet, Error> {
        let numbers = tags
            .into_iter()
            .map(|tag| Ok(usize::from(self.add(tag)?.0)));
        numbers.collect()
    }

    /// The tags in a set, in their order here.
    pub fn tags(&self, set: LanguageSet) -> impl Iterator<Item = &str> {
        let named = self.0.iter().enumerate();
        named.filter_map(move |(at, tag)| set.has(at).then_some(tag.as_str()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn primary(tag: &str) -> Result<String, Error> {
    let first = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let replaced = REPLACED.iter().find(|(old, _)| *old == first);
    match replaced {
        Some((_, new)) => Ok((*new).to_owned()),
        None if KNOWN.contains(first.as_str()) => Ok(first),
        None => Err(Error::UnknownLanguage(tag.chars().take(24).collect())),
    }
}
