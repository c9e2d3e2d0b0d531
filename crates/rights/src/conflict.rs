//! What stands in the way of a proposal, with the contract, the dimension and the dates.

use crate::{
    Area, Book, Claim, ContractId, Kind, Moment, Proposal, Purpose, Row, TitleId, Window,
    avails::{Effect, sweep},
    title::Span,
    words::{self, Place},
};

/// Why not, most weighty first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clash {
    /// No contract gives this house the right.
    NoRightIn,
    /// The right may not be licensed on.
    NoSublicence,
    /// The contract that is to be delivered to does not give it.
    NotLicensed,
    /// Somebody has licensed it, and one of the two is to have it alone.
    OverlapOut,
    /// Somebody gives it to this house alone, and somebody else gives it too.
    OverlapIn,
    /// A run of this number is sold already.
    Runs,
    /// What this house holds is not exclusive.
    NoExclusiveRightIn,
    /// Somebody has been promised that nobody uses it.
    HeldBack,
    /// An option or a first refusal.
    Reserved,
}

impl Clash {
    /// A name for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoRightIn => "rights.no_right_in",
            Self::NoSublicence => "rights.no_sublicence",
            Self::NotLicensed => "rights.not_licensed",
            Self::OverlapOut => "rights.overlap_out",
            Self::OverlapIn => "rights.overlap_in",
            Self::Runs => "rights.runs",
            Self::NoExclusiveRightIn => "rights.no_exclusive_right_in",
            Self::HeldBack => "rights.held_back",
            Self::Reserved => "rights.reserved",
        }
    }
}

/// Where a conflict can be resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    Title,
    Media,
    Territory,
    Language,
    Time,
    Run,
    Exclusivity,
    Sublicence,
}

/// The part of a proposal that a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    pub titles: Vec<TitleId>,
    pub window: Window,
    pub area: Area,
}

/// One reason against a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub clash: Clash,
    /// The contract in the way; for a missing right, the one that comes nearest, if any is about the title.
    pub contract: Option<ContractId>,
    /// For a missing right, the one in which the nearest contract falls short; else the one in which the overlap is
    /// the smallest part of the proposal.
    pub dimension: Dimension,
    pub overlap: Overlap,
    /// What is wrong, for people.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

/// A proposal with its places looked up.
pub(crate) struct Want<'a> {
    pub book: &'a Book,
    pub proposal: &'a Proposal,
    pub spans: Vec<Span>,
    pub row: Row,
    pub window: Window,
}

/// Whether a claim gives what a step asks for.
type Gives<'g> = &'g dyn Fn(&Claim) -> bool;

/// Over neighbouring titles, what is missing when.
struct Gap {
    span: Span,
    times: Vec<(Window, Area)>,
}

impl<'a> Want<'a> {
    pub fn new(book: &'a Book, proposal: &'a Proposal, spans: Vec<Span>) -> Self {
        let row = Row {
            territories: proposal.territories,
            languages: proposal.languages,
            media: proposal.media,
            runs: proposal.runs,
        };
        let window = proposal.window;
        Self {
            book,
            proposal,
            spans,
            row,
            window,
        }
    }

    /// The same at another moment.
    pub fn at(&self, moment: Moment) -> Self {
        Self {
            spans: self.spans.clone(),
            window: Window::at(moment),
            ..*self
        }
    }

    pub fn unknown_title(&self, title: TitleId) -> Conflict {
        let overlap = Overlap {
            titles: vec![title],
            window: self.window,
            area: Area::new(&[self.row], &[]),
        };
        let sentence = "No contract gives a right in this title: it is not known here.".to_owned();
        Conflict {
            clash: Clash::NoRightIn,
            contract: None,
            dimension: Dimension::Title,
            overlap,
            sentence,
            remedy: "Add the title, and the contract that gives it.".to_owned(),
        }
    }

    pub fn conflicts(&self, now: Moment) -> Vec<Conflict> {
        let mut conflicts = self.missing();
        conflicts.extend(self.blocked(now));
        conflicts.sort_by_key(|conflict| (conflict.clash, conflict.contract));
        conflicts
    }

    /// The steps of what must be held, each with whether a claim gives it.
    fn missing(&self) -> Vec<Conflict> {
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

    fn blocked(&self, now: Moment) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        // Which claims touch the wanted places at all.
        let mut near: Vec<u32> = Vec::new();
        for span in &self.spans {
            let cells = self.book.cells();
            let first = cells.partition_point(|cell| cell.span.end <= span.start);
            let within = cells[first..]
                .iter()
                .take_while(|cell| cell.span.start < span.end);
            near.extend(within.flat_map(|cell| &cell.claims));
        }
        near.sort_unstable();
        near.dedup();
        for at in near {
            let claim = &self.book.claims()[at as usize];
            if self.proposal.instead_of.contains(&claim.contract) || !claim.kind.stands(now) {
                continue;
            }
            let Some((clash, row)) = self.takes(claim) else {
                continue;
            };
            let both = row.and(&self.row);
            let (false, Some(window)) = (both.is_empty(), claim.window.and(&self.window)) else {
                continue;
            };
            let its = self.book.spans(at as usize);
            let spans = self
                .spans
                .iter()
                .flat_map(|span| its.iter().filter_map(|its| its.and(*span)));
            let titles: Vec<TitleId> = spans
                .flat_map(|span| self.book.titles(span))
                .copied()
                .collect();
            if titles.is_empty() {
                continue;
            }
            let dimension = self.narrowest(clash, &titles, &both, &window);
            let overlap = Overlap {
                titles,
                window,
                area: Area::new(&[both], &[]),
            };
            let place = Place::new(self.book.universe(), &overlap);
            let (sentence, remedy) = words::blocked(&place, clash, claim, dimension);
            conflicts.push(Conflict {
                clash,
                contract: Some(claim.contract),
                dimension,
                overlap,
                sentence,
                remedy,
            });
        }
        conflicts
    }

