//! The first draft of a bible, from what a script says.

use std::collections::HashMap;

use super::{
    Bible, Character, Episodes, Knows, Location, Look, Prop, Relation, Secret, check::relation,
    folded,
};
use crate::{
    Kind, Script,
    continuity::kin::Told,
    facts::{self, Fact},
    scenes::{self, Episode},
};

/// How much somebody has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As in their first cue.
    pub name: String,
    pub utterances: usize,
    pub scenes: usize,
    /// The first and the last episode in which they speak.
    pub episodes: Episodes,
    /// As told where they are introduced: `MARA (27)`.
    pub age: Option<u16>,
}

/// Everybody who speaks, those who speak most first.
pub fn cast(script: &Script) -> Vec<Part> {
    cast_of(&scenes::episodes(script))
}

fn cast_of(episodes: &[Episode]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for episode in episodes {
        let number = episode.number as u32;
        for scene in &episode.scenes {
            for speaker in scene.cast() {
                let at = *places.entry(folded(speaker)).or_insert_with(|| {
                    parts.push(Part {
                        name: speaker.trim().to_owned(),
                        utterances: 0,
                        scenes: 0,
                        episodes: Episodes {
                            from: number,
                            to: None,
                        },
                        age: None,
                    });
                    parts.len() - 1
                });
                parts[at].scenes += 1;
                parts[at].episodes.to = Some(number);
            }
            for said in scene.utterances() {
                if let Some(at) = places.get(&folded(&said.speaker)) {
                    parts[*at].utterances += 1;
                }
            }
        }
    }
    let names: Vec<String> = parts.iter().map(|part| folded(&part.name)).collect();
    for scene in episodes.iter().flat_map(|episode| &episode.scenes) {
        for beat in &scene.beats {
            if let scenes::Beat::Action { text, .. } = beat {
                for (at, age) in ages(text, &names) {
                    parts[at].age.get_or_insert(age);
                }
            }
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.utterances));
    parts
}

/// A bible of what a script says: who speaks, how old they are, where it plays, and what its notes tell
/// ([`crate::facts`]). It is a start: the text is for a person to go on with.
pub fn draft(script: &Script) -> Bible {
    let episodes = scenes::episodes(script);
    let mut bible = Bible {
        title: script.title("title").unwrap_or_default().replace('\n', " "),
        ..Bible::default()
    };
    for part in cast_of(&episodes) {
        if part.name.contains([',', '[', ']', '，']) || part.name.trim().is_empty() {
            continue;
        }
        bible.characters.push(Character {
            about: format!(
                "Speaks {} times in {} scenes, episodes {}.",
                part.utterances, part.scenes, part.episodes
            ),
            name: part.name,
            age: part.age,
            ..Character::default()
        });
    }
    for scene in episodes.iter().flat_map(|episode| &episode.scenes) {
        let Some(heading) = &scene.heading else {
            continue;
        };
        let name = heading
            .location
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let nameable = !name.is_empty() && !name.contains([',', '[', ']', '，']);
        // `CAR, MOVING` is a part of `CAR`.
        let name = if nameable {
            &*name
        } else {
            name.split([',', '，', '[', ']'])
                .next()
                .unwrap_or_default()
                .trim()
        };
        let there = bible
            .locations
            .iter()
            .any(|one| folded(&one.name) == folded(name));
        if !name.is_empty() && !there {
            bible.locations.push(Location {
                name: name.to_owned(),
                ..Location::default()
            });
        }
    }
    let mut episode = 0;
    for element in &script.elements {
        if element.kind == (Kind::Section { depth: 1 }) {
            episode += 1;
        }
        for said in facts::of(element) {
            if let Ok(fact) = said.fact {
                told(&mut bible, fact, episode.max(1));
            }
        }
    }
    // Of relations that exclude each other the first one stays; the continuity check names the other.
    let mut kin = Told::default();
    let relations =
        (0..bible.relations.len()).filter(|at| relation(&bible, &mut kin, *at).is_none());
    bible.relations = relations.map(|at| bible.relations[at].clone()).collect();
    bible
}

