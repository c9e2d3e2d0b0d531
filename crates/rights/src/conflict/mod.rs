//! What stands in the way of a proposal, with the contract, the dimension and the dates.

mod audit;
mod missing;

use crate::{
    Area, Book, Claim, ContractId, Kind, Moment, Proposal, Purpose, Row, TitleId, Window,
    avails::Effect,
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
