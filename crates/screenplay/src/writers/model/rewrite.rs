//! One scene or one line of a script, written again; everything else stays byte for byte.

use std::fmt::Write;
use std::ops::Range;

use serde_json::Value;

use super::read::{Texts, steps};
use super::{Ask, Fault, Wanted, clean, forms};
use crate::writers::Language;
use crate::writers::story::{Line, Page};
use crate::{Element, Kind, Script};

/// What is to be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// By episode, and scene in it, both from 1.
    Scene { episode: usize, scene: usize },
    /// The scene that a line of the script stands in, from 1.
    SceneAt(usize),
    /// What is said or done at a line of the script.
    Line(usize),
}

/// Why there is nothing to write again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    #[error("The script has no scene {scene} in episode {episode}. It has {there} scenes there.")]
    Scene {
        episode: usize,
        scene: usize,
        there: usize,
    },
    #[error("Line {0} of the script stands in no scene. Choose a line below a scene heading.")]
    NoScene(usize),
    #[error(
        "Nothing is said or done at line {0} of the script. Choose a line of dialogue or action."
    )]
    NoLine(usize),
}

/// A scene by its place in the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub episode: usize,
    pub scene: usize,
    /// Its heading, among the script's elements.
    heading: usize,
    body: Range<usize>,
}

/// Something to write again, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    pub place: Place,
    /// The one element of it, among the script's; nothing: the whole scene.
    line: Option<usize>,
    /// Its number among what is said and done in the scene, from 0.
    pub step: Option<usize>,
    /// Who may speak.
    pub cues: Vec<String>,
    language: String,
}

/// Finds it.
pub fn find(script: &Script, language: &str, target: Target) -> Result<Rewrite, NotThere> {
    let places = places(script);
    let (place, line) = match target {
        Target::Scene { episode, scene } => {
            let there = places.iter().filter(|place| place.episode == episode);
            let found = there.clone().find(|place| place.scene == scene);
            let there = there.count();
            let missing = NotThere::Scene {
                episode,
                scene,
                there,
            };
            (found.ok_or(missing)?, None)
        }
        Target::SceneAt(line) => (at_line(script, &places, line)?, None),
        Target::Line(line) => {
            let place = at_line(script, &places, line)?;
            let element = spoken_at(script, place, line).ok_or(NotThere::NoLine(line))?;
            (place, Some(element))
        }
    };
    let step = line.map(|line| {
        let before = &script.elements[place.body.start..line];
        before.iter().filter(|element| is_step(element)).count()
    });
    Ok(Rewrite {
        cues: cues(script, &places, place),
        place: place.clone(),
        line,
        step,
        language: language.to_owned(),
    })
}

