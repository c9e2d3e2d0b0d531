//! The first stage: who, where, which branches; an episode on one line each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draw::Draw;
use super::template::When;
use super::{CannotWrite, Language, Premise, Template, choose, grammar};
use crate::lint::Ending;

/// What is settled for the whole series. Change it, and run the later stages again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    pub engine: String,
    pub language: Language,
    pub seed: u64,
    pub title: String,
    pub logline: String,
    /// The value of each branch.
    pub branches: BTreeMap<String, String>,
    /// The whole name of each of the cast: `Nora Quill`; Chinese `沈 知意`, the family's name first.
    pub names: BTreeMap<String, String>,
    /// As in the scene headings.
    pub places: BTreeMap<String, String>,
    pub slots: BTreeMap<String, String>,
    pub episodes: Vec<Outlined>,
    /// How often an episode of the template, from 0, has been told anew.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rolls: BTreeMap<usize, u32>,
    /// What somebody has put in place of a text, by the text's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlined {
    /// Which of the template's episodes, from 0.
    pub source: usize,
    pub title: String,
    pub logline: String,
    pub ends: Ending,
}

impl Outline {
    pub(super) fn draw(&self) -> Draw {
        Draw::new(self.seed)
    }

    /// What the names of an episode's choices end in: nothing at first.
    pub(super) fn roll(&self, source: usize) -> String {
        let roll = self.rolls.get(&source).copied().unwrap_or(0);
        if roll == 0 {
            String::new()
        } else {
            format!("~{roll}")
        }
    }

    pub(super) fn holds(&self, when: &When) -> bool {
        when.iter()
            .all(|(branch, value)| self.branches.get(branch) == Some(value))
    }

    /// A text with its slots filled and its choices made; `key` names it among all texts of the series.
    pub(super) fn told(&self, text: &str, key: &str) -> String {
        if let Some(words) = self.words.get(key) {
            return words.clone();
        }
        let Ok(pieces) = grammar::read(text) else {
            // Written by hand into a later stage: it says what it says.
            return text.to_owned();
        };
        let mut choice = 0;
        let draw = self.draw();
        grammar::fill(&pieces, &|slot| self.slot(slot), &mut |ways| {
            choice += 1;
            draw.below(&format!("{key}/{choice}"), ways)
        })
    }