    /// What a claim takes away from this proposal, and as which kind of conflict.
    fn takes(&self, claim: &Claim) -> Option<(Clash, Row)> {
        match self.proposal.purpose {
            Purpose::Play { .. } | Purpose::Sell { .. } | Purpose::Reserve { .. } => {
                let standing = self.proposal.purpose.standing()?;
                let Effect::Takes(row) = claim.effect(standing) else {
                    return None;
                };
                let clash = match claim.kind {
                    Kind::Holdback => Clash::HeldBack,
                    Kind::Option { .. } | Kind::FirstRefusal { .. } => Clash::Reserved,
                    Kind::Out { exclusive: false } if standing == crate::Standing::Sell => {
                        Clash::Runs
                    }
                    Kind::Out { .. } | Kind::In { .. } => Clash::OverlapOut,
                };
                // Of what is not exclusive, only numbered runs are used up, and only by other numbered runs.
                let shared = matches!(
                    claim.kind,
                    Kind::Out { exclusive: false }
                        | Kind::Option {
                            exclusive: false,
                            ..
                        }
                );
                let uses_up = standing == crate::Standing::Sell && shared;
                (!uses_up || self.row.runs.is_numbered()).then_some((clash, row))
            }
            Purpose::Deliver { to } if to == claim.contract => None,
            Purpose::Deliver { .. } => match claim.kind {
                Kind::Out { exclusive: true } => {
                    Some((Clash::OverlapOut, claim.blocking_row(true)))
                }
                Kind::Holdback => Some((Clash::HeldBack, claim.row())),
                _ => None,
            },
            Purpose::HoldBack => match claim.kind {
                Kind::Out { .. } => Some((Clash::OverlapOut, claim.row())),
                Kind::Option { .. } => Some((Clash::Reserved, claim.row())),
                _ => None,
            },
            Purpose::Acquire { exclusive: wanted } => match claim.kind {
                Kind::In { exclusive, .. } if wanted || exclusive => {
                    Some((Clash::OverlapIn, claim.row()))
                }
                _ => None,
            },
        }
    }

    /// The dimension in which the overlap is not all of the proposal: leaving it out there leaves something.
    fn narrowest(
        &self,
        clash: Clash,
        titles: &[TitleId],
        both: &Row,
        window: &Window,
    ) -> Dimension {
        let wanted: usize = self
            .spans
            .iter()
            .map(|span| (span.end - span.start) as usize)
            .sum();
        if clash == Clash::Runs {
            return Dimension::Run;
        }
        if both.territories != self.row.territories {
            Dimension::Territory
        } else if *window != self.window {
            Dimension::Time
        } else if both.media != self.row.media {
            Dimension::Media
        } else if both.languages != self.row.languages {
            Dimension::Language
        } else if titles.len() < wanted {
            Dimension::Title
        } else {
            Dimension::Time
        }
    }
}

impl Book {
    /// Every claim of which the book itself says that it should not be: a grant out or a reservation without its
    /// grant in, or in the way of another; two licensors who give the same alone. By the claim's number.
    pub fn audit(&self, now: Moment) -> Vec<(usize, Vec<Conflict>)> {
        let mut found = Vec::new();
        for (at, claim) in self.claims().iter().enumerate() {
            let purpose = match claim.kind {
                Kind::Out { exclusive } => Purpose::Sell { exclusive },
                Kind::Option { exclusive, .. } => Purpose::Reserve { exclusive },
                Kind::FirstRefusal { .. } => Purpose::Reserve { exclusive: false },
                Kind::In { exclusive, .. } => Purpose::Acquire { exclusive },
                Kind::Holdback => continue,
            };
            if !claim.kind.stands(now) {
                continue;
            }
            let proposal = Proposal {
                titles: claim.titles.clone(),
                media: claim.media,
                territories: claim.territories,
                languages: claim.languages,
                window: claim.window,
                runs: claim.runs,
                purpose,
                instead_of: vec![claim.contract],
            };
            let conflicts = Want::new(self, &proposal, self.spans(at).to_vec()).conflicts(now);
            if !conflicts.is_empty() {
                found.push((at, conflicts));
            }
        }
        found
    }
}
