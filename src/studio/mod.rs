//! The studio: a screenplay becomes the finished episodes of a series.
//!
//! A production is a script; boards are made from it (or changed by hand), and every artifact from those. What has to be
//! made is derived by `production::Graph` from the takes that are there, so that nothing is made, or paid for, twice.
//!
//! | room | what |
//! |---|---|
//! | `productions` | the script, its settings, undo |
//! | `writers` | from a premise to a script, by the house's engines |
//! | `drafts` | the same in stages, by an engine or a language model; scenes and lines written again |
//! | `cast` | who is in it: told by bible and script, or changed by hand |
//! | `boards` | episodes as shots |
//! | `changes`, `undo` | what was there before; taking it back |
//! | `graph` | what is made from what |
//! | `providers` | machines of others: accounts, chosen models, who asks them |
//! | `shelves` | takes: kept, selected, locked |
//! | `tools` | who speaks and draws here |
//! | `make` | one artifact after the other |
//! | `paid` | what is paid for: wishes, money, jobs that are never sent twice |
//! | `gates` | what is approved, by whom or by which policy |
//! | `asking`, `run` | all that is missing or stale, with progress |
//! | `operations` | all of it by name, for the command line and for assistants |
//! | `lanes`, `peaks` | what is heard when, for the timeline |
//! | `release` | into the house, as a draft series |
//! | `exports` | to editors, platforms and readers of webcomics |

pub mod asking;
pub mod boards;
pub mod cast;
pub mod changes;
pub mod drafts;
pub mod exports;
pub mod gates;
pub mod graph;
pub mod lanes;
pub mod make;
pub mod operations;
pub mod paid;
pub mod peaks;
pub mod productions;
pub mod providers;
pub mod release;
pub mod routes;
pub mod run;
pub mod settings;
pub mod shelves;
pub mod tools;
pub mod undo;
pub mod writers;

#[cfg(test)]
pub mod tests;

pub use productions::Production;
