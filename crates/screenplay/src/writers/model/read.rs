//! Answers, taken into a story.

use serde_json::Value;

use super::{Fault, Wanted, clean, forms, prompt};
use crate::lint::Ending;
use crate::writers::story::{self, Episode, FRAMINGS, Line, Person, Place, Scene, Step, Story};
use crate::writers::template::{Hour, Presenting, Voice};
use crate::writers::{Language, kinds, moods};

/// The answer to [`super::outline`].
pub fn read_outline(answer: &Value, wanted: &Wanted) -> Result<Story, Fault> {
    let size = wanted.size();
    let mut texts = Texts::default();
    let title = texts.needed(&answer["title"], "The title", 60)?;
    let logline = texts.needed(&answer["logline"], "The logline", size.sentence * 2)?;
    let mut people: Vec<Person> = Vec::new();
    for raw in list(&answer["people"]).iter().take(size.people) {
        let Some(name) = raw["name"].as_str().and_then(name) else {
            continue;
        };
        let cue = story::cue(&name);
        if people.iter().any(|other| other.cue == cue) || cue == forms::ACTION {
            continue;
        }
        people.push(Person {
            name,
            cue,
            presenting: Some(match raw["presenting"].as_str() {
                Some("man") => Presenting::Masculine,
                Some("woman") => Presenting::Feminine,
                _ => Presenting::Neutral,
            }),
            age: raw["age"]
                .as_u64()
                .filter(|age| (3..=110).contains(age))
                .unwrap_or(28) as u16,
            about: texts
                .maybe(&raw["about"], size.sentence)?
                .unwrap_or_default(),
        });
    }
    if people.len() < 2 {
        return Err(Fault::Count {
            what: "people with names",
            found: people.len(),
            wanted: 2,
        });
    }
    let mut places: Vec<Place> = Vec::new();
    for raw in list(&answer["places"]).iter().take(size.places) {
        let Some(name) = raw["name"].as_str().and_then(place) else {
            continue;
        };
        if places.iter().all(|other| other.name != name) {
            let kind = raw["kind"]
                .as_str()
                .filter(|kind| kinds::inside(kind).is_some());
            places.push(Place {
                name,
                kind: kind.unwrap_or("street").to_owned(),
            });
        }
    }
    if places.is_empty() {
        return Err(Fault::Empty("The list of places".into()));
    }
    let mut episodes = Vec::new();
    for (at, raw) in list(&answer["episodes"])
        .iter()
        .take(wanted.episodes)
        .enumerate()
    {
        let logline = texts.needed(raw, &format!("Episode {}", at + 1), size.sentence)?;
        episodes.push(Episode {
            title: format!("{}", at + 1),
            logline,
            ..Episode::default()
        });
    }
    if episodes.len() < wanted.episodes {
        return Err(Fault::Count {
            what: "episodes",
            found: episodes.len(),
            wanted: wanted.episodes,
        });
    }
    texts.are_in(&wanted.language)?;
    Ok(Story {
        title,
        logline,
        language: wanted.language.clone(),
        note: String::new(),
        people,
        places,
        episodes,
    })
}

/// The answer to [`super::card`]: the episode with its card; scenes that it had are behind it.
pub fn read_card(answer: &Value, wanted: &Wanted, before: &Episode) -> Result<Episode, Fault> {
    let size = wanted.size();
    let mut texts = Texts::default();
    let mut episode = before.clone();
    episode.title = texts.needed(&answer["title"], "The title", 48)?;
    episode.hook = texts.needed(&answer["hook"], "The hook", size.sentence)?;
    episode.cliffhanger = texts.needed(&answer["cliffhanger"], "The cliffhanger", size.sentence)?;
    episode.turns.clear();
    for raw in list(&answer["turns"]).iter().take(size.turns) {
        if let Some(turn) = texts.maybe(raw, size.sentence)?
            && !episode.turns.contains(&turn)
        {
            episode.turns.push(turn);
        }
    }
    if episode.turns.is_empty() {
        return Err(Fault::Empty("The list of turns".into()));
    }
    episode.ends = serde_json::from_value::<Ending>(answer["ends"].clone()).ok();
    episode.behind |= !episode.scenes.is_empty();
    texts.are_in(&wanted.language)?;
    Ok(episode)
}

