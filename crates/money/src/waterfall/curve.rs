//! Who gets what as gross grows.

use serde::Serialize;

use super::{
    standing::{Standing, standing},
    terms::Waterfall,
};
use crate::{Allocation, Amount, Error};

/// One point of the curve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    pub gross: Amount,
    pub standing: Standing,
}

/// The most points of one curve.
pub const MAX_STEPS: u32 = 1000;

/// Standings at `steps` even steps from zero up to `gross`, both included. The gross comes from the
/// sources in the proportion of `mix` (one weight for each source; empty: all alike).
pub fn curve(
    deal: &Waterfall,
    mix: &[u64],
    gross: Amount,
    steps: u32,
) -> Result<Vec<Point>, Error> {
    let sources = deal.sources.len().max(1);
    let alike = vec![1; sources];
    let mix = if mix.is_empty() { &alike } else { mix };
    if mix.len() != sources {
        return Err(Error::NoWeight);
    }
    let steps = steps.clamp(1, MAX_STEPS);
    let zero = Amount::zero(deal.currency);
    let gross = zero.checked_add(gross)?;
    (0..=steps)
        .map(|step| {
            let share = crate::Fraction::new(u64::from(step), u64::from(steps))?;
            let at = gross.times(share, crate::Rounding::Down)?;
            let received = crate::allocate(at, mix, Allocation::Running)?;
            let received: Vec<i64> = received.into_iter().map(|part| part.minor).collect();
            Ok(Point {
                gross: at,
                standing: standing(deal, &received)?,
            })
        })
        .collect()
}
