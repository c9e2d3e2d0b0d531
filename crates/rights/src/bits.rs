//! Sets of small numbers, as words of bits.

use std::{cmp::Ordering, fmt};

/// A set of numbers below `64 * N`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bits<const N: usize>([u64; N]);

/// Territories: 256 places, of which the table uses 252.
pub type TerritorySet = Bits<4>;
/// Languages of one [`Universe`](crate::Universe), at most 128.
pub type LanguageSet = Bits<2>;
/// Kinds of media of one [`Universe`](crate::Universe), at most 64.
pub type MediaSet = Bits<1>;

impl<const N: usize> Bits<N> {
    pub const EMPTY: Self = Self([0; N]);
    /// Every number, those that nobody has given a meaning yet included.
    pub const ALL: Self = Self([u64::MAX; N]);

    /// The set of one number. A number that does not fit gives the empty set.
    #[must_use]
    pub fn one(number: usize) -> Self {
        Self::EMPTY.with(number)
    }

    /// This set and one number more. A number that does not fit changes nothing.
    #[must_use]
    pub fn with(mut self, number: usize) -> Self {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
        self
    }

    pub fn has(&self, number: usize) -> bool {
        self.0
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & !other.0[at]))
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, two)| one & two != 0)
    }

    /// Whether all of `other` is in this set.
    pub fn covers(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .all(|(one, two)| two & !one == 0)
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The numbers, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(at * 64 + bit)
            })
        })
    }
}

impl<const N: usize> FromIterator<usize> for Bits<N> {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        numbers.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// The set with the smaller first number comes first.
impl<const N: usize> Ord for Bits<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        let mirrored = |bits: &Self| bits.0.map(u64::reverse_bits);
        mirrored(other).cmp(&mirrored(self))
    }
}

impl<const N: usize> PartialOrd for Bits<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> fmt::Debug for Bits<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str("{all}");
        }
        f.debug_set().entries(self.iter()).finish()
    }
}
