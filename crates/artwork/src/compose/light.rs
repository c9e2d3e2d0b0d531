//! The light that falls on people, from the place's hour and the mood: from the left, warm; away from it, deeper; less
//! towards the bottom, where nobody looks and words stand. Faces stay bright: gloom lies behind people (`grade`).

use storyboard::Place;
use storyboard::place::{Hour, Weather};
use storyboard::shot::Mood;

use super::blit::Frame;
use crate::Size;
use crate::ink::Colour;

/// Every colour of a figure is multiplied with it.
#[derive(Clone, Copy, Debug)]
pub struct Light {
    key: Colour,
    /// What is turned away from it.
    away: Colour,
    /// How much is left at the bottom of the picture.
    floor: f32,
}

impl Light {
    pub fn of(place: Option<&Place>, mood: Mood) -> Self {
        let key = key(place, mood);
        let night = place.is_some_and(|place| place.hour == Hour::Night);
        let cool = match mood {
            Mood::Dread | Mood::Mystery => Colour::rgb(0x00a6_a8d8),
            Mood::Romantic | Mood::Warm | Mood::Triumph => Colour::rgb(0x00f0_cfd0),
            _ if night => Colour::rgb(0x00b6_b4dc),
            _ => Colour::rgb(0x00da_d6ea),
        };
        Self {
            key,
            away: Colour {
                r: key.r * cool.r,
                g: key.g * cool.g,
                b: key.b * cool.b,
                a: 1.0,
            },
            floor: if night { 0.68 } else { 0.8 },
        }
    }

    /// Of whoever turns their back to us, near the camera.
    #[must_use]
    pub fn seen_behind(self) -> Self {
        let dark = Colour::rgb(0x0028_2030);
        Self {
            key: self.key.mix(dark, 0.35),
            away: self.away.mix(dark, 0.35),
            floor: self.floor,
        }
    }

    /// Lights what is drawn with its corner at `x`, `y` of the picture, of somebody whose middle and half width are known.
    pub fn fall(
        &self,
        frame: &mut Frame,
        (x, y): (f32, f32),
        (middle, half): (f32, f32),
        size: Size,
    ) {
        let by = |value: f32| (value.clamp(0.0, 1.0) * 256.0) as u32;
        let across: Vec<[u32; 3]> = (0..frame.width)
            .map(|column| {
                let t = ((x + column as f32 - middle) / half.max(1.0)).clamp(-1.0, 1.0);
                let t = (t + 0.25).max(0.0) / 1.25;
                let colour = self.key.mix(self.away, t * t * (3.0 - 2.0 * t));
                [by(colour.r), by(colour.g), by(colour.b)]
            })
            .collect();
        for (row, pixels) in frame
            .pixels
            .chunks_exact_mut(frame.width.max(1))
            .enumerate()
        {
            let down = ((y + row as f32) / size.height as f32 - 0.5).clamp(0.0, 0.5) * 2.0;
            let left = by(1.0 - (1.0 - self.floor) * down);
            for (pixel, colour) in pixels.iter_mut().zip(&across) {
                let [red, green, blue, alpha] = pixel.to_le_bytes();
                let lit = |value: u8, by: u32| ((u32::from(value) * by * left) >> 16) as u8;
                *pixel = u32::from_le_bytes([
                    lit(red, colour[0]),
                    lit(green, colour[1]),
                    lit(blue, colour[2]),
                    alpha,
                ]);
            }
        }
    }
}

fn key(place: Option<&Place>, mood: Mood) -> Colour {
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
        (Hour::Night, false) => Colour::rgb(0x00ec_e4ea),
        (Hour::Night, true) => Colour::rgb(0x00fa_efec),
    };
    let weather = match (place.weather, inside) {
        (Weather::Clear, _) | (_, true) => 0.0,
        (Weather::Snow, _) => 0.2,
        (Weather::Rain | Weather::Fog, _) => 0.3,
        (Weather::Storm, _) => 0.45,
    };
    let grey = hour.mix(Colour::rgb(0x00d0_d8e6), weather * 0.6);
    match mood {
        Mood::Dread => grey.mix(Colour::rgb(0x00cc_d0ea), 0.3),
        Mood::Sorrow | Mood::Mystery => grey.mix(Colour::rgb(0x00d8_dcf0), 0.25),
        Mood::Romantic | Mood::Warm => grey.mix(Colour::rgb(0x00ff_eadc), 0.4),
        _ => grey,
    }
}
