//! A block of rights: as operators write it, as it is kept, and as the algebra counts it.

use chrono::{DateTime, NaiveDate, Utc};
use rights::{
    Claim, ContractId, Date, Edge, Kind, LanguageSet, MediaSet, Moment, Reach, Runs, Territory,
    TerritorySet, Universe, Window, edge, freeze,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::catalogue::Catalogue;
use crate::errors::{AppError, AppResult};

/// What a block does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum BlockKind {
    /// A right: to this house by a contract in, from it by a contract out.
    Grant,
    /// Nobody may, this house included.
    Holdback,
    /// Kept for somebody until it expires.
    Option,
    /// Somebody is asked first, until it expires.
    FirstRefusal,
}

/// Which way a contract gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// Titles × media × territories × languages × time.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RightsBlock)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a line of the contract, yes or no"
)]
pub struct Block {
    pub kind: BlockKind,
    pub series_ids: Vec<Uuid>,
    /// Single episodes of these series; all of them when empty.
    #[serde(default)]
    pub episode_ids: Vec<Uuid>,
    /// Whether episodes that come after the signing belong to it.
    #[serde(default = "yes")]
    pub later_episodes: bool,
    /// Kinds of media (`VOD`, `SVOD`, `Coins`, `Free TV`, …), each with what stands below it.
    pub media: Vec<String>,
    /// Such as `DE, AT`, `World excl. China` or `LATAM`, read for the day of signing.
    pub territories: String,
    /// BCP 47; null: every language.
    pub languages: Option<Vec<String>>,
    /// The first day (`2026-03-01`, as each territory lives it) or instant (`2026-03-01T00:00:00Z`).
    pub starts: Option<String>,
    /// The last day, which is inside, or the instant after the last.
    pub ends: Option<String>,
    #[serde(default)]
    pub exclusive: bool,
    /// Whether it may be licensed on.
    #[serde(default)]
    pub sublicence: bool,
    /// Whether what a viewer has bought plays on after the end.
    #[serde(default)]
    pub keeps: bool,
    /// When an option or a first refusal lapses.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Numbered runs of a broadcaster, `1` or `1-3`, to [`Runs::MAX`]; null: any number of them, as on demand.
    #[serde(default)]
    pub runs: Option<String>,
}

fn yes() -> bool {
    true
}

/// A side of a window.
#[derive(Clone, Copy, Debug)]
enum Side {
    Day(Date),
    At(Moment),
}

/// A block whose territories were read for a day.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub block: Block,
    pub territories: TerritorySet,
    pub on: NaiveDate,
    pub table: String,
}

/// A refusal of the algebra, as people see it.
pub fn refused(error: &rights::Error) -> AppError {
    AppError::bad_request(error.code(), format!("{error}."), error.remedy())
}

/// The moment of a time.
pub fn moment(at: DateTime<Utc>) -> Moment {
    Moment::from_micros(at.timestamp_micros())
}

/// The time of a moment; none where it has no beginning or end.
pub fn time(moment: Moment) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(moment.micros())
}

fn side(text: Option<&str>) -> AppResult<Option<Side>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if let Ok(day) = text.parse::<NaiveDate>() {
        super::day(day)?;
        let day = day.to_string().parse::<Date>();
        return Ok(Some(Side::Day(day.map_err(AppError::internal)?)));
    }
    let at = text.parse::<Moment>().map_err(|error| refused(&error))?;
    Ok(Some(Side::At(at)))
}

fn windows(
    starts: Option<Side>,
    ends: Option<Side>,
    territories: TerritorySet,
) -> AppResult<Vec<(Window, TerritorySet)>> {
    let instant = |side: Option<Side>, territory, at: Edge, open| match side {
        None => Ok(open),
        Some(Side::At(moment)) => Ok(moment),
        Some(Side::Day(day)) => edge(day, territory, at),
    };
    let mut found: Vec<(Window, TerritorySet)> = Vec::new();
    for territory in Territory::of_set(territories) {
        let start = instant(starts, territory, Edge::Start, Moment::ALWAYS);
        let end = instant(ends, territory, Edge::End, Moment::FOREVER);
        let window = start.and_then(|start| Window::new(start, end?));
        let window = window.map_err(|error| refused(&error))?;
        match found.iter_mut().find(|(known, _)| *known == window) {
            Some((_, set)) => *set = set.with(territory.number()),
            None => found.push((window, TerritorySet::one(territory.number()))),
        }
    }
    Ok(found)
}

/// The windows of days, the last of which is inside, with the territories in which each holds: as those of a block.
pub fn windows_of_days(
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
    territories: TerritorySet,
) -> AppResult<Vec<(Window, TerritorySet)>> {
    let day = |day: Option<NaiveDate>| side(day.map(|day| day.to_string()).as_deref());
    windows(day(starts)?, day(ends)?, territories)
}

