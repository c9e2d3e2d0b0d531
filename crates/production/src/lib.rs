//! A series as a build. Every artifact (the sound of a line, the clip of a shot, a mix, an episode, a strip) has a
//! digest of what it is made from; so it is known what is current, what a change touches, and what a run would take
//! and cost, before anything is made or paid for.
//!
//! Pure: data in, data out; it knows neither what the artifacts are nor who makes them.
//!
//! | module | what |
//! |---|---|
//! | [`graph`] | artifacts and what they need; states, plans, reasons |
//! | [`takes`] | many per artifact, one selected, none overwritten |
//! | [`budget`] | caps for a shot, an episode, a series and a day; reserved before, settled after |
//! | [`job`] | a paid job: what it may become, and what may be done with it after a crash |

#![forbid(unsafe_code)]

pub mod budget;
mod digest;
pub mod graph;
pub mod job;
pub mod takes;

pub use digest::Digest;
pub use graph::{Graph, Node, State};
