//! What opens and what ends soon.

use crate::{Area, Book, ContractId, Kind, Moment, Standing, TitleId, Window, book::edges};

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    Opens,
    Ends,
    /// A reservation lapses; the area is what it kept.
    Lapses,
}

/// A moment at which something that was not, is, or the other way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turning {
    pub at: Moment,
    pub turn: Turn,
    pub titles: Vec<TitleId>,
    pub area: Area,
    /// The contracts of which a window begins or ends then, or that lapse.
    pub contracts: Vec<ContractId>,
}

impl Book {
    /// What opens and ends for a standing from `now` (not inside) until so many days later (inside), soonest first.
    /// For sales, the lapse of reservations too: they are counted as they are now, until they lapse.
    pub fn horizon(&self, standing: Standing, now: Moment, days: i64) -> Vec<Turning> {
        let until = now.plus_days(days);
        let mut turnings: Vec<Turning> = Vec::new();
        let Ok(within) = Window::new(now, until.next()) else {
            return turnings;
        };
        for cell in self.cells() {
            let windows = self.of_cell(cell).map(|claim| &claim.window);
            let edges = edges(windows, &within);
            let times = self.timeline(cell, standing, within, now);
            let holds = |at: Moment| {
                let found = times.iter().find(|(window, _)| window.has(at));
                found.map(|(_, area)| area.clone()).unwrap_or_default()
            };
            for at in edges.into_iter().filter(|at| now < *at && *at <= until) {
                let (before, after) = (holds(Moment::from_micros(at.micros() - 1)), holds(at));
                let turns = [
                    (Turn::Opens, after.without(&before)),
                    (Turn::Ends, before.without(&after)),
                ];
                for (turn, area) in turns.into_iter().filter(|(_, area)| !area.is_empty()) {
                    let turned = self.of_cell(cell).filter(|claim| {
                        (claim.window.start() == at || claim.window.end() == at)
                            && area
                                .rows()
                                .iter()
                                .any(|row| claim.blocking_row(true).overlaps(row))
                    });
                    let contracts = distinct(turned.map(|claim| claim.contract).collect());
                    add(
                        &mut turnings,
                        at,
                        turn,
                        self.titles(cell.span),
                        area,
                        contracts,
                    );
                }
            }
            if !matches!(standing, Standing::Sell | Standing::SellExclusive) {
                continue;
            }
            for claim in self.of_cell(cell) {
                let (Kind::Option { expires, .. } | Kind::FirstRefusal { expires }) = claim.kind
                else {
                    continue;
                };
                if now < expires && expires <= until {
                    let area = Area::new(&[claim.row()], &[]);
                    let contracts = vec![claim.contract];
                    add(
                        &mut turnings,
                        expires,
                        Turn::Lapses,
                        self.titles(cell.span),
                        area,
                        contracts,
                    );
                }
            }
        }
        turnings.sort_by_key(|turning| (turning.at, turning.turn));
        turnings
    }
}

/// Adds it, to the titles of a turning that is the same but for them.
fn add(
    turnings: &mut Vec<Turning>,
    at: Moment,
    turn: Turn,
    titles: &[TitleId],
    area: Area,
    contracts: Vec<ContractId>,
) {
    let same = turnings.iter_mut().find(|known| {
        known.at == at && known.turn == turn && known.contracts == contracts && known.area == area
    });
    match same {
        Some(known) => known.titles.extend_from_slice(titles),
        None => turnings.push(Turning {
            at,
            turn,
            titles: titles.to_vec(),
            area,
            contracts,
        }),
    }
}

fn distinct(mut contracts: Vec<ContractId>) -> Vec<ContractId> {
    contracts.sort_unstable();
    contracts.dedup();
    contracts
}
