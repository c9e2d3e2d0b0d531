//! What the contracts of a house say for one request.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use rights::{Moment, Territory};
use uuid::Uuid;

use super::block::{moment, time};
use super::book::HouseRights;
use super::gate::{Closed, Doors};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::{House, Whereabouts};

/// Where a viewer is, at a moment, and what is closed to them there.
#[derive(Clone, Debug)]
pub struct Sight {
    pub house_id: Uuid,
    /// Where they are taken to be: for prices, taxes and figures.
    pub territory: String,
    rights: Option<Arc<HouseRights>>,
    /// For rights; none where it is doubtful and the settings say that doubt closes.
    place: Option<Territory>,
    at: Moment,
    closed: Arc<Closed>,
    /// What they own of what is closed, with since when.
    owned: HashMap<Uuid, Moment>,
    /// Without what they own.
    ids: Vec<Uuid>,
    /// Whether the house serves there. Where not, only what they own is open.
    served: bool,
}

/// Something that a viewer has bought, of a series that is closed where they are.
#[derive(Clone, Copy, Debug)]
pub struct Owned {
    pub series_id: Uuid,
    pub episode_id: Uuid,
    pub since: DateTime<Utc>,
}

impl Sight {
    /// What anybody sees who is there and has bought nothing.
    pub async fn of(app: &App, house: &House, whereabouts: &Whereabouts) -> AppResult<Self> {
        let rights = app.rights.of(app, house.id).await?;
        let place = whereabouts.certain.as_deref();
        // A code that the tables do not know is nowhere.
        let place = place.and_then(|code| Territory::of(code).ok());
        let at = moment(app.clock.now());
        let closed = match &rights {
            None => Arc::default(),
            Some(rights) => rights.closed(place, at),
        };
        Ok(Self {
            house_id: house.id,
            territory: whereabouts.territory.clone(),
            rights,
            place,
            at,
            ids: closed.ids.clone(),
            closed,
            owned: HashMap::new(),
            served: whereabouts.served,
        })
    }

    /// Whether the house serves where the viewer is.
    pub fn served(&self) -> bool {
        self.served
    }

    /// Where nothing is under contract.
    #[cfg(test)]
    pub fn open(house_id: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            house_id,
            territory: "US".into(),
            rights: None,
            place: None,
            at: moment(now),
            closed: Arc::default(),
            owned: HashMap::new(),
            ids: Vec::new(),
            served: true,
        }
    }

    /// Ids of series and of episodes that this viewer is not shown, for `open_episodes`.
    pub fn closed(&self) -> &[Uuid] {
        &self.ids
    }

    /// The series of which something is closed: what a viewer owns of them may play on.
    pub fn closed_series(&self) -> &[Uuid] {
        &self.closed.series
    }

    /// Opens what the viewer has bought and may keep. `episodes` are all that they own of the closed series.
    #[must_use]
    pub fn with_owned(mut self, episodes: &[Owned]) -> Self {
        for one in episodes {
            self.owned.insert(one.episode_id, moment(one.since));
        }
        let open: Vec<&Owned> = episodes
            .iter()
            .filter(|one| self.doors(one.series_id, one.episode_id).owned)
            .collect();
        if open.is_empty() {
            return self;
        }
        let is_open = |id: &Uuid| open.iter().any(|one| one.episode_id == *id);
        let mut ids = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let whole = open.iter().any(|one| one.series_id == *id);
            let series = self.rights.as_ref().filter(|_| whole);
            match series.and_then(|rights| rights.catalogue.under_contract.get(id)) {
                // Of a closed series, the episodes that they do not own stay closed.
                Some(series) => ids.extend(series.episodes.keys().filter(|id| !is_open(id))),
                None if is_open(id) => {}
                None => ids.push(*id),
            }
        }
        self.ids = ids;
        self
    }

    /// The same where the house serves, or for who makes the house.
    #[must_use]
    pub fn served_anyway(mut self) -> Self {
        self.served = true;
        self
    }

    /// Where the house does not serve: shuts these series and episodes too, which are all that the viewer does not own.
    #[must_use]
    pub fn without(mut self, ids: Vec<Uuid>) -> Self {
        self.ids.extend(ids);
        self
    }

    /// By which ways this viewer may see an episode.
    pub fn doors(&self, series_id: Uuid, episode_id: Uuid) -> Doors {
        let bought = self.owned.get(&episode_id).copied();
        let doors = self.rights.as_ref().map_or(Doors::ALL, |rights| {
            rights.doors(series_id, episode_id, self.place, self.at, bought)
        });
        if self.served {
            return doors;
        }
        Doors {
            owned: doors.owned && bought.is_some(),
            ..Doors::NONE
        }
    }

    /// Whether a track of an episode may be given in its language; one without a language is in the original's.
    pub fn track(&self, series_id: Uuid, episode_id: Uuid, language: &str) -> bool {
        let bought = self.owned.get(&episode_id).copied();
        self.rights.as_ref().is_none_or(|rights| {
            language.is_empty()
                || rights.track(series_id, episode_id, language, self.place, self.at, bought)
        })
    }

    /// One clear sentence for a viewer who asks for a series of which everything is closed; none if that is not why.
    pub fn refusal(&self, series_id: Uuid) -> Option<AppError> {
        let rights = self.rights.as_ref()?;
        let series = rights.catalogue.under_contract.get(&series_id)?;
        let shut = |id: &Uuid| self.ids.contains(id);
        if !shut(&series_id) && !series.episodes.keys().all(shut) {
            return None;
        }
        let (message, remedy) = match self.place {
            None => (
                "Where you are is not certain, and this series may not be shown everywhere."
                    .to_owned(),
                "Turn off what hides where you are, and reload the page.",
            ),
            Some(territory) => (
                sentence(rights, series.title, territory, self.at),
                "Look for others on the Discover page.",
            ),
        };
        Some(AppError::new(
            StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
            "not_licensed_here",
            message,
            remedy,
        ))
    }
}

/// What a viewer needs to know of why: where, or when. The contract is nobody's business but the house's.
fn sentence(
    rights: &HouseRights,
    title: rights::TitleId,
    territory: Territory,
    at: Moment,
) -> String {
    let here = territory.name();
    let day = |moment: Moment| time(moment).map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    // The nearest window that this territory has of it.
    let windows = rights.book.claims().iter().filter(|claim| {
        matches!(claim.kind, rights::Kind::In { .. })
            && claim.territories.has(territory.number())
            && claim.titles.iter().any(|cover| cover.title == title)
    });
    let windows: Vec<rights::Window> = windows.map(|claim| claim.window).collect();
    if windows.iter().all(|window| !window.has(at)) {
        let starts = windows.iter().map(rights::Window::start);
        if let Some(opens) = starts.filter(|start| at < *start).min().and_then(day) {
            return format!("This series opens in {here} on {opens}.");
        }
        let ends = windows.iter().map(rights::Window::end);
        if let Some(ended) = ends.filter(|end| *end <= at).max().and_then(day) {
            return format!("This series was on in {here} until {ended}.");
        }
    }
    format!("This series may not be shown in {here}.")
}
