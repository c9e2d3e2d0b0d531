//! Props and who has them; places and whether they are there.

use std::collections::{HashMap, HashSet};

use super::{
    Place, Weight,
    walk::{Here, Names},
};
use crate::bible::{Bible, folded};

/// What became of a prop, and where; no place: it was so when the story began.
enum State {
    /// Lies somewhere for anybody to take.
    Free,
    With(String, Option<Place>),
    Lost(Place),
    Broken(Place),
}

pub struct Things<'a> {
    bible: &'a Bible,
    props: HashMap<String, State>,
    gone: HashMap<String, Place>,
    named: HashSet<(String, u32)>,
}

impl<'a> Things<'a> {
    pub fn new(bible: &'a Bible, names: &Names) -> Self {
        let props = bible.props.iter().map(|prop| {
            let state = match &prop.holder {
                Some(holder) => State::With(names.of(holder), None),
                None => State::Free,
            };
            (folded(&prop.name), state)
        });
        Self {
            bible,
            props: props.collect(),
            gone: HashMap::new(),
            named: HashSet::new(),
        }
    }

    /// The prop's state, unless it is broken, which is said.
    fn whole(&mut self, prop: &str, here: &mut Here) -> Option<&mut State> {
        let key = folded(prop);
        let unknown = !self.bible.props.is_empty() && self.bible.prop(prop).is_none();
        if unknown && self.named.insert((format!("prop {key}"), 0)) {
            here.find(
                "name.unknown prop",
                Weight::Warning,
                None,
                [("prop", &prop)],
                format!("The bible has no prop `{prop}`. Correct the note, or add a [[prop]]."),
            );
        }
        let state = self.props.entry(key).or_insert(State::Free);
        if let State::Broken(place) = *state {
            here.find("prop.broken", Weight::Fault, Some(place), [("prop", &prop)], format!(
                "`{prop}` is here, and was destroyed in episode {}, line {}. Take one of them out; another one of its kind needs a name of its own.",
                place.episode, place.line
            ));
            return None;
        }
        Some(state)
    }

    pub fn takes(&mut self, prop: &str, who: &str, here: &mut Here) {
        let place = here.place;
        if let Some(state) = self.whole(prop, here) {
            *state = State::With(who.to_owned(), Some(place));
        }
    }

    /// Does what one can only with the prop in hand. Whoever uses what lies about, has it from then on.
    pub fn uses(&mut self, prop: &str, who: &str, does: &str, here: &mut Here) {
        let place = here.place;
        let Some(state) = self.whole(prop, here) else {
            return;
        };
        let name = here.names.shown(who);
        match state {
            State::With(holder, _) if holder == who => {}
            State::With(holder, since) => {
                let holder = here.names.shown(holder).to_owned();
                let (since, against) = match since {
                    Some(place) => (
                        format!("since episode {}, line {}", place.episode, place.line),
                        Some(*place),
                    ),
                    None => ("since the story began".into(), None),
                };
                let code = if against.is_some() {
                    "prop.elsewhere"
                } else {
                    "prop.elsewhere bible"
                };
                here.find(code, Weight::Fault, against, [("name", &name), ("prop", &prop), ("holder", &holder)], format!(
                    "{name} {does} `{prop}`, and {holder} has it {since}. Show how it changes hands: [[gives: {prop}, {holder}, {name}]] or [[takes: {prop}, {name}]]."
                ));
            }
            State::Lost(place) => {
                let place = *place;
                here.find("prop.lost", Weight::Fault, Some(place), [("name", &name), ("prop", &prop)], format!(
                    "{name} {does} `{prop}`, and it was lost in episode {}, line {}. Show how it is found: [[takes: {prop}, {name}]].",
                    place.episode, place.line
                ));
            }
            State::Free => *state = State::With(who.to_owned(), Some(place)),
            State::Broken(_) => {}
        }
    }

    pub fn loses(&mut self, prop: &str, who: &str, here: &mut Here) {
        self.uses(prop, who, "loses", here);
        let place = here.place;
        if let Some(state) = self.props.get_mut(&folded(prop))
            && !matches!(state, State::Broken(_))
        {
            *state = State::Lost(place);
        }
    }

    pub fn breaks(&mut self, prop: &str, here: &mut Here) {
        let place = here.place;
        if let Some(state) = self.whole(prop, here) {
            *state = State::Broken(place);
        }
    }

    /// The location's name in the bible, or else as the script has it.
    fn place_name(&self, location: &str) -> String {
        let known = self.bible.location(location);
        folded(known.map_or(location, |known| &known.name))
    }

    pub fn gone(&mut self, location: &str, here: &mut Here) {
        self.gone.insert(self.place_name(location), here.place);
    }

    pub fn back(&mut self, location: &str) {
        self.gone.remove(&self.place_name(location));
    }

    pub fn plays_in(&mut self, location: &str, here: &mut Here) {
        let episode = here.place.episode;
        if location.is_empty() {
            return;
        }
        match self.bible.location(location) {
            None if self.bible.locations.is_empty() => {}
            None => {
                if self.named.insert((format!("location {}", folded(location)), 0)) {
                    here.find("location.unknown", Weight::Warning, None, [("location", &location)], format!(
                        "The scene plays in `{location}`, which is not in the bible. Correct the heading, or add a [[location]]."
                    ));
                }
            }
            Some(known) if !known.episodes.contains(episode) => here.find("location.range", Weight::Fault, None, [("location", &known.name), ("number", &episode), ("episodes", &known.episodes)], format!(
                "The scene plays in `{}` in episode {episode}; by the bible it is there in episodes {}. Play it elsewhere, or change `episodes`.",
                known.name, known.episodes
            )),
            Some(_) => {}
        }
        if let Some(place) = self.gone.get(&self.place_name(location)).copied() {
            here.find("location.gone", Weight::Fault, Some(place), [("location", &location)], format!(
                "The scene plays in `{location}`, which is gone since episode {}, line {}. Play it elsewhere, make it a [[flashback]], or bring it back: [[back: {location}]].",
                place.episode, place.line
            ));
        }
    }
}
