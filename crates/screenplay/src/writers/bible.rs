//! Who, where and what of a series, for those who draw and voice it.

use serde::{Deserialize, Serialize};

use super::template::Presenting;
use super::{Outline, Template};
use crate::bible::{self, Bible, folded};

/// What is true of a series beyond any one episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub characters: Vec<Person>,
    pub locations: Vec<Location>,
    pub props: Vec<Prop>,
    pub secrets: Vec<Secret>,
    pub relations: Vec<Relation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The role in the engine: `her`, `rival`.
    pub id: String,
    /// As in the script's cues.
    pub cue: String,
    pub name: String,
    pub lead: bool,
    pub presenting: Presenting,
    /// In years.
    pub age: u16,
    pub voice: String,
    pub look: String,
    pub about: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// As in the scene headings.
    pub name: String,
    /// One of [`super::KINDS`].
    pub kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prop {
    pub name: String,
    /// The cue of who has it when the story begins.
    pub holder: Option<String>,
    pub about: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    pub id: String,
    pub what: String,
    /// Cues, and since which episode; 0: before the story begins.
    pub knows: Vec<(String, u32)>,
}

/// `who` is the `is` of `of`, by their cues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    pub who: String,
    pub is: String,
    pub of: String,
}

impl Sheet {
    /// The same as a bible, which a person goes on with and the studio casts by. What a bible refuses as a name is
    /// left out.
    pub fn bible(&self, title: &str) -> Bible {
        let nameable =
            |name: &str| !name.trim().is_empty() && !name.contains([',', '[', ']', '\n', '，']);
        let characters = self.characters.iter().filter(|one| nameable(&one.cue));
        // `LIBRARY, THIRD FLOOR` is a part of the library: a heading may add one.
        let mut whole: Vec<String> = Vec::new();
        for one in &self.locations {
            let name = one
                .name
                .split([',', '，'])
                .next()
                .unwrap_or_default()
                .trim();
            if nameable(name) && !whole.iter().any(|known| folded(known) == folded(name)) {
                whole.push(name.to_owned());
            }
        }
        let props = self.props.iter().filter(|one| nameable(&one.name));
        let mut bible = Bible {
            title: title.to_owned(),
            characters: characters.map(Person::in_bible).collect(),
            relations: Vec::new(),
            locations: whole
                .into_iter()
                .map(|name| bible::Location {
                    name,
                    ..bible::Location::default()
                })
                .collect(),
            props: props
                .map(|one| bible::Prop {
                    name: one.name.clone(),
                    holder: one.holder.clone(),
                    about: one.about.clone(),
                })
                .collect(),
            secrets: Vec::new(),
        };
        bible.relations = self
            .relations
            .iter()
            .map(|one| bible::Relation {
                who: one.who.clone(),
                is: one.is.clone(),
                of: one.of.clone(),
                ..bible::Relation::default()
            })
            .collect();
        bible.secrets = self
            .secrets
            .iter()
            .map(|one| bible::Secret {
                id: one.id.clone(),
                what: one.what.clone(),
                knows: one
                    .knows
                    .iter()
                    .map(|(who, since)| bible::Knows {
                        who: who.clone(),
                        since: *since,
                    })
                    .collect(),
            })
            .collect();
        bible
    }
}

impl Person {
    fn in_bible(&self) -> bible::Character {
        let looks = (!self.look.is_empty()).then(|| bible::Look {
            name: "first".into(),
            about: self.look.clone(),
            ..bible::Look::default()
        });
        bible::Character {
            name: self.cue.clone(),
            presenting: Some(self.presenting),
            age: Some(self.age),
            about: self.about.clone(),
            voice: self.voice.clone(),
            looks: looks.into_iter().collect(),
            ..bible::Character::default()
        }
    }
}

pub fn sheet(template: &Template, outline: &Outline) -> Sheet {
    let characters = template.cast.iter().map(|role| Person {
        id: role.id.clone(),
        cue: outline.cue(&role.id),
        name: outline.full_name(&role.id),
        lead: role.lead,
        presenting: role.presenting,
        age: role.age,
        voice: role.voice.clone(),
        look: role.look.clone(),
        about: outline.told(&role.about, &format!("about/{}", role.id)),
    });
    let locations = template.places.iter().map(|place| Location {
        name: outline.places.get(&place.id).cloned().unwrap_or_default(),
        kind: place.kind.clone(),
    });
    let props = template.props.iter().map(|thing| Prop {
        name: thing.name.clone(),
        holder: thing.holder.as_deref().map(|who| outline.cue(who)),
        about: outline.told(&thing.about, &format!("prop/{}", thing.name)),
    });
    let secrets = template
        .secrets
        .iter()
        .filter(|secret| outline.holds(&secret.when))
        .map(|secret| Secret {
            id: secret.id.clone(),
            what: outline.told(&secret.what, &format!("secret/{}", secret.id)),
            knows: secret
                .knows
                .iter()
                .map(|(who, since)| (outline.cue(who), *since))
                .collect(),
        });
    let relations = template.relations.iter().map(|[who, is, of]| Relation {
        who: outline.cue(who),
        is: is.clone(),
        of: outline.cue(of),
    });
    Sheet {
        characters: characters.collect(),
        locations: locations.collect(),
        props: props.collect(),
        secrets: secrets.collect(),
        relations: relations.collect(),
    }
}
