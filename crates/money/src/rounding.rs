//! From an exact fraction of a minor unit to whole ones.

use serde::{Deserialize, Serialize};

/// How one amount is rounded. The names are those of IEEE 754-2019, section 4.3, in money's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// To the nearest; half to the even neighbour (banker's rounding).
    #[default]
    HalfEven,
    /// To the nearest; half away from zero.
    HalfUp,
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// `numerator / denominator` in whole units; the denominator is above zero.
    pub(crate) fn divide(self, numerator: i128, denominator: i128) -> Option<i128> {
        let quotient = numerator.checked_div(denominator)?;
        let rest = numerator.checked_rem(denominator)?.checked_abs()?;
        if rest == 0 {
            return Some(quotient);
        }
        // Of the rest and what is missing to the next unit, the smaller says where the nearest lies.
        let missing = denominator.checked_sub(rest)?;
        let away = match self {
            Rounding::Down => false,
            Rounding::Up => true,
            Rounding::HalfUp => rest >= missing,
            Rounding::HalfEven => {
                rest > missing || (rest == missing && quotient.checked_rem(2)? != 0)
            }
        };
        if away {
            quotient.checked_add(numerator.signum())
        } else {
            Some(quotient)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_at_halves_and_on_both_sides_of_zero() {
        let of = |rule: Rounding| {
            [-7, -5, -3, -1, 1, 3, 5, 7].map(|halves| rule.divide(halves, 2).unwrap())
        };
        assert_eq!(of(Rounding::HalfEven), [-4, -2, -2, 0, 0, 2, 2, 4]);
        assert_eq!(of(Rounding::HalfUp), [-4, -3, -2, -1, 1, 2, 3, 4]);
        assert_eq!(of(Rounding::Down), [-3, -2, -1, 0, 0, 1, 2, 3]);
        assert_eq!(of(Rounding::Up), [-4, -3, -2, -1, 1, 2, 3, 4]);
        assert_eq!(Rounding::HalfEven.divide(i128::MIN, 1), Some(i128::MIN));
        assert_eq!(Rounding::HalfUp.divide(1, 0), None);
    }
}
