//! The light that falls on people, from the place's hour and the mood.

use storyboard::Place;
use storyboard::place::{Hour, Weather};
use storyboard::shot::Mood;

use crate::ink::Colour;

/// Every colour of a figure is multiplied with it.
pub fn of(place: Option<&Place>, mood: Mood) -> Colour {
    let Some(place) = place else {
        return Colour::rgb(0x00ff_ffff);
    };
    let inside = place.kind.inside();
    let hour = match (place.hour, inside) {
        (Hour::Day, false) => Colour::rgb(0x00ff_ffff),
        (Hour::Day, true) => Colour::rgb(0x00ff_fcf8),
        (Hour::Dawn, _) => Colour::rgb(0x00ff_f2ee),
        (Hour::Dusk, false) => Colour::rgb(0x00ff_e6d4),
        (Hour::Dusk, true) => Colour::rgb(0x00ff_efe2),
        (Hour::Night, false) => Colour::rgb(0x00c6_cce8),
        (Hour::Night, true) => Colour::rgb(0x00f2_e9ea),
    };
    let weather = match (place.weather, inside) {
        (Weather::Clear, _) | (_, true) => 0.0,
        (Weather::Snow, _) => 0.2,
        (Weather::Rain | Weather::Fog, _) => 0.4,
        (Weather::Storm, _) => 0.6,
    };
    let grey = hour.mix(Colour::rgb(0x00c4_cfe0), weather * 0.6);
    match mood {
        Mood::Dread => grey.mix(Colour::rgb(0x00b9_c4e4), 0.45),
        Mood::Sorrow | Mood::Mystery => grey.mix(Colour::rgb(0x00cc_d4ec), 0.3),
        Mood::Romantic | Mood::Warm => grey.mix(Colour::rgb(0x00ff_eadc), 0.4),
        _ => grey,
    }
}
