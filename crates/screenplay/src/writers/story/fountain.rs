//! A story as Fountain. What is written is always what it is meant to be: a line that looks like a heading is forced to
//! stay a line.

use super::{Line, Person, Scene, Step, Story};
use crate::writers::template::{Hour, Presenting, Voice};
use crate::writers::{Language, kinds};
use crate::{Element, Kind, Script};

impl Story {
    /// What is written of it so far; episodes without lines are their titles and loglines.
    pub fn fountain(&self) -> String {
        let language = Language::from_tag(&self.language).unwrap_or(Language::English);
        let mut page = Page::default();
        page.title("Title", &self.title);
        page.title("Credit", credit(language));
        page.title("Author", "Cliffhanger");
        page.title("Language", &self.language);
        page.title("Notes", &self.note);
        page.push(Kind::Blank, "");
        for person in &self.people {
            if let Some(note) = cast_note(person) {
                page.block(Kind::Note, &note);
            }
        }
        for (at, episode) in self.episodes.iter().enumerate() {
            let heading = section(language, at + 1, &episode.title);
            page.block(Kind::Section { depth: 1 }, &heading);
            page.block(Kind::Synopsis, &episode.logline);
            for scene in &episode.scenes {
                let heading = self.heading(scene, language);
                page.block(Kind::Heading { number: None }, &heading);
                for line in &scene.lines {
                    page.line(line, language);
                }
            }
        }
        Script { elements: page.0 }.write()
    }

    fn heading(&self, scene: &Scene, language: Language) -> String {
        let place = self.places.iter().find(|place| place.name == scene.place);
        let kind = place.map_or("", |place| &*place.kind);
        let opening = if kinds::inside(kind).unwrap_or(true) {
            "INT."
        } else {
            "EXT."
        };
        format!(
            "{opening} {} - {}",
            scene.place,
            hour_in(language, scene.hour)
        )
    }
}

/// `[[cast: MARA, woman, 26, a maid]]`: read by those who draw.
fn cast_note(person: &Person) -> Option<String> {
    let presenting = match person.presenting? {
        Presenting::Feminine => "woman",
        Presenting::Masculine => "man",
        Presenting::Neutral => "person",
    };
    let age = match person.age {
        0 => String::new(),
        age => format!(", {age}"),
    };
    let about = if person.about.is_empty() {
        String::new()
    } else {
        format!(", {}", person.about)
    };
    Some(format!("cast: {}, {presenting}{age}{about}", person.cue))
}

/// Elements one after the other.
#[derive(Default)]
pub struct Page(pub Vec<Element>);

impl Page {
    pub fn push(&mut self, kind: Kind, text: &str) {
        self.0.push(Element::new(kind, text));
    }

    /// With an empty line after it.
    pub fn block(&mut self, kind: Kind, text: &str) {
        self.push(kind, text);
        self.push(Kind::Blank, "");
    }

    fn title(&mut self, key: &str, value: &str) {
        let key = key.to_owned();
        self.push(Kind::Title { key }, value);
    }

    /// A line, with the shot that it is seen in before it.
    pub fn line(&mut self, line: &Line, language: Language) {
        if let Some(shot) = &line.shot {
            self.block(Kind::Note, &format!("shot: {shot}"));
        }
        match &line.step {
            Step::Action { text } => self.block(Kind::Action, text),
            Step::Said {
                cue,
                manner,
                dual,
                mood,
                text,
            } => {
                let kind = Kind::Character {
                    extension: extension(language, *manner).map(str::to_owned),
                    dual: *dual,
                };
                self.push(kind, cue);
                if let Some(mood) = mood {
                    self.push(Kind::Parenthetical, mood);
                }
                self.block(Kind::Dialogue, text);
            }
        }
    }
}

fn credit(language: Language) -> &'static str {
    match language {
        Language::English => "Written by",
        Language::Chinese => "编剧",
        Language::Spanish => "Escrito por",
    }
}

fn section(language: Language, number: usize, title: &str) -> String {
    match language {
        Language::English => format!("Episode {number}: {title}"),
        Language::Chinese => format!("第{number}集：{title}"),
        Language::Spanish => format!("Episodio {number}: {title}"),
    }
}

fn hour_in(language: Language, hour: Hour) -> &'static str {
    match (language, hour) {
        (Language::English, Hour::Dawn) => "DAWN",
        (Language::English, Hour::Day) => "DAY",
        (Language::English, Hour::Dusk) => "DUSK",
        (Language::English, Hour::Night) => "NIGHT",
        (Language::Chinese, Hour::Dawn) => "清晨",
        (Language::Chinese, Hour::Day) => "日",
        (Language::Chinese, Hour::Dusk) => "黄昏",
        (Language::Chinese, Hour::Night) => "夜",
        (Language::Spanish, Hour::Dawn) => "AMANECER",
        (Language::Spanish, Hour::Day) => "DÍA",
        (Language::Spanish, Hour::Dusk) => "ATARDECER",
        (Language::Spanish, Hour::Night) => "NOCHE",
    }
}

fn extension(language: Language, voice: Voice) -> Option<&'static str> {
    Some(match (language, voice) {
        (_, Voice::Here) => return None,
        (Language::Chinese, Voice::Over) => "旁白",
        (_, Voice::Over) => "V.O.",
        (Language::Spanish, Voice::Off) => "OFF",
        (_, Voice::Off) => "O.S.",
        (Language::English, Voice::IntoPhone) => "INTO PHONE",
        (Language::English, Voice::OnPhone) => "PHONE",
        (Language::Chinese, Voice::IntoPhone | Voice::OnPhone) => "电话",
        (Language::Spanish, Voice::IntoPhone) => "AL TELÉFONO",
        (Language::Spanish, Voice::OnPhone) => "TELÉFONO",
        (Language::English, Voice::Text) => "TEXT",
        (Language::Chinese, Voice::Text) => "短信",
        (Language::Spanish, Voice::Text) => "MENSAJE",
    })
}
