//! Rain, thunder, wind, waves.

use super::{RATE, frames};
use crate::dsp::{Biquad, Noise};
use crate::{RATE as HERTZ, Stereo};

/// A wide hiss, a low wash, and drops near the ear.
pub(super) fn rain(seconds: f32, noise: &mut Noise) -> Stereo {
    let mut channel = || {
        let mut hiss = Biquad::band_pass(5_200.0, 0.4, HERTZ);
        let mut wash = Biquad::low_pass(700.0, 0.6, HERTZ);
        let mut sound: Vec<f32> = (0..frames(seconds))
            .map(|_| {
                let n = noise.next();
                hiss.next(n) * 0.35 + wash.next(n) * 0.22
            })
            .collect();
        for _ in 0..(seconds * 45.0) as usize {
            let hertz = noise.between(900.0, 4_500.0);
            let at = noise.below(sound.len());
            let gain = noise.between(0.02, 0.22).powi(2) * 3.0;
            for (n, sample) in sound[at..].iter_mut().take(700).enumerate() {
                let t = n as f32 / RATE;
                // A bubble rings higher as it closes.
                *sample += (t * hertz * (1.0 + t * 12.0) * std::f32::consts::TAU).sin()
                    * (-t * 420.0).exp()
                    * gain;
            }
        }
        sound
    };
    Stereo {
        left: channel(),
        right: channel(),
    }
}

/// A crack, then rolls that come from different ways.
pub(super) fn thunder(noise: &mut Noise) -> Stereo {
    let length = frames(5.0);
    let mut sound = Stereo::silence(length);
    for roll in 0..7 {
        let start = if roll == 0 {
            0.05
        } else {
            noise.between(0.1, 2.6)
        };
        let fall = if roll == 0 {
            0.35
        } else {
            noise.between(0.7, 1.6)
        };
        let gain = if roll == 0 {
            1.0
        } else {
            noise.between(0.35, 0.9)
        };
        let side = noise.between(0.2, 0.8);
        let mut low = Biquad::low_pass(
            if roll == 0 {
                1_400.0
            } else {
                noise.between(90.0, 260.0)
            },
            0.7,
            HERTZ,
        );
        let rise = if roll == 0 { 0.006 } else { 0.12 };
        for n in 0..length - frames(start) {
            let t = n as f32 / RATE;
            let value = low.next(noise.next())
                * (t / rise).min(1.0)
                * (-t / fall * 2.3).exp()
                * gain
                * if roll == 0 { 0.7 } else { 2.6 };
            sound.left[frames(start) + n] += value * (1.0 - side);
            sound.right[frames(start) + n] += value * side;
        }
    }
    sound
}

pub(super) fn wind(seconds: f32, noise: &mut Noise) -> Stereo {
    let mut channel = || {
        let phase = noise.between(0.0, 6.0);
        let (mut state, mut low) = (0f32, 0f32);
        (0..frames(seconds))
            .map(|n| {
                let t = n as f32 / RATE;
                let gust =
                    0.55 + 0.3 * (t * 0.9 + phase).sin() + 0.15 * (t * 2.3 + phase * 2.0).sin();
                // A resonance that wanders: a two-pole state-variable filter.
                let cutoff =
                    (2.0 * (std::f32::consts::PI * (260.0 + 340.0 * gust) / RATE).sin()).min(0.5);
                low += cutoff * state;
                let high = noise.next() - low - 0.25 * state;
                state += cutoff * high;
                state * gust * 0.2
            })
            .collect()
    };
    Stereo {
        left: channel(),
        right: channel(),
    }
}

pub(super) fn waves(seconds: f32, noise: &mut Noise) -> Stereo {
    let mut channel = |shift: f32| {
        let mut low = Biquad::low_pass(900.0, 0.6, HERTZ);
        let mut high = Biquad::high_pass(1_800.0, 0.6, HERTZ);
        (0..frames(seconds))
            .map(|n| {
                let t = n as f32 / RATE / 7.5 + shift;
                let swell = (t.fract() * std::f32::consts::PI).sin().powi(2);
                let foam =
                    ((t.fract() - 0.45).max(0.0) * 5.0).min(1.0) * (1.0 - t.fract()).max(0.0);
                let value = noise.next();
                low.next(value) * (0.25 + swell) * 0.7 + high.next(value) * foam * 0.4
            })
            .collect()
    };
    Stereo {
        left: channel(0.25),
        right: channel(0.2),
    }
}
