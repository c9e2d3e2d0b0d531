//! All claims in force, laid out for questions.

use std::collections::BTreeSet;

use crate::{
    Claim, Error, Moment, TitleId, Universe, Window, carried,
    title::{Places, Span},
};

/// Every claim that is in force in one house, with what they are about.
#[derive(Clone, Debug)]
pub struct Book {
    universe: Universe,
    claims: Vec<Claim>,
    places: Places,
    /// Of each claim.
    spans: Vec<Vec<Span>>,
    cells: Vec<Cell>,
}

/// Neighbouring titles about which the same claims speak, by their numbers, in order.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub span: Span,
    pub claims: Vec<u32>,
}

impl Book {
    /// Refuses claims that name what the universe does not have, or cover nothing.
    pub fn new(universe: Universe, mut claims: Vec<Claim>) -> Result<Self, Error> {
        let places = Places::new(&universe.titles);
        let mut spans = Vec::with_capacity(claims.len());
        for (at, claim) in claims.iter_mut().enumerate() {
            let known = universe.has_contract(claim.contract);
            known.then_some(()).ok_or(Error::UnknownNumber {
                what: "contract",
                number: claim.contract.0,
            })?;
            let empty = [
                ("title", claim.titles.is_empty()),
                ("media", claim.media.is_empty()),
                ("territory", claim.territories.is_empty()),
                ("language", claim.languages.is_empty()),
                ("run", claim.runs.is_none()),
            ];
            if let Some((what, _)) = empty.into_iter().find(|(_, empty)| *empty) {
                return Err(Error::EmptyClaim {
                    contract: universe.contract_name(claim.contract).to_owned(),
                    row: at + 1,
                    what,
                });
            }
            claim.territories = carried(claim.territories);
            spans.push(places.spans(&universe.titles, &claim.titles)?);
        }
        let cells = cells(&spans);
        Ok(Self {
            universe,
            claims,
            places,
            spans,
            cells,
        })
    }

    pub fn universe(&self) -> &Universe {
        &self.universe
    }

    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    pub(crate) fn spans(&self, claim: usize) -> &[Span] {
        &self.spans[claim]
    }

    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The titles of a cell.
    pub(crate) fn titles(&self, span: Span) -> &[TitleId] {
        self.places.titles(span)
    }

    pub(crate) fn cell_of(&self, title: TitleId) -> Option<usize> {
        let place = self.places.place(title)?;
        let after = self.cells.partition_point(|cell| cell.span.start <= place);
        let at = after.checked_sub(1)?;
        (place < self.cells[at].span.end).then_some(at)
    }

    pub(crate) fn of_cell<'a>(&'a self, cell: &'a Cell) -> impl Iterator<Item = &'a Claim> {
        cell.claims
            .iter()
            .map(|claim| &self.claims[*claim as usize])
    }
}

/// The moments inside `within` at which one of the windows begins or ends, with the edges of `within`.
pub(crate) fn edges<'a>(windows: impl Iterator<Item = &'a Window>, within: &Window) -> Vec<Moment> {
    let both = windows.flat_map(|window| [window.start(), window.end()]);
    let inside = both.filter(|at| within.start() < *at && *at < within.end());
    let mut edges: Vec<Moment> = inside.chain([within.start(), within.end()]).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Cuts all places where a claim begins or ends.
fn cells(spans: &[Vec<Span>]) -> Vec<Cell> {
    let mut turns: Vec<(u32, bool, u32)> = Vec::new();
    for (claim, spans) in spans.iter().enumerate() {
        for span in spans {
            turns.push((span.start, true, claim as u32));
            turns.push((span.end, false, claim as u32));
        }
    }
    turns.sort_unstable();
    let mut cells = Vec::new();
    let mut active = BTreeSet::new();
    let mut since = 0;
    for (place, begins, claim) in turns {
        if place > since && !active.is_empty() {
            cells.push(Cell {
                span: Span {
                    start: since,
                    end: place,
                },
                claims: active.iter().copied().collect(),
            });
        }
        since = place;
        // At one place, ends sort before beginnings; the spans of one claim never touch.
        if begins {
            active.insert(claim);
        } else {
            active.remove(&claim);
        }
    }
    cells
}
