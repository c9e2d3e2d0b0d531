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
//! | `changes`, `undo` | what was there before; taking it back, and doing it again |
//! | `scripts`, `bibles` | screenplays as files; what is true of the series beyond any one episode |
//! | `graph` | what is made from what |
//! | `extras` | what a series is shown with: trailer, thumbnails, other languages |
//! | `label` | what viewers are told of how it was made |
//! | `people` | which characters are real people, and their consents |
//! | `records`, `signing` | how it was made: `provenance.json`, signed manifests |
//! | `sheets`, `translations` | what is said, in other languages; as a table that people fill in |
//! | `machine` | the same by the model that writes for the house |
//! | `providers` | machines of others: accounts, chosen models, who asks them |
//! | `bring` | somebody's own files as takes |
//! | `shelves` | takes: kept, selected, locked |
//! | `tools` | who speaks and draws here |
//! | `make` | one artifact after the other |
//! | `paid` | what is paid for: wishes, money, jobs that are never sent twice |
//! | `gates` | what is approved, by whom or by which policy |
//! | `release`, `dress` | into the house, as a draft series; its trailer, thumbnails and strips |
//! | `pace` | how long things take on this machine |
//! | `another` | one more take of what is current |
//! | `asking`, `run` | all that is missing or stale, with progress |
//! | `batch` | steps of one kind, handed to whoever makes that kind |
//! | `operations` | all of it by name, for the command line and for assistants |
//! | `lanes`, `peaks` | what is heard when, for the timeline |
//! | `exports` | to editors, platforms and readers of webcomics |

pub mod another;
pub mod asking;
pub mod batch;
pub mod bibles;
pub mod boards;
pub mod bring;
pub mod cast;
pub mod changes;
pub mod drafts;
pub mod dress;
pub mod exports;
pub mod extras;
pub mod gates;
pub mod graph;
pub mod label;
pub mod lanes;
pub mod machine;
pub mod made;
pub mod make;
pub mod operations;
pub mod pace;
pub mod paid;
pub mod peaks;
pub mod people;
pub mod productions;
pub mod providers;
pub mod records;
pub mod release;
pub mod routes;
pub mod run;
pub mod scripts;
pub mod settings;
pub mod sheets;
pub mod shelves;
pub mod signing;
pub mod tools;
pub mod translations;
pub mod undo;
pub mod writers;

#[cfg(test)]
mod tests;

pub use productions::Production;
