//! Draws a storyboard: its people, its places and what the camera does; frames to film, posters and strips.
//!
//! Reads `storyboard` alone; knows neither the app nor who speaks. The same board gives the same bytes.
//!
//! | module | what |
//! |---|---|
//! | [`figures`] | people: one face in every feeling, look and pose |
//! | [`places`] | rooms and streets as layers that lie at depths |
//! | [`props`], [`phone`], [`cards`] | things, screens of phones, words on cards |
//! | [`burn`] | a name all over a film, whose copy it is |
//! | [`effects`] | speed lines, gloom, rain: laid over a picture |
//! | [`text`] | shaping, captions, bubbles |
//! | [`compose`] | a shot: who stands where, what the camera sees at a moment |
//! | [`film`] | frames to a file |
//! | [`strip`] | the same board as a webcomic |
//! | [`palette`] | whether people look as their sheet says |

#![deny(unsafe_code)]
// Points are x and y, colours are r, g, b and a: that is what they are called.
#![allow(clippy::many_single_char_names)]
// A scale that nobody has touched is exactly 1.
#![allow(clippy::float_cmp)]

mod brush;
pub mod burn;
pub mod cards;
pub mod compose;
mod dice;
pub mod effects;
pub mod figures;
pub mod film;
pub mod ink;
pub mod palette;
pub mod phone;
pub mod places;
pub mod props;
pub mod sheets;
pub mod strip;
pub mod text;

pub use tiny_skia::Pixmap;

pub use brush::{Canvas, Tone};

/// One sheet of a picture, as large as the picture or larger; transparent where the sheets behind it show.
#[derive(Clone)]
pub struct Layer {
    pub pixmap: Pixmap,
    /// How near it lies: 0 is far, 1 is near. Near layers move more when the camera moves.
    pub depth: f32,
}

/// Width and height of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    /// What the house's films are: 9:16.
    pub const FULL: Self = Self {
        width: 1080,
        height: 1920,
    };
}
