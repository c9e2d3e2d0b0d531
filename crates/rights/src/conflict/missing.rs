//! What no contract gives, and which contract comes nearest.

use super::{Clash, Conflict, Dimension, Overlap, Want};
use crate::{
    Area, Claim, Kind, Purpose, Row, Window,
    avails::sweep,
    title::Span,
    words::{self, Place},
};

/// Whether a claim gives what a step asks for.
type Gives<'g> = &'g dyn Fn(&Claim) -> bool;

/// Over neighbouring titles, what is missing when.
struct Gap {
    span: Span,
    times: Vec<(Window, Area)>,
}

impl<'a> Want<'a> {
    /// The steps of what must be held, each with whether a claim gives it.
    pub(super) fn missing(&self) -> Vec<Conflict> {
        let right = |claim: &Claim| matches!(claim.kind, Kind::In { .. });
        let sublicence = |claim: &Claim| {
            matches!(
                claim.kind,
                Kind::In {
                    sublicence: true,
                    ..
                }
            )
        };
        let alone = |claim: &Claim| {
            let Kind::In {
                exclusive,
                sublicence,
                ..
            } = claim.kind
            else {
                return false;
            };
            exclusive && sublicence
        };
        let to = match self.proposal.purpose {
            Purpose::Deliver { to } => Some(to),
            _ => None,
        };
        let licensed =
            |claim: &Claim| Some(claim.contract) == to && matches!(claim.kind, Kind::Out { .. });
        let right: (Clash, Gives) = (Clash::NoRightIn, &right);
        let sublicence: (Clash, Gives) = (Clash::NoSublicence, &sublicence);
        let steps: Vec<(Clash, Gives)> = match self.proposal.purpose {
            Purpose::Play { .. } => vec![right],
            Purpose::Sell { exclusive: false } | Purpose::Reserve { exclusive: false } => {
                vec![right, sublicence]
            }
            Purpose::Sell { exclusive: true } | Purpose::Reserve { exclusive: true } => {
                vec![right, sublicence, (Clash::NoExclusiveRightIn, &alone)]
            }
            Purpose::Deliver { .. } => vec![right, sublicence, (Clash::NotLicensed, &licensed)],
            Purpose::HoldBack | Purpose::Acquire { .. } => Vec::new(),
        };
        let mut conflicts = Vec::new();
        let mut told: Vec<Gap> = Vec::new();
        for (clash, gives) in steps {
            // What is told as a step's gap is not told again by the next one, except that the contract to be
            // delivered to is a question of its own.
            let before = if clash == Clash::NotLicensed {
                &[][..]
            } else {
                &told
            };
            let gaps = self.gaps(gives, before);
            for gap in &gaps {
                for (window, area) in &gap.times {
                    self.tell_missing(clash, gap.span, *window, area, gives, &mut conflicts);
                }
            }
            told.extend(gaps);
        }
        conflicts
    }

