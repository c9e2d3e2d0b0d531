//! Music under a scene, composed and played here: a mood, a length and a seed in, a cue out.
//!
//! It is underscore: soft attacks, room for a voice between 300 Hz and 3 kHz, a motif that comes back changed, and an
//! end on purpose. The same mood, length and seed are the same cue.

mod beat;
mod compose;
mod instruments;
mod scale;
mod style;

pub use beat::{Beats, TOLERANCE_S, beats};
pub use storyboard::shot::Mood;
use storyboard::timeline::Hit;

use crate::dsp::{Biquad, Noise, Reverb};
use crate::pcm::{from_decibels, rms};
use crate::{RATE, Stereo};

/// How a cue ends.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It falls silent: the next cue follows.
    Fade,
    /// It comes home on its last chord.
    #[default]
    Rest,
    /// A rise, a blow, and a chord that is left open: the cliffhanger.
    Sting,
}

/// Loudness of a cue as root mean square: about −24 LUFS, half as loud again as it lies under a voice.
const LEVEL_DB: f32 = -25.0;

/// Composes and plays a cue of exactly this length (1 s to 10 min).
pub fn cue(mood: Mood, seconds: f64, seed: u64, ending: Ending) -> Stereo {
    cue_to(mood, seconds, seed, ending, &[])
}

/// As [`cue`], in a tempo that puts as many as can be of what is struck in the picture on a [beat](beats); a
/// cliffhanger's blow falls on the last of them.
pub fn cue_to(mood: Mood, seconds: f64, seed: u64, ending: Ending, hits: &[Hit]) -> Stereo {
    let beats = beats(mood, seconds, ending, hits);
    let seconds = seconds.clamp(1.0, 600.0) as f32;
    let style = style::of(mood);
    let frames = (f64::from(seconds) * f64::from(RATE)).round() as usize;
    let mut chance = Noise::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ (mood as u64) << 40);
    let notes = compose::compose(style, ending, &beats, &mut chance);
    let mut sound = instruments::play(&notes, frames, &mut chance);
    Reverb::new(style.echo, 1.0, 0.45).run(&mut sound, 0.22);
    for channel in [&mut sound.left, &mut sound.right] {
        Biquad::high_pass(32.0, 0.7, RATE).run(channel);
        // The band of the voice is left a little free.
        Biquad::peak(1_600.0, 0.5, -2.5, RATE).run(channel);
        Biquad::low_pass(style.brightness, 0.6, RATE).run(channel);
    }
    finish(&mut sound, ending);
    sound
}

fn finish(sound: &mut Stereo, ending: Ending) {
    let body = sound.frames() * 4 / 5;
    let level = f32::midpoint(rms(&sound.left[..body]), rms(&sound.right[..body]));
    if level > 1e-6 {
        sound.gain(from_decibels(LEVEL_DB) / level);
    }
    for sample in sound.left.iter_mut().chain(&mut sound.right) {
        // Peaks of percussion bend instead of standing out.
        if sample.abs() > 0.4 {
            *sample = sample.signum() * (0.4 + 0.4 * ((sample.abs() - 0.4) / 0.4).tanh());
        }
    }
    let second = RATE as usize;
    let fall = match ending {
        Ending::Fade => second * 3,
        Ending::Rest => second * 3 / 2,
        Ending::Sting => second / 2,
    };
    sound.fade(second / 20, fall);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pcm::decibels;

    const ALL: [Mood; 10] = [
        Mood::Neutral,
        Mood::Tense,
        Mood::Romantic,
        Mood::Sorrow,
        Mood::Triumph,
        Mood::Mystery,
        Mood::Comic,
        Mood::Chase,
        Mood::Warm,
        Mood::Dread,
    ];

    #[test]
    fn every_mood_has_its_length_is_stereo_does_not_clip_and_ends_softly() {
        for mood in ALL {
            for (seconds, ending) in [
                (12.5, Ending::Rest),
                (2.0, Ending::Fade),
                (9.0, Ending::Sting),
            ] {
                let sound = cue(mood, seconds, 5, ending);
                assert_eq!(sound.frames(), (seconds * 48_000.0) as usize);
                assert!(
                    sound.peak() < 0.81 && sound.peak() > 0.02,
                    "{mood:?} {}",
                    sound.peak()
                );
                assert!(sound.left[0].abs() < 1e-3 && sound.left[sound.frames() - 1].abs() < 1e-3);
                let side: Vec<f32> = sound
                    .left
                    .iter()
                    .zip(&sound.right)
                    .map(|(l, r)| l - r)
                    .collect();
                assert!(
                    rms(&side) > rms(&sound.left) * 0.05,
                    "{mood:?} is one channel"
                );
            }
        }
    }

    #[test]
    fn no_cue_clicks() {
        for mood in ALL {
            let sound = cue(mood, 10.0, 2, Ending::Rest);
            let step = sound
                .left
                .windows(2)
                .map(|w| (w[1] - w[0]).abs())
                .fold(0.0, f32::max);
            assert!(step < 0.25, "{mood:?} jumps by {step}");
        }
    }

    #[test]
    fn no_cue_falls_silent_in_its_middle() {
        for mood in ALL {
            let sound = cue(mood, 30.0, 11, Ending::Rest);
            for (second, part) in sound.left[96_000..27 * 48_000].chunks(96_000).enumerate() {
                assert!(decibels(rms(part)) > -50.0, "{mood:?} at {second}");
            }
        }
    }

    #[test]
    fn a_seed_is_a_cue_and_moods_differ() {
        let one = |seed| cue(Mood::Romantic, 6.0, seed, Ending::Rest);
        assert_eq!(one(1), one(1));
        assert_ne!(one(1), one(2));
        assert_ne!(cue(Mood::Tense, 6.0, 1, Ending::Rest), one(1));
    }

    #[test]
    fn a_sting_is_a_blow_at_the_end() {
        let sound = cue(Mood::Tense, 20.0, 3, Ending::Sting);
        let loud = |from: usize, to: usize| {
            sound.left[from * 48_000..to * 48_000]
                .chunks(4_800)
                .map(rms)
                .fold(0.0, f32::max)
        };
        assert!(
            loud(16, 20) > loud(2, 14) * 1.2,
            "{} {}",
            loud(16, 20),
            loud(2, 14)
        );
    }
}