    fn slot(&self, slot: &str) -> String {
        let (name, part) = slot.split_once('.').unwrap_or((slot, ""));
        let lower = name.to_lowercase();
        let value = match self.names.get(&lower) {
            Some(whole) => self.name(whole, part),
            None => self.slots.get(&lower).cloned().unwrap_or_default(),
        };
        if name == lower {
            value
        } else if name.chars().count() > 1 && name == name.to_uppercase() {
            value.to_uppercase()
        } else {
            let mut letters = value.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
    }

    /// A part of a name: all of it, the family's, or what friends say.
    fn name(&self, whole: &str, part: &str) -> String {
        let shown = |text: &str| text.replace('~', " ");
        let parted = match self.language {
            Language::Chinese => whole.split_once(' ').map(|(last, first)| (first, last)),
            _ => whole.rsplit_once(' '),
        };
        let (first, last) = parted.unwrap_or((whole, whole));
        match part {
            "full" if self.language == Language::Chinese => whole.replace([' ', '~'], ""),
            "full" => shown(whole),
            "last" => shown(last),
            _ => shown(first),
        }
    }

    /// As it stands above what somebody says.
    pub fn cue(&self, id: &str) -> String {
        let whole = self.names.get(id).map_or(id, |name| name);
        match self.language {
            Language::Chinese => self.name(whole, "full"),
            _ => self.name(whole, "").to_uppercase(),
        }
    }

    pub fn full_name(&self, id: &str) -> String {
        self.name(self.names.get(id).map_or(id, |name| name), "full")
    }
}

/// Settles a series.
pub fn outline(template: &Template, premise: &Premise) -> Result<Outline, CannotWrite> {
    let most = template.episodes.len();
    if premise.episodes < template.least() || premise.episodes > most {
        return Err(CannotWrite::Length {
            engine: template.engine.clone(),
            wanted: premise.episodes,
            least: template.least(),
            most,
        });
    }
    let mut given = premise
        .text
        .as_deref()
        .map(|text| choose::taken(template, text))
        .unwrap_or_default();
    given.extend(checked(template, &premise.slots)?);
    let mut outline = Outline {
        engine: template.engine.clone(),
        language: template.language,
        seed: premise.seed,
        title: String::new(),
        logline: String::new(),
        branches: BTreeMap::new(),
        names: BTreeMap::new(),
        places: BTreeMap::new(),
        slots: BTreeMap::new(),
        episodes: Vec::new(),
        rolls: BTreeMap::new(),
        words: BTreeMap::new(),
    };
    settle(template, &given, &mut outline);
    let mut extras = premise.episodes - template.least();
    for (source, episode) in template.episodes.iter().enumerate() {
        if episode.optional && extras == 0 {
            continue;
        }
        extras -= usize::from(episode.optional);
        outline.episodes.push(Outlined {
            source,
            title: outline.told(&episode.title, &format!("title/{source}")),
            logline: outline.told(&episode.logline, &format!("logline/{source}")),
            ends: episode.ends,
        });
    }
    Ok(outline)
}

fn settle(template: &Template, given: &BTreeMap<String, String>, outline: &mut Outline) {
    let draw = outline.draw();
    let pick = |name: &str, values: &[String]| {
        given.get(name).cloned().unwrap_or_else(|| {
            let at = draw.below(&format!("slot/{name}"), values.len());
            values.get(at).cloned().unwrap_or_default()
        })
    };
    for branch in &template.branches {
        let value = pick(&branch.name, &branch.values);
        outline.branches.insert(branch.name.clone(), value);
    }
    for role in &template.cast {
        // Two of one series are not called the same.
        let free: Vec<String> = role
            .names
            .iter()
            .filter(|name| {
                !given
                    .values()
                    .chain(outline.names.values())
                    .any(|other| alike(name, other))
            })
            .cloned()
            .collect();
        let names = if free.is_empty() { &role.names } else { &free };
        outline.names.insert(role.id.clone(), pick(&role.id, names));
    }
    for slot in &template.slots {
        if outline.holds(&slot.when) && !outline.slots.contains_key(&slot.name) {
            let value = pick(&slot.name, &slot.values);
            let value = outline.told(&value, &format!("slot/{}", slot.name));
            outline.slots.insert(slot.name.clone(), value);
        }
    }
    for place in &template.places {
        let name = pick(&place.id, &place.names);
        let name = outline.told(&name, &format!("slot/{}", place.id));
        outline.places.insert(place.id.clone(), name);
    }
    outline.title = outline.told(&template.title, "title");
    outline.logline = outline.told(&template.logline, "logline");
}

/// Whether two names share their first word.
fn alike(one: &str, other: &str) -> bool {
    one.split(' ').next().map(str::to_lowercase) == other.split(' ').next().map(str::to_lowercase)
        && !one.starts_with(choose::is_han)
}

fn checked(
    template: &Template,
    slots: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, CannotWrite> {
    for (slot, value) in slots {
        let bad = |why: &str| CannotWrite::BadValue {
            slot: slot.clone(),
            value: value.clone(),
            why: why.to_owned(),
        };
        let branch = template.branches.iter().find(|branch| branch.name == *slot);
        if let Some(branch) = branch {
            if !branch.values.contains(value) {
                return Err(bad(&format!("it takes {}", branch.values.join(", "))));
            }
            continue;
        }
        let known = template.role(slot).is_some()
            || template.setting(slot).is_some()
            || template.slots.iter().any(|one| one.name == *slot);
        if !known {
            return Err(CannotWrite::NoSlot {
                engine: template.engine.clone(),
                slot: slot.clone(),
                known: known_slots(template).join(", "),
            });
        }
        if value.chars().count() > 80 {
            return Err(bad("it is longer than 80 letters"));
        }
        if value.contains(|letter: char| letter.is_control() || "{}[]|()（）^@#~".contains(letter))
        {
            return Err(bad("it holds a mark that means something in a script"));
        }
        if !value.contains(char::is_alphanumeric) {
            return Err(bad("there is no letter in it"));
        }
    }
    Ok(slots.clone())
}

fn known_slots(template: &Template) -> Vec<&str> {
    let mut known: Vec<&str> = template
        .branches
        .iter()
        .map(|branch| &*branch.name)
        .chain(template.cast.iter().map(|role| &*role.id))
        .chain(template.places.iter().map(|place| &*place.id))
        .chain(template.slots.iter().map(|slot| &*slot.name))
        .collect();
    known.dedup();
    known
}
