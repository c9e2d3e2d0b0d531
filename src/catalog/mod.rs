//! The catalogue: series, episodes, and how they are described, found and shown.

pub mod cards;
pub mod language;
pub mod routes;
pub mod studio;
#[cfg(test)]
mod tests;
pub mod told;
pub mod trailers;
pub mod vocabulary;
