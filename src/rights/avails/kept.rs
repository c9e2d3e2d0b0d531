//! A row of avails as it is kept: its cells, and what can be asked of it.

use ::avails::{Bound, Column, Row, Term, offer};
use chrono::{DateTime, NaiveDate, Utc};
use rights::{Date, Territory};
use serde::Serialize;

use crate::rights::block::time;

/// When a window begins and ends; none: it does not.
type Sides = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What a row says, as far as it is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// ISO 3166-1. A part of a country is less than the country, and is none of it.
    pub territories: Vec<String>,
    /// Of the media tree; none where avails name no way of showing.
    pub media: Option<&'static str>,
    /// Primary subtags; none: every language.
    pub languages: Option<Vec<String>>,
    pub held: Vec<String>,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    /// The event that its window waits for.
    pub waits: Option<String>,
    pub approved: bool,
}

/// The world and its exceptions are read for a day.
pub fn facts(row: &Row, on: Date) -> Facts {
    let languages = subtags(row.get(Column::AllowedLanguages));
    let mut facts = Facts {
        territories: territories(row, on),
        media: offer::media(
            row.get(Column::LicenseType),
            row.get(Column::LicenseRightsDescription),
        ),
        languages: (!languages.is_empty()).then_some(languages),
        held: subtags(row.get(Column::HoldbackLanguage)),
        approved: matches!(row.get(Column::TitleStatus), "" | "Approved"),
        ..Facts::default()
    };
    let code = row.get(Column::Territory);
    let country = code.split('-').next().unwrap_or_default();
    let places = facts.territories.iter().map(String::as_str);
    let mut sides: Option<Sides> = None;
    for place in places.chain((!code.is_empty()).then_some(country)) {
        let Ok(territory) = Territory::of(place) else {
            continue;
        };
        match row.term(territory) {
            Ok(Term::Window(window)) => {
                let (start, end) = (time(window.start()), time(window.end()));
                sides = Some(match sides {
                    None => (start, end),
                    // None is before, and after, everything.
                    Some((first, last)) => (first.min(start), last.zip(end).map(|(a, b)| a.max(b))),
                });
            }
            Ok(Term::Waits { on, lag }) => {
                facts.waits = Some(format!("{on} {lag}").trim().to_owned());
            }
            Err(no) => facts.waits = Some(no.says),
        }
    }
    (facts.starts_at, facts.ends_at) = sides.unwrap_or_default();
    facts
}

fn territories(row: &Row, on: Date) -> Vec<String> {
    let excluded: Vec<&str> = parts(row.get(Column::TerritoryExclusion)).collect();
    let included: Vec<Territory> = match row.get(Column::Territory) {
        "" => Territory::of_set(rights::world(on)).collect(),
        code => Territory::of(code).into_iter().collect(),
    };
    let codes = included.into_iter().map(|one| one.code().to_owned());
    codes
        .filter(|code| !excluded.contains(&code.as_str()))
        .collect()
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn subtags(text: &str) -> Vec<String> {
    let primary = |part: &str| {
        let tag = part.split([':', '-']).next().unwrap_or_default();
        tag.to_ascii_lowercase()
    };
    let mut found: Vec<String> = parts(text).map(primary).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A side of a window as a block of rights has it: a day where the cell says one, else the instant.
pub fn side(cell: &str, at: Option<DateTime<Utc>>) -> Option<String> {
    match Bound::of(cell) {
        Some(Bound::Day(_)) if cell.parse::<NaiveDate>().is_ok() => Some(cell.to_owned()),
        _ => at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)),
    }
}

/// In which languages a deal about it would be: those allowed; else, where some are held back, those of the asset.
pub fn block_languages(row: &Row) -> Option<Vec<String>> {
    let tags = |column: Column| -> Vec<String> {
        let tags = parts(row.get(column)).map(|part| part.split(':').next().unwrap_or_default());
        tags.map(str::to_owned).collect()
    };
    let allowed = tags(Column::AllowedLanguages);
    if !allowed.is_empty() {
        return Some(allowed);
    }
    let held = subtags(row.get(Column::HoldbackLanguage));
    let mut asset = tags(Column::AssetLanguage);
    asset.retain(|tag| !held.contains(&tag.split('-').next().unwrap_or_default().to_lowercase()));
    (!held.is_empty() && !asset.is_empty()).then_some(asset)
}

