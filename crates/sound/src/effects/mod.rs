//! Sounds of things, made from noise, tones and rooms; the same seed is the same sound.

mod places;
mod signals;
mod things;
mod weather;
mod words;

pub use words::heard_in;

use crate::Stereo;
use crate::dsp::{Noise, Reverb};

macro_rules! effects {
    ($($effect:ident $kind:ident),+ $(,)?) => {
        /// Something to be heard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Effect { $($effect),+ }

        impl Effect {
            pub const ALL: &'static [Self] = &[$(Self::$effect),+];

            pub fn lasts(self) -> Lasts {
                match self { $(Self::$effect => Lasts::$kind),+ }
            }
        }
    };
}

/// Whether an effect is over by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// Once: it has a length of its own.
    Once,
    /// Under a scene: as long as it is asked for.
    On,
}

effects! {
    Door Once, DoorSlam Once, Knock Once, Footsteps Once, Rain On, Thunder Once, PhoneBuzz Once, PhoneRing Once,
    MessagePing Once, Heartbeat Once, Glass Once, Slap Once, Car Once, CrowdMurmur On, CameraShutter Once, Whoosh Once,
    Impact Once, Siren Once, CityNight On, HospitalBeep On, ClockTick On, Keyboard Once, Applause Once, Gunshot Once,
    Paper Once, Kiss Once, Waves On, Wind On, Bell Once,
}

/// Makes an effect. `seconds` is how long one that lasts goes on, with soft ends; of others it is left alone.
pub fn make(effect: Effect, seconds: f64, seed: u64) -> Stereo {
    let seconds = seconds.clamp(0.2, 600.0) as f32;
    let mut noise = Noise::new(seed ^ (effect as u64) << 32);
    let mut sound = match effect {
        Effect::Rain => weather::rain(seconds, &mut noise),
        Effect::Thunder => weather::thunder(&mut noise),
        Effect::Wind => weather::wind(seconds, &mut noise),
        Effect::Waves => weather::waves(seconds, &mut noise),
        Effect::Door => things::door(false, &mut noise),
        Effect::DoorSlam => things::door(true, &mut noise),
        Effect::Knock => things::knock(&mut noise),
        Effect::Footsteps => things::footsteps(&mut noise),
        Effect::Glass => things::glass(&mut noise),
        Effect::Slap => things::slap(&mut noise),
        Effect::CameraShutter => things::shutter(&mut noise),
        Effect::Keyboard => things::keyboard(&mut noise),
        Effect::Paper => things::paper(&mut noise),
        Effect::Kiss => things::kiss(&mut noise),
        Effect::Heartbeat => things::heartbeat(),
        Effect::Impact => things::impact(&mut noise),
        Effect::Gunshot => things::gunshot(&mut noise),
        Effect::Whoosh => things::whoosh(&mut noise),
        Effect::PhoneBuzz => signals::buzz(),
        Effect::PhoneRing => signals::ring(),
        Effect::MessagePing => signals::message(),
        Effect::Siren => signals::siren(),
        Effect::HospitalBeep => signals::beep(seconds),
        Effect::ClockTick => signals::tick(seconds, &mut noise),
        Effect::Bell => signals::bell(),
        Effect::Car => places::car(&mut noise),
        Effect::CrowdMurmur => places::crowd(seconds, &mut noise),
        Effect::CityNight => places::city(seconds, &mut noise),
        Effect::Applause => places::applause(&mut noise),
    };
    room(effect, &mut sound);
    finish(&mut sound, effect.lasts(), loudness(effect));
    sound
}

/// Peak of an effect beside dialogue, in dBFS.
fn loudness(effect: Effect) -> f32 {
    match effect {
        Effect::Rain | Effect::CrowdMurmur | Effect::Wind | Effect::Waves => -20.0,
        Effect::CityNight | Effect::ClockTick => -24.0,
        Effect::HospitalBeep | Effect::Keyboard | Effect::Paper | Effect::Kiss => -19.0,
        Effect::Footsteps
        | Effect::PhoneBuzz
        | Effect::Door
        | Effect::CameraShutter
        | Effect::Siren
        | Effect::Car => -15.0,
        Effect::Knock
        | Effect::MessagePing
        | Effect::PhoneRing
        | Effect::Heartbeat
        | Effect::Bell
        | Effect::Whoosh => -12.0,
        Effect::Thunder
        | Effect::Glass
        | Effect::Slap
        | Effect::DoorSlam
        | Effect::Impact
        | Effect::Gunshot => -7.0,
        Effect::Applause => -14.0,
    }
}

