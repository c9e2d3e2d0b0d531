//! Where a deal stands after so much has come in.

use serde::Serialize;

use super::{
    guarantee,
    terms::{Kind, Tier, Waterfall},
    tier,
};
use crate::{Amount, Error};

/// Everything, after so much from each source. Amounts are sums since the beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub sources: Vec<SourceStanding>,
    /// Tiers of the sources first, then the common ones, in the order of the flow.
    pub tiers: Vec<TierStanding>,
    pub guarantees: Vec<GuaranteeStanding>,
    /// One for each payee of the deal.
    pub payees: Vec<PayeeStanding>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceStanding {
    /// None where the deal names no sources.
    pub source: Option<String>,
    pub received: Amount,
    /// What refunds took below zero: nobody is paid until it has come in again.
    pub deficit: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierStanding {
    pub source: Option<String>,
    pub tier: String,
    pub kind: Kind,
    pub reached: Amount,
    pub taken: Amount,
    pub flows_on: Amount,
    /// The most that the tier can ever take, where there is a most.
    pub limit: Option<Amount>,
    pub full: bool,
    pub parts: Vec<TierPart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TierPart {
    pub payee: String,
    pub amount: Amount,
    pub cap: Option<Amount>,
}

/// `amount = applied + unrecouped`, always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuaranteeStanding {
    pub guarantee: String,
    pub payee: String,
    pub advanced_by: String,
    pub amount: Amount,
    /// Kept back from the payee and given to whoever advanced it.
    pub applied: Amount,
    pub unrecouped: Amount,
    /// What the payee would have to give back if the deal ended now: zero unless it is repayable.
    pub owed_back_at_end: Amount,
}

/// `cash = owed - kept_back + recovered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayeeStanding {
    pub payee: String,
    /// From the tiers.
    pub owed: Amount,
    /// Applied to guarantees that this payee had been advanced.
    pub kept_back: Amount,
    /// Recovered of guarantees that this payee had advanced to others.
    pub recovered: Amount,
    pub cash: Amount,
}

/// The standing after `received[i]` of source `i` (of the one nameless source when none are named).
pub fn standing(deal: &Waterfall, received: &[i64]) -> Result<Standing, Error> {
    let money = |minor| Amount::new(minor, deal.currency);
    let mut tiers = Vec::new();
    let mut sources = Vec::new();
    let mut pool = 0_i64;
    for (at, received) in received.iter().enumerate() {
        let source = deal.sources.get(at);
        let name = source.map(|source| source.id.clone());
        let own = source.map_or(&[] as &[Tier], |source| &source.tiers);
        let left = flow(deal, name.as_ref(), own, (*received).max(0), &mut tiers)?;
        pool = pool.checked_add(left).ok_or(Error::Overflow)?;
        let deficit = received.min(&0).checked_neg().ok_or(Error::Overflow)?;
        sources.push(SourceStanding {
            source: name,
            received: money(*received),
            deficit: money(deficit),
        });
    }
    let left = flow(deal, None, &deal.tiers, pool, &mut tiers)?;
    // Kept in release: the reader refuses deals whose last tier could leave anything.
    assert_eq!(left, 0, "the last tier takes all that is left");

    let mut payees: Vec<PayeeStanding> = deal
        .payees
        .iter()
        .map(|name| PayeeStanding {
            payee: name.clone(),
            owed: money(0),
            kept_back: money(0),
            recovered: money(0),
            cash: money(0),
        })
        .collect();
    let mut all = all_tiers(deal);
    for standing in &tiers {
        let terms = all.next().ok_or(Error::Overflow)?;
        for (part, terms) in standing.parts.iter().zip(&terms.to) {
            if let Some(payee) = payees.get_mut(terms.payee) {
                payee.owed = payee.owed.checked_add(part.amount)?;
            }
        }
    }
    drop(all);
    let guarantees = guarantee::apply(deal, &tiers, &mut payees)?;
    for payee in &mut payees {
        payee.cash = payee
            .owed
            .checked_sub(payee.kept_back)?
            .checked_add(payee.recovered)?;
    }
    Ok(Standing {
        sources,
        tiers,
        guarantees,
        payees,
    })
}

/// All tiers in the order of the flow, as in [`Standing::tiers`].
pub(super) fn all_tiers(deal: &Waterfall) -> impl Iterator<Item = &Tier> {
    deal.sources
        .iter()
        .flat_map(|source| &source.tiers)
        .chain(&deal.tiers)
}

/// Sends `reached` down the tiers; gives what is left below the last.
fn flow(
    deal: &Waterfall,
    source: Option<&String>,
    tiers: &[Tier],
    mut reached: i64,
    into: &mut Vec<TierStanding>,
) -> Result<i64, Error> {
    let money = |minor| Amount::new(minor, deal.currency);
    for terms in tiers {
        let parts = tier::parts(terms, reached)?;
        let taken = parts
            .iter()
            .try_fold(0_i64, |sum, part| sum.checked_add(*part))
            .ok_or(Error::Overflow)?;
        let flows_on = reached
            .checked_sub(taken)
            .filter(|left| *left >= 0)
            .ok_or(Error::Overflow)?;
        let limit = limit(terms);
        let part = |(amount, payee): (i64, &super::terms::Payee)| TierPart {
            payee: deal.payees.get(payee.payee).cloned().unwrap_or_default(),
            amount: money(amount),
            cap: payee.cap.map(money),
        };
        into.push(TierStanding {
            source: source.cloned(),
            tier: terms.name.clone(),
            kind: terms.kind,
            reached: money(reached),
            taken: money(taken),
            flows_on: money(flows_on),
            limit: limit.map(money),
            full: limit == Some(taken),
            parts: parts.into_iter().zip(&terms.to).map(part).collect(),
        });
        reached = flows_on;
    }
    Ok(reached)
}

/// The most that a tier can ever take: its own cap, or all its payees' caps together.
fn limit(tier: &Tier) -> Option<i64> {
    let together = tier
        .to
        .iter()
        .try_fold(0_i64, |sum, payee| Some(sum.saturating_add(payee.cap?)));
    match (tier.cap, together) {
        (Some(own), Some(together)) => Some(own.min(together)),
        (own, together) => own.or(together),
    }
}
