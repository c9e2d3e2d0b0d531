//! What devices do to be noticed.

use std::f32::consts::TAU;

use super::{RATE, burst, frames, ping, placed, put};
use crate::Stereo;
use crate::dsp::Noise;

/// Two buzzes of a phone on a table.
pub(super) fn buzz() -> Stereo {
    let one: Vec<f32> = (0..frames(0.45))
        .map(|n| {
            let t = n as f32 / RATE;
            let edge = (t * 60.0).min(1.0).min((0.45 - t) * 60.0);
            let motor = (t * 158.0 * TAU).sin()
                + 0.5 * (t * 316.0 * TAU).sin()
                + 0.22 * (t * 474.0 * TAU).sin();
            (motor * 1.4).tanh() * edge * (0.85 + 0.15 * (t * 27.0 * TAU).sin())
        })
        .collect();
    let mut sound = Vec::new();
    put(&mut sound, 0.0, &one, 1.0);
    put(&mut sound, 0.62, &one, 1.0);
    placed(&sound, 0.1)
}

/// A marimba that calls twice.
pub(super) fn ring() -> Stereo {
    let mut sound = Vec::new();
    for round in 0..2 {
        for (step, hertz) in [
            (0.0, 659.3),
            (0.15, 784.0),
            (0.3, 987.8),
            (0.45, 784.0),
            (0.6, 1_318.5),
        ] {
            put(
                &mut sound,
                round as f32 * 1.1 + step,
                &ping(hertz, 0.5),
                0.8,
            );
            put(
                &mut sound,
                round as f32 * 1.1 + step,
                &ping(hertz * 3.93, 0.12),
                0.25,
            );
        }
    }
    placed(&sound, 0.1)
}

/// A message has come: two notes of glass.
pub(super) fn message() -> Stereo {
    let mut sound = Vec::new();
    for (at, hertz) in [(0.0, 1_174.7), (0.11, 1_568.0)] {
        put(&mut sound, at, &ping(hertz, 0.7), 1.0);
        put(&mut sound, at, &ping(hertz * 2.0, 0.35), 0.3);
        put(&mut sound, at, &ping(hertz * 5.4, 0.06), 0.12);
    }
    placed(&sound, 0.05)
}

pub(super) fn siren() -> Stereo {
    let (mut phase, length) = (0f32, frames(4.0));
    let sound: Vec<f32> = (0..length)
        .map(|n| {
            let t = n as f32 / RATE;
            let hertz = 720.0 + 260.0 * (t * TAU / 1.9).sin();
            phase += hertz / RATE * TAU;
            let far = (t / 1.5).min(1.0).min((4.0 - t) / 1.5).max(0.0);
            (phase.sin() + 0.3 * (2.0 * phase).sin()) * far
        })
        .collect();
    let mut stereo = placed(&sound, 0.0);
    let last = length as f32;
    for n in 0..length {
        let x = n as f32 / last;
        stereo.left[n] *= 1.2 - 0.7 * x;
        stereo.right[n] *= 0.5 + 0.7 * x;
    }
    stereo
}

/// A heart monitor at 72 a minute.
pub(super) fn beep(seconds: f32) -> Stereo {
    let one: Vec<f32> = (0..frames(0.11))
        .map(|n| {
            let t = n as f32 / RATE;
            ((t * 960.0 * TAU).sin() + 0.15 * (t * 2_880.0 * TAU).sin())
                * (t * 300.0).min(1.0).min((0.11 - t) * 120.0)
        })
        .collect();
    repeated(seconds, 60.0 / 72.0, |_| one.clone(), 0.3)
}

pub(super) fn tick(seconds: f32, noise: &mut Noise) -> Stereo {
    let mut sounds = [2_600.0, 2_150.0].map(|hertz| {
        let mut sound = burst(noise, 0.012, 1_500.0, 8_000.0);
        put(&mut sound, 0.0, &ping(hertz, 0.05), 0.5);
        put(&mut sound, 0.0, &ping(620.0, 0.04), 0.3);
        sound
    });
    for sample in &mut sounds[1] {
        *sample *= 0.75;
    }
    repeated(seconds, 0.5, |count| sounds[count % 2].clone(), -0.3)
}

fn repeated(seconds: f32, every: f32, one: impl Fn(usize) -> Vec<f32>, side: f32) -> Stereo {
    let mut sound = Vec::new();
    let mut count = 0;
    while count as f32 * every + 0.1 < seconds {
        put(&mut sound, count as f32 * every + 0.1, &one(count), 1.0);
        count += 1;
    }
    sound.resize(frames(seconds), 0.0);
    placed(&sound, side)
}

/// One stroke: partials of a cast bell.
pub(super) fn bell() -> Stereo {
    let mut sound = Vec::new();
    for (ratio, gain, seconds) in [
        (0.5, 0.5, 3.2),
        (1.0, 1.0, 2.6),
        (1.19, 0.6, 2.0),
        (1.5, 0.4, 1.6),
        (2.0, 0.6, 1.3),
        (2.66, 0.3, 0.7),
        (4.1, 0.2, 0.3),
    ] {
        put(&mut sound, 0.0, &ping(392.0 * ratio, seconds), gain);
    }
    placed(&sound, 0.0)
}
