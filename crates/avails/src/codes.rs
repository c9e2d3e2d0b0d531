//! Dated tables: which codes there are.

use std::{collections::HashSet, sync::LazyLock};

use rights::{Languages, Territory};

const SUBTAGS: &str = include_str!("../data/bcp47.txt");
const RATINGS: &str = include_str!("../data/ratings.csv");

/// The day of the registry of language subtags.
pub const LANGUAGES_DATE: &str = "2025-08-25";
/// The day of the table of rating systems.
pub const RATINGS_DATE: &str = "2024-08-21";

static KNOWN: LazyLock<[HashSet<&'static str>; 3]> = LazyLock::new(|| {
    let kind = |kind: &str| {
        let line = SUBTAGS
            .lines()
            .find_map(|line| line.strip_prefix(kind))
            .unwrap_or_default();
        line.split_whitespace().collect()
    };
    [kind("script "), kind("area "), kind("variant ")]
});

/// What is wrong with a tag of BCP 47; nothing if its every subtag is registered. Case does not matter.
pub fn language(tag: &str) -> Result<(), String> {
    let lower = tag.to_ascii_lowercase();
    let mut subtags = lower.split('-');
    let first = subtags.next().unwrap_or_default();
    if Languages::default().add(first).is_err() || first.contains('_') {
        return Err(format!("“{tag}” is no language of BCP 47."));
    }
    let [scripts, areas, variants] = &*KNOWN;
    let mut extended = true;
    for subtag in subtags {
        let known = match subtag.len() {
            // What follows is private or an extension.
            1 => return Ok(()),
            2 => Territory::of(&subtag.to_ascii_uppercase()).is_ok(),
            3 if subtag.bytes().all(|byte| byte.is_ascii_digit()) => areas.contains(subtag),
            // `zh-yue`: the extended language subtags are languages themselves.
            3 => extended && Languages::default().add(subtag).is_ok(),
            4 if subtag.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
                scripts.contains(subtag)
            }
            _ => variants.contains(subtag),
        };
        extended = false;
        if !known {
            return Err(format!("“{subtag}” in “{tag}” is no subtag of BCP 47."));
        }
    }
    Ok(())
}

/// Whether ISO 4217 has it, the code for tests included.
pub fn is_currency(code: &str) -> bool {
    code == "XTS" || money::Currency::of(code).is_ok()
}

/// A rating system as it is used in some territories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingSystem {
    pub name: &'static str,
    pub territories: Vec<&'static str>,
    pub values: Vec<&'static str>,
    /// Codes of reasons; none where reasons are free text.
    pub reasons: Vec<&'static str>,
}

static SYSTEMS: LazyLock<Vec<RatingSystem>> = LazyLock::new(|| {
    let list = |cell: &'static str| cell.split('|').filter(|part| !part.is_empty()).collect();
    let system = |line: &'static str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().unwrap_or_default();
        RatingSystem {
            name: cell(),
            territories: list(cell()),
            values: list(cell()),
            reasons: list(cell()),
        }
    };
    RATINGS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(system)
        .collect()
});

/// The systems of that name: some names are used in several territories, each with its values.
pub fn rating_systems(name: &str) -> impl Iterator<Item = &'static RatingSystem> {
    SYSTEMS.iter().filter(move |system| system.name == name)
}

/// The systems that are used in a territory.
pub fn ratings_in(territory: &str) -> impl Iterator<Item = &'static RatingSystem> {
    SYSTEMS
        .iter()
        .filter(move |system| system.territories.contains(&territory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_languages_are_those_of_the_registry() {
        assert!(SUBTAGS.lines().next().unwrap().contains(LANGUAGES_DATE));
        for good in [
            "en",
            "EN",
            "es-419",
            "zh-Hant-TW",
            "cmn",
            "pt-BR",
            "sl-rozaj-biske",
            "zh-yue",
            "en-x-house",
            "iw",
        ] {
            assert_eq!(language(good), Ok(()), "{good}");
        }
        for bad in [
            "XYZ", "ENg", "fr-xx", "e", "", "en_US", "english", "zh-Haha", "en-999", "de-1992",
        ] {
            assert!(language(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a7_currencies_are_those_of_the_standard() {
        for good in ["USD", "JPY", "KWD", "XTS"] {
            assert!(is_currency(good), "{good}");
        }
        for bad in ["usd", "US$", "XXX", "DEM", "", "EURO"] {
            assert!(!is_currency(bad), "{bad}");
        }
    }

    #[test]
    fn rating_systems_have_their_values_and_territories() {
        assert!(RATINGS.lines().next().unwrap().contains(RATINGS_DATE));
        let mpaa = rating_systems("MPAA").next().unwrap();
        assert!(mpaa.values.contains(&"PG-13") && mpaa.territories.contains(&"US"));
        assert_eq!(rating_systems("CSA").count(), 2);
        assert!(ratings_in("DE").any(|system| system.name == "FSK"));
        assert!(
            SYSTEMS
                .iter()
                .all(|system| !system.name.is_empty() && !system.values.is_empty())
        );
    }
}
