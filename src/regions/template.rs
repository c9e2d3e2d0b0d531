//! Ready-made regions: each a file of its own, written for its languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::houses::Region;
use crate::houses::region::Page;
use crate::language::primary;

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
    /// When its facts were last looked through, and which of them.
    pub reviewed: Reviewed,
    /// How its words were read: one for every language that its series are told in.
    pub readings: BTreeMap<String, Reading>,
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

/// A look through all the words of one language.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegionReading)]
pub struct Reading {
    /// `2026-11-27`
    pub on: chrono::NaiveDate,
    /// What was looked at.
    pub checked: Vec<Checked>,
    /// What was found or decided, in English.
    pub found: String,
    /// Whether a lawyer who practises in it has read the legal pages.
    pub lawyer: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RegionReadingOf)]
pub enum Checked {
    /// The names under which the shelves stand in the app.
    Shelves,
    /// The words of law: withdrawal, imprint, personal data.
    LegalTerms,
    /// How numbers and dates are written.
    Figures,
    /// That it reads from right to left, with names and numbers in their place.
    RightToLeft,
}

/// Terms and what is done with data, as the program does it: the same in every region, written anew in each language. A template
/// that has its own keeps it.
const WORDS: &[(&str, &str)] = &[
    ("ar", include_str!("words/ar.toml")),
    ("bn", include_str!("words/bn.toml")),
    ("de", include_str!("words/de.toml")),
    ("en", include_str!("words/en.toml")),
    ("es", include_str!("words/es.toml")),
    ("fil", include_str!("words/fil.toml")),
    ("fr", include_str!("words/fr.toml")),
    ("hi", include_str!("words/hi.toml")),
    ("id", include_str!("words/id.toml")),
    ("ko", include_str!("words/ko.toml")),
    ("pt", include_str!("words/pt.toml")),
    ("ta", include_str!("words/ta.toml")),
    ("te", include_str!("words/te.toml")),
    ("th", include_str!("words/th.toml")),
    ("vi", include_str!("words/vi.toml")),
    ("zh", include_str!("words/zh.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    terms: String,
    privacy: String,
}

/// All of them.
pub fn templates() -> &'static [Template] {
    static READ: OnceLock<Vec<Template>> = OnceLock::new();
    READ.get_or_init(|| FILES.iter().map(|(key, text)| read(key, text)).collect())
}

fn read(key: &str, text: &str) -> Template {
    let template: Template =
        toml::from_str(text).expect("a test reads every template that comes with the house");
    let mut template = Template {
        key: key.into(),
        ..template
    };
    for tag in template.region.content_languages.clone() {
        speak(&mut template.region, &primary(&tag));
    }
    template
}

/// Gives a region the pages that it does not have in a language.
fn speak(region: &mut Region, language: &str) {
    let Some((_, text)) = WORDS.iter().find(|(tag, _)| *tag == language) else {
        return;
    };
    let words: Words = toml::from_str(text).expect("a test reads every template, with its words");
    for (page, text) in [(Page::Terms, words.terms), (Page::Privacy, words.privacy)] {
        let texts = region.legal.entry(page).or_default();
        if !texts.keys().any(|tag| primary(tag) == language) {
            texts.insert(language.to_owned(), text);
        }
    }
}