/// The answer to [`super::scenes`]: scenes without lines.
pub fn read_scenes(answer: &Value, wanted: &Wanted, story: &Story) -> Result<Vec<Scene>, Fault> {
    let size = wanted.size();
    let mut texts = Texts::default();
    let mut scenes = Vec::new();
    for (at, raw) in list(&answer["scenes"]).iter().take(size.scenes).enumerate() {
        let what = format!("Scene {}", at + 1);
        let named = raw["place"].as_str().unwrap_or_default();
        let place = story
            .places
            .iter()
            .find(|place| alike(&place.name, named))
            .ok_or_else(|| unknown(&what, named))?;
        let mut cast: Vec<String> = Vec::new();
        for raw in list(&raw["people"])
            .iter()
            .take(6)
            .filter_map(Value::as_str)
        {
            let person = person(story, raw).ok_or_else(|| unknown(&what, raw))?;
            if !cast.contains(&person.cue) {
                cast.push(person.cue.clone());
            }
        }
        if cast.is_empty() {
            return Err(Fault::Empty(format!("The list of people of {what}")));
        }
        scenes.push(Scene {
            place: place.name.clone(),
            hour: serde_json::from_value::<Hour>(raw["hour"].clone()).unwrap_or(Hour::Day),
            cast,
            happens: texts.needed(&raw["happens"], &what, size.sentence * 2)?,
            lines: Vec::new(),
        });
    }
    if scenes.is_empty() {
        return Err(Fault::Empty("The list of scenes".into()));
    }
    texts.are_in(&wanted.language)?;
    Ok(scenes)
}

/// The answer to [`super::lines`].
pub fn read_lines(
    answer: &Value,
    wanted: &Wanted,
    story: &Story,
    at: (usize, usize),
) -> Result<Vec<Line>, Fault> {
    let cues = prompt::cues(story, at);
    let presenting = |cue: &str| {
        story
            .people
            .iter()
            .find(|person| person.cue == cue)
            .and_then(|person| person.presenting)
    };
    steps(
        answer,
        &wanted.language,
        &cues,
        wanted.size().lines,
        presenting,
    )
}

/// Lines said by these people and no others.
pub fn steps(
    answer: &Value,
    language: &str,
    cues: &[&str],
    (least, most): (usize, usize),
    presenting: impl Fn(&str) -> Option<Presenting>,
) -> Result<Vec<Line>, Fault> {
    let mut texts = Texts::default();
    let mut lines: Vec<Line> = Vec::new();
    for (at, raw) in list(&answer["lines"]).iter().take(most * 2).enumerate() {
        let what = format!("Line {}", at + 1);
        let who = raw["who"].as_str().unwrap_or_default().trim();
        let said = raw["text"].as_str().unwrap_or_default();
        Texts::heard(said)?;
        let step = if who.is_empty() || who.eq_ignore_ascii_case(forms::ACTION) {
            clean::text(said, 160).map(|text| Step::Action { text })
        } else {
            let cue = cues
                .iter()
                .find(|cue| alike(cue, who))
                .ok_or_else(|| unknown(&what, who))?;
            clean::speech(said, cue, 160).map(|text| Step::Said {
                cue: (*cue).to_owned(),
                manner: manner(raw["how"].as_str()),
                dual: false,
                mood: mood(raw["mood"].as_str(), language, presenting(cue)),
                text,
            })
        };
        // One that says nothing is left out, and so is one that says what was just said.
        let Some(step) = step else { continue };
        let again = lines.iter().any(|line| line.step.text() == step.text());
        if !again && lines.len() < most {
            texts.0.push(step.text().to_owned());
            lines.push(step.into());
        }
    }
    if lines.len() < least.min(2) {
        return Err(if list(&answer["lines"]).len() >= least {
            Fault::Repeats
        } else {
            Fault::Count {
                what: "lines",
                found: lines.len(),
                wanted: least,
            }
        });
    }
    texts.are_in(language)?;
    Ok(lines)
}

