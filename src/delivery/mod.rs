//! Deliveries: a series with its rights into a folder or a bucket, and from there into another house.
//!
//! What a delivery is stands in `crates/delivery`. Here it is filled from the house ([`pack`]), written where it is wanted
//! ([`send`]) and taken in again ([`receive`]). Sending and receiving may be stopped anywhere and begun again: a file that
//! is there with the right bytes is not written twice, the manifest is written last, and nothing of a delivery is taken in
//! before every file of it is as the manifest says.

mod met;
mod pack;
mod receive;
mod send;
#[cfg(test)]
mod tests;

pub use met::met;
pub use pack::pack;
pub use receive::{fetch, take_in, verify};
pub use send::send;