impl Rewrite {
    /// The heading of its scene.
    pub fn heading<'a>(&self, script: &'a Script) -> &'a str {
        script
            .elements
            .get(self.place.heading)
            .map_or("", |heading| &heading.text)
    }

    /// What a model is asked. `wish`: what shall be otherwise, in somebody's words; `findings`: what a critic says.
    pub fn ask(&self, script: &Script, wish: &str, findings: &[String]) -> Ask {
        let scene = &script.elements[self.place.body.clone()];
        let mut user = String::from("<story>\n");
        let before = &script.elements[..self.place.heading];
        for text in last_steps(before, 3) {
            let _ = writeln!(user, "{text}");
        }
        let heading = &script.elements[self.place.heading].text;
        let _ = writeln!(user, "--- {} ---", clean::quoted(heading, 120));
        for (at, element) in scene.iter().enumerate() {
            let marked = self.line == Some(self.place.body.start + at);
            if let Some(text) = told(element) {
                let _ = writeln!(user, "{}{text}", if marked { ">>> " } else { "" });
            }
        }
        user.push_str("</story>\n\n");
        let schema = if let Some(line) = self.line {
            let element = &script.elements[line];
            let who = if element.kind == Kind::Action {
                "what is seen".to_owned()
            } else {
                speaker(script, line).unwrap_or_default()
            };
            let _ = write!(
                user,
                "Write the line marked with >>> again, by {who}: it does the same for the story, in other, better words. Only the words \
                 themselves, without a name before them."
            );
            forms::line()
        } else {
            let (least, most) = self.lines(script);
            let _ = write!(
                user,
                "Write the scene between the dashes again, with {least} to {most} lines: the same thing happens, told better. `who` is one of its \
                 people, or {} for what is seen. What somebody says is what they say, without their name.",
                forms::ACTION
            );
            let cues: Vec<&str> = self.cues.iter().map(|cue| &**cue).collect();
            forms::lines(least, most, &cues)
        };
        if !wish.trim().is_empty() {
            let _ = write!(
                user,
                "\nWhat shall be otherwise: <story>{}</story>",
                clean::quoted(wish, 300)
            );
        }
        for finding in findings.iter().take(6) {
            let _ = write!(
                user,
                "\nA critic says of the draft before: {}",
                clean::quoted(finding, 300)
            );
        }
        let wanted = Wanted {
            premise: String::new(),
            language: self.language.clone(),
            episodes: 1,
            seconds: 60,
        };
        Ask {
            system: super::prompt::system(&wanted),
            user,
            form: if self.line.is_some() { "line" } else { "lines" },
            tokens_max: forms::tokens_max(&schema),
            schema,
        }
    }

    /// The script with the answer in it.
    pub fn read(&self, script: &Script, answer: &Value) -> Result<Script, Fault> {
        let Some(line) = self.line else {
            let cues: Vec<&str> = self.cues.iter().map(|cue| &**cue).collect();
            let lines = steps(answer, &self.language, &cues, self.lines(script), |_| None)?;
            return Ok(self.with_lines(script, &lines));
        };
        let raw = answer["text"].as_str().unwrap_or_default();
        let mut texts = Texts::default();
        Texts::heard(raw)?;
        let before = &script.elements[line];
        let text = if before.kind == Kind::Action {
            clean::text(raw, 200)
        } else {
            clean::speech(raw, &speaker(script, line).unwrap_or_default(), 200)
        };
        let text = text.ok_or_else(|| Fault::Empty("The line".into()))?;
        if text == before.text.trim() {
            return Err(Fault::Repeats);
        }
        texts.0.push(text.clone());
        texts.are_in(&self.language)?;
        Ok(self.with_text(script, &text))
    }

    /// The script with other lines in the scene. Facts of the story and others' notes in it are kept, behind them.
    pub fn with_lines(&self, script: &Script, lines: &[Line]) -> Script {
        let body = &script.elements[self.place.body.clone()];
        let language = Language::from_tag(&self.language).unwrap_or(Language::English);
        let mut page = Page::default();
        page.push(Kind::Blank, "");
        page.0.extend(
            body.iter()
                .filter(|element| element.kind == Kind::Synopsis)
                .cloned(),
        );
        if page.0.len() > 1 {
            page.push(Kind::Blank, "");
        }
        for line in lines {
            page.line(line, language);
        }
        for element in body {
            let kept = match element.kind {
                Kind::Note => !element.text.trim().starts_with("shot:"),
                Kind::Boneyard => true,
                _ => false,
            };
            if kept {
                page.block(element.kind.clone(), &element.text);
            }
        }
        let mut after = script.clone();
        after.elements.splice(self.place.body.clone(), page.0);
        after
    }

    /// The script with other words in the line.
    pub fn with_text(&self, script: &Script, text: &str) -> Script {
        let mut after = script.clone();
        if let Some(element) = self.line.and_then(|line| after.elements.get_mut(line)) {
            element.set_text(text);
        }
        after
    }

    fn lines(&self, script: &Script) -> (usize, usize) {
        let body = &script.elements[self.place.body.clone()];
        let there = body
            .iter()
            .filter(|element| is_step(element))
            .count()
            .clamp(3, 24);
        ((there / 2).max(2), there + 3)
    }
}