/// What people call the title of a row.
pub fn name(row: &Row) -> String {
    let first = |columns: &[Column]| -> String {
        let texts = columns.iter().map(|column| row.get(*column));
        let found = texts.into_iter().find(|text| !text.is_empty());
        found.unwrap_or_default().chars().take(200).collect()
    };
    let work = ::avails::Work::of(row);
    let own = if work.is_serial() {
        first(&[
            Column::SeriesTitleDisplayUnlimited,
            Column::SeriesTitleInternalAlias,
            Column::SeasonTitleDisplayUnlimited,
            Column::EpisodeTitleDisplayUnlimited,
        ])
    } else {
        first(&[Column::TitleDisplayUnlimited, Column::TitleInternalAlias])
    };
    if own.is_empty() {
        first(&[Column::Alid])
    } else {
        own
    }
}

/// The number of an episode; none for anything else.
pub fn episode(row: &Row) -> Option<i32> {
    let is_one = ::avails::Work::of(row) == ::avails::Work::Episode;
    let number = row.get(Column::EpisodeNumber).parse();
    number.ok().filter(|number| is_one && *number > 0)
}

/// The EIDR of the series or film, if its check character is right: samples are full of others.
pub fn eidr(row: &Row) -> Option<String> {
    let columns = if ::avails::Work::of(row).is_serial() {
        &[Column::SeriesId, Column::SeasonId][..]
    } else {
        &[Column::TitleId]
    };
    let text = columns.iter().map(|column| row.get(*column));
    let as_cell = text.map(|text| {
        let suffix = text.strip_prefix("urn:eidr:10.5240:");
        suffix.map_or_else(|| text.to_owned(), |suffix| format!("10.5240/{suffix}"))
    });
    as_cell
        .into_iter()
        .find(|text| ::avails::eidr::is_valid(text))
}

/// What the licensor's catalogue knows the series or film by.
pub fn content_id(row: &Row) -> Option<String> {
    let column = if ::avails::Work::of(row).is_serial() {
        Column::SeriesContentId
    } else {
        Column::ContentId
    };
    let text = row.get(column);
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Date {
        "2026-03-01".parse().unwrap()
    }

    fn row() -> Row {
        Row::default()
            .with(Column::Territory, "DE")
            .with(Column::LicenseType, "VOD")
            .with(Column::LicenseRightsDescription, "Coin unlock")
            .with(Column::Start, "2026-03-01")
            .with(Column::End, "2026-03-31")
    }

    #[test]
    fn a_coin_unlock_is_coins_and_its_days_are_those_of_the_territory() {
        let facts = facts(&row(), day());
        assert_eq!(facts.media, Some("Coins"));
        assert_eq!(facts.territories, ["DE"]);
        assert_eq!(
            facts.starts_at.unwrap().to_rfc3339(),
            "2026-02-28T23:00:00+00:00"
        );
        assert_eq!(
            facts.ends_at.unwrap().to_rfc3339(),
            "2026-03-31T22:00:00+00:00"
        );
        assert_eq!(side("2026-03-01", facts.starts_at).unwrap(), "2026-03-01");
        assert_eq!(side("Open", None), None);
        assert_eq!(
            side("2026-03-31T23:59:59Z", facts.ends_at).unwrap(),
            "2026-03-31T22:00:00Z"
        );
    }

    #[test]
    fn the_world_but_some_is_as_on_the_day_and_a_part_of_a_country_is_none() {
        let world = row()
            .with(Column::Territory, "")
            .with(Column::TerritoryExclusion, "CN, DE");
        let found = facts(&world, day()).territories;
        assert!(found.len() > 200 && !found.contains(&"CN".to_owned()));
        let part = facts(&row().with(Column::Territory, "US-CA"), day());
        assert!(part.territories.is_empty() && part.starts_at.is_some());
    }

    #[test]
    fn an_event_is_waited_for_and_languages_are_told_apart() {
        let waits = row()
            .with(Column::Start, "ESTStart")
            .with(Column::StartLag, "P30D");
        assert_eq!(facts(&waits, day()).waits.unwrap(), "ESTStart P30D");
        let held = row()
            .with(Column::HoldbackLanguage, "de-AT")
            .with(Column::AssetLanguage, "de, en-GB:audio");
        assert_eq!(facts(&held, day()).held, ["de"]);
        assert_eq!(block_languages(&held).unwrap(), ["en-GB"]);
        assert_eq!(block_languages(&row()), None);
    }
}
