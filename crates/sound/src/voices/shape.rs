//! The sound of a voice bent to its manner: height, breath, press, and an even loudness before it.

use super::manner::Manner;
use crate::dsp::{Biquad, Noise};
use crate::pcm::{from_decibels, peak, rms, stretch};

/// Loudness of a calm line while it is voiced, as root mean square.
const LEVEL: f32 = 0.09;

/// Samples `factor` times as high, and as much shorter. Lengths are to be divided by it.
pub(super) fn higher(samples: &[f32], factor: f32) -> Vec<f32> {
    if (factor - 1.0).abs() < 1e-3 {
        samples.to_vec()
    } else {
        stretch(samples, f64::from(factor))
    }
}

pub(super) fn factor(semitones: f32) -> f32 {
    2f32.powf(semitones / 12.0)
}

/// Brings a line to its loudness, with breath and press.
pub(super) fn shape(samples: &mut [f32], rate: u32, manner: &Manner) {
    let mut rumble = Biquad::high_pass(70.0, 0.7, rate);
    for sample in samples.iter_mut() {
        *sample = rumble.next(*sample);
    }
    level(samples, LEVEL);
    if manner.breath > 0.0 {
        breathe(samples, rate, manner.breath);
    }
    if manner.press > 0.0 {
        let drive = 1.0 + manner.press * 4.0;
        for sample in samples.iter_mut() {
            *sample = (*sample * drive).tanh() / drive.sqrt();
        }
        let mut edge = Biquad::peak(2_800.0, 0.8, manner.press * 5.0, rate);
        for sample in samples.iter_mut() {
            *sample = edge.next(*sample);
        }
    }
    level(samples, LEVEL * from_decibels(manner.loudness));
    // Plosives may stand out: a soft knee instead of a clip.
    for sample in samples.iter_mut() {
        let size = sample.abs();
        if size > 0.6 {
            *sample = sample.signum() * (0.6 + 0.35 * ((size - 0.6) / 0.35).tanh());
        }
    }
    let fade = (rate as usize / 200).min(samples.len() / 2);
    let end = samples.len();
    for at in 0..fade {
        let gain = at as f32 / fade as f32;
        samples[at] *= gain;
        samples[end - 1 - at] *= gain;
    }
}

/// Breath: the voice filtered out of noise, through what the mouth does (linear prediction of 10 ms steps).
fn breathe(samples: &mut [f32], rate: u32, share: f32) {
    const ORDER: usize = 18;
    let step = (rate / 100) as usize;
    let window = step * 3;
    let mut noise = Noise::new(0x6272_6561_7468);
    let mut breath = vec![0f32; samples.len()];
    let mut memory = [0f32; ORDER];
    for start in (0..samples.len()).step_by(step) {
        let from = start.saturating_sub(step);
        let to = (from + window).min(samples.len());
        let frame: Vec<f32> = samples[from..to]
            .iter()
            .enumerate()
            .map(|(n, s)| {
                s * (0.5 - 0.5 * (n as f32 / window as f32 * std::f32::consts::TAU).cos())
            })
            .collect();
        let (taps, error) = predict::<ORDER>(&frame);
        let gain = (error / frame.len().max(1) as f32).max(0.0).sqrt() * 1.6;
        for sample in &mut breath[start..(start + step).min(samples.len())] {
            let mut value = noise.next() * gain * 1.7;
            for (tap, past) in taps.iter().zip(&memory) {
                value += tap * past;
            }
            let value = value.clamp(-2.0, 2.0);
            memory.rotate_right(1);
            memory[0] = value;
            *sample = value;
        }
    }
    let scale = rms(samples) / rms(&breath).max(1e-6);
    let mut thin = Biquad::high_pass(250.0, 0.7, rate);
    for (sample, air) in samples.iter_mut().zip(&breath) {
        *sample = *sample * (1.0 - share) + thin.next(*air) * scale * share;
    }
}

/// Levinson and Durbin: how a sample follows from those before it, and the power of what is left.
fn predict<const ORDER: usize>(frame: &[f32]) -> ([f32; ORDER], f32) {
    let mut correlation = [0f64; 64];
    for (lag, sum) in correlation.iter_mut().enumerate().take(ORDER + 1) {
        *sum = frame
            .iter()
            .zip(frame.iter().skip(lag))
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum();
    }
    let mut taps = [0f64; ORDER];
    let mut error = correlation[0] * 1.0005 + 1e-9;
    for order in 0..ORDER {
        let mut reflection = correlation[order + 1];
        for before in 0..order {
            reflection -= taps[before] * correlation[order - before];
        }
        reflection /= error;
        let kept = taps;
        taps[order] = reflection;
        for before in 0..order {
            taps[before] = kept[before] - reflection * kept[order - 1 - before];
        }
        error *= 1.0 - reflection * reflection;
    }
    (taps.map(|tap| tap as f32), error as f32)
}

/// Scales so that what is voiced has this root mean square; silence stays silence.
fn level(samples: &mut [f32], wanted: f32) {
    let top = peak(samples);
    let voiced: Vec<f32> = samples
        .chunks(480)
        .filter(|chunk| rms(chunk) > top * 0.05)
        .flatten()
        .copied()
        .collect();
    let now = rms(&voiced);
    if now > 1e-5 {
        let gain = wanted / now;
        for sample in samples.iter_mut() {
            *sample *= gain;
        }
    }
}
