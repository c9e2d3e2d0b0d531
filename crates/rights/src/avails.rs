//! What is owned, free to play and free to sell.

use crate::{
    Area, Book, Claim, Kind, Moment, Row, TitleId, Window,
    book::{Cell, edges},
};

/// What is asked about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Some contract gives it to this house.
    Owned,
    /// This house may show it to its own viewers.
    Play,
    /// It may be licensed to somebody beside others.
    Sell,
    /// It may be licensed to somebody alone.
    SellExclusive,
}

/// What a claim does to a standing. The one place where the rules stand.
pub(crate) enum Effect {
    Gives(Row),
    Takes(Row),
    Nothing,
}

impl Claim {
    pub(crate) fn effect(&self, standing: Standing) -> Effect {
        use Standing::{Owned, Play, Sell, SellExclusive};
        match (self.kind, standing) {
            (Kind::In { .. }, Owned | Play)
            | (
                Kind::In {
                    sublicence: true, ..
                },
                Sell,
            )
            | (
                Kind::In {
                    sublicence: true,
                    exclusive: true,
                    ..
                },
                SellExclusive,
            ) => Effect::Gives(self.row()),
            (Kind::Holdback, Play | Sell | SellExclusive) => Effect::Takes(self.row()),
            (Kind::Out { exclusive: true }, Play | Sell | SellExclusive)
            | (
                Kind::Option {
                    exclusive: true, ..
                }
                | Kind::FirstRefusal { .. },
                Sell,
            )
            | (
                Kind::Out { exclusive: false } | Kind::Option { .. } | Kind::FirstRefusal { .. },
                SellExclusive,
            ) => Effect::Takes(self.blocking_row(true)),
            // A numbered run is sold once.
            (
                Kind::Out { exclusive: false }
                | Kind::Option {
                    exclusive: false, ..
                },
                Sell,
            ) if self.runs.is_numbered() => Effect::Takes(self.blocking_row(false)),
            _ => Effect::Nothing,
        }
    }
}

/// Titles of which the same is free: boxes that are apart, in time order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avail {
    /// In the order of their tree.
    pub titles: Vec<TitleId>,
    /// Windows that do not overlap; neighbours differ in their areas, and no area is empty.
    pub times: Vec<(Window, Area)>,
}

impl Book {
    /// What has this standing within a window, as known at `now` (reservations that have lapsed count no more).
    /// The answer does not depend on how contracts cut their rows.
    pub fn avails(&self, standing: Standing, within: Window, now: Moment) -> Vec<Avail> {
        let mut avails: Vec<Avail> = Vec::new();
        let mut reached = 0;
        for cell in self.cells() {
            let times = self.timeline(cell, standing, within, now);
            let touches = reached == cell.span.start;
            reached = cell.span.end;
            if times.is_empty() {
                reached = 0;
                continue;
            }
            let titles = self.titles(cell.span);
            match avails.last_mut() {
                Some(last) if touches && last.times == times => {
                    last.titles.extend_from_slice(titles);
                }
                _ => avails.push(Avail {
                    titles: titles.to_vec(),
                    times,
                }),
            }
        }
        avails
    }

    /// The sweep over time: one area between each two moments at which something begins or ends.
    pub(crate) fn timeline(
        &self,
        cell: &Cell,
        standing: Standing,
        within: Window,
        now: Moment,
    ) -> Vec<(Window, Area)> {
        let mut effects: Vec<(Window, bool, Row)> = Vec::with_capacity(cell.claims.len());
        for claim in self.of_cell(cell) {
            if !claim.kind.stands(now) || claim.window.and(&within).is_none() {
                continue;
            }
            match claim.effect(standing) {
                Effect::Gives(row) => effects.push((claim.window, true, row)),
                Effect::Takes(row) => effects.push((claim.window, false, row)),
                Effect::Nothing => {}
            }
        }
        sweep(&effects, within)
    }
}

/// Areas over time from windows that give (`true`) and take (`false`) rows.
pub(crate) fn sweep(effects: &[(Window, bool, Row)], within: Window) -> Vec<(Window, Area)> {
    if !effects.iter().any(|(_, gives, _)| *gives) {
        return Vec::new();
    }
    let edges = edges(effects.iter().map(|(window, ..)| window), &within);
    let mut times: Vec<(Window, Area)> = Vec::with_capacity(edges.len());
    let (mut plus, mut minus) = (Vec::new(), Vec::new());
    for pair in edges.windows(2) {
        let window = Window::new(pair[0], pair[1]).expect("edges are sorted and differ");
        plus.clear();
        minus.clear();
        for (its, gives, row) in effects {
            if its.covers(&window) {
                if *gives { &mut plus } else { &mut minus }.push(*row);
            }
        }
        if plus.is_empty() {
            continue;
        }
        let area = Area::new(&plus, &minus);
        if area.is_empty() {
            continue;
        }
        match times.last_mut() {
            Some((last, same)) if last.end() == window.start() && *same == area => {
                *last = Window::new(last.start(), window.end()).expect("it has grown");
            }
            _ => times.push((window, area)),
        }
    }
    times
}
