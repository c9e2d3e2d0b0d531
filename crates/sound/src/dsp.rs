//! Filters, noise and rooms that everything else is made of.

mod biquad;
mod noise;
mod reverb;

pub(crate) use biquad::Biquad;
pub(crate) use noise::Noise;
pub(crate) use reverb::Reverb;
