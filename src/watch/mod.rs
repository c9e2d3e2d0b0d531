//! Watching: the feed, playback, where one stopped, lists and likes.

mod feed;
pub mod hls;
pub mod lists;
pub mod media;
mod next;
pub mod playback;
mod ranking;
pub mod routes;
#[cfg(test)]
mod tests;

pub use next::next_up;
