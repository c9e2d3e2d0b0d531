//! A waterfall as read: everything checked, amounts in minor units.

use serde::Serialize;

use crate::{Currency, Fraction};

/// A whole deal. Payees are named by their place in `payees`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    pub name: String,
    pub currency: Currency,
    pub payees: Vec<String>,
    /// The series of a slate, by the words for them; empty when the deal is about one. What they earn runs down the tiers
    /// together, so that what one has not recouped is recouped from all (cross-collateral).
    pub series: Vec<String>,
    /// Titles or kinds of revenue with tiers of their own; empty when there is one nameless source.
    pub sources: Vec<Source>,
    /// The common tiers; the last takes all that is left.
    pub tiers: Vec<Tier>,
    pub guarantees: Vec<Guarantee>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: String,
    /// ISO 3166-1 codes: what is earned there comes from this source. In a deal that parts its sources by territory
    /// exactly one has none, and takes what is earned everywhere else.
    pub territories: Vec<String>,
    pub tiers: Vec<Tier>,
}

impl Waterfall {
    /// Whether its sources are parts of the world, such as a co-producer's own territory and the rest.
    pub fn is_by_territory(&self) -> bool {
        self.sources.iter().any(|one| !one.territories.is_empty())
    }

    /// The source that what is earned in a territory comes from; none in a deal that does not part them so. A code that
    /// no source names is elsewhere.
    pub fn source_in(&self, territory: &str) -> Option<&Source> {
        if !self.is_by_territory() {
            return None;
        }
        let names = |one: &&Source| one.territories.iter().any(|code| code == territory);
        let elsewhere = |one: &&Source| one.territories.is_empty();
        let mut sources = self.sources.iter();
        sources
            .clone()
            .find(names)
            .or_else(|| sources.find(elsewhere))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Commission,
    Recoup,
    Corridor,
    Split,
}

/// One step: takes `rate` of what reaches it above `from`, at most `cap`, for its payees pari passu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    pub name: String,
    pub kind: Kind,
    pub rate: Fraction,
    /// What must have reached the tier before it takes anything.
    pub from: i64,
    pub cap: Option<i64>,
    /// Recoupment only: what the caps of the payees hold on top of the stated amounts.
    pub premium: Fraction,
    /// In written order.
    pub to: Vec<Payee>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payee {
    /// Place in [`Waterfall::payees`].
    pub payee: usize,
    /// Share of what the tier takes, in proportion to the other payees' weights.
    pub weight: u64,
    pub cap: Option<i64>,
}

/// An advance that was paid outside the receipts and is kept back from what the payee is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarantee {
    pub name: String,
    pub payee: usize,
    pub advanced_by: usize,
    pub amount: i64,
    /// Source (none: a common tier) and tier, by place; in the order of the flow.
    pub against: Vec<(Option<usize>, usize)>,
    pub repayable: bool,
}
