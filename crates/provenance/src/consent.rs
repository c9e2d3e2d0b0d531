//! Consents of real people to the use of their voice or likeness. Nobody real is shown or heard without one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What of a person is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    Voice,
    Likeness,
}

impl Use {
    fn word(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Likeness => "likeness",
        }
    }
}

/// A signed consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub id: String,
    pub person: String,
    pub uses: Vec<Use>,
    /// Series; nothing named: every series of the house.
    #[serde(default)]
    pub series: Vec<String>,
    /// ISO 3166-1 in two letters; nothing named: the world.
    #[serde(default)]
    pub territories: Vec<String>,
    /// Half-open: from the first moment to before the last; without end: until it is withdrawn.
    pub from: DateTime<Utc>,
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    #[serde(default)]
    pub withdrawn: Option<DateTime<Utc>>,
    /// SHA-256 of the signed document, 64 digits.
    pub document: String,
}

/// All consents of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    pub consents: Vec<Consent>,
}

/// What is about to be done.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub person: &'a str,
    pub using: Use,
    pub series: &'a str,
    /// ISO 3166-1 in two letters.
    pub territory: &'a str,
    pub at: DateTime<Utc>,
}

/// Why not, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the {using} of {person} is used without a consent: have one signed and enter it, or use another {using}", using = .using.word())]
    None { person: String, using: Use },
    #[error("consent {0} is not in the register: enter it with its signed document")]
    Unknown(String),
    #[error("consent {consent} is {of}'s and {person}'s {using} is used: have {person} sign", using = .using.word())]
    OfAnother {
        consent: String,
        of: String,
        person: String,
        using: Use,
    },
    #[error("consent {consent} of {person} does not cover their {using}: have it extended", using = .using.word())]
    NotThis {
        consent: String,
        person: String,
        using: Use,
    },
    #[error("consent {consent} of {person} does not cover the series {series}: have it extended")]
    NotHere {
        consent: String,
        person: String,
        series: String,
    },
    #[error(
        "consent {consent} of {person} does not cover {territory}: have it extended, or do not show it there"
    )]
    NotThere {
        consent: String,
        person: String,
        territory: String,
    },
    #[error("consent {consent} of {person} begins on {from}: wait until then")]
    NotYet {
        consent: String,
        person: String,
        from: String,
    },
    #[error(
        "consent {consent} of {person} ended on {until}: have it renewed, or take the episode down"
    )]
    Over {
        consent: String,
        person: String,
        until: String,
    },
    #[error("consent {consent} has no digest of its signed document: enter the document")]
    NoDocument { consent: String },
}

impl Register {
    /// Whether a use rests on that consent.
    pub fn allows(&self, consent: Option<&str>, wanted: &Wanted<'_>) -> Result<(), Refusal> {
        let (person, using) = (wanted.person.to_owned(), wanted.using);
        let Some(id) = consent else {
            return Err(Refusal::None { person, using });
        };
        let found = self.consents.iter().find(|consent| consent.id == id);
        let given = found.ok_or_else(|| Refusal::Unknown(id.to_owned()))?;
        let consent = id.to_owned();
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
        if given.person != person {
            return Err(Refusal::OfAnother {
                consent,
                of: given.person.clone(),
                person,
                using,
            });
        }
        if given.document.len() != 64 || !given.document.bytes().all(|c| c.is_ascii_hexdigit()) {
            return Err(Refusal::NoDocument { consent });
        }
        if !given.uses.contains(&using) {
            return Err(Refusal::NotThis {
                consent,
                person,
                using,
            });
        }
        if !given.series.is_empty() && !given.series.iter().any(|series| series == wanted.series) {
            return Err(Refusal::NotHere {
                consent,
                person,
                series: wanted.series.to_owned(),
            });
        }
        let there = |territory: &String| territory.eq_ignore_ascii_case(wanted.territory);
        if !given.territories.is_empty() && !given.territories.iter().any(there) {
            return Err(Refusal::NotThere {
                consent,
                person,
                territory: wanted.territory.to_owned(),
            });
        }
        if wanted.at < given.from {
            return Err(Refusal::NotYet {
                consent,
                person,
                from: day(given.from),
            });
        }
        let ends = [given.until, given.withdrawn].into_iter().flatten().min();
        if let Some(until) = ends.filter(|&until| wanted.at >= until) {
            return Err(Refusal::Over {
                consent,
                person,
                until: day(until),
            });
        }
        Ok(())
    }
}
