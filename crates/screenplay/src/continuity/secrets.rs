//! Who knows what, since when.

use std::collections::{HashMap, HashSet};

use super::{
    Place, Weight,
    walk::{Here, Names},
};
use crate::bible::{Bible, folded};

/// A secret and somebody.
type Pair = (String, String);

pub struct Secrets<'a> {
    bible: &'a Bible,
    /// What the bible says: the episode, 0 for before the story.
    since: HashMap<Pair, u32>,
    /// Where the script tells it to them for the first time, be it later than here.
    first: HashMap<Pair, Place>,
    /// Where they learned it, up to here.
    learned: HashMap<Pair, Place>,
    named: HashSet<String>,
}

impl<'a> Secrets<'a> {
    pub fn new(bible: &'a Bible, names: &Names, first: HashMap<Pair, Place>) -> Self {
        let since = bible.secrets.iter().flat_map(|secret| {
            let knows = secret.knows.iter();
            knows.map(|one| ((folded(&secret.id), names.of(&one.who)), one.since))
        });
        Self {
            bible,
            since: since.collect(),
            first,
            learned: HashMap::new(),
            named: HashSet::new(),
        }
    }

    /// Says once that a secret is not in the bible, when the bible has any.
    fn known(&mut self, secret: &str, here: &mut Here) {
        let there = self.bible.secrets.is_empty() || self.bible.secret(secret).is_some();
        if !there && self.named.insert(folded(secret)) {
            here.find(
                "name.unknown secret",
                Weight::Warning,
                None,
                [("secret", &secret)],
                format!(
                    "The bible has no secret `{secret}`. Correct the note, or add a [[secret]]."
                ),
            );
        }
    }

    pub fn learns(&mut self, secret: &str, who: &str, here: &mut Here) {
        self.known(secret, here);
        let pair = (folded(secret), who.to_owned());
        let name = here.names.shown(who);
        if let Some(before) = self.learned.get(&pair).copied() {
            return here.find("secret.twice", Weight::Warning, Some(before), [("name", &name), ("secret", &secret)], format!(
                "{name} learns `{secret}` here, and knows it since episode {}, line {}. Take one out, or write [[knows: {secret}, {name}]] where they only speak of it.",
                before.episode, before.line
            ));
        }
        let episode = here.place.episode;
        match self.since.get(&pair).copied() {
            Some(0) => here.find("secret.twice bible", Weight::Warning, None, [("name", &name), ("secret", &secret)], format!(
                "{name} learns `{secret}` here, and by the bible knew it before the story began. Take the note out, or change `since`."
            )),
            Some(since) if since != episode => here.find("secret.bible", Weight::Warning, None, [("name", &name), ("secret", &secret), ("number", &episode), ("since", &since)], format!(
                "{name} learns `{secret}` in episode {episode}; by the bible it is in episode {since}. Change one of them."
            )),
            _ => {}
        }
        self.learned.insert(pair, here.place);
    }

    /// Does what only one can who knows it; `does` is the verb.
    pub fn knows(&mut self, secret: &str, who: &str, does: &str, here: &mut Here) {
        self.known(secret, here);
        let pair = (folded(secret), who.to_owned());
        if self.learned.contains_key(&pair) || self.since.get(&pair) == Some(&0) {
            return;
        }
        let name = here.names.shown(who);
        match (self.first.get(&pair).copied(), self.since.get(&pair)) {
            (Some(later), _) => here.find("secret.early", Weight::Fault, Some(later), [("name", &name), ("secret", &secret)], format!(
                "{name} {does} `{secret}` here, and learns it only in episode {}, line {}. Move one of them.",
                later.episode, later.line
            )),
            (None, Some(since)) if *since <= here.place.episode => {}
            (None, Some(since)) => here.find("secret.early bible", Weight::Fault, None, [("name", &name), ("secret", &secret), ("since", since)], format!(
                "{name} {does} `{secret}` here, and by the bible learns it only in episode {since}. Move it, or change `since`."
            )),
            (None, None) => here.find("secret.early never", Weight::Fault, None, [("name", &name), ("secret", &secret)], format!(
                "{name} {does} `{secret}` here, and never learned it. Show how they do: [[learns: {secret}, {name}]], or add them to the secret's `knows` with `since = 0`."
            )),
        }
    }
}
