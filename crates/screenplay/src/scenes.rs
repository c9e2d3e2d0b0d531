//! Scenes: where, when, what is done, and what is said by whom.

use serde::Serialize;

use crate::{Kind, Script, inline};

/// One scene. What stands before the first heading is a scene without one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scene {
    /// Place in the script, from 0.
    pub index: usize,
    pub heading: Option<Heading>,
    /// The sections that it stands in, the outermost first, such as `Episode 3: The Ring`.
    pub sections: Vec<String>,
    pub synopsis: Option<String>,
    pub beats: Vec<Beat>,
}

/// A scene heading, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    pub line: usize,
    /// All of it, as written.
    pub text: String,
    pub inside: bool,
    pub outside: bool,
    /// `PALACE HALL`
    pub location: String,
    /// What stands after the last dash: `NIGHT`, `LATER`.
    pub time: Option<String>,
    pub number: Option<String>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Beat {
    Action { line: usize, text: String },
    Utterance(Utterance),
    Transition { line: usize, text: String },
}

/// What one speaker says without being interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Utterance {
    pub line: usize,
    pub speaker: String,
    pub manner: Manner,
    /// Verbatim; no emphasis, no notes.
    pub text: String,
    /// How it is said: what stood in parentheses between the lines.
    pub parentheticals: Vec<String>,
    pub sung: bool,
    /// Said at the same time as the utterance before.
    pub dual: bool,
}

/// Where a voice comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    Dialogue,
    /// Over the picture; nobody in it hears it.
    VoiceOver,
    /// There, and not in the picture.
    OffScreen,
    Phone,
    /// Written, not spoken.
    TextMessage,
}

impl Manner {
    /// From what stands behind a character's name, in the usual abbreviations and languages.
    pub fn of(extension: Option<&str>) -> Self {
        let Some(extension) = extension else {
            return Self::Dialogue;
        };
        let letters: String = extension
            .chars()
            .filter(|letter| letter.is_alphanumeric() || letter.is_whitespace())
            .collect::<String>()
            .to_uppercase();
        let words: Vec<&str> = letters.split_whitespace().collect();
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
        if has(&[
            "TEXT", "TEXTS", "TEXTING", "SMS", "MESSAGE", "CHAT", "DM", "短信", "微信", "MENSAJE",
            "MENSAGEM",
        ]) {
            Self::TextMessage
        } else if has(&[
            "PHONE",
            "TELEPHONE",
            "FILTERED",
            "CALL",
            "电话",
            "TELÉFONO",
            "TELEFONE",
        ]) {
            Self::Phone
        } else if has(&[
            "VO",
            "VOICEOVER",
            "NARRATION",
            "THOUGHT",
            "旁白",
            "画外音",
            "内心",
        ]) {
            Self::VoiceOver
        } else if has(&["OS", "OC", "OFF", "OFFSCREEN"]) {
            Self::OffScreen
        } else {
            Self::Dialogue
        }
    }
}

impl Scene {
    pub fn utterances(&self) -> impl Iterator<Item = &Utterance> {
        self.beats.iter().filter_map(|beat| match beat {
            Beat::Utterance(utterance) => Some(utterance),
            _ => None,
        })
    }

    /// Who speaks in it, in the order of their first words.
    pub fn cast(&self) -> Vec<&str> {
        let mut cast: Vec<&str> = Vec::new();
        for utterance in self.utterances() {
            if !cast.contains(&&*utterance.speaker) {
                cast.push(&utterance.speaker);
            }
        }
        cast
    }
}

/// A run of scenes under one section of depth 1, such as an episode; a script without sections is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Episode {
    /// From 1.
    pub number: usize,
    /// The section's title; empty where there is no section.
    pub title: String,
    pub line: usize,
    pub scenes: Vec<Scene>,
}

