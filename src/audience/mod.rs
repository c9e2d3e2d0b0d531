//! The audience: what players tell of how people watch.

pub mod events;
#[cfg(test)]
mod tests;
