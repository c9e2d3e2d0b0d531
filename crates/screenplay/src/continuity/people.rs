//! Who is alive, what they wear, how old they are, and whose kin they are.

use std::collections::{HashMap, HashSet};

use super::{
    Place, Weight,
    kin::{Kin, Told},
    walk::{Here, Names},
};
use crate::bible::{self, Bible, Character, Episodes, folded};

pub struct People<'a> {
    characters: HashMap<String, &'a Character>,
    /// Those whom action may introduce with their age.
    names: Vec<String>,
    dead: HashMap<String, Place>,
    /// Whom the check has complained about once.
    named: HashSet<(String, &'static str, u32)>,
    /// Age at the beginning of the story, and where it was told.
    ages: HashMap<String, (i64, Option<Place>)>,
    /// Years that passed since the story began.
    years: u32,
    relations: Vec<(String, Kin, String, Episodes)>,
    told: Told,
    /// What [`Told`] calls by number.
    told_at: Vec<(String, String, String, Place)>,
}

impl<'a> People<'a> {
    pub fn new(bible: &'a Bible, names: &Names) -> Self {
        let main = |name: &str| names.of(name);
        let relations = bible.relations.iter().filter_map(|one| {
            Some((
                main(&one.who),
                Kin::of(&one.is)?,
                main(&one.of),
                one.episodes,
            ))
        });
        Self {
            characters: bible
                .characters
                .iter()
                .map(|one| (folded(&one.name), one))
                .collect(),
            names: names.all(),
            dead: HashMap::new(),
            named: HashSet::new(),
            ages: bible
                .characters
                .iter()
                .filter_map(|one| Some((folded(&one.name), (i64::from(one.age?), None))))
                .collect(),
            years: 0,
            relations: relations.collect(),
            told: Told::default(),
            told_at: Vec::new(),
        }
    }

    /// Says once that a note names somebody who is nowhere else.
    pub fn known(&mut self, who: &str, here: &mut Here) {
        if !here.names.is_known(who) && self.named.insert((folded(who), "name.unknown person", 0)) {
            here.find("name.unknown person", Weight::Warning, None, [("name", &who)], format!(
                "{who} is in this note, and neither in the bible nor in any cue. Correct the name, or add a [[character]] to the bible."
            ));
        }
    }

    pub fn dies(&mut self, who: &str, here: &mut Here) {
        if let Some(before) = self.dead.get(who).copied() {
            let name = here.names.shown(who);
            here.find("dead.twice", Weight::Fault, Some(before), [("name", &name)], format!(
                "{name} dies here, and died in episode {}, line {}. Take one of them out, or let them return in between: [[returns: {name}]].",
                before.episode, before.line
            ));
        }
        self.dead.insert(who.to_owned(), here.place);
    }

    pub fn passes(&mut self, years: u16) {
        self.years = self.years.saturating_add(years.into());
    }

    pub fn returns(&mut self, who: &str) {
        self.dead.remove(who);
    }

    pub fn speaks(&mut self, who: &str, here: &mut Here) {
        let episode = here.place.episode;
        if let Some(died) = self.dead.get(who).copied() {
            // Once for an episode: a scene with a dead one has more than one line of theirs.
            if self.named.insert((who.to_owned(), "dead.speaks", episode)) {
                let name = here.names.shown(who);
                here.find("dead.speaks", Weight::Fault, Some(died), [("name", &name)], format!(
                    "{name} speaks, and died in episode {}, line {}. Make it a voice-over or a [[flashback]], or let them return: [[returns: {name}]].",
                    died.episode, died.line
                ));
            }
        }
        if let Some(one) = self.characters.get(who).copied()
            && !one.looks.is_empty()
            && !one.looks.iter().any(|look| look.episodes.contains(episode))
            && self.named.insert((who.to_owned(), "look.none", episode))
        {
            here.find("look.none", Weight::Warning, None, [("name", &one.name), ("number", &episode)], format!(
                "{} is in episode {episode}, and the bible has no look of theirs for it. Widen the `episodes` of a look, or add one.",
                one.name
            ));
        }
    }

    /// Does something that only the living do.
    pub fn acts(&mut self, who: &str, here: &mut Here) {
        if let Some(died) = self.dead.get(who).copied() {
            let name = here.names.shown(who);
            here.find("dead.acts", Weight::Fault, Some(died), [("name", &name)], format!(
                "{name} takes part in this, and died in episode {}, line {}. Correct the note, or let them return: [[returns: {name}]].",
                died.episode, died.line
            ));
        }
    }