/// The scenes of a script, in order.
pub fn scenes(script: &Script) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = vec![Scene::default()];
    let mut sections: Vec<(u8, String)> = Vec::new();
    let mut speaking: Option<Utterance> = None;
    for element in &script.elements {
        let (line, text) = (element.line, &element.text);
        let spoken = matches!(
            element.kind,
            Kind::Dialogue | Kind::Lyric | Kind::Parenthetical | Kind::Note | Kind::Boneyard
        );
        if !spoken {
            finish(&mut speaking, &mut scenes);
        }
        let scene = scenes.last_mut().expect("there is always one");
        match &element.kind {
            Kind::Heading { number } => {
                let next = Scene {
                    index: 0,
                    heading: Some(heading(line, text, number.clone())),
                    sections: sections.iter().map(|(_, title)| title.clone()).collect(),
                    ..Scene::default()
                };
                scenes.push(next);
            }
            Kind::Section { depth } => {
                sections.retain(|(other, _)| other < depth);
                sections.push((*depth, inline::plain(text)));
            }
            Kind::Synopsis => {
                let text = inline::plain(text);
                match &mut scene.synopsis {
                    Some(synopsis) => {
                        synopsis.push('\n');
                        synopsis.push_str(&text);
                    }
                    None => scene.synopsis = Some(text),
                }
            }
            Kind::Action | Kind::Centered => {
                let text = inline::plain(text);
                if !text.trim().is_empty() {
                    scene.beats.push(Beat::Action { line, text });
                }
            }
            Kind::Transition => scene.beats.push(Beat::Transition {
                line,
                text: text.clone(),
            }),
            Kind::Character { extension, dual } => {
                speaking = Some(Utterance {
                    line,
                    speaker: inline::plain(text),
                    manner: Manner::of(extension.as_deref()),
                    text: String::new(),
                    parentheticals: Vec::new(),
                    sung: false,
                    dual: *dual,
                });
            }
            Kind::Parenthetical => {
                if let Some(utterance) = &mut speaking {
                    let inner = text
                        .trim_start_matches(['(', '（'])
                        .trim_end_matches([')', '）'])
                        .trim();
                    utterance.parentheticals.push(inline::plain(inner));
                }
            }
            Kind::Dialogue | Kind::Lyric => match &mut speaking {
                Some(utterance) => {
                    utterance.sung |= element.kind == Kind::Lyric;
                    if !utterance.text.is_empty() {
                        utterance.text.push('\n');
                    }
                    utterance.text.push_str(&inline::plain(text));
                }
                // A song that nobody in sight sings.
                None => scene.beats.push(Beat::Action {
                    line,
                    text: inline::plain(text),
                }),
            },
            Kind::Title { .. } | Kind::PageBreak | Kind::Note | Kind::Boneyard | Kind::Blank => {}
        }
    }
    finish(&mut speaking, &mut scenes);
    if scenes[0].beats.is_empty() && scenes[0].synopsis.is_none() && scenes.len() > 1 {
        scenes.remove(0);
    }
    for (index, scene) in scenes.iter_mut().enumerate() {
        scene.index = index;
    }
    scenes
}

fn finish(speaking: &mut Option<Utterance>, scenes: &mut [Scene]) {
    if let Some(utterance) = speaking.take()
        && let Some(scene) = scenes.last_mut()
        && !utterance.text.trim().is_empty()
    {
        scene.beats.push(Beat::Utterance(utterance));
    }
}

/// The episodes of a script: its sections of depth 1.
pub fn episodes(script: &Script) -> Vec<Episode> {
    let firsts = script
        .elements
        .iter()
        .filter_map(|element| match element.kind {
            Kind::Section { depth: 1 } => Some((element.line, inline::plain(&element.text))),
            _ => None,
        });
    let mut episodes: Vec<Episode> = firsts
        .enumerate()
        .map(|(at, (line, title))| Episode {
            number: at + 1,
            title,
            line,
            scenes: Vec::new(),
        })
        .collect();
    if episodes.is_empty() {
        episodes.push(Episode {
            number: 1,
            title: String::new(),
            line: 1,
            scenes: Vec::new(),
        });
    }
    for scene in scenes(script) {
        let line = scene
            .heading
            .as_ref()
            .map(|heading| heading.line)
            .or_else(|| scene.beats.first().map(beat_line))
            .unwrap_or_default();
        let at = episodes.iter().rposition(|episode| episode.line <= line);
        episodes[at.unwrap_or(0)].scenes.push(scene);
    }
    episodes
}

fn beat_line(beat: &Beat) -> usize {
    match beat {
        Beat::Action { line, .. } | Beat::Transition { line, .. } => *line,
        Beat::Utterance(utterance) => utterance.line,
    }
}

/// The location of a scene heading as written.
pub fn location(text: &str) -> String {
    heading(0, text, None).location
}

/// `INT./EXT. CAR, MOVING - NIGHT`
fn heading(line: usize, text: &str, number: Option<String>) -> Heading {
    let text = inline::plain(text);
    let upper = text.to_uppercase();
    let openings = [
        "INT./EXT.",
        "INT./EXT",
        "INT/EXT.",
        "INT/EXT",
        "EXT./INT.",
        "EXT/INT",
        "I/E.",
        "I/E",
        "INT.",
        "INT",
        "EXT.",
        "EXT",
        "EST.",
        "EST",
    ];
    let opening = openings
        .iter()
        .find(|opening| {
            upper.starts_with(**opening) && upper[opening.len()..].starts_with([' ', '.'])
        })
        .copied()
        .unwrap_or_default();
    let rest = text.get(opening.len()..).unwrap_or_default();
    let rest = rest.trim_start_matches(['.', ' ']);
    let (location, time) = [" - ", " – ", " — "]
        .iter()
        .filter_map(|dash| rest.rsplit_once(dash))
        .min_by_key(|(_, time)| time.len())
        .map_or((rest, None), |(location, time)| {
            (location, Some(time.trim().to_owned()))
        });
    Heading {
        line,
        location: location.trim().to_owned(),
        time,
        number,
        inside: opening.contains('I'),
        outside: opening.contains('E'),
        text,
    }
}
