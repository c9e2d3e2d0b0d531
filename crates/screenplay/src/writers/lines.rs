//! The last stage: the words, as Fountain.

use super::moods;
use super::staging::Moment;
use super::template::{Hour, Step, Voice};
use super::{Card, Language, Outline, Staged, Template, kinds};
use crate::{Element, Kind, Script};

/// The whole series.
pub fn fountain(template: &Template, outline: &Outline, staged: &[Staged]) -> String {
    let mut page = Page::default();
    page.title("Title", &outline.title);
    page.title("Credit", credit(outline.language));
    page.title("Author", "Cliffhanger");
    page.title("Language", outline.language.tag());
    page.title("Notes", &format!("{}, {}", outline.engine, outline.seed));
    page.push(Kind::Blank, "");
    for (at, (episode, outlined)) in staged.iter().zip(&outline.episodes).enumerate() {
        let heading = section(outline.language, at + 1, &outlined.title);
        page.block(Kind::Section { depth: 1 }, &heading);
        page.block(Kind::Synopsis, &outlined.logline);
        for scene in &episode.scenes {
            let heading = self::heading(template, outline, &scene.place, scene.hour);
            page.block(Kind::Heading { number: None }, &heading);
            for moment in &scene.moments {
                said(template, outline, moment, &mut page);
            }
        }
    }
    Script { elements: page.0 }.write()
}

/// The episodes on cards.
pub fn cards(outline: &Outline, staged: &[Staged]) -> Vec<Card> {
    let told = staged.iter().zip(&outline.episodes).enumerate();
    told.map(|(at, (episode, outlined))| {
        let mut opens: Vec<(usize, String)> = Vec::new();
        for moment in episode.scenes.iter().flat_map(|scene| &scene.moments) {
            if opens.iter().all(|(beat, _)| *beat != moment.beat) {
                opens.push((moment.beat, summary(outline, moment)));
            }
        }
        let mut opens = opens.into_iter().map(|(_, text)| text);
        Card {
            number: at + 1,
            title: outlined.title.clone(),
            logline: outlined.logline.clone(),
            hook: opens.next().unwrap_or_default(),
            turns: opens.collect(),
            cliffhanger: outlined.ends,
        }
    })
    .collect()
}

fn summary(outline: &Outline, moment: &Moment) -> String {
    match &moment.step {
        Step::Heading { place, .. } => outline.places.get(place).cloned().unwrap_or_default(),
        Step::Action { text } => outline.told(text, &moment.key),
        Step::Said { who, text, .. } => {
            let colon = if outline.language == Language::Chinese {
                "："
            } else {
                ": "
            };
            let who = outline.full_name(who);
            format!("{who}{colon}{}", outline.told(text, &moment.key))
        }
    }
}

fn said(template: &Template, outline: &Outline, moment: &Moment, page: &mut Page) {
    match &moment.step {
        Step::Heading { .. } => {}
        Step::Action { text } => page.block(Kind::Action, &outline.told(text, &moment.key)),
        Step::Said {
            who,
            manner,
            dual,
            mood,
            text,
        } => {
            let cue = Kind::Character {
                extension: extension(outline.language, *manner).map(str::to_owned),
                dual: *dual,
            };
            page.push(cue, &outline.cue(who));
            if let Some((mood, role)) = mood.as_deref().zip(template.role(who)) {
                let mood = moods::said(mood, outline.language, role.presenting);
                page.push(Kind::Parenthetical, mood);
            }
            page.block(Kind::Dialogue, &outline.told(text, &moment.key));
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

fn heading(template: &Template, outline: &Outline, place: &str, hour: Hour) -> String {
    let kind = template.setting(place).map_or("", |place| &place.kind);
    let opening = if kinds::inside(kind).unwrap_or(true) {
        "INT."
    } else {
        "EXT."
    };
    let name = outline.places.get(place).map_or(place, |name| name);
    format!("{opening} {name} - {}", hour_in(outline.language, hour))
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

/// Elements one after the other.
#[derive(Default)]
struct Page(Vec<Element>);

impl Page {
    fn push(&mut self, kind: Kind, text: &str) {
        self.0.push(Element::new(kind, text));
    }

    /// With an empty line after it.
    fn block(&mut self, kind: Kind, text: &str) {
        self.push(kind, text);
        self.push(Kind::Blank, "");
    }

    fn title(&mut self, key: &str, value: &str) {
        let key = key.to_owned();
        self.push(Kind::Title { key }, value);
    }
}
