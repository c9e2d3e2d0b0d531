//! Somewhere, by some media, in some languages.

use rights::{Area, LanguageSet, MediaSet, TerritorySet, Universe};
use serde::Serialize;
use utoipa::ToSchema;

use super::contracts::codes;

/// Where, by what and in which languages something holds.
#[derive(Serialize, ToSchema)]
#[schema(as = RightsPart)]
pub struct Reach {
    /// ISO 3166-1 alpha-2
    pub territories: Vec<String>,
    /// Names of the media tree.
    pub media: Vec<String>,
    /// BCP 47; null: every language.
    pub languages: Option<Vec<String>>,
}

impl Reach {
    pub fn of(universe: &Universe, area: &Area) -> Self {
        let (mut territories, mut media) = (TerritorySet::EMPTY, MediaSet::EMPTY);
        let mut languages = LanguageSet::EMPTY;
        for row in area.rows() {
            territories = territories.or(row.territories);
            media = media.or(row.media);
            languages = languages.or(row.languages);
        }
        let names = universe.media.names(media).into_iter().map(str::to_owned);
        let mut tags: Vec<String> = universe
            .languages
            .tags(languages)
            .map(str::to_owned)
            .collect();
        tags.sort_unstable();
        Self {
            territories: codes(territories),
            media: names.collect(),
            languages: (languages != LanguageSet::ALL).then_some(tags),
        }
    }
}
