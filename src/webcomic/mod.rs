//! Episodes as a webcomic: a vertical strip of pictures for each, read where episodes are watched and under the same
//! paywall.

mod keep;
pub mod media;
pub mod routes;
#[cfg(test)]
mod tests;

pub use keep::{NewPicture, keep, made_of};

/// Area of the blob store that the pictures lie in.
pub const STRIPS: &str = "strips";
