//! What one tier takes of what has reached it.

use super::terms::{Payee, Tier};
use crate::{Allocation, Error, allocate::units};

/// What each payee of the tier has of `reached` (zero or more). A function of the sum: more reaching
/// the tier never lowers a part, nor what flows on.
pub(super) fn parts(tier: &Tier, reached: i64) -> Result<Vec<i64>, Error> {
    let above = reached.saturating_sub(tier.from).max(0).unsigned_abs();
    let passes = tier
        .rate
        .denominator()
        .saturating_sub(tier.rate.numerator());
    let rated = units(above, &[tier.rate.numerator(), passes], Allocation::Running)?;
    let taken = rated.first().copied().unwrap_or(0);
    let taken = tier.cap.map_or(taken, |cap| taken.min(cap.unsigned_abs()));
    let parts = pari_passu(taken, &tier.to)?;
    parts
        .into_iter()
        .map(|part| i64::try_from(part).map_err(|_| Error::Overflow))
        .collect()
}

/// Pro rata by weight until somebody is full, then pro rata among the others, and so on. The parts add
/// up to `total` unless all are full.
fn pari_passu(total: u64, to: &[Payee]) -> Result<Vec<u64>, Error> {
    let mut weights: Vec<u64> = to.iter().map(|payee| payee.weight).collect();
    let mut rooms: Vec<u64> = to
        .iter()
        .map(|payee| payee.cap.map_or(u64::MAX, i64::unsigned_abs))
        .collect();
    let mut parts = vec![0_u64; to.len()];
    let mut left = total;
    loop {
        for (weight, room) in weights.iter_mut().zip(&rooms) {
            if *room == 0 {
                *weight = 0;
            }
        }
        if left == 0 || weights.iter().all(|weight| *weight == 0) {
            return Ok(parts);
        }
        let step = largest_that_fits(left, &weights, &rooms)?;
        for ((part, room), more) in
            parts
                .iter_mut()
                .zip(&mut rooms)
                .zip(units(step, &weights, Allocation::Running)?)
        {
            *part = part.checked_add(more).ok_or(Error::Overflow)?;
            *room = room.checked_sub(more).ok_or(Error::Overflow)?;
        }
        left = left.checked_sub(step).ok_or(Error::Overflow)?;
    }
}

/// The most of `left` that can be shared out before some part is above its room. One unit more makes
/// no part grow by more than one, so at this step somebody is exactly full, or all is shared out.
fn largest_that_fits(left: u64, weights: &[u64], rooms: &[u64]) -> Result<u64, Error> {
    let fits = |step: u64| -> Result<bool, Error> {
        let parts = units(step, weights, Allocation::Running)?;
        Ok(parts.iter().zip(rooms).all(|(part, room)| part <= room))
    };
    if fits(left)? {
        return Ok(left);
    }
    let (mut fitting, mut beyond) = (0, left);
    while beyond.abs_diff(fitting) > 1 {
        let middle = fitting.midpoint(beyond);
        *(if fits(middle)? {
            &mut fitting
        } else {
            &mut beyond
        }) = middle;
    }
    Ok(fitting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payee(weight: u64, cap: Option<i64>) -> Payee {
        Payee {
            payee: 0,
            weight,
            cap,
        }
    }

    #[test]
    fn the_full_leave_and_the_others_go_on() {
        let to = [payee(1, Some(10)), payee(1, Some(30)), payee(2, None)];
        assert_eq!(pari_passu(20, &to).unwrap(), [5, 5, 10]);
        assert_eq!(pari_passu(40, &to).unwrap(), [10, 10, 20]);
        assert_eq!(pari_passu(70, &to).unwrap(), [10, 20, 40]);
        assert_eq!(pari_passu(1000, &to).unwrap(), [10, 30, 960]);
        assert_eq!(pari_passu(1000, &to[..2]).unwrap(), [10, 30]);
    }
}
