//! Deliveries: a series with its rights into a folder or a bucket, and from there into another house.
//!
//! What a delivery is stands in `crates/delivery`. Here it is filled from the house ([`pack`]), written where it is wanted
//! ([`send`]) and taken in again ([`receive`]); [`desk`] does the same from the board of deals, as a job. Sending and receiving may be stopped anywhere and begun again: a file that
//! is there with the right bytes is not written twice, the manifest is written last, and nothing of a delivery is taken in
//! before every file of it is as the manifest says.

pub mod desk;
mod films;
pub mod link;
mod met;
mod pack;
mod provenance;
mod receive;
mod renditions;
mod send;
#[cfg(test)]
mod tests;
mod work;

pub use films::How;
pub use met::met;
pub use pack::pack;
pub use receive::{fetch, take_in, verify};
pub use send::send;
pub use work::{unfinished, work};

use crate::errors::AppError;

/// A refusal as one text, for the command line and for rows.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn said(error: AppError) -> anyhow::Error {
    anyhow::anyhow!("{} {}", error.message, error.remedy)
}