fn told(bible: &mut Bible, fact: Fact, episode: u32) {
    match fact {
        Fact::Look { who, look } => {
            let at = person(bible, &who);
            let looks = &mut bible.characters[at].looks;
            match looks
                .iter_mut()
                .find(|one| folded(&one.name) == folded(&look))
            {
                Some(known) => known.episodes.to = Some(episode),
                None if !look.contains(char::is_whitespace) => looks.push(Look {
                    name: look,
                    episodes: Episodes {
                        from: episode,
                        to: Some(episode),
                    },
                    about: String::new(),
                }),
                None => {}
            }
        }
        Fact::Learns { secret, who }
        | Fact::Tells {
            secret, to: who, ..
        } => {
            knows(bible, &secret, &who, episode);
        }
        Fact::Knows { secret, who } => knows(bible, &secret, &who, 0),
        Fact::Takes { prop, .. } | Fact::Breaks { prop } => {
            thing(bible, &prop);
        }
        // Whoever has it without having taken it, had it from the start.
        Fact::Gives { prop, who, .. } | Fact::Uses { prop, who } | Fact::Loses { prop, who } => {
            if thing(bible, &prop) {
                let at = person(bible, &who);
                let name = bible.characters[at].name.clone();
                if let Some(new) = bible.props.last_mut() {
                    new.holder = Some(name);
                }
            }
        }
        Fact::Age { who, age } => {
            let at = person(bible, &who);
            bible.characters[at].age.get_or_insert(age);
        }
        Fact::Is { who, is, of } => {
            let told = bible.relations.iter().any(|one| {
                [(&one.who, &who), (&one.is, &is), (&one.of, &of)]
                    .iter()
                    .all(|(one, other)| folded(one) == folded(other))
            });
            if !told {
                person(bible, &who);
                person(bible, &of);
                bible.relations.push(Relation {
                    who,
                    is,
                    of,
                    episodes: Episodes::ALL,
                });
            }
        }
        Fact::Dies { who } | Fact::Returns { who } => {
            person(bible, &who);
        }
        Fact::Years { .. } | Fact::Gone { .. } | Fact::Back { .. } | Fact::Flashback => {}
    }
}

/// Where a character is, who may have had nothing to say so far.
fn person(bible: &mut Bible, name: &str) -> usize {
    let wanted = folded(name);
    let there = bible
        .characters
        .iter()
        .position(|one| folded(&one.name) == wanted);
    there.unwrap_or_else(|| {
        bible.characters.push(Character {
            name: name.to_owned(),
            about: "Has nothing to say.".into(),
            ..Character::default()
        });
        bible.characters.len() - 1
    })
}

fn knows(bible: &mut Bible, id: &str, who: &str, since: u32) {
    let at = person(bible, who);
    let who = bible.characters[at].name.clone();
    let wanted = folded(id);
    let there = bible
        .secrets
        .iter()
        .position(|one| folded(&one.id) == wanted);
    let at = there.unwrap_or_else(|| {
        bible.secrets.push(Secret {
            id: id.to_owned(),
            ..Secret::default()
        });
        bible.secrets.len() - 1
    });
    let knows = &mut bible.secrets[at].knows;
    if !knows.iter().any(|one| one.who == who) {
        knows.push(Knows { who, since });
    }
}

/// Adds a prop; whether it is new.
fn thing(bible: &mut Bible, name: &str) -> bool {
    let new = bible.prop(name).is_none();
    if new {
        bible.props.push(Prop {
            name: name.to_owned(),
            ..Prop::default()
        });
    }
    new
}

/// `MARA (27, tired)`, `MARA, 27,` `小雨（27岁）`: which of the names (folded) are told to be how old.
pub(crate) fn ages(text: &str, names: &[String]) -> Vec<(usize, u16)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(|letter: char| letter.is_ascii_digit()) {
        let begins = from + at;
        let digits = text[begins..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let ends = begins + digits;
        from = ends;
        let after = text[ends..].trim_start();
        let told = after.starts_with([')', '）', ',', '，', '岁'])
            || (after.is_empty() || after.starts_with('.'));
        let age = text[begins..ends]
            .parse()
            .ok()
            .filter(|age| (1..=120).contains(age));
        let (true, Some(age)) = (told, age) else {
            continue;
        };
        let before = text[..begins].trim_end();
        let Some(name) = before.strip_suffix(['(', '（', ',', '，']) else {
            continue;
        };
        // Names are short: look at no more than the last of it.
        let name = name.trim_end();
        let start = name.char_indices().rev().nth(63).map_or(0, |(at, _)| at);
        let name = folded(&name[start..]);
        let longest = names
            .iter()
            .enumerate()
            .filter(|(_, known)| ends_in(&name, known))
            .max_by_key(|(_, known)| known.len());
        found.extend(longest.map(|(at, _)| (at, age)));
    }
    found
}

/// Whether a text ends in a name, and not in a longer word that ends like it.
fn ends_in(text: &str, name: &str) -> bool {
    let Some(before) = text.strip_suffix(name).filter(|_| !name.is_empty()) else {
        return false;
    };
    let cased = name.chars().next().is_some_and(char::is_uppercase);
    !cased || !before.ends_with(char::is_alphanumeric)
}
