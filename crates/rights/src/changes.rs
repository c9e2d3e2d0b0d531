//! What differs between two states of the contracts.

use std::collections::BTreeMap;

use crate::{Area, Book, Moment, Standing, TitleId, Window, book::edges};

/// What titles have gained and lost in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub titles: Vec<TitleId>,
    pub window: Window,
    pub gained: Area,
    pub lost: Area,
}

/// What has another standing in `after` than in `before`, as known at `now`; titles in the order of their numbers.
/// The later universe must be the earlier one with more at its end: numbers mean the same in both.
pub fn changes(
    before: &Book,
    after: &Book,
    standing: Standing,
    within: Window,
    now: Moment,
) -> Vec<Change> {
    // Titles of the same cell in both books change together.
    let mut together: BTreeMap<(Option<usize>, Option<usize>), Vec<TitleId>> = BTreeMap::new();
    let count = before
        .universe()
        .titles
        .len()
        .max(after.universe().titles.len());
    for title in (0..count as u32).map(TitleId) {
        let cells = (before.cell_of(title), after.cell_of(title));
        together.entry(cells).or_default().push(title);
    }
    let times = |book: &Book, cell: Option<usize>| {
        let cell = cell.map(|cell| &book.cells()[cell]);
        cell.map(|cell| book.timeline(cell, standing, within, now))
            .unwrap_or_default()
    };
    let mut changes: Vec<Change> = Vec::new();
    for ((was, is), titles) in together {
        let (was, is) = (times(before, was), times(after, is));
        if was == is {
            continue;
        }
        let windows = was.iter().chain(&is).map(|(window, _)| window);
        let mut own: Vec<Change> = Vec::new();
        for pair in edges(windows, &within).windows(2) {
            let window = Window::new(pair[0], pair[1]).expect("edges are sorted and differ");
            let holds = |times: &[(Window, Area)]| {
                let found = times.iter().find(|(its, _)| its.covers(&window));
                found.map(|(_, area)| area.clone()).unwrap_or_default()
            };
            let (was, is) = (holds(&was), holds(&is));
            let (gained, lost) = (is.without(&was), was.without(&is));
            if gained.is_empty() && lost.is_empty() {
                continue;
            }
            match own.last_mut() {
                Some(last)
                    if last.window.end() == window.start()
                        && last.gained == gained
                        && last.lost == lost =>
                {
                    last.window =
                        Window::new(last.window.start(), window.end()).expect("it has grown");
                }
                _ => own.push(Change {
                    titles: titles.clone(),
                    window,
                    gained,
                    lost,
                }),
            }
        }
        changes.extend(own);
    }
    changes.sort_by_key(|change| (change.titles[0], change.window));
    changes
}
