//! `provenance.json`: every asset of an episode, written beside its files and kept with the series.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::consent::{Register, Use};
use crate::source::Source;

/// Of this form; a reader that knows a lower one refuses.
pub const VERSION: u32 = 1;
/// More than a season of forty-shot episodes needs.
const MOST_ASSETS: usize = 20_000;

/// How an episode was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub version: u32,
    pub series: String,
    pub episode: u32,
    /// Name of the house.
    pub producer: String,
    pub made: DateTime<Utc>,
    /// What is used comes before what it is used in.
    pub assets: Vec<Asset>,
}

/// One made or given thing: a line's sound, a shot, the episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Unlike any other of the record: `e03-s01-t02`.
    pub id: String,
    pub kind: Kind,
    pub source: Source,
    /// SHA-256 of its bytes, 64 digits in lower case.
    pub digest: String,
    pub maker: Maker,
    /// Ids of other assets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// SPDX, or `LicenseRef-…` with what it means in [`Asset::terms`].
    pub licence: String,
    /// Terms of the model, or where a licence was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// Real people whose voice or face is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Appears>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Script,
    Picture,
    Clip,
    Voice,
    Music,
    Effect,
    Mix,
    Captions,
    Episode,
    Strip,
    Poster,
    Trailer,
}

/// A program or model with its version, or a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maker {
    /// `Kokoro`, `ffmpeg`, `uploaded`
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who runs it, where not this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// With it the same comes out again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// What was paid, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A real person in an asset, and the consent that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appears {
    pub person: String,
    pub using: Use,
    /// Id of a [`Consent`](crate::Consent); nothing refuses the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("this is no provenance record: {0}")]
    Json(String),
    #[error("this record is of version {0} and version {VERSION} is read here: update the program")]
    Version(u32),
    #[error(
        "a record holds at most {MOST_ASSETS} assets and this one has {0}: write one for each episode"
    )]
    TooMany(usize),
    #[error("two assets are called {0}: give each its own id")]
    Twice(String),
    #[error("asset {asset} is made from {input}, which does not stand before it in the record")]
    Input { asset: String, input: String },
    #[error("the digest of asset {0} is no SHA-256: 64 digits from 0 to f")]
    Digest(String),
    #[error("asset {0} names no licence: say which, or LicenseRef- and its terms")]
    Licence(String),
    #[error("asset {asset}: {refusal}")]
    Consent {
        asset: String,
        refusal: crate::consent::Refusal,
    },
}

impl Record {
    /// Reads a record, and refuses one that does not hold together.
    pub fn read(json: &str) -> Result<Self, Error> {
        let record: Self =
            serde_json::from_str(json).map_err(|error| Error::Json(error.to_string()))?;
        if record.version != VERSION {
            return Err(Error::Version(record.version));
        }
        record.check()?;
        Ok(record)
    }

    /// As it is written to `provenance.json`.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("names and numbers are JSON") + "\n"
    }

    /// Ids, inputs, digests and licences.
    pub fn check(&self) -> Result<(), Error> {
        if self.assets.len() > MOST_ASSETS {
            return Err(Error::TooMany(self.assets.len()));
        }
        let mut known = BTreeSet::new();
        for asset in &self.assets {
            let id = || asset.id.clone();
            if let Some(input) = asset
                .inputs
                .iter()
                .find(|input| !known.contains(input.as_str()))
            {
                return Err(Error::Input {
                    asset: id(),
                    input: input.clone(),
                });
            }
            let digit = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
            if asset.digest.len() != 64 || !asset.digest.bytes().all(digit) {
                return Err(Error::Digest(id()));
            }
            let meant = !asset.licence.starts_with("LicenseRef-") || asset.terms.is_some();
            if asset.licence.trim().is_empty() || !meant {
                return Err(Error::Licence(id()));
            }
            if !known.insert(asset.id.as_str()) {
                return Err(Error::Twice(id()));
            }
        }
        Ok(())
    }

    /// Whether everybody in the episode agreed to it, for where and when it is shown.
    pub fn check_consents(
        &self,
        register: &Register,
        territory: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        for asset in &self.assets {
            for appears in &asset.people {
                let wanted = crate::consent::Wanted {
                    person: &appears.person,
                    using: appears.using,
                    series: &self.series,
                    territory,
                    at,
                };
                register
                    .allows(appears.consent.as_deref(), &wanted)
                    .map_err(|refusal| Error::Consent {
                        asset: asset.id.clone(),
                        refusal,
                    })?;
            }
        }
        Ok(())
    }

    /// Where an asset comes from with all that it is made from.
    pub fn source_of(&self, id: &str) -> Option<Source> {
        let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
        for asset in &self.assets {
            let inputs = asset
                .inputs
                .iter()
                .filter_map(|input| sources.get(input.as_str()).copied());
            // A mix or an episode is put together by code: that alone makes it nothing else than its parts.
            let own = matches!(asset.kind, Kind::Mix | Kind::Episode | Kind::Trailer)
                && !asset.inputs.is_empty();
            let all = inputs.chain((!own).then_some(asset.source));
            sources.insert(&asset.id, Source::of_all(all).unwrap_or(asset.source));
        }
        sources.get(id).copied()
    }

    /// What all of it cost, by currency.
    pub fn cost(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for cost in self.assets.iter().filter_map(|asset| asset.cost.as_ref()) {
            let sum: &mut i64 = sums.entry(cost.currency.clone()).or_default();
            *sum = sum.saturating_add(cost.minor);
        }
        sums
    }
}
