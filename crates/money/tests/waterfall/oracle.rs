//! The same deal without rounding, by another way: money is poured in exact rationals, and within a
//! tier the next payee to be full is found each time.

use money::waterfall::{Tier, Waterfall};
use num_bigint::BigInt;
use num_rational::BigRational;

pub fn whole(units: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(units.into())
}

/// What each payee is owed, exactly.
pub fn owed(deal: &Waterfall, received: &[i64]) -> Vec<BigRational> {
    let mut owed = vec![whole(0); deal.payees.len()];
    let mut pool = whole(0);
    for (at, received) in received.iter().enumerate() {
        let tiers = deal
            .sources
            .get(at)
            .map_or(&[] as &[Tier], |source| &source.tiers);
        pool += pour(tiers, whole((*received).max(0)), &mut owed);
    }
    pour(&deal.tiers, pool, &mut owed);
    owed
}

fn pour(tiers: &[Tier], mut reached: BigRational, owed: &mut [BigRational]) -> BigRational {
    for tier in tiers {
        let above = (reached.clone() - whole(tier.from)).max(whole(0));
        let rate = BigRational::new(tier.rate.numerator().into(), tier.rate.denominator().into());
        let mut left = above * rate;
        if let Some(cap) = tier.cap {
            left = left.min(whole(cap));
        }
        let mut had = vec![whole(0); tier.to.len()];
        loop {
            let open: Vec<usize> = (0..tier.to.len())
                .filter(|at| {
                    tier.to[*at].weight > 0
                        && tier.to[*at].cap.is_none_or(|cap| had[*at] < whole(cap))
                })
                .collect();
            if open.is_empty() || left == whole(0) {
                break;
            }
            let weights: BigRational = open.iter().map(|at| whole(tier.to[*at].weight)).sum();
            // Pour until the next one is full, or everything is poured.
            let until_full = open.iter().filter_map(|at| {
                let cap = whole(tier.to[*at].cap?);
                Some((cap - had[*at].clone()) * weights.clone() / whole(tier.to[*at].weight))
            });
            let step = until_full
                .min()
                .map_or(left.clone(), |full| full.min(left.clone()));
            for at in open {
                let part = step.clone() * whole(tier.to[at].weight) / weights.clone();
                had[at] += part.clone();
                owed[tier.to[at].payee] += part.clone();
                reached -= part;
            }
            left -= step;
        }
    }
    reached
}
