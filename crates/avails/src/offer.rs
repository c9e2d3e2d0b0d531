//! Rows of avails as grants of `rights`, and what a book of rights has free as rows of avails.
//!
//! Avails know five licences; a microdrama house sells in more ways. What they have no word for travels as the nearest
//! one with a description that both sides have agreed on:
//!
//! | kind of media | LicenseType | LicenseRightsDescription |
//! |---|---|---|
//! | SVOD | SVOD | |
//! | Coins | VOD | Coin unlock |
//! | Rental | VOD | |
//! | EST | EST | |
//! | AVOD | AVOD | |
//! | Rewarded | AVOD | Rewarded unlock |
//! | FAST | AVOD | FAST |

use rights::{
    Area, Avail, Claim, ContractId, Date, Edge, Kind, LanguageSet, Moment, Reach, Runs, TitleCover,
    TitleId, Universe, Window, edge,
};

use crate::{Column, Finding, Level, Row, Term, Work, cell};

/// Kinds of media of [`rights::MediaTree::standard`] by what avails call them. The first of a licence is what it means
/// when nobody described it.
const LICENCES: [(&str, &str, &str); 7] = [
    ("SVOD", "SVOD", ""),
    ("Rental", "VOD", ""),
    ("Coins", "VOD", "Coin unlock"),
    ("EST", "EST", ""),
    ("AVOD", "AVOD", ""),
    ("Rewarded", "AVOD", "Rewarded unlock"),
    ("FAST", "AVOD", "FAST"),
];

/// The kind of media that a licence is for; none for licences that name none (`Library`, `Pre-Release`) and for
/// pre-orders, which show nothing yet.
pub fn media(license_type: &str, description: &str) -> Option<&'static str> {
    let of_type = || {
        LICENCES
            .iter()
            .filter(|(_, known, _)| *known == license_type)
    };
    let described = of_type()
        .find(|(_, _, words)| !words.is_empty() && words.eq_ignore_ascii_case(description));
    described
        .or_else(|| of_type().next())
        .map(|(media, ..)| *media)
}

/// `LicenseType` and `LicenseRightsDescription` of a kind of media; none where avails are not how it is traded.
pub fn licence(media: &str) -> Option<(&'static str, &'static str)> {
    LICENCES
        .iter()
        .find(|(known, ..)| *known == media)
        .map(|(_, license, words)| (*license, *words))
}

/// What a row is to become a grant of.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub contract: ContractId,
    pub title: TitleId,
    /// How far below a season or a series the grant goes. An episode or a film is itself.
    pub reach: Reach,
    /// The day on which `World` and its exceptions are read.
    pub on: Date,
}

/// The grants that a row gives: one, or one for each window where its territories begin their days apart.
///
/// # Errors
/// What stops it: a status other than approved, a window that waits for an event, a licence of no kind of media.
pub fn claims(row: &Row, target: &Target, universe: &mut Universe) -> Result<Vec<Claim>, Finding> {
    let no = |column: Column, says: String| {
        Finding::new(Level::Error, row.at(column), Some(column), says)
    };
    let status = row.get(Column::TitleStatus);
    if !matches!(status, "" | "Approved") {
        return Err(no(
            Column::TitleStatus,
            format!(
                "The title is {}; that grants nothing.",
                status.to_lowercase()
            ),
        ));
    }
    let license = row.get(Column::LicenseType);
    let kind = media(license, row.get(Column::LicenseRightsDescription));
    let kind = kind.and_then(|name| universe.media.find(name));
    let kind = kind.ok_or_else(|| {
        no(
            Column::LicenseType,
            format!("“{license}” says no way in which it may be shown."),
        )
    })?;
    let media = universe.media.cover(kind, Reach::Itself);
    let media = media.map_err(|error| no(Column::LicenseType, error.to_string()))?;
    let languages = languages(row, universe)?;
    let exclusive = cell::truth(row.get(Column::Exclusive)).unwrap_or(false);
    let work = Work::of(row);
    let reach = if matches!(work, Work::Unit | Work::Episode) {
        Reach::Itself
    } else {
        target.reach
    };
    let mut claims: Vec<Claim> = Vec::new();
    for territory in territories(row, target.on)? {
        let window = match row.term(territory) {
            Ok(Term::Window(window)) => window,
            Ok(Term::Waits { on, .. }) => {
                let says = format!(
                    "The window waits for “{on}”. It becomes a grant when the date is known."
                );
                return Err(no(Column::Start, says));
            }
            Err(error) => return Err(no(error.column, error.says)),
        };
        if let Some(claim) = claims.iter_mut().find(|claim| claim.window == window) {
            claim.territories = claim.territories.with(territory.number());
            continue;
        }
        claims.push(Claim {
            contract: target.contract,
            kind: Kind::In {
                exclusive,
                sublicence: false,
                // What was bought for keeps plays on.
                keeps: license == "EST",
            },
            titles: vec![TitleCover {
                title: target.title,
                reach,
            }],
            media,
            territories: rights::TerritorySet::one(territory.number()),
            languages,
            window,
            runs: Runs::ANY,
        });
    }
    Ok(claims)
}

