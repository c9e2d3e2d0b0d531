//! What is free: where, on a day, by which media and in which language; and what opens and ends soon.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use chrono::{DateTime, Utc};
use rights::{ContractId, Standing, Territory, TitleId, Turn, Universe, Window};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::block::{moment, refused, time};
use super::book::{self, HouseRights};
use super::catalogue::Catalogue;
use super::contracts::codes;
use super::reach::Reach;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::people::policy::Operator;

/// What is asked of each point.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[schema(as = RightsStanding)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// This house may show it.
    Play,
    Sell,
    SellExclusive,
}

impl Wanted {
    pub(super) fn standing(self) -> Standing {
        match self {
            Self::Play => Standing::Play,
            Self::Sell => Standing::Sell,
            Self::SellExclusive => Standing::SellExclusive,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FreeQuery {
    standing: Wanted,
    /// Such as `Coins`.
    media: String,
    /// BCP 47
    language: String,
    /// Now, when left out.
    at: Option<DateTime<Utc>>,
}

/// Where what is free.
#[derive(Serialize, ToSchema)]
pub struct FreeRights {
    /// How many series there are.
    pub series: i64,
    /// Each territory in which any is free.
    pub territories: Vec<FreeTerritory>,
    pub items: Vec<FreeSeries>,
}

#[derive(Serialize, ToSchema)]
pub struct FreeTerritory {
    /// ISO 3166-1 alpha-2
    pub code: String,
    /// The usual English name.
    pub name: String,
    /// Series that are free there.
    pub series: i64,
}

#[derive(Serialize, ToSchema)]
pub struct FreeSeries {
    pub id: Uuid,
    pub title: String,
    /// ISO 3166-1 alpha-2
    pub territories: Vec<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HorizonQuery {
    standing: Wanted,
    /// At most 366.
    days: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Horizon {
    /// Soonest first.
    pub items: Vec<HorizonTurn>,
}

/// Something that opens, ends or lapses.
#[derive(Serialize, ToSchema)]
pub struct HorizonTurn {
    pub at: Option<DateTime<Utc>>,
    /// `opens`, `ends` or `lapses`
    pub turn: String,
    pub titles: Vec<String>,
    pub territories: Vec<String>,
    /// Names of the media tree.
    pub media: Vec<String>,
    /// BCP 47; null: every language.
    pub languages: Option<Vec<String>>,
    pub contracts: Vec<String>,
}

/// What is free in a moment.
#[utoipa::path(get, operation_id = "show_free_rights", path = "/api/v1/desk/rights/free", tag = "rights", params(FreeQuery),
    responses((status = 200, body = FreeRights), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<FreeQuery>,
) -> AppResult<Json<FreeRights>> {
    let mut db = app.db.acquire().await?;
    let rights = book::read(&mut db, operator.house_id, &[], &[]).await?;
    let mut universe = rights.book.universe().clone();
    let media = universe.media.find(&query.media).ok_or_else(|| {
        AppError::bad_request(
            "rights_unknown_media",
            "That is no kind of media.",
            "Use a name of the list of media, such as VOD, SVOD, Coins or AVOD.",
        )
    })?;
    let language = universe
        .languages
        .add(&query.language)
        .map_err(|error| refused(&error))?;
    let now = app.clock.now();
    let at = Window::at(moment(query.at.unwrap_or(now)));
    let mut free: BTreeMap<u32, rights::TerritorySet> = BTreeMap::new();
    for avail in rights
        .book
        .avails(query.standing.standing(), at, moment(now))
    {
        let rows = avail.times.iter().flat_map(|(_, area)| area.rows());
        let rows = rows.filter(|row| {
            row.media.has(usize::from(media.0)) && row.languages.has(usize::from(language.0))
        });
        let set = rows.fold(rights::TerritorySet::EMPTY, |set, row| {
            set.or(row.territories)
        });
        for title in &avail.titles {
            let known = free.entry(title.0).or_insert(rights::TerritorySet::EMPTY);
            *known = known.or(set);
        }
    }
    let today: rights::Date = now
        .date_naive()
        .to_string()
        .parse()
        .map_err(AppError::internal)?;
    let world = rights::world(today);
    let series = &rights.catalogue.series;
    let of = |title: &TitleId| {
        free.get(&title.0)
            .map_or(rights::TerritorySet::EMPTY, |set| set.and(world))
    };
    let territories = Territory::of_set(world).filter_map(|territory| {
        let count = series
            .iter()
            .filter(|(_, title)| of(title).has(territory.number()))
            .count();
        (count > 0).then(|| FreeTerritory {
            code: territory.code().to_owned(),
            name: territory.name().to_owned(),
            series: count as i64,
        })
    });
    let items = series.iter().map(|(id, title)| FreeSeries {
        id: *id,
        title: universe.titles.name(*title).to_owned(),
        territories: codes(of(title)),
    });
    Ok(Json(FreeRights {
        series: series.len() as i64,
        territories: territories.collect(),
        items: items.collect(),
    }))
}

/// Where one series is free in a moment: to be licensed at all, and to somebody alone.
pub struct Places {
    /// ISO 3166-1 alpha-2
    pub sell: Vec<String>,
    pub sell_exclusive: Vec<String>,
    /// Whether that is everywhere there is a territory today.
    pub sell_everywhere: bool,
    pub exclusive_everywhere: bool,
    /// Today's territories in which it is not free.
    pub not_for_sale: Vec<String>,
}

/// Where a series is free. Asked by whoever visits a market, so it reads the book that this process has open already.
pub async fn places(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
    media: &str,
    language: &str,
    at: DateTime<Utc>,
) -> AppResult<Places> {
    let now = app.clock.now();
    let today: rights::Date = now
        .date_naive()
        .to_string()
        .parse()
        .map_err(AppError::internal)?;
    let world = rights::world(today);
    let rights = app.rights.of(app, house_id).await?;
    let mut universe = rights.as_ref().map_or_else(
        || rights::Universe::new(rights::MediaTree::standard()),
        |rights| rights.book.universe().clone(),
    );
    let media = universe.media.find(media).ok_or_else(|| {
        AppError::bad_request(
            "rights_unknown_media",
            "That is no kind of media.",
            "Use a name of the list of media, such as VOD, SVOD, Coins or AVOD.",
        )
    })?;
    let language = universe
        .languages
        .add(language)
        .map_err(|error| refused(&error))?;
    let free = |standing: Standing| {
        let Some(rights) = &rights else {
            return world;
        };
        let series = &rights.catalogue.series;
        let Some((_, title)) = series.iter().find(|(id, _)| *id == series_id) else {
            // Newer than the book: no contract can be about it.
            return world;
        };
        let avails = rights
            .book
            .avails(standing, Window::at(moment(at)), moment(now));
        let rows = avails
            .iter()
            .filter(|avail| avail.titles.contains(title))
            .flat_map(|avail| avail.times.iter().flat_map(|(_, area)| area.rows()))
            .filter(|row| {
                row.media.has(usize::from(media.0)) && row.languages.has(usize::from(language.0))
            });
        rows.fold(rights::TerritorySet::EMPTY, |set, row| {
            set.or(row.territories)
        })
        .and(world)
    };
    let (sell, alone) = (free(Standing::Sell), free(Standing::SellExclusive));
    Ok(Places {
        sell_everywhere: sell == world,
        exclusive_everywhere: alone == world,
        not_for_sale: codes(world.without(sell)),
        sell: codes(sell),
        sell_exclusive: codes(alone),
    })
}

/// What opens and what ends in the next days.
#[utoipa::path(get, operation_id = "show_rights_horizon", path = "/api/v1/desk/rights/horizon", tag = "rights", params(HorizonQuery),
    responses((status = 200, body = Horizon), (status = 403, body = ErrorBody)))]
pub async fn horizon(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<HorizonQuery>,
) -> AppResult<Json<Horizon>> {
    let mut db = app.db.acquire().await?;
    let rights = book::read(&mut db, operator.house_id, &[], &[]).await?;
    let days = query.days.unwrap_or(30).clamp(1, 366);
    let turnings = rights
        .book
        .horizon(query.standing.standing(), moment(app.clock.now()), days);
    let items = turnings.into_iter().map(|turning| {
        let reach = Reach::of(rights.book.universe(), &turning.area);
        HorizonTurn {
            at: time(turning.at),
            turn: match turning.turn {
                Turn::Opens => "opens",
                Turn::Ends => "ends",
                Turn::Lapses => "lapses",
            }
            .to_owned(),
            titles: names(&rights, &turning.titles),
            territories: reach.territories,
            media: reach.media,
            languages: reach.languages,
            contracts: contracts(&rights, &turning.contracts),
        }
    });
    Ok(Json(Horizon {
        items: items.collect(),
    }))
}

/// The series of titles, each once.
fn names(rights: &HouseRights, titles: &[TitleId]) -> Vec<String> {
    names_of(rights.book.universe(), &rights.catalogue, titles)
}

/// The series of titles, each once; their episodes where it is about single ones.
pub(super) fn names_of(
    universe: &Universe,
    catalogue: &Catalogue,
    titles: &[TitleId],
) -> Vec<String> {
    let is_series = |title: &&TitleId| catalogue.series.iter().any(|(_, known)| known == *title);
    let name = |title: &TitleId| universe.titles.name(*title).to_owned();
    let mut names: Vec<String> = titles.iter().filter(is_series).map(name).collect();
    if names.is_empty() {
        names = titles.iter().map(name).collect();
    }
    names
}

fn contracts(rights: &HouseRights, contracts: &[ContractId]) -> Vec<String> {
    let name = |contract: &ContractId| rights.book.universe().contract_name(*contract).to_owned();
    let names: BTreeSet<String> = contracts.iter().map(name).collect();
    names.into_iter().collect()
}
