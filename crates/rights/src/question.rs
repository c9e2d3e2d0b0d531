//! May this be played, sold, delivered: yes with what it rests on, or no with every reason.

use crate::{
    Book, Claim, Conflict, ContractId, LanguageId, MediaId, Moment, Runs, Standing, Territory,
    TerritorySet, TitleCover, TitleId, Window,
    avails::Effect,
    bits::{LanguageSet, MediaSet},
    conflict::Want,
    title::{Reach, Span},
};

/// One point of the space of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    pub title: TitleId,
    pub media: MediaId,
    pub territory: Territory,
    pub language: LanguageId,
    pub at: Moment,
}

/// What is to be done at a point or with a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Show it to a viewer of this house, who may own it since a moment.
    Play { bought: Option<Moment> },
    /// License it.
    Sell { exclusive: bool },
    /// Keep it for somebody: free where the same sale would be free.
    Reserve { exclusive: bool },
    /// Hand it over to the licensee of this contract.
    Deliver { to: ContractId },
    /// Promise that nobody will use it.
    HoldBack,
    /// Take a right from a licensor; another licensor who gave the same alone is in its way.
    Acquire { exclusive: bool },
}

impl Purpose {
    /// The standing that it needs, if it needs one.
    pub(crate) fn standing(self) -> Option<Standing> {
        match self {
            Self::Play { .. } => Some(Standing::Play),
            Self::Sell { exclusive: false } | Self::Reserve { exclusive: false } => {
                Some(Standing::Sell)
            }
            Self::Sell { exclusive: true } | Self::Reserve { exclusive: true } => {
                Some(Standing::SellExclusive)
            }
            Self::Deliver { .. } | Self::HoldBack | Self::Acquire { .. } => None,
        }
    }
}

/// Yes, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The contract that gives the right; of several, the one that lasts longest. None where no right is needed: a
    /// holdback, or a grant to be taken in.
    pub contract: Option<ContractId>,
    /// The first moment at which the answer may be another: a token or a cache must not outlive it.
    pub until: Moment,
}

/// A box that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub titles: Vec<TitleCover>,
    pub media: MediaSet,
    pub territories: TerritorySet,
    pub languages: LanguageSet,
    pub window: Window,
    pub runs: Runs,
    pub purpose: Purpose,
    /// Contracts whose claims are not counted: the one that this is a new version of, and the reservations of the
    /// buyer, who is not kept out by them.
    pub instead_of: Vec<ContractId>,
}

impl Book {
    /// Yes or no at one point, as known at `now`. Numbered runs are not asked about here: it is use on demand.
    /// The first reason of a refusal is the one to show; the others follow when it is resolved.
    pub fn may(
        &self,
        point: &Point,
        purpose: Purpose,
        now: Moment,
    ) -> Result<Permit, Vec<Conflict>> {
        let proposal = Proposal {
            titles: vec![TitleCover {
                title: point.title,
                reach: Reach::Itself,
            }],
            media: MediaSet::one(usize::from(point.media.0)),
            territories: TerritorySet::one(point.territory.number()),
            languages: LanguageSet::one(usize::from(point.language.0)),
            window: Window::at(point.at),
            runs: Runs::UNNUMBERED,
            purpose,
            instead_of: Vec::new(),
        };
        let Some(place) = self.places().place(point.title) else {
            let want = Want::new(self, &proposal, Vec::new());
            return Err(vec![want.unknown_title(point.title)]);
        };
        let span = Span {
            start: place,
            end: place + 1,
        };
        let want = Want::new(self, &proposal, vec![span]);
        if let Purpose::Play {
            bought: Some(since),
        } = purpose
            && let Some(permit) = self.owned_since(&want, point.at, since)
        {
            return Ok(permit);
        }
        let conflicts = want.conflicts(now);
        if conflicts.is_empty() {
            return Ok(self.permit(&want, point.at, now));
        }
        Err(conflicts)
    }

    /// All that stands in the way of a proposal, most weighty kind first; empty when it may be made.
    /// Titles, media or languages that are not known here are refused as nobody's.
    pub fn conflicts(
        &self,
        proposal: &Proposal,
        now: Moment,
    ) -> Result<Vec<Conflict>, crate::Error> {
        let spans = self
            .places()
            .spans(&self.universe().titles, &proposal.titles)?;
        Ok(Want::new(self, proposal, spans).conflicts(now))
    }

    /// What was lawfully bought from a contract that lets it be kept plays on, whatever has happened since.
    fn owned_since(&self, want: &Want, at: Moment, since: Moment) -> Option<Permit> {
        if at < since {
            return None;
        }
        let stands = |claim: &&Claim| claim.window.has(since);
        let takes = |claim: &Claim| matches!(claim.effect(Standing::Play), Effect::Takes(row) if row.overlaps(&want.row));
        let claims: Vec<&Claim> = self.of_title(want).filter(stands).collect();
        if claims.iter().any(|claim| takes(claim)) {
            return None;
        }
        let keeps = |claim: &&&Claim| {
            matches!(claim.kind, crate::Kind::In { keeps: true, .. })
                && claim.row().overlaps(&want.row)
        };
        let claim = claims.iter().find(keeps)?;
        Some(Permit {
            contract: Some(claim.contract),
            until: Moment::FOREVER,
        })
    }

    /// The claims about the one title of a point.
    pub(crate) fn of_title<'a>(&'a self, want: &Want) -> impl Iterator<Item = &'a Claim> {
        let title = want.spans.first().map(|span| self.titles(*span)[0]);
        let cell = title.and_then(|title| self.cell_of(title));
        cell.into_iter()
            .flat_map(|cell| self.of_cell(&self.cells()[cell]))
    }

    fn permit(&self, want: &Want, at: Moment, now: Moment) -> Permit {
        let touching = |claim: &&Claim| claim.blocking_row(true).overlaps(&want.row);
        let rests_on = |claim: &&Claim| match want.proposal.purpose {
            // A delivery rests on the contract that is delivered to.
            Purpose::Deliver { to } => claim.contract == to && claim.window.has(at),
            purpose => purpose.standing().is_some_and(|standing| {
                claim.window.has(at) && matches!(claim.effect(standing), Effect::Gives(_))
            }),
        };
        let claims = self.of_title(want).filter(touching);
        let best = claims
            .filter(rests_on)
            .max_by_key(|claim| claim.window.end());
        let contract = best.map(|claim| claim.contract);
        // At each moment where something begins or ends, ask again.
        let edges = self.of_title(want).filter(touching);
        let edges = edges.flat_map(|claim| [claim.window.start(), claim.window.end()]);
        let mut edges: Vec<Moment> = edges.filter(|edge| at < *edge).collect();
        edges.sort_unstable();
        edges.dedup();
        let no = |edge: &Moment| !want.at(*edge).conflicts(now).is_empty();
        let until = edges.into_iter().find(no).unwrap_or(Moment::FOREVER);
        Permit { contract, until }
    }
}