fn territories(row: &Row, on: Date) -> Result<Vec<rights::Territory>, Finding> {
    let read = |column: Column, code: &str| {
        let found = rights::Territory::of(code);
        found.map_err(|error| {
            Finding::new(
                Level::Error,
                row.at(column),
                Some(column),
                error.to_string(),
            )
        })
    };
    let code = row.get(Column::Territory);
    let excluded: Result<Vec<_>, _> = cell::parts(row.get(Column::TerritoryExclusion))
        .map(|code| read(Column::TerritoryExclusion, code))
        .collect();
    let excluded = excluded?;
    // A part of a country is less than the country: it cannot be widened to it.
    let mut included = match code {
        "" => rights::Territory::of_set(rights::world(on)).collect(),
        code => vec![read(Column::Territory, code)?],
    };
    included.retain(|territory| !excluded.contains(territory));
    Ok(included)
}

fn languages(row: &Row, universe: &mut Universe) -> Result<LanguageSet, Finding> {
    let mut read = |column: Column| {
        let tags =
            cell::parts(row.get(column)).map(|part| part.split(':').next().unwrap_or_default());
        let set = universe.languages.set(tags);
        set.map_err(|error| {
            Finding::new(
                Level::Error,
                row.at(column),
                Some(column),
                error.to_string(),
            )
        })
    };
    let (allowed, held) = (
        read(Column::AllowedLanguages)?,
        read(Column::HoldbackLanguage)?,
    );
    let allowed = if allowed.is_empty() {
        LanguageSet::ALL
    } else {
        allowed
    };
    Ok(allowed.without(held))
}

/// What is free, as rows: one for each title, kind of media, territory and window. `describe` gives the cells that
/// rights know nothing of (ALID, titles, identifiers, format, price); what it says about licence, territory, window and
/// languages is replaced. Media that avails do not trade are named once each.
pub fn rows(
    universe: &Universe,
    avails: &[Avail],
    exclusive: bool,
    describe: impl Fn(TitleId) -> Row,
) -> (Vec<Row>, Vec<Finding>) {
    let (mut rows, mut untraded) = (Vec::new(), Vec::new());
    for avail in avails {
        for (_, area) in &avail.times {
            note_untraded(universe, area, &mut untraded);
        }
        let pieces = pieces(universe, avail);
        for title in &avail.titles {
            let template = describe(*title);
            rows.extend(
                pieces
                    .iter()
                    .map(|piece| piece.row(universe, &template, exclusive)),
            );
        }
    }
    let note = |name: &String| {
        Finding::new(
            Level::Note,
            "",
            None,
            format!("“{name}” is free too; avails have no licence for it."),
        )
    };
    let findings = untraded.iter().map(note).collect();
    (rows, findings)
}

/// What one row is about, but for its title.
struct Piece {
    territory: rights::Territory,
    /// Its place among the licences.
    licence: usize,
    languages: LanguageSet,
    window: Window,
}

