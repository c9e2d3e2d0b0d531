//! Through the scripts, once, with what is so at each place.

use std::collections::HashMap;

use super::{Finding, Place, Weight, people::People, secrets::Secrets, things::Things};
use crate::{
    Element, Kind, Script,
    bible::{Bible, folded},
    facts::{self, Fact},
    scenes::{self, Manner},
};

/// One place of the walk, as those who look at it need it.
pub struct Here<'a> {
    pub place: Place,
    pub names: &'a Names,
    pub findings: &'a mut Vec<Finding>,
}

impl Here<'_> {
    /// `code`: with its way behind a space, where it has several.
    pub fn find<const N: usize>(
        &mut self,
        code: &'static str,
        weight: Weight,
        against: Option<Place>,
        names: [(&'static str, &dyn std::fmt::Display); N],
        message: String,
    ) {
        let at = self.place;
        let (code, way) = code
            .split_once(' ')
            .map_or((code, None), |(code, way)| (code, Some(way)));
        let mut names: super::Names = names
            .into_iter()
            .map(|(what, name)| (what, name.to_string()))
            .collect();
        if let Some(place) = against {
            names.insert("episode", place.episode.to_string());
            names.insert("line", place.line.to_string());
        }
        self.findings.push(Finding {
            code,
            weight,
            at,
            against,
            message,
            way,
            names,
        });
    }
}

/// Every name that somebody goes by → the one that the bible, or else their first cue, gives them.
#[derive(Default)]
pub struct Names {
    known: HashMap<String, String>,
    /// As they are to be shown.
    shown: HashMap<String, String>,
}

impl Names {
    fn add(&mut self, name: &str, main: &str) {
        let main = folded(main);
        self.shown
            .entry(main.clone())
            .or_insert_with(|| name.to_owned());
        self.known.entry(folded(name)).or_insert(main);
    }

    /// The one name of somebody.
    pub fn of(&self, name: &str) -> String {
        let folded = folded(name);
        self.known.get(&folded).cloned().unwrap_or(folded)
    }

    pub fn is_known(&self, name: &str) -> bool {
        self.known.contains_key(&folded(name))
    }

    /// All names, folded.
    pub fn all(&self) -> Vec<String> {
        self.known.keys().cloned().collect()
    }

    pub fn shown<'a>(&'a self, one: &'a str) -> &'a str {
        self.shown.get(one).map_or(one, |shown| shown)
    }
}

pub fn walk(bible: &Bible, scripts: &[(u32, &Script)]) -> Vec<Finding> {
    let mut names = Names::default();
    for character in &bible.characters {
        for name in character.names() {
            names.add(name, &character.name);
        }
    }
    let cues = scripts.iter().flat_map(|(_, script)| &script.elements);
    for cue in cues.filter(|element| matches!(element.kind, Kind::Character { .. })) {
        names.add(cue.text.trim(), &cue.text);
    }
    let mut findings = Vec::new();
    let mut walker = Walker {
        people: People::new(bible, &names),
        secrets: Secrets::new(bible, &names, learned(scripts, &names)),
        things: Things::new(bible, &names),
        names: &names,
        findings: &mut findings,
        past: false,
        past_section: None,
    };
    for (first, script) in scripts {
        walker.script(*first, script);
    }
    findings.sort_by_key(|finding| finding.at);
    findings
}

/// Each element with its episode.
fn numbered(first: u32, script: &Script) -> impl Iterator<Item = (u32, &Element)> {
    let mut sections = 0;
    script.elements.iter().map(move |element| {
        if element.kind == (Kind::Section { depth: 1 }) {
            sections += 1;
        }
        (first.saturating_add(u32::max(sections, 1) - 1), element)
    })
}

/// Where each learns each secret for the first time.
fn learned(scripts: &[(u32, &Script)], names: &Names) -> HashMap<(String, String), Place> {
    let mut first = HashMap::new();
    for (number, script) in scripts {
        for (episode, element) in numbered(*number, script) {
            for said in facts::of(element) {
                if let Ok(
                    Fact::Learns { secret, who }
                    | Fact::Tells {
                        secret, to: who, ..
                    },
                ) = said.fact
                {
                    let key = (folded(&secret), names.of(&who));
                    first.entry(key).or_insert(Place {
                        episode,
                        line: said.line,
                    });
                }
            }
        }
    }
    first
}

struct Walker<'a> {
    people: People<'a>,
    secrets: Secrets<'a>,
    things: Things<'a>,
    names: &'a Names,
    findings: &'a mut Vec<Finding>,
    /// Whether the scene plays in the past.
    past: bool,
    /// The depth of the section that does.
    past_section: Option<u8>,
}