/// The answer to [`super::shots`], for so many lines.
pub fn read_shots(answer: &Value, lines: usize) -> Result<Vec<String>, Fault> {
    let shots: Vec<String> = list(&answer["shots"])
        .iter()
        .take(lines)
        .filter_map(Value::as_str)
        .filter(|shot| FRAMINGS.contains(shot))
        .map(str::to_owned)
        .collect();
    if shots.len() < lines {
        return Err(Fault::Count {
            what: "shots",
            found: shots.len(),
            wanted: lines,
        });
    }
    Ok(shots)
}

/// Texts that were read, to be looked at together.
#[derive(Default)]
pub struct Texts(pub Vec<String>);

impl Texts {
    fn needed(&mut self, raw: &Value, what: &str, most: usize) -> Result<String, Fault> {
        self.maybe(raw, most)?
            .ok_or_else(|| Fault::Empty(what.to_owned()))
    }

    fn maybe(&mut self, raw: &Value, most: usize) -> Result<Option<String>, Fault> {
        let Some(raw) = raw.as_str() else {
            return Ok(None);
        };
        Self::heard(raw)?;
        let text = clean::text(raw, most);
        self.0.extend(text.clone());
        Ok(text)
    }

    pub fn heard(raw: &str) -> Result<(), Fault> {
        if clean::refusal(raw) {
            return Err(Fault::Refused(clean::quoted(raw, 120)));
        }
        Ok(())
    }

    pub fn are_in(&self, language: &str) -> Result<(), Fault> {
        let texts: Vec<&str> = self.0.iter().map(|text| &**text).collect();
        clean::language(&texts, language)
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(|list| &**list).unwrap_or_default()
}

fn unknown(what: &str, name: &str) -> Fault {
    Fault::Unknown {
        what: what.to_owned(),
        name: clean::quoted(name, 60),
    }
}

fn person<'a>(story: &'a Story, named: &str) -> Option<&'a Person> {
    story
        .people
        .iter()
        .find(|person| alike(&person.cue, named) || alike(&person.name, named))
}

fn alike(one: &str, other: &str) -> bool {
    one.trim().to_uppercase() == other.trim().to_uppercase()
}

/// Letters, and what stands between them in names.
fn name(raw: &str) -> Option<String> {
    let text = clean::text(raw, 40)?;
    let kept: String = text
        .chars()
        .filter(|letter| {
            letter.is_alphanumeric()
                || matches!(letter, ' ' | '-' | '\'' | '’' | '·')
                || is_mark(*letter)
        })
        .take(24)
        .collect();
    let kept = kept.trim();
    kept.contains(char::is_alphabetic).then(|| kept.to_owned())
}

/// Vowel signs and the like, which belong to the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e4e}' | '\u{64b}'..='\u{652}')
}

/// In capitals, as headings are; no dash that would be read as the hour.
fn place(raw: &str) -> Option<String> {
    let text = name(raw)?;
    let text = text
        .replace('-', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!text.is_empty()).then(|| text.to_uppercase())
}

fn manner(how: Option<&str>) -> Voice {
    match how {
        Some("over") => Voice::Over,
        Some("off") => Voice::Off,
        Some("phone") => Voice::OnPhone,
        Some("text") => Voice::Text,
        _ => Voice::Here,
    }
}

fn mood(mood: Option<&str>, language: &str, presenting: Option<Presenting>) -> Option<String> {
    let row = moods::MOODS.iter().find(|row| Some(row[0]) == mood)?;
    let language = Language::from_tag(language).unwrap_or(Language::English);
    Some(moods::said(row[0], language, presenting.unwrap_or(Presenting::Neutral)).to_owned())
}