/// A book tells what is free between any two moments at which anything changes; a row runs on as long as it is the same.
fn pieces(universe: &Universe, avail: &Avail) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (window, area) in &avail.times {
        let on_demand = area
            .rows()
            .iter()
            .filter(|part| !part.runs.and(Runs::UNNUMBERED).is_none());
        for part in on_demand {
            for (licence, (media, ..)) in LICENCES.iter().enumerate() {
                let id = universe.media.find(media);
                if !id.is_some_and(|id| part.media.has(usize::from(id.0))) {
                    continue;
                }
                for territory in rights::Territory::of_set(part.territories) {
                    let languages = part.languages;
                    let goes_on = |piece: &&mut Piece| {
                        piece.window.end() == window.start()
                            && (piece.territory, piece.licence, piece.languages)
                                == (territory, licence, languages)
                    };
                    let joined = pieces.iter_mut().find(goes_on);
                    match joined {
                        Some(piece) => {
                            piece.window = Window::new(piece.window.start(), window.end())
                                .expect("it has grown");
                        }
                        None => pieces.push(Piece {
                            territory,
                            licence,
                            languages,
                            window: *window,
                        }),
                    }
                }
            }
        }
    }
    pieces
}

impl Piece {
    fn row(&self, universe: &Universe, template: &Row, exclusive: bool) -> Row {
        let (allowed, held) = language_cells(universe, self.languages);
        let (_, license, words) = LICENCES[self.licence];
        let row = template.clone();
        row.with(Column::LicenseType, license)
            .with(Column::LicenseRightsDescription, words)
            .with(Column::Territory, self.territory.code())
            .with(
                Column::Start,
                &side(self.window.start(), self.territory, Edge::Start),
            )
            .with(
                Column::End,
                &side(self.window.end(), self.territory, Edge::End),
            )
            .with(Column::AllowedLanguages, &allowed)
            .with(Column::HoldbackLanguage, &held)
            .with(Column::Exclusive, if exclusive { "TRUE" } else { "" })
    }
}

/// A side of a window: a day where it is one in its territory, else a moment of UTC.
fn side(moment: Moment, territory: rights::Territory, which: Edge) -> String {
    if matches!(moment, Moment::ALWAYS | Moment::FOREVER) {
        return "Open".to_owned();
    }
    let text = moment.to_string();
    let date: Option<Date> = text.get(..10).and_then(|date| date.parse().ok());
    // Zones are up to 14 hours before UTC, and an end is told as the day before it.
    let around = date.into_iter().flat_map(|date| {
        [
            date.yesterday().and_then(Date::yesterday),
            date.yesterday(),
            Ok(date),
            date.tomorrow(),
        ]
        .into_iter()
        .flatten()
    });
    let day = around
        .into_iter()
        .find(|day| edge(*day, territory, which) == Ok(moment));
    match day {
        Some(day) => day.to_string(),
        None if text.len() == 10 => format!("{text}T00:00:00Z"),
        None => text,
    }
}

/// `AllowedLanguages` and `HoldbackLanguage`: never both.
fn language_cells(universe: &Universe, set: LanguageSet) -> (String, String) {
    let list = |set: LanguageSet| universe.languages.tags(set).collect::<Vec<_>>().join(", ");
    let named: LanguageSet = (0..universe.languages.len()).collect();
    let missing = LanguageSet::ALL.without(set);
    if missing.is_empty() {
        (String::new(), String::new())
    } else if named.covers(&missing) {
        (String::new(), list(missing))
    } else {
        (list(set), String::new())
    }
}

fn note_untraded(universe: &Universe, area: &Area, names: &mut Vec<String>) {
    // Kinds that stand above others have those to speak for them.
    const ABOVE: [&str; 2] = ["VOD", "TVOD"];
    for part in area.rows() {
        for at in (0..64_u8).filter(|at| part.media.has(usize::from(*at))) {
            let name = universe.media.name(rights::MediaId(at));
            if !name.is_empty()
                && licence(name).is_none()
                && !ABOVE.contains(&name)
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
    }
}
