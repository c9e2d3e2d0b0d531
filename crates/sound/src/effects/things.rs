//! What hands, feet and bodies do to things.

use super::{RATE, burst, frames, ping, placed, put};
use crate::Stereo;
use crate::dsp::{Biquad, Noise};

fn thump(hertz: f32, seconds: f32) -> Vec<f32> {
    let mut phase = 0f32;
    (0..frames(seconds))
        .map(|n| {
            let t = n as f32 / RATE;
            phase += hertz * (1.0 + 1.2 * (-t * 40.0).exp()) / RATE * std::f32::consts::TAU;
            phase.sin() * (-6.9 * t / seconds).exp() * (t * 900.0).min(1.0)
        })
        .collect()
}

pub(super) fn door(slam: bool, noise: &mut Noise) -> Stereo {
    let mut sound = Vec::new();
    if !slam {
        // The latch, then the hinge.
        put(&mut sound, 0.0, &burst(noise, 0.03, 1_500.0, 6_000.0), 0.5);
        put(&mut sound, 0.06, &burst(noise, 0.04, 900.0, 4_000.0), 0.7);
        let (mut phase, mut creak) = (0f32, Vec::new());
        let mut body = Biquad::band_pass(780.0, 3.0, crate::RATE);
        for n in 0..frames(0.5) {
            let t = n as f32 / RATE;
            phase += (38.0 + 45.0 * (t * 6.0).sin() + 4.0 * noise.next()) / RATE;
            let click = if phase >= 1.0 {
                phase -= 1.0;
                1.0
            } else {
                0.0
            };
            creak.push(body.next(click) * (t * std::f32::consts::TAU).sin().max(0.0));
        }
        put(&mut sound, 0.18, &creak, 1.6);
    }
    let at = if slam { 0.02 } else { 0.75 };
    put(
        &mut sound,
        at,
        &thump(if slam { 62.0 } else { 85.0 }, 0.28),
        if slam { 1.6 } else { 0.6 },
    );
    put(
        &mut sound,
        at,
        &burst(noise, 0.16, 120.0, 1_800.0),
        if slam { 2.2 } else { 0.7 },
    );
    put(
        &mut sound,
        at + 0.015,
        &burst(noise, 0.04, 1_800.0, 7_000.0),
        0.4,
    );
    placed(&sound, -0.2)
}

pub(super) fn knock(noise: &mut Noise) -> Stereo {
    let mut sound = Vec::new();
    for at in [0.02, 0.24, 0.45] {
        put(&mut sound, at, &thump(170.0, 0.09), noise.between(0.8, 1.0));
        put(&mut sound, at, &ping(410.0, 0.06), 0.35);
        put(&mut sound, at, &burst(noise, 0.03, 500.0, 3_000.0), 0.8);
    }
    placed(&sound, 0.15)
}

/// Five steps, heel and toe, that come nearer.
pub(super) fn footsteps(noise: &mut Noise) -> Stereo {
    let mut sound = Stereo::default();
    for step in 0..5 {
        let mut one = Vec::new();
        let near = 0.5 + 0.12 * step as f32;
        put(
            &mut one,
            0.0,
            &thump(noise.between(105.0, 130.0), 0.07),
            0.9,
        );
        put(&mut one, 0.0, &burst(noise, 0.025, 1_200.0, 5_000.0), 0.9);
        put(
            &mut one,
            noise.between(0.06, 0.08),
            &burst(noise, 0.05, 700.0, 3_200.0),
            0.35,
        );
        let side = if step % 2 == 0 { -0.25 } else { 0.05 };
        let mut line = Vec::new();
        put(
            &mut line,
            step as f32 * 0.52 + noise.between(0.01, 0.03),
            &one,
            near,
        );
        let more = placed(&line, side);
        if sound.frames() < more.frames() {
            sound.left.resize(more.frames(), 0.0);
            sound.right.resize(more.frames(), 0.0);
        }
        sound.add(&more, 0, 1.0);
    }
    sound
}

/// A blow, then pieces that ring and fall.
pub(super) fn glass(noise: &mut Noise) -> Stereo {
    let mut sides = [Vec::new(), Vec::new()];
    let hit = burst(noise, 0.12, 1_500.0, 14_000.0);
    for side in &mut sides {
        put(side, 0.0, &hit, 1.2);
    }
    for piece in 0..42 {
        let late = noise.between(0.0, 1.0).powi(2) * 0.9;
        let tone = ping(noise.between(2_200.0, 9_500.0), noise.between(0.05, 0.35));
        put(
            &mut sides[piece % 2],
            late,
            &tone,
            noise.between(0.05, 0.3) * (1.0 - late * 0.7),
        );
        put(&mut sides[1 - piece % 2], late, &tone, 0.05);
    }
    let [mut left, mut right] = sides;
    let length = left.len().max(right.len());
    left.resize(length, 0.0);
    right.resize(length, 0.0);
    Stereo { left, right }
}

