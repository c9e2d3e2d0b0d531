//! Chain of title: which documents must exist before a series may be licensed on, and what of a grant they leave open.

use crate::{MediaSet, TerritorySet, Window};

/// How a series came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People in front of a camera.
    LiveAction,
    /// Drawn; people lend voices.
    Animation,
    /// Made with engines and models; real people in it have agreed one by one.
    Generated,
    /// Made by somebody else, who gave rights in it.
    Licensed,
}

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Paper {
    Writer,
    Underlying,
    Director,
    Producer,
    Performers,
    /// One person's consent to the use of their likeness.
    Likeness,
    /// One person's consent to the use of their voice, or what all voices signed.
    Voice,
    Artwork,
    Composition,
    Master,
    /// Terms of a provider whose model made some of it.
    Provider,
    ContractIn,
    /// What the house asks for beside these.
    Other,
}

impl Kind {
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::LiveAction, "live_action"),
        (Self::Animation, "animation"),
        (Self::Generated, "generated"),
        (Self::Licensed, "licensed"),
    ];

    pub fn code(self) -> &'static str {
        code(&Self::ALL, self)
    }

    pub fn of(code: &str) -> Option<Self> {
        of(&Self::ALL, code)
    }
}

fn code<T: PartialEq + Copy>(all: &[(T, &'static str)], one: T) -> &'static str {
    all.iter()
        .find(|(known, _)| *known == one)
        .map_or("", |(_, code)| code)
}

fn of<T: Copy>(all: &[(T, &'static str)], code: &str) -> Option<T> {
    all.iter()
        .find(|(_, known)| *known == code)
        .map(|(one, _)| *one)
}

impl Paper {
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Writer, "writer"),
        (Self::Underlying, "underlying"),
        (Self::Director, "director"),
        (Self::Producer, "producer"),
        (Self::Performers, "performers"),
        (Self::Likeness, "likeness"),
        (Self::Voice, "voice"),
        (Self::Artwork, "artwork"),
        (Self::Composition, "composition"),
        (Self::Master, "master"),
        (Self::Provider, "provider"),
        (Self::ContractIn, "contract_in"),
        (Self::Other, "other"),
    ];

    pub fn code(self) -> &'static str {
        code(&Self::ALL, self)
    }

    pub fn of(code: &str) -> Option<Self> {
        of(&Self::ALL, code)
    }

    /// Such as `the writer's agreement` or `Mina Park's consent to the use of their voice`.
    pub fn named(self, subject: &str) -> String {
        let text = match self {
            Self::Writer => "the writer's agreement",
            Self::Underlying => "the rights in the underlying work",
            Self::Director => "the director's agreement",
            Self::Producer => "the producer's agreement",
            Self::Performers => "the performers' agreements",
            Self::Likeness if subject.is_empty() => "the consents to the use of likenesses",
            Self::Likeness => return format!("{subject}'s consent to the use of their likeness"),
            Self::Voice if subject.is_empty() => "the consents to the use of voices",
            Self::Voice => return format!("{subject}'s consent to the use of their voice"),
            Self::Artwork => "the assignment of the artwork",
            Self::Composition => "the licence of the music's composition",
            Self::Master => "the licence of the music's master recording",
            Self::Provider => return format!("the terms of {subject} for what its models made"),
            Self::ContractIn => "the contract by which the house has it",
            Self::Other => return format!("“{subject}”"),
        };
        if subject.is_empty() {
            text.to_owned()
        } else {
            format!("{text} ({subject})")
        }
    }
}

/// A document that must exist: what it is about, and whose it is where there is one for each.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Need {
    pub paper: Paper,
    /// A person, a provider, a name; empty where there is one for the series.
    pub subject: String,
}

impl Need {
    pub fn of(paper: Paper) -> Self {
        Self {
            paper,
            subject: String::new(),
        }
    }
}

/// What decides which documents a series must have.
#[derive(Clone, Debug)]
pub struct Made {
    pub kind: Kind,
    /// From a book, a film, somebody's life.
    pub adapted: bool,
    pub music: bool,
    /// Real people whose likeness is in it.
    pub likenesses: Vec<String>,
    /// Real people whose voice is in it.
    pub voices: Vec<String>,
    /// Whose models made some of it.
    pub providers: Vec<String>,
}

/// The documents that a series must have, each once, in the order in which they are looked through.
pub fn needs(made: &Made) -> Vec<Need> {
    use Paper::{
        Artwork, Composition, ContractIn, Director, Likeness, Master, Performers, Producer,
        Provider, Underlying, Voice, Writer,
    };
    if made.kind == Kind::Licensed {
        return vec![Need::of(ContractIn)];
    }
    let mut all = vec![Need::of(Writer)];
    if made.adapted {
        all.push(Need::of(Underlying));
    }
    let crew: &[Paper] = match made.kind {
        Kind::LiveAction => &[Director, Producer, Performers],
        Kind::Animation => &[Director, Producer, Artwork, Voice],
        Kind::Generated | Kind::Licensed => &[Producer],
    };
    all.extend(crew.iter().map(|paper| Need::of(*paper)));
    let each = [
        (Likeness, &made.likenesses),
        (Voice, &made.voices),
        (Provider, &made.providers),
    ];
    for (paper, subjects) in each {
        let mut subjects = subjects.clone();
        subjects.sort_unstable();
        subjects.dedup();
        all.extend(subjects.into_iter().map(|subject| Need { paper, subject }));
    }
    if made.music {
        all.extend([Need::of(Composition), Need::of(Master)]);
    }
    all
}

/// How far something reaches: a document, or the grant that is to be sold.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub window: Window,
    pub territories: TerritorySet,
    pub media: MediaSet,
}

impl Scope {
    pub const ALL: Self = Self {
        window: Window::OPEN,
        territories: TerritorySet::ALL,
        media: MediaSet::ALL,
    };
}

/// Why a grant may not be sold on what there is of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    Missing,
    /// None holds for the whole time of the grant.
    Time,
    /// These media are not in any that holds.
    Media(MediaSet),
    /// These territories are not in any that holds.
    Territories(TerritorySet),
}

/// What a grant lacks of one document. Several make up for each other's territories; each must hold for the whole time and
/// all media of the grant.
pub fn gap(held: &[Scope], wanted: &Scope) -> Option<Gap> {
    if held.is_empty() {
        return Some(Gap::Missing);
    }
    // What reaches none of the territories says nothing about the time there.
    let near: Vec<&Scope> = held
        .iter()
        .filter(|one| !one.territories.and(wanted.territories).is_empty())
        .collect();
    if near.is_empty() {
        return Some(Gap::Territories(wanted.territories));
    }
    let long: Vec<&Scope> = near
        .into_iter()
        .filter(|one| one.window.covers(&wanted.window))
        .collect();
    if long.is_empty() {
        return Some(Gap::Time);
    }
    let media = long
        .iter()
        .fold(MediaSet::EMPTY, |set, one| set.or(one.media));
    let wide: Vec<&&Scope> = long
        .iter()
        .filter(|one| one.media.covers(&wanted.media))
        .collect();
    if wide.is_empty() {
        let lacking = wanted.media.without(media);
        return Some(Gap::Media(if lacking.is_empty() {
            wanted.media
        } else {
            lacking
        }));
    }
    let reached = wide
        .iter()
        .fold(TerritorySet::EMPTY, |set, one| set.or(one.territories));
    let lacking = wanted.territories.without(reached);
    (!lacking.is_empty()).then_some(Gap::Territories(lacking))
}