    /// What no claim of this kind gives, beyond what is told already.
    fn gaps(&self, gives: Gives, told: &[Gap]) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for (span, claims) in self.pieces() {
            let mut effects = vec![(self.window, true, self.row)];
            let given = claims.iter().filter(|claim| gives(claim));
            effects.extend(given.map(|claim| (claim.window, false, claim.row())));
            for gap in told.iter().filter(|gap| gap.span.and(span).is_some()) {
                for (window, area) in &gap.times {
                    effects.extend(area.rows().iter().map(|row| (*window, false, *row)));
                }
            }
            let times = sweep(&effects, self.window);
            if times.is_empty() {
                continue;
            }
            match gaps.last_mut() {
                Some(last) if last.span.end == span.start && last.times == times => {
                    last.span.end = span.end;
                }
                _ => gaps.push(Gap { span, times }),
            }
        }
        gaps
    }

    /// The wanted places cut where other claims speak, with those claims; none where nobody speaks.
    fn pieces(&self) -> Vec<(Span, Vec<&'a Claim>)> {
        let mut pieces = Vec::new();
        for span in &self.spans {
            let mut reached = span.start;
            let cells = self.book.cells();
            let first = cells.partition_point(|cell| cell.span.end <= span.start);
            for cell in &cells[first..] {
                let Some(both) = cell.span.and(*span) else {
                    break;
                };
                if reached < both.start {
                    let start = reached;
                    let end = both.start;
                    pieces.push((Span { start, end }, Vec::new()));
                }
                pieces.push((both, self.book.of_cell(cell).collect()));
                reached = both.end;
            }
            if reached < span.end {
                let start = reached;
                pieces.push((Span { start, ..*span }, Vec::new()));
            }
        }
        pieces
    }

    /// One conflict for each contract that comes nearest to some of what is missing.
    fn tell_missing(
        &self,
        clash: Clash,
        span: Span,
        window: Window,
        area: &Area,
        gives: Gives,
        conflicts: &mut Vec<Conflict>,
    ) {
        let mut groups: Vec<(Option<&Claim>, Vec<Dimension>, Vec<Row>)> = Vec::new();
        for row in area.rows() {
            let (nearest, short) = self.nearest(clash, span, window, row, gives);
            let contract = nearest.map(|claim| claim.contract);
            let same = groups.iter_mut().find(|(known, dimensions, _)| {
                known.map(|claim| claim.contract) == contract && *dimensions == short
            });
            match same {
                Some((_, _, rows)) => rows.push(*row),
                None => groups.push((nearest, short, vec![*row])),
            }
        }
        for (nearest, short, rows) in groups {
            let contract = nearest.map(|claim| claim.contract);
            let dimension = short.first().copied().unwrap_or(Dimension::Title);
            let area = Area::new(&rows, &[]);
            let titles = self.book.titles(span);
            // The same of other titles is one conflict.
            let same = conflicts.iter().position(|known| {
                (known.clash, known.contract, known.dimension) == (clash, contract, dimension)
                    && known.overlap.window == window
                    && known.overlap.area == area
            });
            let told = same.map(|at| conflicts.remove(at).overlap.titles);
            let titles = told
                .into_iter()
                .flatten()
                .chain(titles.iter().copied())
                .collect();
            let overlap = Overlap {
                titles,
                window,
                area,
            };
            let place = Place::new(self.book.universe(), &overlap);
            let (sentence, remedy) = words::missing(&place, clash, nearest, &short);
            conflicts.push(Conflict {
                clash,
                contract,
                dimension,
                overlap,
                sentence,
                remedy,
            });
        }
    }

    /// The contract that is short of a missing box in the fewest dimensions, and those.
    fn nearest(
        &self,
        clash: Clash,
        span: Span,
        window: Window,
        row: &Row,
        gives: Gives,
    ) -> (Option<&'a Claim>, Vec<Dimension>) {
        let title = self.book.titles(span)[0];
        let cell = self
            .book
            .cell_of(title)
            .map(|cell| &self.book.cells()[cell]);
        let claims = cell.into_iter().flat_map(|cell| self.book.of_cell(cell));
        let short = |claim: &Claim| {
            let mut short = Vec::new();
            let lacks = match clash {
                Clash::NoExclusiveRightIn => Some(Dimension::Exclusivity),
                Clash::NoSublicence => Some(Dimension::Sublicence),
                _ => None,
            };
            short.extend(lacks.filter(|_| !gives(claim)));
            let its = claim.row();
            let dimensions = [
                (
                    Dimension::Territory,
                    its.territories.overlaps(&row.territories),
                ),
                (Dimension::Media, its.media.overlaps(&row.media)),
                (Dimension::Language, its.languages.overlaps(&row.languages)),
                (Dimension::Time, claim.window.and(&window).is_some()),
                (Dimension::Run, !its.runs.and(row.runs).is_none()),
            ];
            let fails = dimensions.into_iter().filter(|(_, meets)| !meets);
            short.extend(fails.map(|(dimension, _)| dimension));
            short
        };
        let to = match (clash, self.proposal.purpose) {
            (Clash::NotLicensed, Purpose::Deliver { to }) => Some(to),
            _ => None,
        };
        let relevant = |claim: &&Claim| match to {
            Some(to) => claim.contract == to && matches!(claim.kind, Kind::Out { .. }),
            None => matches!(claim.kind, Kind::In { .. }),
        };
        let scored = claims.filter(relevant).map(|claim| (claim, short(claim)));
        let best = scored
            .min_by_key(|(claim, short)| (short.len(), std::cmp::Reverse(claim.window.end())));
        match best {
            // All it is short of is part of the time: the sets meet while it runs.
            Some((claim, short)) if short.is_empty() => (Some(claim), vec![Dimension::Time]),
            Some((claim, short)) => (Some(claim), short),
            None => (None, vec![Dimension::Title]),
        }
    }
}
