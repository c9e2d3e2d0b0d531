//! Many things at once, far off.

use std::f32::consts::TAU;

use super::{RATE, burst, frames, put};
use crate::dsp::{Biquad, Noise};
use crate::{RATE as HERTZ, Stereo};

/// One car that goes by.
pub(super) fn car(noise: &mut Noise) -> Stereo {
    let length = frames(3.2);
    let mut sound = Stereo::silence(length);
    let mut tyres = Biquad::band_pass(850.0, 0.6, HERTZ);
    let mut engine = Biquad::low_pass(260.0, 0.8, HERTZ);
    let mut phase = 0f32;
    for n in 0..length {
        let x = n as f32 / length as f32 * 2.0 - 1.0;
        let near = 1.0 / (1.0 + (x * 3.2).powi(2));
        // It falls as it passes.
        phase += (74.0 - 9.0 * (x * 4.0).tanh()) / RATE;
        let motor = engine.next((phase.fract() * 2.0 - 1.0) + 0.2 * noise.next());
        let value = (motor * 0.8 + tyres.next(noise.next()) * 1.4) * near;
        let side = ((x * 2.5).tanh() + 1.0) * std::f32::consts::FRAC_PI_4;
        sound.left[n] = value * side.cos();
        sound.right[n] = value * side.sin();
    }
    sound
}

/// People who talk, none of whom is understood: noise through vowels, in syllables.
pub(super) fn crowd(seconds: f32, noise: &mut Noise) -> Stereo {
    const VOWELS: [[f32; 2]; 5] = [
        [700.0, 1_200.0],
        [500.0, 1_800.0],
        [320.0, 2_200.0],
        [480.0, 900.0],
        [350.0, 800.0],
    ];
    let length = frames(seconds);
    let mut sound = Stereo::silence(length);
    for _ in 0..16 {
        let pitch = if noise.chance(0.5) {
            noise.between(95.0, 140.0)
        } else {
            noise.between(175.0, 240.0)
        };
        let side = noise.between(0.1, 0.9);
        let gain = noise.between(0.3, 1.0);
        let mut at = noise.below(frames(0.5));
        let mut phase = 0f32;
        while at < length {
            if noise.chance(0.18) {
                at += frames(noise.between(0.3, 1.2));
                continue;
            }
            let [first, second] = VOWELS[noise.below(5)];
            let (mut low, mut high) = (
                Biquad::band_pass(first, 5.0, HERTZ),
                Biquad::band_pass(second, 7.0, HERTZ),
            );
            let syllable = frames(noise.between(0.11, 0.24));
            let bend = noise.between(0.92, 1.1);
            for n in 0..syllable.min(length - at) {
                let x = n as f32 / syllable as f32;
                phase += pitch * (1.0 + (bend - 1.0) * x) / RATE;
                let throat = (phase.fract() * 2.0 - 1.0) * 0.8 + noise.next() * 0.25;
                let value = (low.next(throat) + 0.5 * high.next(throat))
                    * (x * std::f32::consts::PI).sin()
                    * gain;
                sound.left[at + n] += value * (1.0 - side);
                sound.right[at + n] += value * side;
            }
            at += syllable;
        }
    }
    for channel in [&mut sound.left, &mut sound.right] {
        Biquad::low_pass(2_400.0, 0.6, HERTZ).run(channel);
    }
    crate::dsp::Reverb::new(0.9, 0.7, 0.5).run(&mut sound, 0.3);
    sound
}

/// Traffic beyond the houses, and a horn now and then.
pub(super) fn city(seconds: f32, noise: &mut Noise) -> Stereo {
    let length = frames(seconds);
    let mut sound = Stereo::silence(length);
    for channel in [&mut sound.left, &mut sound.right] {
        let (mut rumble, mut air) = (
            Biquad::low_pass(170.0, 0.6, HERTZ),
            Biquad::band_pass(620.0, 0.5, HERTZ),
        );
        let phase = noise.between(0.0, 6.0);
        for (n, sample) in channel.iter_mut().enumerate() {
            let t = n as f32 / RATE;
            let value = noise.next();
            *sample = rumble.next(value) * 1.6
                + air.next(value) * 0.22 * (1.0 + 0.6 * (t * 0.55 + phase).sin());
        }
    }
    let mut at = noise.between(1.5, 5.0);
    while at + 0.6 < seconds {
        let hertz = noise.between(330.0, 420.0);
        let gain = noise.between(0.015, 0.04);
        let side = noise.between(0.1, 0.9);
        for n in 0..frames(0.45) {
            let t = n as f32 / RATE;
            let edge = (t * 30.0).min(1.0).min((0.45 - t) * 30.0);
            let value = ((t * hertz * TAU).sin() + (t * hertz * 1.26 * TAU).sin()) * edge * gain;
            sound.left[frames(at) + n] += value * side;
            sound.right[frames(at) + n] += value * (1.0 - side);
        }
        at += noise.between(5.0, 11.0);
    }
    sound
}

pub(super) fn applause(noise: &mut Noise) -> Stereo {
    let mut sides = [Vec::new(), Vec::new()];
    for _ in 0..60 {
        let every = noise.between(0.19, 0.29);
        let (length, brightest) = (noise.between(0.02, 0.05), noise.between(3_000.0, 7_500.0));
        let clap = burst(noise, length, 800.0, brightest);
        let (gain, side) = (noise.between(0.15, 0.8), noise.between(0.1, 0.9));
        let mut at = noise.between(0.0, 0.5);
        while at < 2.9 {
            let swell = (at * 2.5).min(1.0) * ((3.0 - at) * 1.2).min(1.0);
            put(&mut sides[0], at, &clap, gain * swell * side);
            put(&mut sides[1], at, &clap, gain * swell * (1.0 - side));
            at += every * noise.between(0.93, 1.07);
        }
    }
    let [mut left, mut right] = sides;
    let length = left.len().max(right.len());
    left.resize(length, 0.0);
    right.resize(length, 0.0);
    Stereo { left, right }
}
