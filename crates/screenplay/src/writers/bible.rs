//! Who, where and what of a series, for those who draw and voice it.

use serde::{Deserialize, Serialize};

use super::template::Presenting;
use super::{Outline, Template};

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
