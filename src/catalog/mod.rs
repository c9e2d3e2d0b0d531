//! The catalogue: series, episodes, and how they are described, found and shown.

pub mod cards;
pub mod language;
pub mod routes;
#[cfg(test)]
mod tests;
