//! Exposure: how much of a *placement* (a brand inside a shot, from a moment of the picture to another) a viewer watched.
//!
//! It is counted from what players tell, by these rules, which are published with every bill:
//!
//! | | |
//! |---|---|
//! | what counts | the moments of the placement that were played while the page was on screen |
//! | the clock | a report counts at most the time since the viewer's report before, in whatever play: two windows, one pair of eyes |
//! | speed | a stretch that was played faster counts the time that it took; played slower, no more than its length in the picture |
//! | beginning | a play whose beginning was not told counts from its second report on |
//! | background | what was played while the page was hidden counts nothing |
//! | loops, seeking back | a moment counts once in a play |
//! | continuous | without a seek, and without a wait of more than [`WAIT_MS`] between two reports |
//! | billable | at least [`Terms::continuous_ms`] without a break, and [`Terms::area`] of the picture, unless it is spoken |
//! | again | each play of a viewer counts, up to [`Terms::per_viewer_day`] |
//! | territory | where a brand is not lawful, nothing is billed |
//!
//! The nearest public standard is that of adverts inside games; no standard is claimed.
//!
//! It imports `money`, for a bill is made of amounts.

mod bill;
mod error;
mod seen;
mod span;
mod watched;

pub use bill::{Price, bill, flat_of_day};
pub use error::Error;
pub use seen::{Exposure, Placement, Seen, Terms, exposure, seen};
pub use span::Span;
pub use watched::{Pass, Report, Stretch, Told, WAIT_MS, passes};
