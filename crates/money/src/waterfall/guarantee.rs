//! Minimum guarantees: what was advanced is kept back from what is owed.

use super::{
    standing::{GuaranteeStanding, PayeeStanding, TierStanding},
    terms::Waterfall,
};
use crate::{Amount, Error};

/// Applies each guarantee in written order against its tiers in the order of the flow. What one has
/// kept back is not there for the next. A function of the standing of the tiers: as they grow, neither
/// what is applied nor what the payee keeps ever shrinks.
pub(super) fn apply(
    deal: &Waterfall,
    tiers: &[TierStanding],
    payees: &mut [PayeeStanding],
) -> Result<Vec<GuaranteeStanding>, Error> {
    let mut open: Vec<Vec<i64>> = tiers
        .iter()
        .map(|tier| tier.parts.iter().map(|part| part.amount.minor).collect())
        .collect();
    let mut standings = Vec::with_capacity(deal.guarantees.len());
    for guarantee in &deal.guarantees {
        let mut unrecouped = guarantee.amount;
        for place in guarantee.against.iter().filter_map(|at| place(deal, *at)) {
            let terms = super::standing::all_tiers(deal).nth(place);
            let parts = open
                .get_mut(place)
                .into_iter()
                .flatten()
                .zip(terms.into_iter().flat_map(|tier| &tier.to));
            for (open, _) in parts.filter(|(_, to)| to.payee == guarantee.payee) {
                let kept = unrecouped.min(*open);
                *open = open.saturating_sub(kept);
                unrecouped = unrecouped.saturating_sub(kept);
            }
        }
        let money = |minor| Amount::new(minor, deal.currency);
        let applied = money(
            guarantee
                .amount
                .checked_sub(unrecouped)
                .ok_or(Error::Overflow)?,
        );
        let name = |payee: usize| deal.payees.get(payee).cloned().unwrap_or_default();
        if let Some(payee) = payees.get_mut(guarantee.payee) {
            payee.kept_back = payee.kept_back.checked_add(applied)?;
        }
        if let Some(advancer) = payees.get_mut(guarantee.advanced_by) {
            advancer.recovered = advancer.recovered.checked_add(applied)?;
        }
        standings.push(GuaranteeStanding {
            guarantee: guarantee.name.clone(),
            payee: name(guarantee.payee),
            advanced_by: name(guarantee.advanced_by),
            amount: money(guarantee.amount),
            applied,
            unrecouped: money(unrecouped),
            owed_back_at_end: money(if guarantee.repayable { unrecouped } else { 0 }),
        });
    }
    Ok(standings)
}

/// The place of a tier in the order of the flow.
fn place(deal: &Waterfall, (source, tier): (Option<usize>, usize)) -> Option<usize> {
    let before = |count: usize| {
        deal.sources
            .iter()
            .take(count)
            .map(|source| source.tiers.len())
            .sum::<usize>()
    };
    before(source.unwrap_or(deal.sources.len())).checked_add(tier)
}
