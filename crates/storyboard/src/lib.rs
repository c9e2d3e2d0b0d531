//! A screenplay as pictures to be drawn: who is in it and how they look, where it happens, which shots tell it, and
//! when each begins once the lines have been spoken.
//!
//! Pure: data in, data out; no input or output, no clock, no chance of its own. It reads `screenplay`, because shots
//! are made from scenes and utterances; who draws, speaks and cuts reads it.
//!
//! | module | what |
//! |---|---|
//! | [`cast`] | characters, their faces, looks and voices |
//! | [`place`] | locations: what kind of room or street, at what hour, in what weather |
//! | [`shot`] | one picture that moves: framing, people, camera, what is said over it |
//! | [`board`] | an episode as its shots |
//! | [`breakdown`] | a screenplay as boards, by the grammar of the form |
//! | [`timeline`] | spoken lengths in, moments out: the only thing that knows milliseconds |

#![forbid(unsafe_code)]

pub mod board;
pub mod breakdown;
pub mod cast;
pub mod place;
mod seed;
pub mod shot;
pub mod timeline;

pub use board::{Board, Line};
pub use cast::{Appearance, Character, Look};
pub use place::Place;
pub use shot::Shot;
pub use timeline::Timeline;
