//! Regional houses: ready-made regions, opening a house, and what an operator sets for one.
//!
//! What a region is stands in [`crate::houses::region`]; here it is given to a house.

mod open;
pub mod routes;
mod template;
#[cfg(test)]
mod tests;

pub use open::{Opening, open};
#[cfg(test)]
use template::Checked;
pub use template::{Template, templates};

use crate::catalog::vocabulary::{GENRES, TROPES};
use crate::errors::{AppError, AppResult};
use crate::houses::Region;

/// Refuses a region that does not hold together.
pub fn check(region: &Region) -> AppResult<()> {
    region.check(GENRES, TROPES).map_err(|what| {
        AppError::bad_request(
            "region_invalid",
            format!("The region cannot be set: {what}."),
            "Change it, and look at the preview before saving.",
        )
    })
}
