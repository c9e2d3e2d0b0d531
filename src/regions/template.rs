//! Ready-made regions: each a file of its own, written for its languages.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::houses::Region;

macro_rules! files {
    ($($key:literal),+ $(,)?) => {
        /// The ready-made regions, by name.
        pub const TEMPLATES: &[&str] = &[$($key),+];
        const FILES: &[(&str, &str)] = &[$(($key, include_str!(concat!("templates/", $key, ".toml")))),+];
    };
}

files![
    "latin-america",
    "brazil",
    "south-asia",
    "southeast-asia",
    "korea",
    "europe",
    "middle-east",
    "china",
    "uk",
    "us",
];

/// A region that a house may be opened with; everything in it can be changed afterwards.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegionTemplate)]
pub struct Template {
    /// The name of its file.
    #[serde(default)]
    pub key: String,
    /// What it is for, in English.
    pub about: String,
    /// Where its facts come from, and which of them nobody has verified.
    pub notes: Vec<String>,
    /// When it was last looked through, and what of it.
    pub reviewed: Reviewed,
    pub tagline: String,
    /// `#rrggbb`
    pub accent: String,
    /// Of the interface.
    pub default_language: String,
    /// ISO 4217
    pub currency: String,
    /// Where a viewer is taken to be when nobody says.
    pub territory: String,
    /// How many episodes are free.
    pub free: u32,
    /// The next episode is free after so many hours; none: it is not.
    pub wait_hours: Option<u32>,
    pub region: Region,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegionReview)]
pub struct Reviewed {
    /// `2026-11-27`
    pub on: chrono::NaiveDate,
    /// In English.
    pub what: String,
}

/// All of them.
pub fn templates() -> &'static [Template] {
    static READ: OnceLock<Vec<Template>> = OnceLock::new();
    READ.get_or_init(|| FILES.iter().map(|(key, text)| read(key, text)).collect())
}

fn read(key: &str, text: &str) -> Template {
    let template: Template =
        toml::from_str(text).expect("a test reads every template that comes with the house");
    Template {
        key: key.into(),
        ..template
    }
}
