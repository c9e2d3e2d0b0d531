//! Rooms and streets, drawn from their kind, hour, weather and seed.

use storyboard::Place;

use crate::Layer;

/// The place as sheets from the back to the front.
pub fn paint(_place: &Place, _width: u32, _height: u32) -> Vec<Layer> {
    Vec::new()
}
