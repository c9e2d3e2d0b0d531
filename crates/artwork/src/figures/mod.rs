//! People: one face in every feeling, look and pose.

pub mod bed;
pub mod body;
mod brows;
pub mod expression;
mod eyes;
pub mod garments;
pub mod hair;
mod hands;
pub mod head;
mod marks;
mod mouth;
pub mod palette;
pub mod persona;
pub mod stance;
pub mod view;