    pub fn wears(&mut self, who: &str, look: &str, here: &mut Here) {
        let Some(one) = self.characters.get(who).copied() else {
            return;
        };
        let name = &one.name;
        let episode = here.place.episode;
        match one.look(look) {
            None if one.looks.is_empty() => {}
            None => {
                let known: Vec<&str> = one.looks.iter().map(|look| &*look.name).collect();
                let known = known.join(", ");
                here.find("look.unknown", Weight::Warning, None, [("name", name), ("look", &look), ("known", &known)], format!(
                    "{name} has no look `{look}` in the bible, only {known}. Correct it, or add the look."
                ));
            }
            Some(known) if !known.episodes.contains(episode) => {
                here.find("look.range", Weight::Fault, None, [("name", name), ("look", &known.name), ("number", &episode), ("episodes", &known.episodes)], format!(
                    "{name} wears `{}` in episode {episode}; the bible has it in episodes {}. Change the look here, or its `episodes`.",
                    known.name, known.episodes
                ));
            }
            Some(_) => {}
        }
    }

    /// Ages that action tells: `MARA (27)`.
    pub fn introduced(&mut self, action: &str, here: &mut Here) {
        if !action.contains(|letter: char| letter.is_ascii_digit()) {
            return;
        }
        for (at, age) in bible::ages(&crate::inline::plain(action), &self.names) {
            let who = here.names.of(&self.names[at]);
            self.is_aged(&who, age, here);
        }
    }

    pub fn is_aged(&mut self, who: &str, age: u16, here: &mut Here) {
        let began = i64::from(age) - i64::from(self.years);
        let Some((known, told)) = self.ages.get(who).copied() else {
            self.ages.insert(who.to_owned(), (began, Some(here.place)));
            return;
        };
        // A birthday may have been in between.
        if (began - known).abs() <= 1 {
            return;
        }
        let whence = match told {
            Some(place) => format!("episode {}, line {}", place.episode, place.line),
            None => "the bible".into(),
        };
        let name = here.names.shown(who);
        let (code, wanted) = (
            if told.is_some() {
                "age.other"
            } else {
                "age.other bible"
            },
            known + i64::from(self.years),
        );
        here.find(code, Weight::Warning, told, [("name", &name), ("age", &age), ("known", &wanted)], format!(
            "{name} is {age} here; by {whence} they are {wanted}. Correct one of them, or tell how many years pass: [[years: 6]]."
        ));
    }

    pub fn is_kin(&mut self, who: &str, is: &str, of: &str, here: &mut Here) {
        let Some(kin) = Kin::of(is) else { return };
        let episode = here.place.episode;
        let (name, other) = (
            here.names.shown(who).to_owned(),
            here.names.shown(of).to_owned(),
        );
        let remedy =
            "Correct one of them, or give the bible's relations the `episodes` in which they hold.";
        let mut by_bible = false;
        for (a, known, b, episodes) in &self.relations {
            let same_way = a == who && b == of;
            if !episodes.contains(episode) || !(same_way || (a == of && b == who)) {
                continue;
            }
            let known = if same_way {
                *known
            } else {
                known.from_the_other_side()
            };
            if known == kin {
                by_bible = true;
            } else {
                here.find(
                    "kin.other bible",
                    Weight::Fault,
                    None,
                    [("name", &name), ("other", &other), ("is", &is)],
                    format!(
                        "{name} is the {is} of {other} here, and their {} by the bible. {remedy}",
                        known.word()
                    ),
                );
                return;
            }
        }
        let key = self.told_at.len();
        self.told_at
            .push((who.to_owned(), is.to_owned(), of.to_owned(), here.place));
        if by_bible {
            return;
        }
        if let Some(before) = self.told.add(who, is, of, Episodes::ALL, key) {
            let (a, was, b, place) = &self.told_at[before];
            here.find("kin.other", Weight::Fault, Some(*place), [("name", &name), ("other", &other), ("is", &is), ("was", was)], format!(
                "{name} is the {is} of {other} here; in episode {}, line {}, {} is the {was} of {}. {remedy}",
                place.episode, place.line, here.names.shown(a), here.names.shown(b)
            ));
        }
    }
}
