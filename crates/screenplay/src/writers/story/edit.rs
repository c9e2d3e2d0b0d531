//! What a person changes on the cards.

use serde::{Deserialize, Serialize};

use super::{Episode, Step, Story};

/// The cards as they shall be: as many people, places and episodes as there are, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cards {
    pub title: String,
    pub logline: String,
    pub people: Vec<NameEdit>,
    pub places: Vec<NameEdit>,
    pub episodes: Vec<EpisodeEdit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameEdit {
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpisodeEdit {
    pub title: String,
    pub logline: String,
    pub hook: String,
    pub turns: Vec<String>,
    pub cliffhanger: String,
    #[serde(default)]
    pub locked: bool,
}

/// Why cards are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEdit {
    #[error("There are {there} {what}, and {sent} were sent. Send all of them, in their order.")]
    Count {
        what: &'static str,
        there: usize,
        sent: usize,
    },
    #[error("{what} is {why}.")]
    Text { what: String, why: &'static str },
    #[error("Two people are called {0}. Give each a name of their own.")]
    Twice(String),
}

impl Story {
    /// The cards as they are.
    pub fn cards(&self) -> Cards {
        let names = |names: Vec<&String>| {
            let names = names
                .into_iter()
                .map(|name| NameEdit { name: name.clone() });
            names.collect()
        };
        Cards {
            title: self.title.clone(),
            logline: self.logline.clone(),
            people: names(self.people.iter().map(|one| &one.name).collect()),
            places: names(self.places.iter().map(|one| &one.name).collect()),
            episodes: self.episodes.iter().map(card).collect(),
        }
    }

    /// Whether cards can be taken.
    pub fn check(&self, cards: &Cards) -> Result<(), BadEdit> {
        for (what, there, sent) in [
            ("people", self.people.len(), cards.people.len()),
            ("places", self.places.len(), cards.places.len()),
            ("episodes", self.episodes.len(), cards.episodes.len()),
        ] {
            if there != sent {
                return Err(BadEdit::Count { what, there, sent });
            }
        }
        text("The title", &cards.title, 200, true)?;
        text("The logline", &cards.logline, 1000, false)?;
        for (at, person) in cards.people.iter().enumerate() {
            name("A name", &person.name)?;
            let same = |other: &super::NameEdit| cue(&other.name) == cue(&person.name);
            if cards.people[..at].iter().any(same) {
                return Err(BadEdit::Twice(person.name.clone()));
            }
        }
        for place in &cards.places {
            name("A place", &place.name)?;
        }
        for (number, (card, was)) in cards.episodes.iter().zip(&self.episodes).enumerate() {
            let what = |what: &str| format!("{what} of episode {}", number + 1);
            text(&what("The title"), &card.title, 200, true)?;
            text(&what("The logline"), &card.logline, 1000, false)?;
            text(&what("The hook"), &card.hook, 1000, !was.hook.is_empty())?;
            text(
                &what("The cliffhanger"),
                &card.cliffhanger,
                1000,
                !was.cliffhanger.is_empty(),
            )?;
            if card.turns.len() > 12 {
                return Err(BadEdit::Count {
                    what: "turns at most",
                    there: 12,
                    sent: card.turns.len(),
                });
            }
            for turn in &card.turns {
                text(&what("A turn"), turn, 1000, true)?;
            }
        }
        Ok(())
    }

    /// Takes cards. Names change wherever they stand; an episode whose card changed is behind it.
    pub fn take(&mut self, cards: &Cards) -> Result<(), BadEdit> {
        self.check(cards)?;
        self.title.clone_from(&cards.title);
        self.logline.clone_from(&cards.logline);
        for (episode, now) in self.episodes.iter_mut().zip(&cards.episodes) {
            let mut was = card(episode);
            was.locked = now.locked;
            episode.behind |= was != *now && !episode.scenes.is_empty();
            episode.title.clone_from(&now.title);
            episode.logline.clone_from(&now.logline);
            episode.hook.clone_from(&now.hook);
            episode.turns.clone_from(&now.turns);
            episode.cliffhanger.clone_from(&now.cliffhanger);
            episode.locked = now.locked;
        }
        for at in 0..self.people.len() {
            let (was, now) = (self.people[at].name.clone(), &cards.people[at].name);
            if was != *now {
                self.rename(&was, now);
                self.people[at].name.clone_from(now);
                self.people[at].cue = cue(now);
            }
        }
        for at in 0..self.places.len() {
            let (was, now) = (self.places[at].name.clone(), &cards.places[at].name);
            for scene in self.episodes.iter_mut().flat_map(|one| &mut one.scenes) {
                if scene.place == was {
                    scene.place.clone_from(now);
                }
            }
            self.places[at].name.clone_from(now);
        }
        Ok(())
    }

    fn rename(&mut self, was: &str, now: &str) {
        let (was_cue, now_cue) = (cue(was), cue(now));
        let again = |text: &mut String| *text = replaced(text, was, now);
        for episode in &mut self.episodes {
            for text in [
                &mut episode.logline,
                &mut episode.hook,
                &mut episode.cliffhanger,
            ] {
                again(text);
            }
            episode.turns.iter_mut().for_each(again);
            for scene in &mut episode.scenes {
                again(&mut scene.happens);
                for one in &mut scene.cast {
                    if *one == was_cue {
                        one.clone_from(&now_cue);
                    }
                }
                for line in &mut scene.lines {
                    match &mut line.step {
                        Step::Action { text } => again(text),
                        Step::Said { cue, text, .. } => {
                            if *cue == was_cue {
                                cue.clone_from(&now_cue);
                            }
                            again(text);
                        }
                    }
                }
            }
        }
    }
}

fn card(episode: &Episode) -> EpisodeEdit {
    EpisodeEdit {
        title: episode.title.clone(),
        logline: episode.logline.clone(),
        hook: episode.hook.clone(),
        turns: episode.turns.clone(),
        cliffhanger: episode.cliffhanger.clone(),
        locked: episode.locked,
    }
}

/// A name as it stands above what is said.
pub(in crate::writers) fn cue(name: &str) -> String {
    name.trim().to_uppercase()
}

/// Whole words only: `Ann` is not in `Annual`.
fn replaced(text: &str, was: &str, now: &str) -> String {
    let mut after = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(was).filter(|_| !was.is_empty()) {
        let (before, found) = rest.split_at(at);
        let tail = &found[was.len()..];
        let letters = was
            .chars()
            .all(|letter| letter.is_ascii_alphabetic() || letter == ' ');
        let inside = letters
            && (before.ends_with(char::is_alphanumeric) || tail.starts_with(char::is_alphanumeric));
        after.push_str(before);
        after.push_str(if inside { was } else { now });
        rest = tail;
    }
    after + rest
}

fn text(what: &str, text: &str, most: usize, needed: bool) -> Result<(), BadEdit> {
    let bad = |why| {
        Err(BadEdit::Text {
            what: what.to_owned(),
            why,
        })
    };
    if needed && text.trim().is_empty() {
        return bad("empty");
    }
    if text.chars().count() > most {
        return bad("too long");
    }
    if text.contains(char::is_control) || text.contains("[[") || text.contains("/*") {
        return bad("more than one line, or has marks that mean something in a script");
    }
    Ok(())
}

fn name(what: &str, name: &str) -> Result<(), BadEdit> {
    text(what, name, 60, true)?;
    let bad = !name.contains(char::is_alphanumeric)
        || name.contains([
            '{', '}', '[', ']', '|', '(', ')', '（', '）', '^', '@', '#', '~', '*', '_', '\\',
        ]);
    if bad {
        return Err(BadEdit::Text {
            what: format!("{what}, {name:?},"),
            why: "no name that can stand in a script",
        });
    }
    Ok(())
}