pub(super) fn slap(noise: &mut Noise) -> Stereo {
    let mut sound = burst(noise, 0.09, 700.0, 9_000.0);
    put(&mut sound, 0.0, &thump(210.0, 0.06), 0.7);
    put(
        &mut sound,
        0.004,
        &burst(noise, 0.03, 1_500.0, 6_000.0),
        0.8,
    );
    placed(&sound, 0.0)
}

pub(super) fn shutter(noise: &mut Noise) -> Stereo {
    let mut sound = burst(noise, 0.02, 2_000.0, 9_000.0);
    put(&mut sound, 0.03, &burst(noise, 0.05, 500.0, 4_000.0), 0.4);
    put(
        &mut sound,
        0.085,
        &burst(noise, 0.025, 1_600.0, 8_000.0),
        0.9,
    );
    placed(&sound, 0.0)
}

pub(super) fn keyboard(noise: &mut Noise) -> Stereo {
    let mut sound = Vec::new();
    let mut at = 0.02;
    while at < 1.9 {
        put(
            &mut sound,
            at,
            &burst(noise, 0.018, 1_200.0, 6_500.0),
            noise.between(0.4, 1.0),
        );
        put(
            &mut sound,
            at,
            &thump(noise.between(190.0, 260.0), 0.03),
            0.35,
        );
        at += noise.between(0.07, 0.2);
    }
    placed(&sound, 0.1)
}

pub(super) fn paper(noise: &mut Noise) -> Stereo {
    let mut sound = Vec::new();
    for _ in 0..26 {
        let at = noise.between(0.0, 0.6);
        put(
            &mut sound,
            at,
            &burst(noise, 0.04, 2_200.0, 11_000.0),
            noise.between(0.1, 0.7) * (at * 5.0).sin().abs(),
        );
    }
    placed(&sound, 0.0)
}

pub(super) fn kiss(noise: &mut Noise) -> Stereo {
    let mut sound = burst(noise, 0.05, 1_500.0, 5_000.0);
    put(
        &mut sound,
        0.14,
        &burst(noise, 0.022, 2_200.0, 7_000.0),
        0.8,
    );
    placed(&sound, 0.0)
}

pub(super) fn heartbeat() -> Stereo {
    let mut sound = Vec::new();
    for beat in 0..4 {
        let at = beat as f32 * 0.82;
        put(&mut sound, at, &thump(52.0, 0.2), 1.0);
        put(&mut sound, at + 0.24, &thump(46.0, 0.17), 0.7);
    }
    placed(&sound, 0.0)
}

pub(super) fn impact(noise: &mut Noise) -> Stereo {
    let mut sound = thump(44.0, 1.1);
    put(&mut sound, 0.0, &burst(noise, 0.5, 60.0, 900.0), 1.6);
    put(&mut sound, 0.0, &burst(noise, 0.09, 900.0, 6_000.0), 0.6);
    placed(&sound, 0.0)
}

pub(super) fn gunshot(noise: &mut Noise) -> Stereo {
    let mut sound = burst(noise, 0.3, 150.0, 9_000.0);
    put(&mut sound, 0.0, &thump(75.0, 0.25), 1.1);
    placed(&sound, 0.0)
}

/// Air that rises past from left to right.
pub(super) fn whoosh(noise: &mut Noise) -> Stereo {
    let length = frames(0.75);
    let mut sound = Stereo::silence(length);
    let (mut band, mut low) = (0f32, 0f32);
    for n in 0..length {
        let x = n as f32 / length as f32;
        let hertz = 300.0 + 2_600.0 * (x * std::f32::consts::PI).sin().powi(2);
        let cutoff = 2.0 * (std::f32::consts::PI * hertz / RATE).sin();
        low += cutoff * band;
        band += cutoff * (noise.next() - low - 0.7 * band);
        let value = band * (x * std::f32::consts::PI).sin().powi(3);
        sound.left[n] = value * (1.0 - x * 0.8);
        sound.right[n] = value * (0.2 + x * 0.8);
    }
    sound
}
