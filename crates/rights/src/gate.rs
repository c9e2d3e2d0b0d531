//! Playback, asked for at every segment: an index that answers within a microsecond.

use crate::{
    Book, Moment, Point, Row, Runs, Standing, Window,
    avails::{Effect, sweep},
    book::Cell,
};

/// May this be shown now? Built once from a [`Book`], and again when a contract changes. Reservations do not bind
/// playback, so time alone never makes it stale.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Of each title.
    cells: Vec<Option<u32>>,
    play: Vec<Times>,
    /// What may be kept when bought: the part of `play` of which a contract says so.
    keep: Vec<Times>,
}

/// Starts of windows, and the rows that hold from each until the next.
#[derive(Clone, Debug, Default)]
struct Times {
    starts: Vec<i64>,
    rows: Vec<Vec<Row>>,
}

impl Times {
    fn new(times: Vec<(Window, crate::Area)>) -> Self {
        let mut index = Self::default();
        let mut reached = None;
        for (window, area) in times {
            if reached.is_some_and(|end| end < window.start()) {
                index.close(reached);
            }
            index.starts.push(window.start().micros());
            let demand = |row: &&Row| row.runs.covers(Runs::UNNUMBERED);
            index
                .rows
                .push(area.rows().iter().filter(demand).copied().collect());
            reached = Some(window.end());
        }
        index.close(reached);
        index
    }

    fn close(&mut self, end: Option<Moment>) {
        if let Some(end) = end {
            self.starts.push(end.micros());
            self.rows.push(Vec::new());
        }
    }

    fn has(&self, point: &Point, at: Moment) -> bool {
        let after = self.starts.partition_point(|start| *start <= at.micros());
        let Some(segment) = after.checked_sub(1) else {
            return false;
        };
        self.rows[segment].iter().any(|row| {
            row.territories.has(point.territory.number())
                && row.languages.has(usize::from(point.language.0))
                && row.media.has(usize::from(point.media.0))
        })
    }
}

impl Gate {
    pub fn new(book: &Book) -> Self {
        let mut cells = vec![None; book.universe().titles.len()];
        let (mut play, mut keep) = (Vec::new(), Vec::new());
        for (at, cell) in book.cells().iter().enumerate() {
            for title in book.titles(cell.span) {
                cells[title.0 as usize] = Some(at as u32);
            }
            let now = Moment::ALWAYS;
            play.push(Times::new(book.timeline(
                cell,
                Standing::Play,
                Window::OPEN,
                now,
            )));
            keep.push(Times::new(kept(book, cell)));
        }
        Self { cells, play, keep }
    }

    /// The same answer as [`Book::may`] for [`Purpose::Play`](crate::Purpose::Play), without its reasons.
    pub fn may_play(&self, point: &Point, bought: Option<Moment>) -> bool {
        let cell = self.cells.get(point.title.0 as usize).copied().flatten();
        let Some(cell) = cell.map(|cell| cell as usize) else {
            return false;
        };
        self.play[cell].has(point, point.at)
            || bought.is_some_and(|since| since <= point.at && self.keep[cell].has(point, since))
    }
}

fn kept(book: &Book, cell: &Cell) -> Vec<(Window, crate::Area)> {
    let effects = book.of_cell(cell).filter_map(|claim| {
        let keeps = matches!(claim.kind, crate::Kind::In { keeps: true, .. });
        match claim.effect(Standing::Play) {
            Effect::Gives(row) if keeps => Some((claim.window, true, row)),
            Effect::Takes(row) => Some((claim.window, false, row)),
            _ => None,
        }
    });
    sweep(&effects.collect::<Vec<_>>(), Window::OPEN)
}
