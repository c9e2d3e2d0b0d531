//! A story as an engine tells it, changed by hand where somebody has.

use super::{BadEdit, Cards, Episode, Line, Person, Place, Scene, Step, Story};
use crate::writers::staging::Moment;
use crate::writers::template::Step as Told;
use crate::writers::{Language, Outline, Staged, Template, moods, plan, staging};

/// All stages, one after the other.
pub fn told(template: &Template, outline: &Outline) -> Story {
    let staged = staging::stage(template, outline, &plan::plan(template, outline));
    let episodes = staged
        .iter()
        .zip(&outline.episodes)
        .map(|(episode, outlined)| {
            let (opens, last) = moments(episode);
            let mut opens = opens.into_iter().map(|moment| summary(outline, moment));
            Episode {
                title: outlined.title.clone(),
                logline: outlined.logline.clone(),
                hook: opens.next().unwrap_or_default(),
                turns: opens.collect(),
                cliffhanger: last
                    .map(|moment| summary(outline, moment))
                    .unwrap_or_default(),
                ends: Some(outlined.ends),
                locked: false,
                behind: false,
                scenes: scenes(template, outline, episode),
            }
        });
    Story {
        title: outline.title.clone(),
        logline: outline.logline.clone(),
        language: outline.language.tag().to_owned(),
        note: format!("{}, {}", outline.engine, outline.seed),
        people: template
            .cast
            .iter()
            .map(|role| Person {
                name: outline.full_name(&role.id),
                cue: outline.cue(&role.id),
                presenting: None,
                age: role.age,
                about: outline.told(&role.about, &format!("about/{}", role.id)),
            })
            .collect(),
        places: template
            .places
            .iter()
            .map(|place| Place {
                name: outline.places.get(&place.id).cloned().unwrap_or_default(),
                kind: place.kind.clone(),
            })
            .collect(),
        episodes: episodes.collect(),
    }
}

/// Another telling of an episode, from 0: other ways where its beats have several, other words.
pub fn again(outline: &mut Outline, episode: usize) {
    if let Some(outlined) = outline.episodes.get(episode) {
        *outline.rolls.entry(outlined.source).or_insert(0) += 1;
    }
}

/// The outline after somebody has changed the cards; later stages follow from it.
pub fn edited(template: &Template, outline: &Outline, cards: &Cards) -> Result<Outline, BadEdit> {
    let before = told(template, outline);
    before.check(cards)?;
    let mut after = outline.clone();
    after.title.clone_from(&cards.title);
    after.logline.clone_from(&cards.logline);
    for (role, name) in template.cast.iter().zip(&cards.people) {
        if outline.full_name(&role.id) != name.name {
            after
                .names
                .insert(role.id.clone(), named(outline.language, &name.name));
        }
    }
    for (place, name) in template.places.iter().zip(&cards.places) {
        after.places.insert(place.id.clone(), name.name.clone());
    }
    let staged = staging::stage(template, outline, &plan::plan(template, outline));
    for (at, (card, was)) in cards.episodes.iter().zip(&before.episodes).enumerate() {
        if let Some(outlined) = after.episodes.get_mut(at) {
            outlined.title.clone_from(&card.title);
            outlined.logline.clone_from(&card.logline);
        }
        let Some(episode) = staged.get(at) else {
            continue;
        };
        let (opens, last) = moments(episode);
        let texts =
            std::iter::once((&card.hook, &was.hook)).chain(card.turns.iter().zip(&was.turns));
        let changed = opens
            .into_iter()
            .zip(texts)
            .chain(last.map(|moment| (moment, (&card.cliffhanger, &was.cliffhanger))));
        for (moment, (now, was)) in changed {
            if now != was {
                let (words, said) = without_speaker(outline, moment, now);
                after.words.insert(moment.key.clone(), words);
                let seen = seen_key(moment);
                if said {
                    after.words.remove(&seen);
                } else {
                    after.words.insert(seen, String::new());
                }
            }
        }
    }
    Ok(after)
}

/// What opens each beat, and what is last.
fn moments(episode: &Staged) -> (Vec<&Moment>, Option<&Moment>) {
    let mut opens: Vec<&Moment> = Vec::new();
    for moment in episode.scenes.iter().flat_map(|scene| &scene.moments) {
        if opens.iter().all(|open| open.beat != moment.beat) {
            opens.push(moment);
        }
    }
    let last = episode.scenes.last().and_then(|scene| scene.moments.last());
    (opens, last)
}

/// A moment on a card.
pub(in crate::writers) fn summary(outline: &Outline, moment: &Moment) -> String {
    match &moment.step {
        Told::Heading { place, .. } => outline.places.get(place).cloned().unwrap_or_default(),
        Told::Action { text } => outline.told(text, &moment.key),
        Told::Said { text, .. } if is_seen(outline, moment) => outline.told(text, &moment.key),
        Told::Said { who, text, .. } => {
            format!(
                "{}{}",
                speaker(outline, who),
                outline.told(text, &moment.key)
            )
        }
    }
}

fn speaker(outline: &Outline, who: &str) -> String {
    let colon = if outline.language == Language::Chinese {
        "："
    } else {
        ": "
    };
    format!("{}{colon}", outline.full_name(who))
}

/// What somebody says, where the speaker still stands before it; else it is seen, not said.
fn without_speaker(outline: &Outline, moment: &Moment, text: &str) -> (String, bool) {
    if let Told::Said { who, .. } = &moment.step
        && let Some(said) = text.strip_prefix(&speaker(outline, who))
    {
        return (said.to_owned(), true);
    }
    (text.to_owned(), false)
}

/// Under which name an outline notes that what was said is seen now.
fn seen_key(moment: &Moment) -> String {
    format!("{}!", moment.key)
}

fn is_seen(outline: &Outline, moment: &Moment) -> bool {
    outline.words.contains_key(&seen_key(moment))
}

/// Engines keep Chinese names with a space after the family's.
fn named(language: Language, name: &str) -> String {
    if language == Language::Chinese && !name.contains(' ') && name.chars().count() > 1 {
        let first = name.chars().next().map_or(0, char::len_utf8);
        return format!("{} {}", &name[..first], &name[first..]);
    }
    name.to_owned()
}

fn scenes(template: &Template, outline: &Outline, episode: &Staged) -> Vec<Scene> {
    let scenes = episode.scenes.iter().map(|scene| Scene {
        place: outline
            .places
            .get(&scene.place)
            .cloned()
            .unwrap_or_else(|| scene.place.clone()),
        hour: scene.hour,
        cast: scene.cast.iter().map(|who| outline.cue(who)).collect(),
        happens: String::new(),
        lines: scene
            .moments
            .iter()
            .filter_map(|moment| line(template, outline, moment))
            .collect(),
    });
    scenes.collect()
}

fn line(template: &Template, outline: &Outline, moment: &Moment) -> Option<Line> {
    let step = match &moment.step {
        Told::Heading { .. } => return None,
        Told::Action { text } => Step::Action {
            text: outline.told(text, &moment.key),
        },
        Told::Said { text, .. } if is_seen(outline, moment) => Step::Action {
            text: outline.told(text, &moment.key),
        },
        Told::Said {
            who,
            manner,
            dual,
            mood,
            text,
        } => Step::Said {
            cue: outline.cue(who),
            manner: *manner,
            dual: *dual,
            mood: mood.as_deref().zip(template.role(who)).map(|(mood, role)| {
                moods::said(mood, outline.language, role.presenting).to_owned()
            }),
            text: outline.told(text, &moment.key),
        },
    };
    Some(step.into())
}
