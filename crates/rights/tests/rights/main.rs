//! Rights through the public surface.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod avails;
mod conflicts;
mod edges;
mod gate;
mod grid;
mod house;
mod oracle;
mod territories;