fn room(effect: Effect, sound: &mut Stereo) {
    let (seconds, size, share) = match effect {
        Effect::Impact => (2.2, 1.0, 0.25),
        Effect::Thunder | Effect::Gunshot | Effect::Siren | Effect::Bell => (1.8, 1.0, 0.18),
        Effect::Applause => (1.2, 0.8, 0.2),
        Effect::Door
        | Effect::DoorSlam
        | Effect::Knock
        | Effect::Footsteps
        | Effect::Glass
        | Effect::Slap => (0.5, 0.4, 0.12),
        _ => return,
    };
    let tail = (seconds * 0.8 * RATE) as usize;
    sound.left.extend(std::iter::repeat_n(0.0, tail));
    sound.right.extend(std::iter::repeat_n(0.0, tail));
    Reverb::new(seconds, size, 0.35).run(sound, share);
}

/// No click at either end, nothing below hearing, and its own loudness.
fn finish(sound: &mut Stereo, lasts: Lasts, peak_db: f32) {
    for channel in [&mut sound.left, &mut sound.right] {
        crate::dsp::Biquad::high_pass(28.0, 0.7, crate::RATE).run(channel);
    }
    let peak = sound.peak();
    if peak > 1e-6 {
        sound.gain(crate::pcm::from_decibels(peak_db) / peak);
    }
    match lasts {
        Lasts::Once => sound.fade(48, 2_400),
        Lasts::On => sound.fade(24_000, 24_000),
    }
}

/// Samples a second, for sums.
const RATE: f32 = crate::RATE as f32;

fn frames(seconds: f32) -> usize {
    (seconds * RATE) as usize
}

/// One channel heard from `side` (−1 left … 1 right) with equal power.
fn placed(mono: &[f32], side: f32) -> Stereo {
    let angle = (side + 1.0) * std::f32::consts::FRAC_PI_4;
    Stereo {
        left: mono.iter().map(|s| s * angle.cos()).collect(),
        right: mono.iter().map(|s| s * angle.sin()).collect(),
    }
}

/// Adds one channel into another from a moment on, making it longer where needed.
fn put(into: &mut Vec<f32>, at: f32, sound: &[f32], gain: f32) {
    let start = frames(at);
    if into.len() < start + sound.len() {
        into.resize(start + sound.len(), 0.0);
    }
    for (sample, more) in into[start..].iter_mut().zip(sound) {
        *sample += more * gain;
    }
}

/// A resonance that dies away: `60 dB` in `seconds`.
fn ping(hertz: f32, seconds: f32) -> Vec<f32> {
    (0..frames(seconds))
        .map(|n| {
            let t = n as f32 / RATE;
            (t * hertz * std::f32::consts::TAU).sin()
                * (-6.9 * t / seconds).exp()
                * (t * 2_000.0).min(1.0)
        })
        .collect()
}

/// Noise that dies away, between two frequencies.
fn burst(noise: &mut Noise, seconds: f32, low: f32, high: f32) -> Vec<f32> {
    let mut bottom = crate::dsp::Biquad::high_pass(low, 0.7, crate::RATE);
    let mut top = crate::dsp::Biquad::low_pass(high, 0.7, crate::RATE);
    (0..frames(seconds))
        .map(|n| {
            let t = n as f32 / RATE;
            top.next(bottom.next(noise.next()))
                * (-6.9 * t / seconds).exp()
                * (t * 3_000.0).min(1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pcm::{decibels, rms};

    #[test]
    fn every_effect_is_heard_does_not_clip_and_ends_in_silence() {
        for &effect in Effect::ALL {
            let sound = make(effect, 3.0, 7);
            assert!(
                (decibels(sound.peak()) - loudness(effect)).abs() < 3.1,
                "{effect:?} {}",
                decibels(sound.peak())
            );
            assert!(
                rms(&sound.left) > 1e-4 && rms(&sound.right) > 1e-4,
                "{effect:?}"
            );
            assert!(
                sound.left.iter().chain(&sound.right).all(|s| s.is_finite()),
                "{effect:?}"
            );
            let last = sound.frames() - 1;
            assert!(
                sound.left[0].abs() < 1e-3 && sound.left[last].abs() < 1e-3,
                "{effect:?}"
            );
            if effect.lasts() == Lasts::On {
                assert_eq!(sound.frames(), 144_000, "{effect:?}");
            } else {
                assert!(sound.seconds() < 7.0, "{effect:?} {}", sound.seconds());
            }
        }
    }

    #[test]
    fn a_seed_is_a_sound() {
        assert_eq!(make(Effect::Rain, 1.0, 3), make(Effect::Rain, 1.0, 3));
        assert_ne!(make(Effect::Rain, 1.0, 3), make(Effect::Rain, 1.0, 4));
    }
}
