//! A folder of episodes: read it, compare it with the house, take in what is new.
//!
//! [`Listing::read`] looks at names only, [`plan`] compares with the house and probes, [`apply`] changes the house.
//! Reading the same folder again changes nothing; a changed file is packaged anew; a new one becomes a new episode.
//! Nothing is ever removed because a file is gone.

mod apply;
mod listing;
pub mod manifest;
pub mod names;
mod plan;

pub use apply::{Applied, apply};
pub use listing::{FileProblem, Listing};
pub use plan::{Change, FolderPlan, plan};
