//! What a place sounds like: its echo, and what is heard when nobody speaks.

use storyboard::place::PlaceKind;

use crate::dsp::{Biquad, Noise};
use crate::effects::{self, Effect};
use crate::pcm::from_decibels;
use crate::{RATE, Stereo};

/// Seconds of echo, size of the room, share of it beside the voice.
pub(super) fn echo(kind: PlaceKind) -> (f32, f32, f32) {
    match kind {
        PlaceKind::PalaceHall | PlaceKind::Temple => (1.9, 1.0, 0.3),
        PlaceKind::WeddingHall
        | PlaceKind::Courtroom
        | PlaceKind::Airport
        | PlaceKind::Warehouse => (1.4, 0.9, 0.26),
        PlaceKind::HospitalCorridor | PlaceKind::SubwayCar | PlaceKind::PoliceStation => {
            (0.8, 0.6, 0.24)
        }
        PlaceKind::Elevator | PlaceKind::Kitchen => (0.4, 0.3, 0.26),
        PlaceKind::Alley | PlaceKind::Bridge => (0.7, 0.8, 0.14),
        PlaceKind::CarInterior | PlaceKind::StreamStudio | PlaceKind::Void => (0.2, 0.2, 0.04),
        kind if kind.inside() => (0.45, 0.4, 0.18),
        _ => (0.3, 0.6, 0.03),
    }
}

/// The tone of a room for so many frames at 48 kHz: air, and what goes on there, far below the voices. Softly begun
/// and ended, so that one place follows another.
pub fn tone(kind: PlaceKind, frames: usize, seed: u64) -> Stereo {
    let mut noise = Noise::new(seed ^ 0x726f_6f6d);
    let (low, level) = match kind {
        PlaceKind::Void => return Stereo::silence(frames),
        PlaceKind::SubwayCar | PlaceKind::CarInterior | PlaceKind::Airport => (140.0, -44.0),
        PlaceKind::ConvenienceStore
        | PlaceKind::HospitalCorridor
        | PlaceKind::HospitalRoom
        | PlaceKind::Kitchen
        | PlaceKind::Elevator => (240.0, -54.0),
        kind if kind.inside() => (320.0, -58.0),
        _ => (420.0, -52.0),
    };
    let mut sound = Stereo::silence(frames);
    for channel in [&mut sound.left, &mut sound.right] {
        let (mut air, mut hiss) = (
            Biquad::low_pass(low, 0.6, RATE),
            Biquad::low_pass(2_500.0, 0.5, RATE),
        );
        for sample in channel {
            let value = noise.next();
            *sample = air.next(value) * 6.0 + hiss.next(value) * 0.35;
        }
    }
    let loudness = crate::pcm::rms(&sound.left);
    if loudness > 0.0 {
        sound.gain(from_decibels(level) / loudness);
    }
    let seconds = frames as f64 / f64::from(RATE);
    let under = match kind {
        PlaceKind::Bar | PlaceKind::Restaurant | PlaceKind::WeddingHall | PlaceKind::Airport => {
            Some((Effect::CrowdMurmur, -14.0))
        }
        PlaceKind::Courtroom => Some((Effect::CrowdMurmur, -24.0)),
        PlaceKind::Street
        | PlaceKind::OfficeTower
        | PlaceKind::Rooftop
        | PlaceKind::Bridge
        | PlaceKind::Alley
        | PlaceKind::CampusRoof => Some((Effect::CityNight, -10.0)),
        PlaceKind::RainStreet => Some((Effect::Rain, -10.0)),
        PlaceKind::HospitalRoom => Some((Effect::HospitalBeep, -14.0)),
        PlaceKind::Beach => Some((Effect::Waves, -8.0)),
        PlaceKind::Park | PlaceKind::Garden => Some((Effect::Wind, -14.0)),
        PlaceKind::Library => Some((Effect::ClockTick, -14.0)),
        _ => None,
    };
    if let Some((effect, gain)) = under.filter(|_| seconds > 0.5) {
        sound.add(
            &effects::make(effect, seconds, seed),
            0,
            from_decibels(gain),
        );
    }
    sound.fade(RATE as usize / 8, RATE as usize / 8);
    sound
}
