//! The paywall: what a series asks for, what a viewer has opened, and that what is locked stays locked.
//!
//! [`access`] is the one question: playback, media, playlists and the sheet all ask it.

mod access;
mod arms;
pub mod desk;
mod finish;
mod gifts;
mod grants;
mod held;
mod media;
mod merge;
mod pass;
mod policies;
pub mod policy;
mod quote;
pub mod redeem;
pub mod sheet;
mod shop;
mod sight;
mod sweep;
#[cfg(test)]
pub mod tests;
pub mod unlock;

pub use access::{Access, Playable, access, playable};
pub use grants::{Grant, grant};
pub use media::{Pass, may_fetch};
pub use merge::merge;
pub use policies::{current as current_policy, set};
pub use sight::Outlook;
pub use sweep::sweep;
