//! The studio: a screenplay becomes the finished episodes of a series.
//!
//! A production is a script; boards are made from it (or changed by hand), and every artifact from those. What has to be
//! made is derived by `production::Graph` from the takes that are there, so that nothing is made, or paid for, twice.
//!
//! | room | what |
//! |---|---|
//! | `productions` | the script, its settings, undo |
//! | `writers` | from a premise to a script |
//! | `boards` | episodes as shots |
//! | `graph` | what is made from what |
//! | `extras` | what a series is shown with: trailer, thumbnails, other languages |
//! | `label` | what viewers are told of how it was made |
//! | `people` | which characters are real people, and their consents |
//! | `records`, `signing` | how it was made: `provenance.json`, signed manifests |
//! | `sheets` | translations as a table that people fill in |
//! | `translations` | what is said, in other languages |
//! | `shelves` | takes: kept, selected, locked |
//! | `tools` | who speaks and draws here |
//! | `make` | one artifact after the other |
//! | `run` | all that is missing or stale, with progress |
//! | `release`, `dress` | into the house, as a draft series; its trailer, thumbnails and strips |
//! | `exports` | to editors, platforms and readers of webcomics |

pub mod boards;
pub mod dress;
pub mod exports;
pub mod extras;
pub mod graph;
pub mod label;
pub mod make;
pub mod people;
pub mod productions;
pub mod records;
pub mod release;
pub mod routes;
pub mod run;
pub mod settings;
pub mod sheets;
pub mod shelves;
pub mod signing;
pub mod tools;
pub mod translations;
pub mod writers;

#[cfg(test)]
mod tests;

pub use productions::Production;
