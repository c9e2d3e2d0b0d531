//! In: from a file of anybody's to an episode that plays.
//!
//! ```text
//! folder ─┐                        worker
//! upload ─┴→ intake → packages row ──────→ probe → plan → measure → first rung ──→ playable → rest → complete
//! ```
//!
//! Renditions that came ready made with a film (`ready`) are taken in the place of encoding.
//!
//! The truth is in `packages`: what is neither complete nor failed is to be worked on. Who works holds
//! a lease on the row and a lock in the data folder; finished files are kept as blobs before the rows
//! that name them appear in one transaction. So the process may be killed anywhere and is simply started again.

mod av1;
pub mod blobs;
mod claim;
pub mod folder;
pub mod intake;
mod package;
pub mod poster;
pub mod problem;
pub mod ready;
pub mod routes;
pub mod sidecars;
mod signer;
mod store;
mod sweep;
#[cfg(test)]
pub mod tests;
pub mod uploads;
mod workshop;

pub use av1::{make_av1, wants_av1};
pub use intake::retry;
pub use package::{Goal, Outcome, Progress, package};
pub use signer::signer;
pub use sweep::{house_keeping, unfinished};
pub use workshop::{Workshop, limits};

use media::Framing;

/// The framings that make a landscape source vertical, by name.
pub fn vertical_framing(name: &str) -> Option<Framing> {
    name.parse()
        .ok()
        .filter(|framing| *framing != Framing::AsIs)
}
