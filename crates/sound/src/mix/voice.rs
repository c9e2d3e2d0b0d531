//! How a voice reaches the ear: near, from another room, over a phone, inside a head.

use storyboard::board::Said;

use super::{Dialogue, place};
use crate::dsp::{Biquad, Reverb};
use crate::pcm::from_decibels;
use crate::{RATE, Stereo};

/// A line at 48 kHz, with what is between it and the ear.
pub(super) fn heard(line: &Dialogue) -> Stereo {
    let mut samples = line.sound.at_rate(RATE).samples;
    if samples.is_empty() {
        return Stereo::default();
    }
    compress(&mut samples);
    match line.said {
        Said::Phone => {
            for filter in [
                Biquad::high_pass(300.0, 0.8, RATE),
                Biquad::high_pass(300.0, 0.7, RATE),
                Biquad::low_pass(3_400.0, 0.8, RATE),
                Biquad::low_pass(3_400.0, 0.7, RATE),
            ] {
                filter.run(&mut samples);
            }
            for sample in &mut samples {
                *sample = (*sample * 2.6).tanh() * 0.55;
            }
        }
        Said::OffScreen => {
            for filter in [
                Biquad::low_pass(1_500.0, 0.6, RATE),
                Biquad::low_pass(2_600.0, 0.7, RATE),
            ] {
                filter.run(&mut samples);
            }
            for sample in &mut samples {
                *sample *= from_decibels(-2.0);
            }
        }
        Said::VoiceOver => {
            // Near the microphone: a little chest.
            Biquad::peak(190.0, 0.8, 2.5, RATE).run(&mut samples);
        }
        Said::Dialogue | Said::TextMessage => {}
    }
    let side = line.side.clamp(-1.0, 1.0) * 0.35;
    let angle = (side + 1.0) * std::f32::consts::FRAC_PI_4;
    let gain = std::f32::consts::SQRT_2;
    let mut sound = Stereo {
        left: samples.iter().map(|s| s * angle.cos() * gain).collect(),
        right: samples.iter().map(|s| s * angle.sin() * gain).collect(),
    };
    let echo = match line.said {
        Said::Dialogue | Said::TextMessage => line.place.map(place::echo),
        Said::OffScreen => Some((0.7, 0.5, 0.3)),
        // Inside a head and inside a telephone there is no room.
        Said::VoiceOver | Said::Phone => None,
    };
    if let Some((seconds, size, share)) = echo.filter(|(_, _, share)| *share > 0.0) {
        let tail = (seconds * RATE as f32) as usize;
        sound.left.resize(samples.len() + tail, 0.0);
        sound.right.resize(samples.len() + tail, 0.0);
        Reverb::new(seconds, size, 0.4).run(&mut sound, share * 0.4);
    }
    sound
}

/// Evens out loud and soft syllables: 2.5 to 1 above −22 dBFS, given back.
fn compress(samples: &mut [f32]) {
    let (attack, release) = (
        1.0 - (-1.0 / (RATE as f32 * 0.008)).exp(),
        1.0 - (-1.0 / (RATE as f32 * 0.15)).exp(),
    );
    let mut level = 0f32;
    for sample in samples {
        let size = sample.abs();
        level += (size - level) * if size > level { attack } else { release };
        let over = crate::pcm::decibels(level) + 22.0;
        let gain = if over > 0.0 { -over * 0.6 } else { 0.0 } + 3.5;
        *sample *= from_decibels(gain);
    }
}
