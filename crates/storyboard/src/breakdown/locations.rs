//! Where and when a scene happens, from its heading.

use screenplay::scenes::{Beat, Scene};

use super::words::{self, HOURS, PLACES, WEATHERS};
use crate::place::{Hour, Place, PlaceKind, Weather};

/// The place of a scene. `LATER` and `CONTINUOUS` keep the hour of the scene before.
pub fn place(scene: &Scene, before: Option<&Place>, seed: u64) -> Place {
    let (location, time, inside) = scene.heading.as_ref().map_or(("", None, true), |heading| {
        (
            &*heading.location,
            heading.time.as_deref(),
            heading.inside || !heading.outside,
        )
    });
    let kind = kind(location, inside, scene);
    let hour = time
        .and_then(|time| words::longest(HOURS, time))
        .or_else(|| words::longest(HOURS, location))
        .or_else(|| before.map(|place| place.hour))
        .unwrap_or(Hour::Day);
    Place {
        name: location.to_owned(),
        kind,
        hour,
        weather: weather(scene, location, kind),
        seed: super::hash(&[&seed.to_le_bytes(), location.to_lowercase().as_bytes()]),
    }
}

fn kind(location: &str, inside: bool, scene: &Scene) -> PlaceKind {
    let named = words::longest(PLACES, location);
    // A tower is seen from the street; within it there are offices.
    match (named, inside) {
        (Some(PlaceKind::OfficeTower), true) => PlaceKind::Office,
        (Some(kind), _) => kind,
        (None, true) if scene.heading.is_none() => PlaceKind::Void,
        (None, true) => PlaceKind::LivingRoom,
        (None, false) => PlaceKind::Street,
    }
}

/// From the heading or what is done in the scene; what is only spoken of is not seen.
fn weather(scene: &Scene, location: &str, kind: PlaceKind) -> Weather {
    let told = scene
        .beats
        .iter()
        .filter_map(|beat| match beat {
            Beat::Action { text, .. } => Some(&**text),
            _ => None,
        })
        .fold(location.to_owned(), |mut told, text| {
            told.push(' ');
            told.push_str(text);
            told
        });
    match words::first(WEATHERS, &told) {
        Some(weather) => weather,
        None if kind == PlaceKind::RainStreet => Weather::Rain,
        None => Weather::Clear,
    }
}
