//! Dates of contracts as instants.
//!
//! A contract says `2026-03-01`, and means the day as its territory lives it. By the custom of avails a date without a
//! time is a day of the territory's *first* time zone: the one in which that date begins first. The last day of a
//! window belongs to it (23:59:59 is inside), so its end is the start of the day after: windows of neighbouring days
//! touch and never overlap, also where clocks change.

use std::sync::LazyLock;

use jiff::{
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};

use crate::{Error, Moment, Territory, TerritorySet, Window};

/// Which side of a window a date stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The day's first instant.
    Start,
    /// The instant after the day's last one.
    End,
}

/// The zones of each territory, by its number. Territories that nobody lives in have none: UTC.
static ZONES: LazyLock<Vec<Vec<TimeZone>>> = LazyLock::new(|| {
    let database = TimeZoneDatabase::bundled();
    let zones = |territory: Territory| {
        let found = |name| {
            database
                .get(name)
                .expect("the bundled tables have every zone of the table of territories")
        };
        territory.zones().map(found).collect()
    };
    Territory::all().map(zones).collect()
});

/// The instant that a date means at this edge of a window in this territory.
pub fn edge(date: Date, territory: Territory, edge: Edge) -> Result<Moment, Error> {
    let out_of_range = || Error::DateOutOfRange(date);
    let day = match edge {
        Edge::Start => date,
        Edge::End => date.tomorrow().map_err(|_| out_of_range())?,
    };
    let midnight = day.at(0, 0, 0, 0);
    // Where midnight is left out, the day begins when the clock has jumped; where it comes twice, with the first.
    let begins = |zone: &TimeZone| zone.to_ambiguous_timestamp(midnight).compatible();
    let utc = [TimeZone::UTC];
    let zones = match ZONES[territory.number()].as_slice() {
        [] => utc.as_slice(),
        zones => zones,
    };
    let first = zones
        .iter()
        .map(begins)
        .min_by_key(|at| at.as_ref().ok().copied());
    let first = first
        .ok_or_else(out_of_range)?
        .map_err(|_| out_of_range())?;
    Ok(Moment::from_micros(first.as_microsecond()))
}

/// The window of the days from `first` to `last`, both inside, in this territory; no `last` is an open end.
pub fn window(first: Date, last: Option<Date>, territory: Territory) -> Result<Window, Error> {
    let end = match last {
        Some(last) => edge(last, territory, Edge::End)?,
        None => Moment::FOREVER,
    };
    Window::new(edge(first, territory, Edge::Start)?, end)
}

/// The same days in many territories: one window for all that begin and end together. A contract over the world with
/// dates alone is as many boxes as there are windows here. Sorted by window.
pub fn windows(
    first: Date,
    last: Option<Date>,
    territories: TerritorySet,
) -> Result<Vec<(Window, TerritorySet)>, Error> {
    let mut found: Vec<(Window, TerritorySet)> = Vec::new();
    for territory in Territory::of_set(territories) {
        let its = window(first, last, territory)?;
        match found.iter_mut().find(|(window, _)| *window == its) {
            Some((_, set)) => *set = set.with(territory.number()),
            None => found.push((its, TerritorySet::one(territory.number()))),
        }
    }
    found.sort();
    Ok(found)
}
