//! People: one face in every feeling, look and pose.

pub mod bed;
pub mod body;
pub mod expression;
pub mod garments;
mod hands;
pub mod head;
mod marks;
pub mod palette;
pub mod persona;
pub mod seat;
pub mod stance;
pub mod view;