impl Walker<'_> {
    fn script(&mut self, first: u32, script: &Script) {
        (self.past, self.past_section) = (false, None);
        for (episode, element) in numbered(first, script) {
            let place = Place {
                episode,
                line: element.line,
            };
            self.element(place, element);
        }
    }

    fn here(&mut self, place: Place) -> Here<'_> {
        Here {
            place,
            names: self.names,
            findings: self.findings,
        }
    }

    fn element(&mut self, place: Place, element: &Element) {
        match &element.kind {
            Kind::Section { depth } if self.past_section.is_none_or(|past| *depth <= past) => {
                self.past_section = facts::is_flashback(&element.text).then_some(*depth);
                self.past = self.past_section.is_some();
            }
            Kind::Heading { .. } => {
                self.past = self.past_section.is_some() || facts::is_flashback(&element.text);
                if !self.past {
                    let location = scenes::location(&element.text);
                    let mut here = Here {
                        place,
                        names: self.names,
                        findings: self.findings,
                    };
                    self.things.plays_in(&location, &mut here);
                }
            }
            // A voice over the picture may be a letter, a diary, a memory.
            Kind::Character { extension, .. }
                if !self.past && Manner::of(extension.as_deref()) != Manner::VoiceOver =>
            {
                let who = self.names.of(&element.text);
                let mut here = Here {
                    place,
                    names: self.names,
                    findings: self.findings,
                };
                self.people.speaks(&who, &mut here);
            }
            Kind::Action if !self.past => {
                let mut here = Here {
                    place,
                    names: self.names,
                    findings: self.findings,
                };
                self.people.introduced(&element.text, &mut here);
            }
            _ => {}
        }
        for said in facts::of(element) {
            let place = Place {
                line: said.line,
                ..place
            };
            match said.fact {
                Ok(Fact::Flashback) => self.past = true,
                Ok(fact) if !self.past => self.fact(place, fact),
                Ok(_) => {}
                Err(bad) => {
                    let message = format!("{bad}.");
                    self.here(place).find(
                        "note.broken",
                        Weight::Warning,
                        None,
                        [("note", &bad.note), ("like", &bad.like)],
                        message,
                    );
                }
            }
        }
    }

    fn fact(&mut self, place: Place, fact: Fact) {
        let mut here = Here {
            place,
            names: self.names,
            findings: self.findings,
        };
        let here = &mut here;
        let actors: Vec<&String> = match &fact {
            Fact::Learns { who, .. }
            | Fact::Knows { who, .. }
            | Fact::Takes { who, .. }
            | Fact::Uses { who, .. } => vec![who],
            Fact::Tells { who, to, .. } | Fact::Gives { who, to, .. } => vec![who, to],
            Fact::Is { who, of, .. } => {
                self.people.known(who, here);
                self.people.known(of, here);
                Vec::new()
            }
            Fact::Dies { who }
            | Fact::Returns { who }
            | Fact::Look { who, .. }
            | Fact::Age { who, .. }
            | Fact::Loses { who, .. } => {
                self.people.known(who, here);
                Vec::new()
            }
            _ => Vec::new(),
        };
        for who in actors {
            self.people.known(who, here);
            self.people.acts(&here.names.of(who), here);
        }
        let one = |who: &str| self.names.of(who);
        match fact {
            Fact::Dies { who } => self.people.dies(&one(&who), here),
            Fact::Returns { who } => self.people.returns(&one(&who)),
            Fact::Look { who, look } => self.people.wears(&one(&who), &look, here),
            Fact::Age { who, age } => self.people.is_aged(&one(&who), age, here),
            Fact::Is { who, is, of } => self.people.is_kin(&one(&who), &is, &one(&of), here),
            Fact::Years { years } => self.people.passes(years),
            Fact::Learns { secret, who } => self.secrets.learns(&secret, &one(&who), here),
            Fact::Knows { secret, who } => self.secrets.knows(&secret, &one(&who), "knows", here),
            Fact::Tells { secret, who, to } => {
                self.secrets.knows(&secret, &one(&who), "tells", here);
                self.secrets.learns(&secret, &one(&to), here);
            }
            Fact::Takes { prop, who } => self.things.takes(&prop, &one(&who), here),
            Fact::Gives { prop, who, to } => {
                self.things.uses(&prop, &one(&who), "gives away", here);
                self.things.takes(&prop, &one(&to), here);
            }
            Fact::Uses { prop, who } => self.things.uses(&prop, &one(&who), "uses", here),
            Fact::Loses { prop, who } => self.things.loses(&prop, &one(&who), here),
            Fact::Breaks { prop } => self.things.breaks(&prop, here),
            Fact::Gone { location } => self.things.gone(&location, here),
            Fact::Back { location } => self.things.back(&location),
            Fact::Flashback => {}
        }
    }
}
