//! A mark that nobody sees in a film, and whose copy it is, read back from a copy that leaked.
//!
//! Spread spectrum in the luma: the picture is laid out as 45 × 80 squares, and into each go [`WAVES`] waves of middle
//! frequency, each turned up or down by one secret bit of a [`Seed`]. Every copy has a seed of its own. The waves are
//! faint, the same in all frames, and stretch with the picture, so that another size or another encoder leaves enough of
//! the 21,600 of them to be told from chance.
//!
//! Reading is blind: the film without the mark is not needed, the list of seeds is. [`Reading::score`] is how many
//! standard deviations a film leans towards a seed. Signs of a seed that was not laid into the film are independent of
//! it, so by Hoeffding's inequality, *whatever the film shows*, such a seed reaches a score of `t` with a probability of
//! at most `exp(-t²/2)`; [`chance`] is that bound for all seeds that were tried together. It assumes no statistics of
//! films, only that the seeds are secret and random.
//!
//! What it does not survive: a picture that was cropped, turned, mirrored or filmed off a screen, for the waves are looked
//! for where they were laid; and an encoder so coarse that it keeps no middle frequencies. The figures are measured in
//! `tests/` of this crate (on raw pictures) and of the app (through a real encoder).
//!
//! Pure: no input or output, no chance of its own.

#![forbid(unsafe_code)]

mod pattern;
mod reading;

pub use pattern::{HEIGHT, WAVES, WIDTH, lay, picture};
pub use reading::{CHANCE_MAX, Reading, chance, wanted};

/// What a copy is marked by: 256 secret random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Whoever knows it can take the mark out.
        formatter.write_str("Seed(…)")
    }
}
