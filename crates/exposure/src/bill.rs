//! What exposures cost.

use money::{Amount, Fraction, Rounding};

use crate::Error;

/// What a deal asks for exposures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub per_thousand: Amount,
    /// The most that all exposures of the deal ever cost.
    pub cap: Option<Amount>,
}

impl Price {
    /// What so many exposures cost in all: rounded down to the minor unit, never above the cap.
    pub fn of(&self, exposures: u64) -> Result<Amount, Error> {
        let lowest = self.cap.map_or(0, |cap| cap.minor.min(0));
        if self.per_thousand.minor < 0 || lowest < 0 {
            return Err(Error::BelowZero);
        }
        let currency = self.per_thousand.currency;
        let exact = i128::from(self.per_thousand.minor) * i128::from(exposures) / 1000;
        let most = match self.cap {
            Some(cap) => {
                // Refuses another currency.
                self.per_thousand.compare(cap)?;
                i128::from(cap.minor)
            }
            None => i128::MAX,
        };
        let minor = i64::try_from(exact.min(most)).map_err(|_| money::Error::Overflow)?;
        Ok(Amount::new(minor, currency))
    }
}

/// What each line of a bill costs, after `before` exposures that were billed already: the sums of the first k exposures
/// are always the price of k, so that nothing is lost between bills, and the lines add up to the whole.
pub fn bill(price: &Price, before: u64, lines: &[u64]) -> Result<Vec<Amount>, Error> {
    let (mut count, mut billed) = (before, price.of(before)?);
    let mut amounts = Vec::with_capacity(lines.len());
    for exposures in lines {
        count = count
            .checked_add(*exposures)
            .ok_or(money::Error::Overflow)?;
        let whole = price.of(count)?;
        amounts.push(whole.checked_sub(billed)?);
        billed = whole;
    }
    Ok(amounts)
}

/// What of a flat fee is earned on day `number` (from 0) of `days`: even, and exact over all of them.
pub fn flat_of_day(flat: Amount, number: u32, days: u32) -> Result<Amount, Error> {
    if number >= days {
        return Err(Error::NotOfTheDeal);
    }
    let until = |number: u32| {
        let share = Fraction::new(u64::from(number), u64::from(days))?;
        flat.times(share, Rounding::Down)
    };
    Ok(until(number + 1)?.checked_sub(until(number)?)?)
}
