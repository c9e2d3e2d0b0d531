//! Rooms and streets, drawn from their kind, hour, weather and seed.
//!
//! | module | what |
//! |---|---|
//! | `palette` | the colour script: what an hour does to every colour |
//! | `set` | the layers, the camera, boxes in perspective |
//! | `room`, `furniture`, `outdoors`, `front` | what places are built from |
//! | `kinds` | the places themselves |
//! | `extras` | people of public places who are not in the story |
//! | `finish` | grain of the paper, darkness at the edges |
//! | [`weather`] | rain, snow and fog that move |

// Sizes of drawn things are short names beside each other all day.
#![allow(clippy::many_single_char_names)]

mod extras;
mod finish;
mod front;
mod furniture;
mod kinds;
mod outdoors;
mod palette;
mod room;
mod set;
pub mod weather;

use storyboard::Place;

use crate::Layer;
use crate::dice::Dice;
use palette::Palette;
use set::Set;

/// The place as sheets from the back to the front: what lies outside or far away where there is any, the room or
/// street (opaque, but for its windows), and dark things before the camera, out of focus. None for a size of zero.
///
/// People of 1.7 m stand with their feet at 73 % of the height. The same place in the same size is the same picture.
pub fn paint(place: &Place, width: u32, height: u32) -> Vec<Layer> {
    let mut dice = Dice::new(place.seed ^ ((place.kind as u64) << 32));
    let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
    let light = Palette::new(place.hour, place.weather, place.kind.inside(), side);
    let Some(mut set) = Set::new(width, height, light, dice) else {
        return Vec::new();
    };
    if place.kind.inside() {
        // A longer lens fills the page with the room; out of doors the sky has its share.
        set.focal = 1250.0;
        set.vanish.1 = 820.0;
    }
    set.hour = place.hour;
    set.weather = place.weather;
    kinds::build(&mut set, place.kind);
    extras::draw(&mut set, place.kind);
    finish::finish(set, place.seed, place.kind.inside())
}