impl Block {
    /// Which showings it is for.
    pub fn runs(&self) -> AppResult<Runs> {
        let Some(text) = &self.runs else {
            return Ok(Runs::ANY);
        };
        let number = |text: &str| {
            let number = text.trim().parse::<u8>().ok();
            number.filter(|number| (1..=Runs::MAX).contains(number))
        };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let runs = number(first).zip(number(last));
        let runs = runs.filter(|(first, last)| first <= last);
        let (first, last) = runs.ok_or_else(|| {
            AppError::bad_request(
                "rights_runs",
                format!(
                    "`{}` names no runs.",
                    text.chars().take(20).collect::<String>()
                ),
                "Write a run such as 1, or several such as 1-3, up to 63; leave it empty for use on demand.",
            )
        })?;
        Ok(Runs::numbered(first, last))
    }

    /// Reads the words of its territories for a day.
    pub fn freeze(self, on: NaiveDate) -> AppResult<Frozen> {
        let day = on.to_string().parse::<Date>();
        let day = day.map_err(AppError::internal)?;
        let frozen = freeze(&self.territories, day).map_err(|error| refused(&error))?;
        Ok(Frozen {
            block: self,
            territories: frozen.territories,
            on,
            table: frozen.table,
        })
    }
}

impl Frozen {
    fn kind(&self, direction: Direction) -> AppResult<Kind> {
        let Block {
            kind,
            exclusive,
            sublicence,
            keeps,
            expires_at,
            ..
        } = self.block;
        let expires = || {
            expires_at.map(moment).ok_or_else(|| {
                AppError::bad_request(
                    "rights_no_expiry",
                    "An option or a first refusal has no day on which it lapses.",
                    "Say until when it is kept.",
                )
            })
        };
        Ok(match (kind, direction) {
            (BlockKind::Grant, Direction::In) => Kind::In {
                exclusive,
                sublicence,
                keeps,
            },
            (BlockKind::Grant, Direction::Out) => Kind::Out { exclusive },
            (BlockKind::Holdback, _) => Kind::Holdback,
            (BlockKind::Option, _) => Kind::Option {
                exclusive,
                expires: expires()?,
            },
            (BlockKind::FirstRefusal, _) => Kind::FirstRefusal {
                expires: expires()?,
            },
        })
    }

    /// Its media, each with what stands below it and what will: a new kind of `VOD` is VOD.
    pub fn media(&self, universe: &Universe) -> AppResult<MediaSet> {
        let mut set = MediaSet::EMPTY;
        for name in &self.block.media {
            let id = universe.media.find(name).ok_or_else(|| {
                let shown: String = name.chars().take(40).collect();
                AppError::bad_request(
                    "rights_unknown_media",
                    format!("`{shown}` is no kind of media."),
                    "Use VOD, SVOD, TVOD, Coins, Rental, EST, AVOD, Rewarded, FAST, TV, Free TV, Pay TV, Social, \
                     Ancillary, Airline, Hotel, Public screens, Theatrical or Home video.",
                )
            })?;
            let cover = universe.media.cover(id, Reach::AndLater);
            set = set.or(cover.map_err(|error| refused(&error))?);
        }
        Ok(set)
    }

    /// Its languages; those of every language are those that come later too.
    pub fn languages(&self, universe: &mut Universe) -> AppResult<LanguageSet> {
        match &self.block.languages {
            None => Ok(LanguageSet::ALL),
            Some(tags) => universe
                .languages
                .set(tags.iter().map(String::as_str))
                .map_err(|error| refused(&error)),
        }
    }

    /// Its windows, with the territories in which each holds: a day begins when the territory says so.
    pub fn windows(&self) -> AppResult<Vec<(Window, TerritorySet)>> {
        let (starts, ends) = (
            side(self.block.starts.as_deref())?,
            side(self.block.ends.as_deref())?,
        );
        windows(starts, ends, self.territories)
    }

    /// The claims that it makes, cut off at `until` where the contract has ended before its time.
    pub fn claims(
        &self,
        universe: &mut Universe,
        catalogue: &Catalogue,
        contract: ContractId,
        direction: Direction,
        until: Option<Moment>,
    ) -> AppResult<Vec<Claim>> {
        let kind = self.kind(direction)?;
        let titles = catalogue.covers(&self.block, self.on);
        // Titles that are gone take their rights with them.
        if titles.is_empty() {
            return Ok(Vec::new());
        }
        let (media, languages) = (self.media(universe)?, self.languages(universe)?);
        let (windows, runs) = (self.windows()?, self.block.runs()?);
        let cut = |window: Window| match until {
            Some(until) => Window::new(window.start(), window.end().min(until)).ok(),
            None => Some(window),
        };
        let claims = windows.into_iter().filter_map(|(window, territories)| {
            Some(Claim {
                contract,
                kind,
                titles: titles.clone(),
                media,
                territories,
                languages,
                window: cut(window)?,
                runs,
            })
        });
        Ok(claims.collect())
    }
}