/// Every scene with a heading.
pub fn places(script: &Script) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let (mut episode, mut scene) = (1, 0);
    let mut sections = 0;
    for (at, element) in script.elements.iter().enumerate() {
        let ends = matches!(element.kind, Kind::Heading { .. } | Kind::Section { .. });
        if ends
            && let Some(open) = places.last_mut()
            && open.body.end == usize::MAX
        {
            open.body.end = at;
        }
        match element.kind {
            Kind::Section { depth: 1 } => {
                sections += 1;
                episode = sections;
                scene = 0;
            }
            Kind::Heading { .. } => {
                scene += 1;
                places.push(Place {
                    episode,
                    scene,
                    heading: at,
                    body: at + 1..usize::MAX,
                });
            }
            _ => {}
        }
    }
    if let Some(open) = places.last_mut()
        && open.body.end == usize::MAX
    {
        open.body.end = script.elements.len();
    }
    places
}

fn at_line<'a>(script: &Script, places: &'a [Place], line: usize) -> Result<&'a Place, NotThere> {
    let element = script
        .elements
        .iter()
        .rposition(|element| element.line <= line);
    let element = element
        .filter(|_| line > 0)
        .ok_or(NotThere::NoScene(line))?;
    places
        .iter()
        .find(|place| place.heading == element || place.body.contains(&element))
        .ok_or(NotThere::NoScene(line))
}

/// What is said or done at a line: of a cue or a parenthetical, what is said below it.
fn spoken_at(script: &Script, place: &Place, line: usize) -> Option<usize> {
    let at = script
        .elements
        .iter()
        .rposition(|element| element.line <= line)?;
    for (offset, element) in script.elements[at..place.body.end].iter().enumerate() {
        match element.kind {
            Kind::Action | Kind::Dialogue | Kind::Lyric => return Some(at + offset),
            Kind::Character { .. } | Kind::Parenthetical => {}
            _ => return None,
        }
    }
    None
}

fn is_step(element: &Element) -> bool {
    matches!(element.kind, Kind::Action | Kind::Dialogue | Kind::Lyric)
        && !element.text.trim().is_empty()
}

fn told(element: &Element) -> Option<String> {
    match element.kind {
        Kind::Action | Kind::Dialogue | Kind::Lyric => Some(clean::quoted(&element.text, 400)),
        Kind::Character { .. } => Some(format!("{}:", clean::quoted(&element.text, 60))),
        _ => None,
    }
}

fn last_steps(elements: &[Element], count: usize) -> Vec<String> {
    let mut last: Vec<String> = elements
        .iter()
        .rev()
        .filter_map(told)
        .take(count * 2)
        .collect();
    last.reverse();
    last
}

fn speaker(script: &Script, line: usize) -> Option<String> {
    script.elements[..line]
        .iter()
        .rev()
        .find_map(|element| match element.kind {
            Kind::Character { .. } => Some(element.text.trim().to_owned()),
            _ => None,
        })
}

/// Those of the scene; where nobody speaks in it, those of the episode, else of the whole script.
fn cues(script: &Script, places: &[Place], place: &Place) -> Vec<String> {
    let of = |wanted: &dyn Fn(&Place) -> bool| {
        let mut cues: Vec<String> = Vec::new();
        for place in places.iter().filter(|place| wanted(place)) {
            for element in &script.elements[place.body.clone()] {
                let cue = element.text.trim();
                if matches!(element.kind, Kind::Character { .. })
                    && !cue.is_empty()
                    && cues.iter().all(|one| one != cue)
                {
                    cues.push(cue.to_owned());
                }
            }
        }
        cues.truncate(12);
        cues
    };
    let own = of(&|other| other == place);
    if !own.is_empty() {
        return own;
    }
    let near = of(&|other| other.episode == place.episode);
    if near.is_empty() { of(&|_| true) } else { near }
}
